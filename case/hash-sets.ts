/**
 * Sets of hashes of known, notable or restricted files, held on disk: 50 million hashes cost no memory.
 *
 * Each list is read once into one file of the store, named by the list's own hash, which sorts outside of memory; what
 * remains is a lookup.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type HashAlgorithm, hashAlgorithm } from '../schemas/intake.ts';
import { messageOf, Problem } from '../schemas/problem.ts';
import { hashOfFile } from './file-hash.ts';
import { type Digests, type HashSink, wrongLine } from './hash-list.ts';
import { readHashRows } from './hash-rows.ts';
import { type HeldLists, holdsNothing } from './held-lists.ts';
import { headOf } from './list-lines.ts';
import type { HashSetStore, StoredHashSet } from './hash-set-store.ts';

/** Where sets are made, by what, and which the user holds. */
interface Making {
  readonly folder: string;
  readonly store: HashSetStore;
  readonly held: HeldLists;
}

export type HashSetKind = 'known' | 'notable' | 'restricted';

/** A list as `--hashset` names it. */
export interface HashSetList {
  readonly kind: HashSetKind;
  readonly path: string;
  /** In place of the path: a list that the case has read, by its name and its SHA-256. */
  readonly kept?: { readonly name: string; readonly version: string };
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
  lookup(digests: Digests): Readonly<Partial<Record<HashSetKind, string>>>;
  close(): void;
}

/** Reads `known:FILE`, `notable:FILE` or `restricted:FILE`. Throws `wrong-value`. */
export function parseHashSetOption(text: string): HashSetList {
  const match = /^(known|notable|restricted):(.+)$/s.exec(text);
  if (match) return { kind: match[1] as HashSetKind, path: match[2] ?? '' };
  throw new Problem(
    'wrong-value',
    `--hashset: "${text}" is not allowed`,
    'Allowed is known:FILE, notable:FILE or restricted:FILE.',
  );
}

/**
 * Text in any form that `hash-rows.ts` reads, a hash alone on its line among them. Of a table the strongest algorithm of
 * each row counts: one hash a file is enough, the others would only take room.
 */
async function readText(path: string, sink: HashSink): Promise<void> {
  for await (const { hashes, line } of readHashRows(path, { allowBare: true })) {
    const algorithm = hashAlgorithm.options.find((one) => hashes[one] !== undefined);
    if (!algorithm)
      throw wrongLine(path, line, 'SHA-512 is not looked up: name a list of SHA-256, SHA-1 or MD5');
    sink.add(algorithm, Buffer.from(hashes[algorithm] ?? '', 'hex'));
  }
}

async function readList(path: string, store: HashSetStore, sink: HashSink): Promise<void> {
  const isDatabase = headOf(path).toString('latin1').startsWith('SQLite format 3\0');
  return isDatabase ? store.readDatabase(path, sink) : readText(path, sink);
}

/** Whether a table that lies in a case is the one that was made for this user of the list with its name. */
const isHeld = async (built: string, name: string, held: HeldLists): Promise<boolean> => {
  const sha256 = held.held(name);
  return sha256 !== undefined && sha256 === (await hashOfFile(built));
};

/**
 * Makes the set's file in `folder`, once for each content of the list. One that lies there and was not made for this user
 * may hold other hashes than the list, and is made anew. Throws `bad-file`, naming the line.
 */
async function buildSet({ folder, store, held }: Making, path: string, version: string): Promise<string> {
  const name = store.fileName(version);
  const built = join(folder, name);
  if (existsSync(built) && (await isHeld(built, name, held))) return built;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const temporary = `${built}.${process.pid}.tmp`;
  rmSync(temporary, { force: true });
  const writer = store.create(temporary);
  try {
    await readList(path, store, writer);
    writer.finish();
    held.hold(name, await hashOfFile(temporary));
    renameSync(temporary, built);
    return built;
  } catch (error) {
    writer.abandon();
    rmSync(temporary, { force: true });
    throw error;
  }
}

async function openKept(
  { folder, store, held }: Making,
  kind: HashSetKind,
  { name, version }: { readonly name: string; readonly version: string },
): Promise<{ readonly info: HashSetInfo; readonly file: StoredHashSet }> {
  const fileName = store.fileName(version);
  const built = join(folder, fileName);
  if (!existsSync(built))
    throw new Problem(
      'case-damaged',
      `the hash set "${name}" of this case is not there: ${built}`,
      `Name its list again with --hashset ${kind}:FILE, or go on without with --only-these-lists.`,
    );
  if (!held.trusted && !(await isHeld(built, fileName, held)))
    throw new Problem(
      'case-untrusted',
      `the hash set "${name}" of this case was not made for you: it may hold other hashes than the list of that name`,
      `Name its list again with --hashset ${kind}:FILE, or go on without with --only-these-lists; --trust-case takes it as it is.`,
    );
  const file = store.open(built);
  return { info: { kind, name, version, counts: file.counts }, file };
}

/**
 * Opens the lists in the order given, making their files in `folder` (the case's `hash-sets`) where they are not
 * there yet, or were not made for the user. Memory: 64 MB while a list is read, 16 MB for each that is open.
 */
export async function openHashSets(
  folder: string,
  store: HashSetStore,
  lists: readonly HashSetList[],
  held: HeldLists = holdsNothing,
): Promise<HashSets> {
  const making = { folder, store, held };
  const sets: { readonly info: HashSetInfo; readonly file: StoredHashSet }[] = [];
  const close = (): void => sets.forEach(({ file }) => file.close());
  try {
    for (const { kind, path, kept } of lists) {
      if (kept) {
        sets.push(await openKept(making, kind, kept));
        continue;
      }
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
      const file = store.open(await buildSet(making, path, version));
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
      const kinds = ['known', 'notable', 'restricted'] as const;
      return Object.fromEntries(kinds.flatMap((kind) => [[kind, nameOf(kind)]].filter(([, name]) => name)));
    },
    close,
  };
}
