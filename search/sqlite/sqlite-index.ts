/** The embedded index: the port of `search/port.ts` on one SQLite file. */
import type { IndexEntry } from '../../schemas/index-entry.ts';
import { readCursor, writeCursor } from '../cursor.ts';
import type { Scope } from '../../schemas/scope.ts';
import type {
  Expunged,
  FacetField,
  Hit,
  IndexOperation,
  MailGroups,
  SearchIndex,
  SearchPage,
  SearchRequest,
  ShownEntry,
  TextRef,
  WriteResult,
} from '../port.ts';
import { eachOnce } from '../join-entries.ts';
import { marksIn, withMarksOfBefore } from '../place-marks.ts';
import type { Query } from '../query/ast.ts';
import { emptyLog } from '../../sqlite/empty-log.ts';
import { nameKeys } from '../query/fields.ts';
import { matcherOf, normalizedPieces } from '../query/pattern.ts';
import { termText } from '../words/analysis.ts';
import { EntryStore } from './entry-store.ts';
import type { Condition } from './condition.ts';
import { DocSets } from './doc-sets.ts';
import { asIndexError } from './index-file-error.ts';
import { nameOf, wholeKey } from './path-keys.ts';
import { Question } from './reading.ts';
import { fullTextTables, isOfEarlierVersion, openIndexFile } from './schema.ts';
import { SnippetMaker } from './snippets.ts';
import type { Row } from './statements.ts';
import { bytesIn, numberIn, Statements } from './statements.ts';
import { TextStore } from './text-store.ts';
import { VerifiedLeaves } from './verified-leaves.ts';
import { everything, visibleIn, visiblePlaceIn } from './visible.ts';
import { maxPageHits, maxPageIds, maxShownPlaces } from '../adapter-limits.ts';

/** An entry of the version before had labels and withholding of its own. */
type StoredOfBefore = Omit<IndexEntry, 'occurrences'> & {
  readonly labels?: readonly string[];
  readonly withheld?: readonly string[];
};

class SqliteIndex implements SearchIndex {
  readonly #statements: Statements;
  readonly #texts: TextStore;
  readonly #entries: EntryStore;
  readonly #snippets: SnippetMaker;
  readonly #verified: VerifiedLeaves;
  readonly #sets: DocSets;
  /** Opened to be copied: its places have no marks. */
  readonly #isOfBefore: boolean;

  constructor(statements: Statements) {
    this.#statements = statements;
    this.#isOfBefore = isOfEarlierVersion(statements.database);
    this.#texts = new TextStore(statements);
    this.#entries = new EntryStore(statements, this.#texts);
    this.#snippets = new SnippetMaker(statements, this.#texts, this.#entries);
    this.#verified = new VerifiedLeaves((leaf) => this.#snippets.verifier(leaf));
    this.#sets = new DocSets(statements);
    this.#addFunctions();
  }

  write(operations: readonly IndexOperation[]): Promise<WriteResult> {
    return answer(() => {
      const rejected: { position: number; reason: string }[] = [];
      this.#transaction(() => {
        rejected.length = 0;
        for (const [position, operation] of operations.entries()) {
          const reason = this.#apply(operation);
          if (reason !== undefined) rejected.push({ position, reason });
        }
        this.#entries.flush();
        this.#texts.flush();
        this.#statements.run('UPDATE state SET generation = generation + 1');
      });
      return { rejected };
    });
  }

  sweep(): Promise<number> {
    return answer(() => {
      let count = 0;
      this.#transaction(() => {
        count = this.#texts.sweep();
      });
      return count;
    });
  }

  expunge(): Promise<Expunged> {
    return answer(() => {
      const { database } = this.#statements;
      this.#transaction(() => {
        this.#texts.sweep();
        this.#entries.sweep();
        this.#statements.run('UPDATE state SET generation = generation + 1');
      });
      // Deleted rows leave their terms in the segments until these are merged into one.
      for (const table of fullTextTables) database.exec(`INSERT INTO ${table}(${table}) VALUES('optimize')`);
      database.exec('VACUUM');
      emptyLog(database, 'the index');
      return { left: 0, beyond: [] };
    });
  }

  search(request: SearchRequest): Promise<SearchPage> {
    return answer(() => this.#consistent(() => this.#search(request)));
  }

  count(query: Query, scope: Scope): Promise<number> {
    return answer(() => this.#consistent(() => this.#question(query, scope).count()));
  }

  facet(query: Query, scope: Scope, field: FacetField): ReturnType<SearchIndex['facet']> {
    return answer(() => this.#consistent(() => this.#question(query, scope).facet(field)));
  }

  documents(query: Query, scope: Scope, after?: string, limit = 10_000): Promise<readonly string[]> {
    return answer(() =>
      this.#consistent(() =>
        this.#question(query, scope).ids(after, Math.min(Math.max(limit, 1), maxPageIds)),
      ),
    );
  }

  families(query: Query, scope: Scope): Promise<readonly string[]> {
    return answer(() => this.#consistent(() => this.#question(query, scope).families()));
  }

  mailGroups(query: Query, scope: Scope): Promise<MailGroups> {
    return answer(() => this.#consistent(() => this.#question(query, scope).mailGroups()));
  }

  entry(document: string, scope: Scope): Promise<IndexEntry | undefined> {
    return answer(() =>
      this.#consistent(() => {
        const row = this.#entryRow(document, scope);
        return row && this.#whole(row, visiblePlaceIn(this.#statements, scope));
      }),
    );
  }

  shownEntry(document: string, scope: Scope): Promise<ShownEntry | undefined> {
    return answer(() =>
      this.#consistent(() => {
        const row = this.#entryRow(document, scope);
        if (row === undefined) return undefined;
        const visible = visiblePlaceIn(this.#statements, scope);
        const entry = this.#whole(row, visible, maxShownPlaces);
        // A file of the version before gives them all.
        if (this.#isOfBefore)
          return {
            entry: { ...entry, occurrences: entry.occurrences.slice(0, maxShownPlaces) },
            places: entry.occurrences.length,
          };
        return { entry, places: this.#entries.countPlaces(numberIn(row, 'doc'), visible) };
      }),
    );
  }

  text(textId: string, start: number, end: number): Promise<string | undefined> {
    return answer(() =>
      this.#consistent(() => {
        const found = /^[0-9a-f]{64}$/.test(textId) ? this.#texts.find(textId) : undefined;
        if (found === undefined) return undefined;
        return this.#texts.read(found.text, Math.max(0, start), Math.min(end, found.units));
      }),
    );
  }

  entries(after: string | undefined, limit: number): ReturnType<SearchIndex['entries']> {
    return answer(() =>
      this.#consistent(() => {
        const hasMarks = this.#isOfBefore
          ? '1'
          : `(EXISTS (SELECT 1 FROM place_label p WHERE p.doc = d.doc) OR EXISTS (SELECT 1 FROM withheld w WHERE w.doc = d.doc))`;
        const rows = this.#statements.all(
          `SELECT d.id, d.revision, e.coding, e.entry,
             (SELECT count(*) FROM occurrence o WHERE o.doc = d.doc) AS places, d.doc, ${hasMarks} AS marked
           FROM document d JOIN entry e ON e.doc = d.doc WHERE d.id > ? ORDER BY d.id LIMIT ?`,
          Buffer.from(after ?? '', 'hex'),
          Math.min(Math.max(limit, 1), maxPageIds),
        );
        return rows.map((row) => ({
          document: bytesIn(row, 'id').toString('hex'),
          revision: numberIn(row, 'revision'),
          texts: eachOnce(EntryStore.stored(row).texts),
          places: numberIn(row, 'places'),
          marks: numberIn(row, 'marked') === 0 ? '' : marksIn(this.#whole(row, everything).occurrences),
        }));
      }),
    );
  }

  missingTexts(texts: readonly TextRef[]): Promise<readonly string[]> {
    return answer(() =>
      this.#consistent(() => texts.filter((text) => !this.#texts.isWhole(text)).map(({ id }) => id)),
    );
  }

  close(): Promise<void> {
    return answer(() => {
      if (this.#statements.database.isOpen) this.#statements.database.close();
    });
  }

  #apply(operation: IndexOperation): string | undefined {
    switch (operation.op) {
      case 'text':
        return this.#texts.stage(operation.handle, operation.seq, operation.chunk);
      case 'seal':
        return this.#texts.seal(operation.handle, operation.id);
      case 'entry':
        return this.#entries.write(operation.entry);
      case 'occurrences':
        return this.#entries.addPlaces(operation);
      case 'enrich':
        return this.#entries.enrich(operation.document, operation.revision, operation.values);
      default:
        this.#entries.retire(operation.document, operation.items);
        return undefined;
    }
  }

  #question(query: Query, scope: Scope): Question {
    const { statements, sets, verified } = {
      statements: this.#statements,
      sets: this.#sets,
      verified: this.#verified,
    };
    return new Question({ statements, sets, verified }, query, scope);
  }

  #search({ query, scope, sort, limit, after, snippets }: SearchRequest): SearchPage {
    const size = Math.min(Math.max(limit, 1), maxPageHits);
    const cursor = after === undefined ? undefined : readCursor(after, query, scope.open, sort);
    const generation = this.#generation();
    const question = this.#question(query, scope);
    const rows = question.page(sort, cursor, size + 1);
    const total = cursor?.generation === generation ? cursor.total : question.count();
    const shown = rows.slice(0, size);
    const visible = visiblePlaceIn(this.#statements, scope);
    const hits = shown.map((row) => this.#hit(row, query, question, visible, snippets));
    const last = shown.at(-1);
    if (rows.length <= size || last === undefined) return { hits, total };
    const next = {
      key: sortKeyOf(last),
      document: bytesIn(last, 'id').toString('hex'),
      total,
      generation,
    };
    return { hits, total, after: writeCursor(next, query, scope.open, sort) };
  }

  #hit(row: Row, query: Query, question: Question, visible: Condition, snippets: number): Hit {
    const doc = numberIn(row, 'doc');
    const entry = EntryStore.stored(row);
    const { item, format, mediaType, size, status, codes, metadata, run, dates } = entry;
    const document = { doc, isLong: numberIn(row, 'long') === 1, entry };
    return {
      document: entry.document,
      score: Math.max(0, -numberIn(row, 'score')),
      entry: { ...(item ? { item } : {}), format, mediaType, size, status, codes, metadata, run, dates },
      labels: this.#entries.labels(doc, visible),
      occurrences: this.#entries.places(doc, maxShownPlaces, visible),
      places: numberIn(row, 'places'),
      ...this.#snippets.snippets(document, query, question.words, snippets),
    };
  }

  #entryRow(document: string, scope: Scope): Row | undefined {
    const visible = this.#isOfBefore ? { sql: '1', parameters: [] } : visibleIn(this.#statements, scope);
    return this.#statements.get(
      `SELECT d.doc, d.revision, e.coding, e.entry
       FROM document d JOIN entry e ON e.doc = d.doc WHERE d.id = ? AND ${visible.sql}`,
      Buffer.from(document, 'hex'),
      ...visible.parameters,
    );
  }

  #whole(row: Row, visible: Condition, mostPlaces = Number.MAX_SAFE_INTEGER): IndexEntry {
    const doc = numberIn(row, 'doc');
    const { labels, withheld, ...stored }: StoredOfBefore = EntryStore.stored(row);
    const texts = stored.texts.map((text, ordinal) => ({
      ...text,
      anchors: this.#entries.anchors(doc, ordinal, text.anchors),
    }));
    return {
      ...stored,
      // New places raise it in the document's row alone.
      revision: numberIn(row, 'revision'),
      texts,
      occurrences: this.#isOfBefore
        ? withMarksOfBefore({ labels, withheld }, this.#entries.placesOfBefore(doc))
        : this.#entries.places(doc, mostPlaces, visible),
    };
  }

  /** All statements of a read see the same state, whatever another process writes meanwhile. */
  #consistent<T>(read: () => T): T {
    const { database } = this.#statements;
    database.exec('BEGIN');
    try {
      const generation = this.#generation();
      this.#texts.startAt(generation);
      this.#verified.startAt(generation);
      this.#sets.startAt(generation);
      return read();
    } finally {
      database.exec('COMMIT');
    }
  }

  /** Raised by every write. */
  #generation(): number {
    return numberIn(this.#statements.get('SELECT generation FROM state'), 'generation');
  }

  #transaction(work: () => void): void {
    const { database } = this.#statements;
    database.exec('BEGIN IMMEDIATE');
    try {
      work();
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      this.#texts.abandon();
      this.#entries.abandon();
      throw error;
    }
  }

  #addFunctions(): void {
    const { database } = this.#statements;
    const matchers = new Map<string, (value: string) => boolean>();
    const matcherFor = (pattern: string): ((value: string) => boolean) => {
      let matcher = matchers.get(pattern);
      if (matcher === undefined) {
        matchers.clear();
        matchers.set(pattern, (matcher = matcherOf(normalizedPieces(pattern))));
      }
      return matcher;
    };
    const options = { deterministic: true, directOnly: true };
    database.function('pattern_holds', options, (pattern, value) =>
      matcherFor(String(pattern))(String(value)) ? 1 : 0,
    );
    database.function('holds_words', options, (value, terms) =>
      terms !== '' && ` ${termText(String(value))} `.includes(` ${String(terms)} `) ? 1 : 0,
    );
    database.function('whole_key', options, (held, path) => wholeKey(String(held), String(path)));
    database.function('name_holds', options, (pattern, path, name) =>
      nameKeys(nameOf({ path, name })).some(matcherFor(String(pattern))) ? 1 : 0,
    );
  }
}

const sortKeyOf = (row: Row): number | string | null => {
  const key = row['sort_key'];
  return typeof key === 'number' || typeof key === 'string' ? key : null;
};

/** The port is asynchronous; SQLite answers at once. What it throws becomes a rejection with a code. */
function answer<T>(work: () => T): Promise<T> {
  try {
    return Promise.resolve(work());
  } catch (error) {
    return Promise.reject(asIndexError(error));
  }
}

/**
 * Opens the index file, or makes it where it is not there. One process writes at a time; any number read
 * (`readOnly`; `untouched` where nothing may be written beside it either; with `toCopy` also an earlier version, of which `entries`, `entry` and `text` answer). Throws
 * `IndexFileError` (`index-version`, `index-damaged`, `index-missing`).
 */
export const openSqliteIndex = (
  path: string,
  {
    readOnly = false,
    untouched = false,
    toCopy = false,
  }: { readonly readOnly?: boolean; readonly untouched?: boolean; readonly toCopy?: boolean } = {},
): SearchIndex =>
  new SqliteIndex(
    new Statements(
      openIndexFile(path, untouched ? 'untouched' : readOnly || toCopy ? 'read' : 'write', toCopy),
    ),
  );
