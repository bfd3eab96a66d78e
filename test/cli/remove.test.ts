/** `evidex remove`: what goes is in no byte of the case afterwards, and nothing brings it back. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '../temporary-folder.ts';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { jsonRows } from './json-lines.ts';
import { filesWith, removeAndSee, secrets, writeRemovedSource } from './removed-case.ts';
import { type CliResult, runCli } from './run-cli.ts';

const folder = temporaryFolder();

test('words, texts, names, metadata and tags of what was removed are in no byte, and all else agrees', async () => {
  await removeAndSee(join(folder, 'first'), []);
});

describe('a case with a message to remove', () => {
  const source = join(folder, 'second');
  const made = join(folder, 'made');
  let copies = 0;
  /** A copy of the case, since each test takes something out of it. */
  const copied = () => {
    const casePath = join(folder, `copy-${copies++}`);
    cpSync(made, casePath, { recursive: true });
    return {
      casePath,
      run: (...words: string[]): Promise<CliResult> => runCli([...words, '--case', casePath]),
      ingest: (): Promise<CliResult> => runCli(ingestInto(casePath)),
    };
  };
  const ingestInto = (casePath: string): string[] => [
    'ingest', source, '--reference', 'EX-1', '--case', casePath, '--parser-processes', '1', '--no-gazetteers',
  ]; // prettier-ignore
  const remove = ['remove', 'mail/zwibbelname.eml', '--reason', 'order'];
  beforeAll(async () => {
    writeRemovedSource(source);
    expect(await runCli(ingestInto(made))).toMatchObject({ exitCode: 0 });
  });

  test.each(['removedEntries', 'scrub', 'packedValues', 'endRemoval'])(
    'killed when it came to %s, the same command goes on to the same end',
    async (method) => {
      const { casePath, run } = copied();
      await run('search', secrets[0]);
      const program = join(import.meta.dirname, 'remove-and-die.ts');
      expect(() =>
        execFileSync(process.execPath, [program, method, ...remove, '--case', casePath], { stdio: 'ignore' }),
      ).toThrow(expect.objectContaining({ signal: 'SIGKILL' }));
      const unended = await run('report');
      expect(unended.stdout).toContain('NOT ENDED');
      expect((await run('report', '--csv')).stdout).toMatch(/^removed,removal 1: file .*NOT ENDED/mu);
      const again = await run(...remove);
      expect(again).toMatchObject({ exitCode: 0 });
      expect(again.stdout).toContain('None was found.');
      expect(again.stdout).toMatch(
        /^The words of records .* of the audit log, which named it, were taken out/mu,
      );
      for (const word of [...secrets, 'zwibbel'])
        expect([word, filesWith(casePath, word)]).toEqual([word, []]);
      expect(await run('verify', '--index')).toMatchObject({ exitCode: 0 });
      expect((await run('report')).stdout).not.toContain('NOT ENDED');
      expect(await run(...remove)).toMatchObject({ exitCode: 0, stdout: 'Nothing to remove.\n' });
    },
  );

  test('a dry run says what would go, and changes nothing', async () => {
    const { run } = copied();
    const before = (await run('report')).stdout;
    const told = await run('remove', 'mail/zwibbelname.eml', '--dry-run', '--json');
    expect(jsonRows(told.stdout)).toMatchObject([
      { dryRun: true, targets: [{ was: 'EX-1/mail/zwibbelname.eml', items: 5, documents: 4, kept: 1 }] },
    ]);
    expect((await run('report')).stdout).toBe(before);
    expect(await run('verify', '--index')).toMatchObject({ exitCode: 0 });
    expect((await run('search', secrets[0])).stdout).toContain('1 document');
  });

  test('what is held, or withheld from who asks, is not removed', async () => {
    const { run } = copied();
    await run(
      'label',
      'mail/zwibbelname.eml/zwibbelbox.zip/plain.html',
      '--covers',
      'item',
      '--add',
      'hold:appeal',
    );
    const held = await run(...remove);
    expect(held.exitCode).toBe(1);
    expect(held.stderr).toContain('is held by the label "hold:appeal"');
    await run(
      'label',
      'mail/zwibbelname.eml/zwibbelbox.zip/plain.html',
      '--covers',
      'item',
      '--remove',
      'hold:appeal',
    );
    await run('withhold', 'mail/zwibbelname.eml', '--scope', 'privilege', '--reason', 'advice');
    expect((await run(...remove)).stderr).toContain('not held, or not open to you');
    const folderOf = ['remove', 'EX-1/mail', '--reason', 'order'];
    expect((await run(...folderOf)).stderr).toContain('some of EX-1/mail is not open to you');
    expect((await run('search', secrets[0], '--open', 'privilege')).stdout).toContain('1 document');
    expect(await run(...remove, '--open', 'privilege')).toMatchObject({ exitCode: 0 });
  });

  test('a member goes at its place, and is not read again with what holds it', async () => {
    const { casePath, run } = copied();
    const member = 'mail/zwibbelname.eml/zwibbelbox.zip/zwibbelmember.txt';
    const removed = await run('remove', member, '--reason', 'order');
    expect([removed.exitCode, filesWith(casePath, secrets[1])]).toEqual([0, []]);
    expect((await run('search', secrets[2])).stdout).toContain('1 document');
    const tried = await run('retry', '--type', 'zip', '--parser-processes', '1', '--no-gazetteers');
    expect(tried.exitCode).toBe(0);
    expect(filesWith(casePath, secrets[1])).toEqual([]);
    expect(await run('verify', '--index')).toMatchObject({ exitCode: 0 });
    const report = await run('report');
    expect(report.exitCode).toBe(0);
    expect(report.stdout).toMatch(/removed +1 +0 bytes/u);
  });

  test('a source goes as a whole, and its reference is not taken again', async () => {
    const { casePath, run, ingest } = copied();
    const workingFolder = process.cwd();
    process.chdir(join(source, 'mail'));
    await run('search', 'terms');
    const removed = await run('remove', '--source', 'EX-1', '--reason', 'returned');
    process.chdir(workingFolder);
    expect([removed.exitCode, removed.stdout]).toEqual([0, expect.stringContaining('None was found.')]);
    for (const word of [...secrets, 'brochure', 'EX-1', source])
      expect([word, filesWith(casePath, word)]).toEqual([word, []]);
    expect((await run('report')).stdout).toContain('removal 1: source');
    const again = await ingest();
    expect(again.exitCode).toBe(1);
    expect(again.stderr).toMatch(/EX-1 was removed on .*: returned \(removal 1\)/u);
  });

  test('other evidence keeps its records and its words: a root that begins alike, a folder of a common name', async () => {
    const { casePath, run } = copied();
    const longer = `${source}0`;
    writeFiles(longer, { 'received/memo.txt': 'Minutes of a meeting.\n' });
    const added = ['ingest', longer, '--reference', 'EX-10', '--case', casePath, '--parser-processes', '1'];
    expect(await runCli([...added, '--no-gazetteers'])).toMatchObject({ exitCode: 0 });
    await run('note', 'EX-10/received/memo.txt', 'received with the others');
    expect((await run('remove', 'EX-10/received', '--dry-run')).exitCode).toBe(0);
    const certificate = join(folder, 'order.3');
    const removed = await run(
      'remove',
      '--source',
      'EX-1',
      '--reason',
      'order',
      '--certificate',
      certificate,
    );
    expect(removed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('None was found.') });
    expect(existsSync(`${certificate}.json`)).toBe(true);
    expect((await run('audit')).stdout).toContain(longer);
    expect((await run('report', '--notes')).stdout).toContain('received with the others');
  });

  test('the audit log says that something was removed and why, and keeps no name of it', async () => {
    const { casePath, run } = copied();
    await run(...remove);
    const log = ['audit.jsonl', 'audit-details.jsonl']
      .map((name) => readFileSync(join(casePath, name), 'utf8'))
      .join('');
    expect(log).toContain('[not kept]');
    expect(log).toMatch(/removal 1: file [0-9a-f]{64}/u);
    expect(log).not.toContain('zwibbel');
  });

  test('a string that still stands somewhere is told, with exit code 3', async () => {
    const { casePath, run } = copied();
    writeFileSync(join(casePath, 'notes.txt'), Buffer.from(`left of ${secrets[0]}`, 'utf16le'));
    const ofNoRecord = { seq: 1, salt: '0'.repeat(64), details: { reason: secrets[1] } };
    appendFileSync(join(casePath, 'audit-details.jsonl'), `${JSON.stringify(ofNoRecord)}\n`);
    const removed = await run(...remove);
    expect(removed.exitCode).toBe(3);
    expect(removed.stdout).toContain(`STILL THERE: a word (${secrets[1]}) in audit-details.jsonl, 1 time`);
    expect(removed.stdout).toContain(`STILL THERE: a word (${secrets[0]}) in notes.txt, 1 time`);
    const kept = readFileSync(join(casePath, 'removals', 'removal-1.txt'), 'utf8');
    expect(kept).toContain('STILL THERE: a word in notes.txt, 1 time');
    expect(existsSync(join(casePath, 'removals', 'removal-1.json'))).toBe(true);
  });

  test('nothing named, nothing known, no ground', async () => {
    const { run } = copied();
    expect((await run('remove', 'nothing.txt', '--reason', 'order')).stderr).toContain('goes by nothing.txt');
    expect(await run('remove', '--reason', 'order')).toMatchObject({ exitCode: 2 });
    expect((await run('remove', 'share/memo.txt')).stderr).toContain('--reason is missing');
  });
});
