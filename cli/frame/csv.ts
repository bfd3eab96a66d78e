/**
 * Rows of CSV (RFC 4180) that a spreadsheet shows and does not run, whatever its list separator is.
 *
 * Where that is `;` or a tab, a program splits a line there and takes no notice of quotes that do not stand at the
 * beginning of such a piece: so quoting alone protects nobody. Every piece is made harmless, and no value has a line of
 * its own.
 */
import { escapeLine } from './escape.ts';

/** Excel takes UTF-8 for the code page of its country unless the file begins so. */
export const byteOrderMark = '\ufeff';

/**
 * A cell that begins so is a formula: an apostrophe before it makes it text. Signs of full width count where Chinese,
 * Japanese or Korean is written. A tab is written out before this looks, so that `;` alone is left to split at.
 */
const formula = /(^|;)(?=[\s"']*[=+\-@＝＋－＠])/gu;

/** Numbers are ours and stay numbers; text comes from evidence. */
export type Cell = string | number | boolean | undefined;

function cell(value: Cell): string {
  if (typeof value !== 'string') return value === undefined ? '' : String(value);
  const safe = escapeLine(value).replaceAll(formula, "$1'");
  return /[",;\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One record with its line end. */
export function csvRow(values: readonly Cell[]): string {
  return `${values.map(cell).join(',')}\r\n`;
}
