/** The root of the command line: finds the verb, runs it, and is the only place that ends the process. */
import { programVersion } from '../config/program.ts';
import type { Surroundings } from './frame/run-verb.ts';
import { sqliteStores } from './open/stores.ts';
import { verbs } from './verbs.ts';

/** The general help; needs neither schemas nor libraries, so that it is there at once. */
function generalHelp(): string {
  const width = Math.max(...Object.keys(verbs).map((name) => name.length));
  const lines = Object.entries(verbs).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return `evidex ${programVersion}: a folder of evidence in, an accounted, searchable, tagged case out

Usage: evidex VERB [options]

Verbs:
${lines.join('\n')}

\`evidex VERB --help\` shows the options, examples and exit codes of a verb.
\`evidex config\` shows every setting; each is a flag of the verbs that use it, a variable EVIDEX_… and may stand
in your own settings.json; few may stand in a case, which can come from others.

Examples:
  evidex ingest FOLDER --case CASE      bring a folder of evidence into a case
  evidex search "postal vote" --case CASE

Exit codes: 0 well, 1 failed, 2 wrong command or value, 3 unaccounted for or not matching,
4 case in use by another run, 130 stopped by the user`;
}

/** Runs the words of a command line; resolves to the exit code. */
export async function main(words: readonly string[], around: Surroundings): Promise<number> {
  const [name, ...rest] = words;
  const wantsHelp = name === undefined || name === '--help' || name === '-h' || name === 'help';
  if (name === 'help' && rest[0] !== undefined && verbs[rest[0]]) return main([rest[0], '--help'], around);
  if (wantsHelp) {
    around[name === undefined ? 'stderr' : 'stdout'].write(`${generalHelp()}\n`);
    return name === undefined ? 2 : 0;
  }
  if (name === '--version' || name === '-v') {
    around.stdout.write(`${programVersion}\n`);
    return 0;
  }
  const row = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (!row) {
    const { escapeLine } = await import('./frame/escape.ts');
    around.stderr.write(
      `evidex: "${escapeLine(name)}" is no verb\nThe verb comes first, its options after it. See \`evidex --help\`.\n`,
    );
    return 2;
  }
  const [{ verb }, { runVerb }] = await Promise.all([row.load(), import('./frame/run-verb.ts')]);
  return runVerb({ name, summary: row.summary, verb }, rest, around);
}

/** Ctrl-C may come twice: from the terminal, and passed on by `bin/hand-over.js`; so does a signal of `timeout`. */
const sameSignalMs = 500;

/**
 * The first signal asks the verb to stop; a later one ends the process at once (the ledger allows that), by the system
 * itself: a process that is busy would not hear of it.
 */
function listenForSignals(): AbortSignal {
  const controller = new AbortController();
  let firstAt = 0;
  const stop = (): void => {
    if (!controller.signal.aborted) {
      firstAt = performance.now();
      controller.abort();
      setTimeout(() => {
        process.off('SIGINT', stop).off('SIGTERM', stop);
      }, sameSignalMs).unref();
    } else if (performance.now() - firstAt >= sameSignalMs) process.exit(130);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}

/** Runs the process's own command line to its end; `onReading` is called before a verb that reads a case. */
export async function runProcess(onReading?: () => Promise<void>): Promise<never> {
  // What a case holds is for its owner alone, whatever folder it lies in.
  process.umask(0o077);
  // The global: to import it as a module asks for all that it can give, which takes 15 ms.
  const { stdin, stdout, stderr, env, argv } = process;
  const exitCode = await main(argv.slice(2), {
    stdin,
    stdout,
    stderr,
    environment: env,
    signal: listenForSignals(),
    stores: sqliteStores,
    onReading,
  });
  // What was written to a pipe is still on its way: ending now would cut it off.
  await Promise.all(
    [stdout, stderr].map((stream) => new Promise<void>((done) => stream.write('', () => done()))),
  );
  process.exit(exitCode);
}
