/** Hands over the members of an archive in which each stands behind a header of its own (ar, cpio). */
import type { ItemTimes } from '../../schemas/item-times.ts';
import type { Child, Content, ExtractInput, Outcome, Sink } from '../contract.ts';
import { ArchiveError } from './archive-error.ts';
import { emptyFolder, HeldFolders } from './held-folders.ts';
import { noteTarget } from './link-target.ts';
import { MemberNames, NameSample } from './member-names.ts';

export interface ListedMember {
  /** Where its header begins: its locator. */
  readonly start: number;
  readonly dataStart: number;
  readonly bytes: number;
  readonly name: Uint8Array;
  readonly times: ItemTimes;
  readonly isDirectory: boolean;
  readonly ended?: NonNullable<Child['ended']> | undefined;
  /** The sum of all its bytes, modulo 2³², where the archive states it. */
  readonly sum?: number | undefined;
}

/** All headers of an archive, in order. */
export interface Listing {
  readonly members: readonly ListedMember[];
  /** Where reading the headers ended. */
  readonly end: number;
  readonly isWhole: boolean;
  readonly isLimited: boolean;
}

function* readData(content: Content, { dataStart, bytes, sum }: ListedMember): Generator<Uint8Array> {
  const end = dataStart + bytes;
  let found = 0;
  for (const slice of content.slices(dataStart, Math.min(end, content.size))) {
    if (sum !== undefined) for (const byte of slice) found = (found + byte) >>> 0;
    yield slice;
  }
  if (end > content.size) throw new ArchiveError('truncated', `${end - content.size} bytes are missing`);
  if (sum !== undefined && found !== sum) throw new ArchiveError('corrupt', 'bad checksum');
}

async function give(content: Content, member: ListedMember, names: MemberNames, sink: Sink): Promise<void> {
  const name = names.take(member.name);
  const ended = member.isDirectory ? emptyFolder : member.ended;
  if (ended?.code === 'link') noteTarget(sink, name.name, ended.detail);
  await sink.child({
    locator: String(member.start),
    ...name,
    relation: 'member',
    declaredSize: member.bytes,
    times: Object.keys(member.times).length > 0 ? member.times : undefined,
    ...(ended ? { ended } : { open: () => readData(content, member) }),
  });
}

/** Gives each member of `listing`; of directories those that hold nothing. */
export async function giveMembers(
  { content }: ExtractInput,
  sink: Sink,
  { members, end, isWhole, isLimited }: Listing,
): Promise<Outcome> {
  if (members.length === 0 && !isWhole)
    return { status: 'failed', code: 'corrupt', detail: `no header at ${end}`, completeness: 'partial' };
  const sample = new NameSample();
  const held = new HeldFolders();
  for (const { name } of members) {
    sample.add(name);
    held.add(name);
  }
  const names = new MemberNames(sink, sample);
  for (const [index, member] of members.entries()) {
    if (!member.isDirectory || !held.holds(member.name)) await give(content, member, names, sink);
    if (index % 256 === 255) await sink.drain();
  }
  if (isLimited) sink.warn('member-limit');
  else if (!isWhole) sink.warn(end >= content.size ? 'truncated' : 'corrupt', `no header at ${end}`);
  if (end < content.size && !isLimited)
    await sink.unaccounted(isWhole ? 'trailing-data' : 'unaccounted-data', { start: end, end: content.size });
  return { status: 'extracted', completeness: isWhole && !isLimited ? 'complete' : 'partial' };
}
