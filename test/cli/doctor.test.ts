/** What a run says of the rings around its parsers, where the system closes them and where it refuses namespaces. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openSqliteLedger } from '../../case/sqlite/sqlite-ledger.ts';
import { describeOpen, requireRings } from '../../cli/run/sandbox-words.ts';
import { allRings } from '../../pipeline/sandbox/outer-ring.ts';
import { everyScope } from '../../schemas/scope.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { runCli } from './run-cli.ts';

const folder = temporaryFolder();
const source = join(folder, 'source');
mkdirSync(source);
writeFileSync(join(source, 'a.txt'), 'words');
const program = join(import.meta.dirname, '../../bin/evidex.js');

/** The command in a system that gives its users no namespaces; undefined where that cannot be made here. */
function withoutNamespaces(words: readonly string[]): { status: number | null; output: string } | undefined {
  const refuse = 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"';
  const around = ['--user', '--map-root-user', 'sh', '-c', refuse, 'sh'];
  try {
    execFileSync('unshare', [...around, 'true'], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  const { status, stdout, stderr } = spawnSync('unshare', [...around, process.execPath, program, ...words], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], EVIDEX_HOME: join(folder, 'home') },
  });
  return { status, output: stdout + stderr };
}

test('doctor, the record of a run and its report agree', async () => {
  const doctor = await runCli(['doctor', '--json']);
  const { sandbox } = JSON.parse(doctor.stdout) as { sandbox: { open: string[]; closed: string[] } };
  expect([...sandbox.open, ...sandbox.closed].sort()).toEqual([...allRings].sort());
  expect(doctor.exitCode).toBe(sandbox.open.length === 0 ? 0 : 3);
  const casePath = join(folder, 'case');
  const required = sandbox.open.length === 0 ? ['--require-sandbox', 'full'] : [];
  const words = ['ingest', source, '--case', casePath, '--parser-processes', '1', '--no-gazetteers'];
  expect((await runCli([...words, ...required])).exitCode).toBe(0);
  const ledger = await openSqliteLedger(join(casePath, 'catalogue.sqlite'));
  const [run] = await ledger.runs.all(everyScope);
  await ledger.close();
  expect(run?.record['sandbox']).toEqual(sandbox);
  const report = JSON.parse((await runCli(['report', casePath, '--json'])).stdout) as {
    openSandboxes: unknown;
  };
  expect(report.openSandboxes).toEqual(sandbox.open.length === 0 ? [] : [{ run: 1, open: sandbox.open }]);
}, 60_000);

test('where the system refuses namespaces a run says what is open, and with --require-sandbox full does not begin', () => {
  const doctor = withoutNamespaces(['doctor']);
  if (!doctor) return;
  expect(doctor).toMatchObject({ status: 3, output: expect.stringContaining('NOT EVERY RING IS CLOSED') });
  const ingest = ['ingest', source, '--parser-processes', '1', '--no-gazetteers', '--case'];
  const open = ['files', 'network', 'processes'] as const;
  const told = describeOpen({ open, closed: [] }).slice(1);
  const ran = withoutNamespaces([...ingest, join(folder, 'open-case')]);
  expect(ran?.status).toBe(0);
  for (const line of told) expect(ran?.output).toContain(line.trim());
  const report = withoutNamespaces(['report', join(folder, 'open-case')]);
  expect(report?.output).toContain('Run 1: rings open around its parsers: files, network, processes');
  const refused = withoutNamespaces([...ingest, join(folder, 'refused-case'), '--require-sandbox', 'full']);
  expect(refused).toMatchObject({
    status: 1,
    output: expect.stringContaining('rings around the parsers are open: files, network, processes'),
  });
}, 60_000);

test('only full asks for every ring', () => {
  const open = { closed: [], open: ['spool'] } as const;
  expect(() => requireRings(open, 'full')).toThrow(expect.objectContaining({ code: 'sandbox-open' }));
  expect(requireRings(open, 'none')).toBeUndefined();
  expect(requireRings({ closed: allRings, open: [] }, 'full')).toBeUndefined();
});
