/**
 * Reads tar in all its dialects at random access: headers are read, data that nobody asks for is stepped over.
 * Locators are the byte offsets of the members' own headers. Of directories those that hold nothing are children.
 */
import type { Child, Content, Extract, ExtractInput, Outcome, Sink } from '../contract.ts';
import type { ItemTimes } from '../../schemas/item-times.ts';
import { ArchiveError } from './archive-error.ts';
import { emptyFolder, HeldFolders } from './held-folders.ts';
import { noteTarget, targetDetail } from './link-target.ts';
import { decodeName } from './member-name.ts';
import { MemberNames, NameSample } from './member-names.ts';
import { blockBytes, parseHeader } from './tar-header.ts';
import { isZero, maxSkipped, type Member, padded, TarReader } from './tar-reader.ts';

export const version = '7';

type Ended = NonNullable<Child['ended']>;

function endMember(member: Member): Ended | undefined {
  const { type, linkName } = member.header;
  const target = decodeName(linkName, 'cp437').name;
  if ('123456'.includes(type) && member.hasData) return undefined;
  if (type === '1')
    return { status: 'skipped', code: 'link', detail: `hard link to ${target}`.slice(0, 500) };
  if (type === '2') return { status: 'skipped', code: 'link', detail: targetDetail(target) };
  if ('346'.includes(type)) return { status: 'skipped', code: 'not-a-file' };
  if (member.sparse) return { status: 'unsupported', code: 'no-extractor', detail: 'sparse file' };
  if ('MVN'.includes(type))
    return { status: 'unsupported', code: 'no-extractor', detail: `tar type ${type}` };
  return undefined;
}

function* readData(content: Content, member: Member): Generator<Uint8Array> {
  const end = member.dataStart + member.header.size;
  yield* content.slices(member.dataStart, Math.min(end, content.size));
  if (end > content.size) throw new ArchiveError('truncated', `${end - content.size} bytes are missing`);
}

/** A folder that has data is a member: what a folder is said to hold (type D) is found with it. */
const isDirectory = ({ header, hasData }: Member): boolean =>
  ('5D'.includes(header.type) || (header.type === '0' && header.name.at(-1) === 0x2f)) &&
  !(hasData && header.size > 0);

async function emit(input: ExtractInput, sink: Sink, names: MemberNames, member: Member): Promise<void> {
  const { header } = member;
  const { modified, accessed, changed } = header;
  const times: ItemTimes = {
    modified,
    accessed,
    changed,
  };
  const ended = isDirectory(member) ? emptyFolder : endMember(member);
  const name = names.take(header.name);
  if (ended?.code === 'link') noteTarget(sink, name.name, ended.detail);
  await sink.child({
    locator: String(member.offset),
    ...name,
    relation: 'member',
    declaredSize: header.size,
    times: Object.keys(times).length > 0 ? times : undefined,
    ...(ended ? { ended } : { open: () => readData(input.content, member) }),
  });
  noteMember(sink, member);
  await handOverSlack(input.content, member, sink);
}

/** What its extension headers say beside its name. */
function noteMember(sink: Sink, { header, notes }: Member): void {
  for (const note of notes) {
    sink.anchor({ part: decodeName(header.name, 'cp437').name }, 'comments');
    sink.text(`${note}\n`, 'comments');
  }
}

/** The rest of the last block of a member's data; writers fill it with zeros. */
async function handOverSlack(content: Content, member: Member, sink: Sink): Promise<void> {
  const start = member.dataStart + member.header.size;
  if (!member.hasData || start >= member.next) return;
  if (!isZero(content.read(start, member.next - start)))
    await sink.unaccounted('unaccounted-data', { start, end: member.next });
}

/** Bytes searched between two reports of progress. */
const stretchBytes = 1024 * 1024;

/** The next block from `from` that is a header, or undefined; damaged archives go on there. */
async function resynchronise(content: Content, from: number, sink: Sink): Promise<number | undefined> {
  for (let base = padded(from); base + blockBytes <= content.size; base += stretchBytes) {
    const stretch = content.read(base, stretchBytes);
    for (let at = 0; at + blockBytes <= stretch.length; at += blockBytes) {
      // A block of text rarely carries a right checksum; one without a name is no member.
      if (stretch[at] !== 0 && parseHeader(stretch.subarray(at, at + blockBytes))?.name.length)
        return base + at;
    }
    await sink.drain();
  }
  return undefined;
}

/** Names that are not UTF-8, from the headers alone: their data is not read. */
function sampleNames(content: Content, maxMembers: number): NameSample {
  const sample = new NameSample();
  const reader = new TarReader(content);
  let at = 0;
  for (let count = 0; count < maxMembers; count++) {
    const next = reader.find(at);
    if (!('member' in next)) break;
    sample.add(next.member.header.name);
    at = next.member.next;
  }
  return sample;
}

/** Where the first byte lies that is not zero. */
async function skipZeros(content: Content, from: number, sink: Sink): Promise<number | undefined> {
  let at = from;
  for (const slice of content.slices(from)) {
    const index = slice.findIndex((byte) => byte !== 0);
    if (index >= 0) return at + index;
    at += slice.length;
    await sink.drain();
  }
  return undefined;
}

/** Goes through the members of one file, and of further archives behind its end mark. */
class Extraction {
  readonly #input: ExtractInput;
  readonly #sink: Sink;
  readonly #names: MemberNames;
  readonly #reader: TarReader;
  readonly #held = new HeldFolders();
  /** Where the headers of directories begin. */
  readonly #folders: number[] = [];
  #areFoldersLeft = false;
  readonly #owners = new Set<string>();
  #at = 0;
  #count = 0;
  #isWhole = true;

  constructor(input: ExtractInput, sink: Sink) {
    this.#input = input;
    this.#sink = sink;
    this.#names = new MemberNames(sink, sampleNames(input.content, input.limits.maxMembers));
    this.#reader = new TarReader(input.content);
  }

  async run(): Promise<Outcome> {
    const { content, limits } = this.#input;
    for (;;) {
      const from = this.#at;
      const next = this.#reader.find(from);
      if ('member' in next) {
        this.#at = next.member.next;
        if (this.#at > content.size) this.#isWhole = false;
        this.#held.add(next.member.header.name);
        this.#noteOwner(next.member.header.owner);
        if (isDirectory(next.member)) {
          if (this.#folders.length < limits.maxMembers) this.#folders.push(from);
          else this.#areFoldersLeft = true;
          continue;
        }
        if (this.#count++ >= limits.maxMembers) return this.#stopAtLimit();
        await emit(this.#input, this.#sink, this.#names, next.member);
        if (this.#count % 256 === 0) await this.#sink.drain();
        continue;
      }
      const goesOn =
        next.stop === 'end' ? await this.#lookBehindEnd(next.at) : await this.#passDamage(next.stop, next.at);
      if (typeof goesOn === 'object') return goesOn;
      if (!goesOn) break;
    }
    if (!(await this.#emitFolders())) return this.#stopAtLimit();
    for (const note of new Set(this.#reader.notes)) this.#sink.text(`${note}\n`, 'comments');
    for (const range of this.#reader.skipped) await this.#sink.unaccounted('unaccounted-data', range);
    if (this.#reader.left > 0)
      this.#sink.warn('partial-read', `${this.#reader.left} extension headers say more than is kept`);
    if (this.#at > content.size) this.#sink.warn('truncated', 'the last member is cut off');
    return { status: 'extracted', completeness: this.#isWhole ? 'complete' : 'partial' };
  }

  /** Whose the members are, each once. */
  #noteOwner(owner: string): void {
    if (owner === '' || this.#owners.size >= maxSkipped || this.#owners.has(owner)) return;
    this.#owners.add(owner);
    this.#sink.anchor({ part: 'owners' }, 'comments');
    this.#sink.text(`${owner}\n`, 'comments');
  }

  #stopAtLimit(): Outcome {
    this.#sink.warn('member-limit');
    return { status: 'extracted', completeness: 'partial' };
  }

  /**
   * Directories that hold nothing, once all members are known; of the others what they say beside their name. False
   * where the limit of members left some out.
   */
  async #emitFolders(): Promise<boolean> {
    const { content, limits } = this.#input;
    // A reader of its own: what global headers say of the archive has been noted.
    const reader = new TarReader(content);
    for (const from of this.#folders) {
      const next = reader.find(from);
      if (!('member' in next)) continue;
      if (this.#held.holds(next.member.header.name)) noteMember(this.#sink, next.member);
      else if (this.#count++ >= limits.maxMembers) return false;
      else await emit(this.#input, this.#sink, this.#names, next.member);
    }
    return !this.#areFoldersLeft;
  }

  /** Archives that were joined: tar reads the first one unless it is told to ignore the zeros between them. */
  async #lookBehindEnd(end: number): Promise<boolean> {
    const { content } = this.#input;
    const from = await skipZeros(content, end, this.#sink);
    if (from === undefined) return false;
    const block = from - (from % blockBytes);
    if (parseHeader(content.read(block, blockBytes))?.name.length) {
      this.#sink.warn(
        'trailing-data',
        `${content.size - block} bytes at byte ${block}, behind the end mark, read as another archive`,
      );
      this.#reader.restart();
      this.#at = block;
      return true;
    }
    await this.#sink.unaccounted('trailing-data', { start: from, end: content.size });
    return false;
  }

  async #passDamage(code: 'truncated' | 'corrupt', at: number): Promise<boolean | Outcome> {
    const { content } = this.#input;
    this.#isWhole = false;
    const foundAgainAt = await resynchronise(content, at + blockBytes, this.#sink);
    if (at === 0 && foundAgainAt === undefined)
      return { status: 'failed', code, detail: 'no header', completeness: 'partial' };
    const wentOn = foundAgainAt === undefined ? '' : `, went on at ${foundAgainAt}`;
    this.#sink.warn(code, `no header at ${at}${wentOn}`);
    if (foundAgainAt === undefined) {
      await this.#sink.unaccounted('trailing-data', { start: at, end: content.size });
      return false;
    }
    await this.#sink.unaccounted('unaccounted-data', { start: at, end: foundAgainAt });
    this.#at = foundAgainAt;
    return true;
  }
}

export const extract: Extract = (input, sink) => new Extraction(input, sink).run();
