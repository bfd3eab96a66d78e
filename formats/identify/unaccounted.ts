/**
 * Takes the bytes of a content that its format does not account for: before it, behind it and between what it reads.
 * Where a format can be told there they become an item; what is left is counted in a warning, so that none is lost in silence.
 */
import { isUtf8 } from 'node:buffer';
import { sliceContent } from '../content.ts';
import type { ByteRange, Child, Content, UnaccountedCode } from '../contract.ts';
import { findArchiveAtEnd } from '../zip/zip-records.ts';
import { identify } from './identify.ts';

/** Items made of one content's bytes; stops a file of nothing but gaps. What lies beyond is counted. */
const maxItems = 1_000;
/** Gaps looked into; each costs an identification. */
const maxLooks = 10_000;
/** Less is no word and no signature. */
const minBytes = 4;
/** Formats may begin with this many zero bytes (MP4, icons, fonts); more before the first other byte is padding. */
const maxZerosOfStart = 3;
/** An item up to this is given at once: a stream costs more than it saves. */
const maxAtOnceBytes = 1024 * 1024;
/** Bytes of a text looked at to see that it is one. */
const maxTextLookBytes = 4096;
/** Zeros at the end of a range that are looked at, to leave them off. */
const maxTrimBytes = 64 * 1024;
const drainEveryBytes = 16 * 1024 * 1024;

/** Zeros, blanks and line ends: what writers pad with. */
const isBlank = Uint8Array.from({ length: 256 }, (_, byte) => ([0, 9, 10, 13, 32].includes(byte) ? 1 : 0));

/** What it may do with what it finds. */
export interface UnaccountedSink {
  child(child: Child): Promise<void>;
  warn(code: UnaccountedCode, detail: string): void;
  drain(): Promise<void>;
}

interface Found {
  readonly at: number;
  readonly to: number;
  readonly format: string;
}

interface Tally {
  bytes: number;
  places: number;
  firstAt: number;
  readonly formats: string[];
  items: number;
}

/** UTF-8 that may be cut within a character at the end. */
function isUtf8Start(bytes: Uint8Array): boolean {
  for (let cut = 0; cut < 4 && cut < bytes.length; cut++)
    if (isUtf8(bytes.subarray(0, bytes.length - cut))) return true;
  return false;
}

/** The format that a content shows by its bytes; undefined where nothing but a guess speaks for one. */
async function recognise(content: Content): Promise<string | undefined> {
  const { format, method, charset } = await identify(content);
  if (method === 'none') return undefined;
  // Bytes of an unknown charset pass for text too easily.
  if (method === 'text' && charset === undefined && !isUtf8Start(content.read(0, maxTextLookBytes)))
    return undefined;
  return format;
}

function describe({ bytes, places, firstAt, formats, items }: Tally): string {
  const where = places === 1 ? `at byte ${firstAt}` : `in ${places} places, the first at byte ${firstAt}`;
  const shown = [...new Set(formats)].join(', ');
  if (items === 0) return `${bytes} bytes ${where}, not read`;
  const made = items === 1 ? `an item (${shown})` : `${items} items (${shown})`;
  return `${bytes} bytes ${where}, ${items < places ? 'in part ' : ''}opened as ${made}`;
}

export class UnaccountedBytes {
  readonly #content: Content;
  readonly #relation: Child['relation'];
  readonly #sink: UnaccountedSink;
  readonly #tallies = new Map<UnaccountedCode, Tally>();
  readonly #taken = new Set<string>();
  #items = 0;
  #looks = 0;

  constructor(content: Content, relation: Child['relation'], sink: UnaccountedSink) {
    this.#content = content;
    this.#relation = relation;
    this.#sink = sink;
  }

  /**
   * Takes one range; padding is none of it. Once: a package that breaks its format is read again as the archive that it is,
   * and two items of one range would be one, of which the container says two.
   */
  async take(code: UnaccountedCode, { start, end }: ByteRange): Promise<void> {
    const range = `${start} ${end}`;
    if (this.#taken.has(range)) return;
    if (this.#taken.size < maxLooks) this.#taken.add(range);
    const to = Math.min(end, this.#content.size);
    const from = await this.#skipBlank(Math.max(0, start), to);
    if (from === undefined) return;
    const tally = this.#tallyOf(code, from);
    tally.bytes += to - from;
    tally.places += 1;
    const found = await this.#find(Math.max(0, start), from, to);
    if (!found) return;
    this.#items += 1;
    tally.items += 1;
    if (tally.formats.length < 10) tally.formats.push(found.format);
    await this.#give(found.at, found.to);
  }

  /** Warns of what was taken, once for each code. */
  warn(): void {
    for (const [code, tally] of this.#tallies) this.#sink.warn(code, describe(tally));
    this.#tallies.clear();
  }

  #tallyOf(code: UnaccountedCode, firstAt: number): Tally {
    const known = this.#tallies.get(code);
    if (known) return known;
    const tally: Tally = { bytes: 0, places: 0, firstAt, formats: [], items: 0 };
    this.#tallies.set(code, tally);
    return tally;
  }

  /** Where the first byte that is no padding lies. */
  async #skipBlank(start: number, end: number): Promise<number | undefined> {
    let undrained = 0;
    let at = start;
    for (const slice of this.#content.slices(start, end)) {
      const index = slice.findIndex((byte) => isBlank[byte] === 0);
      if (index >= 0) return at + index;
      at += slice.length;
      undrained += slice.length;
      if (undrained < drainEveryBytes) continue;
      await this.#sink.drain();
      undrained = 0;
    }
    return undefined;
  }

  async #find(start: number, from: number, to: number): Promise<Found | undefined> {
    if (to - from < minBytes || this.#items >= maxItems || this.#looks >= maxLooks) return undefined;
    for (let zeros = 0; zeros <= maxZerosOfStart && from - zeros >= start; zeros++) {
      const at = from - zeros;
      if (zeros > 0 && this.#content.read(at, 1)[0] !== 0) break;
      this.#looks += 1;
      const format = await recognise(sliceContent(this.#content, at, to));
      if (format !== undefined) return { at, to, format };
    }
    const archive = findArchiveAtEnd(sliceContent(this.#content, from, to));
    if (archive !== undefined) return { at: from + archive, to, format: 'zip' };
    // Words before padding: zeros at the end of a format may be its own, those behind a text are not.
    const trimmed = this.#trimZeros(from, to);
    const format = trimmed < to && (await recognise(sliceContent(this.#content, from, trimmed)));
    return format ? { at: from, to: trimmed, format } : undefined;
  }

  /** Where the zeros at the end of a range begin, as far as is looked. */
  #trimZeros(from: number, to: number): number {
    const start = Math.max(from, to - maxTrimBytes);
    const tail = this.#content.read(start, to - start);
    return start + tail.findLastIndex((byte) => byte !== 0) + 1;
  }

  async #give(start: number, end: number): Promise<void> {
    const bytes = end - start;
    await this.#sink.child({
      locator: `bytes:${start}`,
      name: '',
      relation: this.#relation,
      declaredSize: bytes,
      open: () =>
        bytes <= maxAtOnceBytes ? this.#content.read(start, bytes) : this.#content.slices(start, end),
    });
    await this.#sink.drain();
  }
}
