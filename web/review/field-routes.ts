/** Setting a field of a document, and saying which fields a case has. */
import { html } from 'hono/html';
import { z } from 'zod';
import { labelOf } from '../../case/labels.ts';
import { Problem } from '../../schemas/problem.ts';
import { recordKinds } from '../../schemas/record-kinds.ts';
import { fieldLabel } from '../../schemas/review.ts';
import { manyTexts, oneNumber, oneOf, oneText } from '../asked.ts';
import { fromForm } from '../from-form.ts';
import { link } from '../page.ts';
import { type Answer, defineRoute } from '../route.ts';
import type { Reading } from '../served-case.ts';
import { nextInBatch } from './batches.ts';
import { fieldForm, fieldsOf, hasFieldLeft, maxFields, type ReviewField, valuesOf } from './fields.ts';
import { unlessConflict } from './record-forms.ts';
import { markedEntry, offeredTarget } from './targets.ts';

const setAsked = z.object({
  id: oneText,
  field: oneText,
  target: oneText,
  /** Values that the page showed. */
  was: manyTexts,
  value: oneText,
  batch: oneText,
});

async function fieldOf(reading: Reading, id: string): Promise<ReviewField> {
  const field = (await fieldsOf(reading)).find((one) => one.id === id);
  if (field) return field;
  throw new Problem('not-found', 'the case has no such field', 'The page of the review lists them.');
}

const both = async (reading: Reading, asked: z.output<typeof setAsked>) => {
  const marked = await markedEntry(reading, asked.id);
  const field = await fieldOf(reading, asked.field);
  const offered = offeredTarget(marked, asked.target);
  const [now] = await valuesOf(reading, field, offered);
  return html`<p>
      You chose <strong>${asked.value || 'none'}</strong>; it has <strong>${now?.value ?? 'none'}</strong>.
    </p>
    ${await fieldForm(reading, marked, field, offered, asked.batch)}`;
};

async function setField(reading: Reading, asked: z.output<typeof setAsked>): Promise<Answer> {
  const { id, value, was, batch } = asked;
  const { body: { name, values } } = await fieldOf(reading, asked.field); // prettier-ignore
  if (value !== '' && !values.includes(value)) throw new Problem('wrong-value', `${name} has no such value`);
  const { target } = offeredTarget(await markedEntry(reading, id), asked.target);
  const labelsOf = (some: readonly string[]) => some.map((one) => labelOf(fieldLabel(name, one)));
  const others = values.filter((one) => one !== value);
  const change = {
    targets: [target],
    add: value === '' ? [] : labelsOf([value]),
    remove: labelsOf(others),
    // What the page did not show somebody else has set since.
    unless: labelsOf(others.filter((one) => !was.includes(one))),
  };
  return unlessConflict(
    async () => {
      const { changed, shown } = await reading.write([{ label: change }]);
      const next = batch === '' ? undefined : await nextInBatch(reading, batch, id, hasFieldLeft);
      const at = next ?? id;
      const later = shown ? undefined : '1';
      return { goTo: `${link(`/document/${at}`, { batch, later })}#review`, resultCount: changed };
    },
    () => both(reading, asked),
  );
}

export const setFieldRoute = defineRoute({
  method: 'post',
  path: '/document/:id/field',
  least: 'reviewer',
  title: 'Review',
  asked: setAsked,
  words: ({ id, field, target, was, value, batch }) => [
    'review',
    id,
    field,
    target,
    value === '' ? 'none' : value,
    ...(was.length > 0 ? ['was', ...was] : []),
    ...(batch === '' ? [] : ['batch', batch]),
  ],
  answer: setField,
});

const defineAsked = z.object({
  id: oneText,
  basedOn: oneNumber,
  name: oneText,
  values: oneText,
  covers: oneOf(['family', 'item', 'content']),
  remove: oneText,
});

export const defineFieldRoute = defineRoute({
  method: 'post',
  path: '/review/fields/:id',
  least: 'lead',
  title: 'Review',
  asked: defineAsked,
  words: ({ id, basedOn, name, values, covers, remove }) => [
    'review field',
    id,
    `on version ${basedOn}`,
    ...(remove === '' ? [name, values, covers] : ['remove']),
  ],
  async answer(reading, { id, basedOn, name, values, covers, remove }): Promise<Answer> {
    const key = { kind: 'review-field', id, basedOn } as const;
    const lines = values.split(/\r?\n/u).flatMap((line) => (line.trim() === '' ? [] : [line]));
    const body = remove === '' ? fromForm(recordKinds['review-field'], { name, values: [...new Set(lines)], covers }, { name: 'Field', values: 'Values' }) : undefined; // prettier-ignore
    const fields = await fieldsOf(reading);
    if (body && fields.length >= maxFields && !fields.some((one) => one.id === id))
      throw new Problem(
        'wrong-value',
        `a review has up to ${maxFields} fields`,
        'Remove one first, or use labels.',
      );
    return unlessConflict(
      async () => {
        await reading.write([body ? { write: { ...key, body } } : { remove: key }]);
        return { goTo: '/review', resultCount: 1 };
      },
      async () => html`<p>The fields as they are: <a href="${reading.to('/review')}">review</a>.</p>`,
    );
  },
});
