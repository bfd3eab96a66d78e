/** The reading half of the index port on Elasticsearch. */
import { z } from 'zod';
import type { IndexEntry } from '../../../schemas/index-entry.ts';
import type { Cursor } from '../../cursor.ts';
import { readCursor, writeCursor } from '../../cursor.ts';
import type {
  FacetField,
  FacetValue,
  Hit,
  IndexReader,
  Scope,
  SearchPage,
  SearchRequest,
  Snippet,
} from '../../port.ts';
import type { Query } from '../../query/ast.ts';
import { Asker, keysOnly } from './asker.ts';
import { isVisible } from './compile.ts';
import type { Connection } from '../server/connection.ts';
import { inPlaceOrder } from '../entry-document.ts';
import { HitSnippets } from './hit-snippets.ts';
import type { IndexNames } from '../server/index-set.ts';
import { loadPlaces } from '../place-store.ts';
import { questionOf } from './question.ts';
import { ResultPages } from './result-pages.ts';
import type { From, ReadEntry, StoredText } from '../stored-entry.ts';
import { anchorsOf, readEntrySource } from '../stored-entry.ts';
import type { TextReader } from '../text-store.ts';
import { maxPageHits, maxPageIds, maxShownPlaces } from '../../adapter-limits.ts';

const idsAtOnce = 10_000;
const facetValuesAtOnce = 5_000;

const listed = z.object({
  texts: z.array(z.string()).default([]),
  placeCount: z.tuple([z.number().int()]),
  revision: z.tuple([z.number().int()]),
});

export class ElasticsearchReader implements IndexReader {
  readonly #asker: Asker;
  readonly #texts: TextReader;
  readonly #connection: Connection;
  readonly #names: IndexNames;

  constructor(options: {
    readonly connection: Connection;
    readonly names: IndexNames;
    readonly texts: TextReader;
  }) {
    this.#asker = new Asker(options);
    this.#texts = options.texts;
    this.#connection = options.connection;
    this.#names = options.names;
  }

  async search(request: SearchRequest): Promise<SearchPage> {
    const { query, scope, sort, limit, after, snippets: most } = request;
    const size = Math.min(Math.max(limit, 1), maxPageHits);
    const cursor = after === undefined ? undefined : readCursor(after, query, scope.open, sort);
    const question = await questionOf(this.#asker, query, scope, sort === 'relevance');
    const pages = new ResultPages(this.#asker, question, request);
    const page = await pages.read(cursor, size);
    const entries = page.sources.map(readEntrySource);
    const sources = { ...this.#stored, asker: this.#asker, texts: this.#texts };
    const snippets = await new HitSnippets(sources, query, most).of(entries);
    const hits = entries.map((entry, at) => hitOf(entry, page.scores[at] ?? 0, snippets[at] ?? []));
    const next: Cursor | undefined = page.next;
    return next === undefined
      ? { hits, total: page.total }
      : { hits, total: page.total, after: writeCursor(next, query, scope.open, sort) };
  }

  async count(query: Query, scope: Scope): Promise<number> {
    return this.#asker.count('entries', await questionOf(this.#asker, query, scope));
  }

  async facet(query: Query, scope: Scope, field: FacetField): Promise<readonly FacetValue[]> {
    const question = await questionOf(this.#asker, query, scope);
    const values: FacetValue[] = [];
    for await (const one of this.#asker.values('entries', question, `show.${field}`, facetValuesAtOnce)) {
      values.push(one);
    }
    // They come in order of values, which sorting keeps among equals.
    return values.sort((a, b) => b.count - a.count);
  }

  async documents(query: Query, scope: Scope, after?: string, limit = 10_000): Promise<readonly string[]> {
    const question = await questionOf(this.#asker, query, scope);
    const ids: string[] = [];
    const wanted = Math.min(Math.max(limit, 1), maxPageIds);
    let last = after;
    while (ids.length < wanted) {
      const size = Math.min(idsAtOnce, wanted - ids.length);
      const { hits } = await this.#asker.search('entries', {
        query: question,
        sort: [{ document: 'asc' }],
        size,
        ...keysOnly,
        track_total_hits: false,
        ...(last === undefined ? {} : { search_after: [last] }),
      });
      for (const { sort } of hits.hits) ids.push((last = String(sort[0])));
      if (hits.hits.length < size) break;
    }
    return ids;
  }

  async entry(document: string, scope: Scope): Promise<IndexEntry | undefined> {
    const source = await this.#asker.entrySource(document);
    if (source === undefined) return undefined;
    const { entry, revision, placeCount } = readEntrySource(source);
    if (!isVisible(entry.withheld, scope)) return undefined;
    const texts: IndexEntry['texts'] = [];
    for (const text of entry.texts) texts.push(await this.#whole(text));
    const nested = entry.occurrences;
    const others =
      placeCount > nested.length ? await loadPlaces(this.#connection, this.#names, document) : [];
    return { ...entry, revision, texts, occurrences: [...nested, ...others].sort(inPlaceOrder) };
  }

  text(textId: string, start: number, end: number): Promise<string | undefined> {
    return this.#texts.read(textId, start, end);
  }

  async entries(
    after: string | undefined,
    limit: number,
  ): Promise<readonly { document: string; revision: number; texts: readonly string[]; places: number }[]> {
    const wanted = Math.min(Math.max(limit, 1), maxPageIds);
    const found: { document: string; revision: number; texts: readonly string[]; places: number }[] = [];
    let last = after;
    while (found.length < wanted) {
      const size = Math.min(idsAtOnce, wanted - found.length);
      const { hits } = await this.#asker.search('entries', {
        query: { match_all: {} },
        sort: [{ document: 'asc' }],
        size,
        ...keysOnly,
        docvalue_fields: ['texts', 'placeCount', 'revision'],
        track_total_hits: false,
        ...(last === undefined ? {} : { search_after: [last] }),
      });
      for (const { sort, fields } of hits.hits) {
        const { texts, placeCount, revision } = listed.parse(fields);
        last = String(sort[0]);
        found.push({ document: last, revision: revision[0], texts, places: placeCount[0] });
      }
      if (hits.hits.length < size) break;
    }
    return found;
  }

  get #stored(): From {
    return { client: this.#connection.readClient, names: this.#names };
  }

  async #whole({ kind, id, units, ...anchored }: StoredText): Promise<IndexEntry['texts'][number]> {
    return { kind, id, units, anchors: await anchorsOf(this.#stored, { kind, id, units, ...anchored }) };
  }
}

function hitOf({ document, placeCount, entry }: ReadEntry, score: number, snippets: readonly Snippet[]): Hit {
  const { format, mediaType, size, status, metadata, labels, run } = entry;
  return {
    document,
    score,
    entry: { format, mediaType, size, status, metadata, labels, run },
    occurrences: entry.occurrences.slice(0, maxShownPlaces),
    places: placeCount,
    snippets,
  };
}
