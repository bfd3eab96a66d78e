/** The census of personal data: kinds with counts, and of one kind the values, masked, with where they stand. */
import { html } from 'hono/html';
import { z } from 'zod';
import { countOf, formatCount } from '../../cli/frame/quantities.ts';
import { citedTags, type TagsAsked } from '../../cli/run/cited-tags.ts';
import { answering } from '../../cli/run/query.ts';
import { personalDataKind } from '../../schemas/mention.ts';
import { Problem } from '../../schemas/problem.ts';
import type { Query } from '../../search/query/ast.ts';
import { maybeText, oneText } from '../asked.ts';
import { evidence, type Html, tableOf } from '../page.ts';
import { defineRoute, type Shown, type To } from '../route.ts';
import type { Reading } from '../served-case.ts';
import { searchFor } from './entity-parts.ts';

const personalAsked = z.object({
  /** Empty for the census alone. */
  kind: oneText,
  /** The last document of the page before. */
  after: maybeText,
});
type PersonalAsked = z.output<typeof personalAsked>;

const pageDocuments = 25;
/** A table of customers has millions: what is shown of one document. */
const shownValues = 20;

interface DocumentValues {
  readonly document: string;
  readonly place: string;
  /** Masked, each once. */
  readonly values: readonly string[];
  readonly isWhole: boolean;
}

async function valuesOf(
  { ledger, index, scope }: Reading,
  document: string,
  kind: string,
): Promise<DocumentValues> {
  const asked: TagsAsked = {
    personalData: true,
    personalDataKinds: [kind],
    reveal: false,
    isFolded: () => false,
  };
  const values = new Set<string>();
  let place = '';
  for await (const tags of citedTags(ledger.tags.texts({ sha256: document }, scope), index, asked)) {
    for (const { row } of tags) {
      place = `${String(row['source'])}/${String(row['path'])}`;
      values.add(String(row['value']));
      if (values.size > shownValues) break;
    }
    if (values.size > shownValues) break;
  }
  return { document, place, values: [...values].slice(0, shownValues), isWhole: values.size <= shownValues };
}

async function valuesHtml(reading: Reading, { kind, after }: PersonalAsked): Promise<Html> {
  const { index, scope, to } = reading;
  const query: Query = { op: 'match', field: 'personal', text: kind };
  const documents = await answering(() => index.documents(query, scope, after, pageDocuments));
  const rows: DocumentValues[] = [];
  for (const document of documents) rows.push(await valuesOf(reading, document, kind));
  const last = documents.length < pageDocuments ? undefined : documents.at(-1);
  return html`${tableOf<DocumentValues>(
    `${kind}: masked values by document, by the hashes of the documents`,
    [
      {
        title: 'document',
        cell: ({ document, place }) =>
          html`<a href="${to(`/document/${document}`)}">${evidence(place === '' ? document : place)}</a>`,
      },
      {
        title: 'values',
        cell: ({ values, isWhole }) =>
          html`${values.map((value) => html`${evidence(value)}<br />`)} ${isWhole ? '' : '… and more'}`,
      },
    ],
    rows,
  )}
  ${last === undefined ? '' : html`<p><a rel="next" href="${to('/personal-data', { kind, after: last })}">Further documents</a></p>`}`;
}

const censusHtml = async ({ ledger, scope, to }: Reading): Promise<Html> =>
  tableOf(
    'Kinds of personal data',
    [
      { title: 'kind', cell: ({ kind }) => html`<a href="${to('/personal-data', { kind })}">${kind}</a>` },
      {
        title: 'documents',
        isNumber: true,
        cell: ({ kind, documents }) =>
          html`<a href="${searchForKind(to, kind)}">${formatCount(documents)}</a>`,
      },
      { title: 'places of values', isNumber: true, cell: ({ values }) => formatCount(values) },
    ],
    await ledger.tags.personalData(scope),
  );

const searchForKind = (to: To, kind: string): string =>
  searchFor(to, { op: 'match', field: 'personal', text: kind });

async function personalPage(reading: Reading, asked: PersonalAsked): Promise<Shown> {
  const { kind } = asked;
  if (kind !== '' && !(personalDataKind.options as readonly string[]).includes(kind))
    throw new Problem('not-found', 'no such kind of personal data', personalDataKind.options.join(', '));
  const counts = await reading.ledger.tags.personalData(reading.scope);
  const values = counts.reduce((sum, one) => sum + one.values, 0);
  const body = html`<h1>Personal data: ${countOf(values, 'place')} with a value</h1>
    <p class="quiet">
      What the rules find in the texts that were read and are open to you. Values are masked here; the text of
      a document shows them. Counted is where a value stands: one that a document has three times, or three
      documents have once, counts as three; a copy of a document is no other document. Different values,
      sources, custodians, the documents that hold the most, and special categories:
      <a href="${reading.to('/census')}">the census</a>.
    </p>
    ${await censusHtml(reading)} ${kind === '' ? '' : await valuesHtml(reading, asked)}`;
  return { body, resultCount: values };
}

export const personalDataRoute = defineRoute({
  method: 'get',
  path: '/personal-data',
  least: 'reader',
  title: 'Personal data',
  isOfWholeCase: true,
  asked: personalAsked,
  words: ({ kind, after }) => [
    'personal-data',
    ...(kind === '' ? [] : [kind]),
    ...(after === undefined ? [] : [`after ${after}`]),
  ],
  answer: personalPage,
});
