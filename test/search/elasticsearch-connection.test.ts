/** What answers at the address: only Elasticsearch 9 will do, and whatever else is there gets a plain word. */
import { describe, expect, test } from '@jest/globals';
import {
  checkServer,
  connect,
  type ConnectionOptions,
} from '../../search/elasticsearch/server/connection.ts';
import { openElasticsearchIndex } from '../../search/elasticsearch/elasticsearch-index.ts';
import { type Answer, elasticHeaders, startFake } from './faulty-server.ts';

async function problemAt(
  answer: (path: string) => Answer | undefined,
  options: Partial<ConnectionOptions> = {},
): Promise<unknown> {
  const server = await startFake(({ path }) => answer(path));
  const connection = connect({ nodes: [server.url], ...options });
  try {
    return await checkServer(connection).then(
      () => undefined,
      (error: unknown) => error,
    );
  } finally {
    await connection.close();
    await server.stop();
  }
}

const version = (number: string, more: object = {}): Answer => ({ body: { version: { number, ...more } } });
const denied = (status: number, reason: string): Answer => ({
  status,
  body: { error: { type: 'security_exception', reason }, status },
});

describe('what answers', () => {
  test.each<[string, (path: string) => Answer | undefined, string, RegExp]>([
    ['Elasticsearch 8', () => version('8.19.1'), 'index-version', /8\.19\.1/],
    ['Elasticsearch 7', () => version('7.17.0'), 'index-version', /7\.17\.0/],
    [
      'OpenSearch',
      () => ({ ...version('2.19.0', { distribution: 'opensearch' }), headers: {} }),
      'index-version',
      /not Elasticsearch 9/,
    ],
    [
      'OpenSearch that calls itself Elasticsearch',
      () => version('9.0.0', { distribution: 'opensearch' }),
      'index-version',
      /opensearch/,
    ],
    ['a web site', () => ({ body: '<html>Hello</html>', headers: {} }), 'index-version', /not Elasticsearch/],
    ['garbage as JSON', () => ({ body: { hello: 'world' } }), 'index-version', /not Elasticsearch/],
    [
      'wrong credentials',
      () => denied(401, 'unable to authenticate user [ann]'),
      'index-denied',
      /unable to authenticate/,
    ],
    [
      'a missing right',
      () => denied(403, 'action [cluster:monitor/main] is unauthorized, privileges [monitor,manage,all]'),
      'index-denied',
      /monitor/,
    ],
    ['a cut connection', () => undefined, 'index-unreachable', /cannot be reached/],
    [
      'a cluster without a master',
      () => ({ status: 503, body: { error: { type: 'master_not_discovered_exception', reason: 'none' } } }),
      'index-unreachable',
      /takes no requests/,
    ],
  ])('%s', async (_, answer, code, message) => {
    expect(await problemAt(answer)).toMatchObject({
      code,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/./),
    });
  });

  test('Elasticsearch 9, and one that only tells of its nodes', async () => {
    expect(await problemAt(() => version('9.5.3'))).toBeUndefined();
    const nodes = (path: string): Answer =>
      path.startsWith('/_nodes')
        ? { body: { nodes: { one: { version: '9.1.0' } } } }
        : { status: 405, headers: elasticHeaders, body: { error: 'Incorrect HTTP method' } };
    expect(await problemAt(nodes)).toBeUndefined();
  });

  test('nothing listens there', async () => {
    const connection = connect({ nodes: ['http://127.0.0.1:9', 'http://127.0.0.1:1'] });
    await expect(checkServer(connection)).rejects.toMatchObject({ code: 'index-unreachable' });
    await connection.close();
  });

  test('one that does not answer in time', async () => {
    const { createServer } = await import('node:net');
    const sockets: { destroy(): void }[] = [];
    const silent = createServer((socket) => sockets.push(socket));
    await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
    const { port } = silent.address() as { port: number };
    const connection = connect({ nodes: [`http://127.0.0.1:${port}`], requestTimeoutMs: 200 });
    await expect(checkServer(connection)).rejects.toMatchObject({
      code: 'index-unreachable',
      message: expect.stringMatching(/in time/),
    });
    for (const socket of sockets) socket.destroy();
    await connection.close();
    await new Promise((done) => silent.close(done));
  });
});

describe('credentials', () => {
  test.each<[string, Partial<ConnectionOptions>, string | undefined]>([
    ['none', {}, undefined],
    ['an API key', { apiKey: 'abc', user: 'ann' }, 'ApiKey abc'],
    ['a user', { user: 'ann', password: 's3cret' }, `Basic ${btoa('ann:s3cret')}`],
  ])('%s', async (_, options, expected) => {
    const seen: (string | undefined)[] = [];
    const { createServer } = await import('node:http');
    const server = createServer(({ headers }, outgoing) => {
      seen.push(headers.authorization);
      outgoing.writeHead(200, { 'content-type': 'application/json', ...elasticHeaders });
      outgoing.end(JSON.stringify({ version: { number: '9.0.0' } }));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as { port: number };
    const connection = connect({ nodes: [`http://127.0.0.1:${port}`], ...options });
    await checkServer(connection);
    await connection.close();
    server.close();
    expect(seen).toEqual([expected]);
  });

  test('of an address go into the header, and into no message', async () => {
    const connection = connect({ nodes: ['http://ann:s3cret%40@127.0.0.1:9/path'] });
    expect(connection.where).toBe('http://127.0.0.1:9/path');
    const problem: unknown = await checkServer(connection).catch((error: unknown) => error);
    expect(JSON.stringify([problem, String(problem)])).not.toMatch(/s3cret|ann:|ann@/);
    await connection.close();
  });

  test.each<[string, ConnectionOptions]>([
    ['no URL', { nodes: ['not a url with s3cret'] }],
    ['another protocol', { nodes: ['ftp://s3cret@host'] }],
    ['two users', { nodes: ['http://a:s3cret@one', 'http://b:s3cret@two'] }],
    ['a fingerprint without https', { nodes: ['http://one'], caFingerprint: 'aa' }],
  ])('%s is refused without being quoted', (_, options) => {
    expect(() => connect(options)).toThrow(
      expect.objectContaining({ code: 'wrong-value', message: expect.not.stringContaining('s3cret') }),
    );
  });

  test('a certificate file that is not there, a prefix that cannot be one', async () => {
    expect(() => connect({ nodes: ['https://one'], caFile: '/no/such.pem' })).toThrow(
      expect.objectContaining({ code: 'bad-file' }),
    );
    const set = { prefix: 'Wrong*', caseId: 'x', shards: 1, replicas: 0 };
    await expect(
      openElasticsearchIndex({ connection: { nodes: ['http://127.0.0.1:9'] }, set }),
    ).rejects.toMatchObject({ code: 'wrong-value' });
  });
});
