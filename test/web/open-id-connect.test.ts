/** Logging in at a real provider of OpenID Connect, which runs beside the test. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { Provider } from 'oidc-provider';
import { OpenIdConnect } from '../../web/team/open-id-connect.ts';
import { jsonLines } from '../cli/json-lines.ts';
import { makeSmallCase, type SmallCase } from '../cli/small-case.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { parsePage } from './served.ts';
import { type Browser, TeamServer } from './team-server.ts';

let server: TeamServer;
let provider: Server;
let issuer = '';
// Before the folder goes: its end is recorded in there.
afterAll(async () => {
  await server.end();
  provider.close();
  provider.closeAllConnections();
});
// It warns that its defaults are for trying out.
for (const level of ['info', 'warn'] as const) jest.spyOn(console, level).mockImplementation(() => undefined);
const folder = temporaryFolder();
let small: SmallCase;
beforeAll(async () => {
  small = await makeSmallCase(folder);
  provider = createServer();
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  const client = { clientId: 'evidex', clientSecret: 'a secret of the test', title: 'the office' };
  const roles = { ann: [['reader', '--case', small.casePath]], bo: [] };
  server = await TeamServer.start(folder, [small.casePath], roles, { openIdConnect: { issuer, ...client } });
  await server.accounts('ann', '--issuer', issuer, '--subject', 'subject-of-ann');
  const { clientId, clientSecret } = client;
  const configuration = {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [`${server.origin}/login/openid/return`] }],
    pkce: { required: () => true },
    cookies: { keys: ['a key of the test'] },
    // Groups that it tells give nobody anything.
    claims: { openid: ['sub', 'groups'] },
  };
  provider.on('request', new Provider(issuer, configuration).callback());
}); // prettier-ignore

/** What somebody does at the provider: it sends them back to an address of ours. */
async function logInThere(first: string, subject: string): Promise<string> {
  const cookies = new Map<string, string>();
  let next: { address: string; form?: URLSearchParams } = { address: first };
  for (let step = 0; step < 12; step++) {
    const answer = await fetch(next.address, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(next.form && { method: 'POST', body: next.form }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const { 1: name = '', 2: value = '' } = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    const address = new URL(location ?? next.address, next.address).href;
    if (location !== null && address.startsWith(server.origin)) return address.slice(server.origin.length);
    if (location !== null) next = { address };
    else {
      const page = parsePage(await answer.text());
      const form = page.elements.find(({ name }) => name === 'form')?.attributes;
      const prompt = page.elements.find(({ attributes }) => attributes['name'] === 'prompt')?.attributes;
      if (!form?.['action']) throw new Error(`the provider says: ${page.text}`);
      const given = { prompt: prompt?.['value'] ?? '', login: subject, password: 'any' };
      next = { address: new URL(form['action'], address).href, form: new URLSearchParams(given) };
    }
  }
  throw new Error('the provider never came back');
}

const begun = async (): Promise<{ browser: Browser; there: string }> => {
  const browser = server.browser();
  const answer = await browser.ask('/login/openid?to=/case/case/coverage');
  expect(answer.status).toBe(303);
  return { browser, there: answer.headers.get('location') ?? '' };
};

test('who is mapped to an account is let in as that, and the log of the case says by what', async () => {
  expect(await (await server.browser().ask('/login')).text()).toContain('Log in with the office');
  const { browser, there } = await begun();
  const asked = new URL(there).searchParams;
  expect(asked.get('code_challenge_method')).toBe('S256');
  expect(asked.get('state')).toMatch(/^[\w-]{43}$/);
  expect(asked.get('nonce')).toMatch(/^[\w-]{43}$/);
  const back = await logInThere(there, 'subject-of-ann');
  const entered = await browser.ask(back);
  expect(entered.headers.get('location')).toBe('/case/case/coverage');
  expect((await browser.ask('/case/case/coverage')).status).toBe(200);
  const records = jsonLines((await small.run('audit', 'CASE', '--json')).stdout);
  expect(records.findLast(({ verb }) => verb === 'serve')).toMatchObject({ user: 'ann', authenticatedBy: 'openid-connect' });
  // Once, and for this browser alone.
  expect((await browser.ask(back)).status).toBe(403);
  expect((await server.browser().ask(back)).status).toBe(403);
}); // prettier-ignore

test('what comes back to another browser, or was changed, lets nobody in', async () => {
  const [own, other] = [await begun(), await begun()];
  const back = await logInThere(own.there, 'subject-of-ann');
  const changed = new URL(back, server.origin);
  expect((await other.browser.ask(back)).status).toBe(403);
  changed.searchParams.set('code', 'another');
  expect((await own.browser.ask(changed.pathname + changed.search)).status).toBe(403);
  expect((await own.browser.ask('/case/case/')).status).toBe(303);
  for (const path of ['', '?code=a', '?code=a&state=b', '?error=access_denied'])
    expect((await (await begun()).browser.ask(`/login/openid/return${path}`)).status).toBe(403);
});

test('who is known there and is no account here, or one that was shut, is not let in, and told as whom they are known', async () => {
  const stranger = await begun();
  const refused = await stranger.browser.ask(await logInThere(stranger.there, 'a-stranger'));
  expect(refused.status).toBe(403);
  expect(await refused.text()).toContain(`No account here is a-stranger of ${issuer}`);
  await server.accounts('ann', '--disabled');
  const shut = await begun();
  expect((await shut.browser.ask(await logInThere(shut.there, 'subject-of-ann'))).status).toBe(403);
  await server.accounts('ann', '--no-disabled');
  expect(await server.log()).toContain(`log-in-refused 'a-stranger of ${issuer}'`);
});

test('a provider that is not there is said, and one that would be asked in the clear is refused', async () => {
  const gone = new OpenIdConnect({ issuer: 'http://127.0.0.1:9', clientId: 'evidex', title: 'gone' });
  await expect(gone.begin('http://127.0.0.1:1', '/')).rejects.toThrow();
  expect(() => new OpenIdConnect({ issuer: 'http://login.example', clientId: 'evidex', title: 'clear' })).toThrow(/not asked over https/);
}); // prettier-ignore
