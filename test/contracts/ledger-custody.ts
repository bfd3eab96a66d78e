/** Part of the contract of the ledger: custody, and what a corrected custodian means for the index. */
import { expect, test } from '@jest/globals';
import type { CustodyStatement } from '../../schemas/custody.ts';
import { everyScope } from '../../schemas/scope.ts';
import type { ReadCase } from './ledger-history.ts';
import { makeCase, sha } from './made-case.ts';

const by = { by: 'ann', at: '2026-01-02T03:04:05.000Z', record: 7 };
const later = { by: 'bo', at: '2026-01-03T00:00:00.000Z', record: 9 };

export function custodyContract(at: ReadCase): void {
  const add = (...statements: CustodyStatement[]): Promise<void> =>
    at.catalogue.addCustody({ reference: 'EX-1', statements }, by);

  test('custody: what is stated stays, in its order, on both sides; another source has none of it', async () => {
    expect(await at.catalogue.custody('EX-1')).toEqual([]);
    await add({ kind: 'received', person: 'A. Clerk' }, { kind: 'seal-opened', seal: 'A1' });
    await at.catalogue.addCustody(
      { reference: 'EX-1', statements: [{ kind: 'seal-closed', seal: 'A2' }] },
      later,
    );
    const all = [
      { kind: 'received', person: 'A. Clerk', ...by },
      { kind: 'seal-opened', seal: 'A1', ...by },
      { kind: 'seal-closed', seal: 'A2', ...later },
    ];
    expect(await at.catalogue.custody('EX-1')).toEqual(all);
    expect(await at.ledger.sources.custody('EX-1', everyScope)).toEqual(all);
    expect(await at.ledger.sources.custody('EX-9', everyScope)).toEqual([]);
    await expect(at.catalogue.addCustody({ reference: 'EX-9', statements: [] }, by)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  test('custody: what a comparison found is for readers of every scope', async () => {
    const compared = { kind: 'compared', matches: false, accepted: true } as const;
    await add({ ...compared, deliveredUnread: 2, fingerprint: 'f', verification: { summary: 'x.txt' } });
    const withheld = { covers: 'content', id: sha('memo') } as const;
    await at.catalogue.withhold({ targets: [withheld], scope: 'privilege', reason: 'advice' }, by);
    expect(await at.ledger.sources.custody('EX-1', { open: [] })).toEqual([{ ...compared, ...by }]);
    expect(await at.ledger.sources.custody('EX-1', { open: ['privilege'] })).toEqual([
      { ...compared, deliveredUnread: 2, fingerprint: 'f', verification: { summary: 'x.txt' }, ...by },
    ]);
  });

  test('custody: another custodian is shown to the index wherever the source has a document', async () => {
    const stale = async () => at.catalogue.stale(1_000);
    await at.catalogue.markIndexed(
      undefined,
      (await stale()).map(({ document, revision }) => ({ document, revision })),
    );
    expect(await stale()).toEqual([]);
    const [source] = await at.catalogue.sources();
    const change = { reference: 'EX-1', statements: [] };
    await at.catalogue.addCustody({ ...change, intake: { ...source?.intake, notes: 'wet' } }, by);
    expect(await stale()).toEqual([]);
    await at.catalogue.addCustody({ ...change, intake: { ...source?.intake, custodian: 'Zoe' } }, by);
    const places = (await stale()).flatMap(({ occurrences }) => occurrences);
    expect(places.length).toBeGreaterThan(0);
    expect(new Set(places.filter((place) => place.source === 'EX-1').map(({ custodian }) => custodian))).toEqual(new Set(['Zoe'])); // prettier-ignore
    const inSource: string[] = [];
    for await (const { document } of at.ledger.entries.indexed(everyScope)) {
      const entry = await at.ledger.entries.entry(document, everyScope);
      if (entry?.occurrences.some((place) => place.source === 'EX-1')) inSource.push(document);
    }
    expect((await stale()).map(({ document }) => document).toSorted()).toEqual(inSource.toSorted());
    expect((await at.ledger.sources.all(everyScope))[0]?.intake).toMatchObject({ custodian: 'Zoe' });
  });
}

export function revisionsContract(at: ReadCase): void {
  test('revisions of files: each with its run and content, those of one file together; what has gone says so', async () => {
    const before = await Array.fromAsync(at.ledger.sources.revisions(everyScope));
    expect(before.length).toBeGreaterThan(3);
    expect(before.every(({ gone, revision, sha256 }) => !gone && revision === 0 && sha256)).toBe(true);
    await makeCase(at.catalogue, { without: ['mail/letter.eml'] });
    const after = await Array.fromAsync(at.ledger.sources.revisions(everyScope));
    expect(after.map(({ path }) => path)).toEqual(before.map(({ path }) => path));
    expect(after.map(({ run }) => run)).toEqual(before.map(({ run }) => run));
    expect(after.filter(({ gone }) => gone).map(({ path }) => path)).toEqual(['EX-1/mail/letter.eml']);
  });

  test('revisions of files: what is withheld has none, and the scope is not whole', async () => {
    await at.catalogue.withhold({ targets: [{ covers: 'content', id: sha('memo') }], scope: 'privilege', reason: 'advice' }, by); // prettier-ignore
    const paths = async (open: string[]) =>
      (await Array.fromAsync(at.ledger.sources.revisions({ open }))).map(({ path }) => path);
    const all = await paths(['privilege']);
    expect(all.filter((path) => path.endsWith('memo.txt'))).toHaveLength(1);
    expect(await paths([])).toEqual(all.filter((path) => !path.endsWith('memo.txt')));
    expect([await at.ledger.sources.isWhole({ open: [] }), await at.ledger.sources.isWhole({ open: ['privilege'] })]).toEqual([false, true]); // prettier-ignore
  });
}

export function parsedByContract(at: ReadCase): void {
  test('which run last parsed the files of each source: again after a retry, nothing of what is withheld', async () => {
    const before = await at.ledger.sources.parsedBy(everyScope);
    const files = (await Array.fromAsync(at.ledger.sources.files(everyScope))).length;
    expect(before.reduce((sum, one) => sum + one.files, 0)).toBe(files);
    expect(new Set(before.map(({ run }) => run)).size).toBe(1);
    await at.catalogue.withhold({ targets: [{ covers: 'content', id: sha('memo') }], scope: 'privilege', reason: 'advice' }, by); // prettier-ignore
    const scoped = await at.ledger.sources.parsedBy({ open: [] });
    expect(scoped.reduce((sum, one) => sum + one.files, 0)).toBe(files - 1);
    await makeCase(at.catalogue);
    const [first, last] = [await at.ledger.sources.parsedBy(everyScope), before];
    expect(first.map(({ source, files: counted }) => [source, counted])).toEqual(last.map(({ source, files: counted }) => [source, counted])); // prettier-ignore
    expect(Math.min(...first.map(({ run }) => run))).toBeGreaterThan(Math.max(...last.map(({ run }) => run)));
  });
}
