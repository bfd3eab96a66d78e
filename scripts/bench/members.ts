/**
 * Counts what mail stores and messages of Outlook’s hold, by us and by other programs: `npm run bench -- members`. `readpst`
 * (pst-utils) and `pffexport` (pff-tools) are asked where they are installed, Tika where a server can be started.
 */
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { startTika } from '../services/tika.ts';
import { ExtractProcess } from './extract.ts';
import { randomOf } from './kill.ts';
import { type Cell, formatTable } from './table.ts';
import { readWithTika } from './tika-client.ts';

const extensions = /\.(?:pst|ost|msg|oft|tnef|dat)$/iu;
/** The first bytes of PST and OST, of compound files, of TNEF. */
const signatures = { store: '2142444e', compound: 'd0cf11e0', tnef: '789f3e22' } as const;
const timeoutMs = 300_000;

export interface MembersOptions {
  readonly folder: string;
  readonly port?: number | undefined;
  readonly damage?: boolean | undefined;
}

function signatureOf(path: string): string {
  const file = openSync(path, 'r');
  const bytes = Buffer.alloc(4);
  readSync(file, bytes, 0, 4, 0);
  closeSync(file);
  return bytes.toString('hex');
}

function filesIn(folder: string): string[] {
  const known: readonly string[] = Object.values(signatures);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && extensions.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => known.includes(signatureOf(path)))
    .toSorted();
}

/** Files of a folder made by a program; undefined where there is no such program. */
function countMade(program: string, words: (to: string) => string[], counts: RegExp): number | undefined {
  const work = mkdtempSync(join(tmpdir(), 'evidex-members-'));
  try {
    const { error } = spawnSync(program, words(join(work, 'out')), { cwd: work, timeout: timeoutMs });
    if (error) return undefined;
    return readdirSync(work, { recursive: true }).filter((path) => counts.test(String(path))).length;
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** One file a message; without `-j0` its processes lose some now and then. */
const byReadpst = (path: string): number | undefined =>
  countMade(
    'sh',
    (to) => ['-c', 'mkdir "$1" && exec readpst -q -j0 -M -D -o "$1" "$2"', 'sh', to, path],
    /^out\/.*\/\d+$/u,
  );

/** One folder an item; those in attachments are not counted, and those that it finds beside the tree are not compared. */
const byPffexport = (path: string, part: 'export' | 'recovered'): number | undefined =>
  countMade(
    'pffexport',
    (to) => ['-q', '-m', 'all', '-t', to, path],
    new RegExp(String.raw`^out\.${part}/(?!.*Attachments)(?:.*/)?(?!Folder)[A-Z][A-Za-z ]+\d{5}$`, 'u'),
  );

/** With 40 holes of 64 bytes, and without the last third. */
function* damaged(path: string, work: string): Generator<string> {
  const bytes = readFileSync(path);
  const random = randomOf(bytes.length);
  const holed = Buffer.from(bytes);
  for (let hole = 0; hole < 40; hole++) {
    const at = 564 + Math.floor(random() * Math.max(0, bytes.length - 700));
    for (let index = 0; index < 64; index++) holed.writeUInt8(Math.floor(random() * 256), at + index);
  }
  const made: readonly (readonly [string, Buffer])[] = [
    ['40 holes', holed],
    ['cut', bytes.subarray(0, Math.floor((bytes.length * 2) / 3))],
  ];
  for (const [what, content] of made) {
    const to = join(work, `${basename(path)}, ${what}`);
    writeFileSync(to, content);
    yield to;
  }
}

/** Prints a row for each file; false where a program found more than we did in a store that is whole. */
export async function benchMembers({ folder, port, damage }: MembersOptions): Promise<boolean> {
  const tika = await startTika(port === undefined ? {} : { port, reuse: true });
  const ours = new ExtractProcess(timeoutMs);
  const work = mkdtempSync(join(tmpdir(), 'evidex-members-'));
  const rows: Cell[][] = [];
  let isAll = true;
  const row = async (path: string): Promise<void> => {
    const found = await ours.read(path);
    const isStore = signatureOf(path) === signatures.store;
    const others = isStore ? [byReadpst(path), byPffexport(path, 'export')] : ['–', '–'];
    const recovered = isStore ? (byPffexport(path, 'recovered') ?? 'absent') : '–';
    if (!path.startsWith(work) && others.some((count) => typeof count === 'number' && count > found.items))
      isAll = false;
    const reported = tika ? await readWithTika(tika.url, path).catch(() => []) : undefined;
    const byTika = reported === undefined ? 'absent' : Math.max(0, reported.length - 1);
    rows.push([
      basename(path),
      found.items,
      found.members,
      ...others.map((count) => count ?? 'absent'),
      recovered,
      byTika,
      found.outcome,
    ]);
  };
  try {
    for (const path of filesIn(folder)) {
      await row(path);
      if (damage && signatureOf(path) === signatures.store)
        for (const one of damaged(path, work)) await row(one);
    }
  } finally {
    ours.stop();
    await tika?.stop();
    rmSync(work, { recursive: true });
  }
  const head = [
    'file',
    'items',
    'all below',
    'readpst',
    'pffexport',
    'its recovered',
    'Tika, all below',
    'outcome',
  ];
  console.log(formatTable(head, rows));
  return isAll;
}
