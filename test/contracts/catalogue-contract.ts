/** What every adapter of the catalogue port must do: one suite, run on each of them. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type {
  CatalogueWriter,
  CommitBatch,
  ItemCommit,
  Lease,
  ListedEntry,
  SourceRow,
} from '../../case/catalogue.ts';
import { itemId } from '../../sources/item-id.ts';
import type { DocumentMessage } from '../../pipeline/protocol/messages.ts';
import type { FoundItem } from '../../schemas/findings.ts';

const digest = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('hex');

export const hashesOf = (content: string): NonNullable<FoundItem['hashes']> => ({
  sha256: digest('sha256', content),
  sha1: digest('sha1', content),
  md5: digest('md5', content),
});

const time = (seconds: number) => ({
  instant: new Date(seconds * 1000).toISOString(),
  precision: 'second' as const,
  zoneSource: 'utc' as const,
  raw: String(seconds),
});

export function fileEntry(name: string, more: Partial<ListedEntry> & { seconds?: number } = {}): ListedEntry {
  const { seconds = 1_500_000_000, ...rest } = more;
  return {
    kind: 'file',
    rawName: Buffer.from(name),
    name,
    size: 10,
    times: { modified: time(seconds), changed: time(seconds) },
    device: '1',
    inode: digest('md5', name).slice(0, 8),
    ...rest,
  };
}

const found = (item: string, content: string, more: Partial<FoundItem> = {}): ItemCommit => ({
  found: {
    item,
    name: '',
    size: 10,
    hashes: hashesOf(content),
    format: 'text',
    mediaType: 'text/plain',
    warnings: [],
    ...more,
  },
});

const member = (holder: string, ordinal: number, content: string): ItemCommit => {
  const { sha256 } = hashesOf(holder);
  const locator = String(ordinal);
  return found(itemId(sha256, locator), content, {
    holder: sha256,
    locator,
    ordinal,
    name: `member-${ordinal}.txt`,
    relation: 'member',
  });
};

const ended = (content: string, more: Partial<DocumentMessage> = {}): CommitBatch['documents'][number] => ({
  document: {
    type: 'document',
    hashes: hashesOf(content),
    size: content.length,
    format: 'text',
    mediaType: 'text/plain',
    status: 'indexed',
    metadata: {},
    warnings: [],
    texts: [],
    expandedBytes: 0,
    milliseconds: { read: 0, identify: 0, extract: 0, enrich: 0 },
    ...more,
  },
  worker: 0,
  tagBlocks: new Map(),
  events: [],
});

/** What the suite needs of an adapter beyond the port: a way to see the derived statuses. */
export interface CatalogueUnderTest {
  readonly catalogue: CatalogueWriter;
  /** Present items by their path, with status (and code). Read by the adapter's own reader. */
  statuses(): Readonly<Record<string, string>>;
  close(): void;
}

/** Runs the suite on an adapter; `open` gives an empty catalogue each time. */
export function catalogueContract(name: string, open: () => CatalogueUnderTest): void {
  describe(`catalogue contract: ${name}`, () => {
    let opened: CatalogueUnderTest;
    let catalogue: CatalogueWriter;
    let lease: Lease;
    let source: SourceRow;

    beforeEach(() => {
      opened = open();
      catalogue = opened.catalogue;
      lease = catalogue.beginRun('ingest', { operator: 'tester' });
      source = register(lease);
    });
    afterEach(() => opened.close());

    const register = (by: Lease, root = '/evidence', reference = 'EX-1'): SourceRow =>
      catalogue.registerSource(by, {
        id: itemId('evidex source', reference),
        reference,
        kind: 'folder',
        root: Buffer.from(root),
        intake: { reference },
      });
    const list = (...entries: ListedEntry[]): readonly number[] =>
      catalogue.listFolder(lease, source, source.rootItem, entries).rows;
    const idOf = (name: string): string => itemId(source.id, Buffer.from(name));
    const commit = (items: ItemCommit[], documents: CommitBatch['documents'] = []): void =>
      catalogue.commit(lease, { items, documents });
    /** A new run, as a later command begins it. */
    const nextRun = (): void => {
      lease = catalogue.beginRun('ingest', {});
      source = register(lease);
    };

    describe('leases', () => {
      test('a run that another has taken over from can write nothing', () => {
        const old = lease;
        const taken = catalogue.beginRun('ingest', {});
        expect(() => catalogue.commit(old, { items: [], documents: [] })).toThrow(
          expect.objectContaining({ code: 'lease-lost' }),
        );
        expect(() => catalogue.endRun(old, 'complete', {})).toThrow(
          expect.objectContaining({ code: 'lease-lost' }),
        );
        expect(taken.run).toBeGreaterThan(old.run);
        catalogue.commit(taken, { items: [], documents: [] });
      });

      test('an ended run can write nothing', () => {
        catalogue.endRun(lease, 'complete', {});
        expect(() => catalogue.settle(lease)).toThrow(expect.objectContaining({ code: 'lease-lost' }));
      });

      test('a refused batch leaves nothing behind', () => {
        list(fileEntry('a.txt'));
        const before = opened.statuses();
        expect(() =>
          catalogue.commit(
            { ...lease, token: 'stolen' },
            { items: [found(idOf('a.txt'), 'a')], documents: [ended('a')] },
          ),
        ).toThrow(expect.objectContaining({ code: 'lease-lost' }));
        expect(opened.statuses()).toEqual(before);
        expect(catalogue.knownContent(hashesOf('a').sha256)).toBeUndefined();
      });

      test('a batch that fails half-way leaves nothing behind', () => {
        list(fileEntry('a.txt'));
        expect(() => commit([found(idOf('a.txt'), 'a')], [ended('never found')])).toThrow();
        expect(opened.statuses()).toEqual({ 'a.txt': 'pending' });
      });
    });

    describe('sources', () => {
      test('registered once by reference; another root is another mount of the same', () => {
        const again = register(lease, '/mnt/elsewhere');
        expect(again).toMatchObject({ source: source.source, id: source.id, rootItem: source.rootItem });
        expect(catalogue.sources()).toHaveLength(1);
        expect(Buffer.from(catalogue.sources()[0]?.root ?? []).toString()).toBe('/mnt/elsewhere');
      });

      test('numbered in the order of registration', () => {
        register(lease, '/second', 'EX-2');
        expect(catalogue.sources().map(({ source: at, reference }) => [at, reference])).toEqual([
          [1, 'EX-1'],
          [2, 'EX-2'],
        ]);
      });
    });

    describe('listing', () => {
      test('new, unchanged, changed and gone entries are told apart', () => {
        const first = catalogue.listFolder(lease, source, source.rootItem, [
          fileEntry('a.txt'),
          fileEntry('b.txt'),
          fileEntry('c.txt'),
        ]);
        expect(first).toMatchObject({ fresh: 3, changed: 0, unchanged: 0, gone: 0 });
        commit(
          ['a.txt', 'b.txt', 'c.txt'].map((name) => found(idOf(name), name)),
          ['a.txt', 'b.txt', 'c.txt'].map((name) => ended(name)),
        );
        nextRun();
        const second = catalogue.listFolder(lease, source, source.rootItem, [
          fileEntry('a.txt'),
          fileEntry('b.txt', { seconds: 1_600_000_000 }),
          fileEntry('d.txt'),
        ]);
        expect(second).toMatchObject({ fresh: 1, changed: 1, unchanged: 1, gone: 1 });
        expect(second.rows[0]).toBe(first.rows[0]);
        expect(catalogue.pendingTotals()).toEqual({ files: 2, bytes: 20 });
        expect(opened.statuses()).toEqual({ 'a.txt': 'indexed', 'b.txt': 'pending', 'd.txt': 'pending' });
      });

      test('listed twice is listed once', () => {
        const rows = list(fileEntry('a.txt'), fileEntry('b.txt'));
        expect(list(fileEntry('a.txt'), fileEntry('b.txt'))).toEqual(rows);
        expect(catalogue.pendingTotals().files).toBe(2);
      });

      test('links, devices and what a rule leaves out end at once; names that are not UTF-8 keep their bytes', () => {
        const raw = Buffer.from([0x63, 0xe9]);
        list(
          fileEntry('link', { kind: 'link', ended: { status: 'skipped', code: 'link', detail: '/etc' } }),
          fileEntry('ruled.txt', { ended: { status: 'skipped', code: 'rule', detail: 'no caches' } }),
          fileEntry('c\\xe9', { rawName: raw }),
        );
        expect(opened.statuses()).toEqual({
          link: 'skipped link',
          'ruled.txt': 'skipped rule',
          'c\\xe9': 'pending',
        });
        const [file] = catalogue.pendingFiles(undefined, 10);
        expect(Buffer.from(file?.rawPath ?? [])).toEqual(raw);
        expect(file?.item).toBe(itemId(source.id, raw));
      });

      test('what a rule left out is to be read once no rule does', () => {
        list(fileEntry('a.txt', { ended: { status: 'skipped', code: 'rule', detail: 'no notes' } }));
        nextRun();
        list(fileEntry('a.txt'));
        expect(opened.statuses()).toEqual({ 'a.txt': 'pending' });
      });

      test('what lay below a removed folder is gone with it, and back with it', () => {
        const [folder = 0] = list(fileEntry('folder', { kind: 'folder' }));
        const inner = itemId(idOf('folder'), Buffer.from('in.txt'));
        catalogue.listFolder(lease, source, folder, [fileEntry('in.txt')]);
        commit([found(inner, 'in')], [ended('in')]);
        nextRun();
        list();
        catalogue.settle(lease);
        expect(opened.statuses()).toEqual({});
        nextRun();
        const [again = 0] = list(fileEntry('folder', { kind: 'folder' }));
        catalogue.listFolder(lease, source, again, [fileEntry('in.txt')]);
        commit([found(inner, 'in')]);
        catalogue.settle(lease);
        expect(opened.statuses()).toEqual({ 'folder/in.txt': 'indexed' });
      });
    });

    describe('pending files', () => {
      test('in descending priority, then as listed; pages go on behind a cursor', () => {
        list(
          fileEntry('a'),
          fileEntry('b', { priority: 5 }),
          fileEntry('c'),
          fileEntry('d', { priority: -3 }),
          fileEntry('e', { priority: 5 }),
        );
        const seen: string[] = [];
        let cursor: { priority: number; row: number } | undefined;
        for (;;) {
          const page = catalogue.pendingFiles(cursor, 2);
          const last = page.at(-1);
          if (!last) break;
          seen.push(...page.map(({ path }) => path));
          cursor = { priority: last.priority, row: last.row };
        }
        expect(seen).toEqual(['b', 'e', 'a', 'c', 'd']);
      });
    });

    describe('commits', () => {
      test('a batch sent twice leaves what it left the first time', () => {
        list(fileEntry('a.zip'));
        const batch: CommitBatch = {
          items: [found(idOf('a.zip'), 'zip', { format: 'zip' }), member('zip', 0, 'inside')],
          documents: [
            ended('inside'),
            ended('zip', { status: 'container', members: { emitted: 1, skipped: 0, failed: 0 } }),
          ],
        };
        catalogue.commit(lease, batch);
        const once = opened.statuses();
        catalogue.commit(lease, batch);
        catalogue.settle(lease);
        expect(opened.statuses()).toEqual(once);
        expect(once).toEqual({ 'a.zip': 'container', 'a.zip/member-0.txt': 'indexed' });
      });

      test('found but not ended: awaiting content, unfinished, and known without an outcome', () => {
        list(fileEntry('a.zip'));
        commit(
          [found(idOf('a.zip'), 'zip'), member('zip', 0, 'inside')],
          [ended('zip', { status: 'container' })],
        );
        expect(opened.statuses()).toEqual({ 'a.zip': 'container', 'a.zip/member-0.txt': 'awaiting content' });
        expect(catalogue.knownContent(hashesOf('inside').sha256)).toEqual({ revision: 0 });
        const [left] = catalogue.unfinished(10);
        expect(left).toMatchObject({ sha256: hashesOf('inside').sha256, through: [hashesOf('zip').sha256] });
        expect(left?.file.path).toBe('a.zip');
      });

      test('another content under the same place is a revision beside the old', () => {
        list(fileEntry('a.txt'));
        commit([found(idOf('a.txt'), 'first')], [ended('first')]);
        nextRun();
        list(fileEntry('a.txt', { seconds: 1_600_000_000 }));
        commit([found(idOf('a.txt'), 'second')], [ended('second')]);
        catalogue.settle(lease);
        expect(opened.statuses()).toEqual({ 'a.txt': 'indexed' });
        expect(catalogue.knownContent(hashesOf('first').sha256)?.status).toBe('indexed');
        expect(catalogue.knownContent(hashesOf('second').sha256)?.status).toBe('indexed');
      });

      test('contents on a list of known files need no parsing', () => {
        list(fileEntry('a.dll'));
        commit([{ ...found(idOf('a.dll'), 'dll'), known: 'nsrl' }]);
        expect(opened.statuses()).toEqual({ 'a.dll': 'known' });
        expect(catalogue.unfinished(10)).toEqual([]);
      });
    });

    describe('first carriers', () => {
      test('the first in evidence order, whoever was read first; also where the run that read it was killed', () => {
        list(fileEntry('a.txt'), fileEntry('b.txt'), fileEntry('c.txt'));
        commit([found(idOf('c.txt'), 'same')], [ended('same')]);
        commit([found(idOf('b.txt'), 'same')]);
        // Killed here: the next run takes over without a word.
        nextRun();
        commit([found(idOf('a.txt'), 'same')]);
        catalogue.settle(lease);
        expect(opened.statuses()).toEqual({ 'a.txt': 'indexed', 'b.txt': 'duplicate', 'c.txt': 'duplicate' });
      });

      test('carriers found by a killed run are settled by the next, though that finds nothing new', () => {
        list(fileEntry('a.txt'), fileEntry('b.txt'));
        commit([found(idOf('b.txt'), 'same')], [ended('same')]);
        commit([found(idOf('a.txt'), 'same')]);
        nextRun();
        catalogue.settle(lease);
        expect(opened.statuses()).toEqual({ 'a.txt': 'indexed', 'b.txt': 'duplicate' });
      });

      test('copies of a failed or encrypted document say so too', () => {
        list(fileEntry('a.txt'), fileEntry('b.txt'));
        commit(
          [found(idOf('a.txt'), 'bad'), found(idOf('b.txt'), 'bad')],
          [ended('bad', { status: 'failed', code: 'corrupt' })],
        );
        catalogue.settle(lease);
        expect(opened.statuses()).toEqual({ 'a.txt': 'failed corrupt', 'b.txt': 'failed corrupt' });
      });

      test('when the first is gone, the next is first', () => {
        list(fileEntry('a.txt'), fileEntry('b.txt'));
        commit([found(idOf('a.txt'), 'same'), found(idOf('b.txt'), 'same')], [ended('same')]);
        catalogue.settle(lease);
        nextRun();
        list(fileEntry('b.txt'));
        catalogue.settle(lease);
        expect(opened.statuses()).toEqual({ 'b.txt': 'indexed' });
      });
    });

    describe('what the index must hear of', () => {
      test('a copy makes the document stale until it is marked; its places are all there', () => {
        list(fileEntry('a.txt'), fileEntry('b.txt'));
        commit([found(idOf('a.txt'), 'same')], [ended('same')]);
        expect(catalogue.stale(10)).toEqual([]);
        commit([found(idOf('b.txt'), 'same')]);
        const stale = catalogue.stale(10);
        expect(stale).toMatchObject([{ document: hashesOf('same').sha256 }]);
        expect(stale[0]?.labels).toBeUndefined();
        expect(stale[0]?.occurrences?.map(({ path }) => path).sort()).toEqual(['a.txt', 'b.txt']);
        catalogue.markIndexed(lease, stale);
        expect(catalogue.stale(10)).toEqual([]);
      });

      test('a copy of an archive makes its members stale too', () => {
        list(fileEntry('a.zip'), fileEntry('b.zip'));
        commit(
          [found(idOf('a.zip'), 'zip'), member('zip', 0, 'inside')],
          [ended('inside'), ended('zip', { status: 'container' })],
        );
        commit([found(idOf('b.zip'), 'zip')]);
        const places = catalogue.stale(10).find(({ document }) => document === hashesOf('inside').sha256);
        expect(places?.occurrences?.map(({ path }) => path).sort()).toEqual([
          'a.zip/member-0.txt',
          'b.zip/member-0.txt',
        ]);
      });
    });

    describe('labels and notes', () => {
      const by = { by: 'ann', at: '2026-01-02T03:04:05.000Z', record: 7 };
      const hot = { name: 'Hot', key: 'hot' };
      const review = { name: 'to review', key: 'to review' };
      const [a, b] = [hashesOf('a').sha256, hashesOf('b').sha256];
      const two = (): void => {
        list(fileEntry('a.txt'), fileEntry('b.txt'), fileEntry('c.txt'));
        commit([found(idOf('a.txt'), 'a'), found(idOf('b.txt'), 'b')], [ended('a'), ended('b')]);
      };

      test('a label makes its documents stale, places untouched; again it changes nothing', () => {
        two();
        const change = { documents: [a, b], add: [hot], remove: [] };
        expect(catalogue.label(change, by)).toEqual({ changed: 2, added: [2], removed: [], notIndexed: 0 });
        expect(catalogue.stale(10)).toEqual([
          { document: a, revision: 2, labels: ['Hot'] },
          { document: b, revision: 2, labels: ['Hot'] },
        ]);
        expect(catalogue.label(change, by)).toEqual({ changed: 0, added: [0], removed: [], notIndexed: 0 });
        catalogue.markIndexed(undefined, catalogue.stale(10));
        expect(catalogue.stale(10)).toEqual([]);
      });

      test('one change of several labels is one revision; the last removal leaves none', () => {
        two();
        catalogue.label({ documents: [a], add: [hot, review], remove: [] }, by);
        expect(catalogue.stale(10)).toEqual([{ document: a, revision: 2, labels: ['Hot', 'to review'] }]);
        const result = catalogue.label({ documents: [a], add: [], remove: [hot, review] }, by);
        expect(result).toEqual({ changed: 1, added: [], removed: [1, 1], notIndexed: 0 });
        expect(catalogue.stale(10)).toEqual([{ document: a, revision: 3, labels: [] }]);
      });

      test('the case keeps the spelling that a label has', () => {
        two();
        catalogue.label({ documents: [a], add: [hot], remove: [] }, by);
        catalogue.label({ documents: [a, b], add: [{ name: 'HOT', key: 'hot' }], remove: [] }, by);
        expect(catalogue.stale(10).map(({ labels }) => labels)).toEqual([['Hot'], ['Hot']]);
      });

      test('a label and a new place between two projections: both are told', () => {
        two();
        catalogue.label({ documents: [a], add: [hot], remove: [] }, by);
        commit([found(idOf('c.txt'), 'a')]);
        const [stale] = catalogue.stale(10);
        expect(stale).toMatchObject({ document: a, revision: 3, labels: ['Hot'] });
        expect(stale?.occurrences?.map(({ path }) => path).sort()).toEqual(['a.txt', 'c.txt']);
      });

      test('what is parsed again keeps its labels', () => {
        two();
        catalogue.label({ documents: [a], add: [hot], remove: [] }, by);
        catalogue.markIndexed(undefined, catalogue.stale(10));
        catalogue.reopen(lease, { formats: ['text'] });
        expect(catalogue.knownContent(a)).toEqual({ revision: 2, labels: ['Hot'] });
        expect(catalogue.knownContent(b)).toEqual({ revision: 1 });
        commit([], [ended('a')]);
        expect(catalogue.stale(10)).toEqual([]);
        expect(catalogue.knownContent(a)).toEqual({ revision: 3, status: 'indexed' });
      });

      test('a label on a document that is being parsed again is shown with what the index has of it', () => {
        two();
        catalogue.reopen(lease, { formats: ['text'] });
        catalogue.label({ documents: [a], add: [hot], remove: [] }, by);
        expect(catalogue.stale(10)).toEqual([{ document: a, revision: 2, labels: ['Hot'] }]);
      });

      test('a document that never was indexed keeps the label for when it is', () => {
        list(fileEntry('a.txt'));
        commit([found(idOf('a.txt'), 'a')]);
        expect(catalogue.label({ documents: [a], add: [hot], remove: [] }, by)).toMatchObject({
          changed: 1,
          notIndexed: 1,
        });
        expect(catalogue.stale(10)).toEqual([]);
        expect(catalogue.knownContent(a)).toEqual({ revision: 0, labels: ['Hot'] });
      });

      test('an unknown document: nothing of the change is kept', () => {
        two();
        const unknown = hashesOf('unknown').sha256;
        const notFound = expect.objectContaining({ code: 'not-found' });
        expect(() => catalogue.label({ documents: [a, unknown], add: [hot], remove: [] }, by)).toThrow(
          notFound,
        );
        expect(() => catalogue.note(unknown, 'lost', by)).toThrow(notFound);
        expect(catalogue.stale(10)).toEqual([]);
      });
    });

    describe('what the index lost', () => {
      test('is set back to be parsed again, above the revision that it had', () => {
        list(fileEntry('a.txt'), fileEntry('b.txt'));
        commit([found(idOf('a.txt'), 'a'), found(idOf('b.txt'), 'b')], [ended('a'), ended('b')]);
        const a = hashesOf('a').sha256;
        expect(catalogue.setBack([{ document: a, revision: 5 }])).toEqual([]);
        expect(catalogue.unfinished(10).map(({ sha256 }) => sha256)).toEqual([a]);
        expect(catalogue.knownContent(a)).toEqual({ revision: 5 });
        expect(catalogue.stale(10)).toEqual([]);
        commit([], [ended('a')]);
        expect(catalogue.knownContent(a)).toEqual({ revision: 6, status: 'indexed' });
      });

      test('what is gone from the source is named', () => {
        list(fileEntry('a.txt'));
        commit([found(idOf('a.txt'), 'a')], [ended('a')]);
        list();
        const a = hashesOf('a').sha256;
        expect(catalogue.setBack([{ document: a, revision: 1 }])).toEqual([a]);
      });

      test('a revision that the ledger has not reached becomes its own', () => {
        list(fileEntry('a.txt'));
        commit([found(idOf('a.txt'), 'a')], [ended('a')]);
        const a = hashesOf('a').sha256;
        catalogue.markIndexed(undefined, [{ document: a, revision: 9 }]);
        expect(catalogue.knownContent(a)).toEqual({ revision: 9, status: 'indexed' });
        expect(catalogue.stale(10)).toEqual([]);
      });
    });

    describe('reopening', () => {
      test('by status and code; earlier outcomes are counted once', () => {
        list(fileEntry('a.txt'), fileEntry('b.txt'), fileEntry('c.txt'));
        commit(
          [found(idOf('a.txt'), 'a'), found(idOf('b.txt'), 'b'), found(idOf('c.txt'), 'c')],
          [
            ended('a'),
            ended('b', { status: 'failed', code: 'parser-crash' }),
            ended('c', { status: 'failed', code: 'corrupt' }),
          ],
        );
        catalogue.settle(lease);
        expect(catalogue.reopen(lease, { statuses: ['failed'], codes: ['parser-crash'] })).toEqual({
          documents: 1,
          files: 0,
        });
        expect(opened.statuses()).toEqual({
          'a.txt': 'indexed',
          'b.txt': 'awaiting content',
          'c.txt': 'failed corrupt',
        });
        expect(catalogue.unfinished(10).map(({ file }) => file.path)).toEqual(['b.txt']);
      });

      test('a file that could not be read is to be read; a member without content opens what holds it', () => {
        list(fileEntry('gone.txt'), fileEntry('a.zip'));
        const [failed, lost] = [idOf('gone.txt'), member('zip', 0, 'never read')];
        commit(
          [
            {
              found: {
                item: failed,
                name: '',
                warnings: [],
                ended: { status: 'failed', code: 'unreadable' },
              },
            },
            found(idOf('a.zip'), 'zip'),
            {
              found: {
                item: lost.found.item,
                holder: hashesOf('zip').sha256,
                locator: '0',
                ordinal: 0,
                name: 'member-0.txt',
                relation: 'member',
                warnings: [],
                ended: { status: 'failed', code: 'truncated' },
              },
            },
          ],
          [ended('zip', { status: 'container' })],
        );
        expect(catalogue.reopen(lease, { statuses: ['failed'] })).toEqual({ documents: 1, files: 1 });
        expect(catalogue.pendingFiles(undefined, 10).map(({ path }) => path)).toEqual(['gone.txt']);
        expect(catalogue.unfinished(10).map(({ sha256 }) => sha256)).toEqual([hashesOf('zip').sha256]);
      });
    });
  });
}
