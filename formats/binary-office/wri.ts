/**
 * Extracts documents of Windows Write, and of Word for DOS, which are laid out alike: text from byte 128 on, then pages of
 * 128 bytes that say how paragraphs look ("Microsoft Write file format", Windows SDK 3.0). Pictures and objects are items.
 */
import { isAscii } from 'node:buffer';
import { bufferAt } from '../content.ts';
import type { ByteRange, Content, Extract } from '../contract.ts';
import { decodePage } from '../rtf/code-pages.ts';

export const version = '2';

const pageBytes = 128;
const textStart = 128;
/** Text pushed between two signs of life. */
const pieceBytes = 64 * 1024;
/** Paragraphs of pictures that are told; a file of more is nothing but these. */
const maxPictures = 10_000;
/** Of a page that says how text looks: bytes of a stretch, and how many there is room for. */
const stretchBytes = 6;
const maxStretches = Math.floor((pageBytes - 5) / stretchBytes);
const windowsLatin = 1252;
const dosLatin = 850;
/** Of a paragraph's properties the byte and the bit that say that it is a picture. */
const pictureByte = 16;
const pictureBit = 0x10;

/** Without what is no text: the end of a file in DOS, hyphens that show at the end of a line alone, places of numbers. */
const showText = (text: string): string =>
  text.replaceAll(/\r\n?|\f|\v/g, '\n').replaceAll(/[^\P{Cc}\n\t]/gu, '');

/** A piece of the text up to `end`; no line end is cut. */
function pieceAt(content: Content, at: number, end: number): Buffer {
  const length = Math.min(pieceBytes, end - at);
  const isCut = content.read(at + length - 1, 1)[0] === 0x0d && length < end - at;
  return bufferAt(content, at, isCut ? length + 1 : length);
}

/** The head of a picture: what kind it is, and where its data begins. */
const pictureHeadBytes = 40;
const kinds: Readonly<Record<number, string>> = { 0x88: 'picture.wmf', 0xe3: 'picture.bmp', 0xe4: 'object' };

/** Undefined where no picture begins. */
const nameAt = (content: Content, at: number): string | undefined => {
  const head = bufferAt(content, at, 2);
  return head.length < 2 ? undefined : kinds[head.readUInt16LE(0)];
};

/** Paragraphs that are pictures, in their order, by the pages from `first` up to `last`. */
function picturesOf(content: Content, first: number, last: number, textEnd: number): ByteRange[] {
  const found: ByteRange[] = [];
  for (let number = first; number < last; number += 1) {
    const page = bufferAt(content, number * pageBytes, pageBytes);
    if (page.length < pageBytes) break;
    const count = Math.min(page[pageBytes - 1] ?? 0, maxStretches);
    let start = page.readUInt32LE(0);
    for (let index = 0; index < count; index += 1) {
      const end = page.readUInt32LE(4 + index * stretchBytes);
      const at = 4 + page.readUInt16LE(8 + index * stretchBytes);
      const isSaid = at + 1 + pictureByte < pageBytes && (page[at] ?? 0) > pictureByte;
      const isPicture = isSaid && ((page[at + 1 + pictureByte] ?? 0) & pictureBit) !== 0;
      const before = found.at(-1)?.end ?? textStart;
      if (isPicture && start >= before && end > start && end <= textEnd && nameAt(content, start))
        found.push({ start, end });
      if (found.length >= maxPictures) return found;
      start = end;
    }
  }
  return found;
}

/**
 * What lies behind the text and is none of the pages that say how it looks: those of letters follow the text, each with the
 * stretch of it that begins where that of the page before ended; those of paragraphs begin at `first`.
 */
function* strayPages(content: Content, textEnd: number, first: number): Generator<ByteRange> {
  let start = textStart;
  const begin = Math.ceil(textEnd / pageBytes);
  let stray: ByteRange | undefined;
  for (let number = begin; number < first && number * pageBytes < content.size; number += 1) {
    const page = bufferAt(content, number * pageBytes, pageBytes);
    const count = page[pageBytes - 1] ?? 0;
    const isOurs = page.length === pageBytes && count > 0 && page.readUInt32LE(0) === start;
    const end = isOurs ? page.readUInt32LE(4 + (Math.min(count, maxStretches) - 1) * stretchBytes) : start;
    if (end > start) start = end;
    else {
      const range = { start: number * pageBytes, end: Math.min(content.size, (number + 1) * pageBytes) };
      stray = { start: stray?.start ?? range.start, end: range.end };
      continue;
    }
    if (stray) yield stray;
    stray = undefined;
  }
  if (stray) yield stray;
}

export const extract: Extract = async ({ content }, sink) => {
  const head = bufferAt(content, 0, textStart);
  if (head.length < textStart)
    return { status: 'failed', code: 'truncated', detail: 'shorter than its head' };
  const stated = head.readUInt32LE(14);
  const textEnd = Math.min(stated, content.size);
  if (stated > content.size) sink.warn('truncated', `${stated - content.size} bytes of its text are missing`);
  // Word for DOS has no number of pages there, and its letters are those of DOS.
  const isWrite = head.readUInt16LE(96) !== 0;
  const page = isWrite ? windowsLatin : dosLatin;
  const pictures = isWrite ? picturesOf(content, head.readUInt16LE(18), head.readUInt16LE(20), textEnd) : [];
  let isGuessed = false;
  sink.anchor({ line: 1, perLine: true });
  let at = textStart;
  for (const next of [...pictures, { start: Math.max(textStart, textEnd), end: textEnd }]) {
    while (at < next.start) {
      const bytes = pieceAt(content, at, next.start);
      at += bytes.length;
      isGuessed ||= !isAscii(bytes);
      sink.text(showText(decodePage(bytes, page)));
      await sink.drain();
    }
    if (next.end <= next.start) break;
    at = next.end;
    await sink.child({
      locator: `picture:${next.start}`,
      name: nameAt(content, next.start) ?? '',
      relation: 'embedded',
      open: () => content.slices(Math.min(next.end, next.start + pictureHeadBytes), next.end),
    });
  }
  if (isWrite)
    for (const range of strayPages(content, Math.max(textStart, textEnd), head.readUInt16LE(18)))
      await sink.unaccounted('unaccounted-data', range);
  // The fonts say of which family they are, and not of which letters.
  if (isGuessed) sink.warn('charset-guessed', isWrite ? 'windows-1252' : 'ibm850');
  return { status: 'extracted' };
};
