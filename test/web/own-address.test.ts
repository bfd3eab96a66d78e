/** Under which names a server for a team answers, and from where it is asked. */
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { askedFrom, OwnAddress } from '../../web/team/own-address.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();
const cert = join(folder, 'cert.pem');
execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=evidex.example', '-addext', 'subjectAltName=DNS:evidex.example,IP:10.1.2.3', '-keyout', join(folder, 'key.pem'), '-out', cert], { stdio: 'ignore' }); // prettier-ignore

test.each([
  ['evidex.example:8443', true],
  ['EVIDEX.example:8443', true],
  ['10.1.2.3:8443', true],
  ['evidex.example', false],
  ['evidex.example:8444', false],
  ['evil.example:8443', false],
  ['evidex.example:8443.evil.example', false],
  ['evil.example@evidex.example:8443', false],
  ['evidex.example:8443/', false],
  ['', false],
])('with a certificate of evidex.example and 10.1.2.3 on port 8443: %j', (host, own) => {
  const address = new OwnAddress({ by: 'tls', certificate: new X509Certificate(readFileSync(cert)) }, 8443);
  expect(address.isHost(host)).toBe(own);
  expect(address.isOrigin(`https://${host}`)).toBe(own);
  expect(address.isOrigin(`http://${host}`)).toBe(false);
});

test('behind a proxy it is the name of the proxy alone', () => {
  const address = new OwnAddress({ by: 'proxy', origin: 'https://evidex.example' }, 8080);
  expect(address.isHost('evidex.example')).toBe(true);
  for (const host of ['evidex.example:8080', '127.0.0.1:8080', 'localhost', undefined])
    expect(address.isHost(host)).toBe(false);
  expect(address.isOrigin('https://evidex.example')).toBe(true);
  expect(address.isOrigin('http://evidex.example')).toBe(false);
});

test.each([
  ['10.0.0.7', '1.2.3.4', true, '10.0.0.7'],
  ['127.0.0.1', '1.2.3.4', false, '127.0.0.1'],
  ['127.0.0.1', undefined, true, '127.0.0.1'],
  ['::ffff:127.0.0.1', '9.9.9.9, 1.2.3.4', true, '1.2.3.4'],
  ['::1', '2001:db8:1:2:3:4:5:6', true, '2001:db8:1:2'],
  ['2001:db8:1:2::9', undefined, false, '2001:db8:1:2'],
])('asked from %j, forwarded for %j, behind a proxy: %j', (remote, forwarded, proxy, from) => {
  expect(askedFrom(remote, forwarded, proxy)).toBe(from);
});
