/** Part of the contract of reading: what is gone, was replaced, or was parsed again. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Catalogue } from '../../case/catalogue.ts';
import { claimUnit } from '../../case/catalogue/runs.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import { everyScope } from '../../schemas/scope.ts';
import { ended } from './made-commits.ts';
import { heldId, makeCase, sha } from './made-case.ts';

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
      expect(await coverage.totals(everyScope)).toMatchObject({ items: 6, documents: 5 });
      expect(await tags.entities(everyScope)).toMatchObject([{ entity: 'Acme', documents: 3 }]);
      const opened = await timeline.open({ documents: new Set([sha('memo')]) }, everyScope);
      const events = await Array.fromAsync(opened.events());
      await opened.close();
      expect(events.map(({ kind }) => kind)).toEqual(['taken']);
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
