/** What Node makes of the code of parsers is kept by a process of its own, and parsers that start later load by it. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { keptCodeFolder } from '../../../pipeline/sandbox/kept-code.ts';
import { keepCode, parserArguments } from '../../../pipeline/sandbox/parser-command.ts';

// For a size of heap that nothing else asks for nothing is kept yet.
const maxResidentBytes = 613 * 1024 * 1024;
const made = (): string[] => readdirSync(keptCodeFolder).filter((name) => name.endsWith('613.made'));

test('is made once, and a parser loads each of its modules by it', async () => {
  for (const name of existsSync(keptCodeFolder) ? made() : []) rmSync(join(keptCodeFolder, name));
  const child = keepCode({ maxResidentBytes });
  // Another run that begins meanwhile begins no second one.
  expect(keepCode({ maxResidentBytes })).toBeUndefined();
  expect(await once(child ?? process, 'exit')).toEqual([0, null]);
  expect(made().map((name) => readFileSync(join(keptCodeFolder, name), 'utf8'))).toEqual(['made']);
  expect(keepCode({ maxResidentBytes })).toBeUndefined();

  const words = parserArguments({ sources: [], maxResidentBytes });
  const { status, stdout, stderr } = spawnSync(process.execPath, words, {
    env: { NODE_DEBUG_NATIVE: 'COMPILE_CACHE' },
    input: '',
    encoding: 'utf8',
  });
  const told = (stdout + stderr).split('\n').filter((line) => line.includes('parser-main.ts'));
  expect(told.some((line) => /was accepted/u.test(line))).toBe(true);
  expect((stdout + stderr).match(/was rejected|mismatch/gu)).toBeNull();
  expect(status).toBe(0);
}, 60_000);
