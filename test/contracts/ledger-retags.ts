/** Part of the contract of reading: tags that were found again, beside what the texts had before. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { bytesReference } from '../../case/blob-reference.ts';
import type { RetaggedDocument } from '../../case/catalogue/retags.ts';
import { claimUnit } from '../../case/catalogue/runs.ts';
import { packTagBlock } from '../../case/tag-block.ts';
import { everyScope } from '../../schemas/scope.ts';
import type { ReadCase } from './ledger-history.ts';
import { makeCase, sha } from './made-case.ts';

const mention = {
  start: 0,
  end: 4,
  surface: 'Acme',
  entity: 'Acme Holding',
  kind: 'other' as const,
  method: 'watchlist' as const,
  confidence: 0.9,
  signal: 'name',
};

const renamed = (content: string, revision: number): RetaggedDocument => ({
  document: sha(content),
  revision,
  texts: [
    {
      kind: 'body',
      entities: [{ entity: 'Acme Holding', kind: 'other', count: 1 }],
      personalData: [],
      blocks: [
        bytesReference(packTagBlock(Buffer.from(JSON.stringify({ mentions: [mention], personalData: [] })))),
      ],
    },
  ],
});

export function retagsContract(at: ReadCase): void {
  describe('tags that were found again', () => {
    test('stand under the run that found them; those of before stay on record, and other documents as they were', async () => {
      await makeCase(at.catalogue);
      const { tagged, tags, documents, entries } = at.ledger;
      const by = await tagged.by(everyScope);
      const before = await entries.entry(sha('memo'), everyScope);
      const lease = await at.catalogue.beginRun(randomUUID(), 'retag', {});
      const revision = (before?.revision ?? 0) + 1;
      const claim = claimUnit(lease);
      // Sent again under the same unit it is done once.
      for (const _ of ['once', 'and again'])
        await at.catalogue.retag(claim, { listVersion: 'later', documents: [renamed('memo', revision)] });
      const texts = await Array.fromAsync(tags.texts({ sha256: sha('memo') }, everyScope));
      expect(texts).toMatchObject([
        { run: lease.run, listVersion: 'later', extractor: 'text/1', mentions: [mention], personalData: [] },
      ]);
      expect(texts[0]?.anchors).toEqual([{ at: 0, page: 1 }]);
      expect((await documents.texts(sha('memo'), everyScope)).slice(-2)).toMatchObject([
        { run: lease.run - 1, superseded: true },
        { run: lease.run, superseded: false },
      ]);
      expect(await tags.entities(everyScope)).toMatchObject([
        { entity: 'Acme', documents: 2 },
        { entity: 'Acme Holding', documents: 1 },
      ]);
      const after = await entries.entry(sha('memo'), everyScope);
      expect(after).toMatchObject({
        run: before?.run,
        entities: [{ entity: 'Acme Holding' }],
        personalData: [],
      });
      expect(after?.texts).toEqual(before?.texts);
      expect((await tagged.by(everyScope)).at(-1)).toEqual({ run: lease.run, documents: 1 });
      const all = (rows: typeof by): number => rows.reduce((sum, one) => sum + one.documents, 0);
      expect(all(await tagged.by(everyScope))).toBe(all(by));
      const [kept] = await tagged.documents([lease.run], undefined, 10, everyScope);
      expect(kept).toEqual({
        document: sha('memo'),
        texts: [{ kind: 'body', id: sha('text of memo'), units: 40 }],
      });
      expect(await tagged.documents([lease.run], sha('memo'), 10, everyScope)).toEqual([]);
    });

    test('the index shows them, and hears again of what was raised meanwhile; other texts are refused', async () => {
      await makeCase(at.catalogue);
      const lease = await at.catalogue.beginRun(randomUUID(), 'retag', {});
      for (let stale = await at.catalogue.stale(10); stale.length > 0; stale = await at.catalogue.stale(10))
        await at.catalogue.markIndexed(claimUnit(lease), stale);
      const stale = async (): Promise<readonly string[]> =>
        (await at.catalogue.stale(10)).map(({ document }) => document);
      const revisionOf = async (): Promise<number> =>
        ((await at.ledger.entries.entry(sha('memo'), everyScope))?.revision ?? 0) + 1;
      await at.catalogue.retag(claimUnit(lease), { documents: [renamed('memo', await revisionOf())] });
      expect(await stale()).toEqual([]);
      const revision = await revisionOf();
      const by = { by: 'Ann', at: new Date().toISOString(), record: 1 };
      const targets = [{ covers: 'content' as const, id: sha('memo') }];
      await at.catalogue.label({ targets, add: [{ name: 'Hot', key: 'hot' }], remove: [] }, by);
      await at.catalogue.retag(claimUnit(lease), { documents: [renamed('memo', revision)] });
      expect(await stale()).toEqual([sha('memo')]);
      const nothing = { ...renamed('memo', revision), texts: [] };
      for (const wrong of [nothing, renamed('nowhere', 1)])
        await expect(at.catalogue.retag(claimUnit(lease), { documents: [wrong] })).rejects.toMatchObject({
          code: 'not-found',
        });
    });
  });
}
