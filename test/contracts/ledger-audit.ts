/** Part of the contract of the ledger: which records of the audit log it names. */
import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { ReadCase } from './ledger-history.ts';
import { sha } from './made-case.ts';

const by = (record: number) => ({ by: 'ann', at: '2026-01-02T03:04:05.000Z', record });
const none = { hashes: [], runs: [], labels: 0, notes: 0, withholdings: 0, custody: 0, records: 0 };

export function auditContract(at: ReadCase): void {
  test('audit: each record is named with what was written under it, in the order of their numbers', async () => {
    const { catalogue, ledger } = at;
    const before = await ledger.audit.named();
    const [memo, letter] = [sha('memo'), sha('letter')].map((id) => ({ covers: 'content' as const, id }));
    if (!memo || !letter) throw new Error('the case is another');
    const hot = [{ name: 'Hot', key: 'hot' }];
    const cold = [{ name: 'Cold', key: 'cold' }];
    await catalogue.keepAuditHead({ seq: 903, hash: 'b' });
    await catalogue.keepAuditHead({ seq: 903, hash: 'a' });
    await catalogue.keepAuditHead({ seq: 903, hash: 'a' });
    await catalogue.label({ targets: [memo, letter], add: [...hot, ...cold], remove: [] }, by(902));
    await catalogue.label({ targets: [memo], add: [], remove: hot }, by(905));
    await catalogue.note(memo, 'a note', by(903));
    await catalogue.withhold({ targets: [memo], scope: 'privilege', reason: 'advice' }, by(901));
    await catalogue.release({ targets: [memo], scope: 'privilege' }, by(904));
    await catalogue.addCustody({ reference: 'EX-1', statements: [{ kind: 'received' }, { kind: 'noted', note: 'x' }] }, by(906)); // prettier-ignore
    await catalogue.writeRecord({ kind: 'comment', basedOn: 0, body: { text: 'x' } }, by(908));
    await catalogue.beginRun(randomUUID(), 'ingest', { auditRecord: 907, operator: 'ann' });
    const named = await ledger.audit.named();
    expect(named.map(({ removals, ...rest }) => ({ ...rest, removals })).slice(before.length)).toEqual(
      [
        { ...none, record: 901, withholdings: 1 },
        { ...none, record: 902, labels: 2 },
        { ...none, record: 903, hashes: ['a', 'b'], notes: 1 },
        { ...none, record: 904, withholdings: 1 },
        { ...none, record: 905, labels: 1 },
        { ...none, record: 906, custody: 2 },
        { ...none, record: 907, runs: ['ingest'] },
        { ...none, record: 908, records: 1 },
      ].map((one) => ({ ...one, removals: 0 })),
    );
  });

  test('audit: what was written under records can be read again, the same whatever comes after', async () => {
    const { catalogue, ledger } = at;
    const [memo, letter] = [sha('memo'), sha('letter')].map((id) => ({ covers: 'content' as const, id }));
    if (!memo || !letter) throw new Error('the case is another');
    const read = async (...records: number[]): Promise<string[]> =>
      (await Array.fromAsync(ledger.audit.written(records)))
        .map(({ record, says }) => [record, ...says].join(' '))
        .toSorted();
    const warm = [{ name: 'Warm', key: 'warm' }];
    await catalogue.label({ targets: [memo, letter], add: warm, remove: [] }, by(912));
    const labelled = await read(912);
    await catalogue.label({ targets: [memo], add: [], remove: warm }, by(915));
    await catalogue.note(memo, 'a note', by(913));
    await catalogue.note(memo, 'a note', by(913));
    await catalogue.withhold({ targets: [memo], scope: 'privilege', reason: 'advice' }, by(911));
    await catalogue.release({ targets: [memo], scope: 'privilege' }, by(914));
    await catalogue.addCustody({ reference: 'EX-1', statements: [{ kind: 'noted', note: 'x' }] }, by(916));
    const cites = [{ covers: 'content' as const, id: memo.id }];
    await catalogue.writeRecord(
      { kind: 'comment', id: 'one', basedOn: 0, body: { text: 'x' }, cites },
      by(917),
    );
    await catalogue.removeRecord({ kind: 'comment', id: 'one', basedOn: 1 }, by(917));
    expect(await read(912)).toEqual(labelled);
    const { at: when } = by(0);
    expect(await read(911, 912, 913, 914, 915, 916, 917, 999)).toEqual(
      [
        `911 withheld 2 ${memo.id} privilege advice ${when} ann`,
        `912 label 2 ${memo.id} Warm ${when} ann`,
        `912 label 2 ${letter.id} Warm ${when} ann`,
        `913 note 2 ${memo.id} a note ${when} ann`,
        `913 note 2 ${memo.id} a note ${when} ann`,
        `914 released 2 ${memo.id} privilege ${when} ann`,
        `915 label taken off 2 ${memo.id} Warm ${when} ann`,
        `916 custody EX-1 {"kind":"noted","note":"x"} ${when} ann`,
        `917 record comment one 1 {"text":"x"} ${JSON.stringify(cites)} 0 ${when} ann`,
        `917 record comment one 2 null ${JSON.stringify(cites)} 1 ${when} ann`,
      ].toSorted(),
    );
    expect(await read()).toEqual([]);
  });
}
