import { batch, computed, effect, signal } from "../../vendor/signals.js";
import { ApiError } from "../api/errors.js";
import { Load } from "../state/load.js";
import { read } from "./api.js";
import { Draft } from "./draft.js";
import { keep, kept, keyOf, PATH, watch } from "./kept.js";
import { isDeadKey, isOver } from "./refused.js";
import { STEPS, stepOf } from "./words.js";

/** @import { Kept } from "./kept.js" */
/** @import { Credentials, Key, Onboarding } from "./types.js" */
/** @import { Step } from "./words.js" */

/** What opens the way, or that it is over; null for who has not begun here. */
export const held = signal(/** @type {Kept | null} */ (null));

/** @returns {Key} */
export function key() {
  const now = held.value;
  if (now === null || "done" in now) throw new ApiError({ status: 401 });
  return now;
}

/** Everything that is known of the way. @type {Load<Onboarding>} */
export const way = new Load((abort) => read(key(), abort));

/** Whether the token opens nothing any more. */
export const isDead = computed(() => isDeadKey(way.error.value));

/** Whether the partner is active already. */
export const isLive = computed(() => way.data.value?.partner.onboarding.completed === true);

/** The token as it came, to be put away; null once it was. */
export const fresh = signal(/** @type {Key | null} */ (null));

/** The credentials as they came: in memory only, and gone once they were put away. */
export const credentials = signal(/** @type {Credentials | null} */ (null));

/** Why one is at the beginning, if not by oneself. */
export const notice = signal("");

/** What was entered and not saved yet. */
export const drafts = { start: new Draft(), business: new Draft(), api: new Draft() };

/** Addresses of documents that are not handed in yet. */
export const links = signal(/** @type {{ type: string, name: string, url: string }[]} */ ([]));

const wished = signal(/** @type {string | null} */ (null));

/** Counts changes of what is shown, so that the heading can take the focus. */
export const turns = signal(0);

/** The step that is shown. */
export const step = computed(() => (way.data.value === null ? null : stepOf(way.data.value, wished.value)));

/** Reads the way anew. @throws what went wrong */
export async function reread() {
  await way.start();
  if (way.error.value !== null) throw way.error.value;
}

/** @param {Step} next */
export function show(next) {
  history.pushState(null, "", `${PATH}?step=${next}`);
  wished.value = next;
  turns.value += 1;
  scrollTo(0, 0);
}

/** Goes where one is. */
export function showCurrent() {
  history.pushState(null, "", PATH);
  wished.value = null;
  turns.value += 1;
  scrollTo(0, 0);
}

/**
 * Saves what was entered in the step `now`, and shows the one after it.
 * @param {Step} now
 * @param {Draft} draft
 * @param {() => Promise<unknown>} call
 */
export async function save(now, draft, call) {
  const done = await draft.send(() => attempt(async () => {
    await call();
    await reread();
  }));
  if (done) show(STEPS[STEPS.indexOf(now) + 1] ?? now);
}

/**
 * Does `call`; a token that turns out to be dead is told to the whole page.
 * @template T
 * @param {() => Promise<T>} call
 * @returns {Promise<T>}
 */
export async function attempt(call) {
  try {
    return await call();
  } catch (error) {
    if (isDeadKey(error)) way.error.value = error;
    // Another window went live, or this one and the answer was lost.
    if (isOver(error)) hold({ id: key().id, done: true });
    throw error;
  }
}

/**
 * Goes on with another way, or with none.
 * @param {Kept | null} next
 */
export function hold(next) {
  const before = held.value?.id;
  way.stop();
  keep(next);
  batch(() => {
    held.value = next;
    way.data.value = null;
    way.error.value = null;
    fresh.value = null;
    credentials.value = null;
    links.value = [];
    wished.value = null;
    // A new link to the same steps finds there what was entered meanwhile.
    if (next === null || next.id !== before) Object.values(drafts).forEach((draft) => draft.clear());
    turns.value += 1;
  });
  if (next !== null && !("done" in next)) void way.start();
}

/** Takes the key out of the address, which is cleaned at once. @returns {boolean} whether there was one */
function takeLink() {
  if (location.hash.length < 2) return false;
  const found = keyOf(location.hash);
  if (found === null && !/(^#|&)(id|token)=/.test(location.hash)) return false;
  history.replaceState(null, "", PATH);
  if (found === null) notice.value = "broken-link";
  else hold(found);
  return found !== null;
}

function arrive() {
  wished.value = new URLSearchParams(location.search).get("step");
  turns.value += 1;
}

/**
 * The way is over: the key opens nothing any more, so that it is of no use to keep it.
 * @param {Credentials} given
 */
export function live(given) {
  const { id } = key();
  way.stop();
  keep({ id, done: true });
  history.replaceState(null, "", PATH);
  batch(() => {
    credentials.value = given;
    held.value = { id, done: true };
    way.error.value = null;
    turns.value += 1;
  });
}

/** Whether something would be lost. */
const isDirty = computed(() => credentials.value !== null || links.value.length > 0 || Object.values(drafts).some((draft) => draft.isDirty.value));

/** @param {BeforeUnloadEvent} event */
const warn = (event) => event.preventDefault();

/** Begins: the link of the address, or what this browser keeps. */
export function begin() {
  if (!takeLink()) {
    hold(kept());
    arrive();
  }
  // The document itself begins at its beginning.
  turns.value = 0;
  addEventListener("hashchange", takeLink);
  addEventListener("popstate", arrive);
  // A page that is left may be brought back as it was; the credentials must not.
  addEventListener("pagehide", () => { credentials.value = null; });
  watch(() => {
    if (credentials.value === null && JSON.stringify(kept()) !== JSON.stringify(held.value)) hold(kept());
  });
  effect(() => {
    if (isDirty.value) addEventListener("beforeunload", warn);
    else removeEventListener("beforeunload", warn);
  });
}
