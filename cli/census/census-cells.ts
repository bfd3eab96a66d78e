/** The census of personal data as one table, told apart by its first column: for a spreadsheet. */
import type { Cell } from '../frame/csv.ts';
import type { Census, CensusCounts } from './read-census.ts';

export const censusColumns = [
  'what', 'name', 'kind', 'documents', 'places', 'different', 'estimate', 'document', 'custodians', 'to know',
] as const; // prettier-ignore

type Cells = Partial<Record<(typeof censusColumns)[number], Cell>>;

const between = ' | ';

const countCells = (what: string, name: string, { documents, mentions, kinds }: CensusCounts): Cells[] => [
  { what, name, documents, places: mentions },
  ...kinds.map((one) => ({
    what: `${what} by kind`,
    name,
    kind: one.kind,
    documents: one.documents,
    places: one.mentions,
    different: one.distinct,
    estimate: one.isEstimate === true ? 'estimate' : '',
  })),
];

export function* censusCells(census: Census): Generator<Cells> {
  yield* countCells('case', '', census);
  for (const one of census.sources) yield* countCells('source', one.source, one);
  for (const one of census.custodians) yield* countCells('custodian', one.custodian ?? '', one);
  for (const { document, source, path, custodians, distinct, mentions, kinds, unread } of census.holders)
    yield {
      what: 'largest holder',
      name: `${source}/${path}`,
      kind: kinds.map(({ kind }) => kind).join(between),
      places: mentions,
      different: distinct,
      document,
      custodians: custodians.join(between),
      'to know': unread ?? '',
    };
  for (const { category, documents, custodians, terms } of census.special.categories)
    yield {
      what: 'candidates of a special category',
      name: category,
      documents,
      custodians: custodians.map(({ value, count }) => `${value} (${count})`).join(between),
      'to know': terms.map(({ value, count }) => `${value} (${count})`).join(between),
    };
  for (const { custodian = '', count, statuses } of census.unsearched)
    yield {
      what: 'NOT READ',
      name: custodian,
      documents: count,
      'to know': statuses.map(({ value, count: of }) => `${value} (${of})`).join(between),
    };
  yield { what: 'pictures, not looked at', documents: census.pictures };
  yield { what: 'unaccounted for', documents: census.state.unaccounted };
}
