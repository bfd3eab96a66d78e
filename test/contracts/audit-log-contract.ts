/** What every adapter of the audit log's port must do: one suite, run on each of them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type AuditLog, noHash } from '../../case/audit-log.ts';
import type { AuditEntry, AuditRecord } from '../../schemas/audit-record.ts';
import type { FlushGate } from './flush-gate.ts';

export interface AuditLogUnderTest {
  /** Each is a writer of its own to the one log, as another process is. */
  openLog(): Promise<AuditLog>;
  /** The way of the chain to the disk, of whatever writer, goes through it. */
  readonly gate: FlushGate;
}

const ann = { user: 'ann', authenticatedBy: 'operating-system' } as const;
const begin = (word: string): AuditEntry => ({
  ...ann,
  verb: 'search',
  event: 'started',
  args: [word],
});
const end = (of: number): AuditEntry => ({
  ...ann,
  verb: 'search',
  event: 'ended',
  of,
  exitCode: 0,
});
const words = (count: number, prefix = 'word'): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix} ${index}`);
/** Long enough for whatever does not wait for the disk to have been done. */
const settledMs = 100;

/** Runs the suite on an adapter; `open` gives an empty log each time. */
export function auditLogContract(name: string, open: () => Promise<AuditLogUnderTest>): void {
  describe(`audit log contract: ${name}`, () => {
    let opened: AuditLogUnderTest;
    let gate: FlushGate;
    let log: AuditLog;

    beforeEach(async () => {
      opened = await open();
      ({ gate } = opened);
      log = await opened.openLog();
    });
    afterEach(() => log.close());

    const written = async (): Promise<AuditRecord[]> => {
      const { records, broken } = await log.check();
      expect(broken).toBeUndefined();
      return Array.fromAsync(log.records(records));
    };
    const wordsOf = (records: readonly AuditRecord[]): unknown[] => records.map(({ args }) => args?.[0]);

    test('an empty log is whole', async () => {
      expect(await log.check()).toEqual({
        records: 0,
        partialLines: [],
        unended: [],
        headLost: [],
        clockBack: [],
        redacted: [],
        detailsLost: [],
        redactionsUndone: [],
        head: { seq: 0, hash: noHash },
      });
      expect(await written()).toEqual([]);
    });

    test('a record carries what was said, its number and the hash of the one before', async () => {
      const first = await log.append({ ...begin('"postal vote" हिन्दी\n'), reason: 'tip 7' });
      const second = await log.append(end(first.seq));
      expect(first).toMatchObject({
        ...begin('"postal vote" हिन्दी\n'),
        reason: 'tip 7',
        seq: 1,
        prev: noHash,
      });
      expect(second).toMatchObject({ ...end(1), seq: 2, prev: first.hash });
      expect(await written()).toEqual([first, second]);
      expect(await log.check()).toMatchObject({ head: { seq: 2, hash: second.hash }, unended: [] });
    });

    test('the first records are given, as many as were asked for', async () => {
      for (const word of words(3)) await log.append(begin(word));
      expect(wordsOf(await Array.fromAsync(log.records(2)))).toEqual(['word 0', 'word 1']);
    });

    test('commands that have not ended are named', async () => {
      await log.append(begin('a'));
      await log.append(begin('b'));
      await log.append(end(1));
      expect((await log.check()).unended).toEqual([2]);
    });

    test('what was appended before is there for whoever opens the log later, and is continued', async () => {
      const first = await log.append(begin('a'));
      await log.close();
      log = await opened.openLog();
      expect(await written()).toEqual([first]);
      expect(await log.append(begin('b'))).toMatchObject({ seq: 2, prev: first.hash });
    });

    describe('an answer leaves after its record', () => {
      test('a record that is not on the disk has not been appended', async () => {
        const held = gate.hold();
        let isAppended = false;
        const appended = log.append(begin('a')).then(() => (isAppended = true));
        await held.reached;
        await sleep(settledMs);
        expect(isAppended).toBe(false);
        held.release();
        await appended;
        expect(wordsOf(await written())).toEqual(['a']);
      });

      test('every record has its own way to the disk behind it: none is told by the way of an earlier one', async () => {
        const first = gate.hold();
        const early = log.append(begin('early'));
        await first.reached;
        let isLateAppended = false;
        const late = log.append(begin('late')).then(() => (isLateAppended = true));
        const second = gate.hold();
        first.release();
        // The early record went before the late one came.
        await early;
        await second.reached;
        await sleep(settledMs);
        expect(isLateAppended).toBe(false);
        second.release();
        await late;
        expect(gate.begun).toBe(2);
      });

      test('all that goes together fails together, and what comes next continues the chain', async () => {
        await log.append(begin('before'));
        gate.failNext(new Error('the disk is gone'));
        const results = await Promise.allSettled(words(5).map((word) => log.append(begin(word))));
        expect(results.map(({ status }) => status)).toEqual(Array(5).fill('rejected'));
        const after = await log.append(begin('after'));
        const records = await written();
        expect(records.at(-1)).toEqual(after);
        expect(wordsOf(records).filter((word) => word === 'before' || word === 'after')).toEqual([
          'before',
          'after',
        ]);
      });
    });

    describe('words of a record', () => {
      const wordsOnly = async (): Promise<unknown[]> =>
        (await written()).map(({ args, reason, redacted, detailsLost }) => ({
          args,
          reason,
          redacted,
          detailsLost,
        }));

      test('are taken out for good by a record that says who, when and why; the chain still holds', async () => {
        await log.append({ ...begin('a victim'), reason: 'tip 7' });
        await log.append(begin('another'));
        const said = await log.redact(1, {
          ...ann,
          operator: 'Ann B.',
          verb: 'audit',
          of: 2,
          reason: 'names a victim',
        });
        expect(said).toMatchObject({ seq: 3, event: 'redacted', redacts: 1, of: 2 });
        expect(await log.check()).toMatchObject({
          records: 3,
          redacted: [1],
          detailsLost: [],
          redactionsUndone: [],
        });
        const redacted = { record: 3, at: said.at, by: 'Ann B.', reason: 'names a victim' };
        expect(await wordsOnly()).toEqual([
          { redacted },
          { args: ['another'] },
          { reason: 'names a victim' },
        ]);
        expect(await log.append(begin('goes on'))).toMatchObject({ seq: 4, prev: said.hash });
        expect((await written()).at(-1)).toMatchObject({ args: ['goes on'] });
      });

      test('of a redaction can be taken out too', async () => {
        await log.append(begin('a victim'));
        const { at } = await log.redact(1, { ...ann, verb: 'audit', reason: 'names John Doe' });
        await log.redact(2, { ...ann, verb: 'audit', reason: 'so did that' });
        expect((await wordsOnly())[0]).toEqual({ redacted: { record: 2, at, by: 'ann' } });
      });

      test('of many records are taken out at one time, and each has its own record of it', async () => {
        for (const word of words(4)) await log.append(begin(word));
        const before = gate.begun;
        expect(await log.redactAll([1, 2, 4], { ...ann, verb: 'remove', reason: 'order' })).toEqual([]);
        expect(gate.begun).toBe(before + 1);
        const { redacted, redactionsUndone } = await log.check();
        expect({ redacted, redactionsUndone }).toEqual({ redacted: [1, 2, 4], redactionsUndone: [] });
        expect((await wordsOnly())[2]).toEqual({ args: ['word 2'] });
        for (const gone of [[3, 9], [1]])
          await expect(log.redactAll(gone, { ...ann, verb: 'remove' })).rejects.toThrow();
        expect(await log.check()).toMatchObject({ records: 7 });
      });

      test.each([
        ['a record that is not there', 9, 'not-found'],
        ['one without words', 2, 'usage'],
        ['one whose words are taken out already', 1, 'usage'],
      ])('of %s cannot be taken out, and nothing is written', async (_, seq, code) => {
        await log.append(begin('a'));
        await log.append(end(1));
        await log.redact(1, { ...ann, verb: 'audit', reason: 'once' });
        await expect(log.redact(seq, { ...ann, verb: 'audit', reason: 'x' })).rejects.toMatchObject({ code });
        expect(await log.check()).toMatchObject({ records: 3 });
      });
    });

    describe('records that come at one time', () => {
      test('share one way to the disk, in the order of the calls', async () => {
        const records = await Promise.all(words(50).map((word) => log.append(begin(word))));
        expect(gate.begun).toBe(1);
        expect(records.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
        expect(wordsOf(records)).toEqual(words(50));
        expect(await written()).toEqual(records);
      });

      test('those that come while others are on their way share the next one', async () => {
        const held = gate.hold();
        const first = log.append(begin('first'));
        await held.reached;
        const others = words(30).map((word) => log.append(begin(word)));
        held.release();
        await Promise.all([first, ...others]);
        expect(gate.begun).toBe(2);
        expect(wordsOf(await written())).toEqual(['first', ...words(30)]);
      });

      test('of several writers: one chain, each writer in the order of its calls', async () => {
        const other = await opened.openLog();
        const append = (by: AuditLog, prefix: string) =>
          words(20, prefix).map((word) => by.append(begin(word)));
        await Promise.all([...append(log, 'one'), ...append(other, 'other'), ...append(log, 'again')]);
        await other.close();
        const all = wordsOf(await written()).map(String);
        expect(all).toHaveLength(60);
        const oneWriter = all.filter((word) => !word.startsWith('other'));
        expect(oneWriter).toEqual([...words(20, 'one'), ...words(20, 'again')]);
        expect(all.filter((word) => word.startsWith('other'))).toEqual(words(20, 'other'));
      });

      test('the log is closed when they are on the disk', async () => {
        const other = await opened.openLog();
        const held = gate.hold();
        const appended = words(3).map((word) => other.append(begin(word)));
        await held.reached;
        let isClosed = false;
        const closed = other.close().then(() => (isClosed = true));
        await sleep(settledMs);
        expect(isClosed).toBe(false);
        held.release();
        await Promise.all([...appended, closed]);
        expect(wordsOf(await written())).toEqual(words(3));
      });
    });
  });
}
