/** What every adapter of the catalogue port must do: one suite, run on each of them. */
import { createHash, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bytesReference, jsonReference } from '../../case/blob-reference.ts';
import type { Catalogue } from '../../case/catalogue.ts';
import type { CommitBatch, ItemCommit } from '../../case/catalogue/commits.ts';
import { claimUnit, type Lease } from '../../case/catalogue/runs.ts';
import type { ListedEntry, ListResult, SourceRow } from '../../case/catalogue/sources.ts';
import type { KnownContent, PendingFile } from '../../case/catalogue/work.ts';
import type { LedgerItem } from '../../case/ledger/items.ts';
import { itemId } from '../../sources/item-id.ts';
import { changesContract } from './catalogue-changes.ts';
import { listingContract } from './catalogue-listing.ts';
import { reopeningContract } from './catalogue-reopening.ts';
import { unitsContract } from './catalogue-units.ts';
import { itemEntriesContract } from './catalogue-item-entries.ts';
import { removalsContract } from './catalogue-removals.ts';
import { carryingContract } from './catalogue-carrying.ts';
import { screeningContract } from './catalogue-screening.ts';
import { upkeepContract } from './catalogue-upkeep.ts';
import type { ContractCase } from './contract-case.ts';
import { ended, fileEntry, found, hashesOf, member, time } from './made-commits.ts';

/** What the suite needs of an adapter beyond the port: a way to see the derived statuses. */
export interface CatalogueUnderTest {
  readonly catalogue: Catalogue;
  /** Present items but folders, by their path, with status (and code). Read by the adapter's own reader. */
  statuses(): Promise<Readonly<Record<string, string>>>;
  /** Present items on lists of notable files, by that reader. */
  notable(): Promise<readonly LedgerItem[]>;
  close(): Promise<void>;
}

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
    const settle = async (): Promise<void> => {
      while (!(await catalogue.settle(claimUnit(lease))).isLast);
    };
    const known = async (content: string): Promise<KnownContent | undefined> => {
      const { sha256 } = hashesOf(content);
      const answer = (await catalogue.knownContent([sha256])).get(sha256);
      // What it came to has its own test.
      if (!answer) return answer;
      const { cost: _cost, ...rest } = answer;
      return rest;
    };
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

    const at: ContractCase = {
      get catalogue() {
        return catalogue;
      },
      get lease() {
        return lease;
      },
      get source() {
        return source;
      },
      begin,
      nextRun,
      sourceNamed,
      register,
      list,
      listBelow,
      commit,
      settle,
      known,
      pending,
      statuses: () => opened.statuses(),
      notable: () => opened.notable(),
      idOf,
    };
    unitsContract(at);
    listingContract(at);
    changesContract(at);
    upkeepContract(at);
    itemEntriesContract(at);
    removalsContract(at);
    screeningContract(at);
    carryingContract(at);
    reopeningContract(at);

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

      test.each<[string, Partial<CommitBatch>]>([
        ['an item that was not listed', { items: [found(itemId('nowhere', 'unlisted.txt'), 'x')] }],
        ['an item whose holder nothing carries', { items: [member('nothing', 0, 'x')] }],
        ['a document that nothing carries', { documents: [ended('nothing')] }],
      ])('%s: code not-found, and nothing of the batch is kept', async (_, wrong) => {
        await list(fileEntry('a.txt'));
        const { items = [], documents = [] } = wrong;
        const batch = [
          [found(idOf('a.txt'), 'a'), ...items],
          [ended('a'), ...documents],
        ] as const;
        await expect(commit([...batch[0]], batch[1])).rejects.toMatchObject({ code: 'not-found' });
        expect(await opened.statuses()).toEqual({ 'a.txt': 'pending' });
        expect(await known('a')).toBeUndefined();
        expect(await known('x')).toBeUndefined();
      });

      test('what a content holds may come after another has taken its place', async () => {
        await list(fileEntry('a.zip'));
        await commit([found(idOf('a.zip'), 'zip')]);
        await nextRun();
        await list(fileEntry('a.zip', { seconds: 1_600_000_000 }));
        await commit([found(idOf('a.zip'), 'another')]);
        await commit([member('zip', 0, 'inside')], [ended('inside')]);
        expect(await known('inside')).toMatchObject({ status: 'indexed' });
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
        expect(left).toMatchObject({
          sha256: hashesOf('inside').sha256,
          ways: [{ through: [hashesOf('zip').sha256], file: { path: 'a.zip' } }],
        });
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
        await commit(
          [found(idOf('a.txt'), 'a'), found(idOf('b.txt'), 'b')],
          [ended('a', { caseBytes: 2_100, expandedBytes: 7 })],
        );
        const answer = await catalogue.knownContent([first, second, third]);
        expect(Object.fromEntries(answer)).toEqual({
          [hashesOf('a').sha256]: {
            status: 'indexed',
            revision: 1,
            cost: { caseBytes: 2_100, expandedBytes: 7 },
          },
          [hashesOf('b').sha256]: { revision: 0 },
        });
        expect([...(await catalogue.knownContent([]))]).toEqual([]);
      });

      test('one that was cut for what lies beside it has no cost', async () => {
        await list(fileEntry('a.txt'));
        await commit([found(idOf('a.txt'), 'a')], [ended('a', { caseBytes: 2_100, cutInFile: true })]);
        const known = (await catalogue.knownContent([hashesOf('a').sha256])).get(hashesOf('a').sha256);
        expect(known).toEqual({ status: 'indexed', revision: 1, cutInFile: true });
      });

      test('items that are on record are told from those that are not', async () => {
        await list(fileEntry('a.txt'));
        const [known, unknown] = [idOf('a.txt'), idOf('b.txt')];
        expect([...(await catalogue.recordedItems([known, unknown].sort()))]).toEqual([known]);
        await expect(catalogue.recordedItems([known, known])).rejects.toMatchObject({
          code: 'keys-not-sorted',
        });
      });

      test('a content is of a file when a file of a source has it, not when only other contents hold it', async () => {
        await list(fileEntry('a.txt'), fileEntry('b.txt'));
        await commit([found(idOf('a.txt'), 'a'), member('a', 0, 'b')], [ended('a'), ended('b')]);
        const all = [first, second, third];
        expect([...(await catalogue.contentsOfFiles(all))]).toEqual([hashesOf('a').sha256]);
        await commit([found(idOf('b.txt'), 'b')]);
        expect([...(await catalogue.contentsOfFiles(all))].sort()).toEqual(
          [hashesOf('a').sha256, hashesOf('b').sha256].sort(),
        );
      });

      test('keys out of order, or twice, are refused', async () => {
        const refused = expect.objectContaining({ code: 'keys-not-sorted' });
        await expect(catalogue.knownContent([second, first])).rejects.toEqual(refused);
        await expect(catalogue.knownContent([first, second, second])).rejects.toEqual(refused);
        await expect(catalogue.contentsOfFiles([second, first])).rejects.toEqual(refused);
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
          events: [jsonReference(events)],
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
  });
}
