/** The port of what keeps a hash set on disk: written once from a list, then looked up. */
import type { HashAlgorithm } from '../schemas/intake.ts';
import type { Digests, HashSink } from './hash-list.ts';

/** Takes the hashes of a list; the file is whole after `finish`. */
export interface HashSetBuilder extends HashSink {
  finish(): void;
  /** Lets the file go, to be thrown away; also after `finish`. */
  abandon(): void;
}

export interface StoredHashSet {
  /** Hashes held, by algorithm; each once. */
  readonly counts: Readonly<Partial<Record<HashAlgorithm, number>>>;
  holds(digests: Digests): boolean;
  close(): void;
}

export interface HashSetStore {
  /** The file of a list with this hash; another where its form on disk is another. */
  fileName(version: string): string;
  create(path: string): HashSetBuilder;
  open(path: string): StoredHashSet;
  /** Reads a list that is a database itself (NSRL's RDS v3 is in SQLite). Throws `bad-file`. */
  readDatabase(path: string, sink: HashSink): void;
}
