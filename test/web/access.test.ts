/** Who is let in to `evidex serve`, and what every answer says to the browser. */
import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeSmallCase, type SmallCase } from '../cli/small-case.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { serve } from './served.ts';

let served: Awaited<ReturnType<typeof serve>>;
// Before the folder goes: its end is recorded in there.
afterAll(async () => {
  await served.end();
});
const folder = temporaryFolder();
let small: SmallCase;
beforeAll(async () => {
  small = await makeSmallCase(folder);
  served = await serve(small.casePath, [], { enter: false });
});

const paths = [
  '/',
  '/case/',
  '/case/nobody',
  '/?q=budget',
  '/coverage',
  '/find?name=mail.eml',
  '/document/aa',
  '/style.css',
  '/app.js',
  '/nothing',
];

/** As `fetch` does not let a page say: with another name of the host. */
const statusUnder = (host: string, path: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(served.origin);
    request({ host: '127.0.0.1', port, path, headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('error', reject)
      .end();
  });

test('it listens on this machine alone, and prints its address with a token', () => {
  expect(served.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/enter\?token=[\w-]{43}$/);
});

test.each(paths)('%s is shown to nobody without a session, nor with a forged one', async (path) => {
  expect((await served.get(path)).status).toBe(403);
  const { port } = new URL(served.origin);
  for (const cookie of [`evidex-${port}=`, `evidex-${port}=${'A'.repeat(43)}`, `evidex-${port}=__proto__`])
    expect((await served.get(path, { headers: { cookie } })).status).toBe(403);
});

test('the icon that a browser asks for by itself is none, and no error', async () => {
  expect((await fetch(`${served.origin}/favicon.ico`)).status).toBe(204);
  expect(await statusUnder('evil.example', '/favicon.ico')).toBe(421);
});

test('a wrong token does not use the right one up; the right one works once', async () => {
  for (const token of ['', 'x', 'A'.repeat(43)])
    expect((await served.get(`/enter?token=${token}`)).status).toBe(403);
  // Who only looks whether the link is there does not either.
  expect((await fetch(served.address, { method: 'HEAD', redirect: 'manual' })).status).toBe(403);
  const entered = await fetch(served.address, { redirect: 'manual' });
  expect(entered.status).toBe(303);
  expect(entered.headers.get('location')).toBe('/');
  const cookie = entered.headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
  expect((await fetch(served.address, { redirect: 'manual' })).status).toBe(403);
  const headers = { cookie: cookie.split(';')[0] ?? '' };
  expect((await served.get('/', { headers })).status).toBe(200);
  for (const method of ['PUT', 'DELETE', 'OPTIONS', 'PATCH'])
    expect((await served.get('/', { headers, method })).status).toBe(405);
  // A form is heard from a page of this server alone, and where there is one.
  const { origin } = served;
  const post = (asked: Record<string, string>) =>
    served.get('/coverage', { method: 'POST', headers: { ...headers, ...asked }, body: 'a=b' });
  for (const foreign of [
    'null',
    'http://evil.example',
    origin.replace('http', 'https'),
    `${origin}.evil.example`,
  ])
    expect([foreign, (await post({ origin: foreign })).status]).toEqual([foreign, 403]);
  expect((await post({})).status).toBe(403);
  expect((await post({ origin })).status).toBe(404);
  const long = { method: 'POST', headers: { ...headers, origin }, body: `a=${'b'.repeat(1024 * 1024)}` };
  expect((await served.get('/coverage', long)).status).toBe(413);
});

test('a name that was bound to this machine by others is refused before anything else', async () => {
  const { host, port } = new URL(served.origin);
  for (const foreign of ['evil.example', `evil.example:${port}`, '127.0.0.1', `127.0.0.2:${port}`])
    expect([foreign, await statusUnder(foreign, '/')]).toEqual([foreign, 421]);
  expect(await statusUnder(host, '/')).toBe(403);
  expect(await statusUnder(`localhost:${port}`, '/')).toBe(403);
});

test.each(paths)(
  '%s forbids scripts of elsewhere, frames, caches and requests to elsewhere',
  async (path) => {
    const { headers } = await served.get(path);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; frame-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
  },
);

test('a port that is taken is said, with exit code 2', async () => {
  const { port } = new URL(served.origin);
  const taken = await small.run('serve', 'CASE', '--port', port);
  expect(taken).toMatchObject({ exitCode: 2 });
  expect(taken.stderr).toContain(`port ${port} is taken`);
});
