/** The main languages of a document, from passages of its texts that are taken as they pass. */
import type { TextKind } from '../../schemas/anchor.ts';
import type { DetectedLanguage } from '../../schemas/metadata.ts';
import { languageOf, unknownLanguage } from './passage-language.ts';

/** Of a passage: some forty words, which decide nearly every time where the language is one that is known here. */
const passageUnits = 200;
/**
 * Where the second passage begins; each that follows begins at twice the distance. So the first 600 units are looked at
 * whole, the last passage lies behind the middle, and a text of a gigabyte has 24.
 */
const secondPassage = passageUnits;
/** Parts of all letters of known language; less is a name or a quotation. */
const minShare = 0.15;
const mostLanguages = 3;

/** Written by people in sentences; headers and formulas are not, and field names of mail are English everywhere. */
const sampled: ReadonlySet<TextKind> = new Set<TextKind>(['body', 'comments', 'notes', 'hidden', 'ocr']);

export class DocumentLanguages {
  readonly #letters = new Map<string, number>();
  #known = 0;
  #hasText = false;
  #units = 0;
  #from = 0;
  #passage = '';

  /** The next piece of a text. Costs nothing between passages. */
  text(kind: TextKind, piece: string): void {
    this.#hasText = true;
    if (!sampled.has(kind)) return;
    const start = this.#units;
    this.#units += piece.length;
    while (this.#units > this.#from) {
      const at = this.#from + this.#passage.length - start;
      this.#passage += piece.slice(at, at + passageUnits - this.#passage.length);
      if (this.#passage.length < passageUnits) return;
      this.#take();
    }
  }

  #take(): void {
    const { language, letters } = languageOf(this.#passage);
    if (language !== unknownLanguage) {
      this.#letters.set(language, (this.#letters.get(language) ?? 0) + letters);
      this.#known += letters;
    }
    this.#from = this.#from === 0 ? secondPassage : this.#from * 2;
    this.#passage = '';
  }

  /** By share, the largest first; `unknown` alone where no passage says one; undefined for a document without texts. */
  finish(): readonly DetectedLanguage[] | undefined {
    if (!this.#hasText) return undefined;
    if (this.#passage !== '') this.#take();
    const found = [...this.#letters]
      .map(([language, letters]) => ({ language, share: Math.round((letters / this.#known) * 100) / 100 }))
      .filter(({ share }) => share >= minShare)
      .sort((a, b) => b.share - a.share || (a.language < b.language ? -1 : 1));
    return found.length === 0 ? [{ language: unknownLanguage, share: 1 }] : found.slice(0, mostLanguages);
  }
}
