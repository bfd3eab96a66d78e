/** What bounds a parser's work on one top-level file; crosses to it with its configuration. */
import { z } from 'zod';

const count = z.number().int().nonnegative();

/** What a parser may use up. Each limit states the attack it stops; values in `config/limits.ts`. */
export const limits = z.object({
  /** Bytes of one content that may be held in memory; stops memory exhaustion by a large member. */
  maxHeldBytes: count,
  /** Bytes that one top-level item may expand to in all; stops the archive bomb. */
  maxExpandedBytes: count,
  /** Expanded bytes per compressed byte, above 64 MiB; stops the archive bomb early. */
  maxRatio: count,
  /** Bytes of the case for each byte that a content holds when packed; stops the small file that fills the disk. */
  maxCaseRatio: count,
  /** Nesting levels below a source; stops the quine archive. */
  maxDepth: count,
  /** Members of one container; stops inode-style exhaustion of the ledger. */
  maxMembers: count,
});
/**
 * Most that one packed value of a case unpacks to, in bytes. What Evidex packs stays far below; stops the case of a
 * stranger in which a megabyte comes to the gigabytes that end the process.
 */
export const maxUnpackedBytes = 256 * 1024 * 1024;

export type Limits = Readonly<z.infer<typeof limits>>;

/** Those of a configuration, which has other values beside them. */
export const limitsOf = (config: Limits): Limits => limits.parse(config);
