/** One batch of a review: made of a search, taken by one reviewer, done, and looked at again in a sample. */
import { randomUUID } from 'node:crypto';
import { html } from 'hono/html';
import { z } from 'zod';
import { formatCount } from '../../cli/frame/quantities.ts';
import { hitPages, readQuery } from '../../cli/run/query.ts';
import { Problem } from '../../schemas/problem.ts';
import { recordKinds } from '../../schemas/record-kinds.ts';
import { maxBatchDocuments } from '../../schemas/review.ts';
import { oneNumber, oneOf, oneText } from '../asked.ts';
import { fromForm } from '../from-form.ts';
import { evidence, type Html } from '../page.ts';
import { isAtLeast } from '../person.ts';
import { type Answer, defineRoute, type Shown } from '../route.ts';
import type { Reading } from '../served-case.ts';
import { hasFieldLeft } from './fields.ts';
import { type Batch, batchOf, documentsIn, sampleOf } from './batches.ts';
import { unlessConflict, versionsTable } from './record-forms.ts';
import { stateWords } from './review-page.ts';
import { agreementHtml } from './second-look.ts';

/** Of one search: each is listed, and a review of more is parted by its searches. */
const maxSplit = 20_000;
const pageHits = 1_000;
const shownVersions = 50;

/** In the order of their paths, each with its family there. */
async function documentsOf(
  { index, scope }: Reading,
  query: string,
): Promise<{ id: string; family: string }[]> {
  const found: { id: string; family: string }[] = [];
  const asked = { query: readQuery(query), scope, sort: 'path', limit: pageHits, snippets: 0 } as const;
  for await (const { total, hits } of hitPages(index, asked)) {
    if (total > maxSplit)
      throw new Problem('wrong-value', `more than ${maxSplit} documents match`, 'Split a narrower search, for example by custodian.'); // prettier-ignore
    for (const { document, occurrences } of hits)
      found.push({ id: document, family: occurrences[0]?.family ?? document });
  }
  return found;
}

/** A family that fits into one stays together. */
function split(
  documents: readonly { readonly id: string; readonly family: string }[],
  size: number,
): string[][] {
  const batches: string[][] = [];
  let last: string[] = [];
  let family = '';
  for (const one of documents) {
    const isFull = last.length >= size && (one.family !== family || last.length >= maxBatchDocuments);
    if (last.length === 0 || isFull) batches.push((last = []));
    last.push(one.id);
    ({ family } = one);
  }
  return batches;
}

const titles = { name: 'Name', query: 'Search', second: 'Second look' };

export const splitRoute = defineRoute({
  method: 'post',
  path: '/review/batches',
  least: 'lead',
  title: 'Review',
  asked: z.object({ id: oneText, name: oneText, query: oneText, size: oneNumber }),
  words: ({ id, name, query, size }) => ['split', id, name, query, `${size} each`],
  async answer(reading, { id, name, query, size }): Promise<Answer> {
    if (size < 1 || size > maxBatchDocuments)
      throw new Problem('wrong-value', `a batch has 1 to ${maxBatchDocuments} documents`);
    const batches = split(await documentsOf(reading, query), size);
    if (batches.length === 0) throw new Problem('wrong-value', 'nothing matches: there is nothing to split');
    const open = [...reading.scope.open];
    await reading.write(
      batches.map((documents, at) => {
        const said = { name, query, number: at + 1, of: batches.length, documents, open, state: 'open' };
        const body = fromForm(recordKinds['review-batch'], said, titles);
        return { write: { kind: 'review-batch', id: `${id}-${at + 1}`, basedOn: 0, body } };
      }),
    );
    return { goTo: '/review', resultCount: batches.length };
  },
});

const versionsHtml = async ({ ledger, scope, displayZone }: Reading, id: string): Promise<Html> =>
  versionsTable(
    (await ledger.records.history('review-batch', id, scope, { limit: shownVersions })).records,
    displayZone,
    (body) => evidence(stateWords(body)),
  );

/** What may be done with it now: taken by anybody while it is open, else by who has it, or a lead. */
function actions(
  { person }: Reading,
  { body: { state, person: has } }: Batch,
): readonly ('taken' | 'open' | 'done')[] {
  if (state === 'open') return ['taken'];
  if (has !== person.name && !isAtLeast(person.role, 'lead')) return [];
  return state === 'taken' ? ['done', 'open'] : ['taken'];
}

const actionWords = { taken: 'Take it', open: 'Give it back', done: 'Done' } as const;

/** Of its documents those of which a field has no value yet; of a sample that is looked at again other pages count. */
async function leftIn(reading: Reading, batch: Batch, documents: readonly string[]): Promise<Set<string>> {
  const left = new Set<string>();
  if (batch.body.second || batch.body.state === 'open') return left;
  for (const one of documents) if (await hasFieldLeft(reading, one)) left.add(one);
  return left;
}

/** What being done with it leaves unsaid, before somebody says so. */
function leftHtml({ body: { state } }: Batch, left: number): Html | string {
  if (left === 0) return '';
  const words = left === 1 ? '1 document has' : `${formatCount(left)} documents have`;
  const says = state === 'done' ? 'It was done with these.' : '“Done” gives it none: they stay without.';
  return html`<p class="note warn">
    ${words} a field without a value. ${says} <a href="#left">The first of them</a>
  </p>`;
}

const stateForms = (reading: Reading, batch: Batch): Html =>
  html`${actions(reading, batch).map(
    (state) =>
      html`<form class="inline" method="post" action="${reading.to(`/review/batches/${batch.id}`)}">
        <input type="hidden" name="basedOn" value="${batch.version}" />
        <button name="state" value="${state}">${actionWords[state]}</button>
      </form> `,
  )}`;

const secondForm = ({ to, person }: Reading, { id, body: { second } }: Batch): Html | string =>
  second || !isAtLeast(person.role, 'lead')
    ? ''
    : html`<form method="post" action="${to(`/review/batches/${id}/second-look`)}">
        <label
          >Second look at, in per cent
          <input name="percent" type="number" min="1" max="100" value="10" required
        /></label>
        <label>Seed <input name="seed" maxlength="100" required /></label>
        <button>Draw a sample</button>
      </form>`;

async function batchPage(reading: Reading, id: string): Promise<Shown> {
  const batch = await batchOf(reading, id);
  const { name, number, of, query, second } = batch.body;
  const documents = await documentsIn(reading, batch);
  const { to } = reading;
  const left = await leftIn(reading, batch, documents);
  const [firstLeft] = left;
  const names = await Promise.all(
    documents.map(async (one) => (await reading.index.shownEntry(one, reading.scope))?.entry.occurrences[0]),
  );
  const body = html`<h1>${evidence(name)} ${number} of ${of}</h1>
    <p>
      <a href="${to('/review')}">All batches</a> · ${evidence(stateWords(batch.body))} ·
      <a href="${to('/', { q: query })}">${evidence(query)}</a>
    </p>
    ${second ? html`<p class="note">Second look at ${second.percent} % of <a href="${to(`/review/batches/${second.of}`)}">another batch</a>, drawn with the seed ${evidence(second.seed)}: what the first reviewer said is not shown with its documents.</p>` : ''}
    ${leftHtml(batch, left.size)} ${stateForms(reading, batch)} ${secondForm(reading, batch)}
    ${isAtLeast(reading.person.role, 'lead') ? html`<p><a href="${to('/exports', { batch: id })}">Export it</a></p>` : ''}
    ${second ? await agreementHtml(reading, batch, documents) : ''}
    <ol>
      ${documents.map((one, at) => {
        const place = names[at];
        return html`<li ${one === firstLeft ? html`id="left"` : ''}>
          <a href="${to(`/document/${one}`, { batch: id })}"
            >${evidence(place ? `${place.source}/${place.path}` : one)}</a
          >
          ${left.has(one) ? html`<span class="quiet">a field has no value</span>` : ''}
        </li>`;
      })}
    </ol>
    ${await versionsHtml(reading, id)}`;
  return { body, resultCount: documents.length };
}

export const batchRoute = defineRoute({
  method: 'get',
  path: '/review/batches/:id',
  least: 'reviewer',
  title: 'A batch',
  asked: z.object({ id: oneText }),
  words: ({ id }) => ['batch', id],
  answer: (reading, { id }) => batchPage(reading, id),
});

export const batchStateRoute = defineRoute({
  method: 'post',
  path: '/review/batches/:id',
  least: 'reviewer',
  title: 'A batch',
  asked: z.object({ id: oneText, basedOn: oneNumber, state: oneOf(['taken', 'open', 'done']) }),
  words: ({ id, basedOn, state }) => ['batch', id, `on version ${basedOn}`, state],
  async answer(reading, { id, basedOn, state }): Promise<Answer> {
    const batch = await batchOf(reading, id);
    const { person: _, ...said } = batch.body;
    const body = { ...said, state, ...(state === 'open' ? {} : { person: reading.person.name }) };
    return unlessConflict(
      async () => {
        // Whoever saw another version is shown this one first.
        if (batch.version === basedOn && !actions(reading, batch).includes(state))
          throw new Problem('wrong-value', `this batch is ${stateWords(batch.body)}`);
        await reading.write([{ write: { kind: 'review-batch', id, basedOn, body } }]);
        return { goTo: `/review/batches/${id}`, resultCount: 1 };
      },
      async () => {
        const now = await batchOf(reading, id);
        return html`<p>This batch is <strong>${evidence(stateWords(now.body))}</strong>.</p>
          ${stateForms(reading, now)} ${await versionsHtml(reading, id)}`;
      },
    );
  },
});

export const drawRoute = defineRoute({
  method: 'post',
  path: '/review/batches/:id/second-look',
  least: 'lead',
  title: 'A batch',
  asked: z.object({ id: oneText, percent: oneNumber, seed: oneText }),
  words: ({ id, percent, seed }) => ['second look', id, `${percent} %`, 'seed', seed],
  async answer(reading, { id, percent, seed }): Promise<Answer> {
    const { body: first } = await batchOf(reading, id);
    if (first.state !== 'done') throw new Problem('wrong-value', 'a second look is at a batch that is done');
    const { person: _, ...said } = first;
    const drawn = { ...said, documents: sampleOf(said.documents, percent, seed), state: 'open' };
    const body = fromForm(recordKinds['review-batch'], { ...drawn, second: { of: id, percent, seed } }, titles); // prettier-ignore
    const drawnId = randomUUID();
    await reading.write([{ write: { kind: 'review-batch', id: drawnId, basedOn: 0, body } }]);
    return { goTo: `/review/batches/${drawnId}`, resultCount: body.documents.length };
  },
});
