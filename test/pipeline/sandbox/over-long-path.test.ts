/** A file whose path is longer than the system takes is read all the same, by a parser that cannot reach it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { temporaryFolder } from '../../temporary-folder.ts';
import { runPoisoned } from '../parser/poisoned-run.ts';

const folder = temporaryFolder();

test('two files at the end of 30 long names are read from the spool, one too large for it is told', async () => {
  const source = join(folder, 'source');
  mkdirSync(source);
  const name = 'n'.repeat(200);
  const made = spawnSync('bash', [
    '-c',
    `cd "$1" && for i in $(seq 30); do mkdir ${name} && cd -P ${name} || exit 1; done; printf words > a.txt; printf 'other words' > b.txt; truncate -s 5000 large.txt`,
    '-',
    source,
  ]);
  expect(made.status).toBe(0);
  const { items } = await runPoisoned(source, join(folder, 'work'), { spoolBytes: 4000 });
  const files = items
    .filter(({ kind }) => kind === 'file')
    .map(({ path, status, code, size }) => [path.split('/').at(-1), status, code, size]);
  expect(files).toEqual([
    ['a.txt', 'indexed', undefined, 5],
    ['b.txt', 'indexed', undefined, 11],
    ['large.txt', 'failed', 'spool-full', 5000],
  ]);
}, 60_000);
