/** Labels and notes from the page of a document, and labels from a list of results. */
import { z } from 'zod';
import type { LabelChange } from '../../case/catalogue/marks.ts';
import { labelOf } from '../../case/labels.ts';
import { outsideOf, targetKey, targetOf } from '../../cli/run/mark-targets.ts';
import { entryTargets, matchedTargets, pagesOf } from '../../cli/run/marked-targets.ts';
import { familiesMeant, readQuery } from '../../cli/run/query.ts';
import { isEntryId } from '../../schemas/index-entry.ts';
import { labelName, type MarkTarget, noteText } from '../../schemas/label.ts';
import { Problem } from '../../schemas/problem.ts';
import { manyTexts, maybeText, oneOf, oneText } from '../asked.ts';
import type { Written } from '../case-change.ts';
import { fromForm } from '../from-form.ts';
import { link } from '../page.ts';
import { defineRoute, type GoTo } from '../route.ts';
import type { Reading } from '../served-case.ts';
import { markedEntry, type OfferedTarget, offeredTarget } from './targets.ts';

/** Of one form, whose asker waits for it: who labels more does it with the command. */
export const maxTargets = 10_000;
/** Copies and messages outside of a target that one form takes along. */
const maxOutside = 500;
/** One page of results, and what a form made by hand may say. */
const maxDocuments = 1_000;

const labelsNamed = (...names: readonly string[]) =>
  names.flatMap((name) => (name.trim() === '' ? [] : [labelOf(fromForm(labelName, name))]));

/** Page by page, so that a run that writes waits for none of them long. */
const write = (
  reading: Reading,
  targets: readonly MarkTarget[],
  labels: Omit<LabelChange, 'targets'>,
): Promise<Written> =>
  reading.write([...pagesOf(targets)].map((page) => ({ label: { targets: page, ...labels } })));

/** The target, and with `also` what has the same content, or is the same message, outside of it. */
async function withOutside(
  { ledger, index, scope }: Reading,
  offered: OfferedTarget,
  also: boolean,
): Promise<MarkTarget[]> {
  const targets = new Map([[offered.value, offered.target]]);
  if (!also) return [...targets.values()];
  for await (const { other } of outsideOf(ledger, index, offered, scope)) {
    const { covers } = offered.target;
    const target = targetOf(covers === 'content' && other.document === '' ? 'item' : covers, other);
    targets.set(targetKey(target), target);
    if (targets.size > maxOutside)
      throw new Problem('wrong-value', `there are more than ${maxOutside} other places of it`, 'Label the content wherever it lies, or use `evidex label --query`.'); // prettier-ignore
  }
  return [...targets.values()];
}

const later = (shown: boolean): { later?: string } => (shown ? {} : { later: '1' });

const labelAsked = z.object({
  id: oneText,
  q: oneText,
  target: oneText,
  add: oneText,
  remove: oneText,
  also: maybeText,
});

/** Back to the document, where its labels are. */
const documentAt = (id: string, q: string, shown: boolean): string =>
  `${link(`/document/${id}`, { q, ...later(shown) })}#marks`;

export const labelRoute = defineRoute({
  method: 'post',
  path: '/document/:id/label',
  least: 'reviewer',
  title: 'Label',
  asked: labelAsked,
  words: ({ id, target, add, remove, also }) => [
    'label',
    id,
    target,
    ...(add === '' ? [] : ['--add', add]),
    ...(remove === '' ? [] : ['--remove', remove]),
    ...(also === undefined ? [] : ['with copies and the same message']),
  ],
  async answer(reading, asked): Promise<GoTo> {
    const labels = { add: labelsNamed(asked.add), remove: labelsNamed(asked.remove) };
    if (labels.add.length + labels.remove.length === 0) throw new Problem('wrong-value', 'no label is given');
    const offered = offeredTarget(await markedEntry(reading, asked.id), asked.target);
    const targets = await withOutside(reading, offered, asked.also !== undefined);
    const { changed, shown } = await write(reading, targets, labels);
    return { goTo: documentAt(asked.id, asked.q, shown), resultCount: changed };
  },
});

export const noteRoute = defineRoute({
  method: 'post',
  path: '/document/:id/note',
  least: 'reviewer',
  title: 'Note',
  asked: z.object({ id: oneText, q: oneText, target: oneText, text: oneText }),
  words: ({ id, target, text }) => ['note', id, target, text],
  async answer(reading, { id, q, target, text }): Promise<GoTo> {
    const said = fromForm(noteText, text);
    const { target: of, place } = offeredTarget(await markedEntry(reading, id), target);
    const { ledger, scope, person } = reading;
    // A form that is sent again, since its answer was lost, is no second note.
    const isThere = (await ledger.marks.notes(place, scope)).some(
      (one) => one.text === said && one.by === person.name && one.covers === of.covers,
    );
    if (!isThere) await reading.write([{ note: { target: of, text: said } }]);
    return { goTo: documentAt(id, q, true), resultCount: isThere ? 0 : 1 };
  },
});

const bulkAsked = z.object({
  q: oneText,
  sort: oneText,
  after: maybeText,
  document: manyTexts,
  /** All that match, not those alone that are ticked. */
  which: oneOf(['ticked', 'all']),
  covers: oneOf(['family', 'item', 'content']),
  add: oneText,
  remove: oneText,
});

/** Of the documents that are ticked the places that the query speaks of; or of all that match it. */
async function bulkTargets(
  { index, scope }: Reading,
  { q, document, which, covers }: z.output<typeof bulkAsked>,
): Promise<readonly MarkTarget[]> {
  if (which === 'all') return (await matchedTargets(index, q, scope, covers, maxTargets)).targets;
  const query = readQuery(q);
  const families = await familiesMeant(query, index, scope);
  const targets = new Map<string, MarkTarget>();
  for (const one of document.filter(isEntryId).slice(0, maxDocuments)) {
    const entry = await index.entry(one, scope);
    for (const target of entry ? entryTargets(entry, query, covers, families).meant : [])
      targets.set(targetKey(target), target);
  }
  return [...targets.values()];
}

export const labelManyRoute = defineRoute({
  method: 'post',
  path: '/label',
  least: 'reviewer',
  title: 'Label',
  asked: bulkAsked,
  words: ({ q, document, which, covers, add, remove }) => [
    'label',
    ...(which === 'all' ? ['all that match', q] : document),
    '--covers',
    covers,
    ...(add === '' ? [] : ['--add', add]),
    ...(remove === '' ? [] : ['--remove', remove]),
  ],
  async answer(reading, asked): Promise<GoTo> {
    const labels = { add: labelsNamed(asked.add), remove: labelsNamed(asked.remove) };
    if (labels.add.length + labels.remove.length === 0) throw new Problem('wrong-value', 'no label is given');
    const targets = await bulkTargets(reading, asked);
    if (targets.length === 0) throw new Problem('wrong-value', 'no document is ticked');
    const { changed, shown } = await write(reading, targets, labels);
    const { q, sort, after } = asked;
    return { goTo: link('/', { q, sort, after, marked: changed, ...later(shown) }), resultCount: changed };
  },
});
