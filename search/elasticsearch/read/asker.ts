/** Asks the indices of a case: every answer is whole or an error, and is checked before it is believed. */
import type { estypes } from '@elastic/elasticsearch';
import { z } from 'zod';
import { Problem } from '../../../schemas/problem.ts';
import { QueryTooBroadError } from '../../query/ast.ts';
import type { Dsl } from './compile-words.ts';
import { asking, type Connection, keepAlive } from '../server/connection.ts';
import type { IndexNames } from '../server/index-set.ts';
import type { IndexKind } from '../server/mapping.ts';
import { answerOf } from '../server/server-answer.ts';

const sortValue = z.union([z.string(), z.number(), z.null()]);
const hit = z.object({
  _index: z.string(),
  sort: z.array(sortValue).default([]),
  fields: z.record(z.string(), z.array(z.union([z.string(), z.number(), z.boolean()]))).default({}),
  _source: z.unknown().optional(),
});
export type AnsweredHit = z.infer<typeof hit>;

const bucket = z.object({ key: z.object({ value: z.string() }), doc_count: z.number().int() });
const values = z.object({ buckets: z.array(bucket), after_key: z.object({ value: z.string() }).optional() });

const sum = z.object({ value: z.number() });
const counts = z.object({ buckets: z.array(z.object({ doc_count: z.number().int() })) });

const searchAnswer = z.object({
  timed_out: z.boolean(),
  _shards: z.object({ failed: z.number() }),
  pit_id: z.string().optional(),
  hits: z.object({
    total: z.object({ value: z.number().int(), relation: z.literal('eq') }).optional(),
    hits: z.array(hit),
  }),
  aggregations: z
    .object({ values, terms: counts, sum, nested: z.object({ places: z.object({ values }) }) })
    .partial()
    .optional(),
});
export type SearchAnswer = z.infer<typeof searchAnswer>;

const explained = z.object({
  valid: z.boolean(),
  explanations: z.array(z.object({ explanation: z.string().optional() })).default([]),
});

export type Body = Omit<estypes.SearchRequest, 'index' | 'pit'>;

/**
 * Of a search that needs no more of a hit than its sort keys and fields. Without it the id of each hit would be read
 * from the compressed block that holds the whole entry, which takes a hundred times as long.
 */
export const keysOnly = { _source: false, stored_fields: '_none_' } as const;

export class Asker {
  readonly #connection: Connection;
  readonly #names: IndexNames;

  constructor({ connection, names }: { readonly connection: Connection; readonly names: IndexNames }) {
    this.#connection = connection;
    this.#names = names;
  }

  /** What matches in one index, or in a point in time. Part of an answer is none. */
  search(where: IndexKind | { readonly pit: string }, body: Body): Promise<SearchAnswer> {
    const { readClient: client } = this.#connection;
    const target =
      typeof where === 'string'
        ? { index: this.#names[where], allow_partial_search_results: false }
        : { pit: { id: where.pit, keep_alive: keepAlive } };
    return this.#ask(async () => {
      const answer = this.#checked(searchAnswer, await client.search({ ...body, ...target }));
      if (answer.timed_out || answer._shards.failed > 0) {
        throw new Problem(
          'index-unreachable',
          `Elasticsearch at ${this.#connection.where} gave only a part of the answer`,
          'When the cluster is well again, ask once more.',
        );
      }
      return answer;
    });
  }

  async count(kind: IndexKind, query: Dsl): Promise<number> {
    const { hits } = await this.search(kind, { query, size: 0, track_total_hits: true });
    return hits.total?.value ?? 0;
  }

  /** Whether an index holds any document of a kind; the first that is found ends it. */
  async hasAny(kind: IndexKind, query: Dsl): Promise<boolean> {
    const { hits } = await this.search(kind, { query, size: 0, terminate_after: 1, track_total_hits: true });
    return (hits.total?.value ?? 0) > 0;
  }

  /**
   * Another one whenever what a search sees of the entries is, and with `places` of the places beyond those in them, which
   * it sees at another moment: each write gives its document a new number.
   */
  async state(places: boolean): Promise<string> {
    const kinds: readonly IndexKind[] = places ? ['entries', 'places'] : ['entries'];
    const states = kinds.map(async (kind) => {
      const { hits, aggregations } = await this.search(kind, {
        query: { match_all: {} },
        size: 0,
        track_total_hits: true,
        aggregations: { sum: { sum: { field: '_seq_no' } } },
      });
      return `${hits.total?.value ?? 0} ${aggregations?.sum?.value ?? 0}`;
    });
    return (await Promise.all(states)).join(' ');
  }

  /** Those of the terms that stand in any of the fields. */
  async termsThere(kind: IndexKind, fields: readonly string[], terms: readonly string[]): Promise<string[]> {
    const filters = terms.map((term) => ({
      bool: {
        should: fields.map((field) => ({ term: { [field]: { value: term } } })),
        minimum_should_match: 1,
      },
    }));
    const answer = await this.search(kind, {
      query: { match_all: {} },
      size: 0,
      track_total_hits: false,
      aggregations: { terms: { filters: { filters } } },
    });
    const buckets = answer.aggregations?.terms?.buckets ?? [];
    return terms.filter((_, at) => (buckets[at]?.doc_count ?? 0) > 0);
  }

  /** All values of a keyword field among the documents that match, with their documents, in order of bytes. */
  async *values(
    kind: IndexKind,
    query: Dsl,
    field: string,
    pageSize: number,
  ): AsyncGenerator<{ readonly value: string; readonly count: number }> {
    let after: { value: string } | undefined;
    do {
      const composite = {
        size: pageSize,
        sources: [{ value: { terms: { field } } }],
        ...(after === undefined ? {} : { after }),
      };
      const answer = await this.search(kind, {
        query,
        size: 0,
        track_total_hits: false,
        aggregations: { values: { composite } },
      });
      const page = answer.aggregations?.values;
      for (const { key, doc_count: count } of page?.buckets ?? []) yield { value: key.value, count };
      after = (page?.buckets.length ?? 0) < pageSize ? undefined : page?.after_key;
    } while (after !== undefined);
  }

  /** Likewise of a field of the nested places that meet `place`. */
  async *nestedValues(
    query: Dsl,
    place: Dsl,
    field: string,
    pageSize: number,
  ): AsyncGenerator<{ readonly value: string }> {
    let after: { value: string } | undefined;
    do {
      const values = {
        composite: {
          size: pageSize,
          sources: [{ value: { terms: { field } } }],
          ...(after === undefined ? {} : { after }),
        },
      };
      const answer = await this.search('entries', {
        query,
        size: 0,
        track_total_hits: false,
        aggregations: {
          nested: {
            nested: { path: 'occurrences' },
            aggregations: { places: { filter: place, aggregations: { values } } },
          },
        },
      });
      const page = answer.aggregations?.nested?.places.values;
      for (const { key } of page?.buckets ?? []) yield { value: key.value };
      after = (page?.buckets.length ?? 0) < pageSize ? undefined : page?.after_key;
    } while (after !== undefined);
  }

  /** A state of an index that stays as it is for a while, whatever is written. */
  openSnapshot(kind: IndexKind): Promise<string> {
    const { readClient: client } = this.#connection;
    return this.#ask(async () => {
      const opened = await client.openPointInTime({ index: this.#names[kind], keep_alive: keepAlive });
      return opened.id;
    });
  }

  /** It would go by itself; a failure to close it says nothing about the answers. */
  async closeSnapshot(pit: string): Promise<void> {
    try {
      await this.#connection.readClient.closePointInTime({ id: pit });
    } catch {
      return;
    }
  }

  /** The source of an entry by its id, as last written; undefined where there is none. */
  entrySource(document: string): Promise<unknown> {
    const { readClient: client } = this.#connection;
    return this.#ask(async () => {
      const { docs } = await client.mget({ index: this.#names.entries, ids: [document] });
      const [found] = docs as readonly { found?: boolean; error?: unknown; _source?: unknown }[];
      if (found?.error !== undefined) throw new Error(`entry ${document}: ${JSON.stringify(found.error)}`);
      return found?.found === true ? found._source : undefined;
    });
  }

  /** Lucene's words for a query after its terms were put in, one for each shard. */
  explain(kinds: readonly IndexKind[], query: Dsl): Promise<string[]> {
    const { readClient: client } = this.#connection;
    return this.#ask(async () => {
      const answer = await client.indices.validateQuery({
        index: kinds.map((kind) => this.#names[kind]),
        query,
        explain: true,
        rewrite: true,
        all_shards: true,
      });
      return this.#checked(explained, answer).explanations.flatMap(({ explanation }) => explanation ?? []);
    });
  }

  #checked<T>(schema: z.ZodType<T>, answer: unknown): T {
    const { success, data } = schema.safeParse(answer);
    if (success) return data;
    throw new Problem(
      'index-damaged',
      `what answers at ${this.#connection.where} does not answer as Elasticsearch does`,
      'Check the address given with --index.',
    );
  }

  #ask<T>(request: () => Promise<T>): Promise<T> {
    return asking(this.#connection, async () => {
      try {
        return await request();
      } catch (error) {
        throw tooBroad(error) ?? error;
      }
    });
  }
}

const clauses = /too many (?:nested )?clauses|too_many_(?:nested_)?clauses/i;
const automaton = /determinizing|too_complex_to_determinize/i;

/** What the cluster refuses because the query costs too much, in words for whoever asked it. */
function tooBroad(error: unknown): QueryTooBroadError | undefined {
  if (answerOf(error).kind !== 'answer') return undefined;
  const said = JSON.stringify((error as { meta?: { body?: unknown } }).meta?.body ?? '');
  if (clauses.test(said)) {
    return new QueryTooBroadError(
      'the query has more clauses than this Elasticsearch answers; ask for less at a time',
    );
  }
  return automaton.test(said)
    ? new QueryTooBroadError('a pattern with so many * and ? costs this Elasticsearch too much')
    : undefined;
}
