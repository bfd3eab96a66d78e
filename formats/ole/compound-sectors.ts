/** Follows the chains of sectors of a compound file ([MS-CFB] 2.1 to 2.5), and says where and why one breaks off. */
import type { Content } from '../contract.ts';

/** Why a chain gives no more: it ended, as many were taken as asked for, or it is broken. */
export type ChainEnd = 'end' | 'taken' | 'ring' | 'outside' | 'unlinked';

/** A place in the file. */
export interface ByteRun {
  readonly at: number;
  readonly length: number;
}

/** Sector numbers above this are none: free, end of chain, tables (2.1). */
const maxRegularSector = 0xfffffffa;
const endOfChain = 0xfffffffe;
const noSector = 0xffffffff;
/** Sectors of the tables that are kept at a time. */
const maxKeptSectors = 256;
/** Sectors of one table that are held as numbers: tables for 64 GiB of file. Stops the file that is nothing but tables. */
const maxTableSectors = 1024 * 1024;
/** Neighbouring sectors are read together up to this. */
const maxRunBytes = 256 * 1024;
const pageSectors = 4096;

const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

/** Which sectors a chain has passed, a bit for each: a set of numbers would take forty times the memory. */
class PassedSectors {
  readonly #pages = new Map<number, Uint8Array>();

  /** False where it was passed before. */
  add(sector: number): boolean {
    const number = Math.floor(sector / pageSectors);
    let page = this.#pages.get(number);
    if (!page) this.#pages.set(number, (page = new Uint8Array(pageSectors / 8)));
    const at = (sector % pageSectors) >> 3;
    const bit = 1 << (sector & 7);
    if (((page[at] ?? 0) & bit) !== 0) return false;
    page[at] = (page[at] ?? 0) | bit;
    return true;
  }
}

/** Numbers from `start` on by `next`, each once, as long as they are below `count`; `limit` at most. */
export function* followChain(
  start: number,
  next: (number: number) => number,
  count: number,
  limit: number,
): Generator<number, ChainEnd> {
  const passed = new PassedSectors();
  let number = start;
  for (let steps = 0; steps < limit; steps += 1) {
    if (number === endOfChain) return 'end';
    if (number >= maxRegularSector) return 'unlinked';
    if (number >= count) return 'outside';
    if (!passed.add(number)) return 'ring';
    yield number;
    number = next(number);
  }
  return 'taken';
}

/** Places of `bytes` each, neighbouring ones together. */
export function* joinRuns(places: Generator<number, ChainEnd>, bytes: number): Generator<ByteRun, ChainEnd> {
  let run: { at: number; length: number } | undefined;
  for (let place = places.next(); ; place = places.next()) {
    if (place.done) {
      if (run) yield run;
      return place.value;
    }
    if (run && run.at + run.length === place.value && run.length < maxRunBytes) run.length += bytes;
    else {
      if (run) yield run;
      run = { at: place.value, length: bytes };
    }
  }
}

/** The sectors of a compound file and the table that links them. */
export class CompoundSectors {
  readonly #content: Content;
  readonly #table: readonly number[];
  readonly #kept = new Map<number, Buffer>();
  readonly sectorBytes: number;
  /** Sectors that the file has, the last one perhaps in part. */
  readonly count: number;
  /** Sectors of the table that the header states and the file does not have, as far as they would be needed. */
  readonly missingTables: number;

  constructor(content: Content, header: Buffer) {
    this.#content = content;
    // Version 4 has sectors of 4096 bytes, all others of 512 (2.2).
    this.sectorBytes = header.readUInt16LE(30) === 12 ? 4096 : 512;
    this.count = Math.max(0, Math.ceil(content.size / this.sectorBytes) - 1);
    const needed = Math.min(Math.ceil(this.count / (this.sectorBytes / 4)), maxTableSectors);
    this.#table = this.#locateTable(header, needed);
    const stated = Math.min(header.readUInt32LE(44), needed);
    let there = 0;
    for (const sector of this.#table.slice(0, stated)) if (this.#isWhole(sector)) there += 1;
    this.missingTables = stated - there;
  }

  /** Where a sector begins; the header takes the place of the first one (2.2). */
  placeOf(sector: number): number {
    return (sector + 1) * this.sectorBytes;
  }

  #isWhole(sector: number): boolean {
    return sector < maxRegularSector && this.placeOf(sector) + this.sectorBytes <= this.#content.size;
  }

  #read(sector: number): Buffer {
    const known = this.#kept.get(sector);
    if (known) return known;
    const bytes = bufferOf(this.#content.read(this.placeOf(sector), this.sectorBytes));
    if (this.#kept.size >= maxKeptSectors) this.#kept.clear();
    this.#kept.set(sector, bytes);
    return bytes;
  }

  /** Where the table lies: 109 places in the header, more in a chain of their own (2.5); `needed` at most. */
  #locateTable(header: Buffer, needed: number): number[] {
    const sectors: number[] = [];
    const take = (places: Buffer, from: number, to: number): void => {
      for (let at = from; at + 4 <= to && sectors.length < needed; at += 4)
        sectors.push(places.readUInt32LE(at));
    };
    take(header, 76, header.length);
    const last = this.sectorBytes - 4;
    const next = (sector: number): number => {
      const places = this.#read(sector);
      return places.length < this.sectorBytes ? noSector : places.readUInt32LE(last);
    };
    if (sectors.length === needed) return sectors;
    for (const sector of followChain(header.readUInt32LE(68), next, this.count, this.count)) {
      const places = this.#read(sector);
      take(places, 0, Math.min(places.length, last));
      if (sectors.length === needed) break;
    }
    return sectors;
  }

  /** What a table that lies in these sectors says for `number`; nothing where it does not reach. */
  lookUp(table: readonly number[], number: number): number {
    const perSector = this.sectorBytes / 4;
    const sector = table[Math.floor(number / perSector)] ?? noSector;
    if (sector >= this.count) return noSector;
    const at = (number % perSector) * 4;
    const links = this.#read(sector);
    return at + 4 <= links.length ? links.readUInt32LE(at) : noSector;
  }

  /**
   * Where the last sector ends that the table says is used; undefined where the table does not reach that far or is not
   * whole. Sectors behind it that the file has are nobody's.
   */
  findEnd(): number | undefined {
    const perSector = this.sectorBytes / 4;
    if (this.missingTables > 0 || this.#table.length === 0) return undefined;
    for (let index = this.#table.length - 1; index >= 0; index -= 1) {
      const sector = this.#table[index] ?? noSector;
      if (sector === noSector) continue;
      if (!this.#isWhole(sector)) return undefined;
      const links = this.#read(sector);
      for (let entry = perSector - 1; entry >= 0; entry -= 1)
        if (links.readUInt32LE(entry * 4) !== noSector) return this.placeOf(index * perSector + entry + 1);
    }
    return undefined;
  }

  /** The sectors of a chain. */
  chain(start: number, limit: number): Generator<number, ChainEnd> {
    return followChain(start, (sector) => this.lookUp(this.#table, sector), this.count, limit);
  }

  /** The sectors of a chain that is itself looked up by position: the mini stream and its table. */
  held(start: number): readonly number[] {
    return [...this.chain(start, maxTableSectors)];
  }

  /** The places of a chain of at least `bytes`. */
  runs(start: number, bytes: number): Generator<ByteRun, ChainEnd> {
    return joinRuns(this.#places(start, Math.ceil(bytes / this.sectorBytes)), this.sectorBytes);
  }

  *#places(start: number, limit: number): Generator<number, ChainEnd> {
    const sectors = this.chain(start, limit);
    for (let sector = sectors.next(); ; sector = sectors.next()) {
      if (sector.done) return sector.value;
      yield this.placeOf(sector.value);
    }
  }
}
