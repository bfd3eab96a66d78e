/** The bytes of items: files, and members deep in containers; what cannot be had, and why. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { LedgerItem } from '../../../case/ledger/items.ts';
import type { Ledger } from '../../../case/ledger/ledger.ts';
import { casePathsOf } from '../../../case/case-paths.ts';
import { sqliteStores } from '../../../cli/open/stores.ts';
import { defaults } from '../../../config/defaults.ts';
import { reasonOf } from '../../../pipeline/originals/original-problem.ts';
import type { Original } from '../../../pipeline/originals/original-file.ts';
import { originalBounds, Originals, type OriginalsOptions } from '../../../pipeline/originals/originals.ts';
import { everyScope, type Scope } from '../../../schemas/scope.ts';
import { fixture, writeFiles, zipOf } from '../../../scripts/bench/made-evidence.ts';
import { runCli } from '../../cli/run-cli.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const attachment = Buffer.from('Name;Vote\nAnn;yes\n');
const message = [
  'From: Ann <ann@example.org>', 'To: Bo <bo@example.org>', 'Subject: The list', 'Date: Mon, 4 Mar 2019 10:00:00 +0000',
  'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary="b"', '', '--b', 'Content-Type: text/plain', '', 'Here.',
  '--b', 'Content-Type: text/csv', 'Content-Disposition: attachment; filename="list.csv"', 'Content-Transfer-Encoding: base64', '',
  attachment.toString('base64'), '--b--', '',
].join('\n'); // prettier-ignore

let ledger: Ledger;
const open: Originals[] = [];

afterAll(async () => {
  for (const originals of open) originals.close();
  await ledger.close();
});

const folder = temporaryFolder();
const [source, casePath, spoolFolder] = [join(folder, 'share'), join(folder, 'case'), join(folder, 'spool')];

beforeAll(async () => {
  mkdirSync(spoolFolder);
  writeFiles(source, {
    'plain.txt': 'a plain note',
    'changed.txt': 'as it was',
    'longer.txt': 'as it was, too',
    'gone.txt': 'soon gone',
    'linked/note.txt': 'a link will stand above it',
    'empty.txt': '',
    'mail.zip': zipOf({
      'box/inbox.mbox': `From ann@example.org Mon Mar  4 10:00:00 2019\n${message}\n`,
      'note.txt': 'beside the mailbox',
      'empty.txt': '',
    }),
    'torn.zip': zipOf({ 'a.txt': 'the first member', 'b.txt': 'the second member' }),
    'solid.7z': fixture('7z', 'sample.7z'),
    'locked.7z': fixture('7z', 'encrypted.7z'),
    'private.txt': 'a letter to counsel',
  });
  expect(
    await runCli(['ingest', source, '--case', casePath, '--reference', 'EX-1', '--parser-processes', '1']),
  ).toMatchObject({ exitCode: 0 });
  expect(
    await runCli([
      'withhold',
      'private.txt',
      '--scope',
      'privilege',
      '--reason',
      'advice',
      '--case',
      casePath,
    ]),
  ).toMatchObject({ exitCode: 0 });
  writeFileSync(join(source, 'changed.txt'), 'As it was');
  writeFileSync(join(source, 'longer.txt'), 'longer than it was before');
  writeFileSync(join(source, 'torn.zip'), zipOf({ 'a.txt': 'another member' }));
  renameSync(join(source, 'gone.txt'), join(source, 'elsewhere.txt'));
  renameSync(join(source, 'linked'), join(folder, 'outside'));
  symlinkSync(join(folder, 'outside'), join(source, 'linked'));
  ledger = await sqliteStores.openLedger(casePathsOf(casePath));
});

function originalsOf(scope: Scope = everyScope, more: Partial<OriginalsOptions> = {}): Originals {
  const originals = new Originals({
    ledger,
    scope,
    spoolFolder,
    parser: originalBounds(defaults),
    ...more,
  });
  open.push(originals);
  return originals;
}

async function itemAt(path: string): Promise<LedgerItem> {
  const [item] = await ledger.items.at(`EX-1/${path}`, everyScope);
  if (!item) throw new Error(`no item at ${path}`);
  return item;
}

function bytesOf({ descriptor, size }: Original): Buffer {
  const bytes = Buffer.alloc(size);
  readSync(descriptor, bytes, 0, size, 0);
  return bytes;
}

const never = new AbortController().signal;

/** What became of each path: its bytes, or the reason that there are none. */
async function fetched(paths: readonly string[], originals = originalsOf()): Promise<Record<string, string>> {
  const items = await Promise.all(paths.map(itemAt));
  const all: Record<string, string> = {};
  for await (const one of originals.fetch(items, never)) {
    if ('problem' in one) all[one.item.path] = reasonOf(one.problem);
    else {
      all[one.item.path] = bytesOf(one.original).toString();
      one.original.close();
    }
  }
  return all;
}

const inMail = 'mail.zip/box/inbox.mbox/message-0.eml';

test('an attachment of a message in a mailbox in a ZIP has its own bytes, and so has all on the way', async () => {
  const originals = originalsOf();
  const item = await itemAt(`${inMail}/list.csv`);
  const original = await originals.one(item, never);
  expect(bytesOf(original)).toEqual(attachment);
  expect(original.sha256).toBe(createHash('sha256').update(attachment).digest('hex'));
  original.close();
  const paths = ['mail.zip', 'mail.zip/box/inbox.mbox', inMail, `${inMail}/list.csv`, 'mail.zip/empty.txt'];
  const all = await fetched(paths, originals);
  expect(Object.keys(all).toSorted()).toEqual(paths.toSorted());
  expect(all[inMail]).toBe(message);
  expect(all['mail.zip/empty.txt']).toBe('');
  expect(Buffer.from(all['mail.zip'] ?? '').length).toBeGreaterThan(0);
  // One for the first question, one for the four members of the second.
  expect(originals.readings).toBe(2);
});

test('a solid archive is read once for all its members', async () => {
  const originals = originalsOf();
  const members = (await Array.fromAsync(ledger.items.all({ exceptionsOnly: false }, everyScope)))
    .filter(({ path, sha256 }) => path.startsWith('solid.7z/') && sha256 !== undefined)
    .map(({ path }) => path);
  expect(members.length).toBeGreaterThan(1);
  const all = await fetched(members, originals);
  expect(Object.keys(all).toSorted()).toEqual(members.toSorted());
  expect(all['solid.7z/notes.txt']).toBe('Meeting notes: the budget was agreed.\n');
  expect(originals.readings).toBe(1);
});

test('what cannot be had is told, each with its reason, and the others come all the same', async () => {
  const locked = (await Array.fromAsync(ledger.items.all({ exceptionsOnly: true }, everyScope))).find(
    ({ path, sha256 }) => path.startsWith('locked.7z/') && sha256 === undefined,
  );
  expect(
    await fetched(['plain.txt', 'changed.txt', 'longer.txt', 'gone.txt', 'linked/note.txt', 'empty.txt',
      'torn.zip/a.txt', 'torn.zip/b.txt', locked?.path ?? '', 'mail.zip/note.txt']), // prettier-ignore
  ).toEqual({
    'plain.txt': 'a plain note',
    'changed.txt': 'mismatch',
    'longer.txt': 'mismatch',
    'gone.txt': 'vanished',
    'linked/note.txt': 'link',
    'empty.txt': '',
    'torn.zip/a.txt': 'mismatch',
    'torn.zip/b.txt': 'mismatch',
    [locked?.path ?? '']: 'password-required',
    'mail.zip/note.txt': 'beside the mailbox',
  });
});

test('a problem says which file, why, and what to do', async () => {
  await expect(originalsOf().one(await itemAt('gone.txt'), never)).rejects.toMatchObject({
    code: 'source-missing',
    message: 'the bytes of EX-1/gone.txt cannot be had: it is not in the source any more (ENOENT)',
    details: { named: ['EX-1/gone.txt'], reason: 'vanished' },
  });
});

test('more than is taken is not read, in a file or in a container', async () => {
  const small = originalsOf(everyScope, { maxBytes: 3 });
  expect(await fetched(['plain.txt', 'mail.zip/note.txt', 'empty.txt'], small)).toEqual({
    'plain.txt': 'over-size',
    'mail.zip/note.txt': 'over-size',
    'empty.txt': '',
  });
});

test('what is withheld from the scope has no way', async () => {
  const item = await itemAt('private.txt');
  await expect(originalsOf({ open: [] }).one(item, never)).rejects.toMatchObject({ code: 'source-missing' });
  const original = await originalsOf({ open: ['privilege'] }).one(item, never);
  expect(bytesOf(original).toString()).toBe('a letter to counsel');
  original.close();
});

test('who stops taking leaves nothing behind, and the next question is answered', async () => {
  const originals = originalsOf();
  const items = await Promise.all([inMail, `${inMail}/list.csv`, 'mail.zip/note.txt'].map(itemAt));
  for await (const one of originals.fetch(items, never)) {
    if ('original' in one) one.original.close();
    break;
  }
  expect(await fetched(['mail.zip/note.txt'], originals)).toEqual({
    'mail.zip/note.txt': 'beside the mailbox',
  });
  expect(readdirSync(spoolFolder)).toEqual([]);
});

test('a signal ends it with its reason', async () => {
  const stop = new AbortController();
  const items = await Promise.all([inMail, `${inMail}/list.csv`].map(itemAt));
  const reading = async (): Promise<void> => {
    for await (const one of originalsOf().fetch(items, stop.signal)) {
      if ('original' in one) one.original.close();
      stop.abort(new Error('stopped by hand'));
    }
  };
  await expect(reading()).rejects.toThrow('stopped by hand');
});

test('a parser that dies is replaced once; then what it was asked for is told as lost to it', async () => {
  const originals = originalsOf(everyScope, { parser: { ...originalBounds(defaults), maxResidentBytes: 1 } });
  expect(await fetched(['mail.zip/note.txt', 'plain.txt'], originals)).toEqual({
    'mail.zip/note.txt': 'parser-memory',
    'plain.txt': 'a plain note',
  });
  expect(originals.readings).toBe(2);
});

test('of a source that is not where it was this is said, not that each file is missing', async () => {
  renameSync(source, join(folder, 'moved'));
  expect(await fetched(['plain.txt', 'mail.zip/note.txt'])).toEqual({
    'plain.txt': 'source-missing',
    'mail.zip/note.txt': 'source-missing',
  });
  renameSync(join(folder, 'moved'), source);
});
