/** What `evidex audit` finds of what somebody does to a log, by the table in docs/audit.md; and lines that are kept elsewhere. */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '../temporary-folder.ts';
import { CaseFiles, manipulate, manipulations } from './audit-manipulations.ts';
import { type CliResult, runCli } from './run-cli.ts';

const folder = temporaryFolder();
const base = join(folder, 'base');
const casePath = join(folder, 'case');
/** The line of the head when all had been done. */
let kept: string;
let earlier: string;

const audit = (...words: string[]): Promise<CliResult> => runCli(['audit', casePath, ...words]);
const lineIn = ({ stdout }: CliResult): string => /kept elsewhere: (.+)/u.exec(stdout)?.[1] ?? '';

beforeAll(async () => {
  const source = join(folder, 'source');
  mkdirSync(source);
  writeFileSync(join(source, 'a.txt'), 'hello');
  const run = async (...words: string[]): Promise<CliResult> => {
    const ended = await runCli([...words, '--case', casePath]);
    expect(ended).toMatchObject({ exitCode: 0 });
    return ended;
  };
  await run('ingest', source, '--parser-processes', '1');
  earlier = lineIn(await audit('--head'));
  await run('note', 'a.txt', 'an incriminating note');
  await run('label', 'a.txt', '--add', 'hot');
  await run('search', 'hello');
  kept = lineIn(await audit('--head'));
  cpSync(casePath, base, { recursive: true });
});
const restore = (): void => {
  rmSync(casePath, { recursive: true, force: true });
  cpSync(base, casePath, { recursive: true });
};
beforeEach(restore);

describe('the table of docs/audit.md', () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'audit.md'), 'utf8');
  const form = /^\| (?<what>[^|]+?) +\| (?<exit>\d) +\| (?<says>[^|]+?) +\| (?<byLine>yes|no) +\|$/gmu;
  const rows = [...page.matchAll(form)].map(({ groups }) => ({
    what: '',
    exit: '',
    says: '',
    byLine: '',
    ...groups,
  }));

  test('has a row for each manipulation that is tried, and no other', () => {
    expect(rows.map(({ what }) => what)).toEqual(Object.keys(manipulations));
  });

  test.each(rows)('$what: exit $exit, $says', async ({ what, exit, says, byLine }) => {
    manipulate(what, casePath);
    const { exitCode, stdout, stderr } = await audit('--head');
    const said = stdout + stderr;
    const words = [...says.matchAll(/`([^`]+)`/gu)].map(([, word = '']) => word);
    expect({ exitCode, said }).toEqual({ exitCode: Number(exit), said: expect.stringContaining(words[0] ?? 'Unbroken') }); // prettier-ignore
    for (const word of words) expect(said).toContain(word);
    // What shows nothing says nothing but that all is well.
    if (words.length === 0) expect(said).toMatch(/^Unbroken: \d+ records\.\nHead: .+\nStarted and not ended [^\n]+\nWhat the case [^\n]+ agree\.\nLine [^\n]+\n$/u); // prettier-ignore
    if (exit !== '0') return;
    const checked = await audit('--check', kept);
    expect(checked).toMatchObject({ exitCode: byLine === 'yes' ? 3 : 0, stdout: expect.stringContaining(byLine === 'yes' ? 'DOES NOT HOLD' : 'holds') }); // prettier-ignore
  });
});

describe('what a command wrote to the ledger', () => {
  const tamper = (sql: string): void => new CaseFiles(casePath).sql('catalogue.sqlite', sql);
  const changed = async (): Promise<{ exitCode: number; said: string[] }> => {
    const { exitCode, stdout } = await audit('--head');
    return { exitCode, said: stdout.match(/(?<=: )(?:what \w+ wrote was|\w+ wrote).+/gu) ?? [] };
  };

  test('is not compared any more once the words of the command are taken out: its seal went with them', async () => {
    const record = new CaseFiles(casePath).recordOf('note');
    expect(await audit('--redact', String(record), '--reason', 'names a victim')).toMatchObject({
      exitCode: 0,
    });
    expect(await changed()).toEqual({ exitCode: 0, said: [] });
    tamper("UPDATE note SET text = 'another'");
    expect(await changed()).toEqual({ exitCode: 0, said: [] });
    tamper("UPDATE label SET added_by = 'Bob'");
    expect(await changed()).toEqual({ exitCode: 3, said: ['what label wrote was changed in the case'] });
  });

  test('stays so when a removal takes it along, and the tombstones of that are held', async () => {
    await runCli(['remove', 'a.txt', '--reason', 'order of the court', '--case', casePath]);
    expect(await changed()).toEqual({ exitCode: 0, said: [] });
    tamper("UPDATE removal SET reason = 'another'");
    expect(await changed()).toEqual({ exitCode: 3, said: ['what remove wrote was changed in the case'] });
    tamper('DELETE FROM removal');
    expect((await changed()).said).toContain('what remove wrote was changed in the case');
  });

  test('is held for withholding and custody too', async () => {
    await runCli(['withhold', 'a.txt', '--scope', 'privilege', '--reason', 'advice', '--case', casePath]);
    await runCli(['custody', casePath, 'source', '--handed-to', 'B. Clerk']);
    expect(await changed()).toEqual({ exitCode: 0, said: [] });
    tamper("UPDATE withholding SET reason = 'another'");
    tamper(`UPDATE custody SET body = '{"kind":"noted","note":"x"}' WHERE kind <> 'received'`);
    expect((await changed()).said.toSorted()).toEqual([
      'what custody wrote was changed in the case',
      'what withhold wrote was changed in the case',
    ]);
  });
});

describe('a line that was kept', () => {
  test('holds as long as the log then is the beginning of the log now, as it is typed', async () => {
    const [, groups = ''] =
      /^[0-9a-f]{8} 11 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ ((?:[0-9A-Z]{5}-?){8})$/u.exec(kept) ?? [];
    expect(groups).not.toBe('');
    const heard = groups.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l').replaceAll('-', ' ');
    const asTyped = ` ${kept.replace(groups, heard)} `;
    expect(await audit('--check', kept, '--check', asTyped)).toMatchObject({ exitCode: 0 });
  });

  test('of a log that was changed: says behind which record, as far as the lines tell', async () => {
    manipulate('records taken out, all numbers set right, log and head written anew', casePath);
    const { exitCode, stdout } = await audit('--check', kept, '--check', earlier);
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/record 3, \S+: holds/u);
    expect(stdout).toMatch(/RECORD 11, \S+, DOES NOT HOLD/u);
    expect(stdout).toContain('lies behind record 3, and not behind record 11');
  });

  test('of a log that was cut off: says how many records are missing', async () => {
    manipulate('an older pair of log and head put back', casePath);
    // The audit itself writes record 3.
    const { exitCode, stdout } = await audit('--check', kept);
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: expect.stringContaining('the log ends with record 3: 8 that were written are missing') }); // prettier-ignore
  });
});
