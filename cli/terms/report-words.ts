/** A report of search terms for people. */
import { escapeLine } from '../frame/escape.ts';
import { countOf, formatCount } from '../frame/quantities.ts';
import { table } from '../frame/table.ts';
import { inDisplayZone } from '../run/display-zone.ts';
import { describeUnaccounted } from '../run/unaccounted.ts';
import type { TermDate } from './count-terms.ts';
import type { Population, ReasonCount, Unsearched } from './searched.ts';
import type { TermReport, TermRow } from './term-report.ts';
import { pictureWords } from '../run/pictures.ts';

/** Columns of custodians that a terminal has room for; `--csv` and `--json` have all. */
const shownCustodians = 6;
const nobody = '(no custodian)';

const number = (count: number | undefined): string => (count === undefined ? '' : formatCount(count));

/** The kind is said where the date is not when a message was sent. */
export const termDateWords = (date: TermDate | undefined, zone: string): string =>
  date === undefined
    ? ''
    : `${inDisplayZone(date.date, zone)}${date.kind === 'sent' ? '' : ` (${date.kind})`}`;

export function populationWords({
  documents,
  searched,
  among,
  mails,
  mailGroups,
  items,
  folders,
  open,
}: Population): string[] {
  const chosen = among === undefined ? 'all of them' : `those that match ${escapeLine(among)}`;
  return [
    `Searched: ${countOf(searched, 'document')} of ${formatCount(documents)}, ${chosen}.`,
    `A document is a content (SHA-256), counted once over the whole case wherever copies lie; ${countOf(mails, 'message')} among those searched ${mails === 1 ? 'is' : 'are'} ${countOf(mailGroups, 'different mail')}.`,
    `Without a document, and without words: ${countOf(items, 'item')}${folders > 0 ? ` and ${countOf(folders, 'folder')}` : ''}.`,
    open.length > 0
      ? `Open review scopes: ${open.map(escapeLine).join(', ')}. What is withheld for others is in no number.`
      : 'No review scope is open: what is withheld is in no number.',
  ];
}

const reasons = (counts: readonly ReasonCount[]): string =>
  counts.map(({ value, count }) => `${formatCount(count)} ${value}`).join(', ');

/** By custodian, with how it ended. */
export function unsearchedTable(unsearched: readonly Unsearched[]): string {
  const rows = unsearched.map(({ custodian, count, statuses, codes }) => [
    custodian ?? nobody,
    formatCount(count),
    reasons(statuses),
    reasons(codes),
  ]);
  const columns = [
    { title: 'custodian', maxWidth: 30 },
    { title: 'not searchable', align: 'right' as const },
    { title: 'how it ended', maxWidth: 60 },
    { title: 'codes', maxWidth: 80 },
  ];
  return table(columns, rows);
}

const termsUnsearchedWords = (unsearched: readonly Unsearched[]): string[] =>
  unsearched.length === 0
    ? ['Not searchable: nothing of what is in the case, pictures apart.']
    : [
        'Not searchable, or not to the end, in the whole case: words in there are found by no term.',
        unsearchedTable(unsearched),
      ];

function termCells(row: TermRow, zone: string): string[] {
  const head = [String(row.line), row.name ?? ''];
  if (row.sameAs !== undefined) return [...head, ...Array<string>(10).fill(''), `${row.term}  (the same as line ${row.sameAs})`]; // prettier-ignore
  if (row.refused !== undefined) return [...head, ...Array<string>(10).fill(''), `${row.term}  NOT SEARCHED`];
  return [
    ...head,
    number(row.documents),
    number(row.documents === undefined ? undefined : row.documents - (row.mailCopies ?? 0)),
    number(row.families?.documents),
    number(row.unique),
    number(row.families?.count),
    number(row.uniqueFamilies),
    termDateWords(row.first, zone),
    termDateWords(row.last, zone),
    number(row.undated),
    row.result?.slice(0, 12) ?? '',
    row.term,
  ];
}

const termColumns = [
  { title: 'line', align: 'right' },
  { title: 'name', maxWidth: 20 },
  { title: 'documents', align: 'right' },
  { title: 'mail once', align: 'right' },
  { title: 'with family', align: 'right' },
  { title: 'unique', align: 'right' },
  { title: 'families', align: 'right' },
  { title: 'unique families', align: 'right' },
  { title: 'first' },
  { title: 'last' },
  { title: 'undated', align: 'right' },
  { title: 'result' },
  { title: 'term', maxWidth: 80 },
] as const;

function custodianWords(terms: readonly TermRow[]): string[] {
  const sums = new Map<string, number>();
  for (const { custodians = [], withoutCustodian = 0 } of terms) {
    for (const { value, count } of custodians) sums.set(value, (sums.get(value) ?? 0) + count);
    if (withoutCustodian > 0) sums.set(nobody, (sums.get(nobody) ?? 0) + withoutCustodian);
  }
  if (sums.size === 0) return [];
  const names = [...sums]
    .sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
    .map(([name]) => name);
  const shown = names.slice(0, shownCustodians);
  const countOfName = (row: TermRow, name: string): number =>
    name === nobody
      ? (row.withoutCustodian ?? 0)
      : (row.custodians?.find(({ value }) => value === name)?.count ?? 0);
  const more = names.length - shown.length;
  return [
    '',
    `Documents by custodian; what several have counts with each.${more > 0 ? ` ${formatCount(more)} more: --csv has all.` : ''}`,
    table(
      [{ title: 'line', align: 'right' }, ...shown.map((title) => ({ title, align: 'right' as const, maxWidth: 24 })), { title: 'term', maxWidth: 80 }],
      terms.filter(({ documents = 0 }) => documents > 0).map((row) => [String(row.line), ...shown.map((name) => formatCount(countOfName(row, name))), row.term]),
    ),
  ]; // prettier-ignore
}

/** What stands first, and last again: a report that is not whole must not look so from any side. */
export function notWholeWords({ whole, refused, changed, state, list }: TermReport): string[] {
  if (whole) return [];
  return [
    'NOT WHOLE:',
    ...(refused > 0
      ? [`  ${formatCount(refused)} of ${countOf(list.terms, 'term')} ${refused === 1 ? 'was' : 'were'} not searched; "unique" is among the others alone`]
      : []),
    ...(changed ? ['  the case changed while terms were counted: ask again when nothing writes to it'] : []),
    ...(state.unendedRun === undefined
      ? []
      : [`  run ${state.unendedRun} did not come to its end: what it had in hand is not searched`]),
  ]; // prettier-ignore
}

function noteWords({ line, term, query, refused, notes, families, documents }: TermRow): string[] {
  const said = [
    ...(refused === undefined ? [] : [`NOT SEARCHED: ${refused}`]),
    ...(query === undefined || query === term ? [] : [`searched as: ${query}`]),
    ...(documents !== undefined && families === undefined
      ? ['its families are more than this index lists: those of other terms alone cannot be told']
      : []),
    ...notes,
  ];
  return said.map((words) => escapeLine(`  line ${line}: ${words}`));
}

/** With its tables: the population, what could not be searched, the terms, and what to know about each. */
export function describeTerms(report: TermReport, zone: string): string {
  const { list, population, terms, any, unsearched, state, pictures } = report;
  const notes = terms.flatMap(noteWords);
  const together =
    any.families === undefined
      ? ''
      : ` in ${formatCount(any.families)} ${any.families === 1 ? 'family' : 'families'}`;
  return [
    ...notWholeWords(report),
    escapeLine(`Terms: ${countOf(list.terms, 'term')} of ${list.path} (${list.syntax === 'dtsearch' ? 'dtSearch syntax, ' : ''}${list.encoding}, ${countOf(list.comments, 'comment')}), SHA-256 ${list.sha256}`),
    ...populationWords(population),
    '',
    ...termsUnsearchedWords(unsearched),
    pictureWords(pictures) ?? 'Pictures: none.',
    ...(state.unaccounted === 0 ? ['Unaccounted for: nothing.'] : [`UNACCOUNTED FOR: ${formatCount(state.unaccounted)}`, ...describeUnaccounted(state.unaccountedFor)]),
    '',
    table(termColumns, terms.map((row) => termCells(row, zone))),
    `Any of them: ${countOf(any.documents, 'document')}${together}.`,
    ...custodianWords(terms),
    ...(notes.length > 0 ? ['', 'To know about the terms:', ...notes] : []),
    ...notWholeWords(report),
  ].join('\n'); // prettier-ignore
}
