/** The messages of a thread by their times, what they refer to that is not held, and nothing that is withheld. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { jsonRows } from '../cli/json-lines.ts';
import { runCli } from '../cli/run-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { linksOf, parsePage, serve } from './served.ts';

let served: Awaited<ReturnType<typeof serve>>;
let counsel: Awaited<ReturnType<typeof serve>>;
// Before the folder goes: its end is recorded in there.
afterAll(async () => {
  await served.end();
  await counsel.end();
});
const folder = temporaryFolder();

const mail = (id: string, from: string, date: string, refers: readonly string[], body: string): string =>
  [
    `Message-ID: <${id}@a.example>`,
    ...(refers.length > 0 ? [`References: ${refers.map((one) => `<${one}@a.example>`).join(' ')}`] : []),
    `From: ${from} <${from.toLowerCase()}@a.example>`,
    'To: Dee <dee@a.example>',
    `Subject: Lists ${id}`,
    ...(date === '' ? [] : [`Date: ${date}`]),
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b\r\nContent-Type: text/plain\r\n',
    body,
    ...(id === 'three' ? ['--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename="voters.csv"\r\n', 'name,vote'] : []),
    '--b--',
  ].join('\r\n'); // prettier-ignore

beforeAll(async () => {
  const [source, casePath] = [join(folder, 'share'), join(folder, 'case')];
  writeFiles(source, {
    'z/one.eml': mail('one', 'Ann', 'Mon, 4 Mar 2019 10:00:00 +0100', [], 'May we use the list?'),
    'y/two.eml': mail('two', 'Bo', 'Mon, 4 Mar 2019 09:30:00 -0000', ['one'], `No. ${'word '.repeat(400)}`),
    'x/three.eml': mail('three', 'Cy\u202e', 'Tue, 5 Mar 2019 08:00:00 +0000', ['one', 'two', 'lost'], 'Too late <b>now</b>.'),
    'w/four.eml': mail('four', 'Dee', '', ['two'], 'No date.'),
    'v/again.eml': `X-Copy: 1\r\n${mail('one', 'Ann', 'Mon, 4 Mar 2019 10:00:00 +0100', [], 'May we use the list?')}`,
    'secret.eml': mail('advice', 'Eve', 'Wed, 6 Mar 2019 08:00:00 +0000', ['one'], 'Counsel says no.'),
    'other.eml': mail('apart', 'Fay', 'Wed, 6 Mar 2019 08:00:00 +0000', [], 'Lists one'),
    'plain.txt': 'no message',
  });
  const ingest = ['ingest', source, '--case', casePath, '--reference', 'EX-1', '--parser-processes', '1', '--no-gazetteers'];
  expect(await runCli(ingest)).toMatchObject({ exitCode: 0 });
  const withhold = ['withhold', 'secret.eml', '--scope', 'privilege', '--reason', 'advice', '--case', casePath];
  expect(await runCli(withhold)).toMatchObject({ exitCode: 0 });
  served = await serve(casePath);
  counsel = await serve(casePath, ['--open', 'privilege']);
}); // prettier-ignore

const idOf = async (query: string, ...words: string[]): Promise<string> => {
  const { stdout } = await runCli(['search', query, '--json', '--case', join(folder, 'case'), ...words]);
  return String(jsonRows<{ document: string }>(stdout)[0]?.document);
};
const textOf = (page: string): string => parsePage(page).text.replaceAll(/\s+/gu, ' ');

test('messages come by their times, each with who, when, what and what was attached', async () => {
  const id = await idOf('name:three.eml');
  const [way = ''] = linksOf(await served.html(`/document/${id}`), `/document/${id}/thread`);
  const page = await served.html(way);
  const text = textOf(page);
  expect(text).toContain('Thread: 5 messages');
  const at = ['May we use', 'No. word', 'Too late', 'No date.'].map((words) => text.indexOf(words));
  expect([at.includes(-1), at]).toEqual([false, at.toSorted((a, b) => a - b)]);
  expect(text).toContain('(stated as Mon, 4 Mar 2019 10:00:00 +0100)');
  expect(text).toMatch(/Dee <dee@a\.example> · Lists four · no time is stated/u);
  expect(text).toContain('… and');
  expect(text.match(/It states the id of a message above/gu)).toHaveLength(1);
  expect(linksOf(page, `/document/${await idOf('name:voters.csv')}`)).toHaveLength(1);
  expect(page).toContain('Cy\\u{202e}');
  expect(parsePage(page).elements.filter(({ name }) => name === 'b')).toEqual([]);
});

test('what is referred to and not held is said by its id, as what is withheld is', async () => {
  const page = textOf(await served.html(`/document/${await idOf('name:three.eml')}/thread`));
  expect(page).toMatch(/Not held, or not open to you: lost@a\.example/u);
  expect(page).toContain('1 message that these refer to is not held, or not open to you');
});

test('what messages of an earlier page refer to, and whose copies they are, is told once', async () => {
  const [source, casePath] = [join(folder, 'long'), join(folder, 'long-case')];
  const day = (at: number): string => `${String(1 + at)} Apr 2019 10:00:00 +0000`;
  const letters = Array.from({ length: 29 }, (_, at) => [
    `${at}.eml`,
    mail(`m${at}`, 'Ann', day(at), at === 0 ? ['lost'] : ['lost', 'm0', ...(at === 28 ? ['late'] : [])], `Letter ${at}.`),
  ]);
  const again = `X-Copy: 1\r\n${mail('m3', 'Ann', day(28), ['lost', 'm0'], 'Letter 3.')}`;
  writeFiles(source, { ...Object.fromEntries(letters), 'again.eml': again });
  await runCli(['ingest', source, '--case', casePath, '--reference', 'EX-2', '--parser-processes', '1', '--no-gazetteers']);
  const long = await serve(casePath);
  try {
    const found = await runCli(['search', 'name:0.eml', '--json', '--case', casePath]);
    const first = await long.html(`/document/${jsonRows<{ document: string }>(found.stdout)[0]?.document}/thread`);
    expect(textOf(first)).toContain('Thread: 30 messages');
    expect(textOf(first).match(/Not held, or not open to you: lost@a\.example/gu)).toHaveLength(1);
    const [next = ''] = linksOf(first, '/document/').filter((way) => way.includes('after='));
    const second = textOf(await long.html(next));
    expect(second).toContain('Letter 28.');
    expect(second).not.toContain('lost@a.example');
    expect(second).toMatch(/Not held, or not open to you: late@a\.example/u);
    expect(second).toContain('It states the id of a message above');
    const beyond = next.replace(/before=\d+/u, 'before=999999');
    expect((await long.get(beyond)).status).toBe(200);
  } finally {
    await long.end();
  }
}); // prettier-ignore

test('nothing of what is withheld is in it, and all of it for who has opened the scope', async () => {
  const path = `/document/${await idOf('name:one.eml')}/thread`;
  const [closed, opened] = [textOf(await served.html(path)), textOf(await counsel.html(path))];
  expect([closed.includes('Eve'), opened.includes('Eve')]).toEqual([false, true]);
  expect(closed).toContain('Thread: 5 messages');
  expect(opened).toContain('Thread: 6 messages');
  const hidden = await idOf('name:secret.eml', '--open', 'privilege');
  expect((await served.get(`/document/${hidden}/thread`)).status).toBe(404);
});

test('what is no message has no thread, nor the way to one', async () => {
  const id = await idOf('name:plain.txt');
  expect(linksOf(await served.html(`/document/${id}`), `/document/${id}/thread`)).toEqual([]);
  expect((await served.get(`/document/${id}/thread`)).status).toBe(404);
});
