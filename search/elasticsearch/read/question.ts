/** A query in its scope, made ready to be asked of `entries`. */
import type { Scope } from '../../../schemas/scope.ts';
import type { Query } from '../../query/ast.ts';
import { isPlaceQuery } from '../../query/places.ts';
import { mayPrintPaths, withPrintedPaths } from '../../query/printed-paths.ts';
import { isWordLeaf } from '../../query/words.ts';
import type { Asker } from './asker.ts';
import { compileFilter, compileScored, visibleIn } from './compile.ts';
import type { Dsl } from './compile-words.ts';
import { DocumentSets } from './document-sets.ts';
import { expansionsOf } from './expansions.ts';
import type { SnippetSources } from './hit-snippets.ts';
import type { Expansions } from './intervals.ts';
import { verifiedIn } from './verified-documents.ts';
import type { VerifiedMemory } from './verified-memory.ts';

async function sourcesIn(asker: Asker): Promise<string[]> {
  const sources: string[] = [];
  for await (const { value } of asker.values('entries', { match_all: {} }, 'show.source', sourcesAtOnce))
    sources.push(value);
  return sources;
}

const sourcesAtOnce = 1_000;

const someLeaf = (query: Query, test: (leaf: Query) => boolean): boolean =>
  query.op === 'and' || query.op === 'or'
    ? query.of.some((operand) => someLeaf(operand, test))
    : query.op === 'not'
      ? someLeaf(query.of, test)
      : test(query);

export interface QuestionSources extends SnippetSources {
  readonly verified: VerifiedMemory;
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
  asked: Query,
  scope: Scope,
  scored = false,
): Promise<Question> {
  const { asker, verified } = sources;
  const query = mayPrintPaths(asked) ? withPrintedPaths(asked, await sourcesIn(asker)) : asked;
  const [parts, places, expansions] = await Promise.all([
    someLeaf(query, isWordLeaf) && asker.hasAny('parts', { match_all: {} }),
    someLeaf(query, isPlaceQuery) && asker.hasAny('places', { match_all: {} }),
    expansionsOf(query, asker),
  ]);
  const present = { parts, places };
  let state: Promise<string> | undefined;
  const sets = new DocumentSets(asker, present, async (leaf, within) => {
    state ??= asker.state();
    const list = () => verifiedIn(sources, { leaf, within, present, expansions });
    return verified.ids(await state, JSON.stringify(leaf), within, list);
  });
  const using = { scope, sets, expansions };
  const compile = (): Dsl =>
    scored
      ? { bool: { must: [compileScored(query, using)], filter: [visibleIn(scope)] } }
      : { bool: { filter: [compileFilter(query, using), visibleIn(scope)] } };
  let dsl = compile();
  while (await sets.resolve()) dsl = compile();
  return { dsl, expansions };
}
