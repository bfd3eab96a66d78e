/** The page that says who did what with a document: labels put on and taken off, notes, comments, withholding. */
import { html } from 'hono/html';
import { z } from 'zod';
import { carriedWords } from '../../cli/run/carried-words.ts';
import { notedMoment } from '../../cli/run/display-zone.ts';
import type { Annotator, LabelRecord, MarkCovers } from '../../schemas/label.ts';
import { oneText } from '../asked.ts';
import { evidence, type Html, tableOf } from '../page.ts';
import { isAtLeast } from '../person.ts';
import { defineRoute, type Shown } from '../route.ts';
import type { Reading } from '../served-case.ts';
import { citationOf } from './passage.ts';
import { evidenceLines } from './marks-panel.ts';
import { coversWords, type MarkedEntry, markedEntry, targetsOffered } from './targets.ts';

interface Deed extends Annotator {
  readonly did: string;
  /** In the words of a person. */
  readonly what: string;
  readonly covers?: MarkCovers | undefined;
}

/** Of one sort of mark, put on and taken off again. */
const bothWays = (
  did: readonly [on: string, off: string],
  said: string,
  {
    covers,
    by,
    at,
    record,
    removed,
    carried,
  }: Annotator & Pick<LabelRecord, 'covers' | 'removed' | 'carried'>,
): Deed[] => {
  const what = said + carriedWords(carried);
  return [
    { did: did[0], what, covers, by, at, record },
    ...(removed ? [{ did: did[1], what, covers, ...removed }] : []),
  ];
};

/** Of more comments than that the others are not told. */
const toldComments = 200;

/** Versions of comments, those included that were removed. */
async function commentDeeds(
  { ledger, scope }: Pick<Reading, 'ledger' | 'scope'>,
  marked: MarkedEntry,
): Promise<Deed[]> {
  const asked = { withGone: true, limit: toldComments };
  const { records } = await ledger.records.citing('comment', [citationOf(marked)], scope, asked);
  const deeds: Deed[] = [];
  for (const { id } of records)
    for (const { body, gone, version, by, at, record } of (
      await ledger.records.history('comment', id, scope, { limit: toldComments })
    ).records)
      deeds.push({
        did: gone === undefined ? (version > 1 ? 'changed a comment' : 'commented') : 'removed a comment',
        what: body?.text ?? '',
        by,
        at,
        record,
      });
  return deeds;
}

/** Of the targets that are offered on its page, in the order in which it was done. */
async function deedsOf({ ledger, scope }: Reading, marked: MarkedEntry): Promise<Deed[]> {
  const deeds: Deed[] = [];
  for (const { target, place } of targetsOffered(marked)) {
    const isOf = ({ covers }: { readonly covers: MarkCovers }): boolean => covers === target.covers;
    const labels = (await ledger.marks.labels(place, scope)).filter(isOf);
    const notes = (await ledger.marks.notes(place, scope)).filter(isOf);
    const withholdings = (await ledger.marks.withholdings(place, scope)).filter(isOf);
    deeds.push(
      ...labels.flatMap((one) => bothWays(['labelled', 'took the label off'], one.label, one)),
      ...notes.map(({ text, ...rest }) => ({ did: 'noted', what: text, ...rest })),
      ...withholdings.flatMap((one) =>
        bothWays(['withheld', 'released'], `${one.scope}: ${one.reason}`, one),
      ),
    );
  }
  deeds.push(...(await commentDeeds({ ledger, scope }, marked)));
  return deeds.toSorted((a, b) => a.record - b.record || (a.at < b.at ? -1 : 1));
}

const table = (deeds: readonly Deed[], zone: string): Html =>
  tableOf<Deed>(
    'In the order in which it was done',
    [
      { title: 'when', cell: ({ at }) => evidence(notedMoment(at, zone)) },
      { title: 'who', cell: ({ by }) => evidence(by) },
      { title: 'did', cell: ({ did }) => did },
      { title: 'what', cell: ({ what }) => evidenceLines(what) },
      { title: 'of', cell: ({ covers }) => (covers === undefined ? '' : coversWords[covers]) },
      { title: 'audit record', isNumber: true, cell: ({ record }) => String(record) },
    ],
    deeds,
  );

async function historyPage(reading: Reading, id: string): Promise<Shown> {
  const { to, displayZone, person } = reading;
  const marked = await markedEntry(reading, id);
  const deeds = await deedsOf(reading, marked);
  const body = html`<h1>What was done with it</h1>
    <p>
      <a href="${to(`/document/${id}`)}">Back to the document</a>
      ${isAtLeast(person.role, 'lead') ? html`<a href="${to(`/document/${id}/views`)}">Who looked at it</a>` : ''}
    </p>
    ${deeds.length === 0 ? html`<p class="note">Nobody labelled, noted or withheld it.</p>` : table(deeds, displayZone)}`;
  return { body, resultCount: deeds.length };
}

export const historyRoute = defineRoute({
  method: 'get',
  path: '/document/:id/history',
  least: 'reader',
  title: 'History of a document',
  asked: z.object({ id: oneText }),
  words: ({ id }) => ['history', id],
  answer: (reading, { id }) => historyPage(reading, id),
});
