import { useEffect } from "../../vendor/hooks.js";
import { ApiError } from "../api/errors.js";

/**
 * Runs `job` every `ms` while the page is to be seen, one after the other, for as long as
 * `on`. What goes wrong is not told: the next time comes soon. A server that asks for a pause
 * gets it.
 * @param {() => Promise<void>} job
 * @param {number} ms
 * @param {boolean} [on]
 */
export function usePolling(job, ms, on = true) {
  useEffect(() => {
    if (!on) return undefined;
    let timer = 0;
    let gone = false;
    /** @param {number} pause */
    const wait = (pause) => { timer = setTimeout(run, pause); };
    const run = async () => {
      let pause = ms;
      if (!document.hidden) {
        try {
          await job();
        } catch (error) {
          if (error instanceof ApiError && error.retryAfter !== null) pause = Math.max(ms, Math.min(error.retryAfter * 1000, 600_000));
        }
      }
      if (!gone) wait(pause);
    };
    wait(ms);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [job, ms, on]);
}
