/** Part of the catalogue's contract: who may write, and that what is sent twice is written once. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { type Claim, claimUnit } from '../../case/catalogue/runs.ts';
import type { ListResult } from '../../case/catalogue/sources.ts';
import type { ContractCase } from './contract-case.ts';
import { ended, fileEntry, found } from './made-commits.ts';

const leaseLost = expect.objectContaining({ code: 'lease-lost' });

export function unitsContract(at: ContractCase): void {
  describe('leases', () => {
    test('a run that another has taken over from can write nothing, by none of the writes', async () => {
      await at.list(fileEntry('a.txt'));
      const before = await at.statuses();
      const old = at.lease;
      const taken = await at.begin();
      expect(taken.run).toBeGreaterThan(old.run);
      const stray = (): Claim => claimUnit(old);
      const writes: (() => Promise<unknown>)[] = [
        () => at.catalogue.endRun(stray(), 'complete', {}),
        () => at.catalogue.registerSource(stray(), at.sourceNamed('EX-2', '/late')),
        () => at.catalogue.listFolder(stray(), at.source, at.source.id, []),
        () =>
          at.catalogue.commit(stray(), { items: [found(at.idOf('a.txt'), 'a')], documents: [ended('a')] }),
        () => at.catalogue.reopen(stray(), {}),
        () => at.catalogue.settle(stray()),
        () => at.catalogue.markIndexed(stray(), []),
      ];
      for (const write of writes) await expect(write()).rejects.toEqual(leaseLost);
      expect(await at.statuses()).toEqual(before);
      expect(await at.known('a')).toBeUndefined();
      expect(await at.catalogue.sources()).toHaveLength(1);
      await at.catalogue.commit(claimUnit(taken), { items: [], documents: [] });
    });

    test('an ended run can write nothing', async () => {
      await at.catalogue.endRun(claimUnit(at.lease), 'complete', {});
      await expect(at.settle()).rejects.toEqual(leaseLost);
    });

    test('a token that was never given out can write nothing', async () => {
      await at.list(fileEntry('a.txt'));
      const stolen = claimUnit({ ...at.lease, token: 'stolen' });
      await expect(
        at.catalogue.commit(stolen, { items: [found(at.idOf('a.txt'), 'a')], documents: [ended('a')] }),
      ).rejects.toEqual(leaseLost);
      expect(await at.statuses()).toEqual({ 'a.txt': 'pending' });
      expect(await at.known('a')).toBeUndefined();
    });

    test('a run begun twice under one id is one run with one lease, also beside its first answer', async () => {
      const id = randomUUID();
      const [one, other] = await Promise.all([
        at.catalogue.beginRun(id, 'ingest', {}),
        at.catalogue.beginRun(id, 'ingest', {}),
      ]);
      expect(other).toEqual(one);
      expect(await at.catalogue.beginRun(id, 'ingest', {})).toEqual(one);
      await at.catalogue.settle(claimUnit(one));
      await at.catalogue.endRun(claimUnit(one), 'complete', {});
      await expect(at.catalogue.beginRun(id, 'ingest', {})).rejects.toEqual(leaseLost);
    });
  });

  describe('units', () => {
    test('a batch that fails half-way leaves nothing behind, and may come again under its unit', async () => {
      await at.list(fileEntry('a.txt'));
      const claim = claimUnit(at.lease);
      const items = [found(at.idOf('a.txt'), 'a')];
      await expect(
        at.catalogue.commit(claim, { items, documents: [ended('never found')] }),
      ).rejects.toThrow();
      expect(await at.statuses()).toEqual({ 'a.txt': 'pending' });
      await at.catalogue.commit(claim, { items, documents: [ended('a')] });
      expect(await at.known('a')).toEqual({ status: 'indexed', revision: 1 });
    });

    test('a commit sent twice is one: no second attempt, no second revision', async () => {
      await at.list(fileEntry('a.txt'));
      const claim = claimUnit(at.lease);
      const batch = { items: [found(at.idOf('a.txt'), 'a')], documents: [ended('a')] };
      await Promise.all([at.catalogue.commit(claim, batch), at.catalogue.commit(claim, batch)]);
      await at.catalogue.commit(claim, batch);
      expect(await at.known('a')).toEqual({ status: 'indexed', revision: 1 });
      await at.commit(batch.items, batch.documents);
      expect(await at.known('a')).toEqual({ status: 'indexed', revision: 2 });
    });

    test('a listing sent twice gives the counts of the first time', async () => {
      const claim = claimUnit(at.lease);
      const send = (): Promise<ListResult> =>
        at.catalogue.listFolder(claim, at.source, at.source.id, [fileEntry('a.txt'), fileEntry('b.txt')]);
      const first = await send();
      expect(first).toEqual({ fresh: 2, changed: 0, unchanged: 0, gone: 0 });
      expect(await send()).toEqual(first);
    });

    test('what was reopened is counted the same when it is sent twice', async () => {
      await at.list(fileEntry('a.txt'));
      await at.commit([found(at.idOf('a.txt'), 'a')], [ended('a', { status: 'failed', code: 'corrupt' })]);
      const claim = claimUnit(at.lease);
      const first = await at.catalogue.reopen(claim, { statuses: ['failed'] });
      expect(first).toEqual({ documents: 1, files: 0 });
      expect(await at.catalogue.reopen(claim, { statuses: ['failed'] })).toEqual(first);
    });

    test('the end of a run sent twice is one end; a write of its own comes too late', async () => {
      const claim = claimUnit(at.lease);
      await at.catalogue.endRun(claim, 'complete', {});
      await at.catalogue.endRun(claim, 'complete', {});
      await expect(at.catalogue.endRun(claimUnit(at.lease), 'failed', {})).rejects.toEqual(leaseLost);
    });

    test('what was written before the lease went is answered after it; it changes nothing', async () => {
      await at.list(fileEntry('a.txt'), fileEntry('b.txt'));
      const claim = claimUnit(at.lease);
      const batch = { items: [found(at.idOf('a.txt'), 'a')], documents: [ended('a')] };
      await at.catalogue.commit(claim, batch);
      await at.nextRun();
      await at.catalogue.commit(claim, batch);
      expect(await at.known('a')).toEqual({ status: 'indexed', revision: 1 });
    });
  });
}
