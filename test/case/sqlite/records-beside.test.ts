/** Case records written by two processes at once. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { SqliteCatalogue } from '../../../case/sqlite/sqlite-catalogue.ts';
import { openSqliteLedger } from '../../../case/sqlite/sqlite-ledger.ts';
import { everyScope } from '../../../schemas/scope.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const folder = temporaryFolder();
const script = join(import.meta.dirname, 'write-records.ts');
const each = 40;

test('each write stands on top of the one that it was based on: nothing is lost, nothing is there twice', async () => {
  const path = join(folder, 'catalogue.sqlite');
  await new SqliteCatalogue(path).close();
  const names = ['ann', 'bob'];
  await Promise.all(
    names.map((name) => promisify(execFile)(process.execPath, [script, path, name, String(each)])),
  );
  const ledger = await openSqliteLedger(path);
  const { records } = await ledger.records.history('comment', 'shared', everyScope);
  await ledger.close();
  expect(records.map(({ version }) => version)).toEqual(
    Array.from({ length: 2 * each }, (_, at) => 2 * each - at),
  );
  const words = (records[0]?.body?.text ?? '').trim().split(' ');
  const written = names.flatMap((name) => Array.from({ length: each }, (_, at) => `${name}${at}`));
  expect(words.toSorted()).toEqual(written.toSorted());
});
