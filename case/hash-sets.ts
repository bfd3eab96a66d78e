/**
 * Sets of hashes of known or notable files, held on disk: 50 million hashes cost no memory.
 *
 * Each list is read once into one file of the store, named by the list's own hash, which sorts outside of memory; what
 * remains is a lookup.
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
import { parse } from 'csv-parse';
import { createInterface } from 'node:readline';
import { algorithmOf, type HashAlgorithm, hexLengths } from '../schemas/intake.ts';
import { codeOf, messageOf, Problem } from '../schemas/problem.ts';
import { columnNames, type Digests, type HashSink, isHex, strongest, wrongLine } from './hash-list.ts';
import type { HashSetStore, StoredHashSet } from './hash-set-store.ts';

export type HashSetKind = 'known' | 'notable';

/** A list as `--hashset` names it. */
export interface HashSetList {
  readonly kind: HashSetKind;
  readonly path: string;
}

export interface HashSetInfo {
  readonly kind: HashSetKind;
  /** The list's file name. */
  readonly name: string;
  /** SHA-256 of the list. */
  readonly version: string;
  /** Hashes held, by algorithm; each once. */
  readonly counts: Readonly<Partial<Record<HashAlgorithm, number>>>;
}

export interface HashSets {
  readonly sets: readonly HashSetInfo[];
  /** The name of the first set of each kind that holds one of the digests. */
  lookup(digests: Digests): { readonly known?: string; readonly notable?: string };
  close(): void;
}

/** Reads `known:FILE` or `notable:FILE`. Throws `wrong-value`. */
export function parseHashSetOption(text: string): HashSetList {
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

/** One hash a line, alone; `#` begins a comment. Longer lines than any hash are not read to their end. */
async function readLines(path: string, sink: HashSink): Promise<void> {
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
    sink.add(algorithm, Buffer.from(line, 'hex'));
  }
}

/** NSRL's RDS as CSV: a heading that names `"SHA-1"`, `"MD5"` …, then one file a line. */
async function readCsv(path: string, sink: HashSink): Promise<void> {
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
      sink.add(column.algorithm, Buffer.from(hex, 'hex'));
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

function headOf(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(4096);
    return head.subarray(0, readSync(file, head, 0, head.length, 0));
  } finally {
    closeSync(file);
  }
}

async function readList(path: string, store: HashSetStore, sink: HashSink): Promise<void> {
  const head = headOf(path).toString('latin1');
  if (head.startsWith('SQLite format 3\0')) return store.readDatabase(path, sink);
  const firstLine = head.split(/\r?\n/, 1)[0] ?? '';
  return firstLine.includes(',') ? readCsv(path, sink) : readLines(path, sink);
}

/** Makes the set's file in `folder`, once for each content of the list. Throws `bad-file`, naming the line. */
async function buildSet(folder: string, store: HashSetStore, path: string, version: string): Promise<string> {
  const built = join(folder, store.fileName(version));
  if (existsSync(built)) return built;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const temporary = `${built}.${process.pid}.tmp`;
  rmSync(temporary, { force: true });
  const writer = store.create(temporary);
  try {
    await readList(path, store, writer);
    writer.finish();
    renameSync(temporary, built);
    return built;
  } catch (error) {
    writer.abandon();
    rmSync(temporary, { force: true });
    throw error;
  }
}

/**
 * Opens the lists in the order given, making their files in `folder` (the case's `hash-sets`) where they are not
 * there yet. Memory: 64 MB while a list is read, 16 MB for each that is open.
 */
export async function openHashSets(
  folder: string,
  store: HashSetStore,
  lists: readonly HashSetList[],
): Promise<HashSets> {
  const sets: { readonly info: HashSetInfo; readonly file: StoredHashSet }[] = [];
  const close = (): void => sets.forEach(({ file }) => file.close());
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
      const file = store.open(await buildSet(folder, store, path, version));
      sets.push({ info: { kind, name: basename(path), version, counts: file.counts }, file });
    }
  } catch (error) {
    close();
    throw error;
  }
  return {
    sets: sets.map(({ info }) => info),
    lookup(digests) {
      const nameOf = (kind: HashSetKind): string | undefined =>
        sets.find(({ info, file }) => info.kind === kind && file.holds(digests))?.info.name;
      const known = nameOf('known');
      const notable = nameOf('notable');
      return { ...(known !== undefined && { known }), ...(notable !== undefined && { notable }) };
    },
    close,
  };
}
