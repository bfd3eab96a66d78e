/** Lists of names that are more than a parser process takes. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { loadWatchlists } from '../../cli/run/watchlists.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();

function listOf(names: number, name: (at: number) => string): string {
  const path = join(folder, `${names}.csv`);
  writeFileSync(path, `name\n${Array.from({ length: names }, (_, at) => name(at)).join('\n')}\n`);
  return path;
}

test('names beyond what one message to a parser carries are refused before anything is read, and the file is named', () => {
  const some = listOf(1_000, (at) => `A ${at}`);
  const many = listOf(70_000, (at) => `${'€'.repeat(180)}${at}`);
  expect(() => loadWatchlists([some, many])).toThrow(
    /more names than the parsers take: .*70000\.csv comes beyond/u,
  );
  expect(loadWatchlists([some]).entities).toHaveLength(1_000);
});
