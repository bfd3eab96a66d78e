/** Every route, asked as each role with each of two scopes, as somebody without a role, and as nobody. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Role, roles } from '../../schemas/account.ts';
import { routes } from '../../web/routes.ts';
import { jsonLines } from '../cli/json-lines.ts';
import { makeSmallCase, type SmallCase } from '../cli/small-case.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type Browser, TeamServer } from './team-server.ts';

let server: TeamServer;
// Before the folder goes: its end is recorded in there.
afterAll(async () => {
  await server.end();
});
const folder = temporaryFolder();
let small: SmallCase;
/** Of what is withheld, and of what is not there. */
let hidden = '';
const nothing = 'f'.repeat(64);
const browsers = new Map<string, Browser>();

beforeAll(async () => {
  small = await makeSmallCase(folder);
  const [shown] = jsonLines((await small.run('show', 'report.pdf', '--metadata', '--json')).stdout);
  hidden = String(shown?.['document']);
  expect(await small.run('withhold', 'report.pdf', '--scope', 'privilege', '--reason', 'counsel')).toMatchObject({ exitCode: 0 });
  const inCase = ['--case', small.casePath];
  const people = roles.flatMap((role) => [
    [role, [[role, ...inCase]]] as const,
    [`${role}.privilege`, [[role, ...inCase, '--open', 'privilege']]] as const,
  ]);
  server = await TeamServer.start(folder, [small.casePath], { ...Object.fromEntries(people), stranger: [] });
  for (const name of [...people.map(([known]) => known), 'stranger']) {
    const browser = server.browser();
    expect((await browser.logIn(name)).status).toBe(303);
    browsers.set(name, browser);
  }
  browsers.set('nobody', server.browser());
}); // prettier-ignore

const at = (path: string, id = nothing): string =>
  path.replaceAll(/:(?:id|sha256)\b/gu, id).replaceAll(/:[a-z]\w*/giu, '1');

/** Asks for a route below a case; a form has nothing in it. */
async function ask(who: string, method: 'get' | 'post', path: string, key = 'case'): Promise<Response> {
  const browser = browsers.get(who);
  if (!browser) throw new Error(`nobody is called ${who}`);
  return method === 'get' ? browser.ask(`/case/${key}${path}`) : browser.post(`/case/${key}${path}`, {});
}

const whole = async (answer: Response): Promise<unknown> => {
  const headers = Object.fromEntries([...answer.headers].filter(([name]) => name !== 'date'));
  return { status: answer.status, headers, body: await answer.text() };
};

const isRefused = (answer: Response, body: string): boolean =>
  answer.status === 403 && body.includes('This takes the role of a');

test('what changes a case takes a reviewer at least', () => {
  expect(routes.filter(({ method, least }) => method === 'post' && least === 'reader')).toEqual([]);
});

describe.each(routes.map(({ method, path, least }) => [method, path, least] as const))('%s %s', (method, path, least) => {
  test.each(roles)(`takes the role of a ${least}: asked as %s`, async (role: Role) => {
    const may = roles.indexOf(role) >= roles.indexOf(least);
    // With what is open to counsel nobody may do more.
    for (const who of may ? [role] : [role, `${role}.privilege`]) {
      const answer = await ask(who, method, at(path));
      expect(isRefused(answer, await answer.text())).toBe(!may);
      expect(answer.status).toBeLessThan(500);
    }
  });

  test('who has no role in the case is answered as where there is none, and nobody is sent to log in', async () => {
    const answer = await whole(await ask('stranger', method, at(path)));
    expect(answer).toMatchObject({ status: 404 });
    expect(answer).toEqual(await whole(await ask('stranger', method, at(path), 'no-such-case')));
    expect([303, 401, 403]).toContain((await ask('nobody', method, at(path))).status);
  });
}); // prettier-ignore

/** What a page says of what was typed is not what it says of the case. */
const without = (body: string, words: readonly string[]): string =>
  words
    .reduce((text, word) => text.replaceAll(word, 'TYPED'), body)
    // What a form is to make has an id of its own each time.
    .replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gu, 'NEW');

test.each(routes.filter(({ method }) => method === 'get').map(({ path }) => path))(
  'to who has not opened its scope %s answers of what is withheld as of what is not there',
  async (path) => {
    const asked = (id: string, name: string) => {
      const query = new URLSearchParams({ q: `"${name}"`, query: `"${name}"`, name, path: name, hash: id, sha256: id, item: id, document: id });
      return `${at(path, id)}?${query.toString()}`;
    };
    const [of, none] = [await ask('administrator', 'get', asked(hidden, 'report.pdf')), await ask('administrator', 'get', asked(nothing, 'zzport.pdf'))];
    expect(of.status).toBe(none.status);
    const typed = [hidden, nothing, hidden.slice(0, 16), nothing.slice(0, 16), 'report.pdf', 'zzport.pdf', 'report', 'zzport'];
    expect(without(await of.text(), typed)).toBe(without(await none.text(), typed));
  },
); // prettier-ignore

test('who has opened the scope is shown it', async () => {
  const answer = await ask('reader.privilege', 'get', `/document/${hidden}`);
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('report.pdf');
  expect((await ask('reader', 'get', `/document/${hidden}`)).status).toBe(404);
});

test('what was asked with a scope is told of the log to who has opened it, and a query hides nothing by its words', async () => {
  await ask('lead.privilege', 'get', `/?q=${encodeURIComponent('counsel words')}`);
  await ask('lead', 'get', `/?q=${encodeURIComponent('--open=nobodys')}`);
  await ask('lead', 'get', `/document/${hidden}`);
  const told = (await small.run('audit', 'CASE')).stdout;
  expect(told).not.toContain('counsel words');
  expect(told).toContain('--open=nobodys');
  expect((await small.run('audit', 'CASE', '--open', 'privilege')).stdout).toContain('counsel words');
});
