/** Takes the file out of an embedded OLE2 object: `Ole10Native` (MS-OLEDS 2.3.6), `Package` and `CONTENTS` streams. */
import { type CFB$Entry, find, read } from 'cfb';

const magic = 'd0cf11e0a1b11ae1';
/** Names and paths are cut here; a longer one is no path of Windows. */
const maxPathBytes = 1024;

export interface OleFile {
  /** As the object names it, without folders; '' where it does not. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

const bytesOf = (entry: CFB$Entry | null): Buffer | undefined =>
  entry && entry.content.length > 0 ? Buffer.from(entry.content as Uint8Array) : undefined;

/** A string of single bytes up to its zero; the offset after it. */
function readString(data: Buffer, at: number): { text: string; next: number } | undefined {
  const end = data.indexOf(0, at);
  if (end < 0 || end - at > maxPathBytes) return undefined;
  return { text: data.toString('latin1', at, end), next: end + 1 };
}

/** Size, type, label, original path, flags, temporary path, then the file; some writers leave all but size and file out. */
function readNative(data: Buffer): OleFile | undefined {
  if (data.length < 8) return undefined;
  const label = data.readUInt16LE(4) === 2 ? readString(data, 6) : undefined;
  const path = label && readString(data, label.next);
  if (!label || !path || path.next + 8 > data.length) return { name: '', bytes: data.subarray(4) };
  const temporaryBytes = data.readUInt32LE(path.next + 4);
  const sizeAt = path.next + 8 + temporaryBytes;
  if (sizeAt + 4 > data.length) return { name: '', bytes: data.subarray(4) };
  const bytes = data.subarray(sizeAt + 4, sizeAt + 4 + data.readUInt32LE(sizeAt));
  const shown = label.text === '' ? path.text : label.text;
  return { name: shown.slice(Math.max(shown.lastIndexOf('\\'), shown.lastIndexOf('/')) + 1), bytes };
}

/** The file inside, or undefined where the object is none of these kinds or is damaged. */
export function openOleObject(object: Uint8Array): OleFile | undefined {
  if (Buffer.from(object.subarray(0, 8)).toString('hex') !== magic) return undefined;
  try {
    const container = read(Buffer.from(object), { type: 'buffer' });
    const native = bytesOf(find(container, '/\u0001Ole10Native'));
    if (native) return readNative(native);
    const whole = bytesOf(find(container, '/Package')) ?? bytesOf(find(container, '/CONTENTS'));
    return whole && { name: '', bytes: whole };
  } catch {
    // The damaged object itself is still a child, as it is.
    return undefined;
  }
}
