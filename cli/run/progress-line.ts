/** Shows how far a run is: items, bytes, rate, time left, exceptions, and what is being parsed now. */
import type { IngestProgress } from '../../pipeline/ingest-tally.ts';
import { escapeLine } from '../frame/escape.ts';
import type { Output } from '../frame/output.ts';
import { countOf, formatBytes, formatCount, formatDuration } from '../frame/quantities.ts';

/** On a terminal the line is rewritten often enough to be seen moving. */
const terminalMs = 250;
const shownFiles = 2;
/** Before that, start-up counts for more than the evidence: a time left would be a guess. */
const settlingSeconds = 3;
const shownNameUnits = 40;

const shorten = (path: string): string =>
  path.length <= shownNameUnits ? path : `…${path.slice(-shownNameUnits)}`;

/** One line of progress; `seconds` since reading began. */
function progressWords(state: IngestProgress, seconds: number): string {
  const { listed, filesDone, filesToDo, bytesDone, bytesToDo, items, exceptions, current } = state;
  if (state.stage === 'listing')
    return `Listing: ${countOf(listed.files, 'file')}, ${formatBytes(listed.bytes)}`;
  if (state.stage === 'settling')
    return `Finishing: which copies came first${state.looked > 0 ? `, ${formatCount(state.looked)} looked at` : ''}`;
  if (state.stage === 'finishing')
    return `Finishing: copies and places are brought into the index${state.shown > 0 ? `, ${formatCount(state.shown)} so far` : ''}`;
  const rate = seconds > 0 ? bytesDone / seconds : 0;
  // Small files cost by number and large ones by size: the slower of both tells the time left.
  const share = Math.min(
    bytesToDo > 0 ? bytesDone / bytesToDo : 1,
    filesToDo > 0 ? filesDone / filesToDo : 1,
  );
  const left =
    seconds > settlingSeconds && share > 0.02 && share < 1
      ? `, about ${formatDuration((seconds * 1000 * (1 - share)) / share)} left`
      : '';
  const files = current
    .slice(0, shownFiles)
    .map((path) => escapeLine(shorten(path)))
    .join(', ');
  return [
    // What is read again for its members counts as done and was not counted as to do.
    filesDone > filesToDo
      ? countOf(filesDone, 'file')
      : `${formatCount(filesDone)} of ${countOf(filesToDo, 'file')}`,
    bytesDone > bytesToDo ? formatBytes(bytesDone) : `${formatBytes(bytesDone)} of ${formatBytes(bytesToDo)}`,
    countOf(items, 'item'),
    `${formatBytes(rate)}/s${left}`,
    `${countOf(exceptions, 'exception')} so far`,
    ...(files ? [`now: ${files}`] : []),
  ].join(' · ');
}

export class ProgressLine {
  readonly #out: Output;
  readonly #everyMs: number;
  #last = 0;
  #stage: IngestProgress['stage'] | undefined;
  #readingSince = performance.now();
  #latest: IngestProgress | undefined;
  #waiting: string | undefined;
  #of = '';
  readonly #timer: NodeJS.Timeout;

  constructor(out: Output, everyMs: number) {
    this.#out = out;
    this.#everyMs = out.terminal ? terminalMs : everyMs;
    // A single large file must not leave the line standing still.
    this.#timer = setInterval(() => this.#print(), this.#everyMs);
  }

  /** What is read: in a log, which outlives its command, each line says it. */
  of(names: readonly string[]): void {
    this.#of = this.#out.terminal || names.length === 0 ? '' : `${escapeLine(names.join(', '))}: `;
  }

  show(state: IngestProgress): void {
    if (state.stage !== this.#stage && state.stage === 'reading') this.#readingSince = performance.now();
    this.#stage = state.stage;
    this.#latest = state;
    if (performance.now() - this.#last >= this.#everyMs) this.#print();
  }

  /** Says why the run stands still, until it is told that it no longer does. */
  waiting(reason: string | undefined): void {
    this.#waiting = reason === undefined ? undefined : `waiting for Elasticsearch: ${escapeLine(reason)}`;
    if (performance.now() - this.#last >= this.#everyMs) this.#print();
  }

  #print(): void {
    if ((!this.#latest && this.#waiting === undefined) || performance.now() - this.#last < this.#everyMs / 2)
      return;
    this.#last = performance.now();
    if (this.#waiting !== undefined) this.#out.progress(`${this.#of}${this.#waiting}`);
    else if (this.#latest)
      this.#out.progress(
        `${this.#of}${progressWords(this.#latest, (performance.now() - this.#readingSince) / 1000)}`,
      );
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
