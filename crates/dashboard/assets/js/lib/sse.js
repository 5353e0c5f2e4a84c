/**
 * An event of the stream.
 * @typedef {{ event: string, data: string }} StreamEvent
 */

/**
 * Reads a text/event-stream piece by piece (HTML standard, "Parsing an event stream").
 * `retry` fields are kept in `retryMs`; ids are not used here.
 */
export class EventReader {
  /** @type {number | null} */
  retryMs = null;
  #rest = "";
  #event = "";
  /** @type {string[]} */
  #data = [];

  /**
   * @param {string} text
   * @returns {StreamEvent[]} the events that are complete now
   */
  read(text) {
    /** @type {StreamEvent[]} */
    const done = [];
    const all = this.#rest + text;
    // A CR at the very end may be half of a CRLF.
    const whole = all.endsWith("\r") ? all.slice(0, -1) : all;
    const lines = whole.split(/\r\n|\n|\r/);
    this.#rest = (lines.pop() ?? "") + all.slice(whole.length);
    for (const line of lines) {
      if (line === "") this.#finish(done);
      else this.#field(line);
    }
    return done;
  }

  /** @param {StreamEvent[]} done */
  #finish(done) {
    if (this.#data.length > 0) done.push({ event: this.#event || "message", data: this.#data.join("\n") });
    this.#event = "";
    this.#data = [];
  }

  /** @param {string} line */
  #field(line) {
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "event") this.#event = value;
    else if (name === "data") this.#data.push(value);
    else if (name === "retry" && /^\d+$/.test(value)) this.retryMs = Number(value);
  }
}

/**
 * How long to wait before the next attempt: doubling from 1 s to 30 s, with up to a quarter
 * less, so that many pages do not come back at once.
 * @param {number} attempt from 0
 * @param {number} chance 0 to 1
 */
export function backOff(attempt, chance) {
  const full = Math.min(30_000, 1000 * 2 ** Math.min(attempt, 5));
  return Math.round(full * (1 - chance / 4));
}
