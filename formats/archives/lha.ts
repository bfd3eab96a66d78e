/** Reads LHA archives (lzh): headers and stored data by ourselves, -lh5- to -lh7- by libarchive, one member at a time. */
import type { Limits } from '../../schemas/limits.ts';
import { type Child, type Content, type Extract, LimitError, type Outcome, type Sink } from '../contract.ts';
import { ArchiveError } from './archive-error.ts';
import { crc16 } from './crc16.ts';
import { limitExpansion } from './expansion-limit.ts';
import { emptyFolder, HeldFolders } from './held-folders.ts';
import { decodeFirstEntry } from './libarchive.ts';
import { type LhaEntry, readLhaEntry } from './lha-header.ts';
import { noteTarget, targetDetail } from './link-target.ts';
import { MemberNames, NameSample } from './member-names.ts';

export const version = '2';

const stored: ReadonlySet<string> = new Set(['-lh0-', '-lz4-', '-pm0-']);
const packed: ReadonlySet<string> = new Set(['-lh5-', '-lh6-', '-lh7-']);
const folderMethod = '-lhd-';
/** What libarchive is given around the data of a member: its name and folder are nothing to it. */
const headBytes = 25;

interface Listing {
  readonly entries: readonly LhaEntry[];
  readonly end: number;
  readonly isWhole: boolean;
  readonly isLimited: boolean;
}

function list(content: Content, maxMembers: number): Listing {
  const entries: LhaEntry[] = [];
  let at = 0;
  while (at < content.size) {
    // A header of no bytes is the end.
    if (content.read(at, 1)[0] === 0 && !readLhaEntry(content, at))
      return { entries, end: at + 1, isWhole: true, isLimited: false };
    if (entries.length >= maxMembers) return { entries, end: at, isWhole: false, isLimited: true };
    const entry = readLhaEntry(content, at);
    if (!entry) return { entries, end: at, isWhole: false, isLimited: false };
    entries.push(entry);
    at = entry.dataStart + entry.packed;
  }
  return { entries, end: Math.min(at, content.size), isWhole: at === content.size, isLimited: false };
}

/** A header of level 0, of a file called x, for what stands behind it. */
function headFor({ method, packed: size, bytes, crc }: LhaEntry): Buffer {
  const head = Buffer.alloc(headBytes);
  head[0] = headBytes - 2;
  head.write(method, 2, 'latin1');
  head.writeUInt32LE(size, 7);
  head.writeUInt32LE(bytes, 11);
  head[19] = 0x20;
  head[21] = 1;
  head.write('x', 22, 'latin1');
  head.writeUInt16LE(crc ?? 0, 23);
  for (const byte of head.subarray(2)) head[1] = (head[1] ?? 0) + byte;
  return head;
}

function decode(
  content: Content,
  entry: LhaEntry,
  limits: Limits,
): Iterable<Uint8Array> | AsyncIterable<Uint8Array> {
  const { method, dataStart, packed: size } = entry;
  const end = Math.min(dataStart + size, content.size);
  if (stored.has(method)) return content.slices(dataStart, end);
  if (!packed.has(method)) throw new ArchiveError('no-extractor', `packed by ${method}`);
  if (size > limits.maxHeldBytes) throw new LimitError('too-large', `${size} bytes of a packed member`);
  const parts = [headFor(entry), content.read(dataStart, end - dataStart), Buffer.of(0)];
  return limitExpansion(decodeFirstEntry(parts), size, limits);
}

async function* open(content: Content, entry: LhaEntry, limits: Limits): AsyncGenerator<Uint8Array> {
  let [sum, given] = [0, 0];
  if (entry.bytes > 0)
    for await (const chunk of decode(content, entry, limits)) {
      sum = crc16(chunk, sum);
      given += chunk.length;
      yield chunk;
    }
  const missing = entry.dataStart + entry.packed - content.size;
  if (missing > 0) throw new ArchiveError('truncated', `${missing} bytes are missing`);
  if (given !== entry.bytes) throw new ArchiveError('corrupt', `${given} of ${entry.bytes} bytes`);
  if (sum !== entry.crc) throw new ArchiveError('corrupt', 'bad checksum');
}

/** `name|target` of a folder is a link (LHa for UNIX). */
function splitLink({ method, name }: LhaEntry): { name: Uint8Array; target?: string } {
  const bar = method === folderMethod ? name.indexOf(0x7c) : -1;
  if (bar === -1) return { name };
  return { name: name.subarray(0, bar), target: Buffer.from(name.subarray(bar + 1)).toString('utf8') };
}

async function give(
  content: Content,
  entry: LhaEntry,
  names: MemberNames,
  limits: Limits,
  sink: Sink,
): Promise<void> {
  const { name, target } = splitLink(entry);
  const taken = names.take(name);
  let ended: Child['ended'];
  if (target !== undefined) {
    ended = { status: 'skipped', code: 'link', detail: targetDetail(target) };
    noteTarget(sink, taken.name, ended.detail);
  } else if (entry.method === folderMethod) ended = emptyFolder;
  await sink.child({
    locator: String(entry.start),
    ...taken,
    relation: 'member',
    declaredSize: entry.bytes,
    times: Object.keys(entry.times).length > 0 ? entry.times : undefined,
    ...(ended ? { ended } : { open: () => open(content, entry, limits) }),
  });
}

export const extract: Extract = async ({ content, limits }, sink): Promise<Outcome> => {
  const { entries, end, isWhole, isLimited } = list(content, limits.maxMembers);
  if (entries.length === 0)
    return { status: 'failed', code: 'corrupt', detail: 'no header', completeness: 'partial' };
  const [held, sample] = [new HeldFolders(), new NameSample()];
  for (const { name } of entries) {
    held.add(name);
    sample.add(name);
  }
  const names = new MemberNames(sink, sample);
  const members = entries.filter(
    (entry) =>
      entry.method !== folderMethod || splitLink(entry).target !== undefined || !held.holds(entry.name),
  );
  sink.expect(members.length);
  for (const [index, entry] of members.entries()) {
    await give(content, entry, names, limits, sink);
    if (index % 256 === 255) await sink.drain();
  }
  if (isLimited) sink.warn('member-limit', `more than ${limits.maxMembers} members`);
  else if (!isWhole) sink.warn(end >= content.size ? 'truncated' : 'corrupt', `no header at ${end}`);
  if (end < content.size && !isLimited)
    await sink.unaccounted(isWhole ? 'trailing-data' : 'unaccounted-data', { start: end, end: content.size });
  return { status: 'extracted', completeness: isWhole ? 'complete' : 'partial' };
};
