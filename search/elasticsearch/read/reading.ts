/** The reading half of the index port on Elasticsearch. */
import type { IndexEntry, Occurrence } from '../../../schemas/index-entry.ts';
import type { Cursor } from '../../cursor.ts';
import { readCursor, writeCursor } from '../../cursor.ts';
import type { Scope } from '../../../schemas/scope.ts';
import { eachOnce } from '../../join-entries.ts';
import type {
  EntryRow,
  FacetField,
  FacetValue,
  Hit,
  IndexReader,
  MailGroups,
  SearchPage,
  SearchRequest,
  ShownEntry,
  TextRef,
} from '../../port.ts';
import type { Query } from '../../query/ast.ts';
import { Asker, keysOnly } from './asker.ts';
import type { Dsl } from './compile-words.ts';
import { EntryPlaces, type ShownEntryPlaces, type ShownPlaces } from './entry-places.ts';
import { codesOf, givenLabels, labelsOf, marksIn, opensAll } from '../../place-marks.ts';
import type { Connection } from '../server/connection.ts';
import { shownValue } from '../entry-document.ts';
import type { FamilySet } from './family-sets.ts';
import { HitSnippets } from './hit-snippets.ts';
import type { IndexNames } from '../server/index-set.ts';
import { KeptLists } from './kept-lists.ts';
import { familiesMeeting, questionOf, type QuestionSources } from './question.ts';
import { ResultPages } from './result-pages.ts';
import type { From, ReadEntry, StoredText } from '../stored-entry.ts';
import { anchorsOf, readEntrySource } from '../stored-entry.ts';
import type { TextReader } from '../text-store.ts';
import { maxPageHits, maxPageIds, maxShownPlaces } from '../../adapter-limits.ts';

const idsAtOnce = 10_000;
const entriesAtOnce = 500;
const facetValuesAtOnce = 5_000;

export class ElasticsearchReader implements IndexReader {
  readonly #asker: Asker;
  readonly #texts: TextReader;
  readonly #places: EntryPlaces;
  readonly #connection: Connection;
  readonly #names: IndexNames;
  readonly #verified = new KeptLists<readonly string[]>(({ length }) => length);
  readonly #families = new KeptLists<FamilySet>(({ ids }) => ids.size);

  constructor(options: {
    readonly connection: Connection;
    readonly names: IndexNames;
    readonly texts: TextReader;
  }) {
    this.#asker = new Asker(options);
    this.#texts = options.texts;
    this.#connection = options.connection;
    this.#names = options.names;
    this.#places = new EntryPlaces(this.#asker, options.connection, options.names);
  }

  async search(request: SearchRequest): Promise<SearchPage> {
    const { query, scope, sort, limit, after, snippets: most } = request;
    const size = Math.min(Math.max(limit, 1), maxPageHits);
    const cursor = after === undefined ? undefined : readCursor(after, query, scope.open, sort);
    const { dsl: question, expansions } = await questionOf(this.#sources, query, scope, sort === 'relevance');
    const pages = new ResultPages(this.#asker, question, request);
    const page = await pages.read(cursor, size);
    const entries = page.sources.map(readEntrySource);
    const passages = await new HitSnippets(this.#sources, query, expansions, most).of(entries);
    const hits: Hit[] = [];
    for (const [at, entry] of entries.entries()) {
      const shown = await this.#places.shown(entry, scope);
      hits.push(hitOf(entry, shown, page.scores[at] ?? 0, passages[at] ?? { snippets: [] }));
    }
    const next: Cursor | undefined = page.next;
    return next === undefined
      ? { hits, total: page.total }
      : { hits, total: page.total, after: writeCursor(next, query, scope.open, sort) };
  }

  async count(query: Query, scope: Scope): Promise<number> {
    const { dsl: question } = await questionOf(this.#sources, query, scope);
    return this.#asker.count('entries', question);
  }

  async facet(query: Query, scope: Scope, field: FacetField): Promise<readonly FacetValue[]> {
    const { dsl: question } = await questionOf(this.#sources, query, scope);
    const isOfPlaces = placeFacets.find((one) => one === field);
    const withheld: Dsl = { exists: { field: 'withheld' } };
    const apart =
      isOfPlaces !== undefined && !opensAll(scope) && (await this.#asker.hasAny('entries', withheld));
    const counted = apart ? { bool: { filter: [question], must_not: [withheld] } } : question;
    const counts = new Map<string, number>();
    for await (const { value, count } of this.#asker.values(
      'entries',
      counted,
      `show.${field}`,
      facetValuesAtOnce,
    ))
      counts.set(value, count);
    if (apart) {
      const some = { bool: { filter: [question, withheld] } };
      for await (const shown of this.#places.of(some, scope))
        for (const value of valuesOf(shown, isOfPlaces)) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return [...counts]
      .map(([value, count]) => ({ value, count }))
      .sort((a, b) => b.count - a.count || Buffer.compare(Buffer.from(a.value), Buffer.from(b.value)));
  }

  families(query: Query, scope: Scope): Promise<readonly string[]> {
    return familiesMeeting(this.#sources, query, scope);
  }

  async mailGroups(query: Query, scope: Scope): Promise<MailGroups> {
    const { dsl: question } = await questionOf(this.#sources, query, scope);
    let [mails, groups] = [0, 0];
    for await (const { count } of this.#asker.values(
      'entries',
      question,
      'keys.mailhash',
      facetValuesAtOnce,
    )) {
      mails += count;
      groups += 1;
    }
    return { mails, groups };
  }

  async documents(query: Query, scope: Scope, after?: string, limit = 10_000): Promise<readonly string[]> {
    const { dsl: question } = await questionOf(this.#sources, query, scope);
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
    const read = await this.#read(document);
    return read && this.#whole(read, await this.#places.all(read, scope));
  }

  async shownEntry(document: string, scope: Scope): Promise<ShownEntry | undefined> {
    const read = await this.#read(document);
    if (read === undefined) return undefined;
    const { first, count } = await this.#places.shown(read, scope);
    const entry = await this.#whole(read, first.slice(0, maxShownPlaces));
    return entry && { entry, places: count };
  }

  async #read(document: string): Promise<ReadEntry | undefined> {
    const source = await this.#asker.entrySource(document);
    return source === undefined ? undefined : readEntrySource(source);
  }

  /** Undefined without a place: the scope shows none. */
  async #whole(read: ReadEntry, occurrences: readonly Occurrence[]): Promise<IndexEntry | undefined> {
    if (occurrences.length === 0) return undefined;
    const { places: _places, ...entry } = read.entry;
    const { revision } = read;
    const texts: IndexEntry['texts'] = [];
    for (const text of entry.texts) texts.push(await this.#anchored(text));
    return { ...entry, revision, texts, occurrences: [...occurrences] };
  }

  text(textId: string, start: number, end: number): Promise<string | undefined> {
    return this.#texts.read(textId, start, end);
  }

  async entries(after: string | undefined, limit: number): Promise<readonly EntryRow[]> {
    const wanted = Math.min(Math.max(limit, 1), maxPageIds);
    const found: EntryRow[] = [];
    let last = after;
    while (found.length < wanted) {
      const size = Math.min(entriesAtOnce, wanted - found.length);
      const { hits } = await this.#asker.search('entries', {
        query: { match_all: {} },
        sort: [{ document: 'asc' }],
        size,
        _source: ['document', 'revision', 'placeCount', 'long', 'stored'],
        track_total_hits: false,
        ...(last === undefined ? {} : { search_after: [last] }),
      });
      for (const { sort, _source } of hits.hits) {
        last = String(sort[0]);
        const read = readEntrySource(_source);
        found.push({
          document: last,
          revision: read.revision,
          texts: eachOnce(read.entry.texts),
          places: read.placeCount,
          marks: marksIn(await this.#places.marked(read)),
        });
      }
      if (hits.hits.length < size) break;
    }
    return found;
  }

  async missingTexts(texts: readonly TextRef[]): Promise<readonly string[]> {
    const whole = await this.#texts.wholeOf(texts);
    return texts.filter((text) => !whole.has(text)).map(({ id }) => id);
  }

  get #sources(): QuestionSources {
    const [asker, texts] = [this.#asker, this.#texts];
    return { ...this.#stored, asker, texts, verified: this.#verified, families: this.#families };
  }

  get #stored(): From {
    return { client: this.#connection.readClient, names: this.#names };
  }

  async #anchored({ kind, id, units, marks, ...anchored }: StoredText): Promise<IndexEntry['texts'][number]> {
    const shown = {
      kind,
      id,
      units,
      anchors: await anchorsOf(this.#stored, { kind, id, units, ...anchored }),
    };
    return marks === undefined ? shown : { ...shown, marks };
  }
}

/** Facets of which a value may be of places alone that are withheld. */
const placeFacets = ['source', 'custodian', 'label', 'deleted', 'code'] as const;

/** The values that a facet counts of one document and of its places that are shown, each once. */
function valuesOf({ codes, places }: ShownEntryPlaces, field: (typeof placeFacets)[number]): Set<string> {
  const ofPlaces: Record<typeof field, () => readonly string[]> = {
    source: () => places.map(({ source }) => source),
    custodian: () => places.flatMap(({ custodian }) => custodian ?? []),
    label: () => givenLabels(labelsOf(places)),
    deleted: () => places.flatMap(({ deletions = [] }) => deletions.map(({ kind }) => kind)),
    code: () => [...codes, ...codesOf(places)],
  };
  return new Set(ofPlaces[field]().map(shownValue));
}

function hitOf(
  { document, entry }: ReadEntry,
  { first, count, labels }: ShownPlaces,
  score: number,
  passages: Pick<Hit, 'snippets' | 'matches'>,
): Hit {
  const { item, format, mediaType, size, status, codes, metadata, run, dates } = entry;
  return {
    document,
    score,
    entry: { ...(item ? { item } : {}), format, mediaType, size, status, codes, metadata, run, dates },
    labels,
    occurrences: first.slice(0, maxShownPlaces),
    places: count,
    ...passages,
  };
}
