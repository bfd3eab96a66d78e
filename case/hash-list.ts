/** What a list of hashes may say, and how it names what is wrong in it. */
import { type HashAlgorithm, hashAlgorithm, hexLengths } from '../schemas/intake.ts';
import { Problem } from '../schemas/problem.ts';

/** Hex, lower-case. */
export type Digests = Readonly<Partial<Record<HashAlgorithm, string>>>;

/** What lists of other tools hold: SHA-512 is compared where a source is verified, and never looked up. */
export type ListAlgorithm = HashAlgorithm | 'sha512';
export type ListHashes = Readonly<Partial<Record<ListAlgorithm, string>>>;

/** Digits in hex, the strongest algorithm first. */
export const listLengths: Readonly<Record<ListAlgorithm, number>> = { sha512: 128, ...hexLengths };

/** Takes the hashes of a list, in any order; one may come several times. */
export interface HashSink {
  add(algorithm: HashAlgorithm, hash: Buffer): void;
}

export const isHex = (text: string, length: number): boolean =>
  text.length === length && /^[0-9a-fA-F]+$/.test(text);

/** The error for a line that says something else than a hash. */
export const wrongLine = (path: string, line: number, says: string): Problem =>
  new Problem('bad-file', `${path}, line ${line}: ${says}`, 'Correct the list, or name the right file.');

/** Names of columns, in lower case. */
export const columnNames: Readonly<Record<string, HashAlgorithm>> = {
  'sha-256': 'sha256',
  sha256: 'sha256',
  'sha-1': 'sha1',
  sha1: 'sha1',
  md5: 'md5',
};

/** The strongest algorithm of an RDS: one hash a file is enough, the others would only take room. */
export function strongest(columns: ReadonlyMap<HashAlgorithm, number | string>): HashAlgorithm | undefined {
  return hashAlgorithm.options.find((algorithm) => columns.has(algorithm));
}
