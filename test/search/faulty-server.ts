/** Small HTTP servers for tests of faults: one that answers as it is told, one before a real node that cuts and refuses. */
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Asked {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly body: Buffer;
}

export interface TestServer {
  readonly url: string;
  stop(): Promise<void>;
}

export const elasticHeaders = { 'x-elastic-product': 'Elasticsearch' };

async function listen(server: Server): Promise<TestServer> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** Answers as told; undefined cuts the connection. */
export const startFake = (answer: (asked: Asked) => Answer | undefined): Promise<TestServer> =>
  listen(
    createServer((incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const { method = '', url: path = '' } = incoming;
        const told = answer({ method, path, body: Buffer.concat(chunks) });
        if (told === undefined) {
          incoming.socket.destroy();
          return;
        }
        const { status = 200, headers = elasticHeaders, body = {} } = told;
        const type = typeof body === 'string' ? 'text/html' : 'application/json';
        outgoing.writeHead(status, { 'content-type': type, ...headers });
        outgoing.end(typeof body === 'string' ? body : JSON.stringify(body));
      });
    }),
  );

/** What becomes of a request: passed on; passed on and its answer lost; or not passed on at all. */
export type Fate = 'pass' | 'lose the answer' | Answer;

/** Stands before a node; `fate` is asked for each request. */
export function startFaultyProxy(target: string, fate: (asked: Asked) => Fate): Promise<TestServer> {
  const { hostname, port } = new URL(target);
  return listen(
    createServer((incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const { method = '', url: path = '', headers } = incoming;
        const body = Buffer.concat(chunks);
        const decided = fate({ method, path, body });
        if (typeof decided !== 'string') {
          const { status = 200, headers: given = elasticHeaders, body: told = {} } = decided;
          outgoing.writeHead(status, { 'content-type': 'application/json', ...given });
          outgoing.end(JSON.stringify(told));
          return;
        }
        const onward = request({ hostname, port, method, path, headers }, (answer) => {
          if (decided === 'pass') {
            outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
            answer.pipe(outgoing);
            return;
          }
          // The node has done it when it begins to answer.
          answer.resume();
          answer.on('end', () => incoming.socket.destroy());
        });
        onward.on('error', () => outgoing.destroy());
        onward.end(body);
      });
    }),
  );
}
