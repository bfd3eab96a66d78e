/**
 * Sends natives from an origin of their own, each under a ticket that works once: whatever a browser makes of what
 * evidence is, it is not on the origin that knows the cookie, and nothing there can be asked for but what was given.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promises, Readable } from 'node:stream';
import { escapeLine } from '../cli/frame/escape.ts';
import { isProblem, type Problem } from '../schemas/problem.ts';
import { statusOf } from './problem-status.ts';
import type { Bytes, Download } from './route.ts';

/** A browser follows at once; who comes later asks for another. */
const ticketMs = 60_000;
/** Stops a script that asks for files and takes none from filling the memory. */
const maxTickets = 1000;
const maxNameUnits = 150;
const requestTimeoutMs = 30_000;
const maxConnections = 64;

const headers: Readonly<Record<string, string>> = {
  'content-type': 'application/octet-stream',
  'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** A name without what steers, turns text around or stands for a folder (RFC 6266, with the form of RFC 8187). */
export function disposition(name: string): string {
  const plain = name
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .replaceAll(/[/\\:*?"<>|]/g, '_')
    .replace(/^[.\s]+/, '')
    .slice(-maxNameUnits)
    .toWellFormed()
    .trim();
  const known = plain === '' ? 'file' : plain;
  const ascii = known.replaceAll(/[^ -~]/g, '_').replaceAll('%', '_');
  const encoded = encodeURIComponent(known).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

const wordsOf = ({ message, hint }: Problem): string =>
  `Not sent: ${message}.${hint === undefined ? '' : ` ${hint}`} Go back to go on.`;

function saysWhy(reply: ServerResponse, status: number, words: string): void {
  reply.setHeader('content-type', 'text/plain; charset=utf-8');
  reply.writeHead(status).end(`${escapeLine(words)}\n`);
}

/** For a server whose other ports nobody reaches: from its own origin, as a file that no browser shows. */
export async function sentHere({ name, download }: Download): Promise<Bytes> {
  const original = await download();
  return {
    bytes: Readable.toWeb(Readable.from(original.slices())) as ReadableStream<Uint8Array>,
    contentType: 'application/octet-stream',
    policy: "default-src 'none'; sandbox",
    headers: { 'content-disposition': disposition(name), 'content-length': String(original.size) },
  };
}

export class Downloads {
  readonly #tickets = new Map<string, Download>();
  readonly #server: Server;
  readonly #onError: (words: string) => void;

  private constructor(onError: (words: string) => void) {
    this.#onError = onError;
    this.#server = createServer({ headersTimeout: requestTimeoutMs, requestTimeout: requestTimeoutMs });
    this.#server.maxConnections = maxConnections;
    this.#server.on('request', (asked, reply) => {
      const host = asked.headers.host;
      const ticket = /^\/native\/([\w-]{43})$/.exec(asked.url ?? '')?.[1];
      const isOwn = host === new URL(this.#origin).host;
      const download = isOwn && asked.method === 'GET' && ticket ? this.#tickets.get(ticket) : undefined;
      for (const [name, value] of Object.entries(headers)) reply.setHeader(name, value);
      if (!download || ticket === undefined) {
        saysWhy(reply, 404, 'This address worked once. Ask for the file again from its page.');
        return;
      }
      this.#tickets.delete(ticket);
      this.#send(download, reply).catch((error: unknown) => {
        if (isProblem(error) && !reply.headersSent) {
          saysWhy(reply, statusOf(error), wordsOf(error));
          return;
        }
        // What has begun must not end as if it were whole.
        if (reply.headersSent) reply.destroy();
        else saysWhy(reply, 500, 'The file could not be sent; the log of the server says why.');
        this.#onError(`native: ${(error as Error).message}`);
      });
    });
  }

  /** On a port of its own that is free. */
  static async listening(onError: (words: string) => void): Promise<Downloads> {
    const downloads = new Downloads(onError);
    await new Promise<void>((resolve, reject) => {
      downloads.#server.once('error', reject);
      downloads.#server.listen({ port: 0, host: '127.0.0.1' }, resolve);
    });
    return downloads;
  }

  /** Where it is sent from, once. */
  addressOf(download: Download): string {
    const ticket = randomBytes(32).toString('base64url');
    const [oldest] = this.#tickets.keys();
    if (oldest !== undefined && this.#tickets.size >= maxTickets) this.#tickets.delete(oldest);
    this.#tickets.set(ticket, download);
    setTimeout(() => this.#tickets.delete(ticket), ticketMs).unref();
    return `${this.#origin}/native/${ticket}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  get #origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async #send({ name, download }: Download, reply: ServerResponse): Promise<void> {
    const original = await download();
    reply.writeHead(200, {
      'content-disposition': disposition(name),
      'content-length': original.size,
    });
    await promises.pipeline(Readable.from(original.slices()), reply);
  }
}
