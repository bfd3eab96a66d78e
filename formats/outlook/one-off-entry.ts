/** Reads the members of a distribution list that stand in it as name and address ([MS-OXCDATA] 2.2.5.1). */
import { decodeBytes } from '../charset/charset.ts';

const provider = '812b1fa4bea310199d6e00dd010f5402';
/** Flags, provider, version, flags. */
const headBytes = 24;
const unicodeFlag = 0x8000;

function* strings(bytes: Buffer, isWide: boolean, charset: string | undefined): Generator<string> {
  const step = isWide ? 2 : 1;
  for (let at = headBytes; at < bytes.length;) {
    let end = at;
    while (end + step <= bytes.length && (isWide ? bytes.readUInt16LE(end) : bytes.readUInt8(end)) !== 0)
      end += step;
    const part = bytes.subarray(at, end);
    yield isWide ? part.toString('utf16le').toWellFormed() : decodeBytes(part, charset);
    at = end + step;
  }
}

/** `Name <address>`; undefined where it is an entry of another kind. */
export function readOneOff(bytes: Buffer, charset: string | undefined): string | undefined {
  if (bytes.length < headBytes || bytes.toString('hex', 4, 20) !== provider) return undefined;
  const isWide = (bytes.readUInt16LE(22) & unicodeFlag) !== 0;
  const [name = '', , address = ''] = strings(bytes, isWide, charset);
  const said = [name, address && `<${address}>`].filter((text) => text !== '').join(' ');
  return said === '' ? undefined : said;
}
