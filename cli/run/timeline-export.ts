/** Writes events to a file for Timesketch: CSV or JSON Lines. */
import { offsetWords } from '../../case/index-dates.ts';
import type { TimelineEvent } from '../../case/ledger/timeline.ts';
import type { Mailbox } from '../../schemas/metadata.ts';
import { csvRow } from '../frame/csv.ts';
import { safeJson } from '../frame/escape.ts';
import { pastWords } from './past-words.ts';
import { streamNewFile } from './stream-new-file.ts';
import { untilStopped } from './until-stopped.ts';
import { personWords } from './hit-words.ts';
import type { WrittenEvent } from './written-dates.ts';
import { writtenCells, writtenColumns } from './written-words.ts';

/** The zone's ground and the offset that was stated or declared: `offset +05:30`, `declared +01:00`, `utc`. */
function groundOf({ zoneSource, offset }: TimelineEvent['time']): string {
  if (zoneSource === 'none' || zoneSource === 'unclear')
    return `${zoneSource} (not shifted: the wall clock is given as if it were UTC)`;
  if (offset === undefined || zoneSource === 'utc') return zoneSource;
  return `${zoneSource} ${offsetWords(offset)}`;
}

const columns = [
  'message',
  'datetime',
  'timestamp_desc',
  'zone_source',
  'precision',
  'original_time',
  'plausible',
  'source',
  'path',
  'item',
  'sha256',
] as const;

const whoColumns = ['from', 'to', 'cc', 'bcc', 'custodian', 'entities', 'dismissed_entities'] as const;

/** `Ann <ann@example.org>; bo@example.org`. */
export const mailboxWords = (mailboxes: readonly Mailbox[]): string => mailboxes.map(personWords).join('; ');

/** NUL ends the text for many readers, and no column of theirs takes it. */
const withoutNul = (value: string): string => value.replaceAll('\0', String.raw`\x00`);

/** What Timesketch reads: `message`, `datetime`, `timestamp_desc`; the rest are its attributes. */
export function exported(event: TimelineEvent): Record<(typeof columns)[number], string> {
  const { time, kind, source, path, item, document, plausible } = event;
  const where = `${path}${pastWords(event.past)}`;
  const message = event.message === path ? where : `${event.message} — ${where}`;
  const stated = time.instant ?? time.local ?? '';
  const full =
    stated.length <= 10
      ? `${stated}${'-01-01'.slice(0, Math.max(0, 10 - stated.length))}T00:00:00`
      : stated.length === 16
        ? `${stated}:00`
        : stated.replace(/Z$/u, '');
  return {
    message: withoutNul(message),
    datetime: `${full}+00:00`,
    timestamp_desc: withoutNul(kind),
    zone_source: groundOf(time),
    precision: time.precision,
    original_time: withoutNul(time.raw),
    plausible: plausible ? 'yes' : 'no',
    source: withoutNul(source),
    path: withoutNul(path),
    item,
    sha256: document ?? '',
  };
}

/** How events are written. */
export interface EventFile {
  readonly file: string;
  readonly format: 'csv' | 'jsonl';
  /** With sender, recipients (To, Cc, Bcc), custodian and entities. */
  readonly withWho: boolean;
  /** With what dates of texts have beside other events. */
  readonly isWithWritten: boolean;
}

/** The columns of `--who`. */
const whoOf = ({
  from,
  to,
  cc,
  bcc,
  custodians,
  entities,
  dismissedEntities = [],
}: TimelineEvent): Record<(typeof whoColumns)[number], string> => ({
  from: withoutNul(mailboxWords(from)),
  to: withoutNul(mailboxWords(to)),
  cc: withoutNul(mailboxWords(cc)),
  bcc: withoutNul(mailboxWords(bcc)),
  custodian: withoutNul(custodians.join('; ')),
  entities: withoutNul(entities.join('; ')),
  dismissed_entities: withoutNul(dismissedEntities.join('; ')),
});

const writtenOf = (event: TimelineEvent | WrittenEvent): Record<string, string> =>
  Object.fromEntries(
    Object.entries(writtenCells('written' in event ? event.written : undefined)).map(([column, value]) => [
      column,
      withoutNul(value),
    ]),
  );

/** Writes a new file, whole or not at all; gives how many events are in it. Throws as `streamNewFile` does. */
export async function exportEvents(
  events: AsyncIterable<TimelineEvent | WrittenEvent>,
  { file, format, withWho, isWithWritten }: EventFile,
  signal: AbortSignal,
): Promise<number> {
  const named: readonly string[] = [
    ...columns,
    ...(withWho ? whoColumns : []),
    ...(isWithWritten ? writtenColumns : []),
  ];
  let written = 0;
  async function* lines(): AsyncGenerator<string> {
    // Also where no event follows: a file without a heading is no table.
    if (format === 'csv') yield csvRow(named);
    for await (const event of untilStopped(events, signal)) {
      const row: Record<string, string> = {
        ...exported(event),
        ...(withWho && whoOf(event)),
        ...(isWithWritten && writtenOf(event)),
      };
      written += 1;
      yield format === 'csv' ? csvRow(named.map((column) => row[column] ?? '')) : `${safeJson(row)}\n`;
    }
  }
  await streamNewFile(file, lines(), signal);
  return written;
}
