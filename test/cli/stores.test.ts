/** The ledger of a case is kept by what the command was given: no verb opens one of its own choice. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import type { CasePaths } from '../../case/case-paths.ts';
import type { Stores } from '../../case/stores.ts';
import { sqliteStores } from '../../cli/open/stores.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { runCli } from './run-cli.ts';

const folder = temporaryFolder();
const casePath = join(folder, 'case');
const away = (paths: CasePaths): CasePaths => ({ ...paths, catalogue: join(folder, 'elsewhere') });
const elsewhere: Stores = {
  ...sqliteStores,
  openLedger: (paths) => sqliteStores.openLedger(away(paths)),
  openCatalogue: (paths) => sqliteStores.openCatalogue(away(paths)),
};
const run = (...words: string[]) => runCli([...words, '--case', casePath], { stores: elsewhere });

test('every verb that asks the ledger or writes to it uses the one that the command was given', async () => {
  const share = join(folder, 'share');
  writeFiles(share, { 'budget.txt': 'the budget of the harbour', 'card.txt': 'card 4111 1111 1111 1111' });
  const ingest = ['ingest', share, '--parser-processes', '1', '--no-gazetteers'];
  expect(await run(...ingest)).toMatchObject({ exitCode: 0 });
  expect(await run('label', 'budget.txt', '--add', 'seen')).toMatchObject({ exitCode: 0 });
  expect(await run('note', 'budget.txt', 'read twice')).toMatchObject({ exitCode: 0 });
  const withhold = ['withhold', 'card.txt', '--scope', 'privilege', '--reason', 'advice'];
  expect(await run(...withhold)).toMatchObject({ exitCode: 0 });
  const reads: readonly (readonly [words: readonly string[], says: string])[] = [
    [['search', 'label:seen'], 'budget.txt'],
    [['report'], 'Unaccounted for: nothing'],
    [['show', 'budget.txt'], 'read twice'],
    [['explain', 'budget.txt'], 'run 1       ingest by'],
    [['entities', '--open', 'privilege'], 'payment-card'],
    [['mentions', '--personal-data', '--open', 'privilege'], 'card.txt'],
    [['timeline'], 'modified'],
    [['verify'], '1 match the ledger'],
    [['verify', '--index'], 'they agree'],
    [['compare', casePath, casePath], 'no difference'],
    [['reindex', '--to', 'sqlite'], '2 entries'],
  ];
  for (const [words, says] of reads) {
    const { stdout, stderr } = await run(...words);
    expect(`${words.join(' ')}: ${stdout}${stderr}`).toContain(says);
  }
  writeFileSync(join(share, 'budget.txt'), 'another budget');
  expect(await run(...ingest)).toMatchObject({ exitCode: 0 });
  expect((await run('report', '--json', '--open', 'privilege')).stdout).toContain('"indexed":2');
  expect(existsSync(join(casePath, 'catalogue.sqlite'))).toBe(false);
});
