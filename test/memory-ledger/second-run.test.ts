/** A second run over evidence that changed: the ledger in memory says of it what SQLite says. */
import { cpSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { runCli } from '../cli/run-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { bothLedgers } from './both-ledgers.ts';

const folder = temporaryFolder();
const { ask, memoryCase, sqliteCase, stores } = bothLedgers(folder);
const share = join(folder, 'share');
const at = (...names: string[]): string => join(share, ...names);

test('new, changed, touched, moved and gone files, a folder that became a file', async () => {
  cpSync(join(import.meta.dirname, '../../samples/share/Mail'), at('Mail'), { recursive: true });
  cpSync(join(import.meta.dirname, '../../samples/share/IT'), at('IT'), { recursive: true });
  cpSync(at('IT', 'handover.zip'), at('copy of handover.zip'));
  mkdirSync(at('notes'));
  for (const name of ['changed', 'touched', 'moved', 'gone'])
    writeFileSync(at('notes', `${name}.txt`), `what was ${name}`);
  mkdirSync(at('folder'));
  writeFileSync(at('folder', 'inside.txt'), 'inside of a folder');
  const ingest = ['ingest', share, '--parser-processes', '1', '--no-gazetteers'];
  const first = await ask(ingest);
  expect(first.memory).toEqual(first.sqlite);

  writeFileSync(at('notes', 'changed.txt'), 'something else');
  utimesSync(at('notes', 'touched.txt'), 1_600_000_000, 1_600_000_000);
  renameSync(at('notes', 'moved.txt'), at('moved.txt'));
  rmSync(at('notes', 'gone.txt'));
  rmSync(at('IT', 'handover.zip'));
  rmSync(at('folder'), { recursive: true });
  writeFileSync(at('folder'), 'a file now');
  writeFileSync(at('new.txt'), 'something new');
  const second = await ask(ingest);
  expect(second.memory).toEqual(second.sqlite);
  for (const words of [
    ['report'],
    ['report', '--items'],
    ['report', '--exceptions'],
    ['search', '*', '--sort', 'path', '--limit', '100'],
    ['timeline', '--list', '--kind', 'file modified', '--kind', 'file changed', '--kind', 'sent'],
    ['entities'],
  ]) {
    const { memory, sqlite } = await ask(words);
    expect(memory).toEqual(sqlite);
  }
  const { stdout } = await runCli(['compare', memoryCase, sqliteCase], { stores });
  expect(stdout).toContain('no difference');
}, 120_000);
