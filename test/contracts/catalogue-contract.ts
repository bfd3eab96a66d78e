/** What every adapter of the catalogue port must do: one suite, run on each of them. */
import { createHash, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bytesReference, jsonReference } from '../../case/blob-reference.ts';
import type { Catalogue } from '../../case/catalogue.ts';
import type { CommitBatch, ItemCommit } from '../../case/catalogue/commits.ts';
import { type Claim, claimUnit, type Lease } from '../../case/catalogue/runs.ts';
import type { ListedEntry, ListResult, SourceRow } from '../../case/catalogue/sources.ts';
import type { StaleDocument } from '../../case/catalogue/upkeep.ts';
import type { KnownContent, PendingFile } from '../../case/catalogue/work.ts';
import { itemId } from '../../sources/item-id.ts';
import { ended, fileEntry, found, hashesOf, member, time } from './made-commits.ts';

/** What the suite needs of an adapter beyond the port: a way to see the derived statuses. */
export interface CatalogueUnderTest {
  readonly catalogue: Catalogue;
  /** Present items but folders, by their path, with status (and code). Read by the adapter's own reader. */
  statuses(): Promise<Readonly<Record<string, string>>>;
  close(): Promise<void>;
}

const leaseLost = expect.objectContaining({ code: 'lease-lost' });

/** Runs the suite on an adapter; `open` gives an empty catalogue each time. */
export function catalogueContract(name: string, open: () => Promise<CatalogueUnderTest>): void {
  describe(`catalogue contract: ${name}`, () => {
    let opened: CatalogueUnderTest;
    let catalogue: Catalogue;
    let lease: Lease;
    let source: SourceRow;

    beforeEach(async () => {
      opened = await open();
      catalogue = opened.catalogue;
      lease = await begin({ operator: 'tester' });
      source = await register(lease);
    });
    afterEach(() => opened.close());

    const begin = (record: object = {}): Promise<Lease> => catalogue.beginRun(randomUUID(), 'ingest', record);
    const sourceNamed = (reference: string, root: string): Omit<SourceRow, 'source'> => ({
      id: itemId('evidex source', reference),
      reference,
      kind: 'folder',
      root: Buffer.from(root),
      intake: { reference },
    });
    const register = (by: Lease, root = '/evidence', reference = 'EX-1'): Promise<SourceRow> =>
      catalogue.registerSource(claimUnit(by), sourceNamed(reference, root));
    const list = (...entries: ListedEntry[]): Promise<ListResult> => listBelow(source.id, ...entries);
    const listBelow = (folder: string, ...entries: ListedEntry[]): Promise<ListResult> =>
      catalogue.listFolder(claimUnit(lease), source, folder, entries);
    const idOf = (name: string): string => itemId(source.id, Buffer.from(name));
    const commit = (items: ItemCommit[], documents: CommitBatch['documents'] = []): Promise<void> =>
      catalogue.commit(claimUnit(lease), { items, documents });
    const settle = (): Promise<void> => catalogue.settle(claimUnit(lease));
    const known = async (content: string): Promise<KnownContent | undefined> => {
      const { sha256 } = hashesOf(content);
      return (await catalogue.knownContent([sha256])).get(sha256);
    };
    /** By id, since the port gives them in no order. */
    const stale = async (): Promise<StaleDocument[]> =>
      (await catalogue.stale(10)).toSorted((a, b) => (a.document < b.document ? -1 : 1));
    /** All pages of files to read. */
    const pending = async (limit = 10): Promise<PendingFile[]> => {
      const seen: PendingFile[] = [];
      for (let cursor: string | undefined; ;) {
        const { files, next } = await catalogue.pendingFiles(cursor, limit);
        seen.push(...files);
        if (next === undefined) return seen;
        cursor = next;
      }
    };
    /** A new run, as a later command begins it. */
    const nextRun = async (): Promise<void> => {
      lease = await begin();
      source = await register(lease);
    };

    describe('leases', () => {
      test('a run that another has taken over from can write nothing, by none of the writes', async () => {
        await list(fileEntry('a.txt'));
        const before = await opened.statuses();
        const old = lease;
        const taken = await begin();
        expect(taken.run).toBeGreaterThan(old.run);
        const stray = (): Claim => claimUnit(old);
        const writes: (() => Promise<unknown>)[] = [
          () => catalogue.endRun(stray(), 'complete', {}),
          () => catalogue.registerSource(stray(), sourceNamed('EX-2', '/late')),
          () => catalogue.listFolder(stray(), source, source.id, []),
          () => catalogue.commit(stray(), { items: [found(idOf('a.txt'), 'a')], documents: [ended('a')] }),
          () => catalogue.reopen(stray(), {}),
          () => catalogue.settle(stray()),
          () => catalogue.markIndexed(stray(), []),
        ];
        for (const write of writes) await expect(write()).rejects.toEqual(leaseLost);
        expect(await opened.statuses()).toEqual(before);
        expect(await known('a')).toBeUndefined();
        expect(await catalogue.sources()).toHaveLength(1);
        await catalogue.commit(claimUnit(taken), { items: [], documents: [] });
      });

      test('an ended run can write nothing', async () => {
        await catalogue.endRun(claimUnit(lease), 'complete', {});
        await expect(settle()).rejects.toEqual(leaseLost);
      });

      test('a token that was never given out can write nothing', async () => {
        await list(fileEntry('a.txt'));
        const stolen = claimUnit({ ...lease, token: 'stolen' });
        await expect(
          catalogue.commit(stolen, { items: [found(idOf('a.txt'), 'a')], documents: [ended('a')] }),
        ).rejects.toEqual(leaseLost);
        expect(await opened.statuses()).toEqual({ 'a.txt': 'pending' });
        expect(await known('a')).toBeUndefined();
      });

      test('a run begun twice under one id is one run with one lease, also beside its first answer', async () => {
        const id = randomUUID();
        const [one, other] = await Promise.all([
          catalogue.beginRun(id, 'ingest', {}),
          catalogue.beginRun(id, 'ingest', {}),
        ]);
        expect(other).toEqual(one);
        expect(await catalogue.beginRun(id, 'ingest', {})).toEqual(one);
        await catalogue.settle(claimUnit(one));
        await catalogue.endRun(claimUnit(one), 'complete', {});
        await expect(catalogue.beginRun(id, 'ingest', {})).rejects.toEqual(leaseLost);
      });
    });

    describe('units', () => {
      test('a batch that fails half-way leaves nothing behind, and may come again under its unit', async () => {
        await list(fileEntry('a.txt'));
        const claim = claimUnit(lease);
        const items = [found(idOf('a.txt'), 'a')];
        await expect(catalogue.commit(claim, { items, documents: [ended('never found')] })).rejects.toThrow();
        expect(await opened.statuses()).toEqual({ 'a.txt': 'pending' });
        await catalogue.commit(claim, { items, documents: [ended('a')] });
        expect(await known('a')).toEqual({ status: 'indexed', revision: 1 });
      });

      test('a commit sent twice is one: no second attempt, no second revision', async () => {
        await list(fileEntry('a.txt'));
        const claim = claimUnit(lease);
        const batch = { items: [found(idOf('a.txt'), 'a')], documents: [ended('a')] };
        await Promise.all([catalogue.commit(claim, batch), catalogue.commit(claim, batch)]);
        await catalogue.commit(claim, batch);
        expect(await known('a')).toEqual({ status: 'indexed', revision: 1 });
        await commit(batch.items, batch.documents);
        expect(await known('a')).toEqual({ status: 'indexed', revision: 2 });
      });

      test('a listing sent twice gives the counts of the first time', async () => {
        const claim = claimUnit(lease);
        const send = (): Promise<ListResult> =>
          catalogue.listFolder(claim, source, source.id, [fileEntry('a.txt'), fileEntry('b.txt')]);
        const first = await send();
        expect(first).toEqual({ fresh: 2, changed: 0, unchanged: 0, gone: 0 });
        expect(await send()).toEqual(first);
      });

      test('what was reopened is counted the same when it is sent twice', async () => {
        await list(fileEntry('a.txt'));
        await commit([found(idOf('a.txt'), 'a')], [ended('a', { status: 'failed', code: 'corrupt' })]);
        const claim = claimUnit(lease);
        const first = await catalogue.reopen(claim, { statuses: ['failed'] });
        expect(first).toEqual({ documents: 1, files: 0 });
        expect(await catalogue.reopen(claim, { statuses: ['failed'] })).toEqual(first);
      });

      test('the end of a run sent twice is one end; a write of its own comes too late', async () => {
        const claim = claimUnit(lease);
        await catalogue.endRun(claim, 'complete', {});
        await catalogue.endRun(claim, 'complete', {});
        await expect(catalogue.endRun(claimUnit(lease), 'failed', {})).rejects.toEqual(leaseLost);
      });

      test('what was written before the lease went is answered after it; it changes nothing', async () => {
        await list(fileEntry('a.txt'), fileEntry('b.txt'));
        const claim = claimUnit(lease);
        const batch = { items: [found(idOf('a.txt'), 'a')], documents: [ended('a')] };
        await catalogue.commit(claim, batch);
        await nextRun();
        await catalogue.commit(claim, batch);
        expect(await known('a')).toEqual({ status: 'indexed', revision: 1 });
      });
    });

    describe('sources', () => {
      test('registered once by reference; another root is another mount of the same', async () => {
        const again = await register(lease, '/mnt/elsewhere');
        expect(again).toMatchObject({ source: source.source, id: source.id });
        const sources = await catalogue.sources();
        expect(sources).toHaveLength(1);
        expect(Buffer.from(sources[0]?.root ?? []).toString()).toBe('/mnt/elsewhere');
      });

      test('numbered in the order of registration', async () => {
        await register(lease, '/second', 'EX-2');
        expect((await catalogue.sources()).map(({ source: at, reference }) => [at, reference])).toEqual([
          [1, 'EX-1'],
          [2, 'EX-2'],
        ]);
      });
    });

    describe('listing', () => {
      test('new, unchanged, changed and gone entries are told apart', async () => {
        const first = await list(fileEntry('a.txt'), fileEntry('b.txt'), fileEntry('c.txt'));
        expect(first).toMatchObject({ fresh: 3, changed: 0, unchanged: 0, gone: 0 });
        await commit(
          ['a.txt', 'b.txt', 'c.txt'].map((name) => found(idOf(name), name)),
          ['a.txt', 'b.txt', 'c.txt'].map((name) => ended(name)),
        );
        await nextRun();
        const second = await list(
          fileEntry('a.txt'),
          fileEntry('b.txt', { seconds: 1_600_000_000 }),
          fileEntry('d.txt'),
        );
        expect(second).toMatchObject({ fresh: 1, changed: 1, unchanged: 1, gone: 1 });
        expect(await catalogue.pendingTotals()).toEqual({ files: 2, bytes: 20 });
        expect(await opened.statuses()).toEqual({
          'a.txt': 'indexed',
          'b.txt': 'pending',
          'd.txt': 'pending',
        });
      });

      test('listed again is as before, under another unit too', async () => {
        await list(fileEntry('a.txt'), fileEntry('b.txt'));
        const files = await pending();
        const again = await list(fileEntry('a.txt'), fileEntry('b.txt'));
        expect(again).toEqual({ fresh: 0, changed: 0, unchanged: 2, gone: 0 });
        expect(await pending()).toEqual(files);
      });

      test('a folder that the ledger does not have cannot be listed', async () => {
        await expect(listBelow(idOf('nowhere'), fileEntry('in.txt'))).rejects.toMatchObject({
          code: 'not-found',
        });
        expect(await opened.statuses()).toEqual({});
      });

      test('links, devices and what a rule leaves out end at once; names that are not UTF-8 keep their bytes', async () => {
        const raw = Buffer.from([0x63, 0xe9]);
        await list(
          fileEntry('link', { kind: 'link', ended: { status: 'skipped', code: 'link', detail: '/etc' } }),
          fileEntry('ruled.txt', { ended: { status: 'skipped', code: 'rule', detail: 'no caches' } }),
          fileEntry('c\\xe9', { rawName: raw }),
        );
        expect(await opened.statuses()).toEqual({
          link: 'skipped link',
          'ruled.txt': 'skipped rule',
          'c\\xe9': 'pending',
        });
        const [file] = await pending();
        expect(Buffer.from(file?.rawPath ?? [])).toEqual(raw);
        expect(file?.item).toBe(itemId(source.id, raw));
      });

      test('what a rule left out is to be read once no rule does', async () => {
        await list(fileEntry('a.txt', { ended: { status: 'skipped', code: 'rule', detail: 'no notes' } }));
        await nextRun();
        await list(fileEntry('a.txt'));
        expect(await opened.statuses()).toEqual({ 'a.txt': 'pending' });
      });

      test('what lay below a removed folder is gone with it, and back with it', async () => {
        await list(fileEntry('folder', { kind: 'folder' }));
        const inner = itemId(idOf('folder'), Buffer.from('in.txt'));
        await listBelow(idOf('folder'), fileEntry('in.txt'));
        await commit([found(inner, 'in')], [ended('in')]);
        await nextRun();
        await list();
        await settle();
        expect(await opened.statuses()).toEqual({});
        await nextRun();
        await list(fileEntry('folder', { kind: 'folder' }));
        await listBelow(idOf('folder'), fileEntry('in.txt'));
        await commit([found(inner, 'in')]);
        await settle();
        expect(await opened.statuses()).toEqual({ 'folder/in.txt': 'indexed' });
      });
    });

    describe('pending files', () => {
      test('in descending priority, then as listed; pages go on behind a cursor', async () => {
        await list(
          fileEntry('a'),
          fileEntry('b', { priority: 5 }),
          fileEntry('c'),
          fileEntry('d', { priority: -3 }),
          fileEntry('e', { priority: 5 }),
        );
        expect((await pending(2)).map(({ path }) => path)).toEqual(['b', 'e', 'a', 'c', 'd']);
        expect((await pending(5)).map(({ path }) => path)).toEqual(['b', 'e', 'a', 'c', 'd']);
      });

      test('a page may be asked for again; what was read since is not in it', async () => {
        await list(fileEntry('a'), fileEntry('b'), fileEntry('c'));
        const { next } = await catalogue.pendingFiles(undefined, 1);
        const page = await catalogue.pendingFiles(next, 1);
        expect(page.files.map(({ path }) => path)).toEqual(['b']);
        expect(await catalogue.pendingFiles(next, 1)).toEqual(page);
        await commit([found(idOf('b'), 'b')], [ended('b')]);
        expect((await catalogue.pendingFiles(next, 1)).files.map(({ path }) => path)).toEqual(['c']);
      });

      test('named by item and revision; nothing else tells one from another', async () => {
        await list(fileEntry('a'));
        await commit([found(idOf('a'), 'first')], [ended('first')]);
        await nextRun();
        await list(fileEntry('a', { kind: 'link', ended: { status: 'skipped', code: 'link' } }));
        await nextRun();
        await list(fileEntry('a'));
        const [file, ...others] = await pending();
        expect(others).toEqual([]);
        expect(Object.keys(file ?? {}).sort()).toEqual([
          'device',
          'inode',
          'item',
          'modified',
          'path',
          'rawPath',
          'revision',
          'size',
          'source',
        ]);
        expect(file).toMatchObject({ item: idOf('a'), revision: 2, source: source.source });
      });
    });

    describe('commits', () => {
      test('what is found again under another unit leaves what it left the first time', async () => {
        await list(fileEntry('a.zip'));
        const batch: CommitBatch = {
          items: [found(idOf('a.zip'), 'zip', { format: 'zip' }), member('zip', 0, 'inside')],
          documents: [
            ended('inside'),
            ended('zip', { status: 'container', members: { emitted: 1, skipped: 0, failed: 0 } }),
          ],
        };
        await catalogue.commit(claimUnit(lease), batch);
        const once = await opened.statuses();
        await catalogue.commit(claimUnit(lease), batch);
        await settle();
        expect(await opened.statuses()).toEqual(once);
        expect(once).toEqual({ 'a.zip': 'container', 'a.zip/member-0.txt': 'indexed' });
      });

      test('found but not ended: awaiting content, unfinished, and known without an outcome', async () => {
        await list(fileEntry('a.zip'));
        await commit(
          [found(idOf('a.zip'), 'zip'), member('zip', 0, 'inside')],
          [ended('zip', { status: 'container' })],
        );
        expect(await opened.statuses()).toEqual({
          'a.zip': 'container',
          'a.zip/member-0.txt': 'awaiting content',
        });
        expect(await known('inside')).toEqual({ revision: 0 });
        const [left] = await catalogue.unfinished(10);
        expect(left).toMatchObject({ sha256: hashesOf('inside').sha256, through: [hashesOf('zip').sha256] });
        expect(left?.file.path).toBe('a.zip');
      });

      test('another content under the same place is a revision beside the old', async () => {
        await list(fileEntry('a.txt'));
        await commit([found(idOf('a.txt'), 'first')], [ended('first')]);
        await nextRun();
        await list(fileEntry('a.txt', { seconds: 1_600_000_000 }));
        await commit([found(idOf('a.txt'), 'second')], [ended('second')]);
        await settle();
        expect(await opened.statuses()).toEqual({ 'a.txt': 'indexed' });
        expect((await known('first'))?.status).toBe('indexed');
        expect((await known('second'))?.status).toBe('indexed');
      });

      test('contents on a list of known files need no parsing', async () => {
        await list(fileEntry('a.dll'));
        await commit([{ ...found(idOf('a.dll'), 'dll'), known: 'nsrl' }]);
        expect(await opened.statuses()).toEqual({ 'a.dll': 'known' });
        expect(await catalogue.unfinished(10)).toEqual([]);
      });
    });

    describe('what is known of contents', () => {
      const [first = '', second = '', third = ''] = ['a', 'b', 'c'].map((one) => hashesOf(one).sha256).sort();

      test('all that a message asks is asked at once; what was never found is absent', async () => {
        await list(fileEntry('a.txt'), fileEntry('b.txt'));
        await commit([found(idOf('a.txt'), 'a'), found(idOf('b.txt'), 'b')], [ended('a')]);
        const answer = await catalogue.knownContent([first, second, third]);
        expect(Object.fromEntries(answer)).toEqual({
          [hashesOf('a').sha256]: { status: 'indexed', revision: 1 },
          [hashesOf('b').sha256]: { revision: 0 },
        });
        expect([...(await catalogue.knownContent([]))]).toEqual([]);
      });

      test('keys out of order, or twice, are refused', async () => {
        const refused = expect.objectContaining({ code: 'keys-not-sorted' });
        await expect(catalogue.knownContent([second, first])).rejects.toEqual(refused);
        await expect(catalogue.knownContent([first, second, second])).rejects.toEqual(refused);
      });
    });

    describe('tags and events', () => {
      test('an outcome with blocks and events is committed by their references', async () => {
        await list(fileEntry('a.txt'));
        const json = Buffer.from(JSON.stringify({ mentions: [], personalData: [] }));
        const blocks = [bytesReference(json), bytesReference(json)];
        expect(blocks[0]?.hash).toBe(createHash('sha256').update(json).digest('hex'));
        const text = {
          handle: 'body',
          id: hashesOf('body').sha256,
          kind: 'body' as const,
          units: 4,
          anchors: [],
          entities: [],
          personalData: [],
        };
        const events = [{ kind: 'printed', time: time(1_500_000_000), message: 'page 1' }];
        const outcome = {
          ...ended('a', { texts: [text] }),
          listVersion: 'v1',
          tagBlocks: new Map([['body', blocks]]),
          events: jsonReference(events),
        };
        await commit([found(idOf('a.txt'), 'a')], [outcome]);
        expect(await known('a')).toEqual({ status: 'indexed', revision: 1 });
      });
    });

    describe('first carriers', () => {
      test('the first in evidence order, whoever was read first; also where the run that read it was killed', async () => {
        await list(fileEntry('a.txt'), fileEntry('b.txt'), fileEntry('c.txt'));
        await commit([found(idOf('c.txt'), 'same')], [ended('same')]);
        await commit([found(idOf('b.txt'), 'same')]);
        // Killed here: the next run takes over without a word.
        await nextRun();
        await commit([found(idOf('a.txt'), 'same')]);
        await settle();
        expect(await opened.statuses()).toEqual({
          'a.txt': 'indexed',
          'b.txt': 'duplicate',
          'c.txt': 'duplicate',
        });
      });

      test('carriers found by a killed run are settled by the next, though that finds nothing new', async () => {
        await list(fileEntry('a.txt'), fileEntry('b.txt'));
        await commit([found(idOf('b.txt'), 'same')], [ended('same')]);
        await commit([found(idOf('a.txt'), 'same')]);
        await nextRun();
        await settle();
        expect(await opened.statuses()).toEqual({ 'a.txt': 'indexed', 'b.txt': 'duplicate' });
      });

      test('copies of a failed or encrypted document say so too', async () => {
        await list(fileEntry('a.txt'), fileEntry('b.txt'));
        await commit(
          [found(idOf('a.txt'), 'bad'), found(idOf('b.txt'), 'bad')],
          [ended('bad', { status: 'failed', code: 'corrupt' })],
        );
        await settle();
        expect(await opened.statuses()).toEqual({ 'a.txt': 'failed corrupt', 'b.txt': 'failed corrupt' });
      });

      test('when the first is gone, the next is first', async () => {
        await list(fileEntry('a.txt'), fileEntry('b.txt'));
        await commit([found(idOf('a.txt'), 'same'), found(idOf('b.txt'), 'same')], [ended('same')]);
        await settle();
        await nextRun();
        await list(fileEntry('b.txt'));
        await settle();
        expect(await opened.statuses()).toEqual({ 'b.txt': 'indexed' });
      });
    });

    describe('what the index must hear of', () => {
      test('a copy makes the document stale until it is marked; its places are all there', async () => {
        await list(fileEntry('a.txt'), fileEntry('b.txt'));
        await commit([found(idOf('a.txt'), 'same')], [ended('same')]);
        expect(await stale()).toEqual([]);
        await commit([found(idOf('b.txt'), 'same')]);
        const [copied, ...others] = await stale();
        expect(copied).toMatchObject({ document: hashesOf('same').sha256 });
        expect(others).toEqual([]);
        expect(copied?.occurrences?.map(({ path }) => path).sort()).toEqual(['a.txt', 'b.txt']);
        await catalogue.markIndexed(claimUnit(lease), await stale());
        expect(await stale()).toEqual([]);
      });

      test('a copy of an archive makes its members stale too', async () => {
        await list(fileEntry('a.zip'), fileEntry('b.zip'));
        await commit(
          [found(idOf('a.zip'), 'zip'), member('zip', 0, 'inside')],
          [ended('inside'), ended('zip', { status: 'container' })],
        );
        await commit([found(idOf('b.zip'), 'zip')]);
        const places = (await stale()).find(({ document }) => document === hashesOf('inside').sha256);
        expect(places?.occurrences?.map(({ path }) => path).sort()).toEqual([
          'a.zip/member-0.txt',
          'b.zip/member-0.txt',
        ]);
      });
    });

    describe('what the index lost', () => {
      test('is set back to be parsed again, above the revision that it had', async () => {
        await list(fileEntry('a.txt'), fileEntry('b.txt'));
        await commit([found(idOf('a.txt'), 'a'), found(idOf('b.txt'), 'b')], [ended('a'), ended('b')]);
        const a = hashesOf('a').sha256;
        expect(await catalogue.setBack([{ document: a, revision: 5 }])).toEqual([]);
        expect((await catalogue.unfinished(10)).map(({ sha256 }) => sha256)).toEqual([a]);
        expect(await known('a')).toEqual({ revision: 5 });
        expect(await stale()).toEqual([]);
        await commit([], [ended('a')]);
        expect(await known('a')).toEqual({ revision: 6, status: 'indexed' });
      });

      test('what is gone from the source is named', async () => {
        await list(fileEntry('a.txt'));
        await commit([found(idOf('a.txt'), 'a')], [ended('a')]);
        await list();
        const a = hashesOf('a').sha256;
        expect(await catalogue.setBack([{ document: a, revision: 1 }])).toEqual([a]);
      });

      test('a revision that was shown before is no news', async () => {
        await list(fileEntry('a.txt'), fileEntry('b.txt'));
        await commit([found(idOf('a.txt'), 'a')], [ended('a')]);
        await commit([found(idOf('b.txt'), 'a')]);
        const told = await stale();
        await catalogue.markIndexed(claimUnit(lease), told);
        await catalogue.markIndexed(claimUnit(lease), [{ document: hashesOf('a').sha256, revision: 1 }]);
        expect(await stale()).toEqual([]);
        expect(await known('a')).toEqual({ status: 'indexed', revision: told[0]?.revision });
      });

      test('a revision that the ledger has not reached becomes its own', async () => {
        await list(fileEntry('a.txt'));
        await commit([found(idOf('a.txt'), 'a')], [ended('a')]);
        const a = hashesOf('a').sha256;
        await catalogue.markIndexed(undefined, [{ document: a, revision: 9 }]);
        expect(await known('a')).toEqual({ revision: 9, status: 'indexed' });
        expect(await stale()).toEqual([]);
      });
    });

    describe('reopening', () => {
      test('by status and code; earlier outcomes are counted once', async () => {
        await list(fileEntry('a.txt'), fileEntry('b.txt'), fileEntry('c.txt'));
        await commit(
          [found(idOf('a.txt'), 'a'), found(idOf('b.txt'), 'b'), found(idOf('c.txt'), 'c')],
          [
            ended('a'),
            ended('b', { status: 'failed', code: 'parser-crash' }),
            ended('c', { status: 'failed', code: 'corrupt' }),
          ],
        );
        await settle();
        expect(
          await catalogue.reopen(claimUnit(lease), { statuses: ['failed'], codes: ['parser-crash'] }),
        ).toEqual({
          documents: 1,
          files: 0,
        });
        expect(await opened.statuses()).toEqual({
          'a.txt': 'indexed',
          'b.txt': 'awaiting content',
          'c.txt': 'failed corrupt',
        });
        expect((await catalogue.unfinished(10)).map(({ file }) => file.path)).toEqual(['b.txt']);
      });

      test('a file that could not be read is to be read; a member without content opens what holds it', async () => {
        await list(fileEntry('gone.txt'), fileEntry('a.zip'));
        const [failed, lost] = [idOf('gone.txt'), member('zip', 0, 'never read')];
        await commit(
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
        expect(await catalogue.reopen(claimUnit(lease), { statuses: ['failed'] })).toEqual({
          documents: 1,
          files: 1,
        });
        expect((await pending()).map(({ path }) => path)).toEqual(['gone.txt']);
        expect((await catalogue.unfinished(10)).map(({ sha256 }) => sha256)).toEqual([
          hashesOf('zip').sha256,
        ]);
      });
    });
  });
}
