/** What is said of languages: how many documents are in which, and where that is not known. */
import type { LanguageCounts } from '../../case/ledger/coverage.ts';
import type { DetectedLanguage } from '../../schemas/metadata.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { IndexReader } from '../../search/port.ts';
import { isLeaf, type Query } from '../../search/query/ast.ts';
import { parseQuery } from '../../search/query/parse.ts';
import { positiveWordLeaves } from '../../search/query/words.ts';
import { countOf, formatCount } from '../frame/quantities.ts';

const unknown = 'unknown';
const maxListed = 12;
/** Answers of so many documents are few. */
const few = 3;

const names = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });

/** `German (de)`. */
export function languageName(language: string): string {
  if (language === unknown) return unknown;
  const isTag = /^[a-z]{2,3}$/u.test(language);
  return isTag ? `${names.of(language) ?? language} (${language})` : language;
}

/** The main languages of a document in a line. */
export const languageShares = (languages: readonly DetectedLanguage[]): string =>
  languages
    .map(({ language, share }) =>
      language === unknown ? unknown : `${languageName(language)} ${Math.round(share * 100)} %`,
    )
    .join(', ');

const notLookedAtWords = (documents: number): string =>
  `${countOf(documents, 'document')} with text ${documents === 1 ? 'has' : 'have'} no language yet, since an earlier version read ${documents === 1 ? 'it' : 'them'}: \`evidex retry CASE --type TYPE\` reads anew; has:text NOT has:language lists them.`;

/** Lines of a report; none for a case without texts. */
export function describeLanguages({ languages, notLookedAt }: LanguageCounts): string[] {
  const shown = languages
    .slice(0, maxListed)
    .map(({ language, documents }) => `${formatCount(documents)} ${languageName(language)}`);
  const more = languages.length - shown.length;
  return [
    ...(shown.length === 0
      ? []
      : [
          `Documents by main language, some in several: ${shown.join(', ')}${more > 0 ? `, and ${formatCount(more)} more languages` : ''}`,
        ]),
    ...(notLookedAt === 0 ? [] : [notLookedAtWords(notLookedAt)]),
  ];
}

function asksForLanguage(query: Query): boolean {
  if (query.op === 'all') return false;
  if (query.op === 'and' || query.op === 'or') return query.of.some(asksForLanguage);
  if (!isLeaf(query)) return asksForLanguage(query.of);
  return (
    query.field === 'language' || (query.op === 'match' && query.field === 'has' && query.text === 'language')
  );
}

/** Words of any text; those of fields such as names are the same in each language. */
const asksForWords = (query: Query): boolean =>
  positiveWordLeaves(query).some(({ field }) => field === undefined);

/** Documents with text in which no version has looked for a language. */
const notLookedAt = (index: IndexReader, scope: Scope): Promise<number> =>
  index.count(parseQuery('has:text NOT has:language'), scope);

interface Asked {
  readonly query: Query;
  readonly index: IndexReader;
  readonly scope: Scope;
}

/** Of a question for languages: how many documents it cannot speak of. */
export async function languageGapHint({ query, index, scope }: Asked, isFacet = false): Promise<string[]> {
  if (!isFacet && !asksForLanguage(query)) return [];
  const documents = await notLookedAt(index, scope);
  return documents === 0 ? [] : [notLookedAtWords(documents)];
}

/**
 * Of words that few documents or none have: that most documents are in languages of which none was found, since a word is
 * found as it is written. Without any hit it is English that most who ask here write; of hits whose language nobody knows
 * nothing can be said.
 */
export async function otherLanguageHint({ query, index, scope }: Asked): Promise<string[]> {
  if (!asksForWords(query) || (await index.count(query, scope)) > few) return [];
  const all = await index.facet(parseQuery('*'), scope, 'language');
  const found = (await index.facet(query, scope, 'language')).map(({ value }) => value);
  const hits = new Set(found.length === 0 ? ['en'] : found.filter((value) => value !== unknown));
  if (hits.size === 0) return [];
  const others = all.filter(({ value }) => value !== unknown && !hits.has(value));
  const sumOf = (values: typeof all): number => values.reduce((sum, { count }) => sum + count, 0);
  if (sumOf(others) * 2 <= sumOf(all)) return [];
  const shown = others
    .slice(0, few)
    .map(({ value, count }) => `${formatCount(count)} in ${languageName(value)}`);
  return [
    `Most documents here are in other languages (${shown.join(', ')}${others.length > few ? ', …' : ''}), and words are found as they are written: ask in these languages too.`,
  ];
}
