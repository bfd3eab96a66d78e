/** Which documents name an entity surely enough: for `--min-confidence`, and for what is folded below the line. */
import { z } from 'zod';
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { RuledMention, Surest } from '../../case/ledger/tags.ts';
import type { EntityRulings } from '../../case/entity-rulings.ts';
import { entityRulings } from '../../case/ruled-ledger.ts';
import { codeOf, Problem } from '../../schemas/problem.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { FacetValue, IndexReader } from '../../search/port.ts';
import { isLeaf, type Leaf, type Query } from '../../search/query/ast.ts';
import { keywordKey } from '../../search/query/fields.ts';
import { escapeLine } from '../frame/escape.ts';
import { formatCount } from '../frame/quantities.ts';
import { documentsOf } from './query.ts';

/** Below it nothing was right of what was read one by one, above it more than nine in ten: see `docs/tagging.md`. */
export const foldedBelow = 0.5;

export const minConfidence = z
  .number()
  .min(0)
  .max(1)
  .optional()
  .describe('only mentions of this confidence or more, 0 to 1');

/** Documents that a condition may name one by one: both indexes take so many. */
const mostNamed = 800;

/** Entities of a count that are named one by one. */
const maxDismissedNamed = 10;

const conditions = new Set(['entity', 'kind']);

function leavesOf(query: Query): Leaf[] {
  if (query.op === 'all') return [];
  if (query.op === 'and' || query.op === 'or') return query.of.flatMap(leavesOf);
  if (!isLeaf(query)) return leavesOf(query.of);
  const isAsked =
    query.field !== undefined &&
    (conditions.has(query.field) ||
      (query.op === 'match' && query.field === 'has' && query.text === 'entity'));
  return isAsked ? [query] : [];
}

/** Whether the query asks for entities at all. */
export const asksForEntities = (query: Query): boolean => leavesOf(query).length > 0;

function isMeant(leaf: Leaf, { entity, kind }: RuledMention, rulings: EntityRulings): boolean {
  if (leaf.op !== 'match') {
    throw new Problem(
      'usage',
      `--min-confidence takes no pattern of ${leaf.field ?? 'words'}`,
      'Name each entity or kind; `evidex entities` lists them.',
    );
  }
  if (leaf.field === 'entity') return rulings.areOne(entity, leaf.text);
  return leaf.field === 'has' || keywordKey(kind) === keywordKey(leaf.text);
}

/** Documents with a mention that a leaf means, of the confidence or more. */
async function sureDocuments(
  ledger: Ledger,
  leaves: readonly Leaf[],
  least: number,
  scope: Scope,
): Promise<ReadonlyMap<Leaf, ReadonlySet<string>>> {
  const sure = new Map(leaves.map((leaf) => [leaf, new Set<string>()] as const));
  const rulings = await entityRulings(ledger, scope);
  for await (const { document, mentions } of ledger.tags.texts({ isNaming: true }, scope)) {
    for (const mention of mentions) {
      if (mention.confidence < least) continue;
      for (const [leaf, documents] of sure) {
        // What is dismissed meets the conditions that name it; others where all is asked for.
        if (mention.dismissed && leaf.field !== 'entity' && least > 0) continue;
        if (isMeant(leaf, mention, rulings)) documents.add(document);
      }
    }
  }
  return sure;
}

const anyOf = (documents: readonly string[]): Query => {
  const [first, ...more] = documents.map((text): Leaf => ({ op: 'match', field: 'hash', text }));
  if (first === undefined) return { op: 'not', of: { op: 'all' } };
  return more.length === 0 ? first : { op: 'or', of: [first, ...more] };
};

/**
 * The query with each condition on entities or their kinds held to documents that name one surely enough. `doubtful` is
 * the number of documents that a condition matches by other mentions alone.
 */
export async function withConfidence(
  query: Query,
  least: number,
  { index, ledger, scope }: { readonly index: IndexReader; readonly ledger: Ledger; readonly scope: Scope },
): Promise<{ readonly query: Query; readonly doubtful: number }> {
  const sure = await sureDocuments(ledger, leavesOf(query), least, scope);
  const held = new Map<Leaf, Query>();
  let doubtful = 0;
  for (const [leaf, documents] of sure) {
    const weak = [...(await documentsOf(index, leaf, scope))].filter((document) => !documents.has(document));
    doubtful += weak.length;
    if (weak.length === 0) continue;
    if (Math.min(weak.length, documents.size) > mostNamed) {
      throw new Problem(
        'usage',
        `${weak.length} documents lie below the confidence and ${documents.size} do not: more than one question can name`,
        'Add another condition, or use `evidex mentions --min-confidence`.',
      );
    }
    const kept: Query = weak.length <= mostNamed ? { op: 'not', of: anyOf(weak) } : anyOf([...documents]);
    held.set(leaf, { op: 'and', of: [leaf, kept] });
  }
  return { query: replaced(query, held), doubtful };
}

/** `isOfFamily`: a condition may hold in any member, of which one must then meet what it is held to. */
function replaced(query: Query, held: ReadonlyMap<Leaf, Query>, isOfFamily = false): Query {
  if (query.op === 'all') return query;
  if (query.op === 'and') {
    // An `and` holds none: its operands come into it.
    const of = query.of.map((one) => replaced(one, held, isOfFamily));
    return { op: 'and', of: of.flatMap((one) => (one.op === 'and' ? one.of : [one])) };
  }
  if (query.op === 'or') return { op: 'or', of: query.of.map((one) => replaced(one, held, isOfFamily)) };
  if (query.op === 'not') return { op: 'not', of: replaced(query.of, held, isOfFamily) };
  if (query.op === 'place') return query;
  if (query.op === 'family') return { op: 'family', of: replaced(query.of, held, true) };
  if (query.op === 'member') return { op: 'member', of: replaced(query.of, held) };
  const now = held.get(query);
  if (now === undefined) return query;
  return isOfFamily ? { op: 'member', of: now } : now;
}

/** A query as people are shown its hits: without what it matches by doubtful mentions alone, and whether that is any. */
export interface Folded {
  readonly query: Query;
  /** Documents that are left out. */
  readonly below: number;
  /** Some of them may be named by entities alone that people dismissed. */
  readonly hasDismissed?: boolean;
}

/**
 * What lies below the measured line is folded for people who named no confidence. A pattern of an entity, or too many
 * doubtful and sure documents for one question, is shown as it is.
 */
export async function folded(
  query: Query,
  reading: { readonly index: IndexReader; readonly ledger: Ledger; readonly scope: Scope },
): Promise<Folded> {
  if (!asksForEntities(query)) return { query, below: 0 };
  try {
    const held = await withConfidence(query, foldedBelow, reading);
    if (held.doubtful === 0) return { query, below: 0 };
    // NOT a doubtful entity would bring documents that were not asked for.
    const both: Query = {
      op: 'and',
      of: [query, held.query].flatMap((one) => (one.op === 'and' ? one.of : [one])),
    };
    const { index, scope } = reading;
    const below = (await index.count(query, scope)) - (await index.count(both, scope));
    const hasDismissed = (await entityRulings(reading.ledger, scope)).dismissed().length > 0;
    return { query: both, below, hasDismissed };
  } catch (error) {
    if (codeOf(error) !== 'usage') throw error;
    return { query, below: 0 };
  }
}

/**
 * What stands below a list of which something is folded; where that is all, nothing looks like nothing. `hasDismissed`:
 * what is named by dismissed entities alone may be among it.
 */
export const foldedWords = (below: number, shown = 1, hasDismissed = false): string =>
  `${shown === 0 ? 'None is sure enough to be shown; ' : ''}${formatCount(below)} ${shown === 0 ? '' : 'more '}below ${foldedBelow * 100} %${hasDismissed ? ', or named by dismissed entities alone' : ''}: --min-confidence 0 shows ${below === 1 && shown === 0 ? 'it' : 'them'}.`;

/** Stretches of text that are looked at for one name: what so many name doubtfully alone is shown like the others. */
const mostLookedAt = 500;

/** How sure the surest mentions of these names are, as far as they are looked at. */
export async function surestOf(
  ledger: Ledger,
  names: Iterable<string>,
  scope: Scope,
  enough = 1,
): Promise<ReadonlyMap<string, Surest>> {
  const found = new Map<string, Surest>();
  for (const name of names)
    if (!found.has(name))
      found.set(name, await ledger.tags.surest(name, { enough, most: mostLookedAt }, scope));
  return found;
}

/** `3 dismissed: A (4), B (2), C (1)`; nothing where there are none. */
export const dismissedCountWords = (
  dismissed: readonly { readonly value: string; readonly count: number }[],
): readonly string[] => {
  if (dismissed.length === 0) return [];
  const named = dismissed
    .slice(0, maxDismissedNamed)
    .map(({ value, count }) => `${escapeLine(value)} (${formatCount(count)})`);
  const more = dismissed.length - named.length;
  return [
    `${formatCount(dismissed.length)} dismissed: ${named.join(', ')}${more > 0 ? ` and ${formatCount(more)} more` : ''}.`,
  ];
};

/**
 * Of the counts of a facet of entities those that people dismissed, and those that no mention is sure of, wherever in the
 * case: they are folded as in lists of entities. What people accepted is not. The counts themselves are of all mentions.
 */
export async function foldedCounts<Count extends FacetValue>(
  ledger: Ledger,
  counts: readonly Count[],
  scope: Scope,
): Promise<{
  readonly above: readonly Count[];
  readonly below: readonly Count[];
  readonly dismissed: readonly Count[];
}> {
  const rulings = await entityRulings(ledger, scope);
  const [dismissed, left] = [
    counts.filter(({ isDismissed }) => isDismissed),
    counts.filter(({ isDismissed }) => !isDismissed),
  ];
  const names = left.map(({ value }) => value).filter((value) => !rulings.judgementOf(value));
  const surest = await surestOf(ledger, names, scope, foldedBelow);
  const isDoubtful = ({ value }: Count): boolean => {
    const { confidence = 1, isWhole = false } = surest.get(value) ?? {};
    return isWhole && confidence < foldedBelow;
  };
  return { above: left.filter((one) => !isDoubtful(one)), below: left.filter(isDoubtful), dismissed };
}

export interface SureCount {
  documents: number;
  mentions: number;
  /** The highest of all. */
  confidence: number;
}

export const countKey = (kind: string, entity: string): string => `${kind}\0${entity}`;

/** Documents and mentions of each entity, of mentions of the confidence or more; by `countKey`. */
export async function countSure(
  ledger: Ledger,
  least: number,
  scope: Scope,
): Promise<ReadonlyMap<string, SureCount>> {
  const counts = new Map<string, SureCount & { last: string }>();
  // One text may have been tagged with several lists: each place of a text counts once.
  let text = '';
  let places = new Set<string>();
  for await (const { document, textId, mentions } of ledger.tags.texts({ isNaming: true }, scope)) {
    if (text !== `${document} ${textId}`) places = new Set();
    text = `${document} ${textId}`;
    for (const { kind, entity, start, confidence } of mentions) {
      const key = countKey(kind, entity);
      if (confidence < least || places.has(`${start} ${key}`)) continue;
      places.add(`${start} ${key}`);
      const count = counts.get(key) ?? { documents: 0, mentions: 0, confidence: 0, last: '' };
      // Texts come by document.
      if (count.last !== document) count.documents += 1;
      count.last = document;
      count.mentions += 1;
      count.confidence = Math.max(count.confidence, confidence);
      counts.set(key, count);
    }
  }
  return counts;
}
