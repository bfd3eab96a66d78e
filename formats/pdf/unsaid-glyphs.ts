/** Counts the words of a page whose glyphs stand for no known characters: drawn as text, readable to the eye alone. */
import type { PdfDocument } from './open-document.ts';

/** Glyphs in a row that make a word; bullets and ticks of symbol fonts stand by ones and twos. */
const glyphsOfWord = 3;

export class UnsaidGlyphs {
  #row = 0;
  #words = 0;

  /** Words met so far of which no character is known. */
  get words(): number {
    return this.#words;
  }

  /** Looks at `count` characters of a text page from `at` on; a font that maps glyphs to nothing is known by PDFium's mark. */
  look({ pdfium: { api } }: PdfDocument, textPage: number, at: number, count: number): void {
    for (let index = at; index < at + count; index += 1) {
      this.#row = api.FPDFText_HasUnicodeMapError(textPage, index) === 1 ? this.#row + 1 : 0;
      if (this.#row === glyphsOfWord) this.#words += 1;
    }
  }
}
