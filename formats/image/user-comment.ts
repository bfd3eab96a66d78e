/** Decodes the EXIF tag UserComment (EXIF 2.3, 4.6.5): eight bytes that name its character code, then the words. */
import { isUtf8 } from 'node:buffer';

const codeBytes = 8;
/** What cameras write where there is no comment. */
const isEmpty = (text: string): boolean => /^[\0\s\uFFFD]*$/u.test(text);

/** Zeros where the upper half of letters stands. */
function countZeros(bytes: Uint8Array, first: 0 | 1): number {
  let zeros = 0;
  for (let at = first; at < bytes.length; at += 2) if (bytes[at] === 0) zeros += 1;
  return zeros;
}

/** In which order the bytes of UTF-16 stand: by a mark, by their zeros, else as in the block that holds them. */
function isLittleEndian(bytes: Uint8Array, blockIsLittle: boolean): boolean {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return true;
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return false;
  const [even, odd] = [countZeros(bytes, 0), countZeros(bytes, 1)];
  return even === odd ? blockIsLittle : odd > even;
}

function decodeUnstated(bytes: Uint8Array): string {
  return isUtf8(bytes) ? Buffer.from(bytes).toString('utf8') : Buffer.from(bytes).toString('latin1');
}

/** The words; '' where there are none. `blockIsLittle`: the byte order of the TIFF block around it. */
export function decodeUserComment(value: Uint8Array, blockIsLittle: boolean): string {
  const code = Buffer.from(value.subarray(0, codeBytes)).toString('latin1').replaceAll('\0', '').trim();
  const bytes = value.subarray(codeBytes);
  let text: string;
  if (code === 'UNICODE')
    text = new TextDecoder(isLittleEndian(bytes, blockIsLittle) ? 'utf-16le' : 'utf-16be').decode(
      bytes.subarray(0, bytes.length - (bytes.length % 2)),
    );
  else if (code === 'JIS') text = new TextDecoder('iso-2022-jp').decode(bytes);
  else if (code === 'ASCII' || code === '') text = decodeUnstated(bytes);
  // Some programs leave the code away and write words at once.
  else text = decodeUnstated(value);
  return isEmpty(text) ? '' : text.replaceAll('\0', '').trim();
}
