/** Families of a whole case: what the coordinator tells the index is what the ledger says, and the report counts them. */
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { openSqliteLedger } from '../../case/sqlite/sqlite-ledger.ts';
import type { Occurrence } from '../../schemas/index-entry.ts';
import { everyScope } from '../../schemas/scope.ts';
import { openSqliteIndex } from '../../search/sqlite/sqlite-index.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type LettersCase, makeLettersCase } from './letters-case.ts';

const folder = temporaryFolder();
let letters: LettersCase;

beforeAll(async () => {
  letters = await makeLettersCase(folder);
});

/** Each place with the path of the parent of its family, by the index and by the ledger. */
async function familiesBySide(): Promise<readonly Record<string, string>[]> {
  const index = openSqliteIndex(join(letters.casePath, 'index.sqlite'), { readOnly: true });
  const ledger = await openSqliteLedger(join(letters.casePath, 'catalogue.sqlite'));
  const sides: Occurrence[][] = [[], []];
  for (const { document } of await index.entries(undefined, 1_000)) {
    const shown = await index.entry(document, everyScope);
    // Folders and what was not read hold nothing and are of no family but their own.
    if (shown?.item) continue;
    sides[0]?.push(...(shown?.occurrences ?? []));
    sides[1]?.push(...((await ledger.entries.entry(document, everyScope))?.occurrences ?? []));
  }
  await ledger.close();
  await index.close();
  return sides.map((places) => {
    // An item of several places has one name: its parent is told by that of the place above.
    const parentOf = ({ family, path }: Occurrence): string =>
      places.find((one) => one.item === family && (path === one.path || path.startsWith(`${one.path}/`)))
        ?.path ?? '';
    return Object.fromEntries(places.map((place) => [place.path, parentOf(place)]));
  });
}

test('a message is the parent of all that it holds, an archive of nothing', async () => {
  const [index, ledger] = await familiesBySide();
  expect(index).toEqual({
    'backup.zip': 'backup.zip',
    'backup.zip/letter.eml': 'backup.zip/letter.eml',
    'backup.zip/letter.eml/brochure.txt': 'backup.zip/letter.eml',
    'backup.zip/letter.eml/pack.zip': 'backup.zip/letter.eml',
    'backup.zip/letter.eml/pack.zip/advice.txt': 'backup.zip/letter.eml',
    'mail/letter.eml': 'mail/letter.eml',
    'mail/letter.eml/brochure.txt': 'mail/letter.eml',
    'mail/letter.eml/pack.zip': 'mail/letter.eml',
    'mail/letter.eml/pack.zip/advice.txt': 'mail/letter.eml',
    'mail/received.eml': 'mail/received.eml',
    'mail/received.eml/brochure.txt': 'mail/received.eml',
    'mail/received.eml/pack.zip': 'mail/received.eml',
    'mail/received.eml/pack.zip/advice.txt': 'mail/received.eml',
    'share/brochure.txt': 'share/brochure.txt',
    'share/memo.txt': 'share/memo.txt',
  });
  expect(ledger).toEqual(index);
});

test('the report counts them; the archive itself is none', async () => {
  const [report] = await letters.json<{ families: number }>('report');
  // Two letters, the one in the backup, the brochure and the memo.
  expect(report?.families).toBe(5);
});
