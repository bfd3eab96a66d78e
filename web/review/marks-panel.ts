/** What people said of a document, on its page, and the forms by which they say more. */
import { html } from 'hono/html';
import type { LabelRecord, NoteRecord } from '../../schemas/label.ts';
import { notedMoment } from '../../cli/run/display-zone.ts';
import { evidence, type Html } from '../page.ts';
import { isAtLeast } from '../person.ts';
import type { Reading } from '../served-case.ts';
import { type MarkedEntry, type OfferedTarget, targetsOffered } from './targets.ts';

/** Of a server whose index another process writes. */
export const laterHtml = (later: boolean): Html | string =>
  later
    ? html`<p class="note">
        The case has it. A run that writes the index is at work: searches and lists show it when that comes to
        it.
      </p>`
    : '';

/** A label that is there, and the target that it is of. */
interface Labelled {
  readonly record: LabelRecord;
  readonly offered: OfferedTarget;
}

/** Likewise a note. */
interface Noted {
  readonly record: NoteRecord;
  readonly offered: OfferedTarget;
}

/** Of the targets that are offered, each with the marks that are of it alone. */
async function marksOf(
  { ledger, scope }: Reading,
  offered: readonly OfferedTarget[],
): Promise<{ readonly labels: readonly Labelled[]; readonly notes: readonly Noted[] }> {
  const labels: Labelled[] = [];
  const notes: Noted[] = [];
  for (const one of offered) {
    const isOf = ({ covers }: { readonly covers: string }): boolean => covers === one.target.covers;
    for (const record of await ledger.marks.labels(one.place, scope))
      if (isOf(record) && !record.removed) labels.push({ record, offered: one });
    for (const record of await ledger.marks.notes(one.place, scope))
      if (isOf(record)) notes.push({ record, offered: one });
  }
  return { labels, notes: notes.toSorted((a, b) => a.record.record - b.record.record) };
}

const who = ({ by, at }: { readonly by: string; readonly at: string }, zone: string): Html =>
  html`<span class="quiet">${evidence(by)}, ${evidence(notedMoment(at, zone))}</span>`;

const select = (offered: readonly OfferedTarget[]): Html =>
  html`<label
    >Of
    <select name="target">
      ${offered.map(({ value, words }) => html`<option value="${value}">${evidenceText(words)}</option>`)}
    </select>
  </label>`;

/** An option has text alone. */
const evidenceText = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '�');

/** Labels and notes, for whoever may write them with forms. */
export async function marksPanel(
  reading: Reading,
  marked: MarkedEntry,
  { q, later }: { readonly q: string; readonly later: boolean },
): Promise<Html> {
  const { to, person, displayZone } = reading;
  const offered = targetsOffered(marked);
  const { labels, notes } = await marksOf(reading, offered);
  const mayWrite = isAtLeast(person.role, 'reviewer');
  const at = `/document/${marked.entry.document}`;
  const labelAt = to(`${at}/label`);
  const hidden = html`<input type="hidden" name="q" value="${q}" />`;
  const off = ({ record, offered: of }: Labelled): Html | string =>
    mayWrite
      ? html`<form method="post" action="${labelAt}" class="inline">
          ${hidden}<input type="hidden" name="target" value="${of.value}" />
          <input type="hidden" name="remove" value="${record.label}" />
          <button>Take off</button>
        </form>`
      : '';
  return html`<section id="marks">
    <h2>Labels and notes</h2>
    ${laterHtml(later)}
    <ul class="labels">
      ${labels.map(
        (one) =>
          html`<li>
            <strong class="label">${evidence(one.record.label)}</strong> ${evidence(one.offered.words)}
            ${who(one.record, displayZone)} ${off(one)}
          </li>`,
      )}
    </ul>
    ${
      mayWrite
        ? html`<form method="post" action="${labelAt}">
            ${hidden}<label>Label <input name="add" maxlength="100" required /></label> ${select(offered)}
            <label class="tick"
              ><input type="checkbox" name="also" value="1" /> also copies elsewhere, and the same
              message</label
            >
            <button>Add</button>
          </form>`
        : ''
    }
    ${notes.map(
      ({ record, offered: of }) =>
        html`<div class="said">
          <p>${evidenceLines(record.text)}</p>
          <p>${evidence(of.words)} ${who(record, displayZone)}</p>
        </div>`,
    )}
    ${
      mayWrite
        ? html`<form method="post" action="${to(`${at}/note`)}">
            ${hidden}<label class="wide"
              >Note <textarea name="text" rows="2" maxlength="10000" required></textarea>
            </label>
            ${select(offered)} <button>Write</button>
          </form>`
        : ''
    }
    <p><a href="${to(`${at}/history`)}">Who did what with it</a></p>
  </section>`;
}

/** A text of several lines that a person wrote. */
export const evidenceLines = (text: string): Html =>
  html`${text.split('\n').map((line, at) => html`${at > 0 ? html`<br />` : ''}${evidence(line)}`)}`;
