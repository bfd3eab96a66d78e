/** How long a verb takes to start as users start it: the installed command, the system's Node, caches warm and cold. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPackage, systemNode, userEnvironment } from './installed-package.ts';
import { formatTable, median } from './table.ts';

const root = join(import.meta.dirname, '..', '..');

/** What a user waits for at most, medians, in milliseconds. */
const marks = [
  { name: '--help', words: ['--help'], markMs: 150 },
  { name: 'search', words: ['search', 'consent AND list', '--limit', '3'], markMs: 250 },
];

interface Start {
  readonly wallMs: number;
  /** Of the process and of all that it started. */
  readonly processorMs: number;
}

/** Bash tells both times of a command and its children in milliseconds; `/proc` counts in hundredths of a second. */
function startOnce(command: string, words: readonly string[], environment: NodeJS.ProcessEnv): Start {
  const script = 'TIMEFORMAT="%3R %3U %3S"; { time "$@" >&3 2>&3; } 3>/dev/null';
  const run = spawnSync('bash', ['-c', script, 'bash', command, ...words], {
    encoding: 'utf8',
    env: { ...environment, LC_ALL: 'C' },
  });
  const [wall, user, system] = run.stderr.trim().split(' ').map(Number);
  if (run.status !== 0 || wall === undefined || user === undefined || system === undefined)
    throw new Error(`${words.join(' ')} ended with ${run.status}: ${run.stderr}`);
  return { wallMs: wall * 1000, processorMs: (user + system) * 1000 };
}

/** One process for all files: Node has no posix_fadvise, and `dd` takes one file at a time. */
const dropScript = `
import os, sys
os.sync()
for top in sys.argv[1:]:
    for folder, _, names in os.walk(top):
        for name in names:
            path = os.path.join(folder, name)
            if os.path.isfile(path) and not os.path.islink(path):
                file = os.open(path, os.O_RDONLY)
                os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
                os.close(file)
`;

/** Takes the files of these folders out of the page cache: of this program alone, others keep theirs. */
function dropFromCache(folders: readonly string[]): void {
  execFileSync('python3', ['-c', dropScript, ...folders]);
}

function measure(starts: number, prepare: () => void, start: () => Start): Start {
  const taken = Array.from({ length: starts }, () => {
    prepare();
    return start();
  });
  return {
    wallMs: median(taken.map(({ wallMs }) => wallMs)),
    processorMs: median(taken.map(({ processorMs }) => processorMs)),
  };
}

/** Installs the package, makes the sample case with it, and prints medians. False where a mark is not reached. */
export function benchStartup({ starts }: { readonly starts: number }): boolean {
  const work = mkdtempSync(join(tmpdir(), 'evidex-startup-'));
  try {
    const { folder, command } = installPackage(work);
    const casePath = join(work, 'case');
    const environment = { ...userEnvironment(), EVIDEX_CASE: casePath };
    execFileSync(command, ['ingest', join(root, 'samples', 'share')], { env: environment, stdio: 'ignore' });
    const folders = [folder, casePath];
    const version = execFileSync(systemNode(), ['--version'], { encoding: 'utf8' }).trim();
    console.log(`${starts} starts each through Node ${version}, medians in milliseconds.`);
    console.log(
      'Cold: the files of the program, its Node 26 and its case are dropped before each start (posix_fadvise, DONTNEED).\n',
    );
    const rows = marks.map(({ name, words, markMs }) => {
      const start = (): Start => startOnce(command, words, environment);
      const cold = measure(starts, () => dropFromCache(folders), start);
      // The last cold start has filled the caches.
      const warm = measure(starts, () => undefined, start);
      return { name, markMs, warm, cold };
    });
    const head = ['verb', 'mark', 'warm', 'processor', 'cold', 'processor'];
    console.log(
      formatTable(
        head,
        rows.map(({ name, markMs, warm, cold }) => [
          name,
          markMs,
          ...[warm, cold].flatMap(({ wallMs, processorMs }) => [Math.round(wallMs), Math.round(processorMs)]),
        ]),
      ),
    );
    return rows.every(({ markMs, warm, cold }) => Math.max(warm.wallMs, cold.wallMs) < markMs);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
