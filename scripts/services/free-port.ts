/** Finds ports of the loopback address that nothing listens on. */
import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';

/** The only address that the services listen on. */
export const loopback = '127.0.0.1';

/**
 * Below those that systems give to outgoing connections: one of these could be taken while the server, which
 * needs seconds to start, is not listening yet.
 */
const [lowest, beyond] = [15_000, 32_000];
const maxTries = 100;

const listen = (port: number): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, loopback, () => resolve(server));
  });

/** `count` different ports; all are held open until the last is found. */
export async function freePorts(count: number): Promise<number[]> {
  const held = new Map<number, Server>();
  for (let tries = 0; held.size < count; tries++) {
    const port = randomInt(lowest, beyond);
    try {
      held.set(port, await listen(port));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || tries >= maxTries) throw error;
    }
  }
  await Promise.all([...held.values()].map((server) => new Promise((resolve) => server.close(resolve))));
  return [...held.keys()];
}
