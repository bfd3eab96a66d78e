/**
 * Pages of a case under load, as browsers ask for them: people in an open loop, pages of PDF files that nobody drew
 * before, and the server's memory over many requests. `npm run bench -- web-load`.
 */
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makePdf } from '../samples/pdf.ts';
import { runProgram } from './kill.ts';
import { shapesOf } from './latency.ts';
import { type DocumentMaker, sequenceOf } from './made-documents.ts';
import { descendants, processorMsOf, residentMiBOf } from './processes.ts';
import { makerOf } from './search.ts';
import { ServedProcess } from './served-process.ts';
import { formatTable, quantile } from './table.ts';

export interface WebLoadOptions {
  /** Messages in the mailboxes of the case. */
  readonly documents: number;
  readonly people: number;
  /** Seconds of the open loop. */
  readonly seconds: number;
  /** Requests, four at a time, over which the server's memory is watched; 0 for none. */
  readonly requests: number;
  readonly corpora?: string;
  /** Address of an Elasticsearch; the embedded index without. */
  readonly index?: string;
  /** Holds evidence and case, made where they are not there yet, and stays; a folder of its own without. */
  readonly work?: string | undefined;
}

type Kind = 'search' | 'document' | 'later page' | 'timeline';
/** How often each is asked for, in a fixed order. */
const mix: readonly Kind[] = 'sdsdsdmsdt'
  .split('')
  .map(
    (letter) =>
      (({ s: 'search', d: 'document', m: 'later page', t: 'timeline' }) as const)[letter] ?? 'search',
  );
const betweenMs = 5_000;
const mailboxes = 30;
const pdfFiles = 60;
const inFlight = 4;

/** Mailboxes of made messages, and PDF files of one page. */
function makeEvidence(folder: string, maker: DocumentMaker, documents: number): void {
  mkdirSync(folder, { recursive: true });
  for (let number = 0; number < documents; number++) {
    const text = maker.text(number);
    const person = number % 200;
    const sent = new Date(Date.UTC(2010 + (number % 10), number % 12, 1 + (number % 28), number % 24));
    const head = [
      `From p${person}@example.com ${sent.toUTCString()}`,
      `From: person ${person} <p${person}@example.com>`,
      `To: person ${(number * 7) % 200} <p${(number * 7) % 200}@example.com>`,
      `Date: ${sent.toUTCString().replace('GMT', '+0000')}`,
      `Message-ID: <${number}@example.com>`,
      `Subject: ${(text.split('\n')[0] ?? '').slice(0, 60)}`,
      'Content-Type: text/plain; charset=utf-8',
    ];
    appendFileSync(
      join(folder, `box${number % mailboxes}.mbox`),
      `${head.join('\n')}\n\n${text.replaceAll(/^From /gm, '>From ')}\n\n`,
    );
  }
  for (let number = 0; number < pdfFiles; number++) {
    const lines = maker
      .text(documents + number)
      .split('\n')
      .slice(0, 40)
      .map((line) => line.slice(0, 90));
    const pages = [lines];
    writeFileSync(
      join(folder, `paper-${number}.pdf`),
      makePdf({ title: `Paper ${number}`, author: 'A. Writer', created: '20190402101500Z', pages }),
    );
  }
}

const textOf = (body: Uint8Array): string => Buffer.from(body).toString();
const linksTo = (html: string, pattern: RegExp): string[] => [
  ...new Set(Array.from(html.matchAll(pattern), ([, found = '']) => found)),
];

/** What people ask for: addresses within the case. */
type Addresses = Readonly<Record<Kind, readonly string[]>>;

async function addressesOf(server: ServedProcess, queries: readonly string[]): Promise<Addresses> {
  const search = queries.map((query) => `/?q=${encodeURIComponent(query)}`);
  const document = new Set<string>();
  const later = new Set<string>();
  for (const path of search) {
    const { status, body } = await server.get(path);
    if (status !== 200) throw new Error(`${path}: ${status}`);
    const html = textOf(body);
    for (const id of linksTo(html, /\/document\/([0-9a-f]{64})/g))
      document.add(`/document/${id}${path.slice(1)}`);
    for (const next of linksTo(html, /href="[^"]*?(\?[^"]*\bafter=[^"]*)"/g))
      later.add(`/${next.replaceAll('&amp;', '&')}`);
  }
  return {
    search,
    document: [...document],
    'later page': [...later],
    timeline: ['/timeline', '/timeline?unit=month'],
  };
}

interface Asked {
  readonly kind: Kind;
  readonly ms: number;
  /** False for a refusal: too many questions at a time, or one that took too long. */
  readonly isAnswered: boolean;
}

/** A request every five seconds from each person, whether the last was answered or not. */
async function openLoop(
  server: ServedProcess,
  addresses: Addresses,
  people: number,
  seconds: number,
): Promise<Asked[]> {
  const asked: Asked[] = [];
  const started = performance.now();
  const random = sequenceOf(11);
  const under: Promise<void>[] = [];
  for (let number = 0; ; number++) {
    const at = (number * betweenMs) / people;
    if (at >= seconds * 1_000) break;
    await sleep(Math.max(0, started + at - performance.now()));
    const kind = mix[number % mix.length] ?? 'search';
    const list = addresses[kind];
    const path = list[Math.floor(random() * list.length)] ?? '/';
    const due = started + at;
    under.push(
      server.get(path).then(({ status }) => {
        // From when it was due: a generator that is late must not make the server look fast.
        asked.push({ kind, ms: performance.now() - due, isAnswered: status === 200 });
      }),
    );
  }
  await Promise.all(under);
  return asked;
}

const row = (kind: string, times: readonly number[]): (string | number)[] => [
  kind, times.length, ...[0.5, 0.95, 1].map((share) => quantile(times, share).toFixed(0)),
]; // prettier-ignore

/** Of the server, all that it started, and what of them has ended. */
const processorMs = (server: ServedProcess): number =>
  descendants(server.pid).reduce((sum, pid) => sum + processorMsOf(pid), 0);

const residentMiB = (server: ServedProcess): number =>
  descendants(server.pid).reduce((sum, pid) => sum + residentMiBOf(pid), 0);

async function measurePeople(
  server: ServedProcess,
  addresses: Addresses,
  options: WebLoadOptions,
): Promise<void> {
  const before = processorMs(server);
  const own = process.cpuUsage();
  const asked = await openLoop(server, addresses, options.people, options.seconds);
  const spent = processorMs(server) - before;
  const { user, system } = process.cpuUsage(own);
  const kinds = [...new Set(mix)];
  console.log(
    `\n${options.people} people, a request each every ${betweenMs / 1_000} s, ${options.seconds} s; milliseconds`,
  );
  console.log(
    formatTable(
      ['page', 'requests', 'p50', 'p95', 'slowest'],
      kinds.map((kind) =>
        row(
          kind,
          asked.filter((one) => one.kind === kind).map(({ ms }) => ms),
        ),
      ),
    ),
  );
  console.log(`not answered: ${asked.filter(({ isAnswered }) => !isAnswered).length}`);
  console.log(
    `processor time a request: server ${(spent / asked.length).toFixed(1)} ms, the asking ${((user + system) / 1_000 / asked.length).toFixed(1)} ms`,
  );
}

/** Requests of each kind when one is asked after the other. */
const oneByOne = 30;

/** What each kind costs by itself: processor time says it of a machine that others use, too. */
async function measureEach(server: ServedProcess, addresses: Addresses): Promise<void> {
  const rows: (string | number)[][] = [];
  for (const kind of new Set(mix)) {
    const list = addresses[kind];
    const [times, spent]: [number[], number[]] = [[], []];
    for (let number = 0; number < oneByOne; number++) {
      const [before, start] = [processorMs(server), performance.now()];
      const { status } = await server.get(list[(number * 7) % list.length] ?? '/');
      if (status !== 200) throw new Error(`${kind}: ${status}`);
      times.push(performance.now() - start);
      spent.push(processorMs(server) - before);
    }
    rows.push([...row(kind, times), ...[0.5, 0.95].map((share) => quantile(spent, share).toFixed(0))]);
  }
  console.log('\nOne request after the other; milliseconds');
  console.log(formatTable(['page', 'requests', 'p50', 'p95', 'slowest', 'processor p50', 'p95'], rows));
}

/** Each page is of a file that nobody opened before; one after the other, so that a renderer waits unused. */
async function measurePages(server: ServedProcess): Promise<void> {
  const found = textOf((await server.get(`/?q=${encodeURIComponent('type:pdf')}`)).body);
  const times: number[] = [];
  for (const id of linksTo(found, /\/document\/([0-9a-f]{64})/g)) {
    await sleep(500);
    const start = performance.now();
    const { status } = await server.get(`/document/${id}/page/1`);
    if (status === 200) times.push(performance.now() - start);
  }
  console.log('\nPages of PDF files never drawn before, a renderer waiting; milliseconds');
  console.log(formatTable(['page', 'requests', 'p50', 'p95', 'slowest'], [row('PDF page', times)]));
}

async function measureMemory(server: ServedProcess, addresses: Addresses, requests: number): Promise<void> {
  const random = sequenceOf(13);
  const rows: (string | number)[][] = [];
  let done = 0;
  const measure = (): void => {
    rows.push([done, residentMiBOf(server.pid).toFixed(0), residentMiB(server).toFixed(0)]);
  };
  measure();
  const asking = async (): Promise<void> => {
    while (done < requests) {
      done += 1;
      if (done % Math.ceil(requests / 10) === 0) measure();
      const list = addresses[mix[done % mix.length] ?? 'search'];
      await server.get(list[Math.floor(random() * list.length)] ?? '/');
    }
  };
  await Promise.all(Array.from({ length: inFlight }, asking));
  console.log(`\nResident memory over ${requests} requests, ${inFlight} at a time, MiB`);
  console.log(formatTable(['requests', 'server', 'with its readers and renderers'], rows));
}

/** Prints latencies of pages, processor time and memory. */
export async function benchWebLoad(options: WebLoadOptions): Promise<void> {
  const work = options.work ?? mkdtempSync(join(tmpdir(), 'evidex-web-load-'));
  const [evidence, casePath] = [join(work, 'evidence'), join(work, 'case')];
  const words = options.index === undefined ? [] : ['--index', options.index, '--index-replicas', '0'];
  const maker = makerOf(options.corpora);
  const server = new ServedProcess(casePath, options.index === undefined ? [] : ['--index', options.index]);
  try {
    if (!existsSync(evidence)) makeEvidence(evidence, maker, options.documents);
    if (!existsSync(casePath)) {
      const start = performance.now();
      const { code, output } = await runProgram([
        'ingest',
        evidence,
        '--reference',
        'LOAD',
        '--case',
        casePath,
        ...words,
      ]);
      if (code !== 0) throw new Error(output);
      console.log(`ingested in ${((performance.now() - start) / 1_000).toFixed(0)} s`);
    }
    server.start();
    const addresses = await addressesOf(
      server,
      shapesOf(maker).map(({ query }) => query),
    );
    for (const kind of new Set(mix))
      if (addresses[kind].length === 0) throw new Error(`no address of a ${kind}`);
    await measureEach(server, addresses);
    await measurePages(server);
    await measurePeople(server, addresses, options);
    if (options.requests > 0) await measureMemory(server, addresses, options.requests);
  } finally {
    await server.end();
    if (options.work === undefined) rmSync(work, { recursive: true, force: true });
  }
}
