/** `evidex show --thread`: who answered whom by the times, with a line for each message that is not held. */
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { jsonRows } from './json-lines.ts';
import { type CliResult, runCli } from './run-cli.ts';

const folder = temporaryFolder();
const casePath = join(folder, 'case');
const run = (...words: string[]): Promise<CliResult> => runCli([...words, '--case', casePath]);

/** A byte of 1, a time, and a GUID. */
const conversation = Buffer.from(`01c0ffee0011${'ab'.repeat(16)}`, 'hex')
  .toString('base64')
  .replaceAll('=', '');

const letter = (id: string, day: number, refers: readonly string[], more = '', index = ''): string =>
  [
    `Message-ID: <${id}@x.example>`,
    ...(refers.length > 0 ? [`References: ${refers.map((one) => `<${one}@x.example>`).join(' ')}`] : []),
    ...(index === '' ? [] : [`Thread-Index: ${index}`]),
    'From: Ann <ann@x.example>',
    'To: Bo <bo@x.example>',
    `Subject: plan ${id}`,
    `Date: ${day} Mar 2019 10:00:00 +0000`,
    '',
    `About ${id}. ${more}`,
  ].join('\n');

interface Row {
  readonly missing?: string;
  readonly messageId?: string;
  readonly isAgain?: boolean;
  readonly isAsked?: boolean;
}

/** Ids in order; a gap in brackets, a message whose id came before with a sign. */
async function threadOf(name: string, ...words: string[]): Promise<string[]> {
  const { exitCode, stdout } = await run('show', name, '--thread', '--json', ...words);
  expect(exitCode).toBe(0);
  return jsonRows<Row>(stdout).map(({ missing, messageId = '', isAgain }) =>
    missing === undefined
      ? `${messageId.replace(/@.*/u, '')}${isAgain ? ' again' : ''}`
      : `(${missing.split('@')[0]})`,
  );
}

beforeAll(async () => {
  // The second source links what were two threads before.
  writeFiles(join(folder, 'one'), {
    'a.eml': letter('a', 1, []),
    'b.eml': letter('b', 2, ['a', 'lost']),
    'd.eml': letter('d', 4, ['c']),
    'alone.eml': letter('alone', 5, []),
    'note.txt': 'no message',
    // Of one conversation, and without a reference: the second has five bytes more.
    'o1.eml': letter('o1', 9, [], '', `${conversation}==`),
    'o2.eml': letter(
      'o2',
      10,
      [],
      '',
      Buffer.concat([Buffer.from(conversation, 'base64'), Buffer.alloc(5, 7)]).toString('base64'),
    ),
    'o3.eml': letter(
      'o3',
      11,
      [],
      '',
      Buffer.concat([Buffer.from(conversation, 'base64').subarray(0, 21), Buffer.alloc(6, 9)]).toString(
        'base64',
      ),
    ),
  });
  writeFiles(join(folder, 'two'), {
    'c.eml': letter('c', 3, ['b']),
    'forged.eml': letter('a', 6, [], 'It says so.'),
    'secret.eml': letter('secret', 7, ['c']),
    'e.eml': letter('e', 8, ['secret']),
  });
  for (const name of ['one', 'two'])
    await run(
      'ingest',
      join(folder, name),
      '--custodian',
      name,
      '--parser-processes',
      '1',
      '--no-gazetteers',
    );
  expect((await run('withhold', 'secret.eml', '--scope', 'counsel', '--reason', 'advice')).exitCode).toBe(0);
});

const whole = ['a', '(lost)', 'b', 'c', 'd', 'a again', '(secret)', 'e'];

test.each(['a.eml', 'd.eml', 'e.eml'])(
  'of %s: all messages by their times, and what is missing',
  async (name) => {
    // A withheld message is as if it were not held: what answers it is linked by its id all the same.
    const rows = await threadOf(name);
    expect(rows).toEqual(name === 'e.eml' ? ['(secret)', 'e'] : whole.slice(0, 6));
  },
);

test('with its scope the withheld message is one of the thread, and links what answers it', async () => {
  const open = whole.flatMap((id) => (id === '(secret)' ? ['secret'] : [id]));
  expect(await threadOf('a.eml', '--open', 'counsel')).toEqual(open);
  expect(await threadOf('e.eml', '--open', 'counsel')).toEqual(open);
});

test('in words: who, when, where, by whom it is held, and the search that finds it', async () => {
  const { stdout, stderr } = await run('show', 'b.eml', '--thread');
  expect(stdout).toContain('not held, or not open to you  lost@x.example');
  expect(stdout).toMatch(/2019-03-02T10:00:00\+00:00 {2}Ann <ann@x\.example> to Bo <bo@x\.example>\n {5}plan b\n {5}one\/b\.eml\n {5}\[the one asked for; custodian one\]/u);
  expect(stdout).toContain('[states the id of a message above: another copy of it, or one that says so; custodian two]');
  expect(stdout).toMatch(/^5 messages; 1 message that they refer to not held, or not open to you\.$/mu);
  const query = /As a search: evidex search '(.+)' --sort date/u.exec(stderr)?.[1] ?? '';
  expect((await run('search', query, '--count')).stdout).toBe('5\n');
}); // prettier-ignore

test('by the conversation that Outlook notes, where no id is stated', async () => {
  expect(await threadOf('o1.eml')).toEqual(['o1', 'o2']);
  expect(await threadOf('o3.eml')).toEqual(['o3']);
  const query = `thread:"conversation:${Buffer.from(conversation, 'base64').toString('hex')}"`;
  expect((await run('search', query, '--count')).stdout).toBe('2\n');
});

test('one alone, and what is no message', async () => {
  expect(await threadOf('alone.eml')).toEqual(['alone']);
  expect(await run('show', 'note.txt', '--thread')).toMatchObject({ exitCode: 1, stdout: '' });
});
