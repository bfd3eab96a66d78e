/** The frame of every page. What stands in a template is escaped by it; names and texts of evidence are made plain first. */
import { html } from 'hono/html';
import { escapeLine } from '../cli/frame/escape.ts';

export type Html = ReturnType<typeof html>;

/** A name or a line of evidence: controls and what turns text around are written out, and its direction ends with it. */
export const evidence = (text: string): Html => html`<bdi>${escapeLine(text)}</bdi>`;

export interface PageFrame {
  /** Base name of the case folder. */
  readonly caseName: string;
  /** What the reader has opened of what is withheld, in words; undefined for nothing. */
  readonly opened?: string | undefined;
}

const pages = [
  ['/', 'Search'],
  ['/coverage', 'Coverage'],
  ['/find', 'Find a file'],
] as const;

export function page(frame: PageFrame, title: string, at: string, body: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <title>${escapeLine(title)} · Evidex</title>
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <header>
          <strong>Evidex</strong>
          <span class="case">${evidence(frame.caseName)}</span>
          <nav aria-label="Pages">
            ${pages.map(
              ([path, words]) =>
                html`<a href="${path}" ${path === at ? html`aria-current="page"` : ''}>${words}</a> `,
            )}
          </nav>
          ${frame.opened === undefined ? '' : html`<span class="opened">open: ${escapeLine(frame.opened)}</span>`}
        </header>
        <main>${body}</main>
      </body>
    </html>`;
}

/** `address` with these parameters; those that are undefined or empty are left out. */
export function link(
  address: string,
  parameters: Readonly<Record<string, string | number | undefined>>,
): string {
  const asked = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== '');
  const query = new URLSearchParams(asked.map(([name, value]) => [name, String(value)])).toString();
  return query === '' ? address : `${address}?${query}`;
}

export interface Column<Row> {
  readonly title: string;
  readonly isNumber?: boolean;
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
            ${columns.map(({ cell, isNumber }) => html`<td class="${isNumber ? 'number' : ''}">${cell(row)}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
