/** Labels in a list of results: those that a hit has, a box to tick, and the form that labels what is ticked, or all. */
import { html } from 'hono/html';
import { formatCount } from '../../cli/frame/quantities.ts';
import { printQuery } from '../../search/query/print.ts';
import type { Hit } from '../../search/port.ts';
import { evidence, type Html } from '../page.ts';
import { isAtLeast } from '../person.ts';
import type { To } from '../route.ts';
import type { Reading } from '../served-case.ts';
import { coversWords } from './targets.ts';
import { laterHtml } from './marks-panel.ts';

/** Each leads to all that have it. */
export const labelsHtml = (to: To, labels: readonly string[]): Html | string =>
  labels.length === 0
    ? ''
    : html`<p class="labels">
        ${labels.map(
          (label) =>
            html`<a
              class="label"
              href="${to('/', { q: printQuery({ op: 'match', field: 'label', text: label }) })}"
              >${evidence(label)}</a
            > `,
        )}
      </p>`;

/** For whoever may label. */
export const tickHtml = (
  { person }: Pick<Reading, 'person'>,
  hit: Pick<Hit, 'document'>,
  title: Html,
): Html | string =>
  isAtLeast(person.role, 'reviewer')
    ? html`<label class="tick"
        ><input type="checkbox" name="document" value="${hit.document}" form="label-many" /><span
          class="hidden"
          >Tick ${title}</span
        ></label
      >`
    : '';

/** What stands below the results. */
export function labelManyHtml(
  { person, to }: Pick<Reading, 'person' | 'to'>,
  asked: { readonly q: string; readonly sort: string; readonly after: string | undefined },
  total: number,
): Html | string {
  if (!isAtLeast(person.role, 'reviewer') || total === 0) return '';
  return html`<form method="post" action="${to('/label')}" id="label-many" class="panel">
    <input type="hidden" name="q" value="${asked.q}" />
    <input type="hidden" name="sort" value="${asked.sort}" />
    ${asked.after === undefined ? '' : html`<input type="hidden" name="after" value="${asked.after}" />`}
    <label>Add the label <input name="add" maxlength="100" /></label>
    <label>Take off the label <input name="remove" maxlength="100" /></label>
    <label
      >Of
      <select name="covers">
        ${Object.entries(coversWords).map(([value, words]) => html`<option value="${value}">${words}</option>`)}
      </select></label
    >
    <label
      >Which
      <select name="which">
        <option value="ticked">those that are ticked</option>
        <option value="all">all ${formatCount(total)} that match</option>
      </select></label
    >
    <button>Label</button>
  </form>`;
}

/** What a form that labelled many did. */
export const markedHtml = (marked: number | undefined, later: boolean): Html | string =>
  marked === undefined
    ? ''
    : html`<p class="note">${formatCount(marked)} changed.</p>
        ${laterHtml(later)}`;
