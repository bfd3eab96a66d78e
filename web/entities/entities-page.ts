/** The page of who is named: entities by kind with their counts, and kinds of personal data, as `evidex entities`. */
import { html } from 'hono/html';
import { z } from 'zod';
import type { EntityCount, PersonalDataCount } from '../../case/ledger/tags.ts';
import { formatCount } from '../../cli/frame/quantities.ts';
import { foldedBelow, surestOf } from '../../cli/run/confidence.ts';
import { judgementWords } from '../../cli/run/entity-ruling-words.ts';
import { describeLists, readLists } from '../../cli/run/lists-of-runs.ts';
import { describeTagVersions, readTagVersions } from '../../cli/run/tag-versions.ts';
import { entityKind } from '../../schemas/mention.ts';
import { keywordKey } from '../../search/query/fields.ts';
import { oneNumber, oneText } from '../asked.ts';
import { evidence, type Html, tableOf } from '../page.ts';
import { defineRoute, type Shown, type To } from '../route.ts';
import type { Reading } from '../served-case.ts';
import { entityAddress, entityCount, namingQuery, searchFor } from './entity-parts.ts';

const entitiesAsked = z.object({
  /** A kind of entity; empty for all. */
  kind: oneText,
  /** What the name must hold, in any case. */
  name: oneText,
  page: oneNumber,
});
type EntitiesAsked = z.output<typeof entitiesAsked>;

const pageRows = 200;

const form = (to: To, { kind, name }: EntitiesAsked): Html =>
  html`<form action="${to('/entities')}" method="get">
    <label class="wide">Name holds <input name="name" value="${name}" /></label>
    <label
      >Kind
      <select name="kind">
        <option value="">all</option>
        ${entityKind.options.map(
          (one) => html`<option value="${one}" ${one === kind ? 'selected' : ''}>${one}</option>`,
        )}
      </select>
    </label>
    <button>Show</button>
  </form>`;

/** With how sure its surest mention is, of those that were looked at. */
interface SureEntity extends EntityCount {
  readonly surest: number;
  readonly isWhole: boolean;
}

const entitiesHtml = (to: To, entities: readonly SureEntity[], title: string): Html =>
  tableOf<SureEntity>(
    title,
    [
      {
        title: 'entity',
        cell: ({ entity, listedAs, judgement }) =>
          html`<a href="${entityAddress(to, entity)}">${evidence(entity)}</a
            >${listedAs ? html`<br /><span class="quiet">in lists: ${evidence(listedAs.join(', '))}</span>` : ''}${judgement ? html`<br /><span class="quiet">${evidence(judgementWords(judgement))}</span>` : ''}`,
      },
      { title: 'kind', cell: ({ kind }) => kind },
      {
        title: 'documents',
        isNumber: true,
        cell: ({ entity, documents }) =>
          html`<a href="${searchFor(to, namingQuery(entity))}">${formatCount(documents)}</a>`,
      },
      { title: 'mentions', isNumber: true, cell: ({ mentions }) => formatCount(mentions) },
      { title: 'surest', isNumber: true, cell: ({ surest }) => `${Math.round(surest * 100)} %` },
    ],
    entities,
  );

const personalHtml = (to: To, personalData: readonly PersonalDataCount[]): Html =>
  tableOf<PersonalDataCount>(
    'Personal data',
    [
      { title: 'kind', cell: ({ kind }) => html`<a href="${to('/personal-data', { kind })}">${kind}</a>` },
      {
        title: 'documents',
        isNumber: true,
        cell: ({ kind, documents }) =>
          html`<a href="${searchFor(to, { op: 'match', field: 'personal', text: kind })}"
            >${formatCount(documents)}</a
          >`,
      },
      { title: 'values', isNumber: true, cell: ({ values }) => formatCount(values) },
    ],
    personalData,
  );

/** Entities of one page; those that no mention is sure of are folded, as the command line folds them. */
async function foldedHtml({ ledger, scope, to }: Reading, entities: readonly EntityCount[]): Promise<Html> {
  const surest = await surestOf(ledger, entities.map(({ entity }) => entity), scope); // prettier-ignore
  const rows = entities.map((one): SureEntity => {
    const { byKind = {}, isWhole = true } = surest.get(one.entity) ?? {};
    return { ...one, surest: byKind[one.kind] ?? 0, isWhole };
  });
  const isDoubtful = ({ surest: own, isWhole, judgement }: SureEntity): boolean =>
    isWhole && own < foldedBelow && judgement === undefined;
  const isDismissed = ({ judgement }: SureEntity): boolean => judgement?.says === 'dismiss';
  const dismissed = rows.filter(isDismissed);
  const left = rows.filter((one) => !isDismissed(one));
  const [above, below] = [left.filter((one) => !isDoubtful(one)), left.filter(isDoubtful)];
  const line = `${foldedBelow * 100} %`;
  return html`${entitiesHtml(to, above, 'Entities, most documents first')}
    <p class="quiet">
      Documents and mentions count all mentions, however sure. The surest of an entity orders by how much
      speaks for it and is no probability; where none reaches ${line} it is folded, here and in counts beside
      a search.
      ${rows.some(({ isWhole }) => !isWhole) ? 'Of what is named most, the first 500 stretches of text were looked at for it.' : ''}
    </p>
    ${
      below.length === 0
        ? ''
        : html`<details>
            <summary>${formatCount(below.length)} more below ${line}</summary>
            ${entitiesHtml(to, below, `Entities of which no mention reaches ${line}`)}
          </details>`
    }
    ${
      dismissed.length === 0
        ? ''
        : html`<details>
            <summary>${formatCount(dismissed.length)} dismissed</summary>
            ${entitiesHtml(to, dismissed, 'Entities that people dismissed')}
          </details>`
    }`;
}

async function entitiesPage(reading: Reading, asked: EntitiesAsked): Promise<Shown> {
  const { ledger, scope, to } = reading;
  const all = await ledger.tags.entities(scope);
  const wanted = keywordKey(asked.name);
  const found = all.filter(
    ({ entity, kind }) =>
      (asked.kind === '' || kind === asked.kind) && (wanted === '' || keywordKey(entity).includes(wanted)),
  );
  const skip = asked.page * pageRows;
  const shown = found.slice(skip, skip + pageRows);
  const way = (page: number, words: string): Html =>
    html`<a href="${to('/entities', { kind: asked.kind, name: asked.name, page })}">${words}</a> `;
  const byKind = [...Map.groupBy(all, ({ kind }) => kind)];
  const lists = [
    ...describeLists(await readLists(ledger, scope)),
    ...describeTagVersions(await readTagVersions(ledger, scope)),
  ].filter((words) => words !== '');
  const body = html`<h1>${entityCount(found.length)}</h1>
    ${form(to, asked)}
    ${tableOf<(typeof byKind)[number]>(
      'Kinds',
      [
        { title: 'kind', cell: ([kind]) => html`<a href="${to('/entities', { kind })}">${kind}</a>` },
        { title: 'entities', isNumber: true, cell: ([, of]) => formatCount(of.length) },
        {
          title: 'mentions',
          isNumber: true,
          cell: ([, of]) => formatCount(of.reduce((sum, { mentions }) => sum + mentions, 0)),
        },
      ],
      byKind,
    )}
    ${lists.map((words) => html`<p class="note">${evidence(words)}</p>`)}
    ${found.length === 0 ? html`<p>Nothing of the lists is named${all.length > 0 ? ' so' : ''} in what is open to you and was read.</p>` : await foldedHtml(reading, shown)}
    <p>
      ${asked.page > 0 ? way(asked.page - 1, 'Those before') : ''}
      ${skip + shown.length < found.length ? way(asked.page + 1, 'Further entities') : ''}
    </p>
    <p>
      <a href="${to('/candidates')}">Candidates: names that no list has</a>
      <a href="${to('/relations')}">Relations</a>
    </p>
    ${personalHtml(to, await ledger.tags.personalData(scope))}`;
  return { body, resultCount: found.length };
}

export const entitiesRoute = defineRoute({
  method: 'get',
  path: '/entities',
  least: 'reader',
  title: 'Entities',
  navigation: 'Entities',
  isOfWholeCase: true,
  asked: entitiesAsked,
  words: ({ kind, name, page }) => [
    'entities',
    ...(kind === '' ? [] : [`kind ${kind}`]),
    ...(name === '' ? [] : [`name ${name}`]),
    ...(page === 0 ? [] : [`page ${page}`]),
  ],
  answer: entitiesPage,
});
