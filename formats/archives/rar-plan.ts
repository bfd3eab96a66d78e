/** Walks the blocks of a RAR archive: which members it has, which of them share a dictionary, and what is missing. */
import type { Content } from '../contract.ts';
import { readBlock4 } from './rar4-header.ts';
import { readBlock5 } from './rar5-header.ts';
import type { RarBlock, RarEntry, ReadBlock } from './rar-header.ts';
import { joinPieces, packedBytes } from './rar-volumes.ts';

const signature4 = '526172211a0700';
const signature5 = '526172211a070100';
/** Blocks that end an archive, as RAR writes them. */
const tail4 = Buffer.from('c43d7b00400700', 'hex');
const tail5 = Buffer.from('1d77565103050400', 'hex');
/** Blocks that are no members (recovery records, streams, comments) beside each member; stops a file that is all of these. */
const maxOtherBlocks = 1_000_000;
/** The first block is a few bytes; what claims more is left out of what libarchive is given. */
const maxHeadBytes = 64 * 1024;

/** Members that are decoded together, and where among their bytes those of one begin. */
export interface RunPlace {
  readonly run: readonly RarEntry[];
  readonly offset: number;
}

export interface RarPlan {
  readonly entries: readonly RarEntry[];
  /** Of each packed member those that are decoded with it. */
  readonly runs: ReadonlyMap<RarEntry, RunPlace>;
  readonly areNamesEncrypted: boolean;
  /** Where the walk ended: behind the end block, or where no block could be read. */
  readonly end: number;
  readonly damage?: { readonly code: 'corrupt' | 'truncated'; readonly detail: string } | undefined;
  readonly isLimited: boolean;
  /** What is to be said of a volume of several, undefined where it is whole by itself. */
  readonly volume?: string | undefined;
  /** What stands before the members in an archive of some of them, and what behind. */
  readonly isNew: boolean;
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
}

/** Runs of packed members: each that is solid goes on with the dictionary of the one before. */
function findRuns(entries: readonly RarEntry[]): Map<RarEntry, RunPlace> {
  const runs = new Map<RarEntry, RunPlace>();
  let run: RarEntry[] = [];
  let offset = 0;
  for (const entry of entries) {
    if (entry.isDirectory || entry.isStored || packedBytes(entry) === 0) continue;
    if (!entry.isSolid) [run, offset] = [[], 0];
    run.push(entry);
    runs.set(entry, { run, offset });
    offset += entry.bytes ?? 0;
  }
  return runs;
}

function describeVolume(entries: readonly RarEntry[], { last: end, volumes }: Walk): string | undefined {
  const first = entries.some(({ isContinued }) => isContinued) ? 'members begin in the volume before' : '';
  const last = end?.isVolume || entries.some(({ continues }) => continues) ? 'another volume follows' : '';
  if (volumes > 1 && first === '' && last === '') return undefined;
  const what = volumes > 1 ? `${volumes} volumes of more` : 'a volume of several';
  return [what, first, last].filter((part) => part !== '').join('; ');
}

interface Walk {
  main?: RarBlock;
  last?: RarBlock;
  at: number;
  /** Volumes that began, the first included. */
  volumes: number;
  isEncrypted: boolean;
  isLimited: boolean;
  readonly entries: RarEntry[];
}

/** The blocks of an archive, and of the volumes that follow it in the content. */
function walkBlocks(content: Content, signature: Buffer, read: ReadBlock, maxMembers: number): Walk {
  const walk: Walk = {
    at: signature.length,
    volumes: 1,
    isEncrypted: false,
    isLimited: false,
    entries: [],
  };
  const isNextVolume = (): boolean =>
    walk.main?.isVolume === true && signature.equals(content.read(walk.at, signature.length));
  for (let others = 0; others < maxOtherBlocks;) {
    if (isNextVolume()) {
      walk.at += signature.length;
      walk.volumes += 1;
      others += 1;
      delete walk.last;
    }
    const block = read(content, walk.at);
    if (!block) return walk;
    if (block.kind === 'main') walk.main ??= block;
    if (block.kind === 'encryption' || block.isEncrypted) {
      walk.isEncrypted = true;
      return walk;
    }
    if (block.entry && walk.entries.length >= maxMembers) {
      walk.isLimited = true;
      return walk;
    }
    if (block.entry) walk.entries.push(block.entry);
    else others += 1;
    walk.at = block.end;
    if (block.kind === 'end') {
      walk.last = block;
      if (!isNextVolume()) return walk;
    }
  }
  return { ...walk, isLimited: true };
}

/** The plan of the archive at the start of `content`; headers are read, data is stepped over. */
export function readPlan(content: Content, maxMembers: number): RarPlan {
  const start = Buffer.from(content.read(0, 8)).toString('hex');
  const isNew = start === signature5;
  const signature = Buffer.from(isNew ? signature5 : signature4, 'hex');
  const read = isNew ? readBlock5 : readBlock4;
  const isKnown = isNew || start.startsWith(signature4);
  const walk = isKnown
    ? walkBlocks(content, signature, read, maxMembers)
    : { at: 0, volumes: 0, isEncrypted: false, isLimited: false, entries: [] };
  const { main, last, at, isLimited } = walk;
  const entries = joinPieces(walk.entries);
  // RAR before 3 wrote no end block: the archive ends with its last member.
  const isEnd = last !== undefined || isLimited || (!isNew && at === content.size && main !== undefined);
  const detail = `no header at ${at}`;
  return {
    isNew,
    entries,
    runs: findRuns(entries),
    areNamesEncrypted: walk.isEncrypted,
    end: Math.min(at, content.size),
    damage: isEnd ? undefined : { code: at >= content.size ? 'truncated' : 'corrupt', detail },
    isLimited,
    volume: main?.isVolume ? describeVolume(entries, walk) : undefined,
    head: content.read(0, Math.min(main?.end ?? signature.length, maxHeadBytes)),
    tail: isNew ? tail5 : tail4,
  };
}
