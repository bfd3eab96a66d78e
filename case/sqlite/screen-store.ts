/** Withholds in the SQLite catalogue what the terms of a screen match; each method within a transaction. */
import type { DatabaseSync } from 'node:sqlite';
import type { ItemCommit } from '../catalogue/commits.ts';
import type { ScreenedBatch, ScreenVerdict } from '../catalogue/screening.ts';
import type { Annotator, MarkTarget } from '../../schemas/label.ts';
import { insideContent } from './inside-content.ts';
import { contentsOfTarget, type MarkStore } from './mark-store.ts';
import type { Places } from './places.ts';
import { type Prepared, prepareAll } from './prepared.ts';
import { bytesOf, hexOf, textOf } from './row-values.ts';

const statements = {
  addScreened: 'INSERT OR IGNORE INTO screened (sha256, scope, ground, reason) VALUES (?, ?, ?, ?)',
  screened: 'SELECT scope, ground, reason FROM screened WHERE sha256 = ? ORDER BY scope',
  /** Screened contents that lie in a content, however deep, and itself. */
  screenedIn: `${insideContent}
    SELECT DISTINCT d.sha256 FROM inside JOIN document d ON d.document = inside.document JOIN screened s ON s.sha256 = d.sha256`,
  /** Members of an archive are families of their own; the kind of a member is 4. */
  membersIn: `${insideContent}
    SELECT DISTINCT i.id FROM inside JOIN item i ON i.holder = inside.document WHERE i.kind = 4`,
  addHolder: 'INSERT OR IGNORE INTO screened_holder (sha256, scope, ground, reason) VALUES (?, ?, ?, ?)',
  anyHolder: 'SELECT 1 FROM screened_holder LIMIT 1',
  ofHolder: 'SELECT scope, ground, reason FROM screened_holder WHERE sha256 = ?',
  above: `WITH RECURSIVE above (document) AS (
      SELECT document FROM document WHERE sha256 = ?1
      UNION SELECT i.holder FROM above JOIN item i ON i.document = above.document WHERE i.holder IS NOT NULL)
    SELECT DISTINCT d.sha256 FROM above JOIN document d ON d.document = above.document JOIN screened_holder s ON s.sha256 = d.sha256`,
  anyScreened: 'SELECT 1 FROM screened LIMIT 1',
  addFamily: 'INSERT OR IGNORE INTO screened_family (family, scope, ground) VALUES (?, ?, ?)',
  ofFamily: 'SELECT scope, ground FROM screened_family WHERE family = ? ORDER BY scope',
  idsOfFamily: 'SELECT DISTINCT m.id FROM item i JOIN message_id m ON m.document = i.document WHERE i.id = ?',
  addMessage: 'INSERT OR IGNORE INTO screened_message (id, scope, ground) VALUES (?, ?, ?)',
  ofMessage: 'SELECT scope, ground FROM screened_message WHERE id = ? ORDER BY scope',
  addId: `INSERT OR IGNORE INTO message_id (id, document) SELECT ?1, document FROM document WHERE sha256 = ?2`,
  idsOf: 'SELECT m.id FROM message_id m JOIN document d ON d.document = m.document WHERE d.sha256 = ?',
  withId: 'SELECT d.sha256 FROM message_id m JOIN document d ON d.document = m.document WHERE m.id = ?',
  hasIds: 'SELECT 1 FROM message_id LIMIT 1',
  // Of what was read before the first screen.
  allIds: `INSERT OR IGNORE INTO message_id SELECT trim(id.value, ' <>'), d.document FROM document d,
      json_each(json_array(d.metadata ->> '$.messageId', d.metadata ->> '$.inReplyTo')) AS id
      WHERE d.metadata IS NOT NULL AND id.value IS NOT NULL AND id.value <> ''
    UNION SELECT trim(id.value, ' <>'), d.document FROM document d, json_each(d.metadata, '$.references') AS id
      WHERE d.metadata IS NOT NULL AND id.value IS NOT NULL AND id.value <> ''`,
  begin: 'INSERT OR IGNORE INTO unscreened_family (family) VALUES (?)',
  isBegun: 'SELECT 1 FROM unscreened_family WHERE family = ?',
  end: 'DELETE FROM unscreened_family WHERE family = ?',
  begun: 'SELECT family FROM unscreened_family ORDER BY family',
  pending: `SELECT 1 FROM document d WHERE d.status IS NULL AND d.known IS NULL AND d.document IN (${contentsOfTarget.family})
    AND EXISTS (SELECT 1 FROM item i WHERE i.document = d.document AND i.fate IS NULL AND i.gone IS NULL AND i.superseded IS NULL) LIMIT 1`,
} as const;

const verdictOf = (row: Readonly<Record<string, unknown>>): ScreenVerdict => ({
  scope: textOf(row['scope']),
  ground: textOf(row['ground']),
  reason: textOf(row['reason']),
});

const family = (id: string): MarkTarget => ({ covers: 'family', id });
const content = (id: string): MarkTarget => ({ covers: 'content', id });

/** What of a match is not told of a message that is withheld with it. */
const ofGroup = ({ scope, ground }: Pick<ScreenVerdict, 'scope' | 'ground'>): ScreenVerdict => ({
  scope,
  ground,
  reason: 'screen: of the message group of a match',
});

export class ScreenStore {
  readonly #run: Prepared<typeof statements>;
  readonly #marks: MarkStore;
  readonly #places: Places;

  constructor(database: DatabaseSync, marks: MarkStore, places: Places) {
    this.#run = prepareAll(database, statements);
    this.#marks = marks;
    this.#places = places;
  }

  /** Before the index is given the batch: of its places alone, since the ledger has none of them yet. */
  screen({ by, matches, messages, loose, begun }: ScreenedBatch): void {
    if (!this.#run.hasIds.get()) this.#run.allIds.run();
    const fresh = begun.filter((id) => Number(this.#run.begin.run(bytesOf(id)).changes) > 0);
    if (fresh.length > 0) this.#marks.concern(fresh.map(family));
    for (const { place, isOfContent, ...verdict } of matches) {
      const targets = isOfContent ? [content(place.document), family(place.family)] : [family(place.family)];
      this.#marks.screen(targets, verdict, by);
      if (isOfContent) this.#remember(place.document, verdict);
      else if (place.document !== '')
        this.#run.addHolder.run(bytesOf(place.document), verdict.scope, verdict.ground, verdict.reason);
      // A name of one place says nothing of the message.
      if (isOfContent) this.#run.addFamily.run(bytesOf(place.family), verdict.scope, verdict.ground);
    }
    this.#coverLoose(loose, by);
    // A message may be of the group of one that is of the group of a match.
    for (let waiting = messages, last = Infinity; waiting.length < last;) {
      last = waiting.length;
      waiting = waiting.filter(({ place, ids }) => {
        const verdicts = this.#verdictsOf(ids, place.family);
        for (const verdict of verdicts) {
          this.#marks.screen([content(place.document), family(place.family)], verdict, by);
          this.#remember(place.document, verdict);
          this.#flag(ids, verdict);
        }
        return verdicts.length === 0;
      });
    }
  }

  /** Members of what lies somewhere under a name that matched, though they are read at another place. */
  #coverLoose(loose: ScreenedBatch['loose'], by: Annotator): void {
    if (!this.#run.anyHolder.get()) return;
    for (const { item, holders } of loose) {
      const all = new Set(holders);
      for (const holder of holders)
        for (const row of this.#run.above.all(bytesOf(holder))) all.add(hexOf(row['sha256']));
      for (const holder of all)
        for (const row of this.#run.ofHolder.all(bytesOf(holder)))
          this.#marks.screen([family(item)], verdictOf(row), by);
    }
  }

  #remember(sha256: string, { scope, ground, reason }: ScreenVerdict): void {
    this.#run.addScreened.run(bytesOf(sha256), scope, ground, reason);
  }

  #flag(ids: readonly string[], { scope, ground }: ScreenVerdict): void {
    for (const id of ids) this.#run.addMessage.run(id, scope, ground);
  }

  /** For whom a message is withheld: by its group, or by what it carries. */
  #verdictsOf(ids: readonly string[], carrier?: string): ScreenVerdict[] {
    const rows = [
      ...ids.flatMap((id) => this.#run.ofMessage.all(id)),
      ...(carrier === undefined ? [] : this.#run.ofFamily.all(bytesOf(carrier))),
    ];
    const found = rows.map((row) => ({ scope: textOf(row['scope']), ground: textOf(row['ground']) }));
    return [...new Map(found.map((one) => [one.scope, ofGroup(one)])).values()];
  }

  /** When the ledger has the batch: its contents at all their places, and what else is of their message groups. */
  committed(items: readonly ItemCommit[], { by, matches, messages, ended }: ScreenedBatch): void {
    for (const { place, ids } of messages)
      for (const id of ids) this.#run.addId.run(id, bytesOf(place.document));
    for (const { place, isOfContent, ...verdict } of matches)
      if (!isOfContent) this.#coverMembers(place.document, verdict, by);
    const touched = new Set(
      matches.flatMap(({ place, isOfContent }) => (isOfContent ? [place.document] : [])),
    );
    for (const { place } of messages) touched.add(place.document);
    for (const { found } of items) if (found.hashes) touched.add(found.hashes.sha256);
    if (this.#run.anyScreened.get())
      for (const sha256 of touched)
        for (const row of this.#run.screenedIn.all(bytesOf(sha256))) this.#cover(hexOf(row['sha256']), by);
    const carriers = new Set(
      matches.flatMap(({ place, isOfContent }) => (isOfContent ? [place.family] : [])),
    );
    for (const carrier of carriers) this.#flagCarrier(carrier);
    const ofCarriers = [...carriers].flatMap((id) => this.#idsOfFamily(id));
    this.#coverGroups([...messages.flatMap(({ ids }) => ids), ...ofCarriers], by);
    for (const id of ended) this.#show(id);
  }

  /**
   * What lies in an archive has its name in the path, at each of its places: read from a copy under another name before, it
   * is withheld there too.
   */
  #coverMembers(sha256: string, verdict: ScreenVerdict, by: Annotator): void {
    const members = this.#run.membersIn.all(bytesOf(sha256)).map((row) => family(hexOf(row['id'])));
    this.#marks.screen(members, verdict, by);
  }

  /** The families of all places of a screened content. */
  #cover(sha256: string, by: Annotator): void {
    const document = this.#marks.rowOf(sha256);
    if (document === undefined) return;
    const families = new Set(this.#places.ofContent(document).kinds.map(({ first }) => first.family));
    for (const row of this.#run.screened.all(bytesOf(sha256))) {
      this.#marks.screen([content(sha256), ...[...families].map(family)], verdictOf(row), by);
    }
  }

  #idsOfFamily(id: string): string[] {
    return this.#run.idsOfFamily.all(bytesOf(id)).map((row) => textOf(row['id']));
  }

  /** The message was read to its end before something that it carries. */
  #flagCarrier(id: string): void {
    const ids = this.#idsOfFamily(id);
    for (const verdict of this.#verdictsOf([], id)) this.#flag(ids, verdict);
  }

  /** Messages that were read before the one that has the match. */
  #coverGroups(ids: readonly string[], by: Annotator): void {
    const seen = new Set<string>();
    const waiting = [...ids];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      const verdicts = this.#verdictsOf([id]);
      if (verdicts.length === 0) continue;
      for (const row of this.#run.withId.all(id)) {
        const sha256 = hexOf(row['sha256']);
        for (const verdict of verdicts) {
          const others = this.#run.idsOf.all(bytesOf(sha256)).map((one) => textOf(one['id']));
          this.#remember(sha256, verdict);
          this.#flag(others, verdict);
          waiting.push(...others);
        }
        this.#cover(sha256, by);
      }
    }
  }

  /** Shows a family that was read to its end; one in which a content is still with another parser waits for that. */
  #show(id: string): void {
    if (!this.#run.isBegun.get(bytesOf(id)) || this.#run.pending.get(bytesOf(id))) return;
    this.#run.end.run(bytesOf(id));
    this.#marks.concern([family(id)]);
  }

  showAll(): void {
    for (const row of this.#run.begun.all()) this.#show(hexOf(row['family']));
  }
}
