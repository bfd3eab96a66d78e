/** Reads delimited tables (CSV, TSV, semicolons, pipes): a line per record, a tab between fields, anchored by row. */
import { decodeText } from '../charset/charset.ts';
import { leadingText, pushFileBehind } from '../charset/file-in-text.ts';
import { reportCharset } from '../charset/report-charset.ts';
import { withoutZeros } from '../charset/text-without-zeros.ts';
import type { Extract } from '../contract.ts';
import { DelimitedRows, type RowSink } from './delimited-rows.ts';
import { findTable, isLoadFile, loadFile } from './table-shape.ts';

export const version = '7';

/** Delimiters that are not shown as they are. */
const names: Readonly<Record<string, string>> = { '\t': 'tab', [loadFile.delimiter]: '0x14' };

/** Excel's own statement (`sep=;`), else what agrees best over the first lines, else the format's habit. */
function findDelimiter(start: string, format: string): string {
  const stated = /^sep=([^\r\n])\r?\n/i.exec(start)?.[1];
  if (stated !== undefined) return stated;
  const lines = start.slice(0, 65_536).split(/\r\n|\n|\r/, 60);
  return findTable(lines).delimiter ?? (format === 'tsv' ? '\t' : ',');
}

export const extract: Extract = async (input, sink) => {
  const leading = leadingText(input.content, input.charset);
  const decoded = decodeText(leading.content, input.charset);
  let rows: DelimitedRows | undefined;
  for (const chunk of decoded.chunks()) {
    const text = withoutZeros(chunk);
    if (!rows) {
      const isOfLoad = isLoadFile(text);
      const delimiter = isOfLoad ? loadFile.delimiter : findDelimiter(text, input.format);
      sink.metadata({ other: { delimiter: names[delimiter] ?? delimiter } });
      const into: RowSink = {
        text: (part) => sink.text(part),
        // Line feeds inside fields become spaces: each that comes out ends a row.
        rows: (row) => sink.anchor({ row, perLine: true }),
        uncertain: (row) => sink.anchor({ row, from: true }),
        broken: (row) => sink.warn('corrupt', `a quote is not closed near row ${row}`),
      };
      rows = new DelimitedRows(delimiter, into, isOfLoad ? loadFile.quote : undefined);
    }
    rows.write(text);
    await sink.drain();
  }
  rows?.end();
  reportCharset(decoded, sink);
  await pushFileBehind(input.content, leading, sink);
  return { status: 'extracted' };
};
