/** Part of the contract of the ledger: a write gives the part that it changes another word, and leaves the others theirs. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { claimUnit } from '../../case/catalogue/runs.ts';
import { type LedgerPart, ledgerParts, type LedgerWords } from '../../case/ledger/changes.ts';
import type { MarkTarget } from '../../schemas/label.ts';
import type { ReadCase } from './ledger-history.ts';
import { idAt, sha, sourceId } from './made-case.ts';

const by = { by: 'ann', at: '2026-01-02T03:04:05.000Z', record: 7 };
const letter: MarkTarget = { covers: 'family', id: idAt('EX-1', 'mail/letter.eml') };
const memo: MarkTarget = { covers: 'content', id: sha('memo') };
const withholding = { targets: [letter], scope: 'privilege', reason: 'advice' };

export function ledgerPartsContract(at: ReadCase): void {
  const changedBy = async (write: () => Promise<unknown>): Promise<LedgerPart[]> => {
    const before: LedgerWords = await at.ledger.changes.words();
    await write();
    const after = await at.ledger.changes.words();
    return ledgerParts.filter((part) => before[part] !== after[part]);
  };

  describe('the words of its parts', () => {
    test('labels and notes change the marks, records the records, and reading nothing', async () => {
      const { catalogue, ledger } = at;
      const label = { key: 'seen', name: 'seen' };
      expect([
        await changedBy(() => catalogue.label({ targets: [memo], add: [label], remove: [] }, by)),
        await changedBy(() => catalogue.label({ targets: [memo], add: [], remove: [label] }, by)),
        await changedBy(() => catalogue.note(memo, 'why?', by)),
        await changedBy(() => catalogue.writeRecord({ kind: 'comment', id: 'one', basedOn: 0, body: { text: 'a' } }, by)),
        await changedBy(() => catalogue.removeRecord({ kind: 'comment', id: 'one', basedOn: 1 }, by)),
        await changedBy(() => ledger.timeline.open({}, { open: [] }).then((timeline) => timeline.close())),
      ]).toEqual([['marks'], ['marks'], ['marks'], ['records'], ['records'], []]); // prettier-ignore
    });

    test('what a reader may see, what runs write, custody and removals change the evidence', async () => {
      const { catalogue } = at;
      const lease = await catalogue.beginRun(randomUUID(), 'ingest', {});
      const claim = () => claimUnit(lease);
      const [source] = await catalogue.sources();
      if (!source) throw new Error('the case has no source');
      const statement = { kind: 'noted', note: 'seen' } as const;
      const writes: (() => Promise<unknown>)[] = [
        () => catalogue.withhold(withholding, by),
        () => catalogue.release({ targets: [letter], scope: 'privilege' }, by),
        () => catalogue.beginRun(randomUUID(), 'ingest', {}),
        () => catalogue.addCustody({ reference: 'EX-1', statements: [statement] }, by),
      ];
      const ofRun: (() => Promise<unknown>)[] = [
        () => catalogue.beginListing(claim(), source),
        () => catalogue.listFolder(claim(), source, sourceId('EX-1'), [], {}),
        () => catalogue.commit(claim(), { items: [], documents: [] }),
        () => catalogue.settle(claim()),
        () => catalogue.endRun(claim(), 'complete', {}),
      ];
      for (const write of [...ofRun, ...writes]) expect(await changedBy(write)).toEqual(['evidence']);
    });

    test('a run is on from its beginning to its end; what is withheld or released meanwhile changes its word', async () => {
      const { catalogue, ledger } = at;
      const lease = await catalogue.beginRun(randomUUID(), 'ingest', {});
      const closed: (string | undefined)[] = [];
      const writes: (() => Promise<unknown>)[] = [
        () => catalogue.commit(claimUnit(lease), { items: [], documents: [] }),
        () => catalogue.note(memo, 'meanwhile', by),
        () => catalogue.withhold(withholding, by),
        () => catalogue.release({ targets: [letter], scope: 'privilege' }, by),
      ];
      for (const write of writes) {
        await write();
        closed.push((await ledger.changes.runOn())?.closed);
      }
      expect([closed[1] === closed[0], new Set(closed).size]).toEqual([true, 3]);
      expect(closed).not.toContain(undefined);
      await catalogue.endRun(claimUnit(lease), 'complete', {});
      expect(await ledger.changes.runOn()).toBeUndefined();
    });

    test('no part has a word again that it had', async () => {
      const seen = new Set<string>();
      for (let time = 0; time < 8; time++) {
        await at.catalogue.note(memo, 'again', by);
        seen.add((await at.ledger.changes.words()).marks);
      }
      expect(seen.size).toBe(8);
    });
  });
}
