/** What the analysis of text makes of the words of a term, where that is more or less than the term says. */
import { isLeaf, type Query } from '../../search/query/ast.ts';
import { isWordLeaf } from '../../search/query/words.ts';
import { normalize, termsOf } from '../../search/words/analysis.ts';

/** Of one term; a list that a program made could have a thousand. */
const mostNotes = 12;
/** Capitals that are likely an abbreviation, whose small letters are another word. */
const abbreviation = /^\p{Lu}{2,4}$/u;

function wordTexts(query: Query): string[] {
  if (query.op === 'all') return [];
  if (query.op === 'and' || query.op === 'or') return query.of.flatMap(wordTexts);
  if (!isLeaf(query)) return wordTexts(query.of);
  if (!isWordLeaf(query) || query.op === 'exact') return [];
  if (query.op === 'pattern') return [query.pattern];
  return query.op === 'within' ? [...query.of] : [query.text];
}

const list = (words: readonly string[]): string => words.map((word) => `"${word}"`).join(' ');

/** Of a word as it stands between blanks; undefined where it is looked for as it is. */
function noteOf(word: string): string | undefined {
  // Wildcards and the backslashes before them are no signs that get lost.
  const plain = word.replaceAll(/\\(.)/gu, '$1').replaceAll(/[*?]/gu, '');
  const isPattern = /[*?]/u.test(word);
  if (plain === '') return undefined;
  const terms = termsOf(plain);
  const [only = ''] = terms;
  if (terms.length === 0)
    return isPattern ? undefined : `"${word}" holds neither letters nor digits and is not looked for.`;
  if (terms.length > 1)
    return isPattern
      ? `"${word}" is looked for as several words in sequence: what is neither letter nor digit parts words.`
      : `"${word}" is looked for as ${list(terms)} in sequence, whatever stands between them: what is neither letter nor digit parts words.`;
  const small = plain.toLowerCase();
  if (small === only)
    return abbreviation.test(plain)
      ? `"${plain}" finds "${only}" too: capitals make no difference. exact:${plain} asks for capitals.`
      : undefined;
  const why = normalize(plain) === only ? 'accents and forms of letters make no difference' : 'signs are no part of words'; // prettier-ignore
  return `"${word}" is looked for as "${only}": ${why}.`;
}

/** Sentences, each once; none where all words are looked for as they are written, capitals aside. */
export function analysisNotes(query: Query): readonly string[] {
  const words = wordTexts(query).flatMap((text) => text.split(/\s+/u));
  const notes = [...new Set(words)].flatMap((word) => noteOf(word) ?? []);
  const more = notes.length - mostNotes;
  return more > 0 ? [...notes.slice(0, mostNotes), `… and ${more} more such words.`] : notes;
}
