/** Reads the text of a page and says whether a page without text shows something else. */
import type { PdfDocument } from './open-document.ts';
import type { UnsaidGlyphs } from './unsaid-glyphs.ts';

/** Characters fetched at once; a page can hold any number of them. */
const charsPerRead = 256 * 1024;

/** Objects of one page looked at for an image; stops a page of a million paths. */
const maxObjects = 5000;
/** Nesting of form XObjects; they may refer to themselves. */
const maxFormDepth = 4;

/** A letter drawn as outlines takes some ten lines and curves; frames and rules of an empty form stay below. */
const segmentsOfWords = 200;

const pathObject = 2;
const imageObject = 3;
const formObject = 5;

const isAddress = /[@:/]|www\./i;

/**
 * PDFium puts U+FFFE (earlier builds U+0002) where a word was broken over two lines. Between letters, the second
 * small, the parts are one word; in an address, or before a capital or digit, the hyphen belongs to it.
 */
function joinHyphens(text: string): string {
  return text.replaceAll('\u0002', '\uFFFE').replace(/\uFFFE/g, (_marker, at: number) => {
    const before =
      text
        .slice(Math.max(0, at - 60), at)
        .split(/\s/)
        .at(-1) ?? '';
    const isOneWord = /\p{L}$/u.test(before) && /^\p{Ll}/u.test(text.slice(at + 1, at + 3));
    return isOneWord && !isAddress.test(before) ? '' : '-';
  });
}

/** Line ends become line feeds, a glyph that maps to a control character becomes U+FFFD. */
export function cleanPageText(text: string): string {
  const joined = joinHyphens(text.replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n'));
  return joined
    .toWellFormed()
    .replace(/[^\P{Cc}\t\n]|\uFFFF/gu, '\uFFFD')
    .replace(/[ \t]+\n/g, '\n')
    .trim();
}

function readUnits({ pdfium }: PdfDocument, textPage: number, at: number, count: number): string {
  const { api, heap, withMemory } = pdfium;
  // A character outside the BMP takes two units.
  return withMemory((2 * count + 1) * 2, (pointer) => {
    const units = api.FPDFText_GetText(textPage, at, count, pointer);
    const view = heap.HEAPU8.subarray(pointer, pointer + Math.max(0, units - 1) * 2);
    return Buffer.from(view.buffer, view.byteOffset, view.length).toString('utf16le');
  });
}

/** The text of a loaded page in pieces that end at a line's end, uncleaned, in PDFium's reading order; `unsaid` is shown each character. */
export function* readPageText(document: PdfDocument, page: number, unsaid?: UnsaidGlyphs): Generator<string> {
  const { api } = document.pdfium;
  const textPage = api.FPDFText_LoadPage(page);
  if (textPage === 0) return;
  try {
    const chars = api.FPDFText_CountChars(textPage);
    let rest = '';
    for (let at = 0; at < chars; at += charsPerRead) {
      const count = Math.min(charsPerRead, chars - at);
      unsaid?.look(document, textPage, at, count);
      const text = rest + readUnits(document, textPage, at, count);
      const end = text.lastIndexOf('\n');
      // A "line" as long as a whole read is passed on as it is.
      const cut = at + charsPerRead >= chars || end <= rest.length ? text.length : end;
      yield text.slice(0, cut);
      rest = text.slice(cut);
    }
  } finally {
    api.FPDFText_ClosePage(textPage);
  }
}

/** Whether the page, or a form XObject on it, shows an image, or so many lines and curves that they may be letters. */
export function showsDrawing({ pdfium }: PdfDocument, page: number): boolean {
  const { api } = pdfium;
  let budget = maxObjects;
  let segments = 0;
  const search = (count: number, get: (index: number) => number, depth: number): boolean => {
    for (let index = 0; index < count && budget > 0; index += 1) {
      budget -= 1;
      const object = get(index);
      const type = api.FPDFPageObj_GetType(object);
      if (type === pathObject) segments += api.FPDFPath_CountSegments(object);
      if (type === imageObject || segments >= segmentsOfWords) return true;
      if (type !== formObject || depth >= maxFormDepth) continue;
      const inner = api.FPDFFormObj_CountObjects(object);
      if (search(inner, (at) => api.FPDFFormObj_GetObject(object, at), depth + 1)) return true;
    }
    return false;
  };
  return search(api.FPDFPage_CountObjects(page), (index) => api.FPDFPage_GetObject(page, index), 0);
}
