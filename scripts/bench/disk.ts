/** Measures what ledger and index take on disk for each class of files, against what `survey` says before. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryContent } from '../../formats/content.ts';
import { identify } from '../../formats/identify/identify.ts';
import { diskClassOf } from '../../pipeline/disk-estimate.ts';
import { filesBelow } from './corpus.ts';
import { formatTable } from './table.ts';

export interface DiskOptions {
  readonly folder: string;
  /** Only classes whose name contains this. */
  readonly only?: string;
  /** Files of each class. */
  readonly most?: number;
}

const bin = join(import.meta.dirname, '../../bin/evidex.js');
/** An estimate is right within this factor. */
const mark = 1.5;

function run(...words: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, [bin, ...words], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  // 3: some items are exceptions, which corpora have.
  if (status !== 0 && status !== 3)
    throw new Error(`evidex ${words[0]} ended with ${status}: ${stderr.slice(-500)}`);
  return stdout;
}

/** Copies the files of each class into a folder of its own, `most` at most, evenly picked; gives the classes. */
async function gatherClasses(
  from: string,
  to: string,
  { only = '', most = Infinity }: DiskOptions,
): Promise<string[]> {
  const classes = new Map<string, string[]>();
  for (const path of filesBelow(from)) {
    const { format } = await identify(memoryContent(readFileSync(join(from, path))));
    const { name } = diskClassOf(format);
    if (name.includes(only)) classes.set(name, [...(classes.get(name) ?? []), path]);
  }
  for (const [name, paths] of classes) {
    mkdirSync(join(to, name));
    const step = Math.max(1, paths.length / most);
    for (let at = 0; Math.floor(at) < paths.length; at += step) {
      const path = paths[Math.floor(at)] ?? '';
      // Numbered: files of one name come together.
      cpSync(
        join(from, path),
        join(to, name, `${String(Math.floor(at)).padStart(6, '0')}-${path.slice(path.lastIndexOf('/') + 1)}`),
      );
    }
  }
  return [...classes.keys()].sort();
}

const sizeOf = (folder: string): number =>
  ['catalogue.sqlite', 'index.sqlite'].reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

/** True where each estimate is within the mark. */
export async function benchDisk(options: DiskOptions): Promise<boolean> {
  const work = mkdtempSync(join(tmpdir(), 'evidex-bench-'));
  let isRight = true;
  try {
    const rows = [];
    for (const name of await gatherClasses(options.folder, work, options)) {
      const evidence = join(work, name);
      const caseFolder = join(work, 'case');
      const survey = JSON.parse(run('survey', evidence, '--json').trim().split('\n')[0] ?? '') as {
        files: number;
        bytes: number;
        estimate: { diskBytes: number };
      };
      run('ingest', evidence, '--case', caseFolder, '--json');
      const taken = sizeOf(caseFolder);
      const factor = survey.estimate.diskBytes / taken;
      isRight &&= factor <= mark && factor >= 1 / mark;
      console.error(`${name}: ${survey.files} files, ${survey.bytes} bytes, ${taken} on disk`);
      rows.push([
        name,
        survey.files,
        survey.bytes,
        taken,
        (taken / survey.bytes).toFixed(2),
        survey.estimate.diskBytes,
        factor.toFixed(2),
      ]);
      rmSync(caseFolder, { recursive: true });
    }
    console.log(
      formatTable(['class', 'files', 'bytes', 'ledger and index', '÷ bytes', 'survey said', '÷ taken'], rows),
    );
    return isRight;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
