/** Fields of the review: which a case has, what of them a document has, and the forms that say more. */
import { html } from 'hono/html';
import { notedMoment } from '../../cli/run/display-zone.ts';
import { labelOf } from '../../case/labels.ts';
import type { RecordVersion } from '../../schemas/case-record.ts';
import type { LabelRecord } from '../../schemas/label.ts';
import type { RecordBody } from '../../schemas/record-kinds.ts';
import { fieldLabel } from '../../schemas/review.ts';
import { evidence, type Html } from '../page.ts';
import { isAtLeast } from '../person.ts';
import type { Reading } from '../served-case.ts';
import { type MarkedEntry, markedEntry, type OfferedTarget, targetsOffered } from './targets.ts';

export type ReviewField = RecordVersion<'review-field'> & { readonly body: RecordBody<'review-field'> };

/** A page shows a form for each; a case that wants more is led by a list, not by fields. */
export const maxFields = 30;
/** Families or places of a document that have fields of their own on its page. */
const shownTargets = 3;

export async function fieldsOf({ ledger, scope }: Reading): Promise<readonly ReviewField[]> {
  const { records } = await ledger.records.list('review-field', scope, { limit: maxFields });
  return records.flatMap((one) => (one.body ? [{ ...one, body: one.body }] : []));
}

export interface FieldValue {
  readonly value: string;
  readonly record: LabelRecord;
}

/** The values that a target has: one, but for labels that were put on without the field. */
export async function valuesOf(
  { ledger, scope }: Reading,
  { body: { name, values } }: ReviewField,
  { target, place }: OfferedTarget,
): Promise<readonly FieldValue[]> {
  const records = (await ledger.marks.labels(place, scope)).filter(
    ({ covers, removed }) => covers === target.covers && !removed,
  );
  return values.flatMap((value) => {
    const { key } = labelOf(fieldLabel(name, value));
    const record = records.find(({ label }) => labelOf(label).key === key);
    return record ? [{ value, record }] : [];
  });
}

/** What of a document a field is of; what has no content is an item. */
export const fieldTargets = ({ body: { covers } }: ReviewField, marked: MarkedEntry): OfferedTarget[] => {
  const offered = targetsOffered(marked);
  const own = offered.filter(({ target }) => target.covers === covers);
  return (own.length > 0 ? own : offered.filter(({ target }) => target.covers === 'item')).slice(
    0,
    shownTargets,
  );
};

/** Whether a document has a field without a value: who goes through a batch stays at it. */
export async function hasFieldLeft(reading: Reading, id: string): Promise<boolean> {
  const marked = await markedEntry(reading, id);
  for (const field of await fieldsOf(reading)) {
    const [offered] = fieldTargets(field, marked);
    if (offered && (await valuesOf(reading, field, offered)).length === 0) return true;
  }
  return false;
}

export const choices = (values: readonly string[], selected: string | undefined): Html =>
  html`<option value="">none</option>
    ${values.map((value) => html`<option value="${value}" ${value === selected ? 'selected' : ''}>${value}</option>`)}`;

/** A field of one target, with what it has now. */
export async function fieldForm(
  reading: Reading,
  marked: MarkedEntry,
  field: ReviewField,
  offered: OfferedTarget,
  batch: string,
): Promise<Html> {
  const { to, person, displayZone } = reading;
  const found = await valuesOf(reading, field, offered);
  const [first] = found;
  const { name, values } = field.body;
  const who = first
    ? html`<span class="quiet">${evidence(first.record.by)}, ${evidence(notedMoment(first.record.at, displayZone))}</span>` // prettier-ignore
    : '';
  if (!isAtLeast(person.role, 'reviewer'))
    return html`<p>
      ${evidence(name)}: ${evidence(found.map(({ value }) => value).join(', ') || 'none')} ${who}
    </p>`;
  return html`<form method="post" action="${to(`/document/${marked.entry.document}/field`)}">
    <input type="hidden" name="field" value="${field.id}" />
    <input type="hidden" name="target" value="${offered.value}" />
    <input type="hidden" name="batch" value="${batch}" />
    ${found.map(({ value }) => html`<input type="hidden" name="was" value="${value}" />`)}
    <label
      >${evidence(name)}
      <select name="value">
        ${choices(values, first?.value)}
      </select></label
    >
    <button>Set</button>
    ${who} ${found.length > 1 ? html`<span class="warn">has ${found.length} values: set one</span>` : ''}
    ${fieldTargets(field, marked).length > 1 ? html`<span class="quiet">${evidence(offered.words)}</span>` : ''}
  </form>`;
}

/** On the page of a document. */
export async function fieldsPanel(
  reading: Reading,
  marked: MarkedEntry,
  batch: string,
): Promise<Html | string> {
  const fields = await fieldsOf(reading);
  if (fields.length === 0) return '';
  const forms: Html[] = [];
  for (const field of fields)
    for (const offered of fieldTargets(field, marked))
      forms.push(await fieldForm(reading, marked, field, offered, batch));
  return html`<section id="review">
    <h2>Review</h2>
    ${forms}
  </section>`;
}
