/** What a parser may use up by default; `schemas/config.ts` says what each limit stops and how far it may be set. */
import { gib, mib } from '../schemas/byte-units.ts';
import type { Limits } from '../schemas/limits.ts';

export const limits: Limits = {
  /** The largest office file or mail seen in the corpora is a tenth of it; a parser's memory is a multiple. */
  maxHeldBytes: 256 * mib,
  /** Larger than the archives that disclosure delivers, far below what a nested bomb asks for. */
  maxExpandedBytes: 256 * gib,
  /** Logs and XML reach 100, deflate ends at 1,032. */
  maxRatio: 250,
  /** Honest files of the corpora stay below 5; see docs/benchmarks.md. */
  maxCaseRatio: 100,
  maxDepth: 24,
  maxMembers: 10_000_000,
};

/** Folders below folders in a walk; ext4 and NTFS reach about 16,000 only with names of one letter. */
export const maxFolderDepth = 4096;
