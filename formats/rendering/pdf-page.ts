/** Draws one page of a PDF with PDFium, with the marks of words on it. */
import type { Rectangle, RenderingAsked, Rendering } from '../../schemas/rendering.ts';
import type { Content } from '../contract.ts';
import type { Password } from '../../schemas/password.ts';
import { openDocument, type PdfDocument } from '../pdf/open-document.ts';
import { loadPdfium } from '../pdf/pdfium.ts';
import { rebuildPageTree } from '../pdf/rebuild-page-tree.ts';
import { findMarks } from './page-marks.ts';
import { encodePng } from './png.ts';
import { Refusal } from './refusal.ts';

type PageAsked = Extract<RenderingAsked, { as: 'page' }>;

/** Stops the page a kilometre long: it is drawn smaller. */
const maxPixels = 8_000_000;
/** With annotations and the bytes in the order of PNG (fpdfview.h). */
const drawFlags = 0x01 | 0x10;
const bgra = 4;
const white = 0xffffffff;

/** What is left of the blue, and of the green in the mark that is stepped to. */
const markBlue = 0.35;
const currentGreen = 0.62;

interface Size {
  readonly width: number;
  readonly height: number;
}

function sizeOf({ pdfium: { api } }: PdfDocument, page: number, asked: number): Size {
  const width = api.FPDF_GetPageWidthF(page);
  const height = api.FPDF_GetPageHeightF(page);
  const ratio = width > 0 && height > 0 ? height / width : Math.SQRT2;
  const fitting = Math.min(asked, Math.sqrt(maxPixels / ratio));
  return {
    width: Math.max(1, Math.floor(fitting)),
    height: Math.max(1, Math.min(maxPixels, Math.round(fitting * ratio))),
  };
}

/** Red, green, blue of the drawn page. */
function draw({ pdfium, form }: PdfDocument, page: number, { width, height }: Size): Uint8Array {
  const { api, heap } = pdfium;
  const bitmap = api.FPDFBitmap_CreateEx(width, height, bgra, 0, 0);
  if (bitmap === 0) throw new Refusal('too-much-memory', 'no memory for a page of this size');
  try {
    api.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, white);
    api.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, drawFlags);
    if (form !== 0) api.FPDF_FFLDraw(form, bitmap, page, 0, 0, width, height, 0, drawFlags);
    const start = api.FPDFBitmap_GetBuffer(bitmap);
    const stride = api.FPDFBitmap_GetStride(bitmap);
    const { HEAPU8 } = heap;
    const bytes = new Uint8Array(width * height * 3);
    let to = 0;
    for (let y = 0; y < height; y += 1)
      for (let x = 0, from = start + y * stride; x < width; x += 1, from += 4) {
        bytes[to++] = HEAPU8[from] ?? 0;
        bytes[to++] = HEAPU8[from + 1] ?? 0;
        bytes[to++] = HEAPU8[from + 2] ?? 0;
      }
    return bytes;
  } finally {
    api.FPDFBitmap_Destroy(bitmap);
  }
}

/** Whole pixels of the drawn page, within it. */
function onPicture(
  { pdfium }: PdfDocument,
  page: number,
  { width, height }: Size,
  corners: readonly [number, number, number, number],
): Omit<Rectangle, 'mark'> {
  const { api, heap, withMemory } = pdfium;
  const [left, top, right, bottom] = corners;
  const point = (x: number, y: number): readonly [number, number] =>
    withMemory(8, (pointer) => {
      api.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, pointer, pointer + 4);
      return [heap.HEAP32[pointer >> 2] ?? 0, heap.HEAP32[(pointer >> 2) + 1] ?? 0];
    });
  const [ax, ay] = point(left, top);
  const [bx, by] = point(right, bottom);
  const within = (value: number, end: number): number => Math.max(0, Math.min(value, end));
  const x = within(Math.min(ax, bx) - 1, width);
  const y = within(Math.min(ay, by) - 1, height);
  return {
    x,
    y,
    width: within(Math.max(ax, bx) + 1, width) - x,
    height: within(Math.max(ay, by) + 1, height) - y,
  };
}

/** As a pen does: what is dark stays so. */
function paint(bytes: Uint8Array, { width }: Size, one: Rectangle, isCurrent: boolean): void {
  for (let y = one.y; y < one.y + one.height; y += 1)
    for (let x = one.x; x < one.x + one.width; x += 1) {
      const at = (y * width + x) * 3;
      bytes[at + 2] = (bytes[at + 2] ?? 0) * markBlue;
      if (isCurrent) bytes[at + 1] = (bytes[at + 1] ?? 0) * currentGreen;
    }
}

/** With the empty password, or the first of the user's that opens it: the process ends after a while, however many. */
async function open(content: Content, passwords: readonly Password[]): Promise<PdfDocument> {
  const pdfium = await loadPdfium();
  const opened = openDocument(pdfium, content);
  if ('document' in opened && pdfium.api.FPDF_GetPageCount(opened.document.handle) > 0)
    return opened.document;
  for (const { word } of 'error' in opened && opened.error === 'password' ? passwords : []) {
    const again = openDocument(pdfium, content, word);
    if ('document' in again) return again.document;
  }
  if ('error' in opened && opened.error !== 'format')
    throw new Refusal('encrypted', 'the PDF is encrypted and no password is known');
  const rebuilt = rebuildPageTree(content);
  const again = rebuilt && openDocument(pdfium, rebuilt);
  if (again && 'document' in again) return again.document;
  throw new Refusal('unreadable', 'not readable as a PDF');
}

export async function renderPage(
  content: Content,
  asked: PageAsked,
  passwords: readonly Password[] = [],
): Promise<Rendering> {
  const document = await open(content, passwords);
  const { api } = document.pdfium;
  const pages = api.FPDF_GetPageCount(document.handle);
  if (asked.page > pages)
    throw new Refusal('unreadable', `it has ${pages} pages, and none numbered ${asked.page}`);
  const page = api.FPDF_LoadPage(document.handle, asked.page - 1);
  if (page === 0) throw new Refusal('unreadable', 'the page cannot be loaded');
  const size = sizeOf(document, page, asked.width);
  const bytes = draw(document, page, size);
  const rectangles = findMarks(document, page, asked.marks)
    .map(({ mark, corners }) => ({ mark, ...onPicture(document, page, size, corners) }))
    .filter(({ width, height }) => width > 0 && height > 0);
  for (const one of rectangles) paint(bytes, size, one, one.mark === asked.current);
  const placed = new Set(rectangles.map(({ mark }) => mark));
  return {
    rendered: { as: 'page', pages, ...size, rectangles, unplaced: asked.marks.length - placed.size },
    bytes: encodePng({ ...size, channels: 3, bytes }),
  };
}
