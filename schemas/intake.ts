/** What is known of a piece of evidence from the moment it was received: the record that everything cites. */
import { z } from 'zod';
import { timeZone } from './config.ts';

/** The algorithms that acquisition tools write; all three are computed in the same pass over the bytes. */
export const hashAlgorithm = z.enum(['sha256', 'sha1', 'md5']);
export type HashAlgorithm = z.infer<typeof hashAlgorithm>;

/** Digits in hex of a hash, by algorithm. */
export const hexLengths: Readonly<Record<HashAlgorithm, number>> = { sha256: 64, sha1: 40, md5: 32 };

const line = z.string().trim().min(1).max(500);

/** A moment as people state it. */
export const stated = z.union([z.iso.date(), z.iso.datetime({ offset: true })], {
  error: 'a date (2018-03-23) or a date and time with offset (2018-03-23T20:00:00Z)',
});

/** Of a single file: the hash of its bytes. Of a folder: see `acquisitionHash` in `case/intake-check.ts`. */
const acquisitionHash = z
  .strictObject({
    algorithm: hashAlgorithm,
    value: z
      .string()
      .trim()
      .toLowerCase()
      .regex(/^[0-9a-f]+$/, 'hex digits'),
  })
  .refine(({ algorithm, value }) => value.length === hexLengths[algorithm], {
    error: 'as many hex digits as the algorithm has: sha256 64, sha1 40, md5 32',
  });

export const intake = z.strictObject({
  /** The exhibit reference; the source's id is made from it, so it must not change. */
  reference: z.string().trim().min(1).max(200).optional(),
  /** Numbers of the seals it arrived under. */
  seals: z.array(line).max(100).optional(),
  seizedFrom: line.optional(),
  seizedBy: line.optional(),
  /** A date, or a date and time with its offset. */
  seizedAt: stated.optional(),
  seizedWhere: line.optional(),
  /** The warrant, notice or order it was obtained under. */
  authority: line.optional(),
  /** Whose it was: searchable as `custodian:`. */
  custodian: z.string().trim().min(1).max(200).optional(),
  examiner: line.optional(),
  /** The tool, with version, that made the copy. */
  tool: line.optional(),
  acquisitionHash: acquisitionHash.optional(),
  /** A file of hashes, one line a file; its path counts from the intake file's folder. */
  manifest: z.string().min(1).max(4096).optional(),
  /** Load files (DAT, OPT) of the production that it is; paths as that of the manifest. */
  production: z.array(z.string().min(1).max(4096)).min(1).max(20).optional(),
  /** The zone of times that state none. Without it they stay floating. */
  timeZone: timeZone.optional(),
  /** Seconds by which the source's clock was ahead of the true time; negative: behind. Ten years at most. */
  clockOffsetSeconds: z.number().int().min(-315_360_000).max(315_360_000).optional(),
  notes: z.string().max(10_000).optional(),
});
export type Intake = z.infer<typeof intake>;

/** The intake of a source as its case keeps it. */
export interface KeptIntake extends Intake {
  /** The manifest that it came with, and that of a bag's tag files; the case keeps both under their hash. */
  readonly keptManifests?: readonly { readonly name: string; readonly sha256: string }[];
  /** The load files of the production, in the order given. */
  readonly keptLoadFiles?: readonly { readonly name: string; readonly sha256: string }[];
}
