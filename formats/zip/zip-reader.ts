/**
 * The one reader of ZIP, for archives, office packages and answers of Tika: members by the central directory, by
 * their local headers where that is damaged, and for each whether it can be read.
 */
import type { Limits } from '../../schemas/limits.ts';
import type { ByteRange, Child, Content } from '../contract.ts';
import { isKnownMethod, openMember } from './zip-data.ts';
import { isDirectory, readPlan, type ZipPlan } from './zip-plan.ts';
import { findUnknownExtras } from './zip-extras.ts';
import { Ranges } from '../archives/byte-ranges.ts';
import { HeldFolders } from '../archives/held-folders.ts';
import {
  endOfDescriptor,
  findEnd,
  readDirectory,
  type LocalHeader,
  readLocal,
  type ZipEntry,
} from './zip-records.ts';
import { salvageEntries } from './zip-salvage.ts';

export type Refusal = NonNullable<Child['ended']>;

/** A member with what its local header adds. */
export interface ZipMember {
  readonly entry: ZipEntry;
  /** Why its content is not read. */
  readonly refusal?: Refusal;
  /** In what the local header contradicts the directory, whose word counts. */
  readonly disagreement?: string;
  /** The local header, whose extra fields have more times than the directory, and where the data begins. */
  readonly local?: LocalHeader;
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

/** Places noted of one archive beside its members; stops a directory of nothing but unknown fields. */
const maxNoted = 10_000;

export class ZipReader {
  readonly #content: Content;
  readonly #limits: Limits;
  readonly #maxMembers: number;
  readonly plan: ZipPlan;
  /** Members found by their local headers alone, so far. */
  #salvaged = 0;
  /** What members, folders and records take of the file, as far as they were accounted for. */
  readonly #taken = new Ranges();
  /** Bytes within members and records that nothing is known of. */
  #noted: ByteRange[] = [];
  readonly #held = new HeldFolders();
  /** Where the local headers of directories lie that the directory does not name. */
  readonly #salvagedFolders: number[] = [];
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
      for (const entry of readDirectory(this.#content, end, entries))
        if (!this.#passesFolder(entry)) yield entry;
    }
    this.cut = !complete && entries >= this.#maxMembers;
    if (complete || this.cut) return;
    for (const entry of salvageEntries(this.#content, this.plan.offsets())) {
      if (entry && this.found >= this.#maxMembers) {
        this.cut = true;
        return;
      }
      if (entry) this.#salvaged += 1;
      if (!entry || !this.#passesFolder(entry)) yield entry;
    }
  }

  /** Notes the folders of a name, and whether it is a folder's itself. */
  #passesFolder(entry: ZipEntry): boolean {
    this.#held.add(entry.rawName);
    if (!isDirectory(entry)) return false;
    this.account({ entry, local: readLocal(this.#content, entry.offset) });
    if (entry.locator.startsWith('@')) this.#salvagedFolders.push(entry.offset);
    return true;
  }

  /** The directories, and whether anything lies below each; to be asked when `entries` has ended. */
  *folders(): Generator<{ readonly entry: ZipEntry; readonly holds: boolean }> {
    const { end, entries, directories } = this.plan;
    if (end && directories > 0) {
      for (const entry of readDirectory(this.#content, end, entries))
        if (isDirectory(entry)) yield { entry, holds: this.#held.holds(entry.rawName) };
    }
    for (const offset of this.#salvagedFolders) {
      const entry = readLocal(this.#content, offset)?.entry;
      if (entry) yield { entry, holds: this.#held.holds(entry.rawName) };
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
      local,
      refusal: this.#refuse(entry, local),
      disagreement: local && disagreementOf(entry, local.entry),
      open: () =>
        openMember(this.#content, entry, local?.dataStart ?? this.#content.size, {
          limits: this.#limits,
          onRest: (rest) => this.#note(rest),
        }),
    };
  }

  #note(range: ByteRange): void {
    if (this.#noted.length < maxNoted) this.#noted.push(range);
  }

  /** Notes what an entry takes of the file, its header, data and descriptor; returns where that ends. */
  account({ entry, local }: Pick<ZipMember, 'entry' | 'local'>): number {
    for (const range of findUnknownExtras(entry)) this.#note(range);
    if (!local) return entry.offset;
    if (!local.entry.extra.equals(entry.extra))
      for (const range of findUnknownExtras(local.entry)) this.#note(range);
    let end = local.dataStart + entry.compressedBytes;
    if ((entry.flags | local.entry.flags) & 8) end = endOfDescriptor(this.#content, entry, end);
    this.#taken.add(entry.offset, end);
    return end;
  }

  /** Hands out what was noted within members and records since it was last asked for. */
  takeNoted(): readonly ByteRange[] {
    return this.#noted.splice(0);
  }

  /** What no entry and no record takes of the file, in order; complete once all entries were accounted for. */
  gaps(): readonly ByteRange[] {
    const { end, directoryEnd, complete } = this.plan;
    if (end) {
      this.#taken.add(end.start, complete ? directoryEnd : end.start + end.bytes);
      for (const { start, end: recordEnd } of end.records) this.#taken.add(start, recordEnd);
      this.#taken.add(end.comment.start, end.comment.end);
    }
    return [...this.#taken.gaps(this.#content.size)];
  }

  #refuse(entry: ZipEntry, local: LocalHeader | undefined): Refusal | undefined {
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
    if (local === undefined) return { status: 'failed', code: 'corrupt', detail: 'no local header' };
    // Where the two headers differ (which is told) its data says: a checksum that fits is of the plain text.
    if (entry.flags & local.entry.flags & 1) return { status: 'encrypted', code: 'password-required' };
    if (!isKnownMethod(entry.method)) {
      return { status: 'unsupported', code: 'no-extractor', detail: `compression method ${entry.method}` };
    }
    const isBeyond = local.dataStart >= this.#content.size && entry.compressedBytes > 0;
    return isBeyond
      ? { status: 'failed', code: 'truncated', detail: 'its data lies beyond the end' }
      : undefined;
  }
}
