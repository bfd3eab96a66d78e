/** Rows of CSV (RFC 4180) that a spreadsheet shows and does not run. */

/** A cell that begins so is a formula to spreadsheets: an apostrophe before it makes it text. */
const formula = /^[=+\-@\t\r]/u;

function cell(value: string): string {
  const safe = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One record with its line end. */
export function csvRow(values: readonly string[]): string {
  return `${values.map(cell).join(',')}\r\n`;
}
