/** `evidex serve --listen` with a certificate: what is sent is encrypted, and it answers to the names in that alone. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeSmallCase } from '../cli/small-case.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type Running, startServing } from './served.ts';

let running: Running;
// Before the folder goes: its end is recorded in there.
afterAll(async () => {
  await running.end();
});
const folder = temporaryFolder();
const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
beforeAll(async () => {
  await makeSmallCase(folder);
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=evidex.example', '-addext', 'subjectAltName=DNS:evidex.example,IP:127.0.0.1', '-keyout', key, '-out', cert], { stdio: 'ignore' });
  running = await startServing(['--cases', folder, '--listen', '127.0.0.1:0', '--tls-key', key, '--tls-cert', cert, '--server-folder', join(folder, 'server')]);
}); // prettier-ignore

const ask = (path: string, host?: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const headers = host === undefined ? {} : { host };
    request(
      `${running.address}${path}`,
      { ca: readFileSync(cert), servername: 'evidex.example', headers },
      (answer) => {
        answer.resume();
        resolve(answer);
      },
    )
      .on('error', reject)
      .end();
  });

test('it answers over TLS to the names in its certificate, and tells browsers to ask no other way', async () => {
  expect(running.address).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/$/);
  const { port } = new URL(running.address);
  const page = await ask('login');
  expect(page.statusCode).toBe(200);
  expect(page.headers['strict-transport-security']).toBe('max-age=31536000');
  expect((await ask('login', `evidex.example:${port}`)).statusCode).toBe(200);
  for (const host of ['evil.example', `evil.example:${port}`, `localhost:${port}`, 'evidex.example'])
    expect((await ask('login', host)).statusCode).toBe(421);
  await expect(fetch(`http://127.0.0.1:${port}/login`)).rejects.toThrow();
});

test('no account has a role yet, which is said', () => {
  expect(running.stderr()).toContain('No account has a role in these cases');
});
