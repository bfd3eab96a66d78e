/** One comment with its versions; writing it, changing it, removing it. Who writes on an older version is shown both. */
import { html } from 'hono/html';
import { z } from 'zod';
import type { Citation } from '../../schemas/case-record.ts';
import { noteText } from '../../schemas/label.ts';
import { Problem } from '../../schemas/problem.ts';
import { oneNumber, oneText } from '../asked.ts';
import { fromForm } from '../from-form.ts';
import { type Html, link } from '../page.ts';
import { type Answer, defineRoute, type Shown } from '../route.ts';
import type { Reading } from '../served-case.ts';
import { type Comment, mayChange, passageHtml } from './comments.ts';
import { unlessConflict, versionsTable } from './record-forms.ts';
import { evidenceLines } from './marks-panel.ts';
import { citationOf, findPassage } from './passage.ts';
import { type MarkedEntry, markedEntry } from './targets.ts';

const shownVersions = 100;

const versionsHtml = (versions: readonly Comment[], zone: string): Html =>
  versionsTable(versions, zone, ({ text }) => evidenceLines(text));

const changeForm = (address: string, basedOn: number, said: string, button: string): Html =>
  html`<form method="post" action="${address}">
    <input type="hidden" name="basedOn" value="${basedOn}" />
    <label class="wide"
      >Comment <textarea name="said" rows="4" maxlength="10000" required>${said}</textarea>
    </label>
    <button>${button}</button>
    <button name="remove" value="1" formnovalidate>Remove</button>
  </form>`;

async function versionsOf(
  { ledger, scope }: Reading,
  { entry }: MarkedEntry,
  comment: string,
): Promise<readonly Comment[]> {
  const { records } = await ledger.records.history('comment', comment, scope, { limit: shownVersions });
  const { id } = citationOf({ entry });
  if (records.some(({ cites }) => cites.some((one) => one.id === id))) return records;
  throw new Problem('not-found', 'this document has no such comment');
}

async function commentPage(reading: Reading, id: string, comment: string): Promise<Shown> {
  const { to, displayZone } = reading;
  const marked = await markedEntry(reading, id);
  const versions = await versionsOf(reading, marked, comment);
  const [last] = versions;
  const body = html`<h1>A comment</h1>
    <p><a href="${to(`/document/${id}`)}">Back to the document</a></p>
    ${passageHtml(reading, marked.entry, last?.cites ?? [])}
    ${last && mayChange(reading, last) ? changeForm(to(`/document/${id}/comment/${comment}`), last.version, last.body?.text ?? '', 'Change') : ''}
    ${versionsHtml(versions, displayZone)}`;
  return { body, resultCount: versions.length };
}

export const commentRoute = defineRoute({
  method: 'get',
  path: '/document/:id/comment/:comment',
  least: 'reader',
  title: 'A comment',
  asked: z.object({ id: oneText, comment: oneText }),
  words: ({ id, comment }) => ['comment', id, comment],
  answer: (reading, { id, comment }) => commentPage(reading, id, comment),
});

const writeAsked = z.object({
  id: oneText,
  comment: oneText,
  basedOn: oneNumber,
  q: oneText,
  text: oneNumber,
  from: oneNumber,
  quote: oneText,
  said: oneText,
  remove: oneText,
});
type WriteAsked = z.output<typeof writeAsked>;

/** What a comment is about stays what it was. */
async function citesOf(reading: Reading, marked: MarkedEntry, asked: WriteAsked): Promise<Citation[]> {
  if (asked.basedOn > 0) {
    const [last] = await versionsOf(reading, marked, asked.comment);
    if (last && !mayChange(reading, last))
      throw new Problem('wrong-value', 'a comment is changed by who wrote it, or a lead', 'Write one of your own.'); // prettier-ignore
    return [...(last?.cites ?? [])];
  }
  const passage =
    asked.quote.trim() === ''
      ? {}
      : await findPassage(reading.index, marked.entry.texts[asked.text], asked.from, asked.quote);
  return [{ ...citationOf(marked), ...passage }];
}

/** Both of them, and a form that stands on the one that is there. */
async function bothHtml(reading: Reading, marked: MarkedEntry, asked: WriteAsked): Promise<Html> {
  const versions = await versionsOf(reading, marked, asked.comment);
  const address = reading.to(`/document/${asked.id}/comment/${asked.comment}`);
  return html`${changeForm(address, versions[0]?.version ?? 0, asked.said, 'Write over it, as a further version')}
  ${versionsHtml(versions, reading.displayZone)}`;
}

async function writeComment(reading: Reading, asked: WriteAsked): Promise<Answer> {
  const { id, comment, basedOn, q, text, from } = asked;
  const marked = await markedEntry(reading, id);
  const cites = await citesOf(reading, marked, asked);
  const key = { kind: 'comment', id: comment, basedOn } as const;
  const isRemoved = asked.remove !== '';
  const body = isRemoved ? undefined : { text: fromForm(noteText, asked.said) };
  return unlessConflict(
    async () => {
      await reading.write([body ? { write: { ...key, body, cites } } : { remove: key }]);
      const at = basedOn === 0 ? { q, text, from } : {};
      return { goTo: `${link(`/document/${id}`, at)}#comments`, resultCount: 1 };
    },
    () => bothHtml(reading, marked, asked),
  );
}

export const writeCommentRoute = defineRoute({
  method: 'post',
  path: '/document/:id/comment/:comment',
  least: 'reviewer',
  title: 'A comment',
  asked: writeAsked,
  words: ({ id, comment, basedOn, remove, said, quote }) => [
    'comment',
    id,
    comment,
    `on version ${basedOn}`,
    ...(remove === '' ? [said] : ['remove']),
    ...(quote === '' ? [] : ['of', quote]),
  ],
  answer: writeComment,
});
