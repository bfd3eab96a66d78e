/**
 * Serves cases to a browser of this machine. Pages are made here, and ask nothing of any other machine; a browser that
 * obeys their headers could not.
 */
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { messageOf } from '../schemas/problem.ts';
import type { Access, Known } from './access.ts';
import { addressOf, CasePages } from './case-pages.ts';
import { clientScript } from './client/client-script.ts';
import { casesPage } from './cases-page.ts';
import { queryFields } from './completion.ts';
import { Downloads } from './downloads.ts';
import { addGuard } from './guard.ts';
import { isForPrograms, jsonBytes, jsonType, nothingForPrograms } from './json-route.ts';
import { ExportJobs, type ExportJobsOptions } from './exports/export-jobs.ts';
import { openApi } from './openapi.ts';
import { page, plainPage } from './page.ts';
import { type ReaderOptions, ReaderPool } from './readers/reader-pool.ts';
import { routes } from './routes.ts';
import type { ServedCase } from './served-case.ts';
import { style } from './style.ts';

/** Of the address and the headers together; longer ones are refused before they are read. */
const maxHeaderBytes = 128 * 1024;
/** A client that sends slower holds a connection; this many at once are heard. */
const requestTimeoutMs = 30_000;
const maxConnections = 256;

export interface Listen {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Key and certificate, as PEM. */
  readonly tls?: { readonly key: Buffer; readonly cert: Buffer };
}

export interface ServeOptions {
  readonly listen: Listen;
  /** Who is let in, where that port is listened at. */
  readonly accessAt: (port: number) => Access;
  /** Natives come from a port of their own, which the browsers of this machine alone reach. */
  readonly sendsApart: boolean;
  readonly readers: ReaderOptions;
  /** Without it pages export nothing. */
  readonly exports: ExportJobsOptions | undefined;
  /** Ends the server. */
  readonly signal: AbortSignal;
  /** Told the port, when it answers there. */
  readonly onListening: (port: number) => Promise<void>;
  /** Told of what no page was to tell. */
  readonly onError: (words: string) => void;
}

/** Resolves to the port. */
const listening = (server: Server, { host, port }: Listen): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => resolve((server.address() as AddressInfo).port));
  });

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** All addresses of a server; each case has its own below `/case/`. */
function appOf(cases: readonly ServedCase[], pages: readonly CasePages[], access: Access): Hono<Known> {
  const app = new Hono<Known>();
  addGuard(app, access);
  app.get('/style.css', (c) => c.body(style, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/app.js', (c) => c.body(clientScript, 200, { 'content-type': 'text/javascript; charset=utf-8' }));
  app.get('/query-fields.json', (c) => c.body(jsonBytes(queryFields()), 200, { 'content-type': jsonType }));
  app.get('/openapi.json', (c) => c.body(jsonBytes(openApi()), 200, { 'content-type': jsonType }));
  app.get('/', (c) => {
    const visitor = c.get('visitor');
    const open = cases.filter(({ key }) => visitor.personIn(key));
    const [only] = open;
    if (only && open.length === 1) return c.redirect(`${addressOf(only.key)}/`, 303);
    const frame = { ways: [], person: visitor.account, canLeave: visitor.account !== undefined };
    return c.html(page(frame, 'Cases', casesPage(open)));
  });
  // Of a case that is not open to who asks: nothing of it is asked, so that it answers as one that is not there.
  const pagesOf = (c: Context<Known>): CasePages | undefined =>
    pages.find(({ key }) => key === c.req.param('case') && c.get('visitor').personIn(key) !== undefined);
  const nothing = (c: Context<Known>) =>
    isForPrograms(c.req.path) ? c.notFound() : (pagesOf(c)?.nothing(c) ?? c.notFound());
  app.get('/case/:case', (c) => c.redirect(`${addressOf(c.req.param('case'))}/`, 303));
  for (const route of routes)
    app[route.method](`/case/:case${route.path}`, (c) => pagesOf(c)?.answer(c, route) ?? c.notFound());
  app.get('/case/:case/*', nothing);
  app.post('/case/:case/*', nothing);
  app.notFound((c) =>
    isForPrograms(c.req.path)
      ? c.body(nothingForPrograms(), 404, { 'content-type': jsonType })
      : c.html(plainPage('Not here', 'There is no such page.'), 404),
  );
  return app;
}

/** Serves until `signal` is aborted; how many questions were answered. Throws what listening throws (`EADDRINUSE`). */
export async function serveCases(cases: readonly ServedCase[], options: ServeOptions): Promise<number> {
  const { listen, accessAt, sendsApart, readers, signal, onListening, onError } = options;
  const limits = {
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: requestTimeoutMs,
    requestTimeout: requestTimeoutMs,
  };
  const server = listen.tls ? createTlsServer({ ...limits, ...listen.tls }) : createServer(limits);
  server.maxConnections = maxConnections;
  const port = await listening(server, listen);
  const access = accessAt(port);
  const pool = new ReaderPool(readers);
  const downloads = sendsApart ? await Downloads.listening(onError) : undefined;
  const jobs = options.exports && new ExportJobs(options.exports, onError);
  const pages = cases.map(
    (served) => new CasePages(served, { readers: pool, downloads, exports: jobs?.of(served) }, onError),
  );
  const answer = getRequestListener(appOf(cases, pages, access).fetch);
  server.on('request', (asked, reply) => {
    answer(asked, reply).catch((error: unknown) => onError(messageOf(error)));
  });
  try {
    await onListening(port);
    await aborted(signal);
  } finally {
    downloads?.close();
    server.close();
    server.closeAllConnections();
    await pool.close();
    await jobs?.close();
  }
  return pages.reduce((sum, { answered }) => sum + answered, 0);
}
