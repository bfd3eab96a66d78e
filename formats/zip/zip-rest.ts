/** Hands over what no entry of a ZIP's directory takes of the file: archives in front, members that it does not name, comments. */
import { decodeName, type NameCharset } from '../archives/member-name.ts';
import { sliceContent } from '../content.ts';
import type { ByteRange, Child, Content, Sink, UnaccountedCode } from '../contract.ts';
import { readComment, readName } from './zip-extras.ts';
import { emptyFolder } from '../archives/held-folders.ts';
import { isDirectory } from './zip-plan.ts';
import type { ZipMember, ZipReader } from './zip-reader.ts';
import { findArchiveAtEnd } from './zip-records.ts';
import { salvageEntries } from './zip-salvage.ts';

/** Archives told apart in one gap; more in a row stay one item, which is opened in its turn. */
const maxArchivesOfGap = 100;
/** Gaps that are searched for members; a file has few that are longer than an alignment. */
const maxSearchedGaps = 10_000;
/** A local header without a name and data. */
const minMemberBytes = 30;

/** Archives that end where the gap ends, one behind the other, in file order; then what is left in front of them. */
function splitArchives(
  content: Content,
  { start, end }: ByteRange,
): { archives: ByteRange[]; rest: ByteRange } {
  const archives: ByteRange[] = [];
  let to = end;
  while (archives.length < maxArchivesOfGap && to > start) {
    const at = findArchiveAtEnd(sliceContent(content, start, to));
    if (at === undefined) break;
    archives.unshift({ start: start + at, end: to });
    to = start + at;
  }
  return { archives, rest: { start, end: to } };
}

export interface Rest {
  readonly content: Content;
  readonly zip: ZipReader;
  readonly sink: Sink;
  /** Of names and comments that are not UTF-8. */
  readonly charset: NameCharset;
  readonly relation: Child['relation'];
}

/** Members in a gap by their local headers, each handed over; returns what lies between them. */
async function giveStrays(
  { content, zip, sink, charset, relation }: Rest,
  gap: ByteRange,
): Promise<ByteRange[]> {
  const between: ByteRange[] = [];
  let [reached, count, bytes] = [gap.start, 0, 0];
  for (const entry of salvageEntries(content, new Set(), gap.end, gap.start)) {
    if (!entry) await sink.drain();
    // One whose data would run over the gap is none: they are another's.
    if (!entry || entry.offset < reached || entry.compressedBytes > gap.end - entry.offset) continue;
    const member = zip.locate(entry);
    const { open } = member;
    const refusal = isDirectory(entry) ? emptyFolder : member.refusal;
    const end = Math.min(zip.account(member), gap.end);
    between.push({ start: reached, end: entry.offset });
    reached = end;
    count += 1;
    bytes += end - entry.offset;
    const name = decodeName(readName(entry), charset);
    const declaredSize = entry.bytes;
    await sink.child({
      locator: entry.locator,
      ...name,
      relation,
      declaredSize,
      ...(refusal ? { ended: refusal } : { open }),
    });
  }
  if (count > 0)
    sink.warn(
      'unaccounted-data',
      `${bytes} bytes of ${count} members that the directory does not name, opened`,
    );
  between.push({ start: reached, end: gap.end });
  return between;
}

/** Hands over all gaps, and what was noted within members. Called when all entries have been located. */
export async function handOverGaps(rest: Rest): Promise<void> {
  const { content, zip, sink } = rest;
  const { end, complete } = zip.plan;
  for (const [index, gap] of zip.gaps().entries()) {
    if (isVolumeMarker(content, gap)) continue;
    const code = codeOf(gap, end?.end ?? content.size);
    // Without a directory that can be trusted the members of all gaps have been looked for; what is left of it lies at the end.
    if (!complete && gap.end === content.size && (!end || gap.start < end.end)) {
      const behind = await findBehindEndRecord(content, gap, sink);
      if (behind) await sink.unaccounted('trailing-data', behind);
      continue;
    }
    const isSearched = complete && index < maxSearchedGaps && gap.end - gap.start > minMemberBytes;
    const { archives, rest: before } = isSearched ? splitArchives(content, gap) : { archives: [], rest: gap };
    const pieces = isSearched ? await giveStrays(rest, before) : [before];
    for (const piece of [...pieces, ...archives]) await sink.unaccounted(code, piece);
  }
  await handOverNoted(rest);
}

/** Hands over what lies in members behind the end of their data, and in fields that are not known. */
export async function handOverNoted({ zip, sink }: Pick<Rest, 'zip' | 'sink'>): Promise<void> {
  for (const range of zip.takeNoted()) await sink.unaccounted('unaccounted-data', range);
}

/** Bytes searched at a time for an end record. */
const windowBytes = 1024 * 1024;
const endBytes = 22;

/** What follows an end record that lies too far from the end of the file for readers to find it. */
async function findBehindEndRecord(
  content: Content,
  gap: ByteRange,
  sink: Sink,
): Promise<ByteRange | undefined> {
  for (let base = gap.start; base < gap.end; base += windowBytes) {
    const bytes = content.read(base, Math.min(windowBytes + 3, gap.end - base));
    const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(
      'PK\x05\x06',
      0,
      'latin1',
    );
    if (at >= 0) {
      const record = Buffer.from(content.read(base + at, endBytes));
      const start = base + at + endBytes + (record.length === endBytes ? record.readUInt16LE(20) : 0);
      return start < gap.end ? { start, end: gap.end } : undefined;
    }
    await sink.drain();
  }
  return undefined;
}

/** The first volume of a split archive begins with a marker (8.5.4). */
function isVolumeMarker(content: Content, { start, end }: ByteRange): boolean {
  return (
    start === 0 &&
    end === 4 &&
    ['PK\x07\x08', 'PK00'].includes(Buffer.from(content.read(0, 4)).toString('latin1'))
  );
}

function codeOf({ start }: ByteRange, archiveEnd: number): UnaccountedCode {
  if (start === 0) return 'leading-data';
  return start >= archiveEnd ? 'trailing-data' : 'unaccounted-data';
}

const cleanComment = (text: string): string => text.replaceAll('\0', '').replace(/\r\n?/gu, '\n').trim();

function pushComment({ sink, charset }: Rest, bytes: Uint8Array, part: string): void {
  const text = cleanComment(decodeName(bytes, charset).name);
  if (text === '') return;
  sink.anchor({ part }, 'comments');
  sink.text(`${text}\n`, 'comments');
}

/** The comment of one member (4.4.26), and the name that its local header has beside the directory's. */
export function pushMemberNotes(rest: Rest, { entry, local }: Pick<ZipMember, 'entry' | 'local'>): void {
  const isRenamed = local !== undefined && !local.entry.rawName.equals(entry.rawName);
  if (entry.comment.length === 0 && !isRenamed) return;
  const part = decodeName(readName(entry), rest.charset).name;
  pushComment(rest, readComment(entry), part);
  if (isRenamed) pushComment(rest, local.entry.rawName, part);
}

/** The comment of the archive (4.4.12). */
export function pushArchiveComment(rest: Rest): void {
  const { end } = rest.zip.plan;
  if (!end || end.comment.end <= end.comment.start) return;
  pushComment(rest, rest.content.read(end.comment.start, end.comment.end - end.comment.start), 'archive');
}
