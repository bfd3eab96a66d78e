/** Relations as a page shows them: each with its places, as ways to them, who relies on it, and the forms to say so. */
import { html } from 'hono/html';
import { countOf, formatCount } from '../../cli/frame/quantities.ts';
import type { End } from '../../cli/relations/ends.ts';
import {
  assertedWords,
  endWords,
  placeWords,
  relationName,
  reliedWords,
  spanWords,
} from '../../cli/relations/relation-words.ts';
import type { Relation, RelationExample, Reliance } from '../../cli/relations/tallies.ts';
import { type Column, evidence, type Html, tableOf } from '../page.ts';
import { isAtLeast } from '../person.ts';
import type { To } from '../route.ts';
import type { Reading } from '../served-case.ts';
import { hiddenField, reasonField } from './entity-rulings-parts.ts';
import { PlaceWays } from './place-ways.ts';
import { leastToRely } from './rely-routes.ts';

/** A name alone may be of several: it has no page. */
export const endHtml = (to: To, end: End): Html =>
  end.is === 'name' || end.bare
    ? evidence(endWords(end))
    : html`<a href="${to('/relations', { name: end.id })}">${evidence(endWords(end))}</a>`;

/** Where it stands, as the way there, with the words. */
export async function citationHtml(ways: PlaceWays, example: RelationExample): Promise<Html> {
  const { wording, date, clock } = example;
  return html`<a href="${await ways.addressOf(example)}">${evidence(placeWords(example))}</a>
    ${date === undefined ? '' : html`<span class="quiet">${evidence(`${date.slice(0, 10)} (${clock ?? ''})`)}</span>`}
    ${wording === undefined ? '' : html`<q>${evidence(wording.replaceAll(/\s+/gu, ' ').trim())}</q>`}
    ${evidence(assertedWords(example))}`;
}

const relianceHtml = ({ to, person }: Reading, own: string, one: Reliance): Html =>
  html`<li>
    ${evidence(reliedWords(one))}
    ${
      isAtLeast(person.role, leastToRely)
        ? html`<form action="${to('/relations/restore')}" method="post">
            ${hiddenField('name', own)}${hiddenField('id', one.id)} ${reasonField}<button>Take back</button>
          </form>`
        : ''
    }
  </li>`;

/** The same for whoever has the role: a page is kept for all of them. */
const relyForm = ({ to, person }: Reading, own: string, assertion: string): Html | string =>
  isAtLeast(person.role, leastToRely)
    ? html`<details>
        <summary>Rely on it</summary>
        <form action="${to('/relations/accept')}" method="post">
          ${hiddenField('name', own)}${hiddenField('assertion', assertion)} ${reasonField}<button>
            Say so
          </button>
        </form>
      </details>`
    : '';

async function exampleHtml(reading: Reading, ways: PlaceWays, own: string, example: RelationExample): Promise<Html> {
  const { assertion, reliedOn = [] } = example;
  return html`<li>
    ${await citationHtml(ways, example)}
    ${reliedOn.length === 0 ? '' : html`<ul>${reliedOn.map((one) => relianceHtml(reading, own, one))}</ul>`}
    ${assertion === undefined ? '' : relyForm(reading, own, assertion)}
  </li>`;
} // prettier-ignore

/** Of one kind. */
export async function relationTable(reading: Reading, own: End, caption: string, relations: readonly Relation[]): Promise<Html> {
  const ways = new PlaceWays(reading);
  const rows: { readonly relation: Relation; readonly places: readonly Html[] }[] = [];
  for (const relation of relations) {
    const places: Html[] = [];
    for (const example of relation.examples) places.push(await exampleHtml(reading, ways, own.id, example));
    rows.push({ relation, places });
  }
  const close: Column<(typeof rows)[number]> = {
    title: 'close together',
    isNumber: true,
    cell: ({ relation }) => formatCount(relation.close ?? 0),
  };
  return tableOf<(typeof rows)[number]>(
    caption,
    [
      { title: 'what', cell: ({ relation }) => relationName(relation) },
      { title: 'whom', isLong: true, cell: ({ relation }) => endHtml(reading.to, relation.with) },
      { title: 'documents', isNumber: true, cell: ({ relation }) => formatCount(relation.documents) },
      ...(relations.some((one) => one.close !== undefined) ? [close] : []),
      { title: 'when', cell: ({ relation }) => spanWords(relation) },
      {
        title: 'where',
        isLong: true,
        cell: ({ relation, places }) =>
          html`<ul>${places}</ul>
            ${relation.documents > places.length ? html`<span class="quiet">of ${countOf(relation.documents, 'document')}</span>` : ''}`,
      },
    ],
    rows,
  );
} // prettier-ignore
