/**
 * Sets of documents that are asked for before a query: those whose parts hold a leaf (long documents), those whose
 * places beyond the nested ones meet a condition, those whose texts had to be looked at. In the query they stand as lists of ids, so that AND and NOT are
 * about whole documents.
 */
import PQueue from 'p-queue';
import { QueryTooBroadError } from '../../query/ast.ts';
import type { Asker } from './asker.ts';
import type { WordLeaf } from '../../query/words.ts';
import type { Dsl } from './compile-words.ts';

export type SetKind = 'parts' | 'places';

/** Elasticsearch's default for the most values of one `terms` query. */
const termsAtOnce = 65_536;
/** Ids of all sets of one question: each takes about 100 bytes here and in the request. */
const maxIds = 1_000_000;
const pageSize = 10_000;
const setsAtOnce = 4;

/** Whether there is anything that a set could come from. */
export type Present = Readonly<Record<SetKind, boolean>>;

/** Ids of a set, a page at a time, or all. */
type Ids = () => AsyncIterable<string> | Promise<readonly string[]>;

/** Lists the documents, of those that meet all conditions, whose texts hold a leaf that no index can decide. */
export type Verify = (leaf: WordLeaf, within: readonly Dsl[]) => Promise<readonly string[]>;

/** Compiling asks for sets; those that are not known yet are resolved, and it is compiled again. */
export class DocumentSets {
  readonly #asker: Asker;
  readonly #present: Present;
  readonly #known = new Map<string, readonly string[]>();
  readonly #verify: Verify;
  readonly #wanted = new Map<string, Ids>();
  /** Apart, since the conditions that they are looked for within may hold sets that are not known yet. */
  readonly #wantedOfTexts = new Map<string, Ids>();
  #ids = 0;

  constructor(asker: Asker, present: Present, verify: Verify) {
    this.#asker = asker;
    this.#present = present;
    this.#verify = verify;
  }

  /** Conditions on `entries`, to be joined by OR; none for the empty set, and for one that is not known yet. */
  of(kind: SetKind, condition: Dsl): Dsl[] {
    if (!this.#present[kind] || condition.match_none !== undefined) return [];
    const key = `${kind} ${JSON.stringify(condition)}`;
    return this.#setOf(key, this.#wanted, () => this.#documents(kind, condition));
  }

  /** Likewise those whose texts hold the leaf, of the documents that meet the conditions. */
  verified(leaf: WordLeaf, within: readonly Dsl[]): Dsl[] {
    const key = `verified ${JSON.stringify([leaf, within])}`;
    return this.#setOf(key, this.#wantedOfTexts, () => this.#verify(leaf, within));
  }

  #setOf(key: string, wanted: Map<string, Ids>, ids: Ids): Dsl[] {
    const known = this.#known.get(key);
    if (known === undefined) wanted.set(key, ids);
    return listed(known ?? [], 'document');
  }

  async *#documents(kind: SetKind, condition: Dsl): AsyncGenerator<string> {
    for await (const { value } of this.#asker.values(kind, condition, 'document', pageSize)) yield value;
  }

  /**
   * Asks for what was wanted, those of texts last; whether there was any, and it must be compiled again. Throws
   * `QueryTooBroadError` past the bound.
   */
  async resolve(): Promise<boolean> {
    const wanted = [...(this.#wanted.size > 0 ? this.#wanted : this.#wantedOfTexts)];
    this.#wanted.clear();
    this.#wantedOfTexts.clear();
    const queue = new PQueue({ concurrency: setsAtOnce });
    await Promise.all(
      wanted.map(([key, listed]) => queue.add(async () => this.#known.set(key, await this.#resolve(listed)))),
    );
    return wanted.length > 0;
  }

  async #resolve(listed: Ids): Promise<string[]> {
    const ids: string[] = [];
    for await (const id of await listed()) {
      ids.push(id);
      if (++this.#ids > maxIds) {
        throw new QueryTooBroadError(
          `the query needs lists of more than ${maxIds} long documents or documents with very many places; ` +
            'ask for rarer words',
        );
      }
    }
    return ids;
  }
}

/** Clauses, to be joined by OR, for the values of a field. */
export function listed(ids: readonly string[], field: string): Dsl[] {
  const queries: Dsl[] = [];
  for (let at = 0; at < ids.length; at += termsAtOnce) {
    queries.push({ terms: { [field]: ids.slice(at, at + termsAtOnce) } });
  }
  return queries;
}
