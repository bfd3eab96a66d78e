/** Comments on a document and on passages of it, on its page. */
import { randomUUID } from 'node:crypto';
import { html } from 'hono/html';
import { formatCount } from '../../cli/frame/quantities.ts';
import { anchorWords } from '../../cli/run/anchor-words.ts';
import { notedMoment } from '../../cli/run/display-zone.ts';
import type { RecordVersion } from '../../schemas/case-record.ts';
import { findAnchor } from '../../schemas/find-anchor.ts';
import type { IndexEntry } from '../../schemas/index-entry.ts';
import { evidence, type Html } from '../page.ts';
import { isAtLeast } from '../person.ts';
import type { Reading } from '../served-case.ts';
import type { Span } from '../text-view.ts';
import { evidenceLines } from './marks-panel.ts';
import { citationOf } from './passage.ts';
import type { MarkedEntry } from './targets.ts';

export type Comment = RecordVersion<'comment'>;

/** A document that everybody comments is still one page. */
const shownComments = 200;
/** Room before a passage that is gone to. */
const roomUnits = 400;

export interface Comments {
  readonly all: readonly Comment[];
  /** There are further ones. */
  readonly more: boolean;
}

export async function commentsOf({ ledger, scope }: Reading, marked: MarkedEntry): Promise<Comments> {
  const page = await ledger.records.citing('comment', [citationOf(marked)], scope, { limit: shownComments });
  return { all: page.records, more: page.next !== undefined };
}

/** Where a text is commented. */
export const commentedSpans = ({ all }: Comments, textId: string | undefined): Span[] =>
  all.flatMap(({ cites }) =>
    cites.flatMap(({ text, start, end }) =>
      text === textId && start !== undefined && end !== undefined ? [{ start, end }] : [],
    ),
  );

/** Whoever wrote it, and a lead. */
export const mayChange = ({ person }: Reading, { by }: Pick<Comment, 'by'>): boolean =>
  isAtLeast(person.role, 'reviewer') && (by === person.name || isAtLeast(person.role, 'lead'));

/** The words that it is about, leading to where they stand. */
export function passageHtml(
  { to }: Pick<Reading, 'to'>,
  { document, texts }: Pick<IndexEntry, 'document' | 'texts'>,
  [cited]: Comment['cites'],
): Html | string {
  if (cited?.quote === undefined || cited.start === undefined) return '';
  const { quote, start } = cited;
  const number = texts.findIndex(({ id }) => id === cited.text);
  const text = texts[number];
  if (!text)
    return html`<p class="quiet">
      <q>${evidence(quote)}</q> in a text that another reader made of it before
    </p>`;
  const anchor = findAnchor(text.anchors, start);
  const where = [text.kind, anchor ? anchorWords(anchor) : '', `character ${formatCount(start)}`];
  const address = to(`/document/${document}`, { text: number, from: Math.max(0, start - roomUnits) });
  return html`<p>
    <a href="${address}"><q>${evidence(quote)}</q></a> ${evidence(where.filter(Boolean).join(', '))}
  </p>`;
}

const commentHtml = (reading: Reading, entry: IndexEntry, comment: Comment): Html => {
  const { to, displayZone } = reading;
  const { id, body, cites, by, at, version } = comment;
  return html`<div class="said" id="comment-${id}">
    ${passageHtml(reading, entry, cites)}
    <p>${evidenceLines(body?.text ?? '')}</p>
    <p class="quiet">
      ${evidence(by)}, ${evidence(notedMoment(at, displayZone))}
      <a href="${to(`/document/${entry.document}/comment/${id}`)}"
        >${version > 1 ? `version ${version}` : 'versions'}${mayChange(reading, comment) ? ', change' : ''}</a
      >
    </p>
  </div>`;
};

export interface CommentAt {
  readonly q: string;
  /** The text that is shown, by its number, and where it begins. */
  readonly text: number;
  readonly from: number;
}

/** What stands behind the text that it is about. */
export function commentsPanel(
  reading: Reading,
  { entry }: MarkedEntry,
  comments: Comments,
  { q, text, from }: CommentAt,
): Html {
  const { to, person } = reading;
  return html`<section id="comments">
    <h2>Comments</h2>
    ${comments.all.map((one) => commentHtml(reading, entry, one))}
    ${comments.more ? html`<p class="note">These are the first ${shownComments}; there are more.</p>` : ''}
    ${
      isAtLeast(person.role, 'reviewer')
        ? html`<form method="post" action="${to(`/document/${entry.document}/comment/${randomUUID()}`)}">
            <input type="hidden" name="basedOn" value="0" />
            <input type="hidden" name="q" value="${q}" />
            <input type="hidden" name="text" value="${text}" />
            <input type="hidden" name="from" value="${from}" />
            <label class="wide"
              >Words of the text that it is about, copied; none for the whole document
              <textarea name="quote" rows="2" maxlength="10000"></textarea>
            </label>
            <label class="wide"
              >Comment <textarea name="said" rows="2" maxlength="10000" required></textarea>
            </label>
            <button>Comment</button>
          </form>`
        : ''
    }
  </section>`;
}
