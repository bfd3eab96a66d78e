/** Takes the file out of an embedded OLE2 object: `Ole10Native` (MS-OLEDS 2.3.6), `Package` and `CONTENTS` streams. */
import { memoryContent } from '../content.ts';
import { packageName } from '../ole/package-name.ts';
import { type CompoundDamage, CompoundFile, type CompoundStream } from '../ole/compound-file.ts';

/** Names and paths are cut here; a longer one is no path of Windows. */
const maxPathBytes = 1024;

export interface OleFile {
  /** As the object names it, without folders; '' where it does not. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Set where the object does not have all of it. */
  readonly damage?: CompoundDamage;
}

/** A string of single bytes up to its zero; the offset after it. */
function readString(data: Buffer, at: number): { text: string; next: number } | undefined {
  const end = data.indexOf(0, at);
  if (end < 0 || end - at > maxPathBytes) return undefined;
  return { text: data.toString('latin1', at, end), next: end + 1 };
}

/** Size, type, label, original path, flags, temporary path, then the file; some writers leave all but size and file out. */
function readNative(data: Buffer, isDamaged: boolean): OleFile | undefined {
  if (data.length < 8) return undefined;
  // Cut off within its names, what is there is none of the file.
  const nameless = isDamaged ? undefined : { name: '', bytes: data.subarray(4) };
  const label = data.readUInt16LE(4) === 2 ? readString(data, 6) : undefined;
  const path = label && readString(data, label.next);
  if (!label || !path || path.next + 8 > data.length) return nameless;
  const temporaryBytes = data.readUInt32LE(path.next + 4);
  const sizeAt = path.next + 8 + temporaryBytes;
  if (sizeAt + 4 > data.length) return nameless;
  const end = sizeAt + 4 + data.readUInt32LE(sizeAt);
  const bytes = data.subarray(sizeAt + 4, end);
  return { name: packageName(label.text === '' ? path.text : label.text, data, end), bytes };
}

/** The file inside, as far as the object still has it; undefined where it is none of these kinds or nothing is left. */
export function openOleObject(object: Uint8Array): OleFile | undefined {
  const container = CompoundFile.open(memoryContent(object));
  const readStream = (name: string): CompoundStream | undefined => {
    const entry = container?.find(name);
    const stream = entry && container?.read(entry, object.length);
    return stream && stream.bytes.length > 0 ? stream : undefined;
  };
  const native = readStream('\u0001Ole10Native');
  if (native) {
    const file = readNative(native.bytes, native.damage !== undefined);
    return file && { ...file, damage: native.damage };
  }
  const whole = readStream('Package') ?? readStream('CONTENTS');
  return whole && { name: '', bytes: whole.bytes, damage: whole.damage };
}
