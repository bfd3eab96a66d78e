/**
 * What comes of a file, against its bytes: an honest set that must not be cut, a hostile one that must be, and the peaks of
 * the coordinator. Everything is made here; each is ingested into a case of its own.
 */
import { ftruncateSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync, writeSync, closeSync } from 'node:fs'; // prettier-ignore
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { mib } from '../../schemas/byte-units.ts';
import { randomOf } from './kill.ts';
import { zipOf } from './made-evidence.ts';
import { runWatched } from './processes.ts';

const letters = 'abcdefghijklmnopqrstuvwxyz';

const wordOf = (random: () => number): string =>
  Array.from({ length: 3 + Math.floor(random() * 7) }, () => letters[Math.floor(random() * 26)]).join('');

const linesTo = (bytes: number, line: (at: number) => string): string => {
  const lines: string[] = [];
  for (let size = 0, at = 0; size < bytes; at++) {
    const next = line(at);
    lines.push(next);
    size += next.length;
  }
  return lines.join('');
};

/** Requests to a server, as such logs repeat themselves. */
const logOf = (bytes: number, random: () => number): string =>
  linesTo(bytes, (at) => {
    const seconds = String(at % 60).padStart(2, '0');
    return `10.0.${at % 7}.${Math.floor(random() * 4)} - - [12/Mar/2019:10:${String(Math.floor(at / 60) % 60).padStart(2, '0')}:${seconds} +0000] "GET /assets/page-${Math.floor(random() * 9)}.html HTTP/1.1" 200 5120\n`;
  });

const mailboxOf = (bytes: number, random: () => number): string =>
  linesTo(bytes, (at) => {
    const body = Array.from({ length: 120 }, () => wordOf(random)).join(' ');
    return `From x Thu Jan  1 00:00:00 2020\nFrom: ${wordOf(random)}@quillmere.example\nTo: ${wordOf(random)}@saltmarsh.example\nSubject: ${wordOf(random)} ${at}\nDate: Thu, 1 Jan 2020 00:00:00 +0000\nMessage-ID: <${at}.${wordOf(random)}@quillmere.example>\n\n${body}\n\n`;
  });

const votersOf = (bytes: number, random: () => number): string =>
  `id,name,email,phone\n${linesTo(bytes, (at) => `${at},${wordOf(random)} ${wordOf(random)},${wordOf(random)}${at}@${wordOf(random)}.example,07${Math.floor(100_000_000 + random() * 899_999_999)}\n`)}`;

const office = 'http://schemas.openxmlformats.org';

function workbookOf(strings: readonly string[], cells: readonly number[]): Buffer {
  const main = `${office}/spreadsheetml/2006/main`;
  const relation = `${office}/officeDocument/2006/relationships`;
  return zipOf({
    '[Content_Types].xml': `<Types xmlns="${office}/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${office}/package/2006/relationships"><Relationship Id="r" Type="${relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${relation}"><sheets><sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${office}/package/2006/relationships"><Relationship Id="a" Type="${relation}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="b" Type="${relation}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData>${cells.map((at) => `<row><c t="s"><v>${at}</v></c></row>`).join('')}</sheetData></worksheet>`,
    'xl/sharedStrings.xml': `<sst xmlns="${main}">${strings.map((one) => `<si><t>${one}</t></si>`).join('')}</sst>`,
  });
}

function sparseImage(path: string, bytes: number): void {
  const file = openSync(path, 'w');
  ftruncateSync(file, bytes);
  for (let at = 0; at < bytes; at += 64 * mib) writeSync(file, `block ${at}`, at);
  closeSync(file);
}

type Make = (folder: string, bytes: number, random: () => number) => void;
const file =
  (name: string, make: (bytes: number, random: () => number) => string | Uint8Array): Make =>
  (folder, bytes, random) =>
    writeFileSync(join(folder, name), make(bytes, random));

const repeated = 'a.person@quillmere.example '.repeat(1_100);
const evidence: Readonly<Record<string, Make>> = {
  'honest: logs, Zstandard': file('log.zst', (bytes, random) => zstdCompressSync(logOf(bytes, random))),
  'honest: mailbox, gzip': file('mail.mbox.gz', (bytes, random) => gzipSync(mailboxOf(bytes, random))),
  'honest: voters, CSV': file('voters.csv', votersOf),
  'honest: workbook of shared strings': file('book.xlsx', (bytes, random) => {
    const strings = Array.from({ length: Math.ceil(bytes / 400) }, () => `${wordOf(random)} ${wordOf(random)}`);
    return workbookOf(strings, strings.flatMap((_, at) => [at, (at * 7) % strings.length]));
  }),
  'honest: sparse disk image': (folder, bytes) => sparseImage(join(folder, 'disk.img'), 50 * bytes),
  'hostile: workbook of one repeated string': file('book.xlsx', (bytes) => workbookOf([repeated], Array.from({ length: Math.ceil(bytes / 1_000) }, () => 0))),
  'hostile: tiny mails, gzip': file('tiny.mbox.gz', (bytes) => gzipSync(linesTo(bytes, (at) => `From x Thu Jan  1 00:00:00 2020\nX: ${at}\n\n`))),
  'hostile: ZIP in a ZIP of empty members': file('outer.zip', (bytes) => zipOf({ 'inner.zip': zipOf(Object.fromEntries(Array.from({ length: Math.ceil(bytes / 200) }, (_, at) => [String(at), '']))) })),
  'hostile: tiny files in one folder': (folder, bytes) => {
    for (let at = 0; at < bytes / 200; at++) writeFileSync(join(folder, `${at}.txt`), '');
  },
}; // prettier-ignore

const bytesBelow = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);

/** The coordinator's peak in MiB. */
async function ingestOf(source: string, casePath: string): Promise<{ peakMiB: number; seconds: number }> {
  const program = join(import.meta.dirname, '../../bin/evidex.js');
  const { peaks, seconds } = await runWatched(process.execPath, [
    program,
    'ingest',
    source,
    '--case',
    casePath,
  ]);
  return { peakMiB: peaks.find(({ root }) => root)?.peakMiB ?? 0, seconds };
}

/** Whether something was left because more would have come of it than may: the code stands in the ledger's own bytes. */
const isCut = (casePath: string): boolean =>
  readFileSync(join(casePath, 'catalogue.sqlite')).includes('over-budget');

/** `megabytes`: of each file before it is packed. Whether the honest were whole and the hostile within a hundred times, or 64 MiB. */
export async function benchBudget({
  megabytes,
  only,
}: {
  megabytes: number;
  only?: string | undefined;
}): Promise<boolean> {
  let isWell = true;
  console.log(
    '| Evidence | Bytes | Case | Times | Cut | Coordinator’s peak | Seconds |\n| --- | --- | --- | --- | --- | --- | --- |',
  );
  for (const [name, make] of Object.entries(evidence)) {
    if (only !== undefined && !name.includes(only)) continue;
    const work = mkdtempSync(join(tmpdir(), 'evidex-budget-'));
    const [source, casePath] = [join(work, 'source'), join(work, 'case')];
    mkdirSync(source);
    make(source, megabytes * mib, randomOf(20_190_312));
    const bytes = bytesBelow(source);
    const { peakMiB, seconds } = await ingestOf(source, casePath);
    const [size, cut] = [bytesBelow(casePath), isCut(casePath)];
    const isRight = name.startsWith('honest') ? !cut : size <= Math.max(64 * mib, 100 * bytes);
    isWell &&= isRight;
    const mb = (of: number): string => `${(of / 1e6).toFixed(1)} MB`;
    console.log(
      `| ${name} | ${mb(bytes)} | ${mb(size)} | ${bytes > 0 ? (size / bytes).toFixed(1) : ''} | ${cut ? 'yes' : 'no'} | ${Math.round(peakMiB)} MiB | ${Math.round(seconds)} |`,
    );
    rmSync(work, { recursive: true, force: true });
  }
  return isWell;
}
