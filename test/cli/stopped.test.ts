/** A stop is a stop: each verb that reads for long ends with 130 and says what was not read, in files of any size. */
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { untilStopped } from '../../cli/run/until-stopped.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type CliResult, runCli } from './run-cli.ts';
import { makeSmallCase, type SmallCase } from './small-case.ts';

/** Hashing it takes a minute and more; it is sparse. */
const longBytes = 256 * 1024 ** 3;

const folder = temporaryFolder();
let small: SmallCase;
beforeAll(async () => {
  small = await makeSmallCase(folder);
});

/** Runs the words, asks for a stop in the middle, and tells how long the end took from then on. */
async function stopAfter(pauseMs: number, words: readonly string[]): Promise<CliResult & { ms: number }> {
  const controller = new AbortController();
  let stoppedAt = 0;
  setTimeout(() => {
    stoppedAt = performance.now();
    controller.abort();
  }, pauseMs);
  const result = await runCli(words, { signal: controller.signal });
  return { ...result, ms: performance.now() - stoppedAt };
}

describe('within a file that takes a minute', () => {
  const source = join(folder, 'long');
  const casePath = join(folder, 'long-case');
  beforeAll(async () => {
    writeFiles(source, { 'a.txt': 'first', 'b.txt': 'second', 'c.txt': 'third' });
    expect(await runCli(['ingest', source, '--case', casePath, '--parser-processes', '1'])).toMatchObject({
      exitCode: 0,
    });
    truncateSync(join(source, 'b.txt'), longBytes);
  });

  test('verify: 130, what was compared, from where on nothing was read', async () => {
    const { exitCode, stdout, stderr, ms } = await stopAfter(500, ['verify', casePath]);
    expect(exitCode).toBe(130);
    expect(ms).toBeLessThan(1_000);
    expect(stdout).toContain('STOPPED before all files were read');
    expect(stdout).toContain('1 file, 5 bytes: 1 match the ledger, 0 do not.');
    expect(stdout).toContain('Not read, in evidence order: long/b.txt and all after it.');
    expect(stderr).toContain('Stopped by the user');
  });

  test('verify --json says it in the object', async () => {
    const { exitCode, stdout } = await stopAfter(500, ['verify', casePath, '--json']);
    expect(exitCode).toBe(130);
    expect(JSON.parse(stdout)).toEqual({ files: 1, bytes: 5, matched: 1, findings: [], interrupted: true, unreadFrom: 'long/b.txt' }); // prettier-ignore
  });

  test.each(['acquisition hash', 'manifest'])('ingest while the %s is compared', async (what) => {
    const record = join(folder, `${what}.json`);
    const hash = '0'.repeat(64);
    writeFileSync(join(folder, 'long.sha256'), `${hash}  b.txt\n${hash}  a.txt\n`);
    writeFileSync(
      record,
      JSON.stringify(
        what === 'manifest'
          ? { manifest: 'long.sha256' }
          : { acquisitionHash: { algorithm: 'sha256', value: hash } },
      ),
    );
    const into = join(folder, `${what}-case`);
    const { exitCode, stderr, ms } = await stopAfter(500, ['ingest', source, '--case', into, '--intake', record, '--json']); // prettier-ignore
    expect(exitCode).toBe(130);
    expect(ms).toBeLessThan(1_000);
    const { error } = JSON.parse(stderr) as { error: { code: string; message: string } };
    expect(error.code).toBe('interrupted');
    expect(error.message).toMatch(/^stopped while the source was compared with its intake: \d files?, \d+ bytes had been read/u); // prettier-ignore
    expect(error.message).toContain('Nothing was ingested');
    const [{ verb, problem, exitCode: recorded } = {}] = (await runCli(['audit', into, '--json'])).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ event, verb: of }) => event === 'ended' && of === 'ingest');
    expect({ verb, problem, recorded }).toEqual({ verb: 'ingest', problem: 'interrupted', recorded: 130 });
  });
});

describe('stopped before the first', () => {
  const stopped = AbortSignal.abort();
  test.each([
    ['verify', ['verify', 'CASE'], 'STOPPED'],
    ['verify --index', ['verify', 'CASE', '--index'], 'STOPPED'],
    ['compare', ['compare', 'CASE', 'CASE'], 'STOPPED: 0 items'],
    ['survey', ['survey', 'SOURCE'], 'STOPPED'],
  ])('%s: 130, and no sum reads as a whole one', async (_, words, says) => {
    const named = words.map((word) => (word === 'CASE' ? small.casePath : word === 'SOURCE' ? small.source : word)); // prettier-ignore
    const { exitCode, stdout } = await runCli(named, { signal: stopped });
    expect(exitCode).toBe(130);
    expect(stdout).toContain(says);
    const asJson = await runCli([...named, '--json'], { signal: stopped });
    expect(JSON.parse(asJson.stdout)).toMatchObject({ interrupted: true });
  });

  test('an export of the timeline leaves no file that holds a part', async () => {
    const file = join(folder, 'events.csv');
    const words = ['timeline', small.casePath, '--export', file];
    const { exitCode, stdout, stderr } = await runCli(words, { signal: stopped });
    expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: '' });
    expect(stderr).toContain(`${file} was not written`);
    expect(await runCli(words)).toMatchObject({ exitCode: 0 });
  });

  test.each([
    ['report', ['report', 'CASE', '--items']],
    ['mentions', ['mentions', '--personal-data', '--case', 'CASE']],
    ['timeline', ['timeline', 'CASE', '--list']],
  ])('%s says on stderr that the list is not the whole', async (_, words) => {
    const named = words.map((word) => (word === 'CASE' ? small.casePath : word));
    const { exitCode, stderr } = await runCli(named, { signal: stopped });
    expect(exitCode).toBe(130);
    expect(stderr).toContain('Stopped by the user: what was shown is not the whole.');
  });
});

test('a list that always answers at once still hears of the stop', async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 50);
  // eslint-disable-next-line @typescript-eslint/require-await -- a store that answers at once
  const endless = async function* (): AsyncGenerator<number> {
    for (let number = 0; ; number++) yield number;
  };
  let last = 0;
  for await (const number of untilStopped(endless(), controller.signal)) last = number;
  expect(last).toBeGreaterThan(0);
});
