/** Leaving the process: network, sockets, other processes, threads, native code, other engines, what it is told. */
import os from 'node:os';
import { once, type Attempts } from './attempt.ts';

const failing = (why: string): never => {
  throw new Error(why);
};

export const engine: Attempts = {
  'tcp connection': ['node', async ({ port }) => { const { connect } = await import('node:net'); return once((resolve, reject) => connect(port, '127.0.0.1', () => resolve('connected')).on('error', reject)); }],
  'unix socket': ['node', async ({ socket }) => { const { connect } = await import('node:net'); return once((resolve, reject) => connect(socket, () => resolve('connected')).on('error', reject)); }],
  'abstract unix socket': ['node', async () => { const { connect } = await import('node:net'); return once((resolve, reject) => connect('\0evidex-escapes', () => resolve('connected')).on('error', reject)); }],
  'unix server': ['node', async ({ spool }) => { const { createServer } = await import('node:net'); return once((resolve, reject) => createServer().on('error', reject).listen(`${spool}/s`, () => resolve('listening'))); }],
  'tcp server': ['node', async () => { const { createServer } = await import('node:net'); return once((resolve, reject) => createServer().on('error', reject).listen(0, () => resolve('listening'))); }],
  'udp datagram': ['node', async ({ port }) => { const { createSocket } = await import('node:dgram'); return once((resolve, reject) => createSocket('udp4').on('error', reject).send('x', port, '127.0.0.1', (error) => (error ? reject(error) : resolve('sent')))); }],
  'http request': ['node', async ({ port }) => { const { get } = await import('node:http'); return once((resolve, reject) => get(`http://127.0.0.1:${port}/`, () => resolve('answered')).on('error', reject)); }],
  'http/2 request': ['node', async ({ port }) => { const { connect } = await import('node:http2'); return once((resolve, reject) => connect(`http://127.0.0.1:${port}`).on('error', reject).on('connect', () => resolve('connected'))); }],
  fetch: ['node', ({ port }) => fetch(`http://127.0.0.1:${port}/`).then(() => 'answered')],
  websocket: ['node', ({ port }) => once((resolve, reject) => { const socket = new WebSocket(`ws://127.0.0.1:${port}/`); socket.addEventListener('open', () => resolve('open')); socket.addEventListener('error', () => reject(new Error('refused'))); })],
  'dns lookup': ['node', async () => (await import('node:dns/promises')).lookup('example.org')],
  'dns query': ['node', async ({ port }) => { const { Resolver } = await import('node:dns/promises'); const resolver = new Resolver({ timeout: 500, tries: 1 }); resolver.setServers([`127.0.0.1:${port}`]); return resolver.resolve4('example.org'); }],
  'child process': ['node', async () => (await import('node:child_process')).execFileSync('/bin/true').toString() || 'ran'],
  'forked process': ['node', async ({ outside }) => { const { fork } = await import('node:child_process'); return once((resolve, reject) => fork(outside).on('error', reject).on('spawn', () => resolve('forked'))); }],
  'another program in its place': ['node', () => process.execve?.('/bin/true', ['true'], {}) ?? failing('none')],
  'cluster': ['node', async () => (await import('node:cluster')).default.fork().id],
  'worker thread': ['node', async () => { const { Worker } = await import('node:worker_threads'); return once((resolve, reject) => new Worker('0', { eval: true }).on('error', reject).on('online', () => resolve('online'))); }],
  'native addon': ['node', ({ spool }) => process.dlopen({ exports: {} }, `${spool}/addon.node`)],
  wasi: ['node', async () => { const { WASI } = await import('node:wasi'); return Object.keys(new WASI({ version: 'preview1', preopens: { '/': '/' } })).join() || 'opened /'; }],
  inspector: ['node', async () => { const inspector = await import('node:inspector'); inspector.open(0, '127.0.0.1'); return inspector.url() ?? 'open'; }],
  sqlite: ['node', async ({ outside }) => { const name = 'node:sqlite'; const { DatabaseSync } = (await import(name)) as typeof import('node:sqlite'); new DatabaseSync(`${outside}.sqlite`).exec('CREATE TABLE planted (x)'); }],
  quic: ['node', async () => { const name = 'node:quic'; return Object.keys((await import(name)) as object).join(); }],
  'internal binding': ['node', () => Object.keys((process as unknown as { binding: (name: string) => object }).binding('spawn_sync')).join() || 'bound'],
  'internal binding of files': ['node', () => Object.keys((process as unknown as { binding: (name: string) => object }).binding('fs')).join() || 'bound'],
  'linked binding': ['node', () => (Reflect.get(process, '_linkedBinding') as (name: string) => unknown)('x')],
  environment: ['node', () => Object.keys(process.env).join() || failing('empty')],
  'rights that it has': ['node', () => ['fs.write', 'net', 'child', 'worker', 'wasi', 'addon', 'inspector'].filter((right) => process.permission.has(right as 'fs.write')).join() || failing('none')],
  'signal to the coordinator': ['ring', ({ coordinator }) => process.kill(coordinator, 0)],
  'priority of the coordinator': ['ring', ({ coordinator }) => os.getPriority(coordinator)],
  'interfaces of the network': ['ring', () => Object.entries(os.networkInterfaces()).filter(([, all]) => all?.length).map(([name]) => name).join() || failing('none')],
  'users of the system': ['ring', () => os.userInfo().homedir],
  'signal to its group': ['harmless', () => process.kill(0, 0)],
  'priority of its own': ['harmless', () => os.setPriority(0, 5)],
  'mask of new files': ['harmless', () => process.umask(0)],
  'name of the machine': ['harmless', () => os.hostname()],
  'inspector session': ['harmless', async () => { const { Session } = await import('node:inspector'); new Session().connect(); return 'connected'; }],
}; // prettier-ignore
