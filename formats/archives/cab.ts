/** Reads Windows cabinets ([MS-CAB]): stored, MSZIP and LZX. A file that lies in more cabinets than this says in which. */
import {
  type Child,
  type Content,
  type Extract,
  type ExtractInput,
  LimitError,
  type Outcome,
  type Sink,
} from '../contract.ts';
import { ArchiveError } from './archive-error.ts';
import { decodeFolder } from './cab-folder.ts';
import { type Cabinet, type CabFile, readCabinet } from './cab-header.ts';
import { MemberNames, NameSample } from './member-names.ts';
import { SolidCursor } from './solid-cursor.ts';

export const version = '2';

/** How often a folder is decoded anew for files that lie before or over one that was read. Stops a million of them. */
const maxRestarts = 100;

/** Folders are decoded once, in order, one at a time. */
class Folders {
  readonly #input: ExtractInput;
  readonly #cabinet: Cabinet;
  #current: { readonly number: number; readonly cursor: SolidCursor; at: number } | undefined;
  #restarts = 0;

  constructor(input: ExtractInput, cabinet: Cabinet) {
    this.#input = input;
    this.#cabinet = cabinet;
  }

  async *open({ folder: number, offset, bytes }: CabFile): AsyncGenerator<Uint8Array> {
    // Nothing of it lies in the folder, which may be damaged.
    if (bytes === 0) return;
    const folder = number === undefined ? undefined : this.#cabinet.folders[number];
    if (number === undefined || !folder) throw new ArchiveError('corrupt', 'it lies in no folder');
    if (this.#current?.number !== number || this.#current.at > offset) {
      if (this.#current?.number === number && ++this.#restarts > maxRestarts)
        throw new LimitError('member-limit', `over ${maxRestarts} members that overlap`);
      await this.close();
      const stream = decodeFolder(
        this.#input.content,
        folder,
        this.#cabinet.blockReserve,
        this.#input.limits,
      );
      this.#current = { number, cursor: new SolidCursor(stream), at: 0 };
    }
    this.#current.at = offset + bytes;
    yield* this.#current.cursor.read(offset, bytes, undefined);
  }

  async close(): Promise<void> {
    await this.#current?.cursor.close();
    this.#current = undefined;
  }
}

/** What is said of a file that begins before this cabinet, or goes on behind it. */
const elsewhere = ({ previous, next }: Cabinet): NonNullable<Child['ended']> => {
  const names = [previous && `before ${previous}`, next && `next ${next}`].filter((name) => name !== '');
  const detail = `it lies in more cabinets of the set than this (${names.join(', ') || 'which are not named'})`;
  return { status: 'failed', code: 'truncated', detail: detail.slice(0, 500) };
};

async function giveFiles(input: ExtractInput, cabinet: Cabinet, sink: Sink): Promise<void> {
  const sample = new NameSample();
  for (const { name } of cabinet.files) sample.add(name);
  const names = new MemberNames(sink, sample);
  const folders = new Folders(input, cabinet);
  const inOrder = cabinet.files.toSorted(
    (left, right) => (left.folder ?? -1) - (right.folder ?? -1) || left.offset - right.offset,
  );
  try {
    for (const [index, file] of inOrder.entries()) {
      await sink.child({
        locator: String(file.place),
        ...named(names, file),
        relation: 'member',
        declaredSize: file.bytes,
        times: file.time && { modified: file.time },
        ...(file.folder === undefined ? { ended: elsewhere(cabinet) } : { open: () => folders.open(file) }),
      });
      if (index % 256 === 255) await sink.drain();
    }
  } finally {
    await folders.close();
  }
}

/** Parts of a path stand apart by backslashes. */
function named(names: MemberNames, { name, isUtf8 }: CabFile): Pick<Child, 'name' | 'rawName'> {
  const bytes = name.map((byte) => (byte === 0x5c ? 0x2f : byte));
  if (!isUtf8) return names.take(bytes);
  const text = Buffer.from(bytes).toString('utf8');
  names.check(text);
  return { name: text };
}

function checkWhole(cabinet: Cabinet, content: Content, sink: Sink): boolean {
  const { files, stated, bytes, previous, next } = cabinet;
  if (files.length < stated) sink.warn('truncated', `${files.length} of ${stated} files are listed`);
  if (bytes > content.size) sink.warn('truncated', `${bytes - content.size} bytes are missing`);
  const others = [previous, next].filter((name) => name !== '');
  if (others.length > 0)
    sink.warn('truncated', `one cabinet of a set: the others are ${others.join(' and ')}`.slice(0, 500));
  return files.length === stated && bytes <= content.size && others.length === 0;
}

export const extract: Extract = async (input, sink): Promise<Outcome> => {
  const { content, limits } = input;
  const cabinet = readCabinet(content, limits.maxMembers);
  if (!cabinet || (cabinet.stated > 0 && cabinet.files.length === 0))
    return {
      status: 'failed',
      code: content.size < 60 ? 'truncated' : 'corrupt',
      detail: 'no files are listed',
      completeness: 'partial',
    };
  sink.expect(cabinet.stated);
  await giveFiles(input, cabinet, sink);
  const isLimited = cabinet.stated > limits.maxMembers;
  if (isLimited) sink.warn('member-limit', `${cabinet.stated} files`);
  const isWhole = checkWhole(cabinet, content, sink);
  if (cabinet.bytes < content.size && cabinet.bytes > 0)
    await sink.unaccounted('trailing-data', { start: cabinet.bytes, end: content.size });
  return { status: 'extracted', completeness: isWhole ? 'complete' : 'partial' };
};
