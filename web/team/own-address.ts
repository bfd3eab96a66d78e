/** Under which names a server for a team answers: those of its certificate, of the proxy before it, or of this machine. */
import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

/** What stands between the server and who asks. */
export type Reached =
  | { readonly by: 'tls'; readonly certificate: X509Certificate }
  /** A proxy ends TLS; it is known under this origin. */
  | { readonly by: 'proxy'; readonly origin: string }
  /** This machine alone. */
  | { readonly by: 'loopback' };

/** Host and port as `Host` has them; undefined for what is no name of a host. */
function partsOf(host: string, defaultPort: number): { name: string; port: number } | undefined {
  const url = URL.parse(`https://${host}`);
  // What else an address can hold, a user or a path, is no part of it.
  if (!url || !/^[\w.\-:[\]]+$/u.test(host)) return undefined;
  const { 1: port } = /:(\d+)$/u.exec(host.replace(/^\[[^\]]*\]/u, '')) ?? [];
  return {
    name: url.hostname.replaceAll(/^\[|\]$/gu, ''),
    port: port === undefined ? defaultPort : Number(port),
  };
}

export class OwnAddress {
  readonly #reached: Reached;
  readonly #port: number;

  constructor(reached: Reached, port: number) {
    this.#reached = reached;
    this.#port = port;
  }

  get scheme(): 'http' | 'https' {
    return this.#reached.by === 'loopback' ? 'http' : 'https';
  }

  get isBehindProxy(): boolean {
    return this.#reached.by === 'proxy';
  }

  isHost(host: string | undefined): boolean {
    if (host === undefined) return false;
    if (this.#reached.by === 'proxy') return `https://${host}` === this.#reached.origin;
    const parts = partsOf(host, this.scheme === 'https' ? 443 : 80);
    if (parts?.port !== this.#port) return false;
    const { name } = parts;
    if (this.#reached.by === 'loopback') return ['127.0.0.1', 'localhost', '::1'].includes(name);
    const { certificate } = this.#reached;
    return (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined;
  }

  isOrigin(origin: string | undefined): boolean {
    const begin = `${this.scheme}://`;
    return origin?.startsWith(begin) === true && this.isHost(origin.slice(begin.length));
  }
}

const loopback = /^(?:127\.\d+\.\d+\.\d+|::1)$/u;

/**
 * From where somebody asks, as far as they are slowed down together: an IPv4 address, or the 64 bits of IPv6 that one
 * subscriber has. A proxy says from where; it is believed where it is on this machine, and of what stands there only the
 * last, which it has written itself.
 */
export function askedFrom(
  remote: string | undefined,
  forwarded: string | undefined,
  isBehindProxy: boolean,
): string {
  const peer = (remote ?? '').replace(/^::ffff:/u, '');
  const said = isBehindProxy && loopback.test(peer) ? forwarded?.split(',').at(-1)?.trim() : undefined;
  const address = said ?? peer;
  if (!address.includes(':')) return address;
  const [front = ''] = address.split('::');
  return front.split(':').slice(0, 4).join(':');
}
