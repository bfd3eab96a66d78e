/** Tells the name of a file in an OLE package, which states it in single bytes and often once more in UTF-16. */
import { decodeName, guessNameCharset } from '../archives/member-name.ts';

/** A longer one is no path of Windows. */
const maxUnits = 1024;

const withoutFolders = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1);

/**
 * Behind the file Windows writes the temporary path, the label and the original path once more, in UTF-16 with their
 * lengths: in single bytes, characters of another code page are lost.
 */
function readWideNames(data: Buffer, start: number): string | undefined {
  const names: string[] = [];
  let at = start;
  for (let index = 0; index < 3; index += 1) {
    if (at + 4 > data.length) return undefined;
    const units = data.readUInt32LE(at);
    const end = at + 4 + units * 2;
    if (units > maxUnits || end > data.length) return undefined;
    names.push(
      data
        .toString('utf16le', at + 4, end)
        .replace(/\0+$/, '')
        .toWellFormed(),
    );
    at = end;
  }
  const [, label = '', path = ''] = names;
  return label === '' ? path || undefined : label;
}

/**
 * The name without its folders. `narrow` is what the package says first, its bytes as Latin-1; `end` is where the file
 * ends in it.
 */
export function packageName(narrow: string, data: Buffer, end: number): string {
  const wide = readWideNames(data, end);
  if (wide !== undefined) return withoutFolders(wide);
  const bytes = Buffer.from(narrow, 'latin1');
  const charset = guessNameCharset(bytes);
  // Windows wrote it, so what is in no charset of East Asia is in none of DOS either.
  return withoutFolders(charset === 'cp437' ? narrow : decodeName(bytes, charset).name);
}
