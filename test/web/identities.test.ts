/** Identities in the browser: who sees which, who may say what, and that what is withheld leaves no trace. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { runCli } from '../cli/run-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { parsePage } from './served.ts';
import { type Browser, TeamServer } from './team-server.ts';

let server: TeamServer;
// Before the folder goes: its end is recorded in there.
afterAll(async () => {
  await server.end();
});
const folder = temporaryFolder();
const casePath = join(folder, 'case');
const who = new Map<string, Browser>();
const dn = '/O=FIRM/CN=NOKAFOR';

beforeAll(async () => {
  const mail = (from: string, more = ''): string => `${more}From: ${from}\r\nTo: bo@y.example\r\nSubject: A\r\nMessage-ID: <${from.length}${more.length}@x>\r\n\r\nWords.\r\n`; // prettier-ignore
  writeFiles(join(folder, 'share'), {
    'one.eml': mail('n.okafor@firm.example', `X-From: Okafor, Ngozi <${dn}>\r\n`),
    'two.eml': mail('n.okafor@firm.example', `X-From: Ngozi Okafor <${dn}>\r\nX-A: b\r\n`),
    'home.eml': mail('"<b>N</b>" <ngozi@home.example>'),
    'secret.eml': mail('zorblat@secret.example', `X-From: Zorblat <${dn}>\r\n`),
  });
  for (const words of [
    ['ingest', join(folder, 'share'), '--reference', 'EX-1', '--parser-processes', '1', '--no-gazetteers'],
    ['withhold', 'secret.eml', '--scope', 'counsel', '--reason', 'advice'],
  ])
    expect(await runCli([...words, '--case', casePath])).toMatchObject({ exitCode: 0 });
  const inCase = ['--case', casePath];
  server = await TeamServer.start(folder, [casePath], {
    reader: [['reader', ...inCase]],
    lead: [['lead', ...inCase]],
    counsel: [['lead', ...inCase, '--open', 'counsel']],
  });
  for (const name of ['reader', 'lead', 'counsel']) {
    const browser = server.browser();
    await browser.logIn(name);
    who.set(name, browser);
  }
});

const raw = async (name: string, path: string): Promise<string> =>
  (await (who.get(name) as Browser).ask(`/case/case${path}`)).text();
const page = async (name: string, path: string): Promise<string> =>
  parsePage(await raw(name, path)).text.replaceAll(/\s+/gu, ' ');
const post = async (name: string, path: string, form: Record<string, string>) => {
  const answer = await (who.get(name) as Browser).post(`/case/case${path}`, form);
  return { status: answer.status, text: parsePage(await answer.text()).text, to: answer.headers.get('location') ?? '' };
}; // prettier-ignore

const hers = '/identity?who=n.okafor%40firm.example';
const merger = { says: 'one-person', address: 'n.okafor@firm.example', other: 'ngozi@home.example', reason: 'her card' }; // prettier-ignore

test('whom the messages of an answer name, each once, with the way to theirs and to the rest', async () => {
  const asked = '/people?q=&field=from';
  const people = await page('reader', asked);
  expect(people).toContain('2 people');
  expect(people).not.toContain('zorblat');
  expect(await page('counsel', asked)).toContain('zorblat@secret.example');
  const links = [
    ...(await raw('reader', asked)).matchAll(/href="\/case\/case(\/\?q=[^"]+)"[^>]*>([^<]*)</gu),
  ];
  const lead = async (path: string): Promise<string> =>
    /[\d,]+ documents?/u.exec(await page('reader', path.replaceAll('&amp;', '&')))?.[0] ?? '';
  const [hers, rest] = links as [RegExpMatchArray, RegExpMatchArray];
  expect(await lead(hers[1] as string)).toBe(`${hers[2]} documents`);
  expect(await lead(rest[1] as string)).toBe('1 document');
  expect(await page('reader', '/people?q=words&field=bcc')).toContain('0 people');
});

test('a reader sees who is who, with what states it, and says nothing', async () => {
  const list = await page('reader', '/identities?several=1');
  expect(list).toContain('1 identity');
  expect(list).toContain('/o=firm/cn=nokaforn.okafor@firm.example');
  const one = await page('reader', hers);
  expect(one).toContain('yes2 documents: X-From or X-To of kept mail');
  expect(one).toContain('EX-1/one.eml');
  expect(one).not.toContain('Say so');
  expect((await post('reader', '/identity/say', merger)).status).toBe(403);
  expect(await raw('reader', '/identities')).not.toContain('<b>N');
  expect((await page('reader', '/identity?who=nobody')).toLowerCase()).toContain('names this address');
});

test('what is withheld leaves no trace: no address, count, pairing or candidate', async () => {
  for (const path of ['/identities', hers, `/identity?who=${encodeURIComponent(dn)}`])
    expect([path, /zorblat|secret/iu.exec(await page('lead', path))?.[0]]).toEqual([path, undefined]);
  expect(await page('lead', '/identity?who=zorblat%40secret.example')).not.toContain('Say so');
  expect(await page('counsel', '/identities')).toContain('zorblat@secret.example');
});

test('a lead merges, all see it at once, and it is taken back', async () => {
  const done = await post('lead', '/identity/say', merger);
  expect(done).toMatchObject({ status: 303 });
  expect(await page('reader', hers)).toContain('3 documents');
  expect(await page('reader', '/?q=from%3Angozi%40home.example')).toContain('3 documents');
  const against = await post('lead', '/identity/say', { ...merger, says: 'apart' });
  expect(against.text).toContain('lead said otherwise');
  const id = /name="id" value="([^"]+)"/u.exec(await raw('lead', hers))?.[1] ?? '';
  expect((await post('reader', '/identity/undo', { id, who: 'x', reason: 'y' })).status).toBe(403);
  expect((await post('lead', '/identity/undo', { id, who: 'x', reason: '' })).status).toBe(400);
  expect((await post('lead', '/identity/undo', { id, who: 'x', reason: 'not her card' })).status).toBe(303);
  expect(await page('reader', hers)).toContain('2 documents');
  const said = { address: 'n.okafor@firm.example', category: 'victim', reason: 'statement' };
  expect((await post('reader', '/identity/category', said)).status).toBe(403);
  expect((await post('lead', '/identity/category', said)).status).toBe(303);
  expect(await page('reader', hers)).toContain('In this case: victim');
  expect(await runCli(['audit', '--case', casePath])).toMatchObject({ exitCode: 0 });
});

test.each([
  ['an address that no message states', { ...merger, other: 'nobody@x.example' }, 'no message states'],
  ['an address that is withheld', { ...merger, other: 'zorblat@secret.example' }, 'no message states'],
  ['no reason', { ...merger, reason: ' ' }, 'Reason: expected a note'],
])('%s is refused', async (_, form, words) => {
  const { status, text } = await post('lead', '/identity/say', form);
  expect([status < 500, text]).toEqual([true, expect.stringContaining(words)]);
});
