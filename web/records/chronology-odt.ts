/** A chronology for a word processor, as OpenDocument text: a table of plain words, without a link, a field or a macro. */
import type { OdtDocument } from 'odf-kit/odt';
import { escapeLine } from '../../cli/frame/escape.ts';
import { type CitedLine, hashWords } from './cited-lines.ts';

const small = { fontSize: 8 } as const;
/** LibreOffice takes four minutes to lay out one table of 5,000 lines. */
const tableLines = 100;
const titles = ['When', 'What', 'Basis', 'Cites'] as const;

interface Words {
  addText(text: string, look?: { readonly fontSize: number }): unknown;
  addLineBreak(): unknown;
}

/** Lines of a cell; those in small print last. */
function fill(cell: Words, lines: readonly string[], smallLines: readonly string[] = []): void {
  for (const [at, line] of [...lines, ...smallLines].entries()) {
    if (at > 0) cell.addLineBreak();
    cell.addText(escapeLine(line), at < lines.length ? undefined : small);
  }
}

const citeLines = ({ cites }: CitedLine): string[] =>
  cites.flatMap(({ cited, words }) => [
    words,
    hashWords(cited),
    ...(cited.quote === undefined ? [] : `“${cited.quote}”`.split('\n')),
  ]);

function addTable(document: OdtDocument, lines: readonly CitedLine[]): void {
  document.addTable(
    (table) => {
      table.addRow((row) => {
        for (const one of titles) row.addCell(one, { bold: true });
      });
      for (const line of lines) {
        const { words, by, at, version } = line.record;
        table.addRow((row) => {
          row.addCell((cell) => fill(cell, [words['when'] ?? '']));
          row.addCell((cell) =>
            fill(cell, (words['text'] ?? '').split('\n'), [`${by}, ${at}, version ${version}`]),
          );
          row.addCell((cell) => fill(cell, (words['basis'] ?? '').split('\n')));
          row.addCell((cell) => fill(cell, citeLines(line)));
        });
      }
    },
    { columnWidths: ['3.2cm', '9cm', '4.5cm', '8cm'], border: '0.5pt solid #999999' },
  );
}

export async function chronologyOdt(title: string, lines: readonly CitedLine[]): Promise<Uint8Array> {
  // Loaded for this alone.
  const odt = await import('odf-kit/odt');
  const document = new odt.OdtDocument();
  document.setMetadata({ title: escapeLine(title) });
  document.setPageLayout({ orientation: 'landscape' });
  document.addHeading(escapeLine(title), 1);
  for (let at = 0; at < Math.max(1, lines.length); at += tableLines)
    addTable(document, lines.slice(at, at + tableLines));
  return document.save();
}
