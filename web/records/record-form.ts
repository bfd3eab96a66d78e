/** The form of a record, for a new one, for a change, and for a change that somebody else's came before. */
import { html } from 'hono/html';
import type { Citation } from '../../schemas/case-record.ts';
import { maxNoteUnits } from '../../schemas/label.ts';
import { evidence, type Html } from '../page.ts';
import type { To } from '../route.ts';
import type { Reading } from '../served-case.ts';
import { citationHtml } from './citations.ts';
import type { KindOfRecord, RecordField, WordedRecord, Words } from './record-kind.ts';

/** What a form says. */
export interface Draft {
  readonly id: string;
  /** The version that was seen; 0 for a new record. */
  readonly basedOn: number;
  readonly words: Words;
  readonly cites: readonly Citation[];
}

function fieldHtml(
  { name, title, type, choices = [], isRequired, hint, begins = '' }: RecordField,
  words: Words,
): Html {
  const value = words[name] ?? begins;
  const required = isRequired ? 'required' : '';
  const said = html`${title}${hint === undefined ? '' : html` <span class="quiet">(${hint})</span>`}`;
  if (type === 'choice')
    return html`<label
      >${said}
      <select name="${name}">
        ${choices.map((one) => html`<option value="${one}" ${one === value ? 'selected' : ''}>${one}</option>`)}
      </select>
    </label>`;
  if (type === 'lines')
    return html`<label class="wide"
      >${said} <textarea name="${name}" rows="4" maxlength="${maxNoteUnits}" ${required}>${value}</textarea>
    </label>`;
  return html`<label class="${type === 'line' ? 'wide' : ''}"
    >${said} <input name="${name}" value="${value}" autocomplete="off" ${required} />
  </label>`;
}

/** With each citation to be kept or left out, and room for one more. */
export async function formHtml(reading: Reading, kind: KindOfRecord, draft: Draft): Promise<Html> {
  const { to } = reading;
  const cited: Html[] = [];
  for (const one of draft.cites)
    cited.push(
      html`<li>
        <label class="tick"
          ><input type="checkbox" name="cite" value="${JSON.stringify(one)}" checked />
          <span>${await citationHtml(reading, one)}</span></label
        >
      </li>`,
    );
  return html`<form class="record" action="${to(`${kind.path}/write`)}" method="post">
    <input type="hidden" name="id" value="${draft.id}" />
    <input type="hidden" name="basedOn" value="${draft.basedOn}" />
    ${kind.fields.map((field) => (field.isFilled ? '' : fieldHtml(field, draft.words)))}
    ${
      cited.length > 0
        ? html`<fieldset>
            <legend>Cites</legend>
            <ul>
              ${cited}
            </ul>
          </fieldset>`
        : ''
    }
    <label class="wide"
      >Cite also <span class="quiet">(path, hash, or the end of a document’s address)</span>
      <input name="document" value="" autocomplete="off" />
    </label>
    <button>Keep</button>
  </form>`;
}

export const removeHtml = (to: To, kind: KindOfRecord, { id, version }: WordedRecord): Html =>
  html`<form action="${to(`${kind.path}/remove`)}" method="post">
    <input type="hidden" name="id" value="${id}" />
    <input type="hidden" name="basedOn" value="${version}" />
    <button>Take it out</button>
    <span class="quiet">Its versions stay in its history.</span>
  </form>`;

/** Who wrote it, and when. */
export const byHtml = ({ by, at, version }: WordedRecord): Html =>
  html`version ${version}, ${evidence(by)}, <span class="whole">${at}</span>`;

/** All that it says. */
export function wordsHtml({ fields }: KindOfRecord, words: Words): Html {
  return html`<dl>
    ${fields.flatMap(({ name, title }) => {
      const value = words[name];
      return value === undefined || value === ''
        ? []
        : [
            html`<dt>${title}</dt>
              <dd>${linesHtml(value)}</dd>`,
          ];
    })}
  </dl>`;
}

export const linesHtml = (text: string): Html =>
  html`${text.split('\n').map((line) => html`${evidence(line)}<br />`)}`;
