/** `evidex serve --listen`: who is let in, as whom it is recorded, and what ends it. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runCli } from '../cli/run-cli.ts';
import { jsonLines } from '../cli/json-lines.ts';
import { makeSmallCase, type SmallCase } from '../cli/small-case.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type Browser, password, TeamServer } from './team-server.ts';

let server: TeamServer;
// Before the folder goes: its end is recorded in there.
afterAll(async () => {
  await server.end();
});
const folder = temporaryFolder();
let small: SmallCase;
beforeAll(async () => {
  small = await makeSmallCase(folder);
  const inCase = ['--case', small.casePath];
  server = await TeamServer.start(folder, [small.casePath], {
    ann: [['reader', ...inCase]],
    bo: [['lead', ...inCase]],
    cy: [],
  });
});

const entered = async (name: string): Promise<Browser> => {
  const browser = server.browser();
  expect((await browser.logIn(name)).status).toBe(303);
  return browser;
};

test('nobody is shown anything but the page to log in, which then leads to where they wanted', async () => {
  const browser = server.browser();
  for (const path of ['/', '/case/case/', '/case/nothing/', '/case/case/coverage?a=b', '/openapi.json']) {
    const answer = await browser.ask(path);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(`/login?${new URLSearchParams({ to: path }).toString()}`);
  }
  expect((await browser.post('/case/case/marks', { label: 'x' })).status).toBe(403);
  const page = await (await browser.ask('/login?to=/case/case/coverage')).text();
  expect(page).toContain('value="/case/case/coverage"');
  const answer = await browser.post('/login', { name: 'Ann ', password, to: '/case/case/coverage' });
  expect(answer.headers.get('location')).toBe('/case/case/coverage');
  const [browserCookie, session] = answer.headers.getSetCookie();
  expect(browserCookie).toMatch(/^__Host-evidex-browser=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  expect(session).toMatch(/^__Host-evidex=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  const covered = await (await browser.ask('/case/case/coverage')).text();
  expect(covered).toContain('<span class="person">ann</span>');
  expect(covered).toContain('action="/logout"');
}); // prettier-ignore

test.each([
  'https://evil.example/',
  '//evil.example/',
  String.raw`/\evil.example`,
  '/\t/evil.example',
  '/logout',
  `/${'a'.repeat(5_000)}`,
])('logging in leads nowhere else: %j', async (to) => {
  const answer = await server.browser().post('/login', { name: 'ann', password, to });
  expect(answer.headers.get('location')).toBe('/');
});

test('what is asked is in the log of the case under the account, beside whose process the server is', async () => {
  const bo = await entered('bo');
  expect((await bo.ask('/case/case/?q=budget')).status).toBe(200);
  const records = jsonLines((await small.run('audit', 'CASE', '--json')).stdout);
  expect(records.findLast(({ user, event }) => user === 'bo' && event === 'started')).toMatchObject({
    version: 3,
    verb: 'serve',
    authenticatedBy: 'local-account',
    servedBy: { authenticatedBy: 'operating-system', operator: 'Bo Examiner' },
    args: expect.arrayContaining(['search', 'budget']),
  });
  expect(await server.log()).toMatch(
    /bo \(local-account\) served by .* as Bo Examiner {2}serve log-in 127.0.0.1/,
  );
});

test('a session ends by logging out, by ending all of the account, and by shutting it', async () => {
  const out = await entered('ann');
  const kept = out.cookies.get('__Host-evidex') ?? '';
  expect((await out.post('/logout', {})).headers.get('location')).toBe('/login');
  expect(out.cookies.has('__Host-evidex')).toBe(false);
  out.cookies.set('__Host-evidex', kept);
  expect((await out.ask('/case/case/')).status).toBe(303);
  const [one, two] = [await entered('ann'), await entered('ann')];
  expect((await one.ask('/case/case/')).status).toBe(200);
  await server.accounts('ann', '--end-sessions');
  for (const ended of [one, two]) expect((await ended.ask('/case/case/')).status).toBe(303);
  const shut = await entered('ann');
  await server.accounts('ann', '--disabled');
  expect((await shut.ask('/case/case/')).status).toBe(303);
  expect((await server.browser().logIn('ann')).status).toBe(403);
  await server.accounts('ann', '--no-disabled');
  expect((await entered('ann')).cookies.size).toBe(2);
});

test('a role that is given or taken holds with the next question', async () => {
  const cy = await entered('cy');
  const cases = await cy.ask('/');
  expect(await cases.text()).toContain('No case of this server is open to you');
  expect((await cy.ask('/case/case/')).status).toBe(404);
  await server.accounts('cy', '--role', 'reader', '--case', small.casePath);
  expect((await cy.ask('/case/case/')).status).toBe(200);
  await server.accounts('cy', '--role', 'none', '--case', small.casePath);
  expect((await cy.ask('/case/case/')).status).toBe(404);
});

test('forms of elsewhere are not heard, the one to log in included', async () => {
  for (const origin of ['null', 'https://evil.example', server.origin.replace('http', 'https')])
    expect((await server.browser().post('/login', { name: 'ann', password, to: '/' }, { origin })).status).toBe(403);
}); // prettier-ignore

test('wrong ones look alike whoever has the name, wait together, and shut out nobody who is known', async () => {
  const bo = await entered('bo');
  const wrong = async (name: string) => {
    const answer = await server.browser().logIn(name, 'wrong horse battery');
    const words = (await answer.text()).replaceAll(/(\d+ s|1 s)/g, 'N');
    return [answer.status, [...answer.headers.keys()].toSorted(), words];
  };
  const [of, nobody] = [await wrong('bo'), await wrong('no-such-account')];
  expect(of).toEqual(nobody);
  for (let count = 0; count < 5; count++) await wrong('bo');
  const late = await server.browser().logIn('bo');
  expect(late.status).toBe(429);
  expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0);
  // The browser from which bo logged in before is counted by itself.
  bo.cookies.delete('__Host-evidex');
  expect((await bo.logIn('bo')).status).toBe(303);
  const log = await server.log();
  expect(log).toContain('log-in-refused bo 127.0.0.1');
  expect(log).toContain("log-in-refused 'no such account' 127.0.0.1");
  expect(log).not.toContain('no-such-account');
});

test.each([
  [['--listen', '0.0.0.0:0'], 'nothing encrypts what is sent'],
  [['--listen', '[::]:0'], 'nothing encrypts what is sent'],
  [['--listen', '0.0.0.0:0', '--tls-key', 'k'], 'go together'],
  [['--listen', '0.0.0.0:0', '--tls-key', '/none', '--tls-cert', '/none'], 'cannot be read'],
  [['--listen', 'nowhere'], 'is no HOST:PORT'],
  [['--listen', '0.0.0.0:0', '--behind-proxy', 'http://evidex.example'], 'is no https://NAME'],
  [['--listen', '127.0.0.1:0', '--open', 'privilege'], 'account by account'],
  [['--tls-key', 'k', '--tls-cert', 'c'], '--listen is missing'],
])('%j is refused', async (words, says) => {
  const { exitCode, stderr } = await runCli(['serve', small.casePath, ...words, '--server-folder', join(folder, 'server')]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(says);
}); // prettier-ignore
