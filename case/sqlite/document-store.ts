/** The document rows of the SQLite catalogue, with their texts, tags, events and attempts. */
import type { DatabaseSync } from 'node:sqlite';
import type { DocumentResult, FoundItem, Hashes } from '../../schemas/findings.ts';
import type { Metadata } from '../../schemas/metadata.ts';
import type { DocumentStatus } from '../../schemas/status.ts';
import type { DocumentCommit } from '../catalogue/commits.ts';
import type { IndexedRevision } from '../catalogue/upkeep.ts';
import type { KnownContent, NotableContent } from '../catalogue/work.ts';
import { statedBy, tellsOfHeld } from '../carrying-message.ts';
import { eventsOf } from '../event-time.ts';
import { packTime, toColumn } from '../packed-time.ts';
import { costOf, keptCost } from './kept-cost.ts';
import { ParticipantStore } from './participant-store.ts';
import { type Prepared, prepareAll } from './prepared.ts';
import { bytesOf, hexOf, packJson } from './row-values.ts';
import type { TagStore } from './tag-store.ts';

/** Codes of documents that are left without being parsed to their end. */
const givenUp: ReadonlySet<string> = new Set([
  'parser-crash',
  'parser-timeout',
  'parser-memory',
  'crash-limit',
  'unreadable',
]);

export interface StaleRow {
  readonly document: number;
  readonly sha256: Uint8Array;
  readonly revision: number;
}

/** A content on the way to what it holds: whether it has several carriers, and a content that holds one. */
interface Carried {
  readonly liesTwice: boolean;
  readonly holder: number | null;
}

/** The row of a content that an item was found to have; `isNew`: made for it, nothing else has that content. */
type ReachedRow = Readonly<{ row: number; isNew: boolean }>;

type ToEndRow = Readonly<Record<'row' | 'revision' | 'had', number>>;

interface KnownRow {
  readonly document: number;
  readonly status: DocumentStatus | null;
  readonly known: string | null;
  readonly revision: number;
  readonly case_bytes: number | null;
  readonly expanded_bytes: number | null;
}

const statements = {
  rowOf: 'SELECT document FROM document WHERE sha256 = ?',
  toEnd: 'SELECT document AS row, revision, revision > 0 AS had FROM document WHERE sha256 = ?',
  sha256Of: 'SELECT sha256 FROM document WHERE document = ?',
  known:
    'SELECT document, status, known, revision, case_bytes, expanded_bytes FROM document WHERE sha256 = ?',
  insert:
    'INSERT INTO document (sha256, sha1, md5, size, format, media_type, known, notable, run, revision, indexed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0) ON CONFLICT (sha256) DO NOTHING',
  flag: `UPDATE document SET known = CASE WHEN status IS NULL THEN COALESCE(?1, known) ELSE known END, notable = COALESCE(?2, notable)
    WHERE document = ?3`,
  hashes: 'SELECT sha256, sha1, md5 FROM document WHERE sha256 > ? ORDER BY sha256 LIMIT ?',
  firstIfNone: 'UPDATE document SET first = ? WHERE document = ? AND first IS NULL',
  touch: 'UPDATE document SET revision = revision + 1 WHERE document = ? AND status IS NOT NULL',
  dated: 'SELECT metadata, first FROM document WHERE document = ?',
  unfinished: `SELECT document, sha256 FROM document d WHERE status IS NULL AND known IS NULL
    AND EXISTS (SELECT 1 FROM item i WHERE i.document = d.document AND i.fate IS NULL AND i.gone IS NULL AND i.superseded IS NULL) LIMIT ?`,
  holds: 'SELECT 1 FROM item WHERE holder = ? LIMIT 1',
  below: `WITH RECURSIVE below (document) AS (
    SELECT document FROM item WHERE holder = ?1 AND document IS NOT NULL
    UNION SELECT item.document FROM item JOIN below ON item.holder = below.document WHERE item.document IS NOT NULL)
    UPDATE document SET revision = revision + 1 WHERE status IS NOT NULL AND document IN (SELECT document FROM below)`,
  itemsBelow: `WITH RECURSIVE below (document) AS (
    SELECT ?1
    UNION SELECT item.document FROM item JOIN below ON item.holder = below.document WHERE item.document IS NOT NULL)
    UPDATE item_entry SET revision = revision + 1 WHERE item IN (SELECT i.item FROM below JOIN item i ON i.holder = below.document)`,
  // Files are listed before what they hold: their rows come first.
  ofFile:
    'SELECT 1 FROM item WHERE document = (SELECT document FROM document WHERE sha256 = ?) AND holder IS NULL LIMIT 1',
  carriers:
    'SELECT count(*) AS n, max(holder) AS holder FROM (SELECT holder FROM item WHERE document = ? LIMIT 2)',
  end: `UPDATE document SET format = ?1, media_type = ?2, status = ?3, code = ?4, detail = ?5, metadata = ?6, warnings = ?7, extractor = ?8,
    completeness = ?9, members_expected = ?10, members_emitted = ?11, members_skipped = ?12, members_failed = ?13, expanded_bytes = ?14,
    case_bytes = ?18, run = ?15, revision = max(revision + (revision >= ?16), ?16), indexed = ?16 WHERE document = ?17`,
  recorded:
    "SELECT count(*) AS emitted, COALESCE(sum(fate = 'failed'), 0) AS failed FROM item WHERE holder = ?",
  tells: `SELECT 1 FROM document WHERE document = ? AND status IS NOT NULL
    AND coalesce(metadata ->> '$.sent', metadata ->> '$.received', metadata ->> '$.deleted', metadata ->> '$.other."x-gmail-labels"') IS NOT NULL`,
  supersedeTexts: 'UPDATE text SET superseded = ? WHERE document = ? AND superseded IS NULL',
  insertText:
    'INSERT INTO text (id, document, kind, units, anchors, extractor, run) VALUES (?, ?, ?, ?, ?, ?, ?)',
  clearEvents: 'DELETE FROM event WHERE document = ?',
  insertEvent:
    'INSERT INTO event (document, kind, at, form, offset_minutes, raw, message) VALUES (?, ?, ?, ?, ?, ?, ?)',
  insertAttempt: `INSERT INTO attempt (document, run, worker, at, status, code, detail, extractor, read_ms, identify_ms, extract_ms, enrich_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  unsettle: 'INSERT OR IGNORE INTO unsettled (document) VALUES (?)',
  setFirst: 'UPDATE document SET first = ?1 WHERE document = ?2 AND first IS NOT ?1',
  stale:
    'SELECT document, sha256, revision, indexed FROM document WHERE revision <> indexed AND indexed > 0 ORDER BY document LIMIT ?',
  markIndexed:
    'UPDATE document SET indexed = max(indexed, ?1), revision = max(revision, ?1) WHERE sha256 = ?2 AND indexed > 0',
  markShown:
    'DELETE FROM unshown WHERE document = (SELECT document FROM document WHERE sha256 = ?) AND revision <= ?',
  unshown: `SELECT d.document, d.sha256, d.revision FROM unshown u JOIN document d ON d.document = u.document
    WHERE d.indexed > 0 ORDER BY u.document LIMIT ?`,
  setBack:
    'UPDATE document SET status = NULL, code = NULL, detail = NULL, indexed = 0, revision = max(revision, ?1) WHERE document = ?2',
  ofRow: 'SELECT document, sha256, revision FROM document WHERE document = ?',
  isCarried:
    'SELECT 1 FROM item WHERE document = ? AND fate IS NULL AND gone IS NULL AND superseded IS NULL LIMIT 1',
} as const;

export class DocumentStore {
  readonly database: DatabaseSync;
  readonly #run: Prepared<typeof statements>;
  readonly #tags: TagStore;
  readonly #participants: ParticipantStore;

  constructor(database: DatabaseSync, tags: TagStore) {
    this.database = database;
    this.#tags = tags;
    this.#participants = new ParticipantStore(database);
    this.#run = prepareAll(database, statements);
  }

  rowOf(sha256: string): number | undefined {
    return (this.#run.rowOf.get(bytesOf(sha256)) as { document: number } | undefined)?.document;
  }

  sha256Of(document: number): string {
    return hexOf((this.#run.sha256Of.get(document) as { sha256: Uint8Array }).sha256);
  }

  /** Whether a file of a source was found to have this content. */
  isOfFile(sha256: string): boolean {
    return this.#run.ofFile.get(bytesOf(sha256)) !== undefined;
  }

  known(sha256: string): (KnownContent & { row: number }) | undefined {
    const row = this.#run.known.get(bytesOf(sha256)) as KnownRow | undefined;
    if (!row) return undefined;
    return {
      row: row.document,
      revision: row.revision,
      ...(row.status ? { status: row.status } : {}),
      ...(row.known ? { known: row.known } : {}),
      ...(row.status && row.case_bytes !== null ? costOf(row.case_bytes, row.expanded_bytes) : {}),
    };
  }

  /** By SHA-256, from behind `after`; from the first where that is undefined. */
  hashes(after: string | undefined, limit: number): Hashes[] {
    const rows = this.#run.hashes.all(bytesOf(after ?? ''), limit) as unknown as Record<
      keyof Hashes,
      Uint8Array
    >[];
    return rows.map(({ sha256, sha1, md5 }) => ({
      sha256: hexOf(sha256),
      sha1: hexOf(sha1),
      md5: hexOf(md5),
    }));
  }

  flagNotable(contents: readonly NotableContent[]): void {
    for (const { sha256, set } of contents) {
      const row = this.rowOf(sha256);
      if (row !== undefined) this.#run.flag.run(null, set, row);
    }
  }

  unfinished(limit: number): { document: number; sha256: string }[] {
    const rows = this.#run.unfinished.all(limit) as unknown as { document: number; sha256: Uint8Array }[];
    return rows.map(({ document, sha256 }) => ({ document, sha256: hexOf(sha256) }));
  }

  /** The row of a content that was hashed; made where it is new. */
  reached(
    run: number,
    found: FoundItem,
    sets: { known?: string | undefined; notable?: string | undefined },
  ): ReachedRow {
    const { hashes } = found;
    if (!hashes) throw new Error('an item without hashes has no document');
    // Nearly all are new: to look for them first would go down the same index twice.
    const { changes, lastInsertRowid } = this.#run.insert.run(
      bytesOf(hashes.sha256), bytesOf(hashes.sha1), bytesOf(hashes.md5), found.size ?? 0,
      found.format ?? 'unknown', found.mediaType ?? 'application/octet-stream', sets.known ?? null, sets.notable ?? null, run,
    ); // prettier-ignore
    if (Number(changes) > 0) return { row: Number(lastInsertRowid), isNew: true };
    const { document: row } = this.#run.rowOf.get(bytesOf(hashes.sha256)) as { document: number };
    if (sets.known || sets.notable) this.#run.flag.run(sets.known ?? null, sets.notable ?? null, row);
    return { row, isNew: false };
  }

  /** Rows of entities and mailboxes went: their numbers mean nothing any more. */
  forgetNumbers(): void {
    this.#tags.forgetNumbers();
    this.#participants.forget();
  }

  /** Another item carries the document. */
  carried({ row, isNew }: ReachedRow, item: number): void {
    this.#run.firstIfNone.run(item, row);
    if (!isNew && this.#carriedTwice(row)) this.unsettle(row);
  }

  /**
   * Its carriers came, went or were replaced: which of them comes first is to be derived anew (see `settle`), and the index
   * must show its places anew, and those of all that it holds.
   */
  unsettle(document: number): void {
    this.#run.unsettle.run(document);
    this.#touchAll(document);
  }

  /** The index must show the places of a document anew, and those of all that it holds. */
  #touchAll(document: number): void {
    this.#run.touch.run(document);
    this.#touchBelow(document);
  }

  /** And of items that it holds and that have no document. */
  #touchBelow(document: number): void {
    // Nearly all hold nothing, and the two below cost many times this.
    if (this.#run.holds.get(document) === undefined) return;
    this.#run.below.run(document);
    this.#run.itemsBelow.run(document);
  }

  #carriedTwice(document: number): boolean {
    return (this.#run.carriers.get(document) as { n: number }).n > 1;
  }

  /**
   * A content and what holds it, from the inside out. What holds it may have ended before it, where another parser had it, so
   * that nothing else tells of its places.
   */
  #wayOf(document: number): Carried[] {
    const way = new Map<number, Carried>();
    for (let at: number | null = document; at !== null && !way.has(at);) {
      const { n, holder } = this.#run.carriers.get(at) as { n: number; holder: number | null };
      way.set(at, { liesTwice: n > 1, holder });
      at = holder;
    }
    return [...way.values()];
  }

  /** The outcome of a document's parsing; within a transaction, after the index has taken it. */
  ended(run: number, commit: DocumentCommit): void {
    const { document: message } = commit;
    const reached = this.#run.toEnd.get(bytesOf(message.hashes.sha256)) as ToEndRow | undefined;
    if (!reached)
      throw Object.assign(new Error(`document ${message.hashes.sha256} ended before it was found`), {
        code: 'not-found',
      });
    const { row, revision, had } = reached;
    const members = this.#membersOf(row, message);
    if (had !== 0) this.#clearOutcome(run, row);
    this.#run.end.run(
      message.format, message.mediaType, message.status, message.code ?? null, message.detail ?? null,
      JSON.stringify(message.metadata), message.warnings.length > 0 ? JSON.stringify(message.warnings) : null, message.extractor ?? null,
      message.completeness ?? (members && !message.members ? 'partial' : null), members?.expected ?? null, members?.emitted ?? null, members?.skipped ?? null, members?.failed ?? null,
      message.expandedBytes, run, commit.indexed?.revision ?? revision + 1, row, keptCost(message),
    ); // prettier-ignore
    const way = this.#wayOf(row);
    if (way.some(({ liesTwice }) => liesTwice)) {
      // The index has the place of the carrier that was parsed only.
      this.#touchAll(row);
    } else if (tellsOfHeld(statedBy(message.metadata))) this.#touchBelow(row);
    // What carries it has ended before, where it was parsed again by itself: the index was told of its place alone.
    if (way.some(({ holder }) => holder !== null && this.#run.tells.get(holder) !== undefined))
      this.#run.touch.run(row);
    this.#storeTexts(run, row, commit);
    this.#storeEvents(row, commit);
    this.#participants.store(row, message.metadata);
    this.#storeAttempt(run, row, commit);
  }

  /** Whoever killed its parsers cannot count its members any more: those that were recorded are those that were read. */
  #membersOf(row: number, { code, members }: DocumentResult): DocumentResult['members'] {
    if (code === undefined || !givenUp.has(code)) return members;
    const { emitted, failed } = this.#run.recorded.get(row) as { emitted: number; failed: number };
    return emitted === 0 ? members : { emitted, skipped: 0, failed };
  }

  /** What an earlier attempt found gives way; its texts stay on record. */
  #clearOutcome(run: number, row: number): void {
    this.#run.supersedeTexts.run(run, row);
    this.#tags.clear(row);
    this.#run.clearEvents.run(row);
    this.#participants.clear(row);
  }

  #storeTexts(run: number, row: number, { document: message, listVersion, tagBlocks }: DocumentCommit): void {
    for (const text of message.texts) {
      const anchors = text.anchors.length > 0 ? packJson(text.anchors) : null;
      const { lastInsertRowid } = this.#run.insertText.run(
        bytesOf(text.id),
        row,
        text.kind,
        text.units,
        anchors,
        message.extractor ?? '',
        run,
      );
      const blocks = tagBlocks.get(text.handle) ?? [];
      this.#tags.store(
        { run, document: row, text: lastInsertRowid, listVersion },
        { blocks, entities: text.entities, personalData: text.personalData },
      );
    }
  }

  #storeEvents(row: number, { document: { metadata }, events }: DocumentCommit): void {
    for (const { kind, time, message } of eventsOf(metadata, events)) {
      const packed = packTime(time);
      if (!packed) continue;
      const { at, form } = packed;
      const offset = time.offset ?? null;
      this.#run.insertEvent.run(row, kind, toColumn(at), form, offset, time.raw, message ?? null);
    }
  }

  #storeAttempt(run: number, row: number, { document: message, worker }: DocumentCommit): void {
    const { read, identify, extract, enrich } = message.milliseconds;
    this.#run.insertAttempt.run(
      row, run, worker, new Date().toISOString(), message.status, message.code ?? null, message.detail ?? null,
      message.extractor ?? null, read, identify, extract, enrich,
    ); // prettier-ignore
  }

  /** Whether the first carrier changed. */
  setFirst(document: number, item: number | undefined): boolean {
    return item !== undefined && Number(this.#run.setFirst.run(item, document).changes) > 0;
  }

  /** What the dates of a document follow from: its metadata, and its first carrier. */
  dated(document: number): { metadata: Metadata; first: number | undefined } {
    const row = this.#run.dated.get(document) as
      { metadata: string | null; first: number | null } | undefined;
    return {
      metadata: JSON.parse(row?.metadata ?? '{}') as Metadata,
      first: row?.first ?? undefined,
    };
  }

  stale(limit: number): StaleRow[] {
    return this.#run.stale.all(limit) as unknown as StaleRow[];
  }

  rowsOf(document: number): StaleRow[] {
    return this.#run.ofRow.all(document) as unknown as StaleRow[];
  }

  /** Of those whose marks changed. */
  unshown(limit: number): StaleRow[] {
    return this.#run.unshown.all(limit) as unknown as StaleRow[];
  }

  markIndexed(documents: readonly IndexedRevision[]): void {
    for (const { document, revision } of documents) {
      this.#run.markIndexed.run(revision, bytesOf(document));
      this.#run.markShown.run(bytesOf(document), revision);
    }
  }

  /** See `Upkeep.setBack`. */
  setBack(documents: readonly IndexedRevision[]): string[] {
    return documents.flatMap(({ document, revision }) => {
      const row = this.rowOf(document);
      if (row === undefined) return [];
      this.#run.setBack.run(revision, row);
      return this.#run.isCarried.get(row) ? [] : [document];
    });
  }
}
