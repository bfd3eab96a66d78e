/** Withholding in the browser: by a lead, by query, with ground and reason; released by who has opened the scope alone. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeSmallCase, type SmallCase } from '../cli/small-case.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { parsePage } from './served.ts';
import { type Browser, TeamServer } from './team-server.ts';

let server: TeamServer;
// Before the folder goes: its end is recorded in there.
afterAll(async () => {
  await server.end();
});
const folder = temporaryFolder();
let small: SmallCase;
const who = new Map<string, Browser>();
beforeAll(async () => {
  small = await makeSmallCase(folder);
  const inCase = ['--case', small.casePath];
  server = await TeamServer.start(folder, [small.casePath], {
    lead: [['lead', ...inCase]],
    counsel: [['lead', ...inCase, '--open', 'counsel']],
    other: [['lead', ...inCase, '--open', 'other']],
  });
  for (const name of ['lead', 'counsel', 'other']) {
    const browser = server.browser();
    await browser.logIn(name);
    who.set(name, browser);
  }
});

const page = async (name: string, path: string): Promise<string> => {
  const answer = await (who.get(name) as Browser).ask(`/case/case${path}`);
  return parsePage(await answer.text()).text.replaceAll(/\s+/gu, ' ');
};
const post = async (name: string, path: string, form: Record<string, string>) => {
  const answer = await (who.get(name) as Browser).post(`/case/case${path}`, form);
  const text = parsePage(await answer.text()).text.replaceAll(/\s+/gu, ' ');
  return { status: answer.status, text, to: answer.headers.get('location') ?? '' };
};
const form = { q: 'name:report.pdf', covers: 'content', scope: 'counsel', ground: 'privilege', reason: 'advice of counsel' }; // prettier-ignore
const found = (name: string): Promise<string> => page(name, `/?q=${encodeURIComponent(form.q)}`);

test.each([
  ['a scope', { ...form, scope: 'not a scope' }, 'a scope of 1 to 64 letters'],
  ['a ground', { ...form, ground: '' }, 'a ground of 1 to 64 letters'],
  ['a reason', { ...form, reason: '  ' }, 'Reason: expected something'],
  ['something that matches', { ...form, q: 'name:nosuchthing' }, 'nothing that is open to you matches'],
])('%s is asked for', async (_, sent, words) => {
  const { status, text } = await post('lead', '/withhold', sent);
  expect([status, text]).toEqual([400, expect.stringContaining(words)]);
  expect(await found('lead')).toContain('1 document');
});

test('withheld by query: gone for all but its readers, counted by ground, and released by one of them', async () => {
  expect(await page('lead', `/withholding?q=${encodeURIComponent(form.q)}&covers=content`)).toContain('1 document matches, through 1 place.');
  expect(await page('lead', `/withholding?q=${encodeURIComponent(form.q)}&covers=family`)).toContain('through 1 family.');
  const done = await post('lead', '/withhold', form);
  expect(done).toMatchObject({ status: 303 });
  expect(done.to).toContain('changed=1');
  expect(await found('lead')).toContain('0 documents');
  expect(await found('other')).toContain('0 documents');
  expect(await found('counsel')).toContain('1 document');
  expect(await page('lead', '/withholding')).toMatch(/EX-1 ?privilege ?1\b/u);
  // Neither who has not opened the scope, nor by the name of one that they have.
  const release = { ...form, ground: '', reason: 'waived' };
  for (const [name, scope] of [['lead', 'counsel'], ['other', 'counsel'], ['other', 'other']] as const) { // prettier-ignore
    const { status } = await post(name, '/release', { ...release, scope });
    expect(status).toBe(400);
    expect(await found('lead')).toContain('0 documents');
  }
  expect((await post('counsel', '/release', release)).status).toBe(303);
  expect(await found('lead')).toContain('1 document');
}); // prettier-ignore

test('its words are in the log for the readers of the scope alone, with who did it', async () => {
  const closed = (await small.run('audit', 'CASE')).stdout;
  expect(closed).toContain('Unbroken');
  expect(closed).not.toContain('DO NOT AGREE');
  expect(closed).not.toContain('advice of counsel');
  const opened = (await small.run('audit', 'CASE', '--open', 'counsel', '--json')).stdout;
  expect(opened).toMatch(/"user":"lead"[^\n]*advice of counsel/u);
  expect(opened).toMatch(/"user":"counsel"[^\n]*"release"[^\n]*waived/u);
});
