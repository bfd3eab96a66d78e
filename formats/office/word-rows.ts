/** Follows which rows and cells of Word tables were deleted or inserted, or are hidden (ECMA-376 part 1, 17.4.79, 17.13.5). */
import type { Mark } from './text-flow.ts';
import { attribute, type Attributes, isOn } from './xml.ts';

const vanished: Mark = { mark: 'vanished' };

export class WordRows {
  /** Of the rows and cells that are open, the mark of each. */
  readonly #open: (Mark | undefined)[] = [];
  /** Within the properties of the last of them. */
  #properties = 0;

  /** Whether the element is one of the properties, which hold no text. */
  open(name: string, attributes: Attributes): boolean {
    if (this.#properties > 0) {
      this.#properties += 1;
      this.#setMark(name, attributes);
      return true;
    }
    if (name === 'tr' || name === 'tc') this.#open.push(undefined);
    if (name !== 'trPr' && name !== 'tcPr') return false;
    this.#properties = 1;
    return true;
  }

  #setMark(name: string, attributes: Attributes): void {
    const said = { author: attribute(attributes, 'author'), changed: attribute(attributes, 'date') };
    let mark: Mark | undefined;
    if (name === 'del' || name === 'cellDel') mark = { mark: 'deleted', ...said };
    else if (name === 'ins' || name === 'cellIns') mark = { mark: 'inserted', ...said };
    else if (name === 'hidden' && isOn(attribute(attributes, 'val'))) mark = vanished;
    if (mark && this.#open.length > 0) this.#open[this.#open.length - 1] = mark;
  }

  /** To be called with every element that is closed. */
  close(name: string): void {
    if (this.#properties > 0) this.#properties -= 1;
    else if (name === 'tr' || name === 'tc') this.#open.pop();
  }

  get mark(): Mark | undefined {
    return this.#open.findLast((mark) => mark !== undefined);
  }

  /** Whether a reader does not see the text. */
  get isHidden(): boolean {
    const mark = this.mark?.mark;
    return mark === 'deleted' || mark === 'vanished';
  }
}
