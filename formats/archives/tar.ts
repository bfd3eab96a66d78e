/**
 * Reads tar in all its dialects at random access: headers are read, data that nobody asks for is stepped over.
 * Locators are the byte offsets of the members' own headers. Directories are no children.
 */
import type { Child, Content, Extract, ExtractInput, Outcome, Sink } from '../contract.ts';
import type { ItemTimes } from '../../schemas/item-times.ts';
import { ArchiveError } from './archive-error.ts';
import { decodeName } from './member-name.ts';
import { MemberNames, NameSample } from './member-names.ts';
import { applyPax, blockBytes, parseHeader, parsePax, type TarHeader } from './tar-header.ts';

export const version = '2';

/** A pax header or long name beyond this is none; stops one that claims the whole archive. */
const maxExtensionBytes = 1024 * 1024;
/** Stops a chain of extension headers without a member. */
const maxExtensions = 64;

interface Member {
  readonly header: TarHeader;
  /** Where its header and its data begin, and where the next header does. */
  readonly offset: number;
  readonly dataStart: number;
  readonly next: number;
  readonly sparse: boolean;
}

type NextMember =
  { readonly member: Member } | { readonly stop: 'end' | 'truncated' | 'corrupt'; readonly at: number };

const padded = (size: number): number => Math.ceil(size / blockBytes) * blockBytes;

const isZero = (block: Uint8Array): boolean => block.every((byte) => byte === 0);

/** Reads one member after another; keeps what global pax headers said. */
class TarReader {
  readonly #content: Content;
  readonly #global = new Map<string, Buffer>();

  constructor(content: Content) {
    this.#content = content;
  }

  /** The member whose extension headers or own header begin at `from`. */
  find(from: number): NextMember {
    let at = from;
    let pax = new Map(this.#global);
    for (let count = 0; count < maxExtensions; count++) {
      const block = this.#content.read(at, blockBytes);
      if (block.length === 0) return { stop: count === 0 ? 'end' : 'truncated', at };
      if (block.length < blockBytes) return { stop: isZero(block) ? 'end' : 'truncated', at };
      if (isZero(block)) return { stop: 'end', at };
      const header = parseHeader(block);
      if (!header) return { stop: 'corrupt', at };
      if (!'xgXLK'.includes(header.type)) return { member: this.#member(applyPax(header, pax), pax, at) };
      if (header.size > maxExtensionBytes) return { stop: 'corrupt', at };
      const data = Buffer.from(this.#content.read(at + blockBytes, header.size));
      if (data.length < header.size) return { stop: 'truncated', at };
      pax = this.#extend(pax, header, data);
      at += blockBytes + padded(header.size);
    }
    return { stop: 'corrupt', at };
  }

  #extend(pax: Map<string, Buffer>, header: TarHeader, data: Buffer): Map<string, Buffer> {
    const nul = data.indexOf(0);
    const text = nul === -1 ? data : data.subarray(0, nul);
    if (header.type === 'L') return new Map(pax).set('path', text);
    if (header.type === 'K') return new Map(pax).set('linkpath', text);
    const records = parsePax(data);
    if (header.type === 'g') for (const [key, value] of records) this.#global.set(key, value);
    return new Map([...pax, ...records]);
  }

  #member(header: TarHeader, pax: ReadonlyMap<string, Buffer>, offset: number): Member {
    const sparse = header.type === 'S' || [...pax.keys()].some((key) => key.startsWith('GNU.sparse.'));
    let dataStart = offset + blockBytes;
    // GNU's old sparse maps go on in blocks of their own while byte 504 (482 in the header) says so.
    if (header.type === 'S') {
      let more = this.#content.read(offset + 482, 1)[0] !== 0;
      while (more && dataStart < this.#content.size) {
        more = (this.#content.read(dataStart + 504, 1)[0] ?? 0) !== 0;
        dataStart += blockBytes;
      }
    }
    // Links and devices have no data, whatever size they state.
    const hasData = !'123456'.includes(header.type);
    return { header, offset, dataStart, next: dataStart + (hasData ? padded(header.size) : 0), sparse };
  }
}

type Ended = NonNullable<Child['ended']>;

function endMember(member: Member): Ended | undefined {
  const { type, linkName } = member.header;
  const target = decodeName(linkName, 'cp437').name;
  if (type === '1')
    return { status: 'skipped', code: 'link', detail: `hard link to ${target}`.slice(0, 500) };
  if (type === '2') return { status: 'skipped', code: 'link', detail: `-> ${target}`.slice(0, 500) };
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

const isDirectory = (header: TarHeader): boolean =>
  header.type === '5' || header.type === 'D' || (header.type === '0' && header.name.at(-1) === 0x2f);

async function emit(input: ExtractInput, sink: Sink, names: MemberNames, member: Member): Promise<void> {
  const { header } = member;
  const { modified, accessed, changed } = header;
  const times: ItemTimes = {
    modified,
    accessed,
    changed,
  };
  const ended = endMember(member);
  await sink.child({
    locator: String(member.offset),
    ...names.take(header.name),
    relation: 'member',
    declaredSize: header.size,
    times: Object.keys(times).length > 0 ? times : undefined,
    ...(ended ? { ended } : { open: () => readData(input.content, member) }),
  });
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

/** Whether anything but zeros follows the end mark, within what a writer's blocking factor pads. */
function warnTrailing(content: Content, at: number, sink: Sink): void {
  const maxLookBytes = 1024 * 1024;
  const rest = content.read(at, Math.min(maxLookBytes, content.size - at));
  if (!isZero(rest)) sink.warn('trailing-data', `${content.size - at} bytes after the end mark`);
}

export const extract: Extract = async (input, sink): Promise<Outcome> => {
  const { content, limits } = input;
  const names = new MemberNames(sink, sampleNames(content, limits.maxMembers));
  const reader = new TarReader(content);
  let [at, count, whole] = [0, 0, true];
  for (;;) {
    const next = reader.find(at);
    if ('member' in next) {
      at = next.member.next;
      if (at > content.size) whole = false;
      if (isDirectory(next.member.header)) continue;
      if (count++ >= limits.maxMembers) {
        sink.warn('member-limit');
        return { status: 'extracted', completeness: 'partial' };
      }
      await emit(input, sink, names, next.member);
      if (count % 256 === 0) await sink.drain();
      continue;
    }
    if (next.stop === 'end') {
      if (at < content.size) warnTrailing(content, at, sink);
      break;
    }
    whole = false;
    const foundAgainAt = await resynchronise(content, next.at + blockBytes, sink);
    if (next.at === 0 && foundAgainAt === undefined) {
      return { status: 'failed', code: next.stop, detail: 'no header', completeness: 'partial' };
    }
    const wentOn = foundAgainAt === undefined ? '' : `, went on at ${foundAgainAt}`;
    sink.warn(next.stop, `no header at ${next.at}${wentOn}`);
    if (foundAgainAt === undefined) break;
    at = foundAgainAt;
  }
  if (at > content.size) sink.warn('truncated', 'the last member is cut off');
  return { status: 'extracted', completeness: whole ? 'complete' : 'partial' };
};
