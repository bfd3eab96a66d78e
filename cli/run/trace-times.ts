/** The earliest time that anything states of a document at its places, and whose clock that is. */
import type { LedgerItem } from '../../case/ledger/items.ts';
import type { Time } from '../../schemas/time.ts';
import { carriedKind, eventKind, senderClock, stretchOf } from '../../search/query/dates.ts';
import type { CaseDataset, DatasetReading } from './case-datasets.ts';

export interface TraceTime {
  /** ISO 8601, as far as stated; a time without a zone as it stands. */
  readonly at: string;
  /** What the time is of, and who states it. */
  readonly clock: string;
  readonly path: string;
}

/** What programs and file systems write where they know no time. */
const emptyClock = /^(?:1601-01-01|1970-01-01|1979-12-31|1980-01-01|1899-12-3[01]|1904-01-01|0001)/u;

const textOf = ({ instant, local }: Time): string => (instant ?? local ?? '').replace(/\.0{1,9}(?=Z?$)/u, '');

/** `2018` begins with its first day, a clock without a zone counts as UTC; what no calendar has comes last. */
const startOf = (at: string): number => stretchOf(at)?.from ?? Infinity;

/** An index date without the name of its zone, which its offset says already. */
const shown = (date: string): string => date.replace(/\[.*\]$/u, '');

export function earliestOf(times: readonly TraceTime[]): TraceTime | undefined {
  const usable = times.filter(({ at }) => at !== '' && !emptyClock.test(at) && startOf(at) < Infinity);
  return usable.reduce<TraceTime | undefined>((least, one) => (least && startOf(least.at) <= startOf(one.at) ? least : one), undefined);
} // prettier-ignore

function timesOfItem({ kind, times, path }: LedgerItem): TraceTime[] {
  const keeper = kind === 'file' ? 'the file system of the source' : 'what holds it';
  return (['modified', 'created'] as const).flatMap((name) => {
    const time = times[name];
    return time ? [{ at: textOf(time), clock: `${name}, by ${keeper}`, path }] : [];
  });
}

/** No times of the document: the clock of a sender, whose moment is `sent`, and what it says of other days. */
const otherKinds: ReadonlySet<string> = new Set([senderClock, eventKind]);

/** Of the document itself, of its items, and of the messages that carry it. */
export async function earliestTrace({ index, ledger, scope }: DatasetReading, { shown: { entry } }: CaseDataset): Promise<TraceTime | undefined> {
  const [first] = entry.occurrences;
  const times: TraceTime[] = [];
  for (const { kind, date } of entry.dates)
    if (kind !== carriedKind && !otherKinds.has(kind)) times.push({ at: shown(date), clock: `${kind}, as the document states`, path: first?.path ?? '' });
  for (const { item, family, path } of entry.occurrences) {
    const own = await ledger.items.get(item, scope);
    if (own) times.push(...timesOfItem({ ...own, path }));
    if (family === item) continue;
    const top = await ledger.items.get(family, scope);
    const carrier = top?.sha256 === undefined ? undefined : await index.shownEntry(top.sha256, scope);
    for (const { kind, date } of carrier?.entry.dates ?? [])
      if (kind === 'sent' || kind === 'received') times.push({ at: shown(date), clock: `${kind}, as the message that carries it states`, path });
  }
  // Behind the others: of the earliest message, wherever in it the document lies.
  for (const { kind, date } of entry.dates)
    if (kind === carriedKind) times.push({ at: shown(date), clock: 'as a message that carries it states', path: first?.path ?? '' });
  return earliestOf(times);
} // prettier-ignore
