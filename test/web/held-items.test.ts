/** What lies in archives, messages and folders: as a tree, by page, with how each ended, and as far as it shows. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fixture, writeFiles, zipOf } from '../../scripts/bench/made-evidence.ts';
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
const deep = `${'d/'.repeat(40)}bottom.txt`;
beforeAll(async () => {
  const [source, casePath] = [join(folder, 'share'), join(folder, 'case')];
  const many = Object.fromEntries(Array.from({ length: 620 }, (_, at) => [`part ${1000 + at}.txt`, `part ${at}`]));
  writeFiles(source, {
    'sent/tree.zip': zipOf({
      'z last.txt': 'last', 'plans/2019/a.txt': 'first plan', 'plans/2019/b.txt': 'second plan', 'plans/note.txt': 'note',
      [deep]: 'deep', 'evil\u202e/\u001b]0;x.txt': 'evil', 'plans/secret.txt': 'advice of counsel',
    }),
    'sent/many.zip': zipOf(many),
    'sent/torn.zip': zipOf({ 'a.txt': 'first member', 'b.txt': 'second member '.repeat(200) }).subarray(0, 90),
    'mail.eml': fixture('eml', 'family.eml'),
    'box.mbox': [
      'From ann@example.org Mon Apr 1 10:00:00 2019\nFrom: ann@example.org\nSubject: First \u202eletter\nDate: Mon, 1 Apr 2019 10:00:00 +0000\nMessage-ID: <1@example.org>\n\nWords.\n\n',
      'From ann@example.org Mon Apr 1 11:00:00 2019\nFrom: ann@example.org\nSubject: Undated\nMessage-ID: <2@example.org>\n\nMore words.\n',
    ].join(''),
  }); // prettier-ignore
  const ingest = ['ingest', source, '--case', casePath, '--reference', 'EX-1', '--parser-processes', '1', '--no-gazetteers'];
  expect(await runCli(ingest)).toMatchObject({ exitCode: 0 });
  expect(
    await runCli(['withhold', 'sent/tree.zip/plans/secret.txt', '--covers', 'item', '--scope', 'privilege', '--reason', 'x', '--case', casePath]),
  ).toMatchObject({ exitCode: 0 });
  served = await serve(casePath);
  counsel = await serve(casePath, ['--open', 'privilege']);
}); // prettier-ignore

const idOf = async (query: string): Promise<string> => {
  const { stdout } = await runCli(['search', query, '--json', '--case', join(folder, 'case')]);
  return String(jsonRows<{ document: string }>(stdout)[0]?.document);
};
const textOf = (page: string): string => parsePage(page).text.replaceAll(/\s+/gu, ' ');
/** The lines of the tree, each with how deep it stands. */
function treeOf(page: string): string[] {
  const from = page.indexOf('class="tree"');
  const lines: string[] = [];
  let depth = 0;
  for (const [tag, words = ''] of page.slice(from).matchAll(/<ul>|<\/ul>|<li>\s*(?:<a[^>]*>)?<bdi>(.*?)<\/bdi>/gsu)) {
    if (tag === '<ul>') depth += 1;
    else if (tag === '</ul>') depth -= 1;
    else lines.push(`${'  '.repeat(depth - 1)}${words}`);
    if (depth === 0) break;
  }
  return lines;
} // prettier-ignore

test('the folders of an archive are a tree, of which each folder is a page, and each member has its way', async () => {
  const id = await idOf('name:tree.zip');
  const page = await served.html(`/document/${id}`);
  const tree = treeOf(page);
  const begin = tree.indexOf('plans/');
  expect(tree.slice(begin, begin + 5)).toEqual(['plans/', '  2019/', '    a.txt', '    b.txt', '  note.txt']);
  expect(tree.at(-1)).toBe('z last.txt');
  expect(textOf(page)).toMatch(/a\.txt indexed, text, 10 bytes/u);
  // A name of forty parts is drawn twelve deep.
  expect(tree).toContain(`${'  '.repeat(12)}${'d/'.repeat(28)}bottom.txt`);
  expect(tree).toContain(String.raw`evil\u{202e}/`);
  expect(page).not.toContain('\u202e');
  const [below = ''] = linksOf(page, `/document/${id}/held?below=plans%2F2019`);
  expect(treeOf(await served.html(below))).toEqual(['a.txt', 'b.txt']);
  const [member = ''] = linksOf(await served.html(below), '/document/').slice(-1);
  const up = await served.html(member);
  expect(textOf(up)).toContain('Lies in EX-1/sent/tree.zip');
  expect(linksOf(up, `/document/${id}`)).toEqual([`/document/${id}`]);
});

test('of many members a page shows some, says how many there are, and leads to the rest', async () => {
  const id = await idOf('name:many.zip');
  const page = await served.html(`/document/${id}`);
  expect([treeOf(page).length, textOf(page)]).toEqual([50, expect.stringContaining('570 more: all of it')]);
  const seen: string[] = [];
  let address: string | undefined = `/document/${id}/held`;
  while (address !== undefined) {
    const one = await served.html(address);
    seen.push(...treeOf(one));
    const { attributes } = parsePage(one).elements.find(({ attributes: { rel } }) => rel === 'next') ?? {};
    address = attributes?.['href']?.slice(served.at.length);
  }
  expect([seen.length, new Set(seen).size]).toEqual([620, 620]);
});

test('what was read in part says what it says that it holds, and what came of it', async () => {
  const page = textOf(await served.html(`/document/${await idOf('name:torn.zip')}`));
  expect(page).toMatch(
    /It (?:says that it holds|does not say how many it holds).*came of it; .*read partial/u,
  );
});

test('a message has its attachments, a folder its files, and what holds nothing says nothing', async () => {
  const mail = await served.html(`/document/${await idOf('name:mail.eml')}`);
  expect(treeOf(mail).length).toBeGreaterThan(0);
  const sent = await served.html(`/document/${await idOf('name:sent AND item:folder')}`);
  expect(treeOf(sent)).toEqual(['many.zip', 'torn.zip', 'tree.zip']);
  const leaf = await served.html(`/document/${await idOf('"second plan"')}`);
  expect(textOf(leaf)).not.toContain('What lies in it');
});

test('what is withheld is in no tree and in no number of it', async () => {
  const id = await idOf('name:tree.zip');
  for (const path of [`/document/${id}`, `/document/${id}/held`, `/document/${id}/held?below=plans%2F`]) {
    const [closed, opened] = [await served.html(path), await counsel.html(path)];
    expect([path, closed.includes('secret.txt'), opened.includes('secret.txt')]).toEqual([path, false, true]);
  }
  const [closed, opened] = [await served.html(`/document/${id}`), await counsel.html(`/document/${id}`)];
  expect([textOf(closed), textOf(opened)]).toEqual([
    expect.stringMatching(/What lies in it: 6 It says that it holds 6; 6 came of it/u),
    expect.stringMatching(/What lies in it: 7 It says that it holds 7; 7 came of it/u),
  ]);
  const none = await served.html(`/document/${id}/held?below=plans%2Fsecret`);
  expect(none.replaceAll('secret', 'nobody')).toBe(await served.html(`/document/${id}/held?below=plans%2Fnobody`));
}); // prettier-ignore

test('messages of a mailbox are told by their subjects and times', async () => {
  const page = textOf(await served.html(`/document/${await idOf('name:box.mbox')}`));
  expect(page).toMatch(/message-0\.eml First \\u\{202e\}letter · 2019-04-01T10:00:00\+00:00 indexed/u);
  // One without a time has its subject, what has neither sender nor time is no message.
  expect(page).toMatch(/message-\d+\.eml Undated indexed/u);
  expect(textOf(await served.html(`/document/${await idOf('name:tree.zip')}/held`))).toMatch(
    /z last\.txt indexed/u,
  );
});
