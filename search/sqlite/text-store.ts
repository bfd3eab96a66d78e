/** Texts in the embedded index: staged in chunks, sealed under their hash, read by offset. */
import { createHash } from 'node:crypto';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Statements } from './statements.ts';
import { bytesIn, numberIn } from './statements.ts';

const chunkUnits = 65_536;
/** Row numbers of chunks: 2^20 for a text, so 68 thousand million units in full chunks. */
const maxChunks = 2 ** 20;
/** Below this zstd saves nothing. */
const minCompressedBytes = 800;
const utf16 = 2;
const compressed = 1;

export interface Packed {
  readonly coding: number;
  readonly data: Buffer;
}

/** Text as stored: UTF-8, or UTF-16 where a surrogate stands alone; compressed where it is worth it. */
export function packText(text: string, minBytes = minCompressedBytes): Packed {
  const wellFormed = text.isWellFormed();
  const bytes = Buffer.from(text, wellFormed ? 'utf8' : 'utf16le');
  const coding = wellFormed ? 0 : utf16;
  if (bytes.length < minBytes) return { coding, data: bytes };
  // Told the size, zstd makes tables no larger than it needs: most texts are short.
  const data = zstdCompressSync(bytes, {
    params: { [constants.ZSTD_c_compressionLevel]: 1 },
    pledgedSrcSize: bytes.length,
    chunkSize: Math.max(64, Math.min(bytes.length, 65_536)),
  });
  return { coding: coding | compressed, data };
}

export function unpackText(coding: number, data: Buffer): string {
  const bytes = (coding & compressed) === 0 ? data : zstdDecompressSync(data);
  return bytes.toString((coding & utf16) === 0 ? 'utf8' : 'utf16le');
}

interface Staged {
  readonly text: number;
  nextSeq: number;
  units: number;
  chunks: number;
  broken: boolean;
  /** Not yet written. */
  pending: string;
}

const splitsPair = (text: string, at: number): boolean =>
  at < text.length && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800;

export class TextStore {
  readonly #statements: Statements;
  /** Texts touched by the batch that is being written. */
  readonly #open = new Map<string, Staged>();
  /** Short texts sealed in this batch, by row: their entry most often follows at once. */
  readonly #recent = new Map<number, string>();

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** Takes a chunk; one that was taken before is left out. Returns why it cannot be taken. */
  stage(handle: string, seq: number, chunk: string): string | undefined {
    const staged = this.#stagedUnder(handle);
    if (seq < staged.nextSeq) return undefined;
    if (seq > staged.nextSeq) staged.broken = true;
    if (staged.chunks + chunk.length / chunkUnits > maxChunks - 2) return 'too many chunks';
    staged.nextSeq = seq + 1;
    staged.pending += chunk;
    while (staged.pending.length >= chunkUnits) {
      const end = splitsPair(staged.pending, chunkUnits) ? chunkUnits - 1 : chunkUnits;
      this.#writeChunk(staged, staged.pending.slice(0, end));
      staged.pending = staged.pending.slice(end);
    }
    return undefined;
  }

  /** Gives the staged text its id. Sealing what is sealed already changes nothing. */
  seal(handle: string, id: string): string | undefined {
    if (!/^[0-9a-f]{64}$/.test(id)) return 'the id of a text is its SHA-256';
    const bytes = Buffer.from(id, 'hex');
    const known = this.#statements.get('SELECT text FROM text WHERE id = ?', bytes) !== undefined;
    const staged = this.#lookUp(handle);
    if (staged === undefined)
      return known || this.#sealEmpty(id) ? undefined : 'nothing is staged under this handle';
    this.#open.delete(handle);
    const whole = staged.chunks === 0 ? staged.pending : undefined;
    if (staged.pending !== '' && !known) this.#writeChunk(staged, staged.pending);
    staged.pending = '';
    const reason = known ? undefined : this.#check(staged, id, whole);
    if (whole !== undefined && reason === undefined && !known) this.#recent.set(staged.text, whole);
    if (known || reason !== undefined) this.delete(staged.text);
    else {
      this.#statements.run(
        'UPDATE text SET id = ?, handle = NULL, units = ?, chunks = ? WHERE text = ?',
        bytes,
        staged.units,
        staged.chunks,
        staged.text,
      );
    }
    return reason;
  }

  /** Writes what the batch left unfinished; before its commit. */
  flush(): void {
    for (const staged of this.#open.values()) {
      if (staged.pending !== '') this.#writeChunk(staged, staged.pending);
      staged.pending = '';
      this.#statements.run(
        'UPDATE text SET units = ?, chunks = ?, next_seq = ?, broken = ? WHERE text = ?',
        staged.units,
        staged.chunks,
        staged.nextSeq,
        staged.broken ? 1 : 0,
        staged.text,
      );
    }
    this.abandon();
  }

  /** Forgets the batch; after its rollback. */
  abandon(): void {
    this.#open.clear();
    this.#recent.clear();
  }

  /** The row of a sealed text. */
  find(id: string): { readonly text: number; readonly units: number } | undefined {
    const row = this.#statements.get('SELECT text, units FROM text WHERE id = ?', Buffer.from(id, 'hex'));
    return row === undefined ? undefined : { text: numberIn(row, 'text'), units: numberIn(row, 'units') };
  }

  /** `slice(start, end)` of the text; only the chunks that it touches are unpacked. */
  read(text: number, start: number, end: number): string {
    let result = '';
    for (const { at, chunk } of this.chunks(text, start, end)) {
      result += chunk.slice(Math.max(0, start - at), Math.max(0, end - at));
    }
    return result;
  }

  /** The chunks that touch `[start, end)`, one unpacked at a time. */
  *chunks(text: number, start = 0, end = Infinity): Generator<{ at: number; chunk: string }> {
    const recent = this.#recent.get(text);
    if (recent !== undefined) {
      yield { at: 0, chunk: recent };
      return;
    }
    const count = numberIn(this.#statements.get('SELECT chunks FROM text WHERE text = ?', text), 'chunks');
    for (let number = this.#chunkOf(text, count, start); number < count; number++) {
      const row = this.#statements.get(
        'SELECT at, coding, data FROM chunk WHERE chunk = ?',
        text * maxChunks + number,
      );
      const at = numberIn(row, 'at');
      if (row === undefined || at >= end) return;
      yield { at, chunk: unpackText(numberIn(row, 'coding'), bytesIn(row, 'data')) };
    }
  }

  delete(text: number): void {
    this.#statements.run(
      'DELETE FROM chunk WHERE chunk BETWEEN ? AND ?',
      text * maxChunks,
      (text + 1) * maxChunks - 1,
    );
    this.#statements.run('DELETE FROM text WHERE text = ?', text);
  }

  /** An empty text needs no chunk to be staged. */
  #sealEmpty(id: string): boolean {
    if (createHash('sha256').digest('hex') !== id) return false;
    this.#statements.run(
      'INSERT INTO text(id, units, chunks, next_seq, broken) VALUES(?, 0, 0, 0, 0)',
      Buffer.from(id, 'hex'),
    );
    return true;
  }

  /** The number of the chunk that holds `at`, by halving: chunks differ in length. */
  #chunkOf(text: number, count: number, at: number): number {
    if (at <= 0) return 0;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const row = this.#statements.get('SELECT at FROM chunk WHERE chunk = ?', text * maxChunks + middle);
      if (numberIn(row, 'at') <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #lookUp(handle: string): Staged | undefined {
    const open = this.#open.get(handle);
    if (open !== undefined) return open;
    const row = this.#statements.get('SELECT * FROM text WHERE handle = ?', handle);
    if (row === undefined) return undefined;
    const staged = {
      text: numberIn(row, 'text'),
      nextSeq: numberIn(row, 'next_seq'),
      units: numberIn(row, 'units'),
      chunks: numberIn(row, 'chunks'),
      broken: numberIn(row, 'broken') === 1,
      pending: '',
    };
    this.#open.set(handle, staged);
    return staged;
  }

  #stagedUnder(handle: string): Staged {
    const known = this.#lookUp(handle);
    if (known !== undefined) return known;
    const text = this.#statements.run(
      'INSERT INTO text(handle, units, chunks, next_seq, broken) VALUES(?, 0, 0, 0, 0)',
      handle,
    );
    const staged = { text, nextSeq: 0, units: 0, chunks: 0, broken: false, pending: '' };
    this.#open.set(handle, staged);
    return staged;
  }

  #writeChunk(staged: Staged, chunk: string): void {
    const { coding, data } = packText(chunk);
    this.#statements.run(
      'INSERT INTO chunk(chunk, at, units, coding, data) VALUES(?, ?, ?, ?, ?)',
      staged.text * maxChunks + staged.chunks,
      staged.units,
      chunk.length,
      coding,
      data,
    );
    staged.chunks++;
    staged.units += chunk.length;
  }

  /** Nothing is sealed under a hash that is not its own. */
  #check(staged: Staged, id: string, whole: string | undefined): string | undefined {
    if (staged.broken) return 'chunks are missing';
    const wrong = 'the text has another SHA-256 than its id';
    if (whole !== undefined) {
      return createHash('sha256').update(whole, 'utf8').digest('hex') === id ? undefined : wrong;
    }
    this.#statements.run('UPDATE text SET chunks = ? WHERE text = ?', staged.chunks, staged.text);
    const hash = createHash('sha256');
    let carry = '';
    for (const { chunk } of this.chunks(staged.text)) {
      const text = carry + chunk;
      // Half a pair waits for the other half: UTF-8 has no form for it.
      const whole = (text.charCodeAt(text.length - 1) & 0xfc00) === 0xd800 ? text.length - 1 : text.length;
      hash.update(text.slice(0, whole), 'utf8');
      carry = text.slice(whole);
    }
    return hash.update(carry, 'utf8').digest('hex') === id ? undefined : wrong;
  }
}
