/** A workbook of Excel 97 to 2003 that is encrypted ([MS-XLS] 2.2.10): its records under the word that opens it. */
import { excelPassword, type PasswordTries } from '../passwords.ts';
import { type Decrypt, roundsOfTry, unlock } from './old-encryption.ts';
import { ids, nextAfter, type SheetRecord, sheetRecordAt } from './sheet-records.ts';

const blockBytes = 1024;
const headBytes = 4;
/** A head of so many records has no encryption behind it. */
const mostBefore = 64;
/** Of a sheet, where it begins: stated in the clear. */
const positionBytes = 4;
/** Written in the clear: beginnings, what encrypts, who writes, what locks, the interface, revisions. */
const clear: ReadonlySet<number> = new Set([0x0809, ids.password, 0x0194, 0x0195, 0x00e1, 0x0196, 0x0138]);
/** What stands in its place where it is decrypted: of no record, and passed over. */
const noRecord = 0xffff;

function sealOf(stream: Buffer): SheetRecord | undefined {
  let record = sheetRecordAt(stream, 0);
  for (let passed = 0; record && passed < mostBefore; passed++) {
    if (record.id === ids.password) return record;
    record = sheetRecordAt(stream, nextAfter(record));
  }
  return undefined;
}

/** The stream with its records decrypted; itself where nothing is encrypted, or no word opens it. */
export async function openWorkbook(stream: Buffer, tries: PasswordTries): Promise<Buffer> {
  const seal = sealOf(stream);
  // The first word tells RC4 (1) from the obfuscation by XOR (0), which is not opened.
  if (!seal || seal.data.length < 2 || seal.data.readUInt16LE(0) !== 1) return stream;
  const unlocked = (word: string): Decrypt | undefined => unlock(seal.data.subarray(2), word, blockBytes);
  const decrypt = unlocked(excelPassword) ?? (await tries.first(roundsOfTry, unlocked));
  return decrypt ? decrypted(stream, seal, decrypt) : stream;
}

/** Heads of records stay as they are; the keystream runs on under them. */
function decrypted(stream: Buffer, seal: SheetRecord, decrypt: Decrypt): Buffer {
  const plain = Buffer.from(stream);
  plain.writeUInt16LE(noRecord, seal.at);
  for (let record = sheetRecordAt(stream, nextAfter(seal)); record;) {
    const from = record.at + headBytes + (record.id === ids.sheet ? positionBytes : 0);
    const end = nextAfter(record);
    if (!clear.has(record.id) && end > from) decrypt(stream.subarray(from, end), from).copy(plain, from);
    record = sheetRecordAt(stream, end);
  }
  return plain;
}
