/** The messages between the coordinator and a parser process; a parser's are checked before they are believed. */
import { z } from 'zod';
import { textKind } from '../../schemas/anchor.ts';
import { cost, documentResult, foundItem, itemId, sha256, textResult } from '../../schemas/findings.ts';
import { metadata } from '../../schemas/metadata.ts';
import { screenTerm } from '../../schemas/screen.ts';
import { gazetteerEntity } from '../../schemas/gazetteer.ts';
import { passwords } from '../../schemas/password.ts';
import { limits } from '../../schemas/limits.ts';
import { code, spoolCode } from '../../schemas/status.ts';
import { tikaUse } from '../../schemas/tika-use.ts';

const count = z.number().int().nonnegative();

/**
 * What the coordinator says of a content: `parse` it; `leave` it (seen, known, skipped by a rule, or with
 * another parser); `pass` through it, expanding only to reach a member; `condemned`: it killed two parsers; `weigh`: it is
 * with another parser, so that what it comes to must be found out without telling anything of it.
 */
const verdict = z.object({
  say: z.enum(['parse', 'leave', 'pass', 'condemned', 'weigh']),
  /** For `leave`: what it was found to come to, where it has been parsed. */
  cost: cost.optional(),
  /** For `condemned`: the code that the document fails with. */
  code: code.optional(),
  /** For `condemned`: what it holds is to be named all the same, without being opened. */
  list: z.boolean().optional(),
  /** Its bytes are to be sent first, as `given` says. */
  give: z.boolean().optional(),
});
export type Verdict = z.infer<typeof verdict>;

/**
 * `root` and the `path` below it are base64 of raw bytes; the stat values are what the listing saw. `spooled`: where in the
 * spool its bytes begin, which the coordinator has put there because its path is too long for the system.
 */
const listedFile = z.object({
  root: z.string(),
  path: z.string(),
  size: count,
  device: z.string(),
  inode: z.string(),
  spooled: count.optional(),
});
export type ListedFile = z.infer<typeof listedFile>;

/** A volume of a set, below the same `root`; without a path the place of one that is missing, which is read as zeros. */
const volume = z.object({
  size: count,
  path: z.string().optional(),
  device: z.string().optional(),
  inode: z.string().optional(),
});
export type Volume = z.infer<typeof volume>;

/** A file to visit. `volumes`: it is a set of them, in this order, and its own `path` leads to nothing. */
const jobItem = z.object({
  item: itemId,
  ...listedFile.shape,
  volumes: z.array(volume).max(2_100).optional(),
});
export type JobItem = z.infer<typeof jobItem>;

/** How a question to Tika ended. `again`: not answered for a reason that may pass; the content is to be sent again. */
const tikaEnd = z.object({
  outcome: z.enum(['answered', 'again', 'failed']),
  /** For `failed`. */
  code: code.optional(),
  detail: z.string().max(500).optional(),
});
export type TikaEnd = z.infer<typeof tikaEnd>;

export const toParser = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('configure'),
    limits,
    gazetteers: z.boolean(),
    personalData: z.boolean(),
    watchlist: z.array(gazetteerEntity),
    /** Absent where nothing is screened. */
    screen: z.array(screenTerm).optional(),
    /** Absent where no Tika is used. */
    tika: tikaUse.optional(),
    /** Absent where the user has given none. They are written nowhere else. */
    passwords: passwords.optional(),
  }),
  /** `spoolBytes` may be in the spool meanwhile; what does not fit ends with `spoolCode`. */
  z.object({
    type: z.literal('job'),
    unit: count,
    spoolBytes: count,
    spoolCode,
    items: z.array(jobItem),
  }),
  /** Files to identify and do no more with: for a survey. */
  z.object({ type: z.literal('look'), unit: count, files: z.array(listedFile) }),
  /** Behind `configure`: the watchlist that stored texts were tagged under, beside the same shipped lists. */
  z.object({ type: z.literal('compare-lists'), watchlist: z.array(gazetteerEntity) }),
  /**
   * Stored texts, whose pieces follow in this order. `look`: whether their tags may be others than under the lists of before;
   * `tag`: their tags, by what the document says of itself. One answer for each document, then `done`.
   */
  z.object({
    type: z.literal('texts'),
    unit: count,
    want: z.enum(['look', 'tag']),
    documents: z.array(
      z.object({ document: sha256, metadata: metadata.optional(), texts: z.array(textKind) }),
    ),
  }),
  /** The blob is the next piece of the text at hand, UTF-8 of whole characters; behind the last one comes the next text. */
  z.object({ type: z.literal('piece'), isLast: z.boolean() }),
  z.object({ type: z.literal('answer'), ask: count, verdicts: z.array(verdict) }),
  /** The blob is the next piece of Tika's answer. */
  z.object({ type: z.literal('tika-answer'), ask: count }),
  tikaEnd.extend({ type: z.literal('tika-end'), ask: count }),
]);
export type ToParser = z.infer<typeof toParser>;

/** The outcome of one content; sent after those of its members. */
const documentMessage = z.object({
  type: z.literal('document'),
  ...documentResult.shape,
  /** Numbers of the terms of the screen that stand in what it says of itself and in its texts. */
  screened: z.array(count).max(10_000).optional(),
});
export type DocumentMessage = z.infer<typeof documentMessage>;

/**
 * What is asked of Tika about a content that is being parsed: `text` of it and of all it embeds, or the bytes of
 * what it `embeds`. `alone`: an earlier answer was no answer, so nothing else is to be asked meanwhile.
 */
const tikaAsk = z.object({
  type: z.literal('tika-ask'),
  ask: count,
  document: sha256,
  want: z.enum(['text', 'embedded']),
  size: count,
  alone: z.boolean(),
});
export type TikaAsk = z.infer<typeof tikaAsk>;

/** What was seen of one file of a `look`, in its order; each is sent before the next file is touched. */
const lookedAt = z.object({
  type: z.literal('looked'),
  unit: count,
  format: z.string().max(60).optional(),
  /** Where it could not be read. */
  fault: z.string().max(500).optional(),
});

/** What was found in a stored text; `id` is the hash of what came. */
const taggedText = textResult.omit({ anchors: true });
export type TaggedTextResult = z.infer<typeof taggedText>;

export const fromParser = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ready'),
    node: z.string().max(100),
    listVersion: z.string().max(100).optional(),
  }),
  /** Items found; answered with one verdict each. `weighs`: in a content that is weighed; nothing is to be kept of them. */
  z.object({
    type: z.literal('found'),
    ask: count,
    items: z.array(foundItem).max(10_000),
    weighs: z.boolean().optional(),
  }),
  /** The end of what followed from the verdict `weigh`. */
  z.object({ type: z.literal('weighed'), document: sha256 }),
  /** The blob is the chunk, UTF-8. */
  z.object({ type: z.literal('text'), handle: z.string().max(100), seq: count }),
  /** The blob is JSON: the mentions and personal data of a stretch of the text. */
  z.object({ type: z.literal('tags'), handle: z.string().max(100), seq: count }),
  /** The blob is JSON: events of the document, in batches. */
  z.object({ type: z.literal('events'), document: sha256 }),
  documentMessage,
  tikaAsk,
  /** The blob is the next piece of the content asked about. */
  z.object({ type: z.literal('tika-content'), ask: count }),
  /** All of the content was sent. */
  z.object({ type: z.literal('tika-sent'), ask: count }),
  /** The blob is the next piece of the bytes of an item whose verdict said `give`; one item after another. */
  z.object({ type: z.literal('bytes'), item: itemId }),
  /** All of them were sent. */
  z.object({ type: z.literal('given'), item: itemId }),
  z.object({ type: z.literal('progress'), residentBytes: count }),
  lookedAt,
  /** Of stored texts: whether their tags may be others. */
  z.object({ type: z.literal('looked-through'), document: sha256, mayConcern: z.boolean() }),
  /** Of stored texts: what their tags, which were sent before, come to. */
  z.object({
    type: z.literal('retagged'),
    document: sha256,
    texts: z.array(taggedText).max(textKind.options.length),
  }),
  z.object({ type: z.literal('done'), unit: count }),
]);
export type FromParser = z.infer<typeof fromParser>;

/** Made for the first message: a parser knows this file too, and reads no such message. */
let compiled: typeof fromParser | undefined;

/**
 * A parser's message, checked; throws `ZodError` for what is none. It is a copy without unknown keys and in the order
 * of the schema: metadata is stored as JSON, and compared.
 */
export function readFromParser(header: unknown): FromParser {
  compiled ??= z.compile(fromParser, { strict: true });
  return compiled.parse(header);
}
