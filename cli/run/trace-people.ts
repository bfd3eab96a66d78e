/** Who else holds the people of a table: every table of the case with any of them, where it lies, and since when. */
import { type Overlap, overlapOf } from '../../datasets/subjects/overlap.ts';
import { escapeLine } from '../frame/escape.ts';
import { countOf, formatCount } from '../frame/quantities.ts';
import { table } from '../frame/table.ts';
import { type CaseDataset, caseDatasets, type DatasetReading } from './case-datasets.ts';
import { permissionWords, type TracePermission } from './trace-permission.ts';
import { earliestOf, earliestTrace, type TraceTime } from './trace-times.ts';

export interface Holder extends Overlap {
  readonly dataset: string;
  readonly document: string;
  readonly custodians: readonly string[];
  /** The first hundred that show; `placeCount` counts all. */
  readonly places: readonly { readonly source: string; readonly path: string; readonly custodian?: string }[];
  readonly placeCount: number;
  /** More places than were listed: no clock of theirs was read. */
  readonly unreadPlaces?: number;
  readonly sheet?: string;
  readonly earliest?: TraceTime;
}

export interface Trace {
  readonly dataset: string;
  readonly subjects: number;
  readonly permission: TracePermission;
  /** The table itself first, then by people shared. */
  readonly holders: readonly Holder[];
  /** The earliest of all: no origin. */
  readonly earliest?: TraceTime & { readonly dataset: string };
  /** It was stopped: there may be more. */
  readonly isCut?: true;
}

async function holderOf(reading: DatasetReading, one: CaseDataset, overlap: Overlap): Promise<Holder> {
  const { entry, places } = one.shown;
  const earliest = await earliestTrace(reading, one);
  return {
    dataset: one.id,
    document: one.sha256,
    custodians: [...new Set(entry.occurrences.flatMap(({ custodian }) => custodian ?? []))],
    places: entry.occurrences.map(({ source, path, custodian }) => ({ source, path, ...(custodian !== undefined && { custodian }) })),
    placeCount: places,
    ...(places > entry.occurrences.length && { unreadPlaces: places - entry.occurrences.length }),
    ...(one.profile.sheet !== undefined && { sheet: one.profile.sheet }),
    ...overlap,
    ...(earliest && { earliest }),
  };
} // prettier-ignore

/** All tables about people are walked through once, the keys of one held at a time. */
export async function tracePeople(reading: DatasetReading, of: CaseDataset, permission: TracePermission): Promise<Trace> {
  const keys = reading.store.keys(of);
  const holders = [await holderOf(reading, of, overlapOf(keys, keys))];
  for await (const one of caseDatasets(reading)) {
    if (one.id === of.id || !one.profile.isPersonal) continue;
    const overlap = overlapOf(keys, reading.store.keys(one));
    if (overlap.sharedSubjects > 0) holders.push(await holderOf(reading, one, overlap));
  }
  const [own, ...others] = holders;
  others.sort((one, other) => other.sharedSubjects - one.sharedSubjects || (one.dataset < other.dataset ? -1 : 1));
  const times = holders.flatMap(({ earliest, dataset }) => (earliest ? [{ ...earliest, dataset }] : []));
  const least = earliestOf(times);
  const earliest = times.find((time) => time.at === least?.at && time.path === least.path);
  return {
    dataset: of.id,
    subjects: of.profile.subjects,
    permission,
    holders: own ? [own, ...others] : others,
    ...(earliest && { earliest }),
    ...(reading.signal.aborted && { isCut: true as const }),
  };
} // prettier-ignore

/** An earliest time of some places is none of all. */
function unreadWords(holders: readonly Holder[]): string[] {
  const unread = holders.filter(({ unreadPlaces }) => unreadPlaces !== undefined);
  if (unread.length === 0) return [];
  const sum = unread.reduce((all, { unreadPlaces = 0 }) => all + unreadPlaces, 0);
  return [`Clocks of ${countOf(sum, 'further place')} of ${unread.map(({ dataset }) => dataset).join(', ')} were not read: what lies there may be earlier.`];
} // prettier-ignore

export function traceWords({ subjects, permission, holders, earliest, isCut }: Trace): string {
  const rows = holders.map((one) => [
    one.dataset,
    `${one.isEstimate ? '~' : ''}${formatCount(one.sharedSubjects)}`,
    one.by.map(({ kind }) => kind).join(', ') || 'name alone',
    one.custodians.join(', '),
    one.earliest?.at ?? '',
    `${one.places[0]?.source ?? ''}/${one.places[0]?.path ?? ''}${one.placeCount > 1 ? ` and ${one.placeCount - 1} more` : ''}`,
  ]);
  return [
    permissionWords(permission),
    `Of ${formatCount(subjects)} people of the table:`,
    table(
      [{ title: 'dataset' }, { title: 'people', align: 'right' }, { title: 'by' }, { title: 'custodians', maxWidth: 30 }, { title: 'earliest' }, { title: 'where', maxWidth: 70 }],
      rows,
    ),
    earliest
      ? `Earliest trace: ${earliest.at} (${earliest.clock}), ${escapeLine(earliest.path)}. It is the earliest that this case holds, by that clock, and no origin.`
      : 'No clock states a time of any of them.',
    ...unreadWords(holders),
    ...(isCut ? ['Stopped: there may be more holders.'] : []),
  ].join('\n');
} // prettier-ignore
