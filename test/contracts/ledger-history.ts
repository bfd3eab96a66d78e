/** Part of the contract of reading: what is gone, was replaced, or was parsed again. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Catalogue } from '../../case/catalogue.ts';
import type { ItemCommit } from '../../case/catalogue/commits.ts';
import { claimUnit } from '../../case/catalogue/runs.ts';
import type { ListedEntry } from '../../case/catalogue/sources.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import { everyScope } from '../../schemas/scope.ts';
import { ended, fileEntry, found } from './made-commits.ts';
import { heldId, idAt, makeCase, sha } from './made-case.ts';

/** Of the case that `makeCase` makes, fresh for each test. */
export interface ReadCase {
  readonly catalogue: Catalogue;
  readonly ledger: Ledger;
}

const all = { exceptionsOnly: false };

export function historyContract(at: ReadCase): void {
  describe('what is gone', () => {
    const withoutLetter = () => makeCase(at.catalogue, { without: ['mail/letter.eml'] });

    test('stays in the list at its place; what its content holds is listed where that still lies', async () => {
      await withoutLetter();
      const items = await Array.fromAsync(at.ledger.items.all(all, everyScope));
      expect(items.map(({ path, gone }) => `${path}${gone ? ' gone' : ''}`)).toEqual([
        'mail',
        'mail/letter.eml gone',
        'share',
        'share/brochure.txt',
        'share/copy.eml',
        'share/copy.eml/brochure.x',
        'share/copy.eml/pack.x',
        'share/copy.eml/pack.x/advice.x',
        'memo.txt',
      ]);
    });

    test('is in places behind what is there, and still in what the index holds', async () => {
      await withoutLetter();
      const advice = { id: heldId('pack', 0), revision: 0 };
      const places = await at.ledger.places.ofItem(advice, 10, everyScope);
      expect(places.map(({ path }) => path)).toEqual([
        'share/copy.eml/pack.x/advice.x',
        'mail/letter.eml/pack.x/advice.x',
      ]);
      const entry = await at.ledger.entries.entry(sha('letter'), everyScope);
      expect(entry?.occurrences.map(({ path }) => path).toSorted()).toEqual([
        'mail/letter.eml',
        'share/copy.eml',
      ]);
      const now = await at.ledger.places.ofContent(sha('letter'), 10, everyScope);
      expect(now.map(({ path }) => path)).toEqual(['share/copy.eml']);
    });

    test('is in no count of items; contents, tags and events of contents stay', async () => {
      await makeCase(at.catalogue, { without: ['memo.txt'] });
      const { coverage, tags, timeline } = at.ledger;
      expect(await coverage.totals(everyScope)).toMatchObject({
        items: 9,
        documents: 5,
        pastDocuments: 1,
      });
      expect(await tags.entities(everyScope)).toMatchObject([{ entity: 'Acme', documents: 3 }]);
      const opened = await timeline.open({ documents: new Set([sha('memo')]) }, everyScope);
      const events = await Array.fromAsync(opened.events());
      await opened.close();
      expect(events.map(({ kind }) => kind)).toEqual(['taken']);
    });
  });

  describe('what changed', () => {
    /** Lists the root of a source, and records what was read of it. */
    const runOver = async (reference: string, entries: ListedEntry[], items: ItemCommit[] = []) => {
      const { catalogue } = at;
      const lease = await catalogue.beginRun(randomUUID(), 'ingest', {});
      const source = (await catalogue.sources()).find((known) => known.reference === reference);
      if (source) await catalogue.listFolder(claimUnit(lease), source, source.id, entries);
      await catalogue.commit(claimUnit(lease), { items, documents: [] });
      await catalogue.settle(claimUnit(lease));
      await catalogue.endRun(claimUnit(lease), 'complete', {});
    };
    const memo = idAt('EX-2', 'memo.txt');
    const later = fileEntry('memo.txt', { seconds: 1_600_000_000 });

    test('a file is read again, and stays the revision that it is until another content is found in it', async () => {
      await runOver('EX-2', [later]);
      expect(await at.ledger.items.get(memo, everyScope)).toMatchObject({
        revision: 0,
        status: 'pending',
        sha256: sha('memo'),
      });
      await runOver('EX-2', [later], [found(memo, 'memo')]);
      expect(await at.ledger.items.get(memo, everyScope)).toMatchObject({
        revision: 0,
        status: 'indexed',
        times: { modified: { instant: '2020-09-13T12:26:40Z' } },
      });
      await runOver('EX-2', [fileEntry('memo.txt', { seconds: 1_700_000_000 })], [found(memo, 'other')]);
      const items = await Array.fromAsync(at.ledger.items.all(all, everyScope));
      expect(items.filter(({ id }) => id === memo)).toMatchObject([
        { revision: 0, superseded: true, gone: false, sha256: sha('memo'), status: 'indexed' },
        { revision: 1, superseded: false, gone: false, sha256: sha('other'), status: 'awaiting content' },
      ]);
    });

    test('an earlier revision keeps the times that were listed of it, however often the later was listed before it was read', async () => {
      const before = (await at.ledger.items.get(memo, everyScope))?.times.modified?.instant;
      await runOver('EX-2', [later]);
      await runOver('EX-2', [fileEntry('memo.txt', { seconds: 1_700_000_000 })], [found(memo, 'other')]);
      const items = await Array.fromAsync(at.ledger.items.all(all, everyScope));
      expect(before).toBeDefined();
      expect(items.filter(({ id }) => id === memo).map(({ times }) => times.modified?.instant)).toEqual([
        before,
        '2023-11-14T22:13:20Z',
      ]);
    });

    test('a folder that is a file now is another revision; what lay in it is gone, and listed behind the folder', async () => {
      const share = fileEntry('share', { kind: 'folder', size: undefined, times: {} });
      await runOver('EX-1', [fileEntry('mail'), share]);
      const items = await Array.fromAsync(at.ledger.items.all(all, everyScope));
      expect(
        items.slice(0, 3).map(({ path, kind, superseded, gone }) => ({ path, kind, superseded, gone })),
      ).toEqual([
        { path: 'mail', kind: 'folder', superseded: true, gone: false },
        { path: 'mail/letter.eml', kind: 'file', superseded: false, gone: true },
        { path: 'mail', kind: 'file', superseded: false, gone: false },
      ]);
    });
  });

  describe('snapshots', () => {
    const documentAfter = async (run?: number) => {
      const snapshot = await at.ledger.snapshots.after(run, everyScope);
      const lines = await Array.fromAsync(snapshot?.documents() ?? []);
      return lines.find(({ key }) => key === `document ${sha('memo')}`)?.values;
    };

    test('an outcome of an earlier run is there, also of a content that a later run parsed again', async () => {
      const lease = await at.catalogue.beginRun(randomUUID(), 'retry', {});
      await at.catalogue.commit(claimUnit(lease), {
        items: [],
        documents: [ended('memo', { status: 'failed', code: 'corrupt' })],
      });
      await at.catalogue.endRun(claimUnit(lease), 'complete', {});
      const before = await documentAfter(1);
      expect(before).toMatchObject({ status: 'indexed', code: '' });
      expect(before?.['texts']).toBe(`body:${sha('text of memo')}`);
      expect(await documentAfter(2)).toMatchObject({ status: 'failed', code: 'corrupt', texts: '' });
      expect(await documentAfter()).toEqual(await documentAfter(2));
    });
  });
}
