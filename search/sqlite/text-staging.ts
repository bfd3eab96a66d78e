/** Texts on their way into the embedded index: chunks under a handle, from the first to the seal. */
import { splitsPair, TextHash } from '../text-hash.ts';
import { decode, packText } from './packing.ts';
import type { Statements } from './statements.ts';
import { numberIn } from './statements.ts';
import { textChunkUnits } from '../../schemas/text-chunk.ts';

/** Row numbers of chunks: 2^20 for a text, so 68 thousand million units in full chunks. */
export const maxChunks = 2 ** 20;
/** Stands for the row of a text that has none yet. */
export const noRow = 0;

export interface Staged {
  /** `noRow` while all of it is pending. */
  row: number;
  nextSeq: number;
  units: number;
  chunks: number;
  /** A chunk is missing. */
  broken: boolean;
  /** Not yet written. `bytes` is the same, where it came as bytes at once. */
  pending: string;
  bytes: Uint8Array | undefined;
  /** Of what was written; undefined where another writer began it. */
  hash: TextHash | undefined;
  /** An earlier batch left a row for it in `staged`. */
  kept: boolean;
}

export const newlyStaged = (): Staged => ({
  row: noRow,
  nextSeq: 0,
  units: 0,
  chunks: 0,
  broken: false,
  pending: '',
  bytes: undefined,
  hash: undefined,
  kept: false,
});

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

export class TextStaging {
  readonly #statements: Statements;
  /** Staged by this writer; they outlive a batch, not a rollback. */
  readonly #open = new Map<string, Staged>();
  /** Handles touched by the batch that is being written. */
  readonly #touched = new Set<string>();
  /** Whether an earlier batch left staged texts; asked once a batch. */
  #hasLeft: boolean | undefined;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** Takes a chunk; one that was taken before is left out. Returns why it cannot be taken. */
  stage(handle: string, seq: number, chunk: string | Uint8Array): string | undefined {
    let staged = this.#under(handle);
    if (staged === undefined) this.#open.set(handle, (staged = newlyStaged()));
    this.#touched.add(handle);
    if (seq < staged.nextSeq) return undefined;
    if (seq > staged.nextSeq) staged.broken = true;
    const text = typeof chunk === 'string' ? chunk : decode(false, asBuffer(chunk));
    if (staged.chunks + text.length / textChunkUnits > maxChunks - 2) return 'too many chunks';
    staged.bytes = seq === 0 && typeof chunk !== 'string' ? chunk : undefined;
    staged.nextSeq = seq + 1;
    staged.pending = staged.pending === '' ? text : staged.pending + text;
    while (staged.pending.length > textChunkUnits) {
      const end = splitsPair(staged.pending, textChunkUnits) ? textChunkUnits - 1 : textChunkUnits;
      this.#writeChunk(staged, staged.pending.slice(0, end));
      staged.pending = staged.pending.slice(end);
    }
    return undefined;
  }

  /** What was staged under the handle, which is free again. */
  take(handle: string): Staged | undefined {
    const staged = this.#under(handle);
    this.#open.delete(handle);
    this.#touched.delete(handle);
    return staged;
  }

  /** Writes the rest of a text that has a row. */
  complete(staged: Staged): void {
    if (staged.pending !== '') this.#writeChunk(staged, staged.pending);
    staged.pending = '';
    this.#writeLength(staged);
    if (staged.kept) this.#statements.run('DELETE FROM staged WHERE text = ?', staged.row);
  }

  /** Rows for what the batch staged and did not seal, so that the next, or another writer, goes on there. */
  flush(): void {
    for (const handle of this.#touched) {
      const staged = this.#open.get(handle);
      if (staged !== undefined) this.#keep(handle, staged);
    }
    this.#touched.clear();
    this.#hasLeft = undefined;
  }

  /** Forgets what is staged; after a rollback. */
  abandon(): void {
    this.#open.clear();
    this.#touched.clear();
    this.#hasLeft = undefined;
  }

  #under(handle: string): Staged | undefined {
    const open = this.#open.get(handle);
    if (open !== undefined) return open;
    this.#hasLeft ??= this.#statements.get('SELECT 1 FROM staged LIMIT 1') !== undefined;
    if (!this.#hasLeft) return undefined;
    const row = this.#statements.get(
      `SELECT s.text, s.next_seq, s.broken, t.units, t.chunks
       FROM staged s JOIN text t ON t.text = s.text WHERE s.handle = ?`,
      handle,
    );
    if (row === undefined) return undefined;
    const staged = {
      ...newlyStaged(),
      row: numberIn(row, 'text'),
      nextSeq: numberIn(row, 'next_seq'),
      units: numberIn(row, 'units'),
      chunks: numberIn(row, 'chunks'),
      broken: numberIn(row, 'broken') === 1,
      kept: true,
    };
    this.#open.set(handle, staged);
    return staged;
  }

  #keep(handle: string, staged: Staged): void {
    if (staged.pending !== '' || staged.row === noRow) this.#writeChunk(staged, staged.pending);
    staged.pending = '';
    staged.bytes = undefined;
    this.#writeLength(staged);
    if (staged.kept) this.#statements.run('DELETE FROM staged WHERE handle = ?', handle);
    staged.kept = true;
    this.#statements.run(
      'INSERT INTO staged(handle, text, next_seq, broken) VALUES(?, ?, ?, ?)',
      handle,
      staged.row,
      staged.nextSeq,
      staged.broken ? 1 : 0,
    );
  }

  #writeLength({ row, units, chunks }: Staged): void {
    this.#statements.run('UPDATE text SET units = ?, chunks = ? WHERE text = ?', units, chunks, row);
  }

  #writeChunk(staged: Staged, chunk: string): void {
    if (staged.row === noRow) {
      staged.row = this.#statements.run('INSERT INTO text(units, chunks, docs, wide) VALUES(0, 0, 0, 0)');
      staged.hash = new TextHash();
    }
    if (chunk === '') return;
    const { coding, data } = packText(chunk);
    this.#statements.run(
      'INSERT INTO chunk(chunk, at, units, coding, data) VALUES(?, ?, ?, ?, ?)',
      staged.row * maxChunks + staged.chunks,
      staged.units,
      chunk.length,
      coding,
      data,
    );
    staged.hash?.update(chunk);
    staged.chunks++;
    staged.units += chunk.length;
  }
}
