/** Tables of a case in words. */
import type { Overlap } from '../../datasets/subjects/overlap.ts';
import { escapeLine } from '../frame/escape.ts';
import { countOf, formatCount } from '../frame/quantities.ts';
import { table } from '../frame/table.ts';
import type { CaseDataset } from './case-datasets.ts';

/** An estimate is marked. */
export const aboutWords = (count: number, isEstimate: boolean | undefined): string =>
  `${isEstimate ? '~' : ''}${formatCount(count)}`;

/** Where it lies, with its sheet; not escaped. */
export const datasetPlace = ({ shown, profile: { sheet, mark } }: CaseDataset): string => {
  const [first] = shown.entry.occurrences;
  const inside = sheet === undefined || sheet === '' ? '' : `, sheet ${sheet}`;
  const hidden = mark === undefined ? '' : ` (${mark})`;
  const more = shown.places > 1 ? ` and ${countOf(shown.places - 1, 'more place')}` : '';
  return `${first?.source ?? ''}/${first?.path ?? ''}${inside}${hidden}${more}`;
};

/** One line of the list. */
const datasetCells = (one: CaseDataset): string[] => [
  one.id,
  one.profile.likeness,
  formatCount(one.profile.records),
  one.profile.isPersonal ? aboutWords(one.profile.subjects, one.profile.isEstimate) : '',
  datasetPlace(one),
];

export const datasetList = (all: readonly CaseDataset[]): string =>
  table(
    [
      { title: 'dataset' },
      { title: 'looks like' },
      { title: 'records', align: 'right' },
      { title: 'people', align: 'right' },
      { title: 'where', maxWidth: 80 },
    ],
    all.map(datasetCells),
  );

/** Columns shown of a table that has more. */
const maxShownColumns = 100;

export function datasetWords(one: CaseDataset): string {
  const { profile, id, shown } = one;
  const { records, subjects, subjectsBy, withoutKey, columns, warnings, isPersonal } = profile;
  const by = subjectsBy.map(({ key, records: count }) => `${key} (${formatCount(count)} records)`).join(', then ');
  const people = isPersonal
    ? `${aboutWords(subjects, profile.isEstimate)} distinct people or devices, counted by ${by || 'no key'}; ${countOf(withoutKey, 'record')} without a key`
    : 'not about people';
  return [
    `${id}  ${escapeLine(datasetPlace(one))}`,
    `Looks like: ${profile.likeness} (${profile.because}).`,
    `${countOf(records, 'record')} from row ${formatCount(profile.firstRow)}${profile.hasHeading ? '' : ', no heading'}; ${people}.`,
    ...warnings.map((warning) => `Warning: ${escapeLine(warning)}.`),
    ...(one.unreadTables > 0 ? [`Warning: ${countOf(one.unreadTables, 'further sheet')} not profiled.`] : []),
    ...(shown.entry.codes.length > 0 ? [`The document: ${shown.entry.codes.join(', ')}.`] : []),
    '',
    table(
      [{ title: 'column', maxWidth: 40 }, { title: 'holds' }, { title: 'filled', align: 'right' }, { title: 'distinct', align: 'right' }, { title: 'sample, masked', maxWidth: 70 }],
      columns.slice(0, maxShownColumns).map((column) => [
        column.name,
        `${column.kind ?? ''}${column.part === undefined ? '' : ` (${column.part})`}`,
        formatCount(column.filled),
        aboutWords(column.distinct, column.isEstimate),
        column.sample.join('; '),
      ]),
    ),
    ...(columns.length > maxShownColumns ? [`${formatCount(columns.length - maxShownColumns)} more columns: --json gives all.`] : []),
  ].join('\n');
} // prettier-ignore

export function overlapWords(one: CaseDataset, other: CaseDataset, found: Overlap): string {
  const count = (number: number): string => aboutWords(number, found.isEstimate);
  return [
    ...[one, other].map((each) => `${each.id}  ${escapeLine(datasetPlace(each))}: ${each.profile.isPersonal ? `${aboutWords(each.profile.subjects, each.profile.isEstimate)} people` : 'not about people'}`),
    `In both: ${count(found.sharedSubjects)}.`,
    `  with the same identifier: ${count(found.linkedByIdentifier)}`,
    ...found.by.map(({ kind, subjects }) => `    ${kind}: ${count(subjects)}`),
    `  by name alone: ${count(found.byNameAlone)} (people may share a name)`,
    ...(found.namesakes > 0 ? [`Not counted: ${count(found.namesakes)} with one name and different identifiers of one kind.`] : []),
    ...(found.isEstimate ? ['Numbers with ~ are estimates from a part of the keys.'] : []),
  ].join('\n');
} // prettier-ignore
