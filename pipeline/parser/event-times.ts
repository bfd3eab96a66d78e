/** The times of a document's events, as conditions on dates ask for them: each once. */
import type { Time } from '../../schemas/time.ts';

/** Times that are kept to the second; where there are more, they are kept to the day. Stops the calendar of countless entries. */
const maxExact = 1_000;
/** Days that are kept, 13 years of them; one more than a list of metadata holds, so that the cut is said. */
const maxDays = 5_001;

const dayOf = (time: string): string =>
  time.slice(0, time.indexOf('T', 1) < 0 ? undefined : time.indexOf('T'));

export class EventTimes {
  #times = new Set<string>();
  #keep: (time: string) => string = (time) => time;

  add({ instant, local }: Time): void {
    const stated = instant ?? local;
    if (stated === undefined || this.#times.size >= maxDays) return;
    this.#times.add(this.#keep(stated));
    if (this.#times.size <= maxExact || this.#keep === dayOf) return;
    this.#keep = dayOf;
    this.#times = new Set([...this.#times].map(dayOf));
  }

  /** In their order; undefined where there is none. */
  get list(): string[] | undefined {
    return this.#times.size === 0 ? undefined : [...this.#times].sort();
  }
}
