/** A query in its scope, made ready to be asked of `entries`. */
import type { Scope } from '../../../schemas/scope.ts';
import type { OfFamily, Query } from '../../query/ast.ts';
import { isPlaceQuery } from '../../query/places.ts';
import { withItemCodes } from '../../query/item-codes.ts';
import { mayPrintPaths, withPrintedPaths } from '../../query/printed-paths.ts';
import { isWordLeaf } from '../../query/words.ts';
import type { Asker } from './asker.ts';
import { compileFilter, compileScored, visibleIn } from './compile.ts';
import type { Dsl } from './compile-words.ts';
import { DocumentSets } from './document-sets.ts';
import { expansionsOf } from './expansions.ts';
import { type FamilySet, FamilySets } from './family-sets.ts';
import type { SnippetSources } from './hit-snippets.ts';
import type { Expansions } from './intervals.ts';
import { verifiedIn } from './verified-documents.ts';
import type { KeptLists } from './kept-lists.ts';

async function sourcesIn(asker: Asker): Promise<string[]> {
  const sources: string[] = [];
  for await (const { value } of asker.values('entries', { match_all: {} }, 'show.source', sourcesAtOnce))
    sources.push(value);
  return sources;
}

const sourcesAtOnce = 1_000;

/** The query with all that its conditions stand for. */
async function meant(written: Query, asker: Asker): Promise<Query> {
  const query = withItemCodes(written);
  return mayPrintPaths(query) ? withPrintedPaths(query, await sourcesIn(asker)) : query;
}

const someLeaf = (query: Query, test: (leaf: Query) => boolean): boolean => {
  if (query.op === 'and' || query.op === 'or') return query.of.some((operand) => someLeaf(operand, test));
  return query.op === 'not' || query.op === 'family' || query.op === 'member'
    ? someLeaf(query.of, test)
    : test(query);
};

function familiesIn(query: Query): OfFamily[] {
  if (query.op === 'family') return [query];
  if (query.op === 'and' || query.op === 'or') return query.of.flatMap(familiesIn);
  return query.op === 'not' ? familiesIn(query.of) : [];
}

export interface QuestionSources extends SnippetSources {
  /** Documents whose texts were looked at. */
  readonly verified: KeptLists<readonly string[]>;
  /** Families that meet a query as a whole. */
  readonly families: KeptLists<FamilySet>;
}

export interface Question {
  readonly dsl: Dsl;
  readonly expansions: Expansions;
}

/**
 * The documents that match and that the scope shows; with `scored`, each with its score. Throws
 * `QueryTooBroadError`.
 */
export async function questionOf(
  sources: QuestionSources,
  written: Query,
  scope: Scope,
  scored = false,
): Promise<Question> {
  return compiled(sources, await meant(written, sources.asker), scope, scored);
}

/** The same of a query of which all that it stands for is in it: to say that of its parts once more would change them. */
async function compiled(
  sources: QuestionSources,
  query: Query,
  scope: Scope,
  scored = false,
): Promise<Question> {
  const { asker, verified } = sources;
  const asksFamilies = familiesIn(query);
  const [parts, places, expansions] = await Promise.all([
    someLeaf(query, isWordLeaf) && asker.hasAny('parts', { match_all: {} }),
    (asksFamilies.length > 0 || someLeaf(query, isPlaceQuery)) && asker.hasAny('places', { match_all: {} }),
    expansionsOf(query, asker),
  ]);
  const present = { parts, places };
  let asked: Promise<string> | undefined;
  const state = (): Promise<string> => (asked ??= asker.state(places));
  const sets = new DocumentSets(asker, present, async (leaf, within) => {
    const list = () => verifiedIn(sources, { leaf, within, present, expansions });
    // The first condition is the reader's scope: what is known within that alone holds within more.
    const keys = [1, within.length].map((many) => JSON.stringify([leaf, ...within.slice(0, many)]));
    return verified.of(await state(), keys, list);
  });
  const documents = async (condition: Query): Promise<Dsl> => (await compiled(sources, condition, scope)).dsl;
  const families = new Map<Query, FamilySet>();
  for (const one of asksFamilies) {
    const list = () => new FamilySets({ asker, scope, hasPlaces: places, documents }).of(one.of);
    const key = JSON.stringify([scope.open.toSorted(), one.of]);
    families.set(one, await sources.families.of(await state(), [key], list));
  }
  const using = { scope, sets, expansions, families };
  const compile = (): Dsl =>
    scored
      ? { bool: { must: [compileScored(query, using)], filter: [visibleIn(scope)] } }
      : { bool: { filter: [compileFilter(query, using), visibleIn(scope)] } };
  let dsl = compile();
  while (await sets.resolve()) dsl = compile();
  return { dsl, expansions };
}

/** Ids of the families that meet the query as a whole. Throws `QueryTooBroadError`. */
export async function familiesMeeting(
  sources: QuestionSources,
  asked: Query,
  scope: Scope,
): Promise<readonly string[]> {
  const { asker } = sources;
  const query = await meant(asked, asker);
  const hasPlaces = await asker.hasAny('places', { match_all: {} });
  const documents = async (condition: Query): Promise<Dsl> => (await compiled(sources, condition, scope)).dsl;
  return [...(await new FamilySets({ asker, scope, hasPlaces, documents }).listed(query))];
}
