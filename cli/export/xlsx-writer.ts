/**
 * Writes a table as a workbook (ECMA-376): cells of text and of numbers, and nothing else, so that no cell can be a formula
 * and no link is followed. Rows go to the disk as they come.
 */
import { columnLetters } from '../../schemas/column-letters.ts';
import { escapeLine } from '../frame/escape.ts';
import type { Cell } from '../frame/csv.ts';
import type { OutFile } from './out-file.ts';
import { ZipWriter } from './zip-writer.ts';

/** Rows of a sheet, by the format. More go on in the next. */
const maxRows = 1_048_576;
/** Units of a cell, by the format. */
const maxCellUnits = 32_767;
const cutMark = ' … (cut)';

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageNames = 'http://schemas.openxmlformats.org/package/2006';
const typeOf = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};
const marked = (text: string): string => text.replaceAll(/[&<>"]/gu, (sign) => references[sign] ?? sign);

function textOf(value: string): string {
  const shown = escapeLine(value);
  const kept =
    shown.length > maxCellUnits
      ? `${shown.slice(0, maxCellUnits - cutMark.length).toWellFormed()}${cutMark}`
      : shown;
  return marked(kept);
}

function cell(value: Cell, at: string): string {
  if (value === undefined || value === '') return '';
  if (typeof value === 'number') return `<c r="${at}"><v>${value}</v></c>`;
  // A text in its cell is text whatever it begins with; `_x2019_` and the like would be read as a character.
  const text = textOf(String(value)).replaceAll(/_(?=x[0-9a-f]{4}_)/giu, '_x005F_');
  return `<c r="${at}" t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;
}

/** Each cell says where it stands, though the format lets it be left out: not every reader counts for itself. */
const rowOf = (cells: readonly Cell[], row: number): string =>
  `<row r="${row}">${cells.map((value, at) => cell(value, `${columnLetters(at + 1)}${row}`)).join('')}</row>`;

/** What two sheets share: rows are taken one after another, of which each sheet has its part, with the heading above it. */
class Rows {
  readonly #rows: AsyncIterator<readonly Cell[]>;
  readonly #heading: readonly string[];
  #next: IteratorResult<readonly Cell[]> | undefined;

  constructor(heading: readonly string[], rows: AsyncIterable<readonly Cell[]>) {
    this.#heading = heading;
    this.#rows = rows[Symbol.asyncIterator]();
  }

  async hasMore(): Promise<boolean> {
    this.#next ??= await this.#rows.next();
    return this.#next.done !== true;
  }

  async *sheet(): AsyncGenerator<string> {
    yield `${xml}<worksheet ${main}><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>${rowOf(this.#heading, 1)}`;
    for (let row = 2; row <= maxRows && (await this.hasMore()); row++) {
      yield rowOf(this.#next?.value as readonly Cell[], row);
      this.#next = undefined;
    }
    yield '</sheetData></worksheet>';
  }
}

/** Writes all rows; `name` is that of the sheet, a plain word. */
export async function writeWorkbook(
  file: OutFile,
  name: string,
  heading: readonly string[],
  rows: AsyncIterable<readonly Cell[]>,
): Promise<void> {
  const zip = new ZipWriter(file);
  const all = new Rows(heading, rows);
  let sheets = 0;
  do {
    sheets += 1;
    await zip.add(`xl/worksheets/sheet${sheets}.xml`, all.sheet());
  } while (await all.hasMore());
  const numbers = Array.from({ length: sheets }, (_, at) => at + 1);
  const sheetName = (number: number): string => (number === 1 ? name : `${name} ${number}`);
  const parts: Readonly<Record<string, string>> = {
    '[Content_Types].xml': `<Types xmlns="${packageNames}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${typeOf}.sheet.main+xml"/>${numbers.map((number) => `<Override PartName="/xl/worksheets/sheet${number}.xml" ContentType="${typeOf}.worksheet+xml"/>`).join('')}</Types>`,
    '_rels/.rels': `<Relationships xmlns="${packageNames}/relationships"><Relationship Id="r1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook ${main} xmlns:r="${relations}"><sheets>${numbers.map((number) => `<sheet name="${sheetName(number)}" sheetId="${number}" r:id="r${number}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packageNames}/relationships">${numbers.map((number) => `<Relationship Id="r${number}" Type="${relations}/worksheet" Target="worksheets/sheet${number}.xml"/>`).join('')}</Relationships>`,
  };
  for (const [part, content] of Object.entries(parts)) await zip.add(part, [`${xml}${content}`]);
  zip.end();
}
