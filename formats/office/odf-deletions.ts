/** Keeps what tracked changes of an OpenDocument text took out, for the places in the text where it stood (ODF 1.2, 5.5). */
import type { Mark } from './text-flow.ts';

/** Regions and units kept; beyond them lines are not put together as they stood before. */
const maxRegions = 50_000;
const maxUnits = 4 * 1024 * 1024;

interface Deletion {
  text: string;
  mark: Mark | undefined;
}

export class OdfDeletions {
  readonly #regions = new Map<string, Deletion>();
  #open: Deletion | undefined;
  #units = 0;

  /** A changed region begins, of whatever kind. */
  start(id: string): void {
    this.#open = undefined;
    if (id === '' || this.#regions.size >= maxRegions) return;
    this.#open = { text: '', mark: undefined };
    this.#regions.set(id, this.#open);
  }

  add(text: string, mark: Mark | undefined): void {
    if (!this.#open || mark?.mark !== 'deleted' || this.#units > maxUnits) return;
    this.#units += text.length;
    this.#open.text += text;
    this.#open.mark = mark;
  }

  /** A paragraph of what was taken out ends. */
  endParagraph(): void {
    if (this.#open && this.#open.text !== '') this.#open.text += ' ';
  }

  end(): void {
    if (this.#open) this.#open.text = this.#open.text.replace(/ $/, '');
    this.#open = undefined;
  }

  of(id: string): Deletion | undefined {
    return this.#regions.get(id);
  }
}
