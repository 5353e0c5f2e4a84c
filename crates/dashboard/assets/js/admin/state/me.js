import { computed } from "../../../vendor/signals.js";
import { path } from "../../state/page.js";
import { Load } from "../../state/load.js";
import { me as readMe } from "../api/house.js";
import { kept } from "../api/session.js";
import { allowed } from "../lib/roles.js";
import { route } from "../lib/route.js";

/** @import { May } from "../lib/roles.js" */

/** Who is signed in, as the server sees it now. */
export const me = new Load(() => readMe());

/** Their role: as of sign-in until the server has told. */
export const role = computed(() => me.data.value?.account_type ?? kept()?.role ?? "");

const permissions = computed(() => allowed(role.value, me.data.value?.permissions));

/**
 * Whether the person may do this, as far as the pages know.
 * @param {May} needs
 */
export const may = (needs) => permissions.value.includes(needs);

/** The page shown. */
export const current = computed(() => route(path.value));
