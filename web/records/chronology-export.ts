/** A chronology as a file: for a word processor (ODT), for a browser (HTML), for a spreadsheet (CSV), for Timesketch. */
import { html, raw } from 'hono/html';
import { z } from 'zod';
import { byteOrderMark, csvRow } from '../../cli/frame/csv.ts';
import { stretchOf } from '../../search/query/dates.ts';
import { oneOf, oneText } from '../asked.ts';
import { evidence, type Html } from '../page.ts';
import { type Bytes, defineRoute } from '../route.ts';
import type { Reading } from '../served-case.ts';
import { chronologyOdt } from './chronology-odt.ts';
import { type CitedLine, citedLines, hashWords } from './cited-lines.ts';
import { linesHtml } from './record-form.ts';

const formats = ['html', 'odt', 'csv', 'timesketch'] as const;
type Format = (typeof formats)[number];

const style =
  'body{font:11pt/1.4 serif;margin:2cm}table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;padding:.2em .5em;text-align:left;vertical-align:top}p{margin:0}small{color:#555}';

const documentHtml = (title: string, lines: readonly CitedLine[]): Html =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${title}</title>
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        <h1>${evidence(title)}</h1>
        <table>
          <thead>
            <tr>
              <th>When</th>
              <th>What</th>
              <th>Basis</th>
              <th>Cites</th>
            </tr>
          </thead>
          <tbody>
            ${lines.map(
              ({ record: { words, by, at, version }, cites }) =>
                html`<tr>
                  <td>${words['when'] ?? ''}</td>
                  <td>
                    ${linesHtml(words['text'] ?? '')}<small>${evidence(by)}, ${at}, version ${version}</small>
                  </td>
                  <td>${linesHtml(words['basis'] ?? '')}</td>
                  <td>
                    ${cites.map(
                      ({ cited, words: place }) =>
                        html`<p>${evidence(place)}<br /><small>${hashWords(cited)}</small></p>
                          ${cited.quote === undefined ? '' : html`<p>“${evidence(cited.quote)}”</p>`}`,
                    )}
                  </td>
                </tr>`,
            )}
          </tbody>
        </table>
      </body>
    </html>`;

const csvColumns = [
  'when',
  'text',
  'basis',
  'cites',
  'hashes',
  'quotes',
  'by',
  'at',
  'version',
  'id',
] as const;

const cellsOf = ({ record: { words, by, at, version, id }, cites }: CitedLine) => [
  words['when'],
  words['text'],
  words['basis'],
  cites.map(({ words: place }) => place).join('; '),
  cites.map(({ cited }) => hashWords(cited)).join('; '),
  cites.map(({ cited }) => cited.quote ?? '').join('; '),
  by,
  at,
  version,
  id,
];

/** What Timesketch needs first; a time without a clock is its beginning, and `when` says how it was stated. */
const sketchColumns = ['message', 'datetime', 'timestamp_desc', ...csvColumns] as const;

function sketchCells(line: CitedLine) {
  const { words } = line.record;
  const when = new Date(stretchOf(words['when'] ?? '')?.from ?? 0).toISOString().replace('Z', '+00:00');
  return [words['text'], when, `chronology: ${words['chronology'] ?? ''}`, ...cellsOf(line)];
}

const csv = (columns: readonly string[], rows: readonly ReturnType<typeof cellsOf>[]): string =>
  [columns, ...rows].map((row) => csvRow(row)).join('');

const made: Readonly<
  Record<
    Format,
    {
      readonly contentType: string;
      readonly ending: string;
      readonly of: (title: string, lines: readonly CitedLine[]) => string | Promise<string | Uint8Array>;
    }
  >
> = {
  odt: { contentType: 'application/vnd.oasis.opendocument.text', ending: 'odt', of: chronologyOdt },
  html: {
    contentType: 'text/html; charset=utf-8',
    ending: 'html',
    of: async (title, lines) => String(await documentHtml(title, lines)),
  },
  csv: {
    contentType: 'text/csv; charset=utf-8',
    ending: 'csv',
    of: (_, lines) => byteOrderMark + csv(csvColumns, lines.map(cellsOf)),
  },
  timesketch: {
    contentType: 'text/csv; charset=utf-8',
    ending: 'timesketch.csv',
    of: (_, lines) => csv(sketchColumns, lines.map(sketchCells)),
  },
};

async function exported(reading: Reading, part: string, format: Format): Promise<Bytes> {
  const lines = await citedLines(reading, part);
  const { contentType, ending, of } = made[format];
  const file = await of(part === '' ? 'Chronology' : part, lines);
  return {
    bytes: Uint8Array.from(typeof file === 'string' ? Buffer.from(file) : file),
    contentType,
    // Never shown in the origin of the pages, whatever the browser makes of its type.
    policy: "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    headers: { 'content-disposition': `attachment; filename="chronology.${ending}"` },
    resultCount: lines.length,
  };
}

export const chronologyExportRoute = defineRoute({
  method: 'get',
  path: '/chronology/export',
  least: 'reader',
  title: 'Chronology as a file',
  givesBytes: true,
  asked: z.object({ chronology: oneText, format: oneOf(formats) }),
  words: ({ chronology: part, format }) => ['chronology/export', format, ...(part === '' ? [] : [part])],
  answer: (reading, { chronology: part, format }) => exported(reading, part, format),
});
