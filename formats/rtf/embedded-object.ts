/** Takes the file out of an object embedded in RTF ([MS-OLEDS] 2.2, OLE 1.0 format). */

import { packageName } from '../ole/package-name.ts';

export interface EmbeddedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Characters of a name or path; the format allows any length. */
const maxStringBytes = 4096;

/** Reads little-endian fields in order; every read is undefined beyond the end. */
function readFields(bytes: Buffer) {
  let at = 0;
  const number = (): number | undefined => {
    if (at + 4 > bytes.length) return undefined;
    at += 4;
    return bytes.readUInt32LE(at - 4);
  };
  const block = (length: number): Buffer | undefined => {
    if (at + length > bytes.length) return undefined;
    at += length;
    return bytes.subarray(at - length, at);
  };
  const skip = (length: number) => void (at += length);
  /** To the next NUL. */
  const string = (): Buffer | undefined => {
    const end = bytes.indexOf(0, at);
    if (end < 0 || end - at > maxStringBytes) return undefined;
    const found = bytes.subarray(at, end);
    at = end + 1;
    return found;
  };
  return { number, block, skip, string, position: () => at };
}

/** The file in a `Package` object: label, path, then the content with its length. */
function unpack(native: Buffer): EmbeddedFile | undefined {
  const { number, block, skip, string, position } = readFields(native);
  skip(2);
  const label = string();
  const path = string();
  skip(4);
  const pathLength = number();
  if (!label || !path || pathLength === undefined || pathLength > maxStringBytes || !block(pathLength))
    return undefined;
  const length = number();
  const bytes = length === undefined ? undefined : block(length);
  return bytes ? { name: packageName(label.toString('latin1'), native, position()), bytes } : undefined;
}

/**
 * The embedded file of `\objdata`: what a package wraps, or the object's native data (often an OLE compound
 * file). Undefined for a link, and for data that is no OLE 1.0 object.
 */
export function readEmbeddedObject(data: Buffer): EmbeddedFile | undefined {
  const { number, block } = readFields(data);
  const readText = () => {
    const length = number();
    return length === undefined || length > maxStringBytes ? undefined : block(length);
  };
  number();
  const embeddedFormat = 2;
  if (number() !== embeddedFormat) return undefined;
  const [className, topic, item] = [readText(), readText(), readText()];
  const length = number();
  if (!className || !topic || !item || length === undefined) return undefined;
  const native = block(length);
  if (!native) return undefined;
  const isPackage = className.toString('latin1').replaceAll('\0', '').toLowerCase() === 'package';
  return (isPackage ? unpack(native) : undefined) ?? { name: '', bytes: native };
}
