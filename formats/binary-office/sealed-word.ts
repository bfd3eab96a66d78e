/** A Word document of 97 to 2003 that is encrypted ([MS-DOC] 2.2.6): its streams under the word that opens it. */
import type { PasswordTries } from '../passwords.ts';
import { roundsOfTry, unlock } from './old-encryption.ts';

const blockBytes = 512;
/** The start of the stream of text stays in the clear (2.2.6.2, 2.2.6.3). */
const clearBytes = 68;
const flagsAt = 10;
const encryptedFlag = 0x0100;
/** Of the obfuscation by XOR, which is not opened. */
const obfuscatedFlag = 0x8000;
const descriptionSizeAt = 14;

export interface WordStreams {
  readonly text: Buffer;
  readonly tables: Buffer;
  /** What of the stream of data is looked at; encrypted as a whole. */
  readonly data: Buffer;
}

/** Undefined where no word opens it. */
export async function openWord(
  { text, tables, data }: WordStreams,
  tries: PasswordTries,
): Promise<WordStreams | undefined> {
  const flags = text.readUInt16LE(flagsAt);
  const descriptionBytes = text.readUInt32LE(descriptionSizeAt);
  if (flags & obfuscatedFlag || descriptionBytes > tables.length) return undefined;
  const description = tables.subarray(0, descriptionBytes);
  return tries.first(roundsOfTry, (word) => {
    const decrypt = unlock(description, word, blockBytes);
    if (!decrypt) return undefined;
    const plain = Buffer.concat([
      text.subarray(0, clearBytes),
      decrypt(text.subarray(clearBytes), clearBytes),
    ]);
    plain.writeUInt16LE(flags & ~encryptedFlag, flagsAt);
    const table = decrypt(tables.subarray(descriptionBytes), descriptionBytes);
    return { text: plain, tables: Buffer.concat([description, table]), data: decrypt(data, 0) };
  });
}
