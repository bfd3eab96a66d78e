/** Reads the parts of an office package, damaged ones as far as they go. */
import type { Limits } from '../../schemas/limits.ts';
import { describeError } from '../archives/archive-error.ts';
import { decodeName, guessNameCharset } from '../archives/member-name.ts';
import { type Content, LimitError, type Sink } from '../contract.ts';
import { readName } from '../zip/zip-extras.ts';
import type { ZipEntry } from '../zip/zip-records.ts';
import { type Refusal, ZipReader } from '../zip/zip-reader.ts';
import {
  handOverGaps,
  handOverNoted,
  pushArchiveComment,
  pushMemberNotes,
  type Rest,
} from '../zip/zip-rest.ts';

/** Parts one package may have; the largest real ones have some thousands. Stops exhaustion by empty members. */
const maxParts = 50_000;
const maxShownUnits = 200;

export interface PackagePart {
  readonly name: string;
  /** The name's bytes, where they were not valid UTF-8. */
  readonly rawName?: Uint8Array;
  readonly entry: ZipEntry;
  /** All that it is made of, `entry` first, where it lies in pieces. */
  readonly pieces?: readonly ZipEntry[];
}

/** As the archive states them, of all its pieces. */
export const bytesOf = ({ entry, pieces = [entry] }: PackagePart): number =>
  pieces.reduce((sum, { bytes }) => sum + bytes, 0);

/** A part that is written in pieces, so that several grow at a time (OPC, ECMA-376 part 2, 7.3.2): printers do so. */
const pieceName = /^(.+)\/\[(\d{1,9})\](\.last)?\.piece$/i;

interface Piece {
  readonly index: number;
  readonly isLast: boolean;
  readonly part: PackagePart;
}

/** What an encrypted part was before. Throws `LimitError`. */
type Opening = (sealed: Buffer) => Uint8Array;

/** Names compare without case and without a leading slash (OPC, ECMA-376 part 2, 6.2.2). */
const keyOf = (name: string): string => name.replaceAll('\\', '/').replace(/^\/+/, '').toLowerCase();

/** Folders that OpenDocument programs leave empty in every file. */
const usualFolders =
  /^(?:Thumbnails|META-INF|Pictures|Object \d+|Configurations2(?:\/(?:accelerator|floater|images(?:\/Bitmaps)?|menubar|popupmenu|progressbar|statusbar|toolbar|toolpanel))?)\/$/;

/** The names of folders without parts, which are those of no part either. */
function pushFolders(rest: Rest): void {
  const { zip, sink, charset } = rest;
  for (const { entry, holds } of zip.folders()) {
    const { name } = decodeName(readName(entry), charset);
    if (!holds && !usualFolders.test(name)) sink.text(`${name}\n`, 'hidden');
    pushMemberNotes(rest, zip.locate(entry));
  }
}

/** All of them as one; each is copied, for its reader may use its memory again. */
export async function joined(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const kept: Buffer[] = [];
  for await (const chunk of chunks) kept.push(Buffer.from(chunk));
  return Buffer.concat(kept);
}

export class OfficePackage {
  readonly #zip: ZipReader;
  readonly #limits: Limits;
  readonly #sink: Sink;
  readonly #byName = new Map<string, PackagePart>();
  readonly #pieces = new Map<string, Piece[]>();
  readonly #openings = new Map<PackagePart, Opening>();
  #expandedBytes = 0;
  /** All parts, in directory order. */
  readonly parts: PackagePart[] = [];
  /** Parts whose name an earlier one has already: no office program shows them, so they are given as children. */
  readonly shadowed = new Set<PackagePart>();

  private constructor(zip: ZipReader, limits: Limits, sink: Sink) {
    this.#zip = zip;
    this.#limits = limits;
    this.#sink = sink;
  }

  /** Lists the parts; none where the content is no ZIP. Warns of what is damaged. */
  static async open(content: Content, limits: Limits, sink: Sink): Promise<OfficePackage> {
    const zip = new ZipReader(content, limits, Math.min(maxParts, limits.maxMembers));
    const opened = new OfficePackage(zip, limits, sink);
    const charset = guessNameCharset(zip.plan.nameSample.bytes());
    const rest: Rest = { content, zip, sink, charset, relation: 'embedded' };
    for (const entry of zip.entries()) {
      if (!entry) {
        await sink.drain();
        continue;
      }
      opened.#take({ ...decodeName(readName(entry), charset), entry });
      const member = zip.locate(entry);
      zip.account(member);
      pushMemberNotes(rest, member);
    }
    opened.#joinPieces();
    opened.#warn();
    if (opened.parts.length === 0) return opened;
    pushFolders(rest);
    pushArchiveComment(rest);
    if (!zip.cut) await handOverGaps(rest);
    return opened;
  }

  #take(part: PackagePart): void {
    const [, whole, index, last] = pieceName.exec(part.name.replaceAll('\\', '/')) ?? [];
    if (whole === undefined) return this.#add(part);
    const pieces = this.#pieces.get(whole) ?? [];
    pieces.push({ index: Number(index), isLast: last !== undefined, part });
    this.#pieces.set(whole, pieces);
  }

  /** Where a part of that name lies there whole, its pieces stay parts by themselves. */
  #joinPieces(): void {
    for (const [name, pieces] of this.#pieces) {
      const [first, ...rest] = pieces.sort((one, other) => one.index - other.index);
      if (!first) continue;
      if (pieces.some(({ index, isLast }, at) => index !== at || isLast !== (at === rest.length)))
        this.#sink.warn('partial-read', `not each piece of ${name.slice(0, maxShownUnits)} is there once`);
      if (this.find(name)) for (const { part } of pieces) this.#add(part);
      else
        this.#add({ name, entry: first.part.entry, pieces: [first, ...rest].map(({ part }) => part.entry) });
    }
    this.#pieces.clear();
  }

  #add(part: PackagePart): void {
    this.parts.push(part);
    const key = keyOf(part.name);
    if (this.#byName.has(key)) this.shadowed.add(part);
    else this.#byName.set(key, part);
  }

  #warn(): void {
    if (this.parts.length === 0) return;
    const { damage, cut } = this.#zip;
    if (damage) this.#sink.warn(damage.code, damage.detail);
    if (cut) this.#sink.warn('member-limit', `only the first ${this.parts.length} parts were read`);
    for (const { name } of this.shadowed) {
      this.#sink.warn('duplicate-name', name.slice(0, maxShownUnits));
      break;
    }
  }

  find(name: string): PackagePart | undefined {
    return this.#byName.get(keyOf(name));
  }

  /** From here on a part is read as what comes of its bytes. */
  opening(part: PackagePart, opening: Opening): void {
    this.#openings.set(part, opening);
  }

  /** Why a part is not read, or undefined. */
  refusalOf({ entry, pieces = [entry] }: PackagePart): Refusal | undefined {
    for (const piece of pieces) {
      const { refusal } = this.#zip.locate(piece);
      if (refusal) return refusal;
    }
    return undefined;
  }

  /**
   * The bytes of a part. Throws `LimitError` with `password-required`, `bomb`, `truncated` or `corrupt`,
   * the last two after what could be read was given.
   */
  async *read(part: PackagePart): AsyncGenerator<Uint8Array> {
    const opening = this.#openings.get(part);
    if (!opening) yield* this.#readStored(part);
    else yield this.#open(part, opening);
  }

  async #open(part: PackagePart, opening: Opening): Promise<Uint8Array> {
    if (bytesOf(part) > this.#limits.maxHeldBytes)
      throw new LimitError('too-large', `${bytesOf(part)} encrypted bytes`);
    const bytes = opening(await joined(this.#readStored(part)));
    this.#count(bytes.length);
    return bytes;
  }

  async *#readStored({ name, entry, pieces = [entry] }: PackagePart): AsyncGenerator<Uint8Array> {
    for (const piece of pieces) yield* this.#readEntry(name, piece);
  }

  #count(bytes: number): void {
    this.#expandedBytes += bytes;
    if (this.#expandedBytes > this.#limits.maxExpandedBytes)
      throw new LimitError('bomb', `the package expands beyond ${this.#limits.maxExpandedBytes} bytes`);
    this.#sink.expanding(bytes);
  }

  async *#readEntry(name: string, entry: ZipEntry): AsyncGenerator<Uint8Array> {
    const { refusal, disagreement, open } = this.#zip.locate(entry);
    const shown = name.slice(0, maxShownUnits);
    if (disagreement) this.#sink.warn('corrupt', `${shown}: ${disagreement}`);
    if (refusal) throw new LimitError(refusal.code, `${shown}: ${refusal.detail ?? refusal.status}`);
    try {
      const opened = open();
      for await (const chunk of opened instanceof Uint8Array ? [opened] : opened) {
        this.#count(chunk.length);
        yield chunk;
      }
    } catch (error) {
      const { code, detail } = describeError(error, 'corrupt');
      throw new LimitError(code, `${shown}: ${detail}`);
    }
    await handOverNoted({ zip: this.#zip, sink: this.#sink });
  }
}
