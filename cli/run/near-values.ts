/** Values of the case that are like one that nothing has: for "did you mean". */
import { gazetteerFiles, readGazetteerFile } from '../../config/gazetteers/load.ts';
import { formats } from '../../formats/registry.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { FacetField, IndexReader } from '../../search/port.ts';
import { keywordKey } from '../../search/query/fields.ts';
import { parseQuery } from '../../search/query/parse.ts';
import { withinEdits } from '../../search/query/pattern.ts';

const mostShown = 5;
/** What files of a kind are commonly called, where no title of a format says it. */
const typeWords: Readonly<Record<string, readonly string[]>> = {
  spreadsheet: ['xlsx', 'xls', 'ods', 'csv'],
  presentation: ['pptx', 'ppt', 'odp'],
  document: ['docx', 'doc', 'odt', 'rtf'],
  email: ['eml', 'msg', 'mbox', 'pst'],
  mail: ['eml', 'msg', 'mbox', 'pst'],
  photo: ['jpeg', 'png', 'tiff'],
  image: ['jpeg', 'png', 'tiff', 'gif'],
  picture: ['jpeg', 'png', 'tiff', 'gif'],
};

const wordsOf = (value: string): string[] =>
  keywordKey(value)
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter(Boolean);

/** Whether all words of one stand in the other, or the two are spelled alike. */
function isNear(value: string, asked: string): boolean {
  const [words, wanted] = [new Set(wordsOf(value)), wordsOf(asked)];
  if (wanted.length > 0 && wanted.every((word) => words.has(word))) return true;
  const key = keywordKey(asked);
  return key.length > 3 && withinEdits(keywordKey(value), key, key.length > 6 ? 2 : 1);
}

/** Canonical names of the shipped lists that have this for one of their other names. */
export function namesOfAlias(asked: string): string[] {
  const key = keywordKey(asked);
  return gazetteerFiles
    .flatMap(({ file, kind }) => readGazetteerFile(file, kind))
    .filter(({ names, titles, acronyms, ambiguous, domains }) =>
      [names, titles, acronyms, ambiguous, domains].some((all) => all.some((one) => keywordKey(one) === key)),
    )
    .map(({ entity }) => entity);
}

/** Formats that are called so, or whose files end so. */
function typesCalled(asked: string): string[] {
  const word = keywordKey(asked).replace(/^\./, '');
  const single = word.replace(/s$/, '');
  const called = formats.filter(
    ({ title, extensions }) =>
      extensions.includes(word) || wordsOf(title).some((part) => part === word || part === single),
  );
  return [...(typeWords[word] ?? typeWords[single] ?? []), ...called.map(({ id }) => id)];
}

/**
 * Up to five values of the field that the case has and that are like `asked`, the most frequent first. Of types also
 * those that it has not: a format's name in this program can be guessed from nothing else.
 */
export async function valuesLike(
  index: IndexReader,
  scope: Scope,
  field: FacetField,
  asked: string,
): Promise<string[]> {
  const others = field === 'entity' ? namesOfAlias(asked) : field === 'type' ? typesCalled(asked) : [];
  const there = (await index.facet(parseQuery('*'), scope, field)).map(({ value }) => value);
  const like = there.filter((value) => others.includes(value) || isNear(value, asked));
  return (like.length === 0 && field === 'type' ? [...new Set(others)] : like).slice(0, mostShown);
}
