/**
 * Reads 7z: the header by ourselves (libarchive's build loses names beyond ASCII and 64-bit values), each folder
 * (solid block) decoded once, in order, by libarchive. Locators are file indexes. Of directories those that hold nothing are children.
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
import { notTried, PasswordTries } from '../passwords.ts';
import { memoryContent } from '../content.ts';
import type { Limits } from '../../schemas/limits.ts';
import {
  type Folder,
  isolateFolder,
  parseHeader,
  type SevenZipFile,
  signatureBytes,
  type SubStream,
} from './7z-header.ts';
import { aes, decrypt, keyOf, roundsOfTry, sealOf, withoutSeal } from './7z-seal.ts';
import { ArchiveError, describeError } from './archive-error.ts';
import { Ranges } from './byte-ranges.ts';
import { limitExpansion } from './expansion-limit.ts';
import { emptyFolder, HeldFolders } from './held-folders.ts';
import { decodeFirstEntry } from './libarchive.ts';
import { decodeTarget, maxTargetBytes, noteTarget, targetDetail } from './link-target.ts';
import { MemberNames, NameSample } from './member-names.ts';
import { SolidCursor } from './solid-cursor.ts';

export const version = '6';

const magic = '377abcaf271c';
/** What libarchive decodes: copy, LZMA2, LZMA, PPMd, deflate, bzip2, delta and the branch filters. */
const known = /^(?:00|21|030101|030401|040108|040202|03|0[4-9a]|03030103|0303011b|03030[2-9][0-9a-f]{2})$/u;
/** A header of a million files takes some 100 MB; beyond this it is an attack on memory. */
const maxHeaderBytes = 256 * 1024 * 1024;
/** An encoded header may itself be encoded; writers do so once. */
const maxHeaderLevels = 4;
/** Memory that a folder's coder may ask for; `7z -mx=9` asks for 64 MiB, its largest preset for 256 MiB. */
const maxDictionaryBytes = 256 * 1024 * 1024;

/** Bytes that cost as much as a round of a hash: the checksum of the first file tells that a word was wrong. */
const bytesOfRound = 1024;

const isEncrypted = (folder: Folder): boolean => folder.coders.some((coder) => coder.method === aes);

/** The memory that a coder asks for by its properties: LZMA2, LZMA, PPMd. */
function dictionaryBytes(folder: Folder): number {
  const sizes = folder.coders.map(({ method, properties }) => {
    const first = properties[0] ?? 0;
    if (method === '21') return first >= 40 ? 2 ** 32 : (2 | (first & 1)) * 2 ** (Math.floor(first / 2) + 11);
    const hasSize = ['030101', '030401'].includes(method) && properties.length >= 5;
    return hasSize ? properties.readUInt32LE(1) : 0;
  });
  return Math.max(0, ...sizes);
}

const isStored = ({ coders, packed }: Folder): boolean =>
  coders.length === 1 && coders[0]?.method === '00' && packed.length === 1;

/** Yields the folder's bytes. Throws `truncated`, `too-large`, `bomb`, `corrupt`, `no-extractor`. */
async function* decodeFolder(content: Content, folder: Folder, limits: Limits): AsyncGenerator<Uint8Array> {
  const packedBytes = folder.packed.reduce((sum, size) => sum + size, 0);
  if (folder.start + packedBytes > content.size)
    throw new ArchiveError('truncated', 'its data lies beyond the end');
  if (isStored(folder)) {
    yield* content.slices(folder.start, folder.start + Math.min(packedBytes, folder.bytes));
    return;
  }
  if (packedBytes > Math.min(limits.maxHeldBytes, 0x7fffffff)) {
    throw new LimitError('too-large', `a solid block of ${packedBytes} bytes`);
  }
  if (Math.min(dictionaryBytes(folder), folder.bytes) > maxDictionaryBytes) {
    throw new LimitError('too-large', `a dictionary of ${dictionaryBytes(folder)} bytes`);
  }
  const { before, after } = isolateFolder(folder);
  const parts = [before, content.read(folder.start, packedBytes), after];
  yield* limitExpansion(decodeFirstEntry(parts), packedBytes, limits);
}

interface Shown {
  readonly content: Content;
  readonly folder: Folder;
  /** What opened it. */
  readonly key?: Buffer;
}

/** A folder as it is below its seal: undefined where no word opens it. `part` with its checksum tells the right word. */
async function unseal(
  content: Content,
  folder: Folder,
  part: Pick<SubStream, 'offset' | 'bytes' | 'crc'>,
  limits: Limits,
  tries: PasswordTries,
  before?: Buffer,
): Promise<Shown | undefined> {
  if (!isEncrypted(folder)) return { content, folder };
  const seal = sealOf(folder);
  const bytes = folder.packed[0] ?? 0;
  if (!seal || !tries.hasAny || part.crc === undefined) return undefined;
  if (bytes > limits.maxHeldBytes || folder.start + bytes > content.size) return undefined;
  const sealed = content.read(folder.start, bytes);
  const open = async (key: Buffer): Promise<Shown | undefined> => {
    tries.spend(bytes / bytesOfRound);
    const plain = decrypt(sealed, seal, key);
    const shown = { content: memoryContent(plain), folder: withoutSeal(folder), key };
    const cursor = new SolidCursor(decodeFolder(shown.content, shown.folder, limits));
    try {
      for await (const { length } of cursor.read(part.offset, part.bytes, part.crc))
        tries.spend(length / bytesOfRound);
      return shown;
    } catch {
      return undefined;
    } finally {
      await cursor.close();
    }
  };
  // Folders of one archive have one key as a rule: making it anew for each would use up the tries.
  const shown = before && (await open(before));
  return shown ?? tries.first(roundsOfTry(seal), (word) => open(keyOf(seal, word)));
}

interface Header extends Exclude<ReturnType<typeof parseHeader>, { encoded: Folder }> {
  /** What the header takes of the file, with the start header and the streams of its own. */
  readonly taken: Ranges;
}

const take = (taken: Ranges, { start, packed }: Folder): void =>
  taken.add(start, start + packed.reduce((sum, size) => sum + size, 0));

/** Hands over what neither header nor streams take of the file. */
async function handOverRest({ taken, folders }: Header, { size }: Content, sink: Sink): Promise<void> {
  for (const folder of folders) take(taken, folder);
  const gaps = [...taken.gaps(size)];
  for (const gap of gaps)
    await sink.unaccounted(gap.end === size ? 'trailing-data' : 'unaccounted-data', gap);
}

/** The header with its files, through the encoded ones before it. Throws an `ArchiveError`. */
async function readHeader(
  { content, limits }: ExtractInput,
  tries: PasswordTries,
): Promise<Header | 'encrypted'> {
  const start = Buffer.from(content.read(0, signatureBytes));
  if (start.length < signatureBytes || start.toString('hex', 0, 6) !== magic) {
    throw new ArchiveError('truncated', 'no signature header');
  }
  if (crc32(start.subarray(12, 32)) !== start.readUInt32LE(8))
    throw new ArchiveError('corrupt', 'start header');
  const [offset, size] = [Number(start.readBigUInt64LE(12)), Number(start.readBigUInt64LE(20))];
  const taken = new Ranges();
  taken.add(0, signatureBytes);
  if (size === 0) return { folders: [], files: [], taken };
  if (size > maxHeaderBytes) throw new ArchiveError('too-large', `a header of ${size} bytes`);
  if (signatureBytes + offset + size > content.size)
    throw new ArchiveError('truncated', 'the header is missing');
  taken.add(signatureBytes + offset, signatureBytes + offset + size);
  let bytes = Buffer.from(content.read(signatureBytes + offset, size));
  if (crc32(bytes) !== start.readUInt32LE(28))
    throw new ArchiveError('corrupt', 'bad checksum of the header');
  for (let level = 0; level < maxHeaderLevels; level++) {
    const parsed = parseHeader(bytes);
    if (!('encoded' in parsed)) return { ...parsed, taken };
    take(taken, parsed.encoded);
    const shown = await unseal(content, parsed.encoded, { ...parsed.encoded, offset: 0 }, limits, tries);
    if (!shown) return 'encrypted';
    if (parsed.encoded.bytes > maxHeaderBytes) throw new ArchiveError('too-large', 'encoded header');
    const chunks: Uint8Array[] = [];
    for await (const chunk of decodeFolder(shown.content, shown.folder, limits)) chunks.push(chunk);
    bytes = Buffer.concat(chunks);
  }
  throw new ArchiveError('corrupt', 'headers within headers');
}

type Ended = NonNullable<Child['ended']>;

/** What its mode says that it is (p7zip keeps that of Unix in the upper half); a Windows link is a reparse point. */
function typeOf({ attributes, isAnti }: SevenZipFile): 'file' | 'link' | 'other' {
  const type = attributes & 0x8000 ? (attributes >>> 16) & 0o170000 : 0;
  if (type === 0o120000 || attributes & 0x400) return 'link';
  return isAnti || (type !== 0 && type !== 0o100000 && type !== 0o040000) ? 'other' : 'file';
}

/** Why its content is not opened, or how it is. What has data is opened whatever its mode says that it is. */
async function openFile(file: SevenZipFile, folders: Folders): Promise<Pick<Child, 'ended' | 'open'>> {
  if (file.stream) await folders.unseal(file.stream);
  const ended = endFile(file, folders);
  if (ended) return { ended };
  return typeOf(file) === 'link' ? await openLink(file, folders) : { open: () => folders.open(file) };
}

/** Why its content is not opened, as far as the header says. */
function endFile(file: SevenZipFile, folders: Folders): Ended | undefined {
  if (file.isDirectory) return emptyFolder;
  const type = typeOf(file);
  if (!file.stream && type === 'link') return { status: 'skipped', code: 'link' };
  if (!file.stream && type === 'other') return { status: 'skipped', code: 'not-a-file' };
  const folder = file.stream && folders.get(file.stream.folder);
  if (folder && isEncrypted(folder))
    return {
      status: 'encrypted',
      code: 'password-required',
      detail: sealOf(folder) ? folders.refusal : notTried('7z with further filters'),
    };
  const unknown = folder?.coders.find((coder) => !known.test(coder.method));
  return unknown && { status: 'unsupported', code: 'no-extractor', detail: `7z coder ${unknown.method}` };
}

/**
 * A link ends with its target. Where the data is none it is a file's (of a cloud's folder, or one stored once): what
 * was read is its content, since the folder cannot be read back, and so is why it could not be read.
 */
async function openLink(file: SevenZipFile, folders: Folders): Promise<Pick<Child, 'ended' | 'open'>> {
  if (!file.stream || file.stream.bytes > maxTargetBytes) return { open: () => folders.open(file) };
  const parts: Uint8Array[] = [];
  try {
    for await (const part of folders.open(file)) parts.push(Uint8Array.from(part));
  } catch (error) {
    return { open: () => replay(parts, error) };
  }
  const bytes = Buffer.concat(parts);
  const target = decodeTarget(bytes);
  return target === undefined
    ? { open: () => bytes }
    : { ended: { status: 'skipped', code: 'link', detail: targetDetail(target) } };
}

/** What came of a stream, and what it threw in the end. */
function* replay(parts: readonly Uint8Array[], error: unknown): Generator<Uint8Array> {
  yield* parts;
  throw error;
}

/** One cursor at a time: folders come in the order of their files. */
class Folders {
  readonly #input: ExtractInput;
  readonly #folders: readonly Folder[];
  readonly #tries: PasswordTries;
  /** Of the last folder that was opened. */
  #key: Buffer | undefined;
  /** Below its seal, the last that was opened or stayed shut. */
  #shown: { index: number; shown: Shown | undefined } | undefined;
  #current: { index: number; cursor: SolidCursor } | undefined;

  constructor(input: ExtractInput, folders: readonly Folder[], tries: PasswordTries) {
    this.#input = input;
    this.#folders = folders;
    this.#tries = tries;
  }

  get refusal(): string {
    return `a sealed part of an archive${this.#tries.refused}`;
  }

  /** Tries the words on a folder, once while its files come one after another. */
  async unseal(stream: SubStream): Promise<void> {
    const folder = this.#folders[stream.folder];
    if (!folder || this.#shown?.index === stream.folder) return;
    const { content, limits } = this.#input;
    const shown = await unseal(content, folder, stream, limits, this.#tries, this.#key);
    this.#key = shown?.key ?? this.#key;
    this.#shown = { index: stream.folder, shown };
  }

  get(index: number): Folder | undefined {
    return (this.#shown?.index === index ? this.#shown.shown?.folder : undefined) ?? this.#folders[index];
  }

  async *open({ stream }: SevenZipFile): AsyncGenerator<Uint8Array> {
    if (!stream) return;
    const folder = this.get(stream.folder);
    if (!folder) throw new ArchiveError('corrupt', 'a file without a folder');
    if (this.#current?.index !== stream.folder) {
      await this.close();
      const cursor = new SolidCursor(
        decodeFolder(this.#contentOf(stream.folder), folder, this.#input.limits),
      );
      this.#current = { index: stream.folder, cursor };
    }
    yield* this.#current.cursor.read(stream.offset, stream.bytes, stream.crc);
  }

  #contentOf(index: number): Content {
    const shown = this.#shown?.index === index ? this.#shown.shown : undefined;
    return shown?.content ?? this.#input.content;
  }

  async close(): Promise<void> {
    await this.#current?.cursor.close();
    this.#current = undefined;
  }
}

export const extract: Extract = async (input, sink): Promise<Outcome> => {
  const tries = new PasswordTries(input, sink);
  let header: Header | 'encrypted';
  try {
    header = await readHeader(input, tries);
  } catch (error) {
    return { status: 'failed', ...describeError(error, 'corrupt'), completeness: 'partial' };
  }
  if (header === 'encrypted') {
    return {
      status: 'encrypted',
      code: 'password-required',
      detail: `the names are encrypted too${tries.refused}`,
    };
  }
  return await new Extraction(input, sink, header, tries).run();
};

/** Goes through the files of one header. */
class Extraction {
  readonly #input: ExtractInput;
  readonly #sink: Sink;
  readonly #header: Header;
  readonly #names: MemberNames;
  readonly #folders: Folders;

  constructor(input: ExtractInput, sink: Sink, header: Header, tries: PasswordTries) {
    this.#input = input;
    this.#sink = sink;
    this.#header = header;
    this.#names = new MemberNames(sink, new NameSample());
    this.#folders = new Folders(input, header.folders, tries);
  }

  async run(): Promise<Outcome> {
    const { files } = this.#header;
    const held = new HeldFolders();
    for (const { name } of files) held.add(name);
    const isMember = ({ isDirectory, name }: SevenZipFile): boolean => !isDirectory || !held.holds(name);
    this.#sink.expect(files.filter(isMember).length);
    let count = 0;
    try {
      for (const [index, file] of files.entries()) {
        if (!isMember(file)) continue;
        if (count++ >= this.#input.limits.maxMembers) {
          this.#sink.warn('member-limit');
          return { status: 'extracted', completeness: 'partial' };
        }
        await this.#give(String(index), file);
        if (count % 256 === 0) await this.#sink.drain();
      }
    } finally {
      await this.#folders.close();
    }
    await handOverRest(this.#header, this.#input.content, this.#sink);
    return { status: 'extracted', completeness: 'complete' };
  }

  async #give(locator: string, file: SevenZipFile): Promise<void> {
    this.#names.check(file.name);
    const opened = await openFile(file, this.#folders);
    if (opened.ended?.code === 'link') noteTarget(this.#sink, file.name, opened.ended.detail);
    await this.#sink.child({
      locator,
      name: file.name,
      relation: 'member',
      declaredSize: file.stream?.bytes ?? 0,
      times: Object.keys(file.times).length > 0 ? file.times : undefined,
      ...opened,
    });
  }
}
