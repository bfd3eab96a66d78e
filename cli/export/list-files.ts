/** The files of an export that say what is in it: list, load files, exceptions, what is withheld, the manifest. */
import type { WithheldCount } from '../../case/ledger/coverage.ts';
import { meaningOf } from '../../schemas/status.ts';
import { byteOrderMark, type Cell, csvRow } from '../frame/csv.ts';
import type { ExportFolder } from './export-folder.ts';
import { datHeading, datLine, optLine } from './load-files.ts';
import type { Missing } from './natives.ts';
import { OutFile } from './out-file.ts';
import { type ColumnName, columns, type ExportRow } from './row.ts';
import type { Replaced } from './selection.ts';
import { writeWorkbook } from './xlsx-writer.ts';

const exceptionColumns = ['number', 'source', 'path', 'status', 'code', 'meaning', 'native', 'text', 'why'];

/** Ended without what an export is asked for: bytes, or a text that was read to its end. */
const isException = ({ item, native }: ExportRow): boolean =>
  native === undefined || ['encrypted', 'failed', 'unsupported', 'skipped'].includes(item.status);

function exceptionCells(row: ExportRow, missing: Missing | undefined): readonly Cell[] {
  const { number, chosen, item, native, text } = row;
  const code = missing?.reason ?? item.code ?? '';
  const why = missing ? missing.words : (item.detail ?? '');
  const has = (path: string | undefined): string => (path === undefined ? 'no' : 'yes');
  return [number, chosen.source, chosen.path, item.status, code, meaningOf(code), has(native), has(text), why]; // prettier-ignore
}

/** All of them, filled row by row. What is one line of text each, so that they cannot come apart. */
export class ListFiles {
  readonly #folder: ExportFolder;
  readonly #columns: readonly ColumnName[];
  readonly #manifest: OutFile;
  readonly #list: OutFile;
  readonly #exceptions: OutFile;
  readonly #dat: OutFile;
  readonly #opt: OutFile;
  #exceptionCount = 0;

  constructor(folder: ExportFolder, chosen: readonly ColumnName[]) {
    this.#folder = folder;
    this.#columns = chosen;
    const open = (name: string): OutFile => new OutFile(folder.pathOf(name));
    this.#manifest = open('manifest.sha256');
    this.#list = open('list.csv');
    this.#exceptions = open('exceptions.csv');
    this.#dat = open('load/export.dat');
    this.#opt = open('load/export.opt');
    this.#list.write(`${byteOrderMark}${csvRow(chosen)}`);
    this.#exceptions.write(`${byteOrderMark}${csvRow(exceptionColumns)}`);
    this.#dat.write(datHeading);
  }

  get exceptions(): number {
    return this.#exceptionCount;
  }

  /** A file of the export in the manifest, in the form that `sha256sum -c` reads: the names are ours, and need no escape. */
  note(path: string, sha256: string): void {
    this.#manifest.write(`${sha256}  ${path}\n`);
  }

  add(row: ExportRow, missing: Missing | undefined): void {
    this.#list.write(csvRow(this.cells(row)));
    this.#dat.write(datLine(row));
    this.#opt.write(optLine(row) ?? '');
    if (!isException(row)) return;
    this.#exceptions.write(csvRow(exceptionCells(row, missing)));
    this.#exceptionCount += 1;
  }

  /** What was found and is not there any more, so that nothing of it has a number; what stands there now may have its own row. */
  addReplaced({ source, path, content }: Replaced): void {
    const hash = content === undefined ? '' : ` (SHA-256 ${content})`;
    const why = `an earlier revision${hash} was found, which the source does not hold any more`;
    this.#exceptions.write(csvRow(['', source, path, 'replaced', '', '', 'no', 'no', why]));
    this.#exceptionCount += 1;
  }

  cells(row: ExportRow): readonly Cell[] {
    return this.#columns.map((name) => columns[name].cell(row));
  }

  /** Of the whole case and not of what was asked for: a count by question would tell what is in what is withheld. */
  #writeWithheld(withheld: readonly WithheldCount[]): string {
    const file = new OutFile(this.#folder.pathOf('withheld.csv'));
    file.write(`${byteOrderMark}${csvRow(['source', 'ground', 'items withheld in the whole source'])}`);
    for (const { source, grounds, items } of withheld)
      file.write(csvRow([source, grounds.join(', ') || '(none stated)', items]));
    return file.end();
  }

  /** Ends them all, the manifest last. Gives its SHA-256. */
  async end(more: {
    readonly withheld: readonly WithheldCount[];
    /** The rows once more, where a workbook is wanted. */
    readonly rows?: AsyncIterable<ExportRow>;
    readonly readme: string;
    readonly summary: object;
  }): Promise<string> {
    this.note('list.csv', this.#list.end());
    if (more.rows) this.note('list.xlsx', await this.#writeWorkbook(more.rows));
    this.note('exceptions.csv', this.#exceptions.end());
    this.note('withheld.csv', this.#writeWithheld(more.withheld));
    this.note('load/export.dat', this.#dat.end());
    this.note('load/export.opt', this.#opt.end());
    for (const [name, text] of Object.entries({
      'README.txt': more.readme,
      'export.json': `${JSON.stringify(more.summary, null, 2)}\n`,
    })) {
      // prettier-ignore
      const file = new OutFile(this.#folder.pathOf(name));
      file.write(text);
      this.note(name, file.end());
    }
    return this.#manifest.end();
  }

  async #writeWorkbook(rows: AsyncIterable<ExportRow>): Promise<string> {
    const file = new OutFile(this.#folder.pathOf('list.xlsx'));
    const cellsOf = (row: ExportRow): readonly Cell[] => this.cells(row);
    async function* cells(): AsyncGenerator<readonly Cell[]> {
      for await (const row of rows) yield cellsOf(row);
    }
    try {
      await writeWorkbook(file, 'list', this.#columns, cells());
    } catch (error) {
      file.abandon();
      throw error;
    }
    return file.end();
  }
}
