/** The statuses an item or a document can end in, and the codes that say why. */
import { z } from 'zod';

/** How the content of a document ended. `container` has no text of its own; `empty` was read and holds none. */
export const documentStatus = z.enum(['indexed', 'container', 'empty', 'unsupported', 'encrypted', 'failed']);

/**
 * How an item ended. To the outcome of its document come: `duplicate` (derived: not the first carrier of its
 * content), `known` (on a known-file hash set), `skipped` (by a rule, or not a file); and, before the end,
 * `pending` and `awaiting content`.
 */
export const itemStatus = z.enum([
  ...documentStatus.options,
  'duplicate',
  'known',
  'skipped',
  'pending',
  'awaiting content',
]);

/** How an entry of the index ended: a document, or an item that has no document there. A copy is a place of its document. */
export const entryStatus = z.enum([
  ...documentStatus.options,
  'known',
  'skipped',
  'pending',
  'awaiting content',
]);
export type EntryStatus = z.infer<typeof entryStatus>;

export type DocumentStatus = z.infer<typeof documentStatus>;
export type ItemStatus = z.infer<typeof itemStatus>;

/** Whether all members of a container were seen: the source says so, or says otherwise, or cannot say. */
export const completeness = z.enum(['complete', 'partial', 'unknown']);
export type Completeness = z.infer<typeof completeness>;

/**
 * Why an item is `failed`, `unsupported`, `encrypted` or `skipped`, or what a warning is about. One flat list:
 * a code means the same whoever sets it. `docs/codes.md` is generated from these lines.
 */
export const codes = {
  'no-extractor': 'the format was identified, no extractor reads it; metadata only',
  unidentified: 'the content matches no known format; metadata only',
  'password-required': 'the content is encrypted and no password is known',
  corrupt: 'the content breaks its format and could not be read to the end',
  truncated: 'the content ends before its format says so',
  'parser-error': 'the extractor gave up with an error of its own',
  'parser-crash': 'the parser process died on this item twice',
  'parser-timeout': 'the parser made no progress within its time limit, twice',
  'parser-memory': 'the parser grew over its memory limit, twice',
  'crash-limit': 'the container killed too many parsers; the rest of it was not read',
  'run-crash': 'the run itself died twice while this file alone was being read',
  'too-large': 'the content is larger than its extractor may hold',
  bomb: 'the content expands beyond the limits of ratio, size or count',
  'over-budget':
    'more would come of the content than one of its size may take; what was read stays, the rest was left',
  'depth-limit': 'the item lies deeper than the limit of nesting',
  'member-limit': 'the container holds more members than the limit',
  'spool-full': 'the content did not fit into the spool',
  'disk-full':
    'the disk of the case had no room for the content; the next ingest of its source reads it again',
  unreadable: 'the source could not be read at this place',
  vanished: 'the file was gone when it was to be read',
  'changed-while-reading': 'the file changed while it was read',
  'not-a-file': 'a socket, device or pipe, or a folder of an archive that holds no member; never opened',
  link: 'a link, symbolic or hard; recorded, never followed',
  rule: 'left out by a rule of the run; the rule is named',
  restricted: 'on a list of restricted files, which is named: not parsed, shown or exported',
  removed: 'taken out of the case; when, by whom and why is named',
  'needs-ocr':
    'pages without text that show an image or a drawing, or words in fonts that do not say which characters their glyphs are',
  'type-mismatch': 'the name says another format than the content',
  'unsafe-name': 'the name would leave its folder or is not valid text; kept as data, never used as a path',
  'duplicate-name': 'two members of the container carry this name',
  'charset-guessed': 'the character set was not stated and had to be guessed',
  'charset-damaged': 'bytes that are not valid in the character set were replaced',
  'member-failed': 'a member of this container or message could not be read',
  'leading-data': 'bytes lie before the beginning of the format; what could be told of them is an item',
  'trailing-data': 'bytes lie behind the end of the format; what could be told of them is an item',
  'unaccounted-data': 'bytes lie where the format has no use for them; what could be told of them is an item',
  'unclear-time':
    'a time is written so that it names no moment, and nothing is dated by it; or its zone by a name that means several or none, and it is dated by its clock alone, in no zone',
  'text-cut': 'a single value was longer than its format can mean and was cut',
  'external-reference': 'the content points at something outside itself; not followed',
  volume:
    'one of the files that a set of volumes is cut into; read with the others as one item, which is named',
  'volume-missing': 'a volume of the set, which is named, is not there; what the others hold was read',
  'not-held':
    'a file that is linked to in place of being held, such as an attachment in the cloud; never fetched',
  'active-content': 'the content carries macros or scripts; kept as data, not run',
  'tika-refused': 'Tika does not take the content',
  'tika-error': 'Tika answered with an error of its own, twice',
  'tika-crash': 'Tika died on this content twice',
  'tika-timeout': 'Tika did not end with this content within its time limit, twice',
  'tika-garbage': 'Tika’s answer is not what its protocol says, twice',
  'tika-too-large':
    'the content is larger than what is sent to Tika, or Tika’s answer larger than what is taken',
  'index-refused':
    'the index does not take the document, for the reason in its warning; only that it is there',
  'partial-read': 'part of the content could be read, part not',
} as const;

export const code = z.enum(Object.keys(codes) as [keyof typeof codes, ...(keyof typeof codes)[]]);
export type Code = z.infer<typeof code>;

/** What a code means; empty for one that this version does not have. */
export const meaningOf = (name: string): string => (codes as Readonly<Record<string, string>>)[name] ?? '';

/**
 * Codes of what could not be read for a reason that may have passed by now: the next ingest of their source reads such
 * files again.
 */
export const unreadCodes: readonly Code[] = ['unreadable', 'vanished', 'changed-while-reading'];

/** The next ingest of the source opens what holds such a member again. */
export const lackOfDiskCodes = ['disk-full'] as const satisfies readonly Code[];

/** A file that a run died of is read again by a `retry` alone: the run might die of it again. */
export const givenUpCodes = ['run-crash'] as const satisfies readonly Code[];

/** All codes of what was not read for a reason that lies outside of its bytes: nobody can say what is in it. */
export const unaccountedCodes: readonly Code[] = [...unreadCodes, ...lackOfDiskCodes, ...givenUpCodes];

/** Which of the two did not let a content into the spool: what is set for it, or the disk. */
export const spoolCode = z.enum(['spool-full', 'disk-full']);
export type SpoolCode = z.infer<typeof spoolCode>;

export const isUnread = (ended: { readonly code?: string | undefined } | undefined): boolean =>
  (unreadCodes as readonly (string | undefined)[]).includes(ended?.code);

export const isUnaccounted = (ended: { readonly code?: string | undefined } | undefined): boolean =>
  (unaccountedCodes as readonly (string | undefined)[]).includes(ended?.code);

/** Something worth telling that did not decide the outcome; `count` for repeated ones. */
export const warning = z.object({
  code,
  detail: z.string().max(500).optional(),
  count: z.number().int().positive().optional(),
});
export type Warning = z.infer<typeof warning>;

/** The codes of an item's warnings as its place in the index has them: each once, in order; undefined for none. */
export const itemCodes = (warnings: readonly Pick<Warning, 'code'>[]): string[] | undefined =>
  warnings.length === 0 ? undefined : [...new Set(warnings.map(({ code: one }) => one))].sort();
