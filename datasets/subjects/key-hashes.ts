/** Identifiers of people as keyed hashes: whoever has one without the key of the case can try no values on it. */
import { createHash, createHmac } from 'node:crypto';

/** 53 bits: of two tables of a million people each, one in ten thousand pairs of tables would share a key by chance. */
export class KeyHashes {
  readonly #key: Buffer;

  constructor(key: Uint8Array) {
    this.#key = Buffer.from(key);
  }

  /** Whole, from 0 to below 2 ** 53. */
  of(domain: string, value: string): number {
    const bytes = createHmac('sha256', this.#key).update(`${domain}\n${value}`).digest();
    return bytes.readUInt32BE(0) * 2097152 + (bytes.readUInt32BE(4) >>> 11);
  }

  /** Addresses of mail and their SHA-256 meet in one domain. */
  ofIdentifier(kind: string, value: string): number {
    if (kind !== 'email') return this.of(kind, value);
    return this.of('hashed-email', createHash('sha256').update(value).digest('hex'));
  }
}
