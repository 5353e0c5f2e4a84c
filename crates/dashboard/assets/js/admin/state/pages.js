import { signal } from "../../../vendor/signals.js";
import { Load } from "../../state/load.js";

/**
 * A list that is read page by page: each tells where the next one begins.
 * @template {{ next_cursor: string | null }} T
 */
export class Pages {
  /** @param {(cursor: string | null, abort: AbortSignal) => Promise<T>} read */
  constructor(read) {
    /** Where each page up to the one shown begins. */
    this.cursors = signal(/** @type {(string | null)[]} */ ([null]));
    this.load = new Load((abort) => read(this.cursors.value.at(-1) ?? null, abort));
  }

  /** Reads the first page. */
  first = () => {
    this.cursors.value = [null];
    return this.load.start();
  };

  /** Goes to the next page. */
  older = () => {
    const next = this.load.data.value?.next_cursor;
    if (!next || this.load.busy.value) return;
    this.cursors.value = [...this.cursors.value, next];
    void this.load.start();
  };

  /** Goes to the page before. */
  newer = () => {
    if (this.cursors.value.length < 2 || this.load.busy.value) return;
    this.cursors.value = this.cursors.value.slice(0, -1);
    void this.load.start();
  };
}
