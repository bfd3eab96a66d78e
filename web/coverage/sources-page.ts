/** The sources of a case with their intake, and the lists in force. */
import { html } from 'hono/html';
import { z } from 'zod';
import type { LedgerSource } from '../../case/ledger/sources.ts';
import { countOf } from '../../cli/frame/quantities.ts';
import { type CaseList, readLists, type UnseenList } from '../../cli/run/lists-of-runs.ts';
import { evidence, type Html, tableOf } from '../page.ts';
import { defineRoute, type Shown } from '../route.ts';
import type { Reading } from '../served-case.ts';

/** A key as it is read: `seizedFrom` is `seized from`. */
const wordsOf = (key: string): string => key.replaceAll(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);

const valueOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const sourceHtml = ({ reference, root, intake }: LedgerSource): Html =>
  html`<section>
    <h2>${evidence(reference)}</h2>
    <dl>
      <dt>lies at</dt>
      <dd>${evidence(root)}</dd>
      ${Object.entries(intake).map(
        ([key, value]) =>
          html`<dt>${evidence(wordsOf(key))}</dt>
            <dd>${evidence(valueOf(value))}</dd>`,
      )}
    </dl>
  </section>`;

async function sourcesPage({ ledger, scope }: Reading): Promise<Shown> {
  const sources = await ledger.sources.all(scope);
  const { lists, unseen } = await readLists(ledger, scope);
  const body = html`<h1>${countOf(sources.length, 'source')}</h1>
    ${sources.map(sourceHtml)}
    ${
      lists.length === 0
        ? html`<p class="note">No list or hash set of the case’s own was in force in its last run.</p>`
        : tableOf<CaseList>(
            'Lists and hash sets in force, as of the last run',
            [
              { title: 'name', cell: ({ name }) => evidence(name) },
              { title: 'kind', cell: ({ kind }) => kind },
              { title: 'SHA-256', cell: ({ sha256 }) => html`<code>${sha256}</code>` },
            ],
            lists,
          )
    }
    ${
      unseen.length === 0
        ? ''
        : tableOf<UnseenList>(
            'Not read under them: `evidex retag CASE` tags what was read again under a watchlist, `evidex retry CASE --source REFERENCE` reads the files again',
            [
              { title: 'source', cell: ({ source }) => evidence(source) },
              { title: 'list', cell: ({ list }) => evidence(list) },
              { title: 'files', isNumber: true, cell: ({ files }) => String(files) },
            ],
            unseen,
          )
    }`;
  return { body, resultCount: sources.length };
}

export const sourcesRoute = defineRoute({
  method: 'get',
  path: '/sources',
  least: 'reader',
  title: 'Sources',
  navigation: 'Sources',
  asked: z.object({}),
  words: () => ['sources'],
  answer: sourcesPage,
});
