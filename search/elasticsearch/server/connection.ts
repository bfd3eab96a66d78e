/** The way to Elasticsearch: nodes, credentials, certificates; and whether what answers there is the right thing. */
import { readFileSync } from 'node:fs';
import { Client } from '@elastic/elasticsearch';
import type { ClientOptions } from '@elastic/elasticsearch';
import { z } from 'zod';
import { messageOf, Problem } from '../../../schemas/problem.ts';
import { answerOf, isServerAnswer, problemOf } from './server-answer.ts';

export interface ConnectionOptions {
  /** URLs of one or more nodes; `user:password@` in them counts as `user` and `password`. */
  readonly nodes: readonly string[];
  /** Base64, as Elasticsearch gives it. */
  readonly apiKey?: string | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** SHA-256 of the certificate of the authority, hex, colons or not. */
  readonly caFingerprint?: string | undefined;
  /** A PEM file. */
  readonly caFile?: string | undefined;
  /** Until an answer is there; default 60,000. */
  readonly requestTimeoutMs?: number | undefined;
}

/** The version that the client speaks. */
const major = '9';
const defaultTimeoutMs = 60_000;
/** Of an answer: no page of hits or texts comes near it, and a server that sends without end is cut off. */
const maxResponseBytes = 256 * 1024 * 1024;
/** How long a point in time is kept after its last use. */
export const keepAlive = '5m';
/** Times that a read is sent again, to another node where there is one. */
const readRetries = 3;

/** A client for each purpose, over the same connections. */
export interface Connection {
  /** Never sends anything twice: whoever writes decides that. */
  readonly client: Client;
  /** For reads: sent again where a connection was lost. */
  readonly readClient: Client;
  /** The nodes without credentials, for messages. */
  readonly where: string;
  close(): Promise<void>;
}

const wrong = (message: string, hint: string): Problem => new Problem('wrong-value', message, hint);

interface Node {
  readonly url: URL;
  readonly user: string;
  readonly password: string;
}

function takeCredentials(url: URL): void {
  url.username = '';
  url.password = '';
}

/** The address without user and password, as it may be shown and kept. */
export function withoutCredentials(address: string | URL): string {
  const url = new URL(address);
  takeCredentials(url);
  return url.href.replace(/\/$/u, '');
}

function nodeOf(text: string): Node {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    // The text is not quoted: it may hold a password.
    throw wrong('an address given with --index is no URL', 'Write it as https://host:9200.');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw wrong(`--index: ${url.protocol} is not spoken`, 'Write it as https://host:9200.');
  const { username, password } = url;
  takeCredentials(url);
  url.hash = '';
  url.search = '';
  return { url, user: decodeURIComponent(username), password: decodeURIComponent(password) };
}

function authOf(options: ConnectionOptions, nodes: readonly Node[]): ClientOptions['auth'] {
  if (options.apiKey !== undefined) return { apiKey: options.apiKey };
  const named = nodes.filter(({ user }) => user !== '');
  const [first] = named;
  if (named.some(({ user, password }) => user !== first?.user || password !== first.password))
    throw wrong('the addresses given with --index name different users', 'Name one user for all nodes.');
  const username = options.user ?? first?.user;
  if (username === undefined) return undefined;
  return { username, password: options.password ?? first?.password ?? '' };
}

function tlsOf({ caFile }: ConnectionOptions): ClientOptions['tls'] {
  if (caFile === undefined) return undefined;
  try {
    return { ca: readFileSync(caFile) };
  } catch (error) {
    throw new Problem('bad-file', `${caFile} cannot be read: ${messageOf(error)}`, 'Name a PEM file.');
  }
}

/** Makes the clients; nothing is sent yet. Throws `wrong-value` or `bad-file`. */
export function connect(options: ConnectionOptions): Connection {
  const nodes = options.nodes.map(nodeOf);
  const caFingerprint = options.caFingerprint?.replaceAll(':', '').toUpperCase();
  if (caFingerprint !== undefined && nodes.some(({ url }) => url.protocol !== 'https:'))
    throw wrong('--index-fingerprint needs addresses with https', 'Write them as https://host:9200.');
  const auth = authOf(options, nodes);
  const tls = tlsOf(options);
  const client = new Client({
    nodes: nodes.map(({ url }) => ({ url })),
    ...(auth === undefined ? {} : { auth }),
    ...(tls === undefined ? {} : { tls }),
    ...(caFingerprint === undefined ? {} : { caFingerprint: caFingerprint.replace(/(..)(?!$)/g, '$1:') }),
    requestTimeout: options.requestTimeoutMs ?? defaultTimeoutMs,
    maxResponseSize: maxResponseBytes,
    maxCompressedResponseSize: maxResponseBytes,
    maxRetries: 0,
    sniffOnStart: false,
    sniffOnConnectionFault: false,
    redaction: { type: 'remove' },
  });
  return {
    client,
    readClient: client.child({ maxRetries: readRetries }),
    where: nodes.map(({ url }) => withoutCredentials(url)).join(', '),
    close: () => client.close(),
  };
}

const main = z.object({ version: z.object({ number: z.string(), distribution: z.string().optional() }) });
const nodesInfo = z.object({ nodes: z.record(z.string(), z.object({ version: z.string() })) });

/** Plain JSON: an earlier version refuses to be spoken to as version 9 before it says which it is. */
const plain = { headers: { accept: 'application/json' }, maxRetries: 0 } as const;

async function versionOf(client: Client): Promise<string> {
  try {
    const { version } = main.parse(await client.transport.request({ method: 'GET', path: '/' }, plain));
    return version.distribution === undefined
      ? version.number
      : `${version.number} (${version.distribution})`;
  } catch (error) {
    // Some deployments do not answer there.
    const { kind, status } = answerOf(error);
    if (isServerAnswer(error) && !(kind === 'answer' && [400, 404, 405].includes(status))) throw error;
  }
  const answer = await client.transport.request(
    { method: 'GET', path: '/_nodes/_local', querystring: { filter_path: 'nodes.*.version' } },
    plain,
  );
  const [node] = Object.values(nodesInfo.parse(answer).nodes);
  return node?.version ?? 'unknown';
}

/**
 * Asks what answers there. Throws `index-unreachable` where nothing does, `index-version` where it is not
 * Elasticsearch 9, `index-denied` where the credentials are not accepted or lack the right to ask.
 */
export async function checkServer({ client, where }: Connection): Promise<void> {
  let version: string;
  try {
    version = await versionOf(client);
  } catch (error) {
    const answer = answerOf(error);
    if (answer.kind !== 'other') throw problemOf(answer, where);
    // An answer of another shape than Elasticsearch gives.
    throw problemOf({ ...answer, kind: 'stranger' }, where);
  }
  if (version.split('.')[0] === major && !version.includes('(')) return;
  throw new Problem(
    'index-version',
    `what answers at ${where} is version ${version.slice(0, 100)}, not Elasticsearch ${major}`,
    `Evidex needs Elasticsearch ${major}; OpenSearch and other versions of Elasticsearch are not supported.`,
  );
}

/** Runs a request; what the server or the way to it answers instead of a result becomes a `Problem`. */
export async function asking<T>({ where }: Pick<Connection, 'where'>, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw isServerAnswer(error) ? problemOf(answerOf(error), where) : error;
  }
}
