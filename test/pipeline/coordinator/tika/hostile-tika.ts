/** A server that says it is Tika and does what each content asks of it: hang, break off, lie, flood. A fixture for faults. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HostileTika {
  readonly url: string;
  /** How often each content was put, by the word in it. */
  readonly asked: Readonly<Record<string, number>>;
  /** What it states at `/version`; undefined: it answers nothing at all. */
  version: string | undefined;
  /** Closes the port, and opens the same again. */
  leave(): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

/** A content for it: of no known format, with the word that says how to answer. */
export const asking = (word: string, more = ''): Buffer =>
  Buffer.concat([Buffer.from([0, 1, 0xff, 0xfe, 0, 0x80]), Buffer.from(`<${word}>${more}`)]);

/** An answer of Tika's form that tells this text. */
export const answerOf = (text: string, more: Readonly<Record<string, unknown>> = {}): object => ({
  'Content-Type': 'application/x-made',
  'X-TIKA:Parsed-By': ['org.example.MadeParser'],
  'X-TIKA:content': text,
  ...more,
});

const json = (response: ServerResponse, value: unknown): void => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(value));
};

const breakOff = (response: ServerResponse, text: string): void => {
  response.write(`[{"X-TIKA:content":"half of ${text}`, () => response.destroy());
};

function flood(response: ServerResponse): void {
  const piece = Buffer.alloc(64 * 1024, 0x5b);
  const more = (): void => {
    while (!response.destroyed && response.write(piece));
    response.once('drain', more);
  };
  more();
}

/** What it does at the nth time that it is asked. */
const behaviours: Readonly<Record<string, (response: ServerResponse, time: number) => void>> = {
  hang: () => undefined,
  cut: (response) => breakOff(response, 'cut'),
  'cut-once': (response, time) =>
    time === 1 ? breakOff(response, 'cut-once') : json(response, [answerOf('text of cut-once')]),
  reset: (response) => response.socket?.resetAndDestroy(),
  'no-json': (response) => void response.end('<html>Welcome to the proxy</html>'),
  'other-json': (response) => json(response, { message: 'no list' }),
  'other-values': (response) => json(response, [{ 'X-TIKA:content': { $ref: 1 } }]),
  'same-place': (response) =>
    json(response, [answerOf('a'), ...[1, 2].map(() => answerOf('b', { 'X-TIKA:embedded_id_path': '/1' }))]),
  'garbage-once': (response, time) =>
    time === 1 ? void response.end('][') : json(response, [answerOf('text of garbage-once')]),
  flood,
  'error-500': (response) => void response.writeHead(500).end('java.lang.Error'),
  'error-once': (response, time) =>
    time === 1 ? void response.writeHead(500).end() : json(response, [answerOf('text of error-once')]),
  'busy-twice': (response, time) =>
    time <= 2 ? void response.writeHead(503).end() : json(response, [answerOf('text of busy-twice')]),
  'refused-422': (response) => void response.writeHead(422).end(),
  redirect: (response) => void response.writeHead(302, { location: '/stolen' }).end(),
  encrypted: (response) =>
    json(response, [
      answerOf('', {
        'X-TIKA:EXCEPTION:container_exception': 'org.apache.tika.exception.EncryptedDocumentException: no',
      }),
    ]),
  broken: (response) =>
    json(response, [
      answerOf('what could be read', {
        'X-TIKA:EXCEPTION:container_exception': 'java.lang.Exception: \u001b[31mred\n\tat x',
      }),
    ]),
  unread: (response) =>
    json(response, [answerOf('', { 'X-TIKA:Parsed-By': ['org.apache.tika.parser.EmptyParser'] })]),
  paints: (response) =>
    json(response, [
      answerOf('text of paints', { 'dc:title': '\u001b]0;title\u0007', __proto__: 'x', constructor: 'y' }),
    ]),
};

export async function startHostileTika(): Promise<HostileTika> {
  const asked: Record<string, number> = {};
  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      if (state.version === undefined) response.destroy();
      else response.end(state.version);
      return;
    }
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const word = /<([\w-]+)>/u.exec(Buffer.concat(parts).toString('latin1'))?.[1] ?? 'none';
      const time = (asked[word] = (asked[word] ?? 0) + 1);
      const behave = behaviours[word];
      if (behave) behave(response, time);
      else json(response, [answerOf(`text of ${word}`)]);
    });
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const leave = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const state: HostileTika = {
    url: `http://127.0.0.1:${port}`,
    asked,
    version: 'Apache Tika 3.3.2',
    leave,
    comeBack: () => listen(port),
    close: () => (server.listening ? leave() : Promise.resolve()),
  };
  return state;
}
