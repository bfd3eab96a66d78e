/** Part of the contract of reading: what is withheld at one of its places and shows at another. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { claimUnit } from '../../case/catalogue/runs.ts';
import type { MarkTarget } from '../../schemas/label.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { ReadCase } from './ledger-history.ts';
import { fileEntry, found } from './made-commits.ts';
import { heldId, idAt, sourceId } from './made-case.ts';

const plain: Scope = { open: [] };
const counsel: Scope = { open: ['privilege'] };
const by = { by: 'ann', at: '2026-01-02T03:04:05.000Z', record: 7 };

export function elsewhereContract(at: ReadCase): void {
  const withhold = (target: MarkTarget) =>
    at.catalogue.withhold({ targets: [target], scope: 'privilege', reason: 'advice' }, by);
  const letter: MarkTarget = { covers: 'family', id: idAt('EX-1', 'mail/letter.eml') };

  /** The archive that is attached to the letter lies in a third source, too. */
  async function addLoosePack(): Promise<void> {
    const lease = await at.catalogue.beginRun(randomUUID(), 'ingest', {});
    const source = await at.catalogue.registerSource(claimUnit(lease), {
      id: sourceId('EX-3'),
      reference: 'EX-3',
      kind: 'folder',
      root: Buffer.from('/evidence/EX-3'),
      intake: { reference: 'EX-3' },
    });
    await at.catalogue.listFolder(claimUnit(lease), source, source.id, [fileEntry('loose.zip')]);
    const items = [found(idAt('EX-3', 'loose.zip'), 'pack')];
    await at.catalogue.commit(claimUnit(lease), { items, documents: [] });
    await at.catalogue.settle(claimUnit(lease));
    await at.catalogue.endRun(claimUnit(lease), 'complete', {});
  }

  describe('what shows at another place', () => {
    test('is not at a path that does not show', async () => {
      await withhold(letter);
      const path = 'mail/letter.eml/brochure.x';
      expect(await at.ledger.items.at(path, plain)).toEqual([]);
      expect(await at.ledger.items.at(path, counsel)).toMatchObject([{ path }]);
    });

    test('does not lie in a family that does not show', async () => {
      await withhold(letter);
      expect(await at.ledger.places.contentsIn(letter, plain)).toEqual([]);
      expect(await at.ledger.places.contentsIn(letter, counsel)).toHaveLength(4);
    });

    test('is no parent where its own family is withheld', async () => {
      const { coverage } = at.ledger;
      expect(await coverage.families(plain)).toBe(4);
      await addLoosePack();
      // The advice, which in the letter belongs to the letter.
      expect(await coverage.families(plain)).toBe(5);
      await withhold({ covers: 'family', id: heldId('pack', 0) });
      expect(await coverage.families(plain)).toBe(4);
      expect(await coverage.families(counsel)).toBe(5);
      const items = await at.ledger.items.at('advice.x', plain);
      expect(items.map(({ path }) => path)).toEqual(['mail/letter.eml/pack.x/advice.x']);
    });
  });
}
