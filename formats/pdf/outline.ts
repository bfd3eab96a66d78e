/** Reads the titles of a PDF's outline (bookmarks) in order. */
import type { PdfDocument } from './open-document.ts';

/** Bookmarks in all, and their nesting; stops an outline that refers to itself. */
const maxTitles = 100_000;
const maxDepth = 64;

/** The titles, depth first. */
export function readOutline({ pdfium, handle }: PdfDocument): string[] {
  const { api, readString } = pdfium;
  const titles: string[] = [];
  const seen = new Set<number>();
  const visit = (parent: number, depth: number): void => {
    let bookmark = api.FPDFBookmark_GetFirstChild(handle, parent);
    while (bookmark !== 0 && !seen.has(bookmark) && seen.size < maxTitles) {
      seen.add(bookmark);
      const current = bookmark;
      const title = readString((buffer, bytes) => api.FPDFBookmark_GetTitle(current, buffer, bytes));
      if (title.trim() !== '') titles.push(title);
      if (depth < maxDepth) visit(bookmark, depth + 1);
      bookmark = api.FPDFBookmark_GetNextSibling(handle, bookmark);
    }
  };
  visit(0, 0);
  return titles;
}
