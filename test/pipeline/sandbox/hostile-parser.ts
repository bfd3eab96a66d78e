/**
 * Evidence that has taken over its parser, as a program: tries every way out that we know of and writes what came of
 * each, one JSON line on standard output. Run with the very flags of a parser; its input says what to aim at.
 */
import { readFileSync, writeSync } from 'node:fs';

interface Aims {
  readonly source: string;
  readonly spool: string;
  readonly outside: string;
  readonly program: string;
  readonly coordinator: number;
  readonly port: number;
}

const aims = JSON.parse(readFileSync(0, 'utf8')) as Aims;

const once = <T>(
  start: (resolve: (value: T) => void, reject: (error: unknown) => void) => void,
): Promise<T> => new Promise((resolve, reject) => start(resolve, reject));

/** Each gives what it got hold of, or throws. */
const attempts: Readonly<Record<string, () => unknown>> = {
  'tcp connection': async () => {
    const { connect } = await import('node:net');
    return once((resolve, reject) =>
      connect(aims.port, '127.0.0.1', () => resolve('connected')).on('error', reject),
    );
  },
  'tcp server': async () => {
    const { createServer } = await import('node:net');
    return once((resolve, reject) =>
      createServer()
        .on('error', reject)
        .listen(0, () => resolve('listening')),
    );
  },
  'udp datagram': async () => {
    const { createSocket } = await import('node:dgram');
    return once((resolve, reject) =>
      createSocket('udp4')
        .on('error', reject)
        .send('x', aims.port, '127.0.0.1', (error) => (error ? reject(error) : resolve('sent'))),
    );
  },
  'http request': async () => {
    const { get } = await import('node:http');
    return once((resolve, reject) =>
      get(`http://127.0.0.1:${aims.port}/`, () => resolve('answered')).on('error', reject),
    );
  },
  fetch: () => fetch(`http://127.0.0.1:${aims.port}/`).then(() => 'answered'),
  websocket: () =>
    once((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${aims.port}/`);
      socket.addEventListener('open', () => resolve('open'));
      socket.addEventListener('error', () => reject(new Error('refused')));
    }),
  'dns lookup': async () => {
    const { lookup } = await import('node:dns/promises');
    return lookup('example.org');
  },
  'dns query': async () => {
    const { Resolver } = await import('node:dns/promises');
    const resolver = new Resolver({ timeout: 500, tries: 1 });
    resolver.setServers([`127.0.0.1:${aims.port}`]);
    return resolver.resolve4('example.org');
  },
  'child process': async () => {
    const { execFileSync } = await import('node:child_process');
    return execFileSync('/bin/true').toString() || 'ran';
  },
  'forked process': async () => {
    const { fork } = await import('node:child_process');
    return once((resolve, reject) =>
      fork(aims.outside)
        .on('error', reject)
        .on('spawn', () => resolve('forked')),
    );
  },
  'worker thread': async () => {
    const { Worker } = await import('node:worker_threads');
    return once((resolve, reject) =>
      new Worker('0', { eval: true }).on('error', reject).on('online', () => resolve('online')),
    );
  },
  'write into the source': async () =>
    (await import('node:fs')).writeFileSync(`${aims.source}/planted.txt`, 'planted'),
  'append to evidence': async () =>
    (await import('node:fs')).appendFileSync(`${aims.source}/evidence.txt`, 'planted'),
  'touch evidence': async () => (await import('node:fs')).utimesSync(`${aims.source}/evidence.txt`, 1, 1),
  'delete evidence': async () => (await import('node:fs')).rmSync(`${aims.source}/evidence.txt`),
  'rename evidence': async () =>
    (await import('node:fs')).renameSync(`${aims.source}/evidence.txt`, `${aims.spool}/taken`),
  'hard link of evidence': async () =>
    (await import('node:fs')).linkSync(`${aims.source}/evidence.txt`, `${aims.spool}/linked`),
  'write beside the spool': async () =>
    (await import('node:fs')).writeFileSync(`${aims.spool}-planted`, 'planted'),
  'write above the spool': async () =>
    (await import('node:fs')).writeFileSync(`${aims.spool}/../planted`, 'planted'),
  'write through a link of its own': async () => {
    const { symlinkSync, writeFileSync } = await import('node:fs');
    symlinkSync(aims.outside, `${aims.spool}/way-out`);
    writeFileSync(`${aims.spool}/way-out`, 'planted');
  },
  'read the password file': async () => (await import('node:fs')).readFileSync('/etc/passwd', 'utf8'),
  'read outside by descriptor': async () => (await import('node:fs')).openSync('/etc/hostname', 'r'),
  'read outside by the parent of a descriptor': async () => {
    const { openSync, readFileSync, readdirSync } = await import('node:fs');
    let folder = openSync(aims.source, 'r');
    for (let up = 0; up < 40; up++) folder = openSync(`/proc/self/fd/${folder}/..`, 'r');
    readdirSync(`/proc/self/fd/${folder}`);
    return readFileSync(`/proc/self/fd/${folder}${aims.outside}`, 'utf8');
  },
  'write into the spool folder': async () =>
    (await import('node:fs')).writeFileSync(`${aims.spool}/planted`, 'planted'),
  'read the history of the program': async () =>
    (await import('node:fs')).statSync(`${aims.program}/.git`).size,
  'read the code with rights': async () =>
    (await import('node:fs')).readFileSync(`${aims.program}/cli/main.ts`, 'utf8'),
  'read another process': async () =>
    (await import('node:fs')).readFileSync(`/proc/${aims.coordinator}/environ`, 'utf8'),
  'read through a link in the source': async () =>
    (await import('node:fs')).readFileSync(`${aims.source}/link`, 'utf8'),
  sqlite: async () => {
    const name = 'node:sqlite';
    const { DatabaseSync } = (await import(name)) as typeof import('node:sqlite');
    new DatabaseSync(`${aims.outside}.sqlite`).exec('CREATE TABLE planted (x)');
  },
  'native addon': () => {
    const module = { exports: {} };
    process.dlopen(module, `${aims.spool}/addon.node`);
  },
  wasi: async () => {
    const { WASI } = await import('node:wasi');
    return Object.keys(new WASI({ version: 'preview1', preopens: { '/': '/' } })).join() || 'opened /';
  },
  inspector: async () => {
    const inspector = await import('node:inspector');
    inspector.open(0, '127.0.0.1');
    return inspector.url() ?? 'open';
  },
  'inspector session': async () => {
    const { Session } = await import('node:inspector');
    const session = new Session();
    session.connect();
    return 'connected';
  },
  'internal binding': () => {
    const { binding } = process as unknown as { binding: (name: string) => object };
    return Object.keys(binding('spawn_sync')).join() || 'bound';
  },
  environment: () => {
    const names = Object.keys(process.env);
    if (names.length === 0) throw new Error('empty');
    return names.join();
  },
  'signal to the coordinator': () => process.kill(aims.coordinator, 'SIGUSR2'),
  'signal to its group': () => process.kill(0, 0),
  'signal to all': () => process.kill(-1, 0),
};

for (const [name, attempt] of Object.entries(attempts)) {
  let outcome: string;
  try {
    const timeout = once<never>((_, reject) =>
      setTimeout(() => reject(new Error('no answer')), 3000).unref(),
    );
    outcome = `done: ${String(await Promise.race([attempt(), timeout])).slice(0, 60)}`;
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    outcome = `refused: ${code ?? message}`;
  }
  writeSync(1, `${JSON.stringify({ name, outcome })}\n`);
}
process.exit(0);
