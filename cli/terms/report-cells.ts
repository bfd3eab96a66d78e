/** A report of search terms as one table, told apart by its first column: for a spreadsheet, and for the other side. */
import type { Cell } from '../frame/csv.ts';
import { termDateWords } from './report-words.ts';
import type { TermReport, TermRow } from './term-report.ts';

export const termReportColumns = [
  'what',
  'line',
  'name',
  'term',
  'searched as',
  'documents',
  'with family',
  'unique',
  'families',
  'unique families',
  'copies of mail',
  'custodian',
  'first',
  'last',
  'undated',
  'result',
  'not searchable',
  'to know',
] as const;

type Cells = Partial<Record<(typeof termReportColumns)[number], Cell>>;

const between = ' | ';

function termCells(row: TermRow, zone: string): Cells {
  const { line, name, term, query, refused, sameAs, notes, families } = row;
  return {
    what: refused === undefined ? (sameAs === undefined ? 'term' : 'repeated term') : 'NOT SEARCHED',
    line,
    name,
    term,
    'searched as': query,
    documents: row.documents,
    'with family': families?.documents,
    unique: row.unique,
    families: families?.count,
    'unique families': row.uniqueFamilies,
    'copies of mail': row.mailCopies,
    first: termDateWords(row.first, zone),
    last: termDateWords(row.last, zone),
    undated: row.undated,
    result: row.result,
    'not searchable': row.unsearched,
    'to know': [refused, sameAs && `the same as line ${sameAs}`, ...notes].filter(Boolean).join(between),
  };
}

/** The population, then the terms, then each by custodian, then what could not be searched. */
export function* termReportCells(
  { list, population, terms, any, unsearched, pictures, state, whole, refused, changed }: TermReport,
  zone: string,
): Generator<Cells> {
  const { documents, searched, among, open } = population;
  if (!whole)
    yield {
      what: 'NOT WHOLE',
      'to know': [
        refused > 0 && `${refused} of ${list.terms} terms were not searched`,
        changed && 'the case changed meanwhile',
        state.unendedRun && `run ${state.unendedRun} did not come to its end`,
      ].filter(Boolean).join(between),
    }; // prettier-ignore
  yield { what: 'list', 'to know': `SHA-256 ${list.sha256}` };
  yield { what: 'case', documents, 'to know': `review scopes open: ${open.join(between) || 'none'}` };
  yield { what: 'searched', documents: searched, 'copies of mail': population.mails - population.mailGroups, 'searched as': among ?? '*' }; // prettier-ignore
  for (const row of terms) yield termCells(row, zone);
  yield { what: 'any of the terms', documents: any.documents, families: any.families };
  for (const { line, name, term, custodians = [], withoutCustodian = 0 } of terms) {
    const head = { what: 'custodian of a term', line, name, term };
    for (const { value, count } of custodians) yield { ...head, custodian: value, documents: count };
    if (withoutCustodian > 0) yield { ...head, documents: withoutCustodian, 'to know': 'no custodian' };
  }
  yield { what: 'pictures, words in which are not found', 'not searchable': pictures };
  for (const { custodian, count, statuses, codes } of unsearched) {
    yield { what: 'not searchable', custodian, 'not searchable': count };
    for (const one of statuses)
      yield {
        what: 'not searchable, by status',
        custodian,
        'not searchable': one.count,
        'to know': one.value,
      };
    for (const one of codes)
      yield { what: 'not searchable, by code', custodian, 'not searchable': one.count, 'to know': one.value };
  }
  yield { what: 'unaccounted for', 'not searchable': state.unaccounted, 'to know': 'as in evidex report' };
}
