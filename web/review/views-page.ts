/** The page that says who looked at a document in the browser, and when: for leads, from the audit log. */
import { setImmediate } from 'node:timers/promises';
import { html } from 'hono/html';
import { z } from 'zod';
import { countOf } from '../../cli/frame/quantities.ts';
import { notedMoment } from '../../cli/run/display-zone.ts';
import { type AuditRecord, nameOf } from '../../schemas/audit-record.ts';
import { oneText } from '../asked.ts';
import { evidence, tableOf } from '../page.ts';
import { defineRoute, type Shown } from '../route.ts';
import type { Reading } from '../served-case.ts';
import { markedEntry } from './targets.ts';

/** The last ones; a document that everybody looks at is still one page. */
const shownViews = 500;
/** Records between which others are answered: a log has one for each question. */
const breath = 500;

/** Whether it is the question for the page of the document; scopes that were open stand before its words. */
function isView({ verb, event, args = [] }: AuditRecord, id: string): boolean {
  if (verb !== 'serve' || event !== 'started') return false;
  const first = args.findIndex((word) => !word.startsWith('--open='));
  return args[first] === 'document' && args[first + 1] === id;
}

async function viewsPage(reading: Reading, id: string): Promise<Shown> {
  const { to, displayZone } = reading;
  // Of what is withheld nobody is told who looked at it either.
  await markedEntry(reading, id);
  const views: AuditRecord[] = [];
  let [all, wordless, read] = [0, 0, 0];
  for await (const record of reading.auditRecords()) {
    if (++read % breath === 0) await setImmediate();
    if (record.verb === 'serve' && record.event === 'started' && record.args === undefined) wordless += 1;
    if (!isView(record, id)) continue;
    all += 1;
    views.push(record);
    if (views.length > shownViews) views.shift();
  }
  const body = html`<h1>Who looked at it</h1>
    <p><a href="${to(`/document/${id}`)}">Back to the document</a></p>
    ${wordless > 0 ? html`<p class="note warn">${countOf(wordless, 'question')} of pages have no words in the log any more: whether they were of this document is not to be told.</p>` : ''}
    ${all > views.length ? html`<p class="note">The last ${shownViews} of ${countOf(all, 'view')}.</p>` : ''}
    ${tableOf<AuditRecord>(
      'In the browser, in the order of the log',
      [
        { title: 'when', cell: ({ at }) => evidence(notedMoment(at, displayZone)) },
        { title: 'who', cell: (record) => evidence(nameOf(record)) },
        { title: 'audit record', isNumber: true, cell: ({ seq }) => String(seq) },
      ],
      views,
    )}`;
  return { body, resultCount: all };
}

export const viewsRoute = defineRoute({
  method: 'get',
  path: '/document/:id/views',
  least: 'lead',
  title: 'Who looked at it',
  inServer: true,
  asked: z.object({ id: oneText }),
  words: ({ id }) => ['views', id],
  answer: (reading, { id }) => viewsPage(reading, id),
});
