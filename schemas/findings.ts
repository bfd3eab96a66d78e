/** What a parser finds, as the ledger keeps it: items, contents, texts, events. Checked on the way from the parser. */
import { z } from 'zod';
import { anchor, textKind } from './anchor.ts';
import { itemTimes } from './item-times.ts';
import { entityKind, personalDataKind } from './mention.ts';
import { metadata } from './metadata.ts';
import { code, completeness, documentStatus, warning } from './status.ts';
import { time } from './time.ts';

const count = z.number().int().nonnegative();
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const itemId = z.string().regex(/^[0-9a-f]{32}$/);

const hashes = z.object({
  sha256,
  sha1: z.string().regex(/^[0-9a-f]{40}$/),
  md5: z.string().regex(/^[0-9a-f]{32}$/),
});
export type Hashes = z.infer<typeof hashes>;

/**
 * An item whose content has been identified and hashed (or could not be). `holder` is the SHA-256 of the
 * content it is a member of; absent for the files of the job. Sent before the content is parsed.
 */
export const foundItem = z.object({
  item: itemId,
  holder: sha256.optional(),
  locator: z.string().max(4096).optional(),
  ordinal: count.optional(),
  name: z.string().max(65_536),
  /** Base64 of at most 65,536 bytes. */
  rawName: z.string().max(87_384).optional(),
  relation: z.enum(['member', 'attachment', 'embedded']).optional(),
  size: count.optional(),
  times: itemTimes.optional(),
  hashes: hashes.optional(),
  format: z.string().max(60).optional(),
  mediaType: z.string().max(200).optional(),
  /** There is no content to parse: the item ends here. */
  ended: z
    .object({
      status: z.enum(['encrypted', 'failed', 'skipped', 'unsupported']),
      code,
      detail: z.string().max(500).optional(),
    })
    .optional(),
  warnings: z.array(warning).max(100),
});
export type FoundItem = z.infer<typeof foundItem>;

export const textResult = z.object({
  handle: z.string().max(100),
  kind: textKind,
  id: sha256,
  units: count,
  anchors: z.array(anchor),
  entities: z.array(
    z.object({ entity: z.string().max(1_000), kind: entityKind, count: z.number().int().positive() }),
  ),
  personalData: z.array(z.object({ kind: personalDataKind, count: z.number().int().positive() })),
});
export type TextResult = z.infer<typeof textResult>;

const documentEvent = z.object({ time, kind: z.string().max(100), message: z.string().max(10_000) });
export const documentEvents = z.array(documentEvent);
export type DocumentEvent = z.infer<typeof documentEvent>;

/**
 * What a content and all that lies in it come to: bytes of ledger and index, and bytes as expanded. A content inside is
 * counted in full, wherever else it lies and whoever read it.
 */
export const cost = z.object({ caseBytes: count, expandedBytes: count });
export type Cost = z.infer<typeof cost>;

/** The outcome of one content; sent after those of its members. */
export const documentResult = z.object({
  hashes,
  size: count,
  format: z.string().max(60),
  mediaType: z.string().max(200),
  status: documentStatus,
  code: code.optional(),
  detail: z.string().max(500).optional(),
  metadata,
  warnings: z.array(warning).max(100),
  /** One of each kind. */
  texts: z.array(textResult).max(textKind.options.length),
  extractor: z.string().max(100).optional(),
  completeness: completeness.optional(),
  /** Members: as the container states, as pushed by the extractor, and of those not read. */
  members: z.object({ expected: count.optional(), emitted: count, skipped: count, failed: count }).optional(),
  ...cost.shape,
  /** Something was left out for what else lies in the same file of the source: it may come to more in another. */
  cutInFile: z.boolean().optional(),
  /** Milliseconds by stage. */
  milliseconds: z.object({ read: z.number(), identify: z.number(), extract: z.number(), enrich: z.number() }),
});
export type DocumentResult = z.infer<typeof documentResult>;
