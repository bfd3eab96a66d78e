/** What ledger and index of a case take on disk, by what the files are. Remeasured by `npm run bench -- disk`. */
import { formats } from '../formats/registry.ts';

/** One class of files; what it takes is a sum over its files and their bytes. */
interface DiskClass {
  readonly name: string;
  /** Of the canonical media types of formats that are read; the first class that matches is the file's. */
  readonly mediaTypes: RegExp;
  /** Bytes on disk for each file, and for each of its bytes. */
  readonly each: number;
  readonly share: number;
}

/** Ledger and index of a case that holds nearly nothing. */
const emptyCaseBytes = 800_000;

const diskClasses: readonly DiskClass[] = [
  { name: 'mailboxes', mediaTypes: /\/mbox$/, each: 20_000, share: 3.3 },
  { name: 'messages', mediaTypes: /^message\/|^multipart\//, each: 7_000, share: 1.1 },
  { name: 'pdf', mediaTypes: /\/pdf$/, each: 3_000, share: 0.1 },
  {
    name: 'office',
    mediaTypes: /openxmlformats|opendocument|\/rtf$|ms-?(?:word|excel|powerpoint)/,
    each: 5_000,
    share: 0.15,
  },
  { name: 'images', mediaTypes: /^image\//, each: 2_000, share: 0 },
  { name: 'tables', mediaTypes: /\/(?:csv|tab-separated-values)$/, each: 3_000, share: 1 },
  { name: 'pages and data', mediaTypes: /html|xml|json/, each: 4_000, share: 0.45 },
  { name: 'text', mediaTypes: /^text\//, each: 1_600, share: 0.8 },
  { name: 'archives', mediaTypes: /^application\//, each: 3_000, share: 0.73 },
];

/** What is identified and hashed only. */
const unreadClass: Omit<DiskClass, 'mediaTypes'> = { name: 'not read', each: 3_000, share: 0 };

const ofFormat = new Map(
  formats
    .filter(({ role }) => role !== undefined)
    .map(({ id, mediaTypes: [mediaType = ''] }) => [
      id,
      diskClasses.find(({ mediaTypes }) => mediaTypes.test(mediaType)) ?? unreadClass,
    ]),
);

/** The class of the files of a format, by its id. */
export const diskClassOf = (format: string): Omit<DiskClass, 'mediaTypes'> =>
  ofFormat.get(format) ?? unreadClass;

/** Bytes that a case takes for files, which are given by format. A first idea: containers hold more than they weigh. */
export const diskBytesOf = (
  types: Iterable<readonly [format: string, { readonly files: number; readonly bytes: number }]>,
): number =>
  [...types].reduce((sum, [format, { files, bytes }]) => {
    const { each, share } = diskClassOf(format);
    return sum + files * each + bytes * share;
  }, emptyCaseBytes);
