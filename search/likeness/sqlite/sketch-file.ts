/**
 * Sketches and counted similarities in one SQLite file of the case. It is derived: one of another version, one that is
 * damaged, and one that this program did not make are deleted and made anew.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { foreignPart, openFile } from '../../../sqlite/open-file.ts';
import { sketchBands, sketchValues, sketchVersion } from '../sketch.ts';
import type { CountedPair, KeptSketch, SketchStore } from '../sketch-store.ts';

const schema = `CREATE TABLE sketch (
    document BLOB PRIMARY KEY,
    texts BLOB NOT NULL,
    words INTEGER NOT NULL,
    cut INTEGER NOT NULL,
    sketch BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE pair (
    one BLOB NOT NULL,
    other BLOB NOT NULL,
    similarity REAL NOT NULL,
    PRIMARY KEY (one, other)
  ) STRICT, WITHOUT ROWID;`;

const fileEnds = ['', '-wal', '-shm', '-journal'];
const waitMs = 30_000;
const documentBytes = 32;
const textsBytes = 16;
const sketchBytes = sketchValues + sketchBands * 4;

/** Also one that is damaged. */
export function dropSketchFile(path: string): void {
  for (const end of fileEnds) rmSync(path + end, { force: true });
}

const isOurs = (database: DatabaseSync): boolean =>
  Number(database.prepare('PRAGMA user_version').get()?.['user_version']) === sketchVersion &&
  foreignPart(database, schema) === undefined;

/** Undefined for a file that is not, or no longer, what this program makes. */
function openKept(path: string, mode: 'write' | 'untouched'): DatabaseSync | undefined {
  if (!existsSync(path)) return undefined;
  let database: DatabaseSync | undefined;
  try {
    database = openFile(path, mode, waitMs);
    if (isOurs(database)) return database;
  } catch {
    // Whatever is wrong with it: it is made anew.
  }
  database?.close();
  return undefined;
}

function makeAt(path: string): DatabaseSync {
  dropSketchFile(path);
  const database = openFile(path, 'write', waitMs);
  database.exec(`BEGIN IMMEDIATE; ${schema} PRAGMA user_version = ${sketchVersion}; COMMIT;`);
  return database;
}

const bytesOf = (value: SQLOutputValue | undefined): Uint8Array =>
  value instanceof Uint8Array ? value : new Uint8Array();

/** Undefined for a row that this program did not write. */
function sketchFrom(row: Record<string, SQLOutputValue>): KeptSketch | undefined {
  const [document, texts, sketch] = [row['document'], row['texts'], row['sketch']].map(bytesOf);
  if (document?.length !== documentBytes || texts?.length !== textsBytes || sketch?.length !== sketchBytes)
    return undefined;
  return {
    document,
    texts,
    words: Number(row['words']),
    isCut: row['cut'] === 1,
    values: sketch.slice(0, sketchValues),
    bands: new Uint32Array(sketch.slice(sketchValues).buffer),
  };
}

class Tables {
  readonly #database: DatabaseSync;
  readonly #pair: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#pair = database.prepare('SELECT similarity FROM pair WHERE one = ? AND other = ?');
  }

  *sketches(): Generator<KeptSketch> {
    for (const row of this.#database.prepare('SELECT * FROM sketch ORDER BY document').iterate()) {
      const sketch = sketchFrom(row);
      if (sketch) yield sketch;
    }
  }

  texts(documents: readonly string[]): Map<string, string> {
    const rows = this.#database
      .prepare(
        'SELECT s.document, s.texts FROM json_each(?) asked JOIN sketch s ON s.document = unhex(asked.value)',
      )
      .iterate(JSON.stringify(documents));
    const found = new Map<string, string>();
    for (const { document, texts } of rows)
      found.set(Buffer.from(bytesOf(document)).toString('hex'), Buffer.from(bytesOf(texts)).toString('hex'));
    return found;
  }

  similarity(one: Uint8Array, other: Uint8Array): number | undefined {
    const found = this.#pair.get(one, other)?.['similarity'];
    return typeof found === 'number' && found >= 0 && found <= 1 ? found : undefined;
  }

  keep(sketches: readonly KeptSketch[], pairs: readonly CountedPair[]): void {
    if (sketches.length + pairs.length === 0) return;
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const sketch = this.#database.prepare('INSERT OR REPLACE INTO sketch VALUES (?, ?, ?, ?, ?)');
      for (const { document, texts, words, isCut, values, bands } of sketches) {
        const bytes = Buffer.concat([values, Buffer.from(bands.buffer, bands.byteOffset, bands.byteLength)]);
        sketch.run(document, texts, words, isCut ? 1 : 0, bytes);
      }
      const pair = this.#database.prepare('INSERT OR REPLACE INTO pair VALUES (?, ?, ?)');
      for (const { one, other, similarity } of pairs) pair.run(one, other, similarity);
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.#database.close();
  }
}

/** Both in the order of their documents; of one that both have, that of `own`. */
function* merged(own: Iterator<KeptSketch>, kept: Iterator<KeptSketch>): Generator<KeptSketch> {
  let [one, other] = [own.next(), kept.next()];
  while (!one.done || !other.done) {
    const order = one.done ? 1 : other.done ? -1 : Buffer.compare(one.value.document, other.value.document);
    if (order <= 0 && !one.done) yield one.value;
    else if (!other.done) yield other.value;
    if (order <= 0) one = own.next();
    if (order >= 0) other = kept.next();
  }
}

/**
 * Makes the file where there is none. With `untouched` nothing is written there: what the file has is used, and what is
 * made goes into a file of its own outside of the case, which goes when it is closed.
 */
export function openSketchFile(path: string, untouched: boolean): SketchStore {
  if (!untouched) {
    const tables = new Tables(openKept(path, 'write') ?? makeAt(path));
    return {
      sketches: () => tables.sketches(),
      texts: (documents) => tables.texts(documents),
      keep: (sketches) => tables.keep(sketches, []),
      similarity: (one, other) => tables.similarity(one, other),
      keepPairs: (pairs) => tables.keep([], pairs),
      close: () => tables.close(),
    };
  }
  const folder = mkdtempSync(join(tmpdir(), 'evidex-near-'));
  const own = new Tables(makeAt(join(folder, 'near.sqlite')));
  const file = openKept(path, 'untouched');
  const kept = file && new Tables(file);
  return {
    sketches: () =>
      merged(own.sketches(), (kept?.sketches() ?? [][Symbol.iterator]()) as Iterator<KeptSketch>),
    texts: (documents) => new Map([...(kept?.texts(documents) ?? []), ...own.texts(documents)]),
    keep: (sketches) => own.keep(sketches, []),
    similarity: (one, other) => own.similarity(one, other) ?? kept?.similarity(one, other),
    keepPairs: (pairs) => own.keep([], pairs),
    close() {
      kept?.close();
      own.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
