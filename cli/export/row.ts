/** What the list of an export says of one item: gathered once, for all files that say it. */
import type { LedgerDocument } from '../../case/ledger/documents.ts';
import type { LedgerItem } from '../../case/ledger/items.ts';
import type { Mailbox, Metadata } from '../../schemas/metadata.ts';
import type { Time } from '../../schemas/time.ts';
import type { Cell } from '../frame/csv.ts';
import { personWords } from '../run/hit-words.ts';
import { type ListedTime, listedTime, listedTimeWords } from '../run/listed-time.ts';
import type { Chosen } from './selection.ts';

export interface ExportRow {
  /** As it is written. */
  readonly number: string;
  /** Of its family: that of the parent, and the first and the last in this export. */
  readonly parent: string;
  readonly first: string;
  readonly last: string;
  readonly chosen: Chosen;
  readonly item: LedgerItem;
  /** Absent for an item without content. */
  readonly document?: LedgerDocument | undefined;
  readonly custodian?: string | undefined;
  /** The zone that its source declares. */
  readonly timeZone?: string | undefined;
  readonly labels: readonly string[];
  /** Below the folder of the export; absent where there is none, as the list of exceptions then says. */
  readonly native?: string | undefined;
  readonly text?: string | undefined;
}

/** Of several in one cell. */
const between = ' | ';

const people = (mailboxes: readonly Mailbox[] | undefined): string =>
  (mailboxes ?? []).map(personWords).join(between);

const metadataOf = ({ document }: ExportRow): Metadata => document?.metadata ?? {};

const timeCell = ({ timeZone }: ExportRow, time: Time | undefined): string => listedTimeWords(time, timeZone);

const nameOf = ({ chosen }: ExportRow): string => chosen.path.slice(chosen.path.lastIndexOf('/') + 1);

interface Column {
  readonly about: string;
  readonly cell: (row: ExportRow) => Cell;
}

const column = (about: string, cell: Column['cell']): Column => ({ about, cell });

/** All columns that a list can have, in the order that it has without a choice. */
export const columns = {
  number: column('the number that it goes by', ({ number }) => number),
  parent: column('number of the parent of its family', ({ parent }) => parent),
  first: column('first number of its family in this export', ({ first }) => first),
  last: column('last number of its family in this export', ({ last }) => last),
  why: column('match, or came with its family', ({ chosen }) => (chosen.isMatch ? 'match' : 'family')),
  source: column('reference of the source', ({ chosen }) => chosen.source),
  path: column('path below the source', ({ chosen }) => chosen.path),
  name: column('last part of the path', nameOf),
  custodian: column('whose it was', ({ custodian }) => custodian),
  from: column('sender', (row) => people(metadataOf(row).from)),
  to: column('recipients', (row) => people(metadataOf(row).to)),
  cc: column('copied recipients', (row) => people(metadataOf(row).cc)),
  bcc: column('blind-copied recipients', (row) => people(metadataOf(row).bcc)),
  'sent-by': column('who sent it for those in from', (row) => people(metadataOf(row).sender)),
  resent: column('who sent it on as it is, and to whom', (row) => people(metadataOf(row).resent)),
  subject: column('subject', (row) => metadataOf(row).subject),
  title: column('title', (row) => metadataOf(row).title),
  author: column('authors', (row) => (metadataOf(row).authors ?? []).join(between)),
  sent: column('when sent', (row) => timeCell(row, metadataOf(row).sent)),
  received: column('when received', (row) => timeCell(row, metadataOf(row).received)),
  created: column('when created, by the content', (row) => timeCell(row, metadataOf(row).created)),
  modified: column('when modified, by the content', (row) => timeCell(row, metadataOf(row).modified)),
  'file-modified': column('when modified, by what holds it', (row) => timeCell(row, row.item.times.modified)),
  format: column('format', ({ item }) => item.format),
  'media-type': column('media type', ({ item }) => item.mediaType),
  pages: column('pages, as the content states', (row) => metadataOf(row).pages),
  size: column('bytes', ({ item }) => item.size),
  status: column('how it ended', ({ item }) => item.status),
  code: column('why, where it did not end well', ({ item }) => item.code),
  copies: column('items that carry the same content', ({ document }) => document?.carriers),
  labels: column('labels', ({ labels }) => labels.join(between)),
  sha256: column('SHA-256', ({ item }) => item.sha256),
  sha1: column('SHA-1', ({ item }) => item.sha1),
  md5: column('MD5', ({ item }) => item.md5),
  native: column('file of the bytes as they were', ({ native }) => native),
  text: column('file of the text', ({ text }) => text),
  item: column('id of the item', ({ item }) => item.id),
} as const satisfies Readonly<Record<string, Column>>;

export type ColumnName = keyof typeof columns;
export const columnNames = Object.keys(columns) as [ColumnName, ...ColumnName[]];

/** For load files: the day and the clock of a time apart, in UTC where it is a moment. */
function dayAndClock(at = ''): { readonly day: string; readonly clock: string } {
  const [day = '', clock = ''] = at.split('T');
  return { day: day.replaceAll('-', ''), clock: /^\d\d:\d\d(?::\d\d)?/u.exec(clock)?.[0] ?? '' };
}

/** As the programs that load an export take paths. */
export const backward = (path: string | undefined): string =>
  path === undefined ? '' : `.\\${path.replaceAll('/', '\\')}`;

const several = (mailboxes: readonly Mailbox[] | undefined): string =>
  (mailboxes ?? []).map(personWords).join(';');

/** The zone in which a load file gives day and clock. */
const zoneOf = ({ at, isMoment, basis }: ListedTime): string =>
  isMoment ? 'UTC' : basis === 'no zone' || !at.includes('T') ? 'none stated' : 'not clear';

/** The times that a load file has of an item. */
type LoadTimes = Readonly<Partial<Record<'sent' | 'received' | 'created' | 'modified', ListedTime>>>;

function loadTimes({ item, timeZone }: ExportRow, metadata: Metadata): LoadTimes {
  const { sent, received, created, modified = item.times.modified } = metadata;
  const times = Object.entries({ sent, received, created, modified });
  return Object.fromEntries(
    times.flatMap(([name, time]) => (time ? [[name, listedTime(time, timeZone)]] : [])),
  );
}

/** The fields of a load file, by the names that those who load them know. */
const loadFields: Readonly<Record<string, (row: ExportRow, metadata: Metadata, times: LoadTimes) => string>> =
  {
    BEGBATES: ({ number }) => number,
    ENDBATES: ({ number }) => number,
    BEGATTACH: ({ first }) => first,
    ENDATTACH: ({ last }) => last,
    PARENTBATES: ({ parent, number }) => (parent === number ? '' : parent),
    CUSTODIAN: ({ custodian }) => custodian ?? '',
    FROM: (_, { from }) => several(from),
    TO: (_, { to }) => several(to),
    CC: (_, { cc }) => several(cc),
    BCC: (_, { bcc }) => several(bcc),
    SUBJECT: (_, { subject }) => subject ?? '',
    TITLE: (_, { title }) => title ?? '',
    AUTHOR: (_, { authors = [] }) => authors.join(';'),
    DATESENT: (_row, _metadata, { sent }) => dayAndClock(sent?.at).day,
    TIMESENT: (_row, _metadata, { sent }) => dayAndClock(sent?.at).clock,
    TIMEZONE: (_row, _metadata, { sent }) => (sent ? zoneOf(sent) : ''),
    SENTBASIS: (_row, _metadata, { sent }) => sent?.basis ?? '',
    DATERCVD: (_row, _metadata, { received }) => dayAndClock(received?.at).day,
    RCVDBASIS: (_row, _metadata, { received }) => received?.basis ?? '',
    DATECREATED: (_row, _metadata, { created }) => dayAndClock(created?.at).day,
    CREATEDBASIS: (_row, _metadata, { created }) => created?.basis ?? '',
    DATEMOD: (_row, _metadata, { modified }) => dayAndClock(modified?.at).day,
    MODBASIS: (_row, _metadata, { modified }) => modified?.basis ?? '',
    FILENAME: (row) => nameOf(row),
    FILEEXT: (row) => /\.([^./\s]{1,20})$/u.exec(nameOf(row))?.[1] ?? '',
    FILESIZE: ({ item }) => String(item.size ?? ''),
    FILEPATH: ({ chosen }) => `${chosen.source}/${chosen.path}`,
    PAGECOUNT: (_, { pages }) => String(pages ?? ''),
    MD5HASH: ({ item }) => item.md5 ?? '',
    SHA1HASH: ({ item }) => item.sha1 ?? '',
    SHA256HASH: ({ item }) => item.sha256 ?? '',
    STATUS: ({ item }) => [item.status, item.code].filter(Boolean).join(': '),
    EVIDEXID: ({ item }) => item.id,
    NATIVEPATH: ({ native }) => backward(native),
    TEXTPATH: ({ text }) => backward(text),
  };

export const loadFieldNames: readonly string[] = Object.keys(loadFields);

/** In the order of `loadFieldNames`. */
export function loadValues(row: ExportRow): readonly string[] {
  const metadata = metadataOf(row);
  const times = loadTimes(row, metadata);
  return Object.values(loadFields).map((of) => of(row, metadata, times));
}
