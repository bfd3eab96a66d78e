/**
 * Sets of hashes of known or notable files, held on disk: 50 million hashes cost no memory.
 *
 * Each list is read once into one SQLite file, named by the list's own hash, with a table of hashes for each
 * algorithm that it states. SQLite sorts outside of memory; what remains is a lookup in a B-tree.
 */
import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  closeSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { parse } from 'csv-parse';
import { createInterface } from 'node:readline';
import { algorithmOf, type HashAlgorithm, hashAlgorithm, hexLengths } from '../schemas/intake.ts';
import { codeOf, messageOf, Problem } from '../schemas/problem.ts';

export type HashSetKind = 'known' | 'notable';

export interface HashSetInfo {
  readonly kind: HashSetKind;
  /** The list's file name. */
  readonly name: string;
  /** SHA-256 of the list. */
  readonly version: string;
  /** Hashes held, by algorithm; each once. */
  readonly counts: Readonly<Partial<Record<HashAlgorithm, number>>>;
}

/** Hex, lower-case. */
export type Digests = Readonly<Partial<Record<HashAlgorithm, string>>>;

export interface HashSets {
  readonly sets: readonly HashSetInfo[];
  /** The name of the first set of each kind that holds one of the digests. */
  lookup(digests: Digests): { readonly known?: string; readonly notable?: string };
  close(): void;
}

/** Raised when the form on disk changes: older ones are made anew. */
const formVersion = 1;
const rowsPerStatement = 200;

/** Reads `known:FILE` or `notable:FILE`. Throws `wrong-value`. */
export function parseHashSetOption(text: string): { readonly kind: HashSetKind; readonly path: string } {
  const match = /^(known|notable):(.+)$/s.exec(text);
  if (match) return { kind: match[1] as HashSetKind, path: match[2] ?? '' };
  throw new Problem(
    'wrong-value',
    `--hashset: "${text}" is not allowed`,
    'Allowed is known:FILE or notable:FILE.',
  );
}

/** The SHA-256 of a file, read once as a stream: the version of a list. */
async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const slice of createReadStream(path, { highWaterMark: 1024 * 1024 }))
    hash.update(slice as Buffer);
  return hash.digest('hex');
}

/** Takes hashes a few hundred a statement, into a table without order; `finish` sorts them. */
class SetWriter {
  private readonly database: DatabaseSync;
  private readonly waiting: Record<HashAlgorithm, Buffer[]> = { sha256: [], sha1: [], md5: [] };
  private readonly many = new Map<HashAlgorithm, StatementSync>();

  constructor(path: string) {
    this.database = new DatabaseSync(path);
    // A half-made file is thrown away, so nothing is lost without a journal. The sort may take 64 MB, the rest
    // goes to temporary files.
    this.database.exec(
      'PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536; PRAGMA temp_store = FILE',
    );
    for (const algorithm of hashAlgorithm.options) {
      this.database.exec(`CREATE TEMP TABLE raw_${algorithm} (hash BLOB)`);
      const values = Array.from({ length: rowsPerStatement }, () => '(?)').join(',');
      this.many.set(algorithm, this.database.prepare(`INSERT INTO raw_${algorithm} VALUES ${values}`));
    }
    this.database.exec('BEGIN');
  }

  add(algorithm: HashAlgorithm, hash: Buffer): void {
    const waiting = this.waiting[algorithm];
    waiting.push(hash);
    if (waiting.length < rowsPerStatement) return;
    this.many.get(algorithm)?.run(...waiting);
    waiting.length = 0;
  }

  finish(): void {
    for (const algorithm of hashAlgorithm.options) {
      const one = this.database.prepare(`INSERT INTO raw_${algorithm} VALUES (?)`);
      for (const hash of this.waiting[algorithm]) one.run(hash);
      this.waiting[algorithm].length = 0;
    }
    this.database.exec('COMMIT');
    this.database.exec(
      'CREATE TABLE counts (algorithm TEXT PRIMARY KEY, hashes INTEGER NOT NULL) WITHOUT ROWID',
    );
    for (const algorithm of hashAlgorithm.options) {
      this.database.exec(`
        CREATE TABLE ${algorithm} (hash BLOB PRIMARY KEY) WITHOUT ROWID;
        INSERT OR IGNORE INTO ${algorithm} SELECT hash FROM raw_${algorithm} ORDER BY hash;
        INSERT INTO counts SELECT '${algorithm}', count(*) FROM ${algorithm};
        DROP TABLE raw_${algorithm}`);
    }
    this.database.exec(`PRAGMA user_version = ${formVersion}`);
    this.database.close();
  }

  abandon(): void {
    if (this.database.isOpen) this.database.close();
  }
}

const isHex = (text: string, length: number): boolean =>
  text.length === length && /^[0-9a-fA-F]+$/.test(text);

const wrongLine = (path: string, line: number, says: string): Problem =>
  new Problem('bad-file', `${path}, line ${line}: ${says}`, 'Correct the list, or name the right file.');

/** One hash a line, alone; `#` begins a comment. Longer lines than any hash are not read to their end. */
async function readLines(path: string, writer: SetWriter): Promise<void> {
  let number = 0;
  for await (const raw of createInterface({
    input: createReadStream(path, { encoding: 'latin1' }),
    crlfDelay: Infinity,
  })) {
    number++;
    const line = (number === 1 ? raw.replace(/^\u00ef\u00bb\u00bf/, '') : raw).trim();
    if (line === '' || line.startsWith('#')) continue;
    const algorithm = line.length <= 64 && isHex(line, line.length) ? algorithmOf(line.length) : undefined;
    if (!algorithm) throw wrongLine(path, number, 'no MD5, SHA-1 or SHA-256 in hex digits');
    writer.add(algorithm, Buffer.from(line, 'hex'));
  }
}

const columnNames: Readonly<Record<string, HashAlgorithm>> = {
  'sha-256': 'sha256',
  sha256: 'sha256',
  'sha-1': 'sha1',
  sha1: 'sha1',
  md5: 'md5',
};

/** The strongest algorithm of an RDS: one hash a file is enough, the others would only take room. */
function strongest(columns: ReadonlyMap<HashAlgorithm, number | string>): HashAlgorithm | undefined {
  return hashAlgorithm.options.find((algorithm) => columns.has(algorithm));
}

/** NSRL's RDS as CSV: a heading that names `"SHA-1"`, `"MD5"` …, then one file a line. */
async function readCsv(path: string, writer: SetWriter): Promise<void> {
  const parser = createReadStream(path).pipe(
    parse({ bom: true, relax_column_count: true, info: true, max_record_size: 1024 * 1024 }),
  );
  let column: { readonly at: number; readonly algorithm: HashAlgorithm } | undefined;
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      if (!column) {
        const found = new Map<HashAlgorithm, number>();
        for (const [at, heading] of record.entries()) {
          const algorithm = columnNames[heading.trim().toLowerCase()];
          if (algorithm) found.set(algorithm, at);
        }
        const algorithm = strongest(found);
        if (!algorithm)
          throw wrongLine(path, info.lines, 'the heading names no column SHA-256, SHA-1 or MD5');
        column = { at: found.get(algorithm) ?? 0, algorithm };
        continue;
      }
      const hex = (record[column.at] ?? '').trim();
      if (!isHex(hex, hexLengths[column.algorithm]))
        throw wrongLine(path, info.lines, `no ${column.algorithm} in its column`);
      writer.add(column.algorithm, Buffer.from(hex, 'hex'));
    }
  } catch (error) {
    if (codeOf(error) === 'bad-file') throw error;
    throw new Problem(
      'bad-file',
      `${path}: ${messageOf(error)}`,
      'Correct the list, or name the right file.',
    );
  }
}

/** NSRL's RDS v3: an SQLite file whose table or view `FILE` (or `METADATA`, `HASH`) has columns sha256, sha1, md5. */
function readRds(path: string, writer: SetWriter): void {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const tables = database
      .prepare(
        `SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY upper(name) <> 'FILE', name`,
      )
      .all();
    for (const { name } of tables) {
      const quoted = `"${String(name).replaceAll('"', '""')}"`;
      const found = new Map<HashAlgorithm, string>();
      for (const column of database.prepare(`PRAGMA table_info(${quoted})`).all()) {
        const algorithm = columnNames[String(column['name']).toLowerCase()];
        if (algorithm) found.set(algorithm, String(column['name']));
      }
      const algorithm = strongest(found);
      if (!algorithm) continue;
      const rows = database.prepare(`SELECT "${found.get(algorithm) ?? ''}" AS hash FROM ${quoted}`);
      let row = 0;
      for (const { hash } of rows.iterate()) {
        row++;
        const hex = String(hash).trim();
        if (!isHex(hex, hexLengths[algorithm]))
          throw wrongLine(path, row, `(row of ${String(name)}) no ${algorithm}`);
        writer.add(algorithm, Buffer.from(hex, 'hex'));
      }
      return;
    }
    throw new Problem(
      'bad-file',
      `${path}: no table with a column sha256, sha1 or md5`,
      'Name an RDS v3 database, a CSV or a list of hashes.',
    );
  } catch (error) {
    if (codeOf(error) === 'bad-file') throw error;
    throw new Problem(
      'bad-file',
      `${path}: ${messageOf(error)}`,
      'Name an RDS v3 database, a CSV or a list of hashes.',
    );
  } finally {
    database.close();
  }
}

function headOf(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(4096);
    return head.subarray(0, readSync(file, head, 0, head.length, 0));
  } finally {
    closeSync(file);
  }
}

async function readList(path: string, writer: SetWriter): Promise<void> {
  const head = headOf(path).toString('latin1');
  if (head.startsWith('SQLite format 3\0')) return readRds(path, writer);
  const firstLine = head.split(/\r?\n/, 1)[0] ?? '';
  return firstLine.includes(',') ? readCsv(path, writer) : readLines(path, writer);
}

/** Makes the set's file in `folder`, once for each content of the list. Throws `bad-file`, naming the line. */
async function buildSet(folder: string, path: string, version: string): Promise<string> {
  const built = join(folder, `${version}-${formVersion}.sqlite`);
  if (existsSync(built)) return built;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const temporary = `${built}.${process.pid}.tmp`;
  rmSync(temporary, { force: true });
  const writer = new SetWriter(temporary);
  try {
    await readList(path, writer);
    writer.finish();
    renameSync(temporary, built);
    return built;
  } catch (error) {
    writer.abandon();
    rmSync(temporary, { force: true });
    throw error;
  }
}

interface OpenSet {
  readonly info: HashSetInfo;
  readonly database: DatabaseSync;
  readonly queries: ReadonlyMap<HashAlgorithm, StatementSync>;
}

function openSet(built: string, kind: HashSetKind, name: string, version: string): OpenSet {
  const database = new DatabaseSync(built, { readOnly: true });
  database.exec('PRAGMA cache_size = -16384');
  const counts: Partial<Record<HashAlgorithm, number>> = {};
  const queries = new Map<HashAlgorithm, StatementSync>();
  for (const row of database.prepare('SELECT algorithm, hashes FROM counts').all()) {
    const algorithm = hashAlgorithm.parse(row['algorithm']);
    const hashes = Number(row['hashes']);
    if (hashes === 0) continue;
    counts[algorithm] = hashes;
    queries.set(algorithm, database.prepare(`SELECT 1 FROM ${algorithm} WHERE hash = ?`));
  }
  return { info: { kind, name, version, counts }, database, queries };
}

const holds = (set: OpenSet, digests: Digests): boolean => {
  for (const [algorithm, query] of set.queries) {
    const hex = digests[algorithm];
    if (hex !== undefined && query.get(Buffer.from(hex, 'hex')) !== undefined) return true;
  }
  return false;
};

/**
 * Opens the lists in the order given, making their files in `folder` (the case's `hash-sets`) where they are not
 * there yet. Memory: 64 MB while a list is read, 16 MB for each that is open.
 */
export async function openHashSets(
  folder: string,
  lists: readonly { readonly kind: HashSetKind; readonly path: string }[],
): Promise<HashSets> {
  const sets: OpenSet[] = [];
  const close = (): void => sets.forEach(({ database }) => database.close());
  try {
    for (const { kind, path } of lists) {
      let version: string;
      try {
        version = await hashOfFile(path);
      } catch (error) {
        throw new Problem(
          'bad-file',
          `the hash set ${path} cannot be read: ${messageOf(error)}`,
          'Check the path given with --hashset.',
        );
      }
      sets.push(openSet(await buildSet(folder, path, version), kind, basename(path), version));
    }
  } catch (error) {
    close();
    throw error;
  }
  return {
    sets: sets.map(({ info }) => info),
    lookup(digests) {
      const nameOf = (kind: HashSetKind): string | undefined =>
        sets.find((set) => set.info.kind === kind && holds(set, digests))?.info.name;
      const known = nameOf('known');
      const notable = nameOf('notable');
      return { ...(known !== undefined && { known }), ...(notable !== undefined && { notable }) };
    },
    close,
  };
}
