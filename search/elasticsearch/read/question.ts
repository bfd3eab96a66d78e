/** A query in its scope, made ready to be asked of `entries`. */
import type { Scope } from '../../../schemas/scope.ts';
import type { Query } from '../../query/ast.ts';
import { isPlaceQuery } from '../../query/places.ts';
import { isWordLeaf } from '../../query/words.ts';
import type { Asker } from './asker.ts';
import { compileFilter, compileScored, visibleIn } from './compile.ts';
import type { Dsl } from './compile-words.ts';
import { DocumentSets } from './document-sets.ts';
import { checkExpansions } from './expansions.ts';

const someLeaf = (query: Query, test: (leaf: Query) => boolean): boolean =>
  query.op === 'and' || query.op === 'or'
    ? query.of.some((operand) => someLeaf(operand, test))
    : query.op === 'not'
      ? someLeaf(query.of, test)
      : test(query);

/**
 * The documents that match and that the scope shows; with `scored`, each with its score. Throws
 * `QueryTooBroadError`.
 */
export async function questionOf(asker: Asker, query: Query, scope: Scope, scored = false): Promise<Dsl> {
  const [parts, places] = await Promise.all([
    someLeaf(query, isWordLeaf) && asker.hasAny('parts', { match_all: {} }),
    someLeaf(query, isPlaceQuery) && asker.hasAny('places', { match_all: {} }),
    checkExpansions(query, asker),
  ]);
  const sets = new DocumentSets(asker, { parts, places });
  const compile = (): Dsl =>
    scored
      ? { bool: { must: [compileScored(query, scope, sets)], filter: [visibleIn(scope)] } }
      : { bool: { filter: [compileFilter(query, scope, sets), visibleIn(scope)] } };
  const first = compile();
  return (await sets.resolve()) ? compile() : first;
}
