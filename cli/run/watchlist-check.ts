/** What the names of a watchlist would find in a case, before it is used: which are ordinary words there. */
import { type GazetteerEntity, nameKey } from '../../schemas/gazetteer.ts';
import { codeOf } from '../../schemas/problem.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { IndexReader } from '../../search/port.ts';
import { printQuery } from '../../search/query/print.ts';
import type { Query } from '../../search/query/ast.ts';

/** How a name has to be written to count: as `GazetteerEntity` groups them. */
export type Writing = 'in any case' | 'with its capitals' | 'as written' | 'as a domain';

export interface CheckedName {
  readonly name: string;
  /** Whose name it is. */
  readonly entity: string;
  readonly writing: Writing;
  /** Documents that have its words. */
  readonly words: number;
  /** Documents that have it so written that it counts; undefined where too many have its words for each to be looked at. */
  readonly documents: number | undefined;
  /** Most documents write it in another way: it is an ordinary word of this case. */
  readonly isOrdinary: boolean;
  /** So short that chance alone finds it. */
  readonly isShort: boolean;
  /** How many entries of the list have it. */
  readonly entries: number;
  /** What finds the documents that have its words. */
  readonly query: string;
}

/** Letters and digits up to which a name is short. */
const shortUnits = 3;

interface Listed {
  readonly name: string;
  readonly entity: string;
  readonly writing: Writing;
}

export function* namesOf(entities: readonly GazetteerEntity[]): Generator<Listed> {
  for (const { entity, names, titles, acronyms, ambiguous, domains } of entities) {
    for (const name of names) yield { name, entity, writing: 'in any case' };
    for (const name of titles) yield { name, entity, writing: 'with its capitals' };
    for (const name of [...acronyms, ...ambiguous]) yield { name, entity, writing: 'as written' };
    for (const name of domains) yield { name, entity, writing: 'as a domain' };
  }
}

/** Counts names of a list, in its order. Words are asked of texts and of fields of words, as a plain search asks them. */
export async function* checkNames(
  entities: readonly GazetteerEntity[],
  index: IndexReader,
  scope: Scope,
): AsyncGenerator<CheckedName, void> {
  const entries = new Map<string, Set<string>>();
  for (const { name, entity } of namesOf(entities)) {
    const key = nameKey(name);
    entries.set(key, (entries.get(key) ?? new Set()).add(entity));
  }
  for (const listed of namesOf(entities)) {
    const query: Query = { op: 'match', text: listed.name };
    const words = await index.count(query, scope);
    const documents = await countWritten(listed, words, index, scope);
    yield {
      ...listed,
      words,
      documents,
      isOrdinary: documents !== undefined && words - documents > documents,
      isShort: listed.name.replaceAll(/[^\p{L}\p{N}]/gu, '').length <= shortUnits,
      entries: entries.get(nameKey(listed.name))?.size ?? 1,
      query: printQuery(query),
    };
  }
}

async function countWritten(
  { name, writing }: Listed,
  words: number,
  index: IndexReader,
  scope: Scope,
): Promise<number | undefined> {
  // In small letters and with a host's dots there is one way to write it.
  if (words === 0 || writing === 'in any case' || writing === 'as a domain') return words;
  try {
    const written: Query = { op: 'exact', text: name };
    const capitals: Query = { op: 'exact', text: name.toUpperCase() };
    const counts = writing === 'with its capitals' && name !== name.toUpperCase();
    return await index.count(counts ? { op: 'or', of: [written, capitals] } : written, scope);
  } catch (error) {
    if (codeOf(error) !== 'query-too-broad') throw error;
    return undefined;
  }
}
