/** The parts of Markdown that the generated documents are made of. */

/** Stands at the top of each: it must not be changed by hand. */
export const generatedFrom = (source: string): string =>
  `<!-- Made by scripts/generate-docs.ts from ${source}. Change that, then run the script again. -->\n`;

/** Text that shows as it is within a table cell. */
const cell = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('*', '\\*');

export const code = (text: string): string => `\`${text}\``;

/** A table; cells that are code already (in backticks) are left as they are, but for the bar. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((text) => (text.startsWith('`') ? text.replaceAll('|', '\\|') : cell(text))).join(' | ')} |`;
  return `${[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')}\n`;
}
