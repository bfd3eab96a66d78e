/** Shows the numbers of old workbooks by the formats of their cells, as those of new ones are shown. */
import { CodeFormats } from '../office/cell-formats.ts';
import { ids, readSheetString, type TextForm } from './sheet-records.ts';

/** Excel allows 4,000 formats of cells. */
const maxFormats = 70_000;

export class BinaryFormats extends CodeFormats {
  readonly #cells: number[] = [];
  #codes = 0;

  /** Whether the record defines a format, or names that of a kind of cell. */
  take(id: number, data: Buffer, text: TextForm): boolean {
    if (id === ids.format && data.length >= 4) {
      const { text: code } = readSheetString(data, 2, text.isUnicode ? 2 : 1, text);
      this.setCode(data.readUInt16LE(0), code);
    } else if (id === 0x001e) {
      // Excel 2 and 3 count them.
      this.setCode(this.#codes, readSheetString(data, 0, 1, text).text);
      this.#codes += 1;
    } else if (id === ids.cellFormat && data.length >= 4) this.#add(data.readUInt16LE(2));
    else if (id === 0x0043) this.#add((data[2] ?? 0) & 0x3f);
    else if (id === 0x0243 || id === 0x0443) this.#add(data[1] ?? 0);
    else return false;
    return true;
  }

  #add(format: number): void {
    if (this.#cells.length < maxFormats) this.#cells.push(format);
  }

  showCell(value: number, cell: number): string {
    return this.showAs(value, this.#cells[cell] ?? 0);
  }
}
