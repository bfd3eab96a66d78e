/** Opens folders of 7z that are sealed with AES-256 (7zAES, method 06f10701 of the LZMA SDK) under a given word. */
import { createDecipheriv, createHash } from 'node:crypto';
import type { Coder, Folder } from './7z-header.ts';

export const aes = '06f10701';
/** 7z writes 19; a power beyond this takes a minute a try, and stands for nothing that a program writes. */
const maxPower = 24;
/** Stands for a key that is the word itself. */
const noHash = 0x3f;
/** Rounds that are put together before they are hashed: fewer calls. */
const roundsAtOnce = 1024;
const blockBytes = 16;

export interface Seal {
  readonly power: number;
  readonly salt: Buffer;
  readonly vector: Buffer;
}

/** How a folder is sealed; undefined where it is not, or by more than one seal behind at most one other simple coder. */
export function sealOf({ coders, packed }: Folder): Seal | undefined {
  const [seal, ...more] = coders.filter(({ method }) => method === aes);
  if (!seal || more.length > 0 || coders.length > 2 || packed.length !== 1) return undefined;
  const [first = 0, second = 0] = seal.properties;
  const power = first & 0x3f;
  if (power > maxPower && power !== noHash) return undefined;
  const hasBoth = (first & 0xc0) !== 0;
  const saltBytes = hasBoth ? ((first >> 7) & 1) + (second >> 4) : 0;
  const vectorBytes = hasBoth ? ((first >> 6) & 1) + (second & 15) : 0;
  const salt = seal.properties.subarray(2, 2 + saltBytes);
  const vector = Buffer.alloc(blockBytes);
  seal.properties.copy(vector, 0, 2 + saltBytes, 2 + saltBytes + vectorBytes);
  return { power, salt, vector };
}

/** All rounds of a try go into one hash: so many cost what a hash does that is begun anew. */
const roundsOfHash = 16;

/** Rounds of one try, as `PasswordTries` counts them. */
export const roundsOfTry = ({ power }: Seal): number =>
  power === noHash ? 1 : Math.ceil(2 ** power / roundsOfHash);

/** SHA-256 over salt, word and number of the round, all rounds in one. */
export function keyOf({ power, salt }: Seal, word: string): Buffer {
  const one = Buffer.concat([salt, Buffer.from(word, 'utf16le'), Buffer.alloc(8)]);
  if (power === noHash) return Buffer.concat([one.subarray(0, -8), Buffer.alloc(32)]).subarray(0, 32);
  const rounds = 2 ** power;
  const together = Math.min(rounds, roundsAtOnce);
  const bytes = Buffer.concat(Array.from({ length: together }, () => one));
  const hash = createHash('sha256');
  for (let round = 0; round < rounds; round += together) {
    for (let at = 0; at < together; at++) bytes.writeUInt32LE(round + at, (at + 1) * one.length - 8);
    hash.update(bytes);
  }
  return hash.digest();
}

/** Padding included: what follows takes of it what it needs. */
export function decrypt(sealed: Uint8Array, { vector }: Seal, key: Buffer): Buffer {
  const cipher = createDecipheriv('aes-256-cbc', key, vector).setAutoPadding(false);
  return cipher.update(sealed.subarray(0, sealed.length - (sealed.length % blockBytes)));
}

const rawOf = ({ method, properties }: Coder): Buffer => {
  const id = Buffer.from(method, 'hex');
  const head = Buffer.from([1, id.length | (properties.length > 0 ? 0x20 : 0)]);
  const size = properties.length > 0 ? Buffer.from([properties.length]) : Buffer.alloc(0);
  return Buffer.concat([head, id, size, properties]);
};

/** The folder as it is below its seal; its packed stream starts at 0 of what `decrypt` gives. */
export function withoutSeal(folder: Folder): Folder {
  const inner = folder.coders.findIndex(({ method }) => method !== aes);
  const coder = folder.coders[inner] ?? { method: '00', properties: Buffer.alloc(0) };
  const sealed = folder.unpackSizes[folder.coders.findIndex(({ method }) => method === aes)] ?? 0;
  return {
    ...folder,
    coders: [coder],
    raw: rawOf(coder),
    unpackSizes: [folder.bytes],
    start: 0,
    packed: [sealed],
  };
}
