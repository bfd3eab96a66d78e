/** Records what an index sends to `_bulk`, so that the same bytes can be sent again as fast as a bare loop can. */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Passes everything on to a node, and keeps the bodies of `_bulk` requests. */
export interface Recorder {
  readonly url: string;
  readonly bodies: readonly Buffer[];
  stop(): Promise<void>;
}

export interface RecorderOptions {
  /** Milliseconds that the answer to a bulk request is held back. */
  readonly delayMs?: number;
  /** Whether bodies are kept; they are unless told. */
  readonly keep?: boolean;
}

/** Starts a recorder in front of the node at `target`, on the loopback address. */
export async function startRecorder(
  target: string,
  { delayMs = 0, keep = true }: RecorderOptions = {},
): Promise<Recorder> {
  const bodies: Buffer[] = [];
  const { hostname, port } = new URL(target);
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks);
      const isBulk = incoming.url?.includes('/_bulk') === true;
      if (isBulk && keep) bodies.push(body);
      const { method, url: path, headers } = incoming;
      const onward = request({ hostname, port, method, path, headers }, (answer) => {
        setTimeout(
          () => {
            outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
            answer.pipe(outgoing);
          },
          isBulk ? delayMs : 0,
        );
      });
      onward.on('error', () => outgoing.destroy());
      onward.end(body);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** Sends the bodies in order, `inFlight` at one time, and looks at nothing but the status. */
export async function sendBare(url: string, bodies: readonly Buffer[], inFlight: number): Promise<void> {
  let next = 0;
  const sender = async (): Promise<void> => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
      const answer = await fetch(`${url}/_bulk?filter_path=errors`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson' },
        body: new Uint8Array(body),
      });
      if (!answer.ok) throw new Error(`_bulk answered ${answer.status}`);
      await answer.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: inFlight }, sender));
}

/** An action line and its document, as objects. */
export interface RecordedAction {
  readonly action: Record<string, unknown>;
  readonly document: Record<string, unknown>;
}

/** All index actions of the bodies. */
export const actionsOf = (bodies: readonly Buffer[]): RecordedAction[] =>
  bodies.flatMap((body) => {
    const lines = body.toString().split('\n').slice(0, -1);
    const actions: RecordedAction[] = [];
    for (let at = 0; at + 1 < lines.length; at += 2) {
      actions.push({
        action: JSON.parse(lines[at] ?? '') as Record<string, unknown>,
        document: JSON.parse(lines[at + 1] ?? '') as Record<string, unknown>,
      });
    }
    return actions;
  });
