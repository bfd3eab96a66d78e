/** The first page of a server with several cases: those that are open to who asks. */
import { html } from 'hono/html';
import { addressOf } from './case-pages.ts';
import { evidence, type Html } from './page.ts';
import type { ServedCase } from './served-case.ts';

export const casesPage = (cases: readonly ServedCase[]): Html =>
  html`<h1>Cases</h1>
    ${
      cases.length === 0
        ? html`<p class="note">No case of this server is open to you.</p>`
        : html`<ul>
            ${cases.map(({ key, caseName }) => html`<li><a href="${addressOf(key)}/">${evidence(caseName)}</a></li>`)}
          </ul>`
    }`;
