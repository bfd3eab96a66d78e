/** Where `evidex serve` listens for a team, and what stands between it and who asks: from its options. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { messageOf, Problem } from '../../schemas/problem.ts';
import type { Listen } from '../../web/server.ts';
import type { Reached } from '../../web/team/own-address.ts';

export interface ListeningOptions {
  readonly listen: string;
  readonly tlsKey?: string | undefined;
  readonly tlsCert?: string | undefined;
  readonly behindProxy?: string | undefined;
}

const loopback = ['127.0.0.1', '::1', 'localhost'];

function hostAndPort(listen: string): { host: string; port: number } {
  const { 1: bracketed, 2: plain, 3: port = '' } = /^(?:\[([\da-f:.]+)\]|([\w.-]+)):(\d{1,5})$/iu.exec(listen) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(port) > 65_535)
    throw new Problem('wrong-value', `--listen: "${listen}" is no HOST:PORT`, 'As in --listen 0.0.0.0:8443 or --listen [::]:8443.');
  return { host, port: Number(port) };
} // prettier-ignore

const readTls = (flag: string, path: string): Buffer => {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Problem('bad-file', `${flag}: ${path} cannot be read: ${messageOf(error)}`);
  }
};

function originOf(address: string): string {
  const url = URL.parse(address);
  if (url?.protocol !== 'https:' || `${url.origin}/` !== url.href)
    throw new Problem('wrong-value', `--behind-proxy: "${address}" is no https://NAME`, 'The address under which the proxy is asked, without a path.');
  return url.origin;
} // prettier-ignore

/**
 * Throws `usage` where passwords and evidence would cross a network in the clear: beyond this machine it listens with a
 * certificate, or behind a proxy that is named.
 */
export function listeningOf(options: ListeningOptions): { listen: Listen; reached: Reached } {
  const { tlsKey, tlsCert, behindProxy } = options;
  const { host, port } = hostAndPort(options.listen);
  if ((tlsKey === undefined) !== (tlsCert === undefined))
    throw new Problem('usage', '--tls-key and --tls-cert go together');
  const tls =
    tlsKey === undefined || tlsCert === undefined
      ? undefined
      : { key: readTls('--tls-key', tlsKey), cert: readTls('--tls-cert', tlsCert) };
  const listen = { host, port, ...(tls && { tls }) };
  if (behindProxy !== undefined) return { listen, reached: { by: 'proxy', origin: originOf(behindProxy) } };
  if (!tls) {
    if (loopback.includes(host)) return { listen, reached: { by: 'loopback' } };
    throw new Problem(
      'usage',
      `--listen ${options.listen} is beyond this machine, and nothing encrypts what is sent`,
      'Give --tls-key and --tls-cert, or with a proxy before it that has a certificate --behind-proxy https://NAME.',
    );
  }
  try {
    return { listen, reached: { by: 'tls', certificate: new X509Certificate(tls.cert) } };
  } catch (error) {
    throw new Problem('bad-file', `--tls-cert: ${String(tlsCert)} is no certificate: ${messageOf(error)}`);
  }
}
