/** The port of what is kept of the tables of a case: profiles and keyed hashes, each by the document that it is of. */
import type { DatasetProfile } from './dataset-profile.ts';
import type { KeptKeys, ProfiledTable } from './profile-document.ts';

export interface KeptDataset {
  readonly sha256: string;
  /** From 1, in the order of the document. */
  readonly number: number;
  readonly profile: DatasetProfile;
}

export interface DatasetStore {
  /** Of the keyed hashes; it never leaves the case. */
  readonly key: Uint8Array;
  /** What the tables of a document were made of, as `replace` was told; undefined where it was not looked at. */
  madeOf(sha256: string): string | undefined;
  /** Sheets of it beyond those that are profiled. */
  unread(sha256: string): number;
  /** All of a document, or nothing where it fails. */
  replace(sha256: string, madeOf: string, tables: readonly ProfiledTable[], unread: number): void;
  /** The tables of a document, in its order. */
  datasets(sha256: string): KeptDataset[];
  /** By kind; empty for a table that is not about people. */
  keys(of: Pick<KeptDataset, 'sha256' | 'number'>): KeptKeys[];
  close(): void;
}
