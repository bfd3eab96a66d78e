/**
 * Reads how stretches of a Word document are set apart: the pages of character and paragraph properties ([MS-DOC]
 * 2.9.33 FKPs), by place in the stream.
 */

const pageBytes = 512;
const wordsOfCharacters = 1;
const bytesOfParagraphs = 13;
/** Word 6 has six bytes of a paragraph's height in each entry. */
const bytesOfOldParagraphs = 7;

/** A stretch of the stream, up to `end`, with what its properties say. */
export interface FormattedRun<T> {
  readonly start: number;
  readonly end: number;
  readonly look: T;
}

export interface PageOptions {
  readonly kind: 'characters' | 'paragraphs';
  readonly isOld: boolean;
}

/** The numbers of the pages, each once: a table that names one page a million times costs nothing more. */
function pageNumbers(table: Buffer, isOld: boolean): Set<number> {
  const numberBytes = isOld ? 2 : 4;
  const count = Math.floor((table.length - 4) / (4 + numberBytes));
  const found = new Set<number>();
  for (let index = 0; index < count; index += 1) {
    const at = (count + 1) * 4 + index * numberBytes;
    found.add(isOld ? table.readUInt16LE(at) : table.readUInt32LE(at) & 0x3fffff);
  }
  return found;
}

/** The list of properties that an entry of a page leads to; empty where it leads to none. */
function propertiesAt(page: Buffer, offset: number, { kind, isOld }: PageOptions): Buffer {
  const at = offset * 2;
  const first = page[at] ?? 0;
  if (offset === 0) return page.subarray(0, 0);
  if (kind === 'characters') return page.subarray(at + 1, Math.min(at + 1 + first, pageBytes));
  // Words, of which an odd count is written as twice the words less one, and an even one behind a zero (2.9.178).
  if (isOld) return page.subarray(at + 1, Math.min(at + 1 + first * 2, pageBytes));
  if (first !== 0) return page.subarray(at + 1, Math.min(at + first * 2, pageBytes));
  return page.subarray(at + 2, Math.min(at + 2 + (page[at + 1] ?? 0) * 2, pageBytes));
}

/**
 * The stretches for whose properties `look` gives something, ascending; `damaged` pages lie outside of the stream. Of
 * stretches that overlap the first counts.
 */
export function readFormattedRuns<T>(
  stream: Buffer,
  table: Buffer,
  options: PageOptions,
  look: (properties: Buffer) => T | undefined,
): { runs: FormattedRun<T>[]; damaged: number } {
  const entryBytes =
    options.kind === 'characters'
      ? wordsOfCharacters
      : options.isOld
        ? bytesOfOldParagraphs
        : bytesOfParagraphs;
  const runs: FormattedRun<T>[] = [];
  let damaged = 0;
  for (const number of pageNumbers(table, options.isOld)) {
    const page = stream.subarray(number * pageBytes, (number + 1) * pageBytes);
    const count = page[pageBytes - 1] ?? 0;
    if (page.length < pageBytes || (count + 1) * 4 + count * entryBytes >= pageBytes) {
      damaged += 1;
      continue;
    }
    for (let index = 0; index < count; index += 1) {
      const start = page.readUInt32LE(index * 4);
      const end = page.readUInt32LE(index * 4 + 4);
      const offset = page[(count + 1) * 4 + index * entryBytes] ?? 0;
      const found = start < end ? look(propertiesAt(page, offset, options)) : undefined;
      if (found !== undefined) runs.push({ start, end, look: found });
    }
  }
  return { runs: runs.sort((one, other) => one.start - other.start), damaged };
}

/** Index of the first of the ascending runs that ends behind `at`. */
export function firstRunBehind(runs: readonly FormattedRun<unknown>[], at: number): number {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((runs[middle]?.end ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
