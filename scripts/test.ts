/** Runs all tests (or those whose path matches the arguments) and ends with `N passed, N failed`. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lateOptimisation } from '../config/late-optimisation-flag.ts';

/** The part of jest's JSON report that is read here. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  /** Files that could not even be loaded. */
  readonly numRuntimeErrorTestSuites: number;
}

/** A run that hangs must end as a failure; on a slow machine all tests take four fifths of it. */
const maxMinutes = Number(process.env.EVIDEX_TEST_MINUTES ?? 29);
const root = fileURLToPath(new URL('..', import.meta.url));
/** A file system in memory, where there is room: a case is written through to the disk at every step, and a disk that others use makes all tests wait. */
function roomiestFolder(): string {
  const inMemory = '/dev/shm';
  const least = 8 * 1024 ** 3;
  try {
    const { bavail, bsize } = statfsSync(inMemory);
    return bavail * bsize > least && freemem() > 2 * least ? inMemory : tmpdir();
  } catch {
    return tmpdir();
  }
}

const folder = mkdtempSync(
  join(process.env['TMPDIR'] === undefined ? roomiestFolder() : tmpdir(), 'evidex-test-'),
);
const reportPath = join(folder, 'report.json');

function runJest(): Promise<number> {
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const child = spawn(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      // Every file loads the program anew, and runs most of it once: a tenth less processor time.
      lateOptimisation,
      '--max-semi-space-size=64',
      jest,
      '--ci',
      '--colors=false',
      '--json',
      `--outputFile=${reportPath}`,
      ...process.argv.slice(2),
    ],
    // With --json jest repeats the whole report on stdout; what people read goes to stderr. A group of its own:
    // what a broken test leaves running ends with it, instead of keeping the run open for ever.
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      detached: true,
      env: { ...process.env, TMPDIR: folder },
    },
  );
  const endGroup = (): void => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // Nothing of it is left.
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, endGroup);
  const overdue = setTimeout(() => {
    console.error(`Stopped: the tests took longer than ${maxMinutes} minutes.`);
    endGroup();
  }, maxMinutes * 60_000);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      clearTimeout(overdue);
      endGroup();
      resolve(code ?? 1);
    });
  });
}

function readReport(): Report | undefined {
  try {
    return JSON.parse(readFileSync(reportPath, 'utf8')) as Report;
  } catch {
    return undefined;
  }
}

const exitCode = await runJest();
const report = readReport();
rmSync(folder, { recursive: true, force: true });
const passed = report?.numPassedTests ?? 0;
const failed = (report?.numFailedTests ?? 0) + (report?.numRuntimeErrorTestSuites ?? 0);
const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
if (passed + failed === 0) console.error('No test ran.');
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = exitCode !== 0 ? exitCode : failed > 0 || passed === 0 ? 1 : 0;
