/**
 * The one reader of ZIP, for archives, office packages and answers of Tika: members by the central directory, by
 * their local headers where that is damaged, and for each whether it can be read.
 */
import type { Limits } from '../../schemas/limits.ts';
import type { Child, Content } from '../contract.ts';
import { isKnownMethod, openMember } from './zip-data.ts';
import { isDirectory, readPlan, type ZipPlan } from './zip-plan.ts';
import { findEnd, readDirectory, readLocal, type ZipEntry } from './zip-records.ts';
import { salvageEntries } from './zip-salvage.ts';

export type Refusal = NonNullable<Child['ended']>;

/** A member with what its local header adds. */
export interface ZipMember {
  readonly entry: ZipEntry;
  /** Why its content is not read. */
  readonly refusal?: Refusal;
  /** In what the local header contradicts the directory, whose word counts. */
  readonly disagreement?: string;
  /** Extra fields of the local header, which has more times than the directory. */
  readonly localExtra?: Buffer;
  /** The content; throws while iterating where it is damaged or expands beyond the limits. */
  readonly open: () => Uint8Array | AsyncIterable<Uint8Array>;
}

function disagreementOf(entry: ZipEntry, local: ZipEntry): string | undefined {
  const differs: string[] = [];
  if (!entry.rawName.equals(local.rawName)) differs.push('name');
  if (entry.method !== local.method) differs.push('method');
  if ((entry.flags ^ local.flags) & 1) differs.push('encryption');
  // With a data descriptor (bit 3) the local header need not know the sizes.
  if (!(local.flags & 8) && entry.compressedBytes !== local.compressedBytes) differs.push('size');
  return differs.length > 0 ? `local header has another ${differs.join(', ')}` : undefined;
}

export class ZipReader {
  readonly #content: Content;
  readonly #limits: Limits;
  readonly #maxMembers: number;
  readonly plan: ZipPlan;
  /** Members found by their local headers alone, so far. */
  #salvaged = 0;
  /** Whether members beyond the limit were left out. */
  cut = false;

  constructor(content: Content, limits: Limits, maxMembers = limits.maxMembers) {
    this.#content = content;
    this.#limits = limits;
    this.#maxMembers = maxMembers;
    const end = findEnd(content);
    this.plan = readPlan(end ? readDirectory(content, end, maxMembers) : [], end);
  }

  /**
   * All members but directories: those of the directory, then those that only local headers tell of. `undefined`
   * after a long search without a find, so that progress can be reported.
   */
  *entries(): Generator<ZipEntry | undefined> {
    const { end, entries, complete } = this.plan;
    if (end) {
      for (const entry of readDirectory(this.#content, end, entries)) if (!isDirectory(entry)) yield entry;
    }
    this.cut = !complete && entries >= this.#maxMembers;
    if (complete || this.cut) return;
    for (const entry of salvageEntries(this.#content, this.plan.offsets())) {
      if (entry && isDirectory(entry)) continue;
      if (entry && this.found >= this.#maxMembers) {
        this.cut = true;
        return;
      }
      if (entry) this.#salvaged += 1;
      yield entry;
    }
  }

  /** Entries seen, directories of the directory included. */
  get found(): number {
    return this.plan.entries + this.#salvaged;
  }

  /** What is wrong with the archive as a whole; complete once `entries` has ended. */
  get damage(): { readonly code: 'corrupt' | 'truncated'; readonly detail: string } | undefined {
    const { end, complete, entries } = this.plan;
    if (complete || entries >= this.#maxMembers) return undefined;
    const found = `${this.#salvaged} members found without it`;
    return end
      ? { code: 'corrupt', detail: `the directory is damaged: ${found}` }
      : { code: 'truncated', detail: `the end of the archive is missing: ${found}` };
  }

  locate(entry: ZipEntry): ZipMember {
    const local = readLocal(this.#content, entry.offset);
    return {
      entry,
      refusal: this.#refuse(entry, local?.dataStart),
      disagreement: local && disagreementOf(entry, local.entry),
      localExtra: local?.entry.extra,
      open: () => openMember(this.#content, entry, local?.dataStart ?? this.#content.size, this.#limits),
    };
  }

  #refuse(entry: ZipEntry, dataStart: number | undefined): Refusal | undefined {
    if (entry.disk !== this.plan.disk) {
      return {
        status: 'failed',
        code: 'truncated',
        detail: `on volume ${entry.disk + 1} of a split archive`,
      };
    }
    if (this.plan.overlaps(entry)) {
      return { status: 'failed', code: 'bomb', detail: 'its data overlaps another member’s' };
    }
    if (dataStart === undefined) return { status: 'failed', code: 'corrupt', detail: 'no local header' };
    if (entry.flags & 1) return { status: 'encrypted', code: 'password-required' };
    if (!isKnownMethod(entry.method)) {
      return { status: 'unsupported', code: 'no-extractor', detail: `compression method ${entry.method}` };
    }
    const isBeyond = dataStart >= this.#content.size && entry.compressedBytes > 0;
    return isBeyond
      ? { status: 'failed', code: 'truncated', detail: 'its data lies beyond the end' }
      : undefined;
  }
}
