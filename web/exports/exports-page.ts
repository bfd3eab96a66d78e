/** Exports: what was handed over, to whom and on what basis; a new one of all that a query finds, or of a batch. */
import { randomUUID } from 'node:crypto';
import { html } from 'hono/html';
import { z } from 'zod';
import { numberPrefix } from '../../cli/export/numbers.ts';
import { columnNames } from '../../cli/export/row.ts';
import { countOf, formatCount } from '../../cli/frame/quantities.ts';
import { notedMoment } from '../../cli/run/display-zone.ts';
import { answering, readQuery } from '../../cli/run/query.ts';
import type { RecordVersion } from '../../schemas/case-record.ts';
import { isItemEntryId } from '../../schemas/index-entry.ts';
import { Problem } from '../../schemas/problem.ts';
import { recordKinds } from '../../schemas/record-kinds.ts';
import { maybeText, oneText, manyTexts } from '../asked.ts';
import { fromForm } from '../from-form.ts';
import { evidence, type Html } from '../page.ts';
import { defineRoute, type Finishing, type Shown, type To, type Unfinished } from '../route.ts';
import { batchOf, documentsIn } from '../review/batches.ts';
import { unlessConflict } from '../review/record-forms.ts';
import type { Reading } from '../served-case.ts';
import { type CaseExports, exportFiles, type JobState } from './export-jobs.ts';

const least = 'lead';
const shownExports = 200;
const refreshSeconds = 3;

type Export = RecordVersion<'case-export'>;

/** One that was made with scopes that are closed to the reader holds what they may not know of. */
const isOpenTo = ({ scope }: Reading, { body }: Export): boolean =>
  body?.open.every((name) => scope.open.includes(name) || scope.open.includes('*')) === true;

/** Documents of a batch as a query; what has no content has no hash to be asked for by. */
async function batchQuery(reading: Reading, id: string): Promise<{ q: string; left: number }> {
  const documents = await documentsIn(reading, await batchOf(reading, id));
  const contents = documents.filter((one) => !isItemEntryId(one));
  return { q: contents.map((one) => `hash:${one}`).join(' OR '), left: documents.length - contents.length };
}

interface ListState {
  readonly exports: readonly Export[];
  readonly isMore: boolean;
  readonly q: string;
  /** Documents that match; absent where nothing was asked for. */
  readonly documents?: number;
  /** Of a batch, what cannot be exported from here. */
  readonly left: number;
  readonly displayZone: string;
}

async function listed(reading: Reading, asked: { q: string; batch: string }): Promise<Unfinished<ListState>> {
  const { ledger, index, scope, displayZone } = reading;
  const { q, left } = asked.batch === '' ? { q: asked.q, left: 0 } : await batchQuery(reading, asked.batch);
  const documents = q === '' ? undefined : await answering(() => index.count(readQuery(q), scope));
  const page = await ledger.records.list('case-export', scope, { limit: shownExports });
  const exports = page.records.filter((one) => isOpenTo(reading, one)).toReversed();
  return {
    unfinished: { exports, isMore: page.next !== undefined, q, left, displayZone, ...(documents === undefined ? {} : { documents }) }, // prettier-ignore
    resultCount: exports.length,
  };
}

const isTicked = (name: string, words: string): Html =>
  html`<label class="tick"><input type="checkbox" name="${name}" value="1" checked /> ${words}</label> `;

const newForm = (to: To, { q, documents = 0, left }: ListState): Html =>
  html`<form action="${to(`/exports/${randomUUID()}`)}" method="post">
    <h2 class="row">Export ${countOf(documents, 'document')}</h2>
    ${left > 0 ? html`<p class="note warn row">${countOf(left, 'item')} of this batch ${left === 1 ? 'has' : 'have'} no content, and ${left === 1 ? 'is' : 'are'} not in it.</p>` : ''}
    <input type="hidden" name="q" value="${q}" />
    <label class="wide">Recipient <input name="recipient" maxlength="500" required /></label>
    <label class="wide">Legal basis <input name="basis" maxlength="500" required /></label>
    <label>Numbers begin with <input name="prefix" value="EVX" maxlength="20" required /></label>
    <div class="ticks">
      ${isTicked('families', 'with families')} ${isTicked('natives', 'bytes as they were found')}
      ${isTicked('texts', 'texts')}
    </div>
    <details class="row">
      <summary>Columns of the list</summary>
      <div class="ticks in-columns">
        ${columnNames.map((name) => html`<label class="tick"><input type="checkbox" name="column" value="${name}" checked /> ${name}</label> `)}
      </div>
    </details>
    <button>Export</button>
  </form>`;

const queryForm = (to: To, { q }: ListState): Html =>
  html`<form action="${to('/exports')}" method="get">
    <label class="wide">Search <input name="q" value="${q}" required /></label>
    <button>See what matches</button>
  </form>`;

const goOnForm = (to: To, { id }: Export): Html =>
  html`<form class="inline" action="${to(`/exports/${id}`)}" method="post">
    <button name="again" value="1">Go on with it</button>
  </form>`;

function stateHtml(to: To, one: Export, state: JobState | undefined): Html | string {
  const { id, body } = one;
  if (body?.state === 'ended')
    return html`${countOf(body.items ?? 0, 'item')}, ${body.first} to ${body.last},
      ${countOf(body.exceptions ?? 0, 'exception')}<br />
      ${exportFiles.map((file) => html`<a href="${to(`/exports/${id}/file/${file}`)}" download>${file}</a> `)}<br />
      <span class="quiet"
        >in the folder ${id} of the server’s exports; manifest SHA-256 ${body.manifest}</span
      >`;
  if (state && 'progress' in state) {
    const { stage, done, all } = state.progress;
    return html`being made: ${stage}${all > 0 ? html`, ${formatCount(done)} of ${countOf(all, 'item')}` : ''}`;
  }
  if (state && 'isEnded' in state) return 'being made: its end is written';
  return html`<span class="warn">stopped${state ? html`: ${evidence(state.problem)}` : ''}</span>
    ${goOnForm(to, one)}`;
}

const exportHtml = (to: To, one: Export, state: JobState | undefined, zone: string): Html | string =>
  one.body
    ? html`<li>
        <p><strong>${evidence(one.body.recipient)}</strong>: ${evidence(one.body.basis)}</p>
        <p><a href="${to('/', { q: one.body.query })}">${evidence(one.body.query.slice(0, 300))}</a></p>
        <p>${stateHtml(to, one, state)}</p>
        <p class="quiet">
          ${evidence(one.by)}, ${evidence(notedMoment(one.at, zone))}, record ${one.record} of the audit log
        </p>
      </li>`
    : '';

function shownList({ to, exports: jobs }: Finishing, state: ListState): Promise<Shown> {
  const states = state.exports.map((one) => jobs?.stateOf(one.id));
  const runs = state.exports.some(
    ({ body }, at) => body?.state !== 'ended' && states[at] && !('problem' in states[at]),
  );
  const body = html`<h1>Exports</h1>
    ${
      jobs
        ? html`${queryForm(to, state)} ${state.documents === undefined ? '' : newForm(to, state)}`
        : html`<p class="note">
            This server exports nothing: start it with <code>--exports FOLDER</code>.
            <code>evidex export</code>
            does it on the command line.
          </p>`
    }
    ${state.isMore ? html`<p class="note">These are the first ${shownExports}; there are more.</p>` : ''}
    <ol class="records">
      ${state.exports.map((one, at) => exportHtml(to, one, states[at], state.displayZone))}
    </ol>`;
  return Promise.resolve({ body, ...(runs && state.q === '' ? { refreshSeconds } : {}) });
}

export const exportsRoute = defineRoute({
  method: 'get',
  path: '/exports',
  least,
  title: 'Exports',
  navigation: 'Exports',
  asked: z.object({ q: oneText, batch: oneText }),
  words: ({ q, batch }) => ['exports', ...(q === '' ? [] : [q]), ...(batch === '' ? [] : ['batch', batch])],
  answer: listed,
  finish: shownList,
});

/** A folder is called so. */
const exportId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

async function found(reading: Reading, id: string): Promise<Export> {
  const one = exportId.test(id) ? await reading.ledger.records.last('case-export', id, reading.scope) : undefined;
  if (one && isOpenTo(reading, one)) return one;
  throw new Problem('not-found', 'there is no such export', 'It may be gone, or not open to you.');
} // prettier-ignore

const begunBy = z.object({
  id: oneText,
  q: oneText,
  recipient: oneText,
  basis: oneText,
  prefix: oneText,
  column: manyTexts,
  families: maybeText,
  natives: maybeText,
  texts: maybeText,
  /** One that was stopped is gone on with. */
  again: maybeText,
});

const titles = { recipient: 'Recipient', basis: 'Legal basis', prefix: 'Numbers', query: 'Search' };

function wantedOf({ scope }: Reading, said: z.output<typeof begunBy>) {
  const { q, recipient, basis, column, families, natives, texts } = said;
  readQuery(q);
  const { prefix } = fromForm(z.object({ prefix: numberPrefix }), said, { prefix: 'Numbers begin with' });
  const columns = columnNames.filter((name) => column.includes(name));
  const parts = { families: families !== undefined, natives: natives !== undefined, texts: texts !== undefined }; // prettier-ignore
  const body = {
    query: q,
    recipient,
    basis,
    prefix,
    columns,
    ...parts,
    open: [...scope.open],
    state: 'begun',
  };
  return fromForm(recordKinds['case-export'], body, titles);
}

interface BegunState {
  readonly id: string;
  readonly wanted: ReturnType<typeof wantedOf>;
}

async function begin(reading: Reading, said: z.output<typeof begunBy>) {
  const { id } = said;
  if (!exportId.test(id)) throw new Problem('wrong-value', 'this is no form of this server');
  if (said.again !== undefined) {
    const { body } = await found(reading, id);
    if (body?.state !== 'begun') throw new Problem('wrong-value', 'this export has ended');
    return { unfinished: { id, wanted: body } };
  }
  const wanted = wantedOf(reading, said);
  return unlessConflict(
    async () => {
      await reading.write([{ write: { kind: 'case-export', id, basedOn: 0, body: wanted } }]);
      return { unfinished: { id, wanted }, resultCount: 1 };
    },
    () => Promise.resolve(html`<p>The page of exports lists it: it was begun already.</p>`),
  );
}

const begunHere = (exports: CaseExports | undefined): CaseExports => {
  if (exports) return exports;
  throw new Problem('wrong-value', 'this server exports nothing', 'Start it with --exports FOLDER.');
};

export const beginExportRoute = defineRoute({
  method: 'post',
  path: '/exports/:id',
  least,
  title: 'Exports',
  asked: begunBy,
  words: ({ id, q, recipient, basis, prefix, again }) =>
    again === undefined
      ? ['export', id, '--query', q, '--recipient', recipient, '--basis', basis, '--prefix', prefix]
      : ['export', id, 'again'],
  answer: (reading, said) => begin(reading, said),
  finish({ exports, person }, state) {
    const { id, wanted } = state as BegunState;
    begunHere(exports).start({ id, wanted, person });
    return Promise.resolve({ goTo: '/exports' });
  },
});

export const exportFileRoute = defineRoute({
  method: 'get',
  path: '/exports/:id/file/:name',
  least,
  title: 'A file of an export',
  givesBytes: true,
  asked: z.object({ id: oneText, name: oneText }),
  words: ({ id, name }) => ['exports/file', id, name],
  async answer(reading, { id, name }) {
    const { body } = await found(reading, id);
    const file = exportFiles.find((one) => one === name);
    if (!file || body?.state !== 'ended') throw new Problem('not-found', 'the export has no such file');
    return { unfinished: { id, file, name: `${body.first ?? 'export'}-${file}` }, resultCount: 1 };
  },
  finish({ exports }, { id, file, name }) {
    const here = begunHere(exports);
    return Promise.resolve({ name, download: () => Promise.resolve(here.fileOf(id, file)) });
  },
});
