/** A Tika that hangs, breaks off, lies, floods, restarts or goes: what becomes of the content, and of all others. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CliResult, runCli } from '../../../cli/run-cli.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';
import { writeFiles } from '../../../../scripts/bench/made-evidence.ts';
import { asking, type HostileTika, startHostileTika } from './hostile-tika.ts';
import { jsonLines } from '../../../cli/json-lines.ts';

const folder = temporaryFolder();
let tika: HostileTika;
beforeAll(async () => {
  tika = await startHostileTika();
});
afterAll(() => tika.close());

const words = (name: string, flags: Readonly<Record<string, string>> = {}): string[] => [
  'ingest', join(folder, name), '--case', join(folder, `${name}-case`), '--no-gazetteers', '--no-personal-data', '--parser-processes', '2',
  ...Object.entries({ tika: tika.url, 'tika-timeout-ms': '2s', 'tika-wait-ms': '2s', 'tika-answer-bytes': '64KiB', ...flags })
    .flatMap(([flag, value]) => [`--${flag}`, value]),
]; // prettier-ignore

/** Starts the run and resolves when the server has been asked about this content, or the run has ended. */
async function startUntilAsked(
  word: string,
  commandLine: readonly string[],
): Promise<{ readonly ended: Promise<CliResult> }> {
  const before = tika.asked[word] ?? 0;
  const ended = runCli(commandLine);
  const state = { over: false };
  void ended.finally(() => {
    state.over = true;
  });
  while (!state.over && (tika.asked[word] ?? 0) === before)
    await new Promise((resolve) => setTimeout(resolve, 5));
  return { ended };
}

interface Row {
  readonly path: string;
  readonly status: string;
  readonly code?: string;
}

/** Status, and code where there is one, by the name of the file. */
async function statusesOf(name: string): Promise<Record<string, string>> {
  const { stdout } = await runCli(['report', join(folder, `${name}-case`), '--items', '--json']);
  const rows = jsonLines<Row>(stdout);
  return Object.fromEntries(
    rows.map(({ path, status, code }) => [
      path.slice(path.lastIndexOf('/') + 1),
      code ? `${status} ${code}` : status,
    ]),
  );
}

const ends: Readonly<Record<string, { readonly ends: string; readonly asked: number }>> = {
  // Asked once more, alone; then it has failed.
  hang: { ends: 'failed tika-timeout', asked: 2 },
  cut: { ends: 'failed tika-crash', asked: 2 },
  reset: { ends: 'failed tika-crash', asked: 2 },
  'error-500': { ends: 'failed tika-error', asked: 2 },
  'no-json': { ends: 'failed tika-garbage', asked: 2 },
  'other-json': { ends: 'failed tika-garbage', asked: 2 },
  'other-values': { ends: 'failed tika-garbage', asked: 2 },
  'same-place': { ends: 'failed tika-garbage', asked: 2 },
  // What passes is forgotten.
  'cut-once': { ends: 'indexed', asked: 2 },
  'error-once': { ends: 'indexed', asked: 2 },
  'garbage-once': { ends: 'indexed', asked: 2 },
  'busy-twice': { ends: 'indexed', asked: 3 },
  // What asking again would not change.
  flood: { ends: 'failed tika-too-large', asked: 1 },
  'refused-422': { ends: 'unsupported tika-refused', asked: 1 },
  redirect: { ends: 'unsupported tika-refused', asked: 1 },
  encrypted: { ends: 'encrypted password-required', asked: 1 },
  broken: { ends: 'failed parser-error', asked: 1 },
  unread: { ends: 'unsupported unidentified', asked: 1 },
  paints: { ends: 'indexed', asked: 1 },
  // The others are not touched by any of it, only sent again.
  good: { ends: 'indexed', asked: 1 },
};

describe('a server that answers each content in its own way', () => {
  let statuses: Record<string, string>;
  beforeAll(async () => {
    const files = Object.keys(ends).map((word): [string, Buffer] => [word, asking(word)]);
    writeFiles(join(folder, 'faults'), {
      ...Object.fromEntries(files),
      'too-large-to-send': asking('too-large-to-send', 'x'.repeat(5000)),
    });
    const { exitCode } = await runCli(words('faults', { 'tika-max-bytes': '4KiB' }));
    expect(exitCode).toBe(0);
    statuses = await statusesOf('faults');
  });

  test.each(Object.entries(ends))('%s', (word, expected) => {
    expect({ ends: statuses[word], asked: word === 'good' ? 1 : tika.asked[word] }).toEqual(expected);
  });

  test('what is too large is not sent', () => {
    expect(statuses['too-large-to-send']).toBe('unsupported tika-too-large');
    expect(tika.asked['too-large-to-send']).toBeUndefined();
  });

  test('a redirect is not followed, and no escape of the server reaches a terminal', async () => {
    expect(tika.asked['none']).toBeUndefined();
    const { stdout } = await runCli(['explain', 'broken', '--case', join(folder, 'faults-case')]);
    expect(stdout).toContain('java.lang.Exception');
    // oxlint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/\u001b/u);
  });

  test('report accounts for everything', async () => {
    expect(await runCli(['report', join(folder, 'faults-case')])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('tika-garbage'),
    });
  });
});

describe('a server that is not there', () => {
  test('before the run: exit 1, nothing is ingested', async () => {
    writeFiles(join(folder, 'absent'), { a: asking('a') });
    await tika.leave();
    const { exitCode, stderr } = await runCli(words('absent'));
    await tika.comeBack();
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining('no Tika Server') });
  });

  test.each([
    ['something else', 'Welcome'],
    ['another program of that family', 'Apache Tika'],
  ])('at its address is %s: exit 1', async (_, version) => {
    tika.version = version;
    const { exitCode, stderr } = await runCli(words('absent'));
    tika.version = 'Apache Tika 3.3.2';
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringContaining('is no Tika Server'),
    });
  });

  test('goes in mid-run for longer than is waited: the run ends, nothing fails, going on completes it', async () => {
    writeFiles(
      join(folder, 'gone'),
      Object.fromEntries(['b', 'c', 'hang'].map((word) => [word, asking(word)])),
    );
    const { ended } = await startUntilAsked('hang', words('gone', { 'tika-timeout-ms': '60s' }));
    await tika.leave();
    const { exitCode, stderr } = await ended;
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringMatching(/did not come back within 2 s[^]*run the same command again/u),
    });
    expect(Object.values(await statusesOf('gone')).filter((status) => status.startsWith('failed'))).toEqual(
      [],
    );
    await tika.comeBack();
    expect((await runCli(words('gone'))).exitCode).toBe(0);
    expect(await statusesOf('gone')).toEqual({ b: 'indexed', c: 'indexed', hang: 'failed tika-timeout' });
  });

  test('comes back as another version: the run ends, and says so', async () => {
    writeFiles(join(folder, 'newer'), { 'cut-once-more': asking('cut') });
    const { ended } = await startUntilAsked('cut', words('newer'));
    tika.version = 'Apache Tika 3.4.0';
    const { exitCode, stderr } = await ended;
    tika.version = 'Apache Tika 3.3.2';
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringContaining('now version 3.4.0'),
    });
  });
});

test.each([
  [{ tika: 'ftp://host' }, '--tika'],
  [{ tika: 'http://user:secret@host:1' }, '--tika'],
  [{ prefer: 'pdf' }, '--prefer'],
  [{ tika: 'off', prefer: 'tika=pdf' }, 'needs a Tika Server'],
  [{ prefer: 'tika=nonsense' }, 'nonsense'],
])('%j is refused with exit 2', async (flags, named) => {
  const { exitCode, stderr } = await runCli(words('absent', flags));
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(named) });
});
