/** What may be wrong with a query that can be read: said below the answer, so that no zero and no surprise is silent. */
import type { Scope } from '../../schemas/scope.ts';
import type { FacetField, IndexReader } from '../../search/port.ts';
import type { Match, Query } from '../../search/query/ast.ts';
import { canonicalField, keywordKey } from '../../search/query/fields.ts';
import { withOnePlace } from '../../search/query/places.ts';
import { printQuery } from '../../search/query/print.ts';
import { escapeLine } from '../frame/escape.ts';
import { countOf } from '../frame/quantities.ts';
import { familyHint, manyFamiliesHint } from './family-hint.ts';
import { languageGapHint, otherLanguageHint } from './language-words.ts';
import { valuesLike } from './near-values.ts';
import { entityHints, personHints } from './person-hints.ts';
import { timeHints } from './time-hints.ts';

/** Fields whose values are asked for whole, and the facet that lists them. */
const facetOf: Readonly<Record<string, FacetField | undefined>> = {
  type: 'type',
  entity: 'entity',
  label: 'label',
  code: 'code',
  custodian: 'custodian',
  source: 'source',
  lang: undefined,
  language: 'language',
  thread: undefined,
  path: undefined,
  name: undefined,
  hash: undefined,
};
/** Scripts that have no blanks between words: what stands between two of them is one word here. */
const unspaced = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** Values that are looked up; a query with more is made by a program. */
const mostLookedUp = 16;

export interface Asked {
  readonly text: string;
  readonly query: Query;
  readonly index: IndexReader;
  readonly scope: Scope;
}

/** The query as typed without what stands in quotes. */
const bare = (text: string): string =>
  text.replace(/\\./gsu, ' ').replace(/"[^"]*"|[“”„‟«»][^“”„‟«»]*[“”„‟«»]/gu, ' " ');

/** What has a meaning in other languages, and how it is written here. */
const foreign: readonly (readonly [written: RegExp, says: string])[] = [
  [/[\p{L}\p{N}]\^\d/u, '"^" gives no weight here: what follows it is a word to look for.'],
  [
    /[\p{L}\p{N}]~(?![12]?(?:[\s()]|$))\d/u,
    'Words are alike by "~1" or "~2"; "~5" stands behind a phrase in quotes.',
  ],
  [/[\p{L}\p{N}"]\s*\|(?!\|)\s*[\p{L}\p{N}"]/u, 'A single "|" parts words; OR, or "||", joins clauses.'],
  [
    /(?:^|[\s(])\/[^\s/]*[.*+?^$|][^\s/]*\/(?=[\s)]|$)/u,
    'There are no regular expressions; patterns are camp* and c?mp*.',
  ],
  [/(?:^|[\s(])exact:[^\s"()]*[\p{L}\p{N}][*?]/u, 'After exact: a "*" or "?" is a character as written.'],
  [
    /(?:^|[\s(])(?:family|member|place)\s+\(/iu,
    'With a blank before its bracket "family", "member" or "place" is a word to look for; without, it binds what stands in it: family(from:ann AND survey).',
  ],
];

/** `sent>2018` and `from=ann` are words side by side: what is asked of a field stands behind its colon. */
function comparisonHints(outside: string): string[] {
  const found = outside.matchAll(
    /(?<=^|[\s(\-+!])([A-Za-z][\w.]*)\s?(>=|<=|==?|>|<)\s?([\p{L}\p{N}][^\s()]*)/gu,
  );
  return [...found].flatMap(([written, name = '', sign = '', value = '']) => {
    const field = canonicalField(name);
    if (field === undefined) return [];
    const asked = `${field}:${sign.replace(/^=+$/u, '')}${value}`;
    return [
      `"${escapeLine(written)}" is looked for as words; asked of the field it is ${escapeLine(asked)}.`,
    ];
  });
}

/** What the spelling alone tells. */
export function spellingHints(text: string): string[] {
  const outside = bare(text);
  const hints: string[] = [];
  const operator = /(?:^|[\s(])(and|or|not|And|Or|Not)(?=[\s)]|$)/u.exec(outside)?.[1];
  if (operator !== undefined) {
    const isSmall = operator === operator.toLowerCase();
    hints.push(
      `"${operator}"${isSmall ? ' in small letters' : ''} is a word to look for; as an operator it is ${operator.toUpperCase()}.`,
    );
  }
  if (/(?:^|[\s(])[–—−]["\p{L}\p{N}]/u.test(outside))
    hints.push('A long dash excludes nothing; NOT does, and a plain "-".');
  const near =
    /(?:^|[\s(])(NEAR|WITHIN|ADJ|w\/\s|\/\d+(?=\s)|(?:near|within|adj)(?=\s+(?:\d|[^\s]+$)))/u.exec(
      outside,
    )?.[1];
  if (near !== undefined)
    hints.push(`"${near.trim()}" is no operator; near each other is a w/5 b, or "a b"~4.`);
  if (/(?:^|[\s(:])['‘‚‹][^\s'’]+\s[^'’]*['’‘›](?=[\s)]|$)/u.test(outside))
    hints.push('Single quotes are no quotes here; a phrase stands in "double" ones.');
  if (unspaced.test(text))
    hints.push(
      'Thai, Lao, Khmer and Burmese have no blanks between words, and what stands between two blanks is one word here: it is found by its beginning (word*); words further inside are not found.',
    );
  hints.push(...comparisonHints(outside));
  hints.push(...foreign.flatMap(([written, says]) => (written.test(outside) ? [says] : [])));
  return hints;
}

/** A condition on a value, and whether it is one of several that a document has to meet. */
interface ValueLeaf {
  readonly leaf: Match;
  readonly isHeldToMore: boolean;
}

const isLookedUp = (field: string): boolean => field in facetOf || field.startsWith('meta.');

function valueLeaves(query: Query, isHeldToMore = false): ValueLeaf[] {
  if (query.op === 'and') return query.of.flatMap((one) => valueLeaves(one, true));
  if (query.op === 'or') return query.of.flatMap((one) => valueLeaves(one, isHeldToMore));
  if (query.op === 'place' || query.op === 'family' || query.op === 'member')
    return valueLeaves(query.of, isHeldToMore);
  if (query.op === 'not') return valueLeaves(query.of).map(({ leaf }) => ({ leaf, isHeldToMore: false }));
  const isAsked = query.op === 'match' && query.field !== undefined && isLookedUp(query.field);
  return isAsked ? [{ leaf: query, isHeldToMore }] : [];
}

/** Tells a value that no document has from one that documents have, none of which meets the whole query. */
async function valueHint(
  { leaf, isHeldToMore }: ValueLeaf,
  { index, scope }: Asked,
  isNone: boolean,
): Promise<string[]> {
  const count = await index.count(leaf, scope);
  if (count > 0) {
    if (!isHeldToMore || !isNone) return [];
    const has = count === 1 ? 'has' : 'have';
    return [
      `${countOf(count, 'document')} ${has} ${escapeLine(printQuery(leaf))}; none meets the other conditions of the query.`,
    ];
  }
  const { field = '', text } = leaf;
  const facet = facetOf[field];
  const near = facet === undefined ? [] : await valuesLike(index, scope, facet, text);
  const like = near.filter((value) => keywordKey(value) !== keywordKey(text));
  const meant = like.map((value) => printQuery({ op: 'match', field, text: value })).join(' or ');
  const says = `Nothing here has ${escapeLine(printQuery(leaf))}.`;
  return [meant === '' ? says : `${says} Did you mean ${escapeLine(meant)}?`];
}

/** Where conditions on places that once were about one place hold at several. */
async function placeHint({ query, index, scope }: Asked): Promise<string[]> {
  const bound = withOnePlace(query);
  const meant = printQuery(bound);
  if (meant === printQuery(query)) return [];
  const [any, one] = [await index.count(query, scope), await index.count(bound, scope)];
  return any === one
    ? []
    : [
        `Each condition on a place may hold at another place of a document. ${countOf(one, 'document')} for one place that meets them together: ${escapeLine(meant)}`,
      ];
}

/** Sentences for whoever asked; none where all is as it seems. */
export async function queryHints(asked: Asked): Promise<string[]> {
  const leaves = new Map(valueLeaves(asked.query).map((one) => [printQuery(one.leaf), one]));
  const hints = spellingHints(asked.text);
  const looked = [...leaves.values()].slice(0, mostLookedUp);
  const isNone =
    looked.some(({ isHeldToMore }) => isHeldToMore) &&
    (await asked.index.count(asked.query, asked.scope)) === 0;
  for (const one of looked) hints.push(...(await valueHint(one, asked, isNone)));
  return [
    ...(await personHints(asked)),
    ...(await entityHints(asked)),
    ...hints,
    ...(await placeHint(asked)),
    ...(await familyHint(asked)),
    ...(await manyFamiliesHint(asked)),
    ...(await timeHints(asked)),
    ...(await languageGapHint(asked)),
    ...(await otherLanguageHint(asked)),
  ];
}
