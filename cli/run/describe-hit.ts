/** How a hit of a search is written on a terminal. */
import type { Metadata } from '../../schemas/metadata.ts';
import type { Hit, Snippet } from '../../search/port.ts';
import { escapeLine } from '../frame/escape.ts';
import { bold } from '../frame/output.ts';
import { formatCount } from '../frame/quantities.ts';
import { anchorWords } from './anchor-words.ts';
import { placeWords } from './place-words.ts';
import { unreadWords } from './entry-counts.ts';
import type { FieldMatch } from './field-matches.ts';
import { familyWords, type HitFamily } from './hit-family.ts';
import {
  dateWords,
  moreMatches,
  morePlaces,
  peopleLists,
  personWords,
  titleOf,
  whatWords,
} from './hit-words.ts';
import type { Below } from './hit-fold.ts';
import { copiesWords } from './mail-fold.ts';
import { nearFoldedWords } from './near-fold.ts';
import { pastWords } from './past-words.ts';

const shownPlaces = 3;
/** Lines, rows or cells that one snippet is cited by. */
const shownAnchors = 5;

/** On one line. */
const flat = (text: string): string => escapeLine(text.replaceAll(/\s+/gu, ' '));

/** The snippet with its hits bold; evidence is escaped piece by piece, so that no mark of its own survives. */
function snippetWords({ snippet, highlights }: Pick<Snippet, 'snippet' | 'highlights'>): string {
  let words = '';
  let at = 0;
  for (const { start, end } of highlights) {
    words += flat(snippet.slice(at, start)) + bold(flat(snippet.slice(start, end)));
    at = end;
  }
  return (words + flat(snippet.slice(at))).trim();
}

/** Each once; those beyond some only by their number, all are in --json. */
function listed(places: readonly string[]): string {
  const different = [...new Set(places)];
  const more = different.length - shownAnchors;
  return different.slice(0, shownAnchors).join('; ') + (more > 0 ? `; and ${more} more` : '');
}

/** Names that are shown of each list of people. */
const shownPeople = 3;

const peopleWords = (title: string, people: Metadata['from'] = []): string[] => {
  if (people.length === 0) return [];
  const names = people.slice(0, shownPeople).map(personWords);
  const more = people.length > shownPeople ? ` and ${formatCount(people.length - shownPeople)} more` : '';
  return [`     ${title}: ${flat(names.join(', '))}${more}`];
};

/** What is shown of a hit besides itself. */
export interface Beside extends Below {
  readonly fields: readonly FieldMatch[];
  readonly family: HitFamily | undefined;
}

/** A hit as lines: what it goes by, people, places, what it is, passages, and what is shown beside it. */
export function describeHit(
  hit: Hit,
  { fields, family, copies, near }: Beside,
  number: number,
  zone: string,
): string {
  const { metadata, run } = hit.entry;
  const unread = unreadWords(hit.entry);
  const head = [titleOf(hit), dateWords(hit, zone)].filter(Boolean).map(String);
  const places = hit.occurrences.slice(0, shownPlaces).map(
    ({ source, path, custodian, past, ...said }) =>
      `     ${escapeLine(`${source}/${path}`)}${custodian ? `  (${escapeLine(custodian)})` : ''}${pastWords(past)}${placeWords(
        said,
      )
        .map((one) => `  [${escapeLine(one)}]`)
        .join('')}`,
  );
  const more = hit.places > shownPlaces ? [`     … and at ${morePlaces(hit.places, shownPlaces)}`] : [];
  const matches = moreMatches(hit);
  const snippets = hit.snippets.map((snippet) => {
    const places = (snippet.anchors ?? [snippet.anchor]).map(anchorWords).filter(Boolean);
    const where = [snippet.kind === 'body' ? '' : snippet.kind, listed(places)].filter(Boolean).join(', ');
    return `     ${where ? `[${escapeLine(where)}] ` : ''}${snippetWords(snippet)}`;
  });
  return [
    `${String(number).padStart(3)}. ${escapeLine(head.join(' · ') || hit.occurrences[0]?.name || hit.document.slice(0, 12))}`,
    ...peopleLists.flatMap(([title, list]) => peopleWords(title, metadata[list])),
    ...places,
    ...more,
    ...(unread === undefined ? [] : [`     ${bold(unread)}`]),
    `     ${whatWords(hit)}, run ${run}`,
    ...snippets,
    ...(matches === undefined ? [] : [`     … ${matches}`]),
    ...fields.map(
      ({ field, value, highlights }) => `     [${field}] ${snippetWords({ snippet: value, highlights })}`,
    ),
    ...(family === undefined ? [] : familyWords(family)),
    ...(copies === undefined ? [] : copiesWords(copies)),
    ...(near === undefined ? [] : nearFoldedWords(near)),
  ].join('\n');
}
