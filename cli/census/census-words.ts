/** The census of personal data for people. */
import { escapeLine } from '../frame/escape.ts';
import { countOf, formatCount } from '../frame/quantities.ts';
import { table } from '../frame/table.ts';
import { pictureWords } from '../run/pictures.ts';
import { describeUnaccounted } from '../run/unaccounted.ts';
import { populationWords, unsearchedTable } from '../terms/report-words.ts';
import type { Holder } from './largest-holders.ts';
import type { Census, CensusCounts } from './read-census.ts';
import type { SpecialCandidates, SpecialCensus } from './special-candidates.ts';
import type { KindCount } from './value-counts.ts';

const nobody = '(no custodian)';
/** Kinds of a source, a custodian or a document that a line has room for; `--csv` and `--json` have all. */
const shownKinds = 5;
/** Terms of a category, likewise. */
const shownTerms = 6;

export const distinctWords = ({ distinct, isEstimate }: Pick<KindCount, 'distinct' | 'isEstimate'>): string =>
  `${isEstimate ? '~' : ''}${formatCount(distinct)}`;

const kindsWords = (kinds: readonly Pick<KindCount, 'kind' | 'distinct' | 'isEstimate'>[]): string =>
  [
    ...kinds.slice(0, shownKinds).map((one) => `${one.kind} ${distinctWords(one)}`),
    ...(kinds.length > shownKinds ? ['…'] : []),
  ].join(', ');

const groupTable = (title: string, rows: readonly (CensusCounts & { readonly name: string })[]): string =>
  table(
    [
      { title, maxWidth: 40 },
      { title: 'documents', align: 'right' },
      { title: 'places', align: 'right' },
      { title: 'different values', maxWidth: 100 },
    ],
    rows.map(({ name, documents, mentions, kinds }) => [
      name,
      formatCount(documents),
      formatCount(mentions),
      kindsWords(kinds),
    ]),
  );

const moreWords = (more: number, of: string): string[] =>
  more === 0 ? [] : [`And ${formatCount(more)} more ${of}: ask for one with --query.`];

function holdersWords(holders: readonly Holder[]): string[] {
  if (holders.length === 0) return [];
  const partly = holders.filter(({ unread }) => unread !== undefined);
  return [
    '',
    'Documents with the most different values:',
    table(
      [
        { title: 'different', align: 'right' },
        { title: 'places', align: 'right' },
        { title: 'document', maxWidth: 80 },
        { title: 'kinds', maxWidth: 100 },
      ],
      holders.map(({ distinct, mentions, source, path, kinds }) => [
        formatCount(distinct),
        formatCount(mentions),
        `${source}/${path}`,
        kindsWords(kinds),
      ]),
    ),
    ...partly.map(({ source, path, unread = '' }) => `  ${escapeLine(`${source}/${path}: ${unread}`)}`),
  ];
}

function categoryWords({ category, basis, documents, terms, custodians, withoutCustodian, examples }: SpecialCandidates): string[] {
  if (documents === 0) return [`${category} (${basis}): no candidate`];
  const who = [
    ...custodians.map(({ value, count }) => `${value} ${formatCount(count)}`),
    ...(withoutCustodian > 0 ? [`${nobody} ${formatCount(withoutCustodian)}`] : []),
  ];
  const more = terms.length > shownTerms ? ', …' : '';
  return [
    `${category} (${basis}): ${countOf(documents, 'candidate')}`,
    `  by custodian: ${escapeLine(who.slice(0, shownKinds).join(', '))}${who.length > shownKinds ? ', …' : ''}`,
    `  found by: ${terms.slice(0, shownTerms).map(({ value, count }) => `${value} (${formatCount(count)})`).join(', ')}${more}`,
    ...examples.map(({ source, path, place }) => `  e.g. ${escapeLine([`${source}/${path}`, place].filter(Boolean).join(', '))}`),
  ];
} // prettier-ignore

export const candidatesWords = ({ languages }: SpecialCensus): string =>
  `Special categories, candidates only: documents with words of a dictionary (languages: ${languages.join(', ')}; texts in others have none). Nobody has read them; they say nothing of a person, and none is no proof that there is none.`;

const unreadWords = ({ unsearched, pictures, state, valuesUnread }: Census): string[] => [
  ...(unsearched.length === 0
    ? ['Not read: nothing of what is in the case, pictures apart.']
    : [
        'Could not be read, or not to the end, in the whole case: what stands in there is in no number above.',
        unsearchedTable(unsearched),
      ]),
  pictureWords(pictures) ?? 'Pictures: none.',
  ...(valuesUnread > 0
    ? [`The values at ${countOf(valuesUnread, 'place')} are not in the index: they are in no number of different values.`]
    : []),
  ...(state.unendedRun === undefined
    ? []
    : [`NOT WHOLE: run ${state.unendedRun} did not come to its end.`]),
  ...(state.unaccounted === 0
    ? ['Unaccounted for: nothing.']
    : [`UNACCOUNTED FOR: ${formatCount(state.unaccounted)}`, ...describeUnaccounted(state.unaccountedFor)]),
]; // prettier-ignore

export function describeCensus(census: Census): string {
  const { population, documents, mentions, kinds, sources, custodians, special } = census;
  return [
    ...populationWords(population),
    '',
    `Personal data: ${countOf(mentions, 'place')} with a value in ${countOf(documents, 'document')}. Values are not shown.`,
    table(
      [
        { title: 'kind' },
        { title: 'documents', align: 'right' },
        { title: 'places', align: 'right' },
        { title: 'different values', align: 'right' },
      ],
      kinds.map((one) => [one.kind, formatCount(one.documents), formatCount(one.mentions), distinctWords(one)]),
    ),
    '',
    groupTable('source', sources.map((one) => ({ name: one.source, ...one }))),
    ...moreWords(census.moreSources, 'sources'),
    '',
    groupTable('custodian', custodians.map((one) => ({ name: one.custodian ?? nobody, ...one }))),
    ...moreWords(census.moreCustodians, 'custodians'),
    ...holdersWords(census.holders),
    '',
    candidatesWords(special),
    ...special.categories.flatMap(categoryWords),
    '',
    ...unreadWords(census),
  ].join('\n'); // prettier-ignore
}
