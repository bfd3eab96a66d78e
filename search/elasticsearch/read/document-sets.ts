/**
 * Sets of documents that are asked for before a query: those whose parts hold a leaf (long documents), those whose
 * places beyond the nested ones meet a condition. In the query they stand as lists of ids, so that AND and NOT are
 * about whole documents.
 */
import PQueue from 'p-queue';
import { QueryTooBroadError } from '../../query/ast.ts';
import type { Asker } from './asker.ts';
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

interface Wanted {
  readonly kind: SetKind;
  readonly condition: Dsl;
}

/** Compiling asks for sets; those that are not known yet are resolved, and it is compiled again. */
export class DocumentSets {
  readonly #asker: Asker;
  readonly #present: Present;
  readonly #known = new Map<string, readonly string[]>();
  readonly #wanted = new Map<string, Wanted>();
  #ids = 0;

  constructor(asker: Asker, present: Present) {
    this.#asker = asker;
    this.#present = present;
  }

  /** Conditions on `entries`, to be joined by OR; none for the empty set, and for one that is not known yet. */
  of(kind: SetKind, condition: Dsl): Dsl[] {
    if (!this.#present[kind] || condition.match_none !== undefined) return [];
    const key = `${kind} ${JSON.stringify(condition)}`;
    const known = this.#known.get(key);
    if (known === undefined) this.#wanted.set(key, { kind, condition });
    return listed(known ?? []);
  }

  /** Asks for what was wanted; whether there was any. Throws `QueryTooBroadError` past the bound. */
  async resolve(): Promise<boolean> {
    const wanted = [...this.#wanted];
    this.#wanted.clear();
    const queue = new PQueue({ concurrency: setsAtOnce });
    await Promise.all(
      wanted.map(([key, set]) => queue.add(async () => this.#known.set(key, await this.#resolve(set)))),
    );
    return wanted.length > 0;
  }

  async #resolve({ kind, condition }: Wanted): Promise<string[]> {
    const ids: string[] = [];
    for await (const { value } of this.#asker.values(kind, condition, 'document', pageSize)) {
      ids.push(value);
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

function listed(ids: readonly string[]): Dsl[] {
  const queries: Dsl[] = [];
  for (let at = 0; at < ids.length; at += termsAtOnce) {
    queries.push({ terms: { document: ids.slice(at, at + termsAtOnce) } });
  }
  return queries;
}
