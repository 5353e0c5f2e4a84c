import { signal } from "../../vendor/signals.js";
import { isAbort } from "../api/wire.js";

/**
 * Something read from the API: what is known, whether more is on its way, what went wrong.
 * Of several loads only the last one counts, whichever ends first.
 * @template T
 */
export class Load {
  /** @param {(signal: AbortSignal) => Promise<T>} read */
  constructor(read) {
    this.read = read;
    this.data = signal(/** @type {T | null} */ (null));
    this.error = signal(/** @type {unknown} */ (null));
    this.busy = signal(false);
    /** @type {AbortController | null} */
    this.running = null;
  }

  /** Reads anew. @returns {Promise<void>} */
  start = async () => {
    this.running?.abort();
    const own = (this.running = new AbortController());
    this.busy.value = true;
    try {
      const data = await this.read(own.signal);
      if (this.running !== own) return;
      this.data.value = data;
      this.error.value = null;
    } catch (error) {
      if (this.running !== own || isAbort(error)) return;
      this.error.value = error;
    }
    this.busy.value = false;
  };

  /**
   * Reads anew without saying so, for what is read again and again. While a reading that was
   * asked for is under way nothing is done.
   * @returns {Promise<void>}
   * @throws what went wrong; what was known stays
   */
  renew = async () => {
    if (this.busy.value) return;
    const own = (this.running = new AbortController());
    const data = await this.read(own.signal);
    if (this.running !== own) return;
    this.data.value = data;
    this.error.value = null;
  };

  /** Gives up what is under way. */
  stop() {
    this.running?.abort();
    this.running = null;
    this.busy.value = false;
  }
}
