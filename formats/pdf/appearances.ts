/** Reads what the annotations of a page draw: stamps, signatures, text that only their appearance holds (ISO 32000-2, 12.5.5). */
import type { PdfDocument } from './open-document.ts';
import { cleanPageText, readPageText } from './page-text.ts';

/** Of a line that is looked at: each of its words may be where the page's own line ends. */
const maxLineUnits = 4000;
/** Of fields and comments that a drawn line is looked for in. */
const maxKnownUnits = 256 * 1024;

/** What `FPDFPage_Flatten` answers (fpdf_flatten.h). */
const flattened = 1;

const withoutBlanks = (text: string): string => text.replace(/\s+/g, '');

function* linesOf(document: PdfDocument, page: number): Generator<string> {
  for (const piece of readPageText(document, page))
    for (const line of cleanPageText(piece).split('\n')) if (line.trim() !== '') yield line.trim();
}

/** What is drawn comes last, and may stand behind a line of the page: the rest of it; '' for a line that was there. */
function withoutPrefix(line: string, before: ReadonlySet<string>): string {
  if (before.has(withoutBlanks(line))) return '';
  if (line.length > maxLineUnits) return line;
  for (let at = line.lastIndexOf(' '); at > 0; at = line.lastIndexOf(' ', at - 1))
    if (before.has(withoutBlanks(line.slice(0, at)))) return line.slice(at).trim();
  return line;
}

/**
 * The lines that are there once the annotations are drawn onto the page, and were not before; `known` is what the
 * fields and comments say already. The page's annotations are gone afterwards.
 */
export function readAppearances(
  document: PdfDocument,
  page: number,
  index: number,
  known: readonly string[],
): readonly string[] {
  const { api } = document.pdfium;
  const before = new Set([...linesOf(document, page)].map(withoutBlanks));
  if (api.FPDFPage_Flatten(page, 0) !== flattened) return [];
  const drawn = api.FPDF_LoadPage(document.handle, index);
  if (drawn === 0) return [];
  const told = withoutBlanks(known.join('\n').slice(0, maxKnownUnits));
  try {
    const lines: string[] = [];
    for (const line of linesOf(document, drawn)) {
      const added = withoutPrefix(line, before);
      if (added !== '' && !told.includes(withoutBlanks(added))) lines.push(added);
    }
    return lines;
  } finally {
    api.FPDF_ClosePage(drawn);
  }
}
