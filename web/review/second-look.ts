/** The second look at a sample: forms that do not show what the first reviewer said, and in how much the two agree. */
import { html } from 'hono/html';
import { z } from 'zod';
import type { RecordVersion } from '../../schemas/case-record.ts';
import { formatCount } from '../../cli/frame/quantities.ts';
import { Problem } from '../../schemas/problem.ts';
import { oneNumber, oneText } from '../asked.ts';
import { evidence, type Html, link, tableOf } from '../page.ts';
import { type Answer, defineRoute } from '../route.ts';
import type { Reading } from '../served-case.ts';
import { type Batch, batchOf, nextInBatch } from './batches.ts';
import { choices, fieldsOf, fieldTargets, type ReviewField, valuesOf } from './fields.ts';
import { citationOf } from './passage.ts';
import { unlessConflict } from './record-forms.ts';
import { type MarkedEntry, markedEntry } from './targets.ts';

/** A record for each document of each sample. */
const lookId = (batch: string, document: string): string => `${batch}:${document}`;

const lookAt = (
  { ledger, scope }: Reading,
  batch: string,
  document: string,
): Promise<RecordVersion<'second-look'> | undefined> =>
  ledger.records.last('second-look', lookId(batch, document), scope);

/** In place of fields, labels and notes, on the page of a document that is looked at again. */
export async function secondLookPanel(
  reading: Reading,
  { entry }: MarkedEntry,
  { id }: Pick<Batch, 'id'>,
): Promise<Html> {
  const said = await lookAt(reading, id, entry.document);
  const address = reading.to(`/review/batches/${id}/look/${entry.document}`);
  return html`<section id="review">
    <h2>Second look</h2>
    <form method="post" action="${address}">
      <input type="hidden" name="basedOn" value="${said?.version ?? 0}" />
      ${(await fieldsOf(reading)).map(
        ({ body: { name, values } }, at) =>
          html`<label
            >${evidence(name)}
            <select name="value${at}">
              ${choices(values, said?.body?.values[name])}
            </select></label
          >`,
      )}
      <button>Set</button>
    </form>
  </section>`;
}

const lookAsked = z
  .looseObject({ id: oneText, document: oneText, basedOn: oneNumber })
  .transform(({ id, document, basedOn, ...rest }) => {
    const values = Object.entries(rest).flatMap(([name, value]) => {
      const { 1: number } = /^value(\d{1,2})$/u.exec(name) ?? [];
      const [first] = z.array(z.string()).catch([]).parse(value);
      return number === undefined || !first ? [] : [[Number(number), first] as const];
    });
    return { id, document, basedOn, values: new Map(values) };
  });

async function look(reading: Reading, asked: z.output<typeof lookAsked>): Promise<Answer> {
  const { id, document, basedOn } = asked;
  const { body: batch } = await batchOf(reading, id);
  if (!batch.second || !batch.documents.includes(document))
    throw new Problem('not-found', 'this sample has no such document');
  const marked = await markedEntry(reading, document);
  const values: Record<string, string> = {};
  for (const [
    at,
    {
      body: { name, values: known },
    },
  ] of (await fieldsOf(reading)).entries()) {
    // prettier-ignore
    const value = asked.values.get(at);
    if (value !== undefined && known.includes(value)) values[name] = value;
  }
  const key = { kind: 'second-look', id: lookId(id, document), basedOn } as const;
  const cites = [citationOf(marked)];
  return unlessConflict(
    async () => {
      await reading.write([{ write: { ...key, body: { batch: id, values }, cites } }]);
      const next = await nextInBatch(reading, id, document, () => Promise.resolve(false));
      return { goTo: next === undefined ? `/review/batches/${id}` : link(`/document/${next}`, { batch: id }), resultCount: 1 }; // prettier-ignore
    },
    () => secondLookPanel(reading, marked, { id }),
  );
}

export const lookRoute = defineRoute({
  method: 'post',
  path: '/review/batches/:id/look/:document',
  least: 'reviewer',
  title: 'Second look',
  asked: lookAsked,
  words: ({ id, document, basedOn, values }) => [
    'second look',
    id,
    document,
    `on version ${basedOn}`,
    ...values.values(),
  ],
  answer: look,
});

interface Agreement {
  readonly field: string;
  agreed: number;
  /** Documents of which both said something, or one did. */
  compared: number;
  readonly differing: { readonly document: string; readonly first: string; readonly second: string }[];
}

/** What the first reviewer's labels say now of the first target of a document. */
async function firstValue(reading: Reading, field: ReviewField, marked: MarkedEntry): Promise<string> {
  const [offered] = fieldTargets(field, marked);
  return offered ? ((await valuesOf(reading, field, offered))[0]?.value ?? '') : '';
}

async function agreementOf(reading: Reading, batch: Batch, documents: readonly string[]) {
  const fields = await fieldsOf(reading);
  const found = fields.map(({ body: { name } }): Agreement => ({ field: name, agreed: 0, compared: 0, differing: [] })); // prettier-ignore
  let looked = 0;
  for (const document of documents) {
    const said = await lookAt(reading, batch.id, document);
    if (!said?.body) continue;
    looked += 1;
    const marked = await markedEntry(reading, document);
    for (const [at, field] of fields.entries()) {
      const one = found[at];
      if (!one) continue;
      const [first, second] = [await firstValue(reading, field, marked), said.body.values[field.body.name] ?? '']; // prettier-ignore
      // Where neither said anything there is nothing to agree on.
      if (first === '' && second === '') continue;
      one.compared += 1;
      if (first === second) one.agreed += 1;
      else one.differing.push({ document, first, second });
    }
  }
  return { looked, fields: found };
}

/** On the page of the sample; nothing of the first reviewer before all of it was looked at. */
export async function agreementHtml(
  reading: Reading,
  batch: Batch,
  documents: readonly string[],
): Promise<Html> {
  const { looked, fields } = await agreementOf(reading, batch, documents);
  const { to } = reading;
  const progress = html`<p>${formatCount(looked)} of ${formatCount(documents.length)} looked at.</p>`;
  if (looked < documents.length) return progress;
  return html`${progress}
    ${tableOf<Agreement>(
      'Agreement of the two',
      [
        { title: 'field', cell: ({ field }) => evidence(field) },
        { title: 'agreed', isNumber: true, cell: ({ agreed }) => formatCount(agreed) },
        { title: 'of', isNumber: true, cell: ({ compared }) => formatCount(compared) },
        { title: 'per cent', isNumber: true, cell: ({ agreed, compared }) => (compared === 0 ? '' : ((100 * agreed) / compared).toFixed(1)) }, // prettier-ignore
      ],
      fields,
    )}
    <ul>
      ${fields.flatMap(({ field, differing }) =>
        differing.map(
          ({ document, first, second }) =>
            html`<li>
              <a href="${to(`/document/${document}`)}">${document.slice(0, 12)}</a> ${evidence(field)}:
              ${evidence(first || 'none')}, then ${evidence(second || 'none')}
            </li>`,
        ),
      )}
    </ul>`;
}
