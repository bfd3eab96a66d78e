/** What a browser is given to be known by again: 256 random bits, of which only the hash is kept. */
import { createHash, randomBytes } from 'node:crypto';

const secretBytes = 32;

export const newSecret = (): string => randomBytes(secretBytes).toString('base64url');

/** Looked up by its hash, so that no comparison of the secret itself could be timed. */
export const hashOfSecret = (secret: string): Uint8Array => createHash('sha256').update(secret).digest();
