/** The words of an audit log beside its chain, its times, and logs from before. */
import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { checkAuditLog } from '../../case/audit-check.ts';
import { systemDisk } from '../../case/audit-disk.ts';
import { openAuditFile } from '../../case/audit-file.ts';
import { hashRecord, sizeOf } from '../../case/audit-lines.ts';
import { noHash } from '../../case/audit-log.ts';
import { canonicalJson } from '../../case/canonical-json.ts';
import { AuditHeadFile, readHead } from '../../case/sqlite/audit-head.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { ann, check, openLog, type Paths, pathsIn, write } from './written-log.ts';

const folder = temporaryFolder();
const newPaths = (): Paths => pathsIn(folder);

describe('words beside the chain', () => {
  const words = (paths: Paths) => readFileSync(paths.auditDetails, 'utf8');
  const rewrite = (paths: Paths, change: (lines: string[]) => string[]) =>
    writeFileSync(
      paths.auditDetails,
      change(words(paths).trimEnd().split('\n'))
        .map((line) => `${line}\n`)
        .join(''),
    );

  test('the chain names them by a hash that a guess cannot be tried against', async () => {
    const paths = newPaths();
    await write(paths, 0, 2);
    await write(paths, 0, 1);
    const chain = readFileSync(paths.audit, 'utf8');
    expect(chain).not.toContain('postal vote');
    const hashes = chain.match(/"details":"[0-9a-f]{64}"/gu);
    // The same words twice.
    expect(new Set(hashes).size).toBe(2);
  });

  test.each<[string, (lines: string[]) => string[], number[]]>([
    ['changed', (all) => all.with(1, all[1]!.replace('tip 7', 'tip 8')), [3]],
    ['taken away', (all) => all.toSpliced(1, 1), [3]],
    ['exchanged', (all) => [all[1]!, all[0]!, all[2]!], [3]],
    ['given to another record', (all) => all.with(0, all[0]!.replace('"seq":1', '"seq":2')), [1]],
    ['given a number beyond all', (all) => all.with(0, all[0]!.replace('"seq":1', '"seq":999')), [1]],
    ['all gone', () => [], [1, 3, 5]],
    ['with foreign lines between', (all) => all.flatMap((line) => ['{"x', line, all[0]!]), []],
  ])('%s: named, and no break of the chain', async (_, change, lost) => {
    const paths = newPaths();
    await write(paths, 0, 6);
    rewrite(paths, change);
    expect(check(paths)).toMatchObject({ records: 6, detailsLost: lost });
    expect(check(paths).broken).toBeUndefined();
  });

  test('taken out, they are nowhere in the files', async () => {
    const paths = newPaths();
    await write(paths, 0, 4);
    const log = openLog(paths);
    await log.redact(1, { ...ann, verb: 'audit', reason: 'order' });
    await log.close();
    expect(words(paths)).not.toContain('postal vote\\" 0');
    expect(words(paths)).toContain('postal vote\\" 2');
    expect(check(paths)).toMatchObject({ redacted: [1], redactionsUndone: [] });
  });

  test('what a full disk left of a line goes with them, in the middle and at the end', async () => {
    const paths = newPaths();
    await write(paths, 0, 1);
    appendFileSync(paths.auditDetails, '{"details":{"args":["a victim');
    await write(paths, 1, 4);
    appendFileSync(paths.auditDetails, '{"details":{"args":["another victim');
    const log = openLog(paths);
    await log.redact(1, { ...ann, verb: 'audit' });
    await log.close();
    expect(words(paths)).not.toMatch(/victim/u);
    expect(words(paths)).toContain('postal vote\\" 2');
    await write(paths, 4, 6);
    expect(check(paths)).toMatchObject({ redacted: [1], detailsLost: [], redactionsUndone: [] });
  });

  test('taken out while the log is checked, behind what is checked: no alarm, and one of what nobody took out', async () => {
    const paths = newPaths();
    await write(paths, 0, 4);
    const before = [readHead(paths.auditHead), sizeOf(paths.audit)] as const;
    const log = openLog(paths);
    await log.redact(1, { ...ann, verb: 'audit', reason: 'order' });
    await log.close();
    expect(checkAuditLog(paths, ...before)).toMatchObject({ records: 4, redacted: [], detailsLost: [] });
    rewrite(paths, (all) => all.map((line) => line.replace('"seq":3', '"seq":4')));
    expect(checkAuditLog(paths, ...before)).toMatchObject({ detailsLost: [3] });
  });

  test('checked between the record of a redaction and the blanking: no alarm', async () => {
    const paths = newPaths();
    await write(paths, 0, 4);
    const between: unknown[] = [];
    const log = openAuditFile(paths, (isNew) => new AuditHeadFile(paths.auditHead, 'write', isNew), {
      ...systemDisk,
      write: (file, bytes, place) => {
        if (place !== undefined) between.push(check(paths));
        return systemDisk.write(file, bytes, place);
      },
    });
    await log.redact(1, { ...ann, verb: 'audit', reason: 'order' });
    await log.close();
    expect(between).toMatchObject([{ records: 5, redacted: [1], detailsLost: [], redactionsUndone: [] }]);
  });

  test('put back after that, it is told', async () => {
    const paths = newPaths();
    await write(paths, 0, 4);
    const before = words(paths);
    const log = openLog(paths);
    await log.redact(1, { ...ann, verb: 'audit', reason: 'order' });
    await log.close();
    writeFileSync(paths.auditDetails, before + words(paths).slice(before.length));
    expect(check(paths)).toMatchObject({ redacted: [1], redactionsUndone: [1], detailsLost: [] });
  });
});

test('a clock that goes back is named, and is no break', async () => {
  const paths = newPaths();
  const at = '2026-11-26T10:00:0';
  const lines: string[] = [];
  let prev = noHash;
  for (const [index, second] of [1, 3, 2, 2, 4].entries()) {
    const bare = {
      version: 2,
      seq: index + 1,
      at: `${at}${second}.000Z`,
      host: 'vm',
      pid: 1,
      verb: 'search',
      event: 'started',
      ...ann,
      prev,
    };
    prev = hashRecord(bare);
    lines.push(`${canonicalJson({ ...bare, hash: prev })}\n`);
  }
  writeFileSync(paths.audit, lines.join(''));
  const { broken, clockBack } = checkAuditLog(paths, { seq: 5, hash: prev });
  expect({ broken, clockBack }).toEqual({ broken: undefined, clockBack: [{ seq: 3, seconds: 1 }] });
});

describe('a log from before words lay beside it', () => {
  /** Byte for byte as that program wrote it. */
  const older = async (paths: Paths): Promise<void> => {
    let prev = noHash;
    for (const [seq, said] of [
      { event: 'started', operator: 'ann', args: ['postal vote'], folder: '/w', reason: 'tip 7' },
      { event: 'ended', operator: 'ann', of: 1, exitCode: 0, resultCount: 3 },
    ].entries()) {
      const bare = {
        ...said,
        seq: seq + 1,
        at: '2026-01-02T03:04:05.678Z',
        host: 'vm',
        pid: 9,
        verb: 'search',
        prev,
      };
      prev = hashRecord(bare);
      appendFileSync(paths.audit, `${canonicalJson({ ...bare, hash: prev })}\n`);
    }
    const head = new AuditHeadFile(paths.auditHead);
    await head.advance(() => Promise.resolve({ seq: 2, hash: prev, size: statSync(paths.audit).size }));
    head.close();
  };

  test('is unbroken, is gone on with, and its words stand in the chain', async () => {
    const paths = newPaths();
    await older(paths);
    expect(check(paths)).toMatchObject({ records: 2, head: { seq: 2 }, detailsLost: [] });
    await write(paths, 0, 2);
    expect(check(paths)).toMatchObject({ records: 4, headLost: [], detailsLost: [] });
    expect(check(paths).broken).toBeUndefined();
    const log = openLog(paths);
    const [first, , third] = await Array.fromAsync(log.records(4));
    expect(first).toMatchObject({ operator: 'ann', args: ['postal vote'], folder: '/w', reason: 'tip 7' });
    expect(third).toMatchObject({ user: 'ann', reason: 'tip 7' });
    const refused = log.redact(1, { ...ann, verb: 'audit', reason: 'x' });
    await expect(refused).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('part of the chain') }); // prettier-ignore
    expect(await log.redactAll([1, 3], { ...ann, verb: 'remove' })).toEqual([1]);
    expect(check(paths)).toMatchObject({ records: 5, redacted: [3], redactionsUndone: [] });
    await log.close();
  });
});
