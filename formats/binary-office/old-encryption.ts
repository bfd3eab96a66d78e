/**
 * The encryption of Office 97 to 2003 with a given word: RC4 and RC4 of the CryptoAPI ([MS-OFFCRYPTO] 2.3.6, 2.3.5). Each
 * block of a stream has a key of its own, so that a stream is decrypted from anywhere.
 */
import { hash } from 'node:crypto';

/** Decrypts bytes that lie at an offset of their stream. */
export type Decrypt = (sealed: Uint8Array, offset: number) => Buffer;

/** Rounds of one try, as `PasswordTries` counts them. */
export const roundsOfTry = 100;

const saltBytes = 16;
const verifierBytes = 16;

const digest = (algorithm: 'md5' | 'sha1', ...parts: readonly Uint8Array[]): Buffer =>
  hash(algorithm, Buffer.concat(parts), 'buffer');
const littleEndian = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

/** What the description of an encryption says, and how the key of a block follows from a word. */
interface Description {
  readonly verifier: Uint8Array;
  readonly verifierHash: Uint8Array;
  readonly algorithm: 'md5' | 'sha1';
  readonly keysOf: (word: string) => (block: number) => Buffer;
}

/** 2.3.6.1: versions 1.1, salt, verifier and its hash. */
function readRc4(bytes: Buffer): Description | undefined {
  const salt = bytes.subarray(4, 4 + saltBytes);
  const verifier = bytes.subarray(20, 36);
  const verifierHash = bytes.subarray(36, 52);
  if (verifierHash.length < 16) return undefined;
  return {
    verifier,
    verifierHash,
    algorithm: 'md5',
    keysOf(word) {
      const first = digest('md5', Buffer.from(word, 'utf16le')).subarray(0, 5);
      const mixed = Array.from({ length: 16 }, () => [first, salt]).flat();
      const key = digest('md5', ...mixed).subarray(0, 5);
      return (block) => digest('md5', key, littleEndian(block));
    },
  };
}

/** 2.3.5.1: flags, the size of the header, the header, the verifier. */
function readCryptoApi(bytes: Buffer): Description | undefined {
  if (bytes.length < 12) return undefined;
  const headerBytes = bytes.readUInt32LE(8);
  const header = bytes.subarray(12, 12 + headerBytes);
  const rest = bytes.subarray(12 + headerBytes);
  if (header.length < 20 || rest.length < 4 + saltBytes + verifierBytes + 4 + 20) return undefined;
  // 0 stands for 40 bits.
  const keyBytes = (header.readUInt32LE(16) || 40) / 8;
  if (keyBytes < 5 || keyBytes > 16) return undefined;
  const salt = rest.subarray(4, 20);
  return {
    verifier: rest.subarray(20, 36),
    verifierHash: rest.subarray(40, 60),
    algorithm: 'sha1',
    keysOf(word) {
      const first = digest('sha1', salt, Buffer.from(word, 'utf16le'));
      return (block) => {
        const key = digest('sha1', first, littleEndian(block)).subarray(0, keyBytes);
        // 40 bits are filled up with zeros (2.3.5.2).
        return keyBytes === 5 ? Buffer.concat([key, Buffer.alloc(11)]) : key;
      };
    },
  };
}

function readDescription(bytes: Buffer): Description | undefined {
  if (bytes.length < 4) return undefined;
  const [major, minor] = [bytes.readUInt16LE(0), bytes.readUInt16LE(2)];
  if (major === 1 && minor === 1) return readRc4(bytes);
  return major >= 2 && major <= 4 && minor === 2 ? readCryptoApi(bytes) : undefined;
}

/** The bytes under the keystream, of which `skipped` have passed before. */
function rc4(key: Uint8Array, bytes: Uint8Array, skipped: number): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, at) => at);
  const swap = (one: number, other: number): void => {
    const value = state[one] ?? 0;
    state[one] = state[other] ?? 0;
    state[other] = value;
  };
  for (let at = 0, other = 0; at < 256; at++) {
    other = (other + (state[at] ?? 0) + (key[at % key.length] ?? 0)) & 255;
    swap(at, other);
  }
  const plain = Buffer.alloc(bytes.length);
  for (let step = 0, one = 0, other = 0; step < skipped + bytes.length; step++) {
    one = (one + 1) & 255;
    other = (other + (state[one] ?? 0)) & 255;
    swap(one, other);
    if (step < skipped) continue;
    const stream = state[((state[one] ?? 0) + (state[other] ?? 0)) & 255] ?? 0;
    plain[step - skipped] = (bytes[step - skipped] ?? 0) ^ stream;
  }
  return plain;
}

/** Undefined where the word does not fit, or the description is of another kind. */
export function unlock(description: Buffer, word: string, blockBytes: number): Decrypt | undefined {
  const read = readDescription(description);
  if (!read) return undefined;
  const keyOf = read.keysOf(word);
  // One keystream runs over both.
  const checked = rc4(keyOf(0), Buffer.concat([read.verifier, read.verifierHash]), 0);
  const expected = digest(read.algorithm, checked.subarray(0, verifierBytes));
  if (!expected.equals(checked.subarray(verifierBytes))) return undefined;
  return (sealed, offset) => {
    const parts: Buffer[] = [];
    for (let at = offset; at < offset + sealed.length;) {
      const block = Math.floor(at / blockBytes);
      const end = Math.min(offset + sealed.length, (block + 1) * blockBytes);
      parts.push(rc4(keyOf(block), sealed.subarray(at - offset, end - offset), at % blockBytes));
      at = end;
    }
    return Buffer.concat(parts);
  };
}
