/** The frame of every page. What stands in a template is escaped by it; names and texts of evidence are made plain first. */
import { html } from 'hono/html';
import { escapeLine, escapeLines } from '../cli/frame/escape.ts';
import type { To } from './route.ts';

export type Html = ReturnType<typeof html>;

/** A name or a line of evidence: controls and what turns text around are written out, and its direction ends with it. */
export const evidence = (text: string): Html => html`<bdi>${escapeLine(text)}</bdi>`;

/** A text with lines of its own, for a `pre`; its tabs part the cells of a line there, which on a terminal they need not. */
export const evidenceText = (text: string): string => text.split('\t').map(escapeLines).join('\t');

/** What stands around every page. */
export interface PageFrame {
  /** Base name of the case folder; undefined outside a case. */
  readonly caseName?: string | undefined;
  /** What the reader has opened of what is withheld, in words; undefined for nothing. */
  readonly opened?: string | undefined;
  /** Whom the server takes the reader for. */
  readonly person?: string | undefined;
  /** They have a session that they can end. */
  readonly canLeave?: boolean | undefined;
  /** Ways to the other pages; `isHere` for the one that is shown. */
  readonly ways: readonly { readonly address: string; readonly words: string; readonly isHere: boolean }[];
}

export function page(frame: PageFrame, title: string, body: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <title>${escapeLine(title)} · Evidex</title>
        <link rel="stylesheet" href="/style.css" />
        <script src="/app.js" defer></script>
      </head>
      <body>
        <a class="skip" href="#main">To the content</a>
        <header>
          <strong>Evidex</strong>
          ${frame.caseName === undefined ? '' : html`<span class="case">${evidence(frame.caseName)}</span>`}
          <nav aria-label="Pages">
            ${frame.ways.map(
              ({ address, words, isHere }) =>
                html`<a href="${address}" ${isHere ? html`aria-current="page"` : ''}>${words}</a> `,
            )}
          </nav>
          ${frame.opened === undefined ? '' : html`<span class="opened">open: ${escapeLine(frame.opened)}</span>`}
          ${frame.person === undefined ? '' : html`<span class="person">${escapeLine(frame.person)}</span>`}
          ${frame.canLeave ? html`<form class="inline" method="post" action="/logout"><button>Log out</button></form>` : ''}
        </header>
        <main id="main" tabindex="-1">${body}</main>
      </body>
    </html>`;
}

/** `address` with these parameters; those that are undefined or empty are left out, and lists are repeated. */
export function link(address: string, parameters: Parameters<To>[1] = {}): string {
  const asked = Object.entries(parameters).flatMap(([name, value = '']) =>
    (typeof value === 'object' ? value : [String(value)]).map((one) => [name, one]),
  );
  const query = new URLSearchParams(asked.filter(([, value]) => value !== '')).toString();
  return query === '' ? address : `${address}?${query}`;
}

export interface Column<Row> {
  readonly title: string;
  readonly isNumber?: boolean;
  /** Paths and the like, which break badly where the other columns leave them little. */
  readonly isLong?: boolean;
  readonly cell: (row: Row) => Html | string;
}

export const tableOf = <Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[]): Html =>
  html`<table>
    <caption>
      ${caption}
    </caption>
    <thead>
      <tr>
        ${columns.map(({ title, isNumber }) => html`<th scope="col" class="${isNumber ? 'number' : ''}">${title}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            ${columns.map(({ cell, isNumber, isLong }) => html`<td class="${isNumber ? 'number' : isLong ? 'long' : ''}">${cell(row)}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;

/** Outside of every frame: for who is not let in, and gets no style sheet either. */
export const plainPage = (title: string, words: string): Html =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${title}</title>
      </head>
      <body>
        <h1>${title}</h1>
        <p>${words}</p>
      </body>
    </html>`;
