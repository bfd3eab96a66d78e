/** What people are told of dates that texts state: beside each how sure its day is and where it stands, and what was not found. */
import type { DateCertainty, Unresolved } from '../../search/dates/resolve-dates.ts';
import { dateCertainties } from '../../search/dates/resolve-dates.ts';
import { countOf, formatCount } from '../frame/quantities.ts';
import { table } from '../frame/table.ts';
import { anchorWords } from './anchor-words.ts';
import type { Written, WrittenEvent, WrittenFound } from './written-dates.ts';

const daysOf = ({ from, to }: { readonly from: string; readonly to: string }): string =>
  from === to ? from : `${from}/${to}`;

/** First and last day as one is written, ISO 8601. */
export const writtenDays = ({ written }: WrittenEvent): string => daysOf(written);

/** `stated; page 2`, `either, or 2016-04-03; body`. */
export function writtenWords({ certainty, other, by, isQuoted, text, anchor }: Written): string {
  const sure = `${certainty}${other ? `, or ${daysOf(other)}` : ''}${by === undefined ? '' : ` (${by})`}`;
  return [sure, ...(isQuoted ? ['quoted'] : []), anchorWords(anchor) || text].join('; ');
}

/** For tables: their columns, empty in the rows of other events. */
export const writtenColumns = ['certainty', 'last_day', 'other_reading', 'resolved_by', 'quoted', 'text', 'place', 'start', 'end'] as const; // prettier-ignore

export const writtenCells = (written: Written | undefined): Record<(typeof writtenColumns)[number], string> => ({
  certainty: written?.certainty ?? '',
  last_day: written?.to ?? '',
  other_reading: written?.other ? daysOf(written.other) : '',
  resolved_by: written?.by ?? '',
  quoted: written ? (written.isQuoted ? 'yes' : 'no') : '',
  text: written?.text ?? '',
  place: anchorWords(written?.anchor),
  start: written ? `${written.start}` : '',
  end: written ? `${written.end}` : '',
}); // prettier-ignore

/** Of the rows that were asked for, by the year of their first day. */
function writtenYears({ events }: Pick<WrittenFound, 'events'>): { span: string; events: number }[] {
  const years = new Map<string, number>();
  for (const { written } of events) years.set(written.from.slice(0, 4), (years.get(written.from.slice(0, 4)) ?? 0) + 1);
  return [...years].map(([span, count]) => ({ span, events: count }));
} // prettier-ignore

/** Of programs, without the rows. */
export const writtenReport = ({ events, ...counts }: WrittenFound) => ({
  rows: events.length,
  years: writtenYears({ events }),
  ...counts,
});

const meanings: Readonly<Record<DateCertainty, string>> = {
  stated: 'a whole date, by its own words',
  settled: 'of two readings one, by what the row names',
  either: 'two readings: both are rows',
  relative: 'yesterday, last Friday: by the document’s own date',
  'no-year': 'a guess: the year nearest to the document’s own date',
};

export const writtenSummary = (found: WrittenFound): string =>
  [
    `Written in the texts of ${countOf(found.documents, 'document')}, in ${countOf(found.events.length, 'row')} by the year of the first day:`,
    table(
      [{ title: 'written' }, { title: 'rows', align: 'right' }],
      writtenYears(found).map(({ span, events }) => [span, formatCount(events)]),
    ),
    '',
    table(
      [{ title: 'certainty' }, { title: 'dates', align: 'right' }, { title: '' }],
      dateCertainties.map((certainty) => [
        certainty,
        formatCount(found.byCertainty[certainty] ?? 0),
        meanings[certainty],
      ]),
    ),
  ].join('\n');

const whyNot: Readonly<Record<Unresolved, string>> = {
  'no-own-date': 'of documents without a day of their own',
  quoted: 'such as yesterday, in quoted mails, whose day is another than the document’s',
  'other-language': 'of a language that the document is not known to be in',
};

/** What is not among the rows, and why. */
export function writtenGaps({ unresolved, heads, cut, leftOut, isStopped }: WrittenFound): string[] {
  const without = Object.entries(unresolved).map(([why, count]) => `${formatCount(count)} ${whyNot[why as Unresolved]}`);
  return [
    ...(without.length > 0 ? [`Written dates without a day, not listed: ${without.join('; ')}.`] : []),
    ...(heads > 0 ? [`${countOf(heads, 'date')} in the heads of quoted mails left out: they state when these were sent.`] : []),
    ...(cut > 0 ? [`Of ${countOf(cut, 'text')} the first 8 Mi characters alone were read for dates.`] : []),
    ...(leftOut > 0 ? [`${countOf(leftOut, 'written date')} not listed: there are too many. Ask with --query, --from and --to.`] : []),
    ...(isStopped ? ['Stopped: not all texts were read for dates.'] : []),
  ];
} // prettier-ignore
