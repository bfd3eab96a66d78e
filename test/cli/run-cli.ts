/** Runs a command line in this process and collects what it writes: for the tests of the verbs. */
import { PassThrough, Readable } from 'node:stream';
import type { Stores } from '../../case/stores.ts';
import { main } from '../../cli/main.ts';
import { sqliteStores } from '../../cli/open/stores.ts';

export interface CliResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly stdin?: string | Readable;
  readonly signal?: AbortSignal;
  /** SQLite where absent, as in the program. */
  readonly stores?: Stores;
}

const collect = (stream: PassThrough): (() => string) => {
  const parts: Buffer[] = [];
  stream.on('data', (part: Buffer) => parts.push(part));
  return () => Buffer.concat(parts).toString('utf8');
};

/** `runCli(['audit', '--case', path])`; the environment is empty but for what is given, and a user's folder of the test run. */
export async function runCli(words: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const [out, err] = [collect(stdout), collect(stderr)];
  const exitCode = await main(words, {
    stdin:
      typeof options.stdin === 'string'
        ? Readable.from([Buffer.from(options.stdin)])
        : (options.stdin ?? Readable.from([])),
    stdout,
    stderr,
    environment: { EVIDEX_HOME: process.env['EVIDEX_HOME'], ...options.environment },
    signal: options.signal ?? new AbortController().signal,
    stores: options.stores ?? sqliteStores,
  });
  await new Promise((done) => setImmediate(done));
  return { exitCode, stdout: out(), stderr: err() };
}
