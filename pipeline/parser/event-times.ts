/** The times of a document's events, as conditions on dates ask for them: each once. */
import type { Time } from '../../schemas/time.ts';
import { asUnclear, between, startAndEnd } from '../../schemas/time-interval.ts';

/** Times that are kept to the second; where there are more, they are kept to the day. Stops the calendar of countless entries. */
const maxExact = 1_000;
/** Days that are kept, 13 years of them; one more than a list of metadata holds, so that the cut is said. */
const maxDays = 5_001;

const dayOf = (time: string): string =>
  between(
    ...startAndEnd(time).map((one) => one.slice(0, one.indexOf('T', 1) < 0 ? undefined : one.indexOf('T'))),
  );

const stated = ({ instant, local, zoneSource }: Time): string | undefined =>
  instant ?? (local !== undefined && zoneSource === 'unclear' ? asUnclear(local) : local);

export class EventTimes {
  #times = new Set<string>();
  #keep: (time: string) => string = (time) => time;

  /** `until`: what begins at `time` lasts. */
  add(time: Time, until?: Time): void {
    const start = stated(time);
    if (start === undefined || this.#times.size >= maxDays) return;
    const end = until && stated(until);
    this.#times.add(this.#keep(end === undefined ? start : between(start, end)));
    if (this.#times.size <= maxExact || this.#keep === dayOf) return;
    this.#keep = dayOf;
    this.#times = new Set([...this.#times].map(dayOf));
  }

  /** In their order; undefined where there is none. */
  get list(): string[] | undefined {
    return this.#times.size === 0 ? undefined : [...this.#times].sort();
  }
}
