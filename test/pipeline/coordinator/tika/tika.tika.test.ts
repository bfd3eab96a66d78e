/** Files that Evidex does not read, ingested with a real Tika Server: text, tags, embedded documents, who read what. */
import { execFileSync, spawn } from 'node:child_process';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, jest, test } from '@jest/globals';
import { openSqliteLedger } from '../../../../case/sqlite/sqlite-ledger.ts';
import { everyScope } from '../../../../schemas/scope.ts';
import { findJar } from '../../../../pipeline/coordinator/tika/own-tika.ts';
import { serviceCache } from '../../../../scripts/services/service-cache.ts';
import { startTika, type Tika } from '../../../../scripts/services/tika.ts';
import type { IndexEntry } from '../../../../schemas/index-entry.ts';
import { runCli } from '../../../cli/run-cli.ts';
import { makeDbf, makeMsg, makeXls } from '../../../../scripts/fixtures/make-legacy.ts';
import { describeTika, tikaUrl } from '../../../services.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';
import { fixture, writeFiles, zipOf } from '../../../../scripts/bench/made-evidence.ts';
import { jsonLines } from '../../../cli/json-lines.ts';

// Java takes its time to start, and some tests start it twice.
jest.setTimeout(300_000);

const folder = temporaryFolder();
const source = join(folder, 'source');

const message = makeMsg({
  subject: 'Ward plan',
  body: 'Meet Harbour Analytica, write to ann@example.org.\r\n',
  files: { 'same.txt': 'the first of the name', 'more/same.txt': 'the second', 'report.pdf': fixture('pdf', 'report.pdf') },
  messages: [{ subject: 'Forwarded list', body: 'a list of names', files: { 'deep.txt': 'deep inside' } }],
}); // prettier-ignore

writeFiles(source, {
  'ward.msg': message,
  'plan.xls': makeXls(['the outer cell', 'ann@example.org'], [['the inner cell']]),
  'table.dbf': makeDbf(['The only row', 'and another']),
  'box.zip': zipOf({ 'copy.msg': message, 'other.xls': makeXls(['a cell in the box']) }),
  'note.txt': 'a note that Evidex reads itself',
  'report.pdf': fixture('pdf', 'report.pdf'),
  'letter.docx': fixture('docx', 'outreach-plan.docx'),
  'junk.bin': Buffer.from(Array.from({ length: 3000 }, (_, at) => (at * 7919 + (at >> 3)) & 0xff)),
});

const words = (name: string, flags: Readonly<Record<string, string>> = {}): string[] => [
  'ingest', source, '--case', join(folder, name), '--reference', 'EX-1', '--no-gazetteers',
  ...Object.entries({ 'parser-processes': '2', ...flags }).flatMap(([flag, value]) => [`--${flag}`, value]),
]; // prettier-ignore

interface Row {
  readonly path: string;
  readonly status: string;
  readonly code?: string;
  readonly kind: string;
  readonly sha256?: string;
}

async function itemsOf(name: string): Promise<Row[]> {
  const { stdout } = await runCli(['report', join(folder, name), '--items', '--json']);
  return jsonLines<Row>(stdout);
}

const outcomes = (rows: readonly Row[]): Record<string, string> =>
  Object.fromEntries(rows.map(({ path, status, code }) => [path, code ? `${status} ${code}` : status]));

async function explained(name: string, path: string): Promise<string> {
  return (await runCli(['explain', path, '--case', join(folder, name)])).stdout;
}

/** The places of what is found. */
async function found(name: string, query: string): Promise<string[]> {
  const { stdout } = await runCli(['search', query, '--case', join(folder, name), '--json']);
  return stdout
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => (JSON.parse(line) as Partial<Pick<IndexEntry, 'occurrences'>>).occurrences ?? [])
    .map(({ path }) => path)
    .toSorted();
}

/** Passes everything on to a server, and does something before the nth content. */
async function startRelay(
  to: () => string,
  at: number,
  before: () => Promise<void>,
): Promise<{ server: Server; url: string }> {
  let puts = 0;
  const server = createServer((incoming, outgoing) => {
    const pass = (): void => {
      const onward = request(new URL(incoming.url ?? '/', to()), { method: incoming.method ?? 'GET', headers: incoming.headers, agent: false });
      onward.on('response', (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.on('error', () => outgoing.destroy());
        answer.pipe(outgoing);
      });
      onward.on('error', () => outgoing.destroy());
      incoming.pipe(onward);
    };
    if (incoming.method === 'PUT' && ++puts === at) void before().then(pass, () => outgoing.destroy());
    else pass();
  }); // prettier-ignore
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describeTika('with a real Tika Server', () => {
  let rows: Row[];
  beforeAll(async () => {
    expect(await runCli(words('without'))).toMatchObject({ exitCode: 0 });
    expect(await runCli(words('with', { tika: tikaUrl() }))).toMatchObject({
      exitCode: 0,
    });
    rows = await itemsOf('with');
  });

  test('every item ends; embedded documents are items of their family, with real bytes where Tika gives them', () => {
    expect(outcomes(rows)).toMatchObject({
      'table.dbf': 'indexed',
      'box.zip': 'container',
      'box.zip/copy.msg': 'indexed',
      'box.zip/other.xls': 'indexed',
      'junk.bin': 'unsupported unidentified',
      'note.txt': 'indexed',
      'plan.xls': 'indexed',
      'plan.xls/MBD00000001': 'indexed',
      'report.pdf': 'duplicate',
      'ward.msg': 'duplicate',
      'box.zip/copy.msg/Forwarded list': 'indexed',
      'box.zip/copy.msg/Forwarded list/deep.txt': 'indexed',
      'box.zip/copy.msg/more/same.txt': 'indexed',
      'box.zip/copy.msg/report.pdf': 'indexed',
      'box.zip/copy.msg/same.txt': 'indexed',
    });
    const pdfs = rows.filter(({ path }) => path.endsWith('report.pdf'));
    expect(new Set(pdfs.map(({ sha256 }) => sha256)).size).toBe(1);
    expect(rows.find(({ path }) => path === 'box.zip/copy.msg/same.txt')?.kind).toBe('attachment');
    expect(rows.find(({ path }) => path === 'plan.xls/MBD00000001')?.kind).toBe('embedded');
  });

  test('what Evidex reads itself is the same with and without', async () => {
    const before = outcomes(await itemsOf('without'));
    expect(before).toMatchObject({
      'box.zip/copy.msg': 'indexed',
      'plan.xls': 'indexed',
      'table.dbf': 'unsupported no-extractor',
    });
    const { stdout } = await runCli(['compare', join(folder, 'without'), join(folder, 'with'), '--json']);
    const { differences } = JSON.parse(stdout) as { differences: { key: string; difference: string }[] };
    const native = new Set(
      rows
        .filter(({ path }) => ['note.txt', 'letter.docx', 'report.pdf'].includes(path))
        .map(({ sha256 }) => sha256),
    );
    const ofNative = differences.filter(({ key }) => native.has(key.split(' ')[1] ?? ''));
    // But for the new places of a copy.
    expect(ofNative.filter(({ difference }) => !difference.startsWith('places'))).toEqual([]);
  });

  test('its texts are searched and tagged like any other', async () => {
    // A document is found at all places of what holds it.
    expect(await found('with', '"deep inside"')).toEqual([
      'box.zip/copy.msg/Forwarded list/deep.txt',
      'ward.msg/Forwarded list/deep.txt',
    ]);
    expect(await found('with', '"inner cell"')).toEqual(['plan.xls/MBD00000001']);
    expect(await found('with', 'type:msg')).toEqual(['box.zip/copy.msg', 'ward.msg']);
    expect(await found('with', 'type:outlook-item')).toEqual([
      'box.zip/copy.msg/Forwarded list',
      'ward.msg/Forwarded list',
    ]);
    // The address stands in the message and in the workbook.
    expect(await found('with', 'personal:email')).toEqual(['box.zip/copy.msg', 'plan.xls', 'ward.msg']);
  });

  test('the ledger names the extractor with the version of the server, the run names the server', async () => {
    const [number] = /\d+\.\d+\.\d+/u.exec(await (await fetch(`${tikaUrl()}/version`)).text()) ?? [''];
    expect(await explained('with', 'table.dbf')).toContain(`by tika ${number}/`);
    expect(await explained('with', 'plan.xls')).toContain('by xls/');
    expect(await explained('with', 'letter.docx')).toContain('by docx/');
    const ledger = await openSqliteLedger(join(folder, 'with', 'catalogue.sqlite'));
    expect((await ledger.runs.all(everyScope))[0]?.record).toMatchObject({
      tika: { server: tikaUrl(), version: number },
    });
    await ledger.close();
  });

  test('again, with one parser: the same ids, texts, mentions', async () => {
    expect(await runCli(words('again', { tika: tikaUrl(), 'parser-processes': '1' }))).toMatchObject({
      exitCode: 0,
    });
    expect(await runCli(['compare', join(folder, 'with'), join(folder, 'again')])).toMatchObject({
      exitCode: 0,
    });
  });

  test('retry with Tika brings a case that was made without to the same', async () => {
    expect(
      await runCli([
        'retry',
        join(folder, 'without'),
        '--status',
        'unsupported',
        '--no-gazetteers',
        '--tika',
        tikaUrl(),
      ]),
    ).toMatchObject({ exitCode: 0 });
    expect(outcomes(await itemsOf('without'))).toEqual(outcomes(rows));
  });

  test('--prefer sends there what Evidex reads itself, and nothing else', async () => {
    expect(await runCli(words('preferred', { tika: tikaUrl(), prefer: 'tika=docx' }))).toMatchObject({
      exitCode: 0,
    });
    expect(await explained('preferred', 'letter.docx')).toContain('by tika ');
    expect(await explained('preferred', 'report.pdf')).toContain('by pdf/');
  });
});

describeTika('a Tika Server that is killed in mid-run and started again', () => {
  test('the run waits, and comes to what nobody disturbed', async () => {
    let tika: Tika = await startTika({ heapMiB: 512 });
    const port = Number(new URL(tika.url).port);
    const relay = await startRelay(
      () => tika.url,
      3,
      async () => {
        await tika.kill();
        tika = await startTika({ heapMiB: 512, port });
      },
    );
    try {
      expect(await runCli(words('killed', { tika: relay.url }))).toMatchObject({ exitCode: 0 });
    } finally {
      relay.server.close();
      relay.server.closeAllConnections();
      await tika.stop();
    }
    expect(await runCli(['compare', join(folder, 'with'), join(folder, 'killed')])).toMatchObject({
      exitCode: 0,
    });
  });
});

describeTika('--tika auto', () => {
  const running = (): string =>
    execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.includes(`java.io.tmpdir=${join(folder, 'own')}`))
      .join('\n');

  test('starts one of its own in the case, and ends it', async () => {
    const jar = findJar('', [serviceCache('tika')]);
    const { exitCode, stderr } = await runCli(words('own', { tika: 'auto', 'tika-jar': jar }));
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(running()).toBe('');
    expect(await runCli(['compare', join(folder, 'with'), join(folder, 'own')])).toMatchObject({
      exitCode: 0,
    });
  });

  test('dies with the run that is killed', async () => {
    const jar = findJar('', [serviceCache('tika')]);
    const program = join(import.meta.dirname, '..', '..', '..', '..', 'bin', 'evidex.js');
    const child = spawn(
      process.execPath,
      [program, ...words('own-killed', { tika: 'auto', 'tika-jar': jar })],
      { stdio: 'ignore' },
    );
    const ended = new Promise((resolve) => child.once('exit', resolve));
    while (running() === '' && child.exitCode === null) await sleep(20);
    child.kill('SIGKILL');
    await ended;
    while (running() !== '') await sleep(20);
  });

  test('without a jar: exit 1, and how to get one', async () => {
    const { exitCode, stderr } = await runCli(
      words('none', { tika: 'auto', 'tika-jar': join(folder, 'no.jar') }),
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining('EVIDEX_TIKA_JAR') });
  });
});
