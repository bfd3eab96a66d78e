/** Reads the records of a part of a binary workbook: a number, a length, so many bytes ([MS-XLSB] 2.1.4). */
import { LimitError } from '../../contract.ts';

/** A cell of 32,767 signs has 64 KiB; of longer records the beginning is read, which stops one that claims 256 MiB. */
const maxRecordBytes = 1024 * 1024;

interface Head {
  readonly id: number;
  /** Where the data begins, and how long the record says that it is. */
  readonly start: number;
  readonly length: number;
}

/** Seven bits a byte, the lower ones first: two bytes of a number at most, four of a length. */
function headAt(bytes: Buffer, at: number): Head | undefined {
  let start = at;
  const value = (most: number): number | undefined => {
    let sum = 0;
    for (let index = 0; index < most; index += 1) {
      const byte = bytes[start++];
      if (byte === undefined) return undefined;
      sum += (byte & 0x7f) * 2 ** (7 * index);
      if (byte < 0x80) break;
    }
    return sum;
  };
  const id = value(2);
  const length = id === undefined ? undefined : value(4);
  return id === undefined || length === undefined ? undefined : { id, start, length };
}

/**
 * Gives each record to `take`, waiting for `drain` about once a megabyte. The data is only valid while it is taken. Throws
 * `LimitError` with `truncated` where the part ends within a record, with `text-cut` where one was read in part, both
 * behind all others; errors of `chunks` pass through.
 */
export async function readRecords(
  chunks: AsyncIterable<Uint8Array>,
  take: (id: number, data: Buffer) => void,
  drain: () => Promise<void>,
): Promise<void> {
  let rest: Buffer = Buffer.alloc(0);
  let [passOver, cut, sinceDrain] = [0, 0, 0];
  for await (const chunk of chunks) {
    let bytes: Buffer = Buffer.concat([rest, chunk]);
    for (;;) {
      const passed = Math.min(passOver, bytes.length);
      passOver -= passed;
      bytes = bytes.subarray(passed);
      const head = passOver > 0 ? undefined : headAt(bytes, 0);
      const kept = Math.min(head?.length ?? 0, maxRecordBytes);
      if (!head || head.start + kept > bytes.length) break;
      take(head.id, bytes.subarray(head.start, head.start + kept));
      if (kept < head.length) cut += 1;
      passOver = head.start + head.length;
    }
    rest = bytes;
    sinceDrain += chunk.length;
    if (sinceDrain < 1024 * 1024) continue;
    sinceDrain = 0;
    await drain();
  }
  if (rest.length > 0 || passOver > 0) throw new LimitError('truncated', 'it ends within a record');
  if (cut > 0) throw new LimitError('text-cut', `${cut} records are longer than ${maxRecordBytes} bytes`);
}
