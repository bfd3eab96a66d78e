/** Finds on a page of a PDF the words of the text that was made of it, as rectangles in PDFium's own measure. */
import type { PageMark } from '../../schemas/rendering.ts';
import type { PdfDocument } from '../pdf/open-document.ts';
import { cleanPageText, readPageText } from '../pdf/page-text.ts';

/** Characters of a page in which words are looked for; stops the page that holds a library. */
const maxPageChars = 1_000_000;
/** Rectangles of one mark: a line each, and more where letters are set apart. */
const maxRectangles = 20;

/** A stretch of the page's own characters, and which of the marks it is. */
interface Placed {
  readonly mark: number;
  readonly start: number;
  readonly count: number;
}

/** Left, top, right, bottom in the page's units; the origin lies at the lower left. */
export interface PageRectangle {
  readonly mark: number;
  readonly corners: readonly [number, number, number, number];
}

/** The text of a page as it was stored, and for each of its units the unit of PDFium's text that it came of. */
interface PageText {
  readonly stored: string;
  readonly raw: string;
  readonly origins: Uint32Array;
}

const isBlank = (sign: string | undefined): boolean => sign !== undefined && /\s/u.test(sign);

/**
 * Walks both texts: cleaning drops blanks and the marks of broken words, puts line feeds for other ends of lines and
 * another sign for what cannot be shown, and keeps all else.
 */
function originsOf(stored: string, raw: string): Uint32Array {
  const origins = new Uint32Array(stored.length + 1);
  let at = 0;
  for (let unit = 0; unit < stored.length; unit += 1) {
    const sign = stored[unit];
    const isHyphen = (one: string | undefined): boolean => one === '\uFFFE' || one === '\u0002';
    while (at < raw.length && raw[at] !== sign) {
      const own = raw[at];
      const isReplaced =
        (sign === '\n' &&
          isBlank(own) &&
          !(own === '\r' && raw[at + 1] === '\n') &&
          !/[ \t]/u.test(own ?? '')) ||
        (sign === '-' && isHyphen(own)) ||
        sign === '\uFFFD';
      if (isReplaced || !(isBlank(own) || isHyphen(own))) break;
      at += 1;
    }
    origins[unit] = at;
    if (at < raw.length) at += 1;
  }
  origins[stored.length] = at;
  return origins;
}

function readText(document: PdfDocument, page: number): PageText {
  const pieces: string[] = [];
  let raw = '';
  for (const piece of readPageText(document, page)) {
    raw += piece;
    const text = cleanPageText(piece);
    if (text !== '') pieces.push(text);
    if (raw.length > maxPageChars) break;
  }
  const stored = pieces.join('\n');
  return { stored, raw, origins: originsOf(stored, raw) };
}

/** Where the words begin, as near to `from` as they stand; -1 where they do not. */
function findNear(text: string, { from, words }: PageMark): number {
  if (text.startsWith(words, from)) return from;
  const before = text.lastIndexOf(words, from);
  const after = text.indexOf(words, from);
  if (before < 0 || after < 0) return Math.max(before, after);
  return from - before <= after - from ? before : after;
}

/** Numbers of characters (code points) before each of some offsets in UTF-16 units, which ascend. */
function pointsBefore(text: string, offsets: readonly number[]): Map<number, number> {
  const found = new Map<number, number>();
  let [unit, points] = [0, 0];
  for (const offset of offsets) {
    while (unit < offset) {
      unit += (text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1;
      points += 1;
    }
    found.set(offset, points);
  }
  return found;
}

function place({ stored, raw, origins }: PageText, marks: readonly PageMark[]): Placed[] {
  const ranges = marks.flatMap((mark, number) => {
    const start = findNear(stored, mark);
    if (start < 0) return [];
    const last = origins[start + mark.words.length - 1] ?? 0;
    return [{ mark: number, start: origins[start] ?? 0, end: last + 1 }];
  });
  const points = pointsBefore(
    raw,
    [...new Set(ranges.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b),
  );
  return ranges.map(({ mark, start, end }) => {
    const from = points.get(start) ?? 0;
    return { mark, start: from, count: (points.get(end) ?? from) - from };
  });
}

function rectanglesOf({ pdfium }: PdfDocument, textPage: number, placed: Placed): PageRectangle[] {
  const { api, heap, withMemory } = pdfium;
  const charAt = (text: number): number => api.FPDFText_GetCharIndexFromTextIndex(textPage, text);
  const first = charAt(placed.start);
  const last = charAt(placed.start + placed.count - 1);
  if (first < 0 || last < first) return [];
  const count = Math.min(maxRectangles, api.FPDFText_CountRects(textPage, first, last - first + 1));
  return withMemory(32, (pointer) =>
    Array.from({ length: Math.max(0, count) }, (_, number) => {
      api.FPDFText_GetRect(textPage, number, pointer, pointer + 8, pointer + 16, pointer + 24);
      const view = new DataView(heap.HEAPU8.buffer, heap.HEAPU8.byteOffset + pointer, 32);
      const corners = [0, 8, 16, 24].map((at) => view.getFloat64(at, true));
      return { mark: placed.mark, corners: corners as [number, number, number, number] };
    }),
  );
}

/** Of a loaded page. Marks whose words the page does not show have none. */
export function findMarks(
  document: PdfDocument,
  page: number,
  marks: readonly PageMark[],
): readonly PageRectangle[] {
  if (marks.length === 0) return [];
  const placed = place(readText(document, page), marks);
  const { api } = document.pdfium;
  const textPage = api.FPDFText_LoadPage(page);
  if (textPage === 0) return [];
  try {
    return placed.flatMap((one) => rectanglesOf(document, textPage, one));
  } finally {
    api.FPDFText_ClosePage(textPage);
  }
}
