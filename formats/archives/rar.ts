/**
 * Reads RAR 1.5 to 7: headers by ourselves (libarchive says nothing of encrypted names and of volumes that are missing),
 * stored data by its place, packed data by libarchive, which is given just the members that share a dictionary.
 * Locators are the byte offsets of the members' headers. Of directories those that hold nothing are children.
 */
import { crc32 } from 'node:zlib';
import {
  type Child,
  type Content,
  type Extract,
  type ExtractInput,
  LimitError,
  type Outcome,
  type Sink,
} from '../contract.ts';
import { notTried } from '../passwords.ts';
import type { Limits } from '../../schemas/limits.ts';
import { ArchiveError } from './archive-error.ts';
import { limitExpansion } from './expansion-limit.ts';
import { emptyFolder, HeldFolders } from './held-folders.ts';
import { decodeEntries } from './libarchive.ts';
import { decodeTarget, maxTargetBytes, noteTarget, targetDetail } from './link-target.ts';
import { MemberNames, NameSample } from './member-names.ts';
import type { RarEntry } from './rar-header.ts';
import { type RarPlan, readPlan, type RunPlace } from './rar-plan.ts';
import { packedBytes, piecesOf, wholeMember } from './rar-volumes.ts';
import { SolidCursor } from './solid-cursor.ts';

export const version = '3';

/** Memory that a member may ask for; RAR 5 can claim 4 GiB, `rar -m5` asks for 32 MiB. */
const maxDictionaryBytes = 256 * 1024 * 1024;

type Ended = NonNullable<Child['ended']>;

function endEntry(entry: RarEntry): Ended | undefined {
  if (entry.isDirectory) return emptyFolder;
  if (entry.isEncrypted) return { status: 'encrypted', code: 'password-required', detail: notTried('RAR') };
  if (entry.target !== undefined)
    return { status: 'skipped', code: 'link', detail: targetDetail(entry.target) };
  return undefined;
}

/** Where the data of `entry` goes on, where that is not in this volume. */
const missingPart = ({ isContinued, continues }: RarEntry): string | undefined => {
  if (isContinued) return 'it begins in the volume before this one';
  return continues ? 'it goes on in the next volume' : undefined;
};

function* readStored(content: Content, entry: RarEntry): Generator<Uint8Array> {
  let crc = 0;
  for (const { dataStart, packed } of piecesOf(entry)) {
    for (const slice of content.slices(dataStart, Math.min(dataStart + packed, content.size))) {
      crc = crc32(slice, crc);
      yield slice;
    }
    if (dataStart + packed > content.size)
      throw new ArchiveError('truncated', `${dataStart + packed - content.size} bytes are missing`);
  }
  const missing = missingPart(entry);
  if (missing !== undefined) throw new ArchiveError('truncated', missing);
  if (entry.crc !== undefined && crc !== entry.crc) throw new ArchiveError('corrupt', 'bad checksum');
}

/** Yields the bytes of all members of a run, one after another. */
async function* decodeRun(
  content: Content,
  run: readonly RarEntry[],
  { isNew, head, tail }: RarPlan,
  limits: Limits,
): AsyncGenerator<Uint8Array> {
  const packed = run.reduce((sum, entry) => sum + entry.dataStart - entry.start + packedBytes(entry), 0);
  const askedBy = ({ dictionaryBytes, bytes = Infinity }: RarEntry): number =>
    Math.min(dictionaryBytes, bytes);
  const asked = run.reduce((most, entry) => Math.max(most, askedBy(entry)), 0);
  if (packed > Math.min(limits.maxHeldBytes, 0x7fffffff))
    throw new LimitError('too-large', `members that share a dictionary, ${packed} bytes`);
  if (asked > maxDictionaryBytes) throw new LimitError('too-large', `a dictionary of ${asked} bytes`);
  const parts = run.flatMap((entry) => wholeMember(content, entry, isNew));
  yield* limitExpansion(decodeEntries([head, ...parts, tail]), packed, limits);
}

/** Members that share a dictionary, decoded once, in order. */
class Runs {
  readonly #input: ExtractInput;
  readonly #plan: RarPlan;
  #current: { run: readonly RarEntry[]; cursor: SolidCursor } | undefined;

  constructor(input: ExtractInput, plan: RarPlan) {
    this.#input = input;
    this.#plan = plan;
  }

  async *open(entry: RarEntry, { run, offset }: RunPlace): AsyncGenerator<Uint8Array> {
    const missing = missingPart(entry);
    if (missing !== undefined) throw new ArchiveError('truncated', missing);
    const last = entry.rest?.at(-1) ?? entry;
    if (last.dataStart + last.packed > this.#input.content.size)
      throw new ArchiveError('truncated', 'its data lies beyond the end');
    if (entry.bytes === undefined) throw new ArchiveError('no-extractor', 'its size is not known');
    if (this.#current?.run !== run) {
      await this.close();
      const stream = decodeRun(this.#input.content, run, this.#plan, this.#input.limits);
      this.#current = { run, cursor: new SolidCursor(stream) };
    }
    yield* this.#current.cursor.read(offset, entry.bytes, entry.crc);
  }

  async close(): Promise<void> {
    await this.#current?.cursor.close();
    this.#current = undefined;
  }
}

/** Goes through the members of one plan. */
class Extraction {
  readonly #input: ExtractInput;
  readonly #sink: Sink;
  readonly #plan: RarPlan;
  readonly #names: MemberNames;
  readonly #runs: Runs;

  constructor(input: ExtractInput, sink: Sink, plan: RarPlan) {
    this.#input = input;
    this.#sink = sink;
    this.#plan = plan;
    const sample = new NameSample();
    for (const { name } of plan.entries) if (typeof name !== 'string') sample.add(name);
    this.#names = new MemberNames(sink, sample);
    this.#runs = new Runs(input, plan);
  }

  async run(): Promise<void> {
    const { entries } = this.#plan;
    const held = new HeldFolders();
    const keyOf = ({ name }: RarEntry): Uint8Array => (typeof name === 'string' ? Buffer.from(name) : name);
    for (const entry of entries) held.add(keyOf(entry));
    const members = entries.filter((entry) => !entry.isDirectory || !held.holds(keyOf(entry)));
    this.#sink.expect(members.length);
    try {
      for (const [index, entry] of members.entries()) {
        await this.#give(entry);
        if (index % 256 === 255) await this.#sink.drain();
      }
    } finally {
      await this.#runs.close();
    }
  }

  async #give(entry: RarEntry): Promise<void> {
    const { name } = entry;
    if (typeof name === 'string') this.#names.check(name);
    const named = typeof name === 'string' ? { name } : this.#names.take(name);
    const opened = this.#open(entry);
    if (opened.ended?.code === 'link') noteTarget(this.#sink, named.name, opened.ended.detail);
    await this.#sink.child({
      locator: String(entry.start),
      ...named,
      relation: 'member',
      declaredSize: entry.bytes,
      times: Object.keys(entry.times).length > 0 ? entry.times : undefined,
      ...opened,
    });
  }

  #open(entry: RarEntry): Pick<Child, 'ended' | 'open'> {
    const { content } = this.#input;
    const ended = endEntry(entry);
    if (ended) return { ended };
    if (entry.isLink && entry.isStored && entry.packed <= maxTargetBytes) {
      const target = decodeTarget(content.read(entry.dataStart, entry.packed));
      if (target !== undefined)
        return { ended: { status: 'skipped', code: 'link', detail: targetDetail(target) } };
    }
    const place = this.#plan.runs.get(entry);
    return { open: () => (place ? this.#runs.open(entry, place) : readStored(content, entry)) };
  }
}

export const extract: Extract = async (input, sink): Promise<Outcome> => {
  const plan = readPlan(input.content, input.limits.maxMembers);
  if (plan.areNamesEncrypted)
    return {
      status: 'encrypted',
      code: 'password-required',
      detail: `the names are encrypted too; ${notTried('RAR')}`,
    };
  if (plan.entries.length === 0 && plan.damage)
    return { status: 'failed', ...plan.damage, completeness: 'partial' };
  await new Extraction(input, sink, plan).run();
  if (plan.damage) {
    sink.warn(plan.damage.code, plan.damage.detail);
    if (plan.end < input.content.size)
      await sink.unaccounted('unaccounted-data', { start: plan.end, end: input.content.size });
  } else if (plan.end < input.content.size)
    await sink.unaccounted('trailing-data', { start: plan.end, end: input.content.size });
  if (plan.isLimited) sink.warn('member-limit');
  if (plan.volume !== undefined) sink.warn('truncated', plan.volume);
  const isWhole = !plan.damage && !plan.isLimited && plan.volume === undefined;
  return { status: 'extracted', completeness: isWhole ? 'complete' : 'partial' };
};
