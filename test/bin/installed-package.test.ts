/** The package, packed and installed as users do it: the bundled command line, its parsers, its index and its Node. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { installPackage, userEnvironment } from '../../scripts/bench/installed-package.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();
const samples = join(import.meta.dirname, '../../samples/share');

test('help, ingest and search work where npm has put them', () => {
  const { command } = installPackage(folder);
  const environment = { ...userEnvironment(), EVIDEX_CASE: join(folder, 'case'), LC_ALL: 'de_DE.UTF-8' };
  const run = (...words: string[]): string =>
    execFileSync(command, words, { encoding: 'utf8', env: environment, cwd: folder, stdio: 'pipe' });

  expect(run('--help')).toContain('Usage: evidex VERB [options]');
  // The words of yargs are read from beside its modules.
  expect(run('search', '--help')).toContain('Beispiele:');
  // A document that failed for want of a library, a list or the SQL beside the modules would not be indexed.
  expect(run('ingest', samples)).toContain('65 unique documents: indexed 55, duplicate 18');
  expect(run('search', 'consent AND list', '--count').trim()).toBe('5');
}, 120_000);
