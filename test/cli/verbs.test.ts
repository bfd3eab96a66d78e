import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { verbs } from '../../cli/verbs.ts';
import { runCli } from './run-cli.ts';

const names = Object.keys(verbs);
const bin = new URL('../../bin/evidex.js', import.meta.url).pathname;

describe.each(names)('%s', (name) => {
  test('its positionals, settings, examples and help are complete', async () => {
    const { verb } = await verbs[name]!.load();
    expect(verb.examples.length).toBeGreaterThan(0);
    for (const [command] of verb.examples) expect(command).toMatch(new RegExp(`\\bevidex ${name}\\b`));
    for (const key of verb.positionals ?? [])
      expect(['case', ...Object.keys(verb.options.shape)]).toContain(key);
    const { exitCode, stdout, stderr } = await runCli([name, '--help']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const part of ['Examples:', 'Exit codes:', '--json', '--reason', `evidex ${name}`])
      expect(stdout).toContain(part);
    expect(stdout).not.toMatch(/undefined|\[object/);
  });

  test('an unknown option is an error of usage', async () => {
    const { exitCode, stdout, stderr } = await runCli([name, '--no-such-option', 'x']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('such-option');
    expect(stderr).toContain(`evidex ${name} --help`);
  });
});

test.each([
  [['--help'], 0, 'stdout', /Verbs:/],
  [['help', 'audit'], 0, 'stdout', /evidex audit/],
  [[], 2, 'stderr', /Verbs:/],
  [['--version'], 0, 'stdout', /^\d+\.\d+\.\d+/],
  [['frobnicate\u001b[31m'], 2, 'stderr', /"frobnicate\\x1b\[31m" is no verb/],
  [['constructor'], 2, 'stderr', /is no verb/],
  [['audit'], 2, 'stderr', /the case is missing/],
  [['audit', 'a', 'b'], 2, 'stderr', /"b" is one word too many/],
  [['audit', '--case', 'a', '--case', 'b'], 2, 'stderr', /more than once/],
  [['config', '--max-depth'], 2, 'stderr', /max-depth/],
  [['config', '--max-depth=0'], 2, 'stderr', /from 1 to 256/],
  [['audit', '/no/such/case'], 1, 'stderr', /is not a case/],
] as const)('%j', async (words, exitCode, stream, says) => {
  const result = await runCli(words);
  expect(result.exitCode).toBe(exitCode);
  expect(result[stream]).toMatch(says);
});

test('with --json an error is an object on stderr, and stdout stays empty', async () => {
  const { stdout, stderr } = await runCli(['config', '--json', '--max-depth', '0']);
  expect(stdout).toBe('');
  expect(JSON.parse(stderr)).toEqual({
    error: { code: 'wrong-value', message: expect.any(String), hint: expect.any(String) },
  });
});

test('config --json is one object that names every origin', async () => {
  const { stdout } = await runCli(['config', '--json', '--max-depth', '7'], {
    environment: { EVIDEX_BATCH_ITEMS: '9' },
  });
  const { settings } = JSON.parse(stdout) as { settings: Record<string, unknown> };
  expect(settings).toMatchObject({
    maxDepth: { value: 7, origin: 'flag', from: '--max-depth' },
    batchItems: { value: 9, origin: 'environment', from: 'EVIDEX_BATCH_ITEMS' },
    maxRatio: { origin: 'default' },
    maxCaseRatio: { origin: 'default' },
  });
});

describe('as a process', () => {
  test('help is there at once, without loading a verb', () => {
    const run = spawnSync(process.execPath, [bin, '--help'], { encoding: 'utf8' });
    expect(run.status).toBe(0);
    expect(run.stdout).toContain('Usage: evidex VERB');
  });

  test('a reader that goes away early ends it quietly', () => {
    const run = spawnSync(
      'bash',
      ['-c', `set -o pipefail; "${process.execPath}" "${bin}" config --json | head -c 1 >/dev/null`],
      {
        encoding: 'utf8',
        // The addresses of the servers that the tests share are no settings, which it would say.
        env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('EVIDEX_'))),
      },
    );
    expect(run.stderr).toBe('');
  });
});
