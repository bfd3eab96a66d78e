/** Load files for those who take an export into another program: DAT (Concordance) for the fields, OPT for page images. */
import { escapeLine } from '../frame/escape.ts';
import { byteOrderMark } from '../frame/csv.ts';
import { backward, type ExportRow, loadFieldNames, loadValues } from './row.ts';

/** Between fields and around each value; a line end within one. Nothing escapes them, so values are written without. */
const field = '\x14';
const quote = '\u00fe';
const newline = '\u00ae';

function quoted(value: string): string {
  const plain = value.replaceAll(quote, String.raw`\xfe`).replaceAll(newline, String.raw`\xae`);
  // A line end has its own sign; all else that steers is written out.
  const lines = plain.split(/\r\n|[\r\n]/u).map(escapeLine);
  return `${quote}${lines.join(newline)}${quote}`;
}

const lineOf = (values: readonly string[]): string => `${values.map(quoted).join(field)}\r\n`;

/** In UTF-8, with the mark that says so. */
export const datHeading = `${byteOrderMark}${lineOf(loadFieldNames)}`;

export const datLine = (row: ExportRow): string => lineOf(loadValues(row));

/** Formats whose native is the image of its pages. */
const images: ReadonlySet<string> = new Set(['tiff', 'jpeg', 'png', 'gif']);

/**
 * `ALIAS,VOLUME,PATH,DOC_BREAK,FOLDER_BREAK,BOX_BREAK,PAGES`; undefined for what is no image: pages of other formats are
 * not made into images.
 */
export function optLine({ number, native, item, document }: ExportRow): string | undefined {
  if (native === undefined || !images.has(item.format ?? '')) return undefined;
  return `${number},,${backward(native)},Y,,,${document?.metadata.pages ?? 1}\r\n`;
}
