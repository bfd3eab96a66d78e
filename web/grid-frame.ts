/** Rows of a sheet as a table in a frame: what the program that made it hides is there, and says so. */
import { html } from 'hono/html';
import { z } from 'zod';
import { formatCount } from '../cli/frame/quantities.ts';
import { columnLetters } from '../schemas/column-letters.ts';
import { readQuery } from '../cli/run/query.ts';
import type { TextMark } from '../schemas/anchor.ts';
import type { GridCell, Rendered } from '../schemas/rendering.ts';
import { positiveWordLeaves } from '../search/query/words.ts';
import { MatchFinder } from '../search/snippets/match-finder.ts';
import { escapeLines } from '../cli/frame/escape.ts';
import { maybeText, oneNumber, oneText } from './asked.ts';
import { type Carriers, findCarriers, inFrame, renderedAs } from './original-of.ts';
import { evidence, type Html } from './page.ts';
import { type Bytes, defineRoute, type Finishing, type To } from './route.ts';
import { joined } from './text-view.ts';

const gridAsked = z.object({ id: oneText, sheet: oneNumber, named: maybeText, row: oneNumber, q: oneText });
type GridAsked = z.output<typeof gridAsked>;
/** It is made here, of cells, and has links within the frame. */
const policy =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

type Grid = Extract<Rendered, { as: 'grid' }>;

const words: Readonly<Partial<Record<TextMark, string>>> = {
  'hidden-sheet': 'hidden sheet',
  'very-hidden-sheet': 'very hidden sheet',
  'hidden-row': 'hidden row',
  'filtered-row': 'filtered row',
  'hidden-column': 'hidden column',
};
const markWords = (mark: TextMark | undefined): string => (mark === undefined ? '' : (words[mark] ?? mark));

/** The words of the query marked in what a cell says. */
function cellText(text: string, finder: MatchFinder | undefined): Html[] {
  const pieces: Html[] = [];
  let at = 0;
  for (const { start, end } of finder ? joined(finder.find(text, 'body')) : []) {
    pieces.push(
      html`${escapeLines(text.slice(at, start))}<mark>${escapeLines(text.slice(start, end))}</mark>`,
    );
    at = end;
  }
  pieces.push(html`${escapeLines(text.slice(at))}`);
  return pieces;
}

function tableHtml({ rows }: Grid, finder: MatchFinder | undefined): Html {
  const columns = [...new Set(rows.flatMap(({ cells }) => cells.map(({ column }) => column)))].sort(
    (a, b) => a - b,
  );
  const hidden = new Set(
    rows.flatMap(({ cells }) =>
      cells.flatMap(({ column, mark }) => (mark === 'hidden-column' ? [column] : [])),
    ),
  );
  const cellHtml = (cell: GridCell | undefined): Html =>
    html`<td class="${cell?.mark === undefined ? '' : 'hidden-cell'}">
      <bdi>${cellText(cell?.text ?? '', finder)}</bdi>
    </td>`;
  return html`<table class="cells">
    <thead>
      <tr>
        <th scope="col">row</th>
        ${columns.map((column) => html`<th scope="col">${columnLetters(column)}${hidden.has(column) ? ' (hidden column)' : ''}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(({ row, mark, cells }) => {
        const byColumn = new Map(cells.map((cell) => [cell.column, cell]));
        return html`<tr>
          <th scope="row">${row}${mark === undefined ? '' : ` (${markWords(mark)})`}</th>
          ${columns.map((column) => cellHtml(byColumn.get(column)))}
        </tr>`;
      })}
    </tbody>
  </table>`;
}

function frame(to: To, { id, row, q }: GridAsked, grid: Grid): Html {
  const { sheet } = grid;
  const at = (number: number, from: number): string =>
    to(`/document/${id}/grid`, { sheet: number, row: from, q });
  const finder = q === '' ? undefined : new MatchFinder(positiveWordLeaves(readQuery(q)));
  const sheets = grid.sheets.map(
    ({ name, mark }, number) =>
      html`<a href="${at(number, 1)}" ${number === sheet ? html`aria-current="page"` : ''}
        >${evidence(name === '' ? 'the table' : name)}${mark === undefined ? '' : ` (${markWords(mark)})`}</a
      > `,
  );
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>Cells</title>
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <nav aria-label="Sheets">${sheets}</nav>
        ${grid.cutCells > 0 ? html`<p class="note warn">${formatCount(grid.cutCells)} cells further to the right are not shown.</p>` : ''}
        ${tableHtml(grid, finder)}
        <nav aria-label="Rows">
          ${row > 1 ? html`<a href="${at(sheet, 1)}">From the first row</a>` : ''}
          ${grid.next === undefined ? '' : html`<a rel="next" href="${at(sheet, grid.next)}">From row ${grid.next}</a>`}
        </nav>
      </body>
    </html>`;
}

const gridFrame = (finishing: Finishing, items: Carriers, asked: GridAsked): Promise<Bytes> =>
  inFrame(policy, async () => {
    const row = Math.max(1, asked.row);
    const question = { as: 'grid' as const, sheet: asked.sheet, named: asked.named?.slice(0, 500), row };
    const { told } = await renderedAs(finishing, items, question);
    return new TextEncoder().encode(String(await frame(finishing.to, asked, told)));
  });

export const gridRoute = defineRoute({
  method: 'get',
  path: '/document/:id/grid',
  givesBytes: true,
  least: 'reader',
  title: 'Cells',
  asked: gridAsked,
  words: ({ id, sheet, row }) => ['original', id, `sheet ${sheet} row ${row}`],
  answer: findCarriers,
  finish: gridFrame,
});
