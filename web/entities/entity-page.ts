/** The page of one entity: its documents, when, with whom, how it is written, and by which lists it was found. */
import { html } from 'hono/html';
import { z } from 'zod';
import { countOf, formatCount } from '../../cli/frame/quantities.ts';
import { dismissedCountWords } from '../../cli/run/confidence.ts';
import { dateWords, titleOf } from '../../cli/run/hit-words.ts';
import { answering } from '../../cli/run/query.ts';
import { Problem } from '../../schemas/problem.ts';
import type { FacetValue, Hit } from '../../search/port.ts';
import { oneText } from '../asked.ts';
import { documentBars, ofBar } from '../document-bars.ts';
import { type Column, evidence, type Html, tableOf } from '../page.ts';
import { defineRoute, type Shown, type To } from '../route.ts';
import type { Reading } from '../served-case.ts';
import { entityRulingsHtml } from './entity-rulings-parts.ts';
import { bothOf, entityAddress, namingQuery, others, searchFor } from './entity-parts.ts';

const shownOthers = 50;
/** Blocks of tags that are read for how it is written: what is in most documents is written the same in most. */
const maxBlocks = 500;
const shownNames = 50;

interface Written {
  readonly surface: string;
  /** `watchlist, name`: the kind of list, and what decided. */
  readonly by: string;
  mentions: number;
  surest: number;
}

interface Writings {
  readonly written: readonly Written[];
  readonly lists: readonly string[];
  readonly isWhole: boolean;
}

/** How it is written in the first of its documents, by their hashes. */
async function writingsOf({ ledger, scope }: Reading, entity: string): Promise<Writings> {
  const written = new Map<string, Written>();
  const lists = new Set<string>();
  let blocks = 0;
  for await (const { mentions, listVersion } of ledger.tags.texts(
    { entities: [entity], isNaming: true },
    scope,
  )) {
    if (++blocks > maxBlocks) break;
    for (const { entity: named, listedAs, surface, method, signal, confidence } of mentions) {
      if (named !== entity) continue;
      lists.add(listVersion);
      const by = [method, signal, ...(listedAs === undefined ? [] : [`in the list ${listedAs}`])].join(', ');
      const key = `${by}\0${surface}`;
      const known = written.get(key) ?? { surface, by, mentions: 0, surest: 0 };
      known.mentions += 1;
      known.surest = Math.max(known.surest, confidence);
      written.set(key, known);
    }
  }
  return {
    written: [...written.values()].sort((one, other) => other.mentions - one.mentions),
    lists: [...lists],
    isWhole: blocks <= maxBlocks,
  };
}

/** The first and the last by their main date; undefined where none has one. */
async function endsOf(
  { index, scope, displayZone }: Reading,
  entity: string,
): Promise<readonly (readonly [Hit, string])[]> {
  const query = namingQuery(entity);
  const ends: (readonly [Hit, string])[] = [];
  for (const sort of ['date', '-date'] as const) {
    const { hits } = await answering(() => index.search({ query, scope, sort, limit: 1, snippets: 0 }));
    const [hit] = hits;
    const date = hit && dateWords(hit, displayZone);
    if (hit && date !== undefined) ends.push([hit, date]);
  }
  return ends;
}

const endHtml = (to: To, words: string, end: readonly [Hit, string] | undefined): Html | string => {
  if (!end) return '';
  const [hit, date] = end;
  const title = titleOf(hit) ?? hit.occurrences[0]?.name ?? hit.document;
  return html`<p>
    ${words}: ${evidence(date)}, <a href="${to(`/document/${hit.document}`)}">${evidence(title)}</a>
  </p>`;
};

function withHtml(
  to: To,
  name: string,
  title: string,
  field: string,
  values: readonly FacetValue[],
): Html | string {
  if (values.length === 0) return '';
  const [shown, dismissed] = [
    values.filter(({ isDismissed }) => !isDismissed),
    values.filter(({ isDismissed }) => isDismissed),
  ];
  const own = namingQuery(name);
  const columns: Column<FacetValue>[] = [
    {
      title,
      cell: ({ value }) =>
        field === 'entity'
          ? html`<a href="${entityAddress(to, value)}">${evidence(value)}</a>`
          : evidence(value),
    },
    {
      title: 'documents with both',
      isNumber: true,
      cell: ({ value, count }) =>
        html`<a href="${searchFor(to, bothOf(own, { op: 'match', field, text: value }))}"
          >${formatCount(count)}</a
        >`,
    },
  ];
  const more = shown.length - shownOthers;
  return html`${tableOf(`With: ${title}`, columns, shown.slice(0, shownOthers))}
  ${dismissedCountWords(dismissed).map((words) => html`<p class="quiet">${words}</p>`)}
  ${more > 0 ? html`<p class="quiet">… and ${formatCount(more)} more.</p>` : ''}`;
}

function writingsHtml({ written, lists, isWhole }: Writings): Html {
  const more = written.length - shownNames;
  return html`${tableOf<Written>(
      'How it is written',
      [
        { title: 'as', cell: ({ surface }) => evidence(surface.replaceAll(/\s+/gu, ' ')) },
        { title: 'found by', cell: ({ by }) => evidence(by) },
        { title: 'mentions', isNumber: true, cell: ({ mentions }) => formatCount(mentions) },
        { title: 'surest', isNumber: true, cell: ({ surest }) => `${Math.round(surest * 100)} %` },
      ],
      written.slice(0, shownNames),
    )}
    ${more > 0 ? html`<p class="quiet">… and ${formatCount(more)} more.</p>` : ''}
    ${isWhole ? '' : html`<p class="quiet">Of the first ${formatCount(maxBlocks)} stretches of text, by the hashes of their documents: <code>evidex mentions</code> lists all.</p>`}
    <p class="quiet">Versions of the lists: ${lists.map((one) => html`<code>${evidence(one)}</code> `)}</p>`;
}

async function entityPage(reading: Reading, asked: string): Promise<Shown> {
  const { ledger, index, scope, to } = reading;
  const counted = (await ledger.tags.entities(scope)).filter(
    ({ entity, listedAs = [] }) => entity === asked || listedAs.includes(asked),
  );
  if (counted.length === 0)
    throw new Problem(
      'not-found',
      'nothing that is open to you names an entity of that name',
      'The page of entities lists those that are named.',
    );
  const name = counted[0]?.entity ?? asked;
  const query = namingQuery(name);
  const total = await index.count(query, scope);
  const bars = await documentBars(index, query, scope, total, (span) => {
    const asking = ofBar(query, span);
    return asking && searchFor(to, asking);
  });
  const [first, last] = await endsOf(reading, name);
  const facet = (field: 'entity' | 'custodian' | 'source') =>
    answering(() => index.facet(query, scope, field));
  const body = html`<h1>${evidence(name)}</h1>
    <p>
      <a href="${searchFor(to, query)}">${countOf(total, 'document')}</a>;
      ${counted.map(({ kind, documents, mentions }) => html`as ${kind} ${countOf(mentions, 'mention')} in ${countOf(documents, 'document')}. `)}
      <a href="${to('/relations', { name })}">Relations</a>
      <a href="${to('/graph', { entity: name })}">Graph</a>
      <a href="${to('/timeline', { q: `entity:"${name.replaceAll(/["\\]/gu, String.raw`\$&`)}"` })}"
        >Timeline</a
      >
    </p>
    ${await entityRulingsHtml(reading, name)} ${endHtml(to, 'First', first)} ${endHtml(to, 'Last', last)}
    ${bars.body}
    ${bars.undated > 0 ? html`<p class="quiet">${countOf(bars.undated, 'document')} without a date, or with one that is stated less finely.</p>` : ''}
    ${withHtml(to, name, 'entity', 'entity', others(await facet('entity'), name))}
    ${withHtml(to, name, 'custodian', 'custodian', await facet('custodian'))}
    ${withHtml(to, name, 'source', 'source', await facet('source'))}
    ${writingsHtml(await writingsOf(reading, name))}`;
  return { body, title: name, resultCount: total };
}

export const entityRoute = defineRoute({
  method: 'get',
  path: '/entity',
  least: 'reader',
  title: 'Entity',
  asked: z.object({ name: oneText }),
  words: ({ name }) => ['entity', name],
  answer: (reading, { name }) => entityPage(reading, name),
});
