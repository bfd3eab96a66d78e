/** Batches of a review: which there are, what of one a reader sees, and what comes before and behind a document in it. */
import { createHash } from 'node:crypto';
import { html } from 'hono/html';
import type { RecordVersion } from '../../schemas/case-record.ts';
import { Problem } from '../../schemas/problem.ts';
import type { RecordBody } from '../../schemas/record-kinds.ts';
import { evidence, type Html } from '../page.ts';
import type { Reading } from '../served-case.ts';

export type Batch = RecordVersion<'review-batch'> & { readonly body: RecordBody<'review-batch'> };

/** One that was made with scopes that are closed to the reader holds what they may not know of. */
const isOpenTo = ({ scope }: Pick<Reading, 'scope'>, { open }: Batch['body']): boolean =>
  open.every((name) => scope.open.includes(name) || scope.open.includes('*'));

const shown = (reading: Reading, one: RecordVersion<'review-batch'>): Batch[] =>
  one.body && isOpenTo(reading, one.body) ? [{ ...one, body: one.body }] : [];

export async function batchesOf(
  reading: Reading,
  after: string | undefined,
  limit: number,
): Promise<{ readonly batches: readonly Batch[]; readonly next: string | undefined }> {
  const asked = { limit, ...(after === undefined ? {} : { after }) };
  const page = await reading.ledger.records.list('review-batch', reading.scope, asked);
  return { batches: page.records.flatMap((one) => shown(reading, one)), next: page.next };
}

/** Throws `not-found` for one that is not there, or not open to the reader. */
export async function batchOf(reading: Reading, id: string): Promise<Batch> {
  const last = await reading.ledger.records.last('review-batch', id, reading.scope);
  const [batch] = last ? shown(reading, last) : [];
  if (batch) return batch;
  throw new Problem('not-found', 'the review has no such batch', 'The page of the review lists them.');
}

/** The documents of it that the reader may see, in their order. */
export async function documentsIn({ index, scope }: Reading, { body }: Batch): Promise<readonly string[]> {
  const found: string[] = [];
  for (const id of body.documents) if (await index.shownEntry(id, scope)) found.push(id);
  return found;
}

/** Where to go when something was said of a document: to the next one, unless it is to be stayed at. */
export async function nextInBatch(
  reading: Reading,
  batch: string,
  id: string,
  isToStay: (reading: Reading, id: string) => Promise<boolean>,
): Promise<string | undefined> {
  const documents = await documentsIn(reading, await batchOf(reading, batch));
  const next = documents[documents.indexOf(id) + 1];
  return next === undefined || (await isToStay(reading, id)) ? undefined : next;
}

/** The way through a batch, above a document of it. */
export async function batchNavigation(reading: Reading, id: string, batch: Batch): Promise<Html> {
  const { to } = reading;
  const documents = await documentsIn(reading, batch);
  const at = documents.indexOf(id);
  const way = (other: string | undefined, rel: string, words: string): Html | string =>
    other === undefined ? '' : html`<a rel="${rel}" href="${to(`/document/${other}`, { batch: batch.id })}">${words}</a>`; // prettier-ignore
  return html`<nav aria-label="Batch">
    <a href="${to(`/review/batches/${batch.id}`)}">${evidence(batch.body.name)}</a>
    <span>${at < 0 ? 'not in this batch' : `${at + 1} of ${documents.length}`}</span>
    ${way(documents[at - 1], 'prev', 'Previous')} ${at < 0 ? '' : way(documents[at + 1], 'next', 'Next')}
  </nav>`;
}

/** The part of a batch that a seed draws: who has seed and batch draws the same. */
export function sampleOf(documents: readonly string[], percent: number, seed: string): string[] {
  const drawn = documents
    .map((id) => ({ id, at: createHash('sha256').update(`${seed}\n${id}`).digest('hex') }))
    .toSorted((a, b) => (a.at < b.at ? -1 : 1))
    .slice(0, Math.ceil((documents.length * percent) / 100));
  const ids = new Set(drawn.map(({ id }) => id));
  return documents.filter((id) => ids.has(id));
}
