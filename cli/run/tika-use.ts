/** What a run uses of Tika Server, by its settings: nothing, one at an address, or one of its own. */
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CaseFolder } from '../../case/case-folder.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import { formats } from '../../formats/registry.ts';
import { startOwnTika } from '../../pipeline/coordinator/tika/own-tika.ts';
import { TikaBroker } from '../../pipeline/coordinator/tika/tika-broker.ts';
import { connectTika } from '../../pipeline/coordinator/tika/tika-server.ts';
import type { Config } from '../../schemas/config.ts';
import type { TikaUse } from '../../schemas/tika-use.ts';
import { Problem } from '../../schemas/problem.ts';
import { everyScope } from '../../schemas/scope.ts';

export interface TikaInUse {
  readonly broker: TikaBroker;
  /** What the parsers are told. */
  readonly use: TikaUse;
  /** For the run's record. */
  readonly record: { readonly server: string; readonly version: string };
  stop(): Promise<void>;
}

/** The formats that `tika=pdf,doc` names. Throws `wrong-value` for one that is none. */
function preferredFormats({ prefer, tika }: Pick<Config, 'prefer' | 'tika'>): string[] {
  if (prefer === 'none') return [];
  if (tika === 'off') {
    throw new Problem(
      'usage',
      `--prefer ${prefer} needs a Tika Server`,
      'Add --tika auto, or --tika with the address of one.',
    );
  }
  const named = prefer.slice(prefer.indexOf('=') + 1).split(',');
  const unknown = named.find((id) => !formats.some((format) => format.id === id));
  if (unknown !== undefined) {
    throw new Problem(
      'wrong-value',
      `--prefer: there is no format "${unknown}"`,
      'docs/formats.md lists them all.',
    );
  }
  return named.toSorted();
}

/**
 * What to tell where a run that did not end used Tika and this one does not: what lies in a file that Tika opened is
 * reached through Tika only.
 */
export async function tellOfEarlierTika(ledger: Pick<Ledger, 'runs'>): Promise<string | undefined> {
  const last = (await ledger.runs.all(everyScope)).at(-1);
  if (last?.record['tika'] === undefined || last.outcome === 'complete') return undefined;
  return `Run ${last.run} did not end and used Tika, this one does not: what lies in files that Tika opened cannot be reached and ends as "unreadable". To go on with it, stop and add --tika; or read it later with \`evidex retry CASE --code unreadable --tika …\`.`;
}

/** Undefined where the settings say `off`. The server that was started ends with `stop`. */
export async function useTika(
  config: Config,
  caseFolder: CaseFolder,
  signal: AbortSignal,
): Promise<TikaInUse | undefined> {
  const prefer = preferredFormats(config);
  if (config.tika === 'off') return undefined;
  const isOwn = config.tika === 'auto';
  // In the case, since it holds what Tika unpacks; not in the spool, where the parsers may write.
  const temporaryFolder = join(caseFolder.path, 'tika');
  const clean = (): void => {
    if (isOwn) rmSync(temporaryFolder, { recursive: true, force: true });
  };
  clean();
  const server = isOwn
    ? await startOwnTika({
        // Tika is started in another folder.
        jar: config.tikaJar === '' ? '' : resolve(config.tikaJar),
        memoryBytes: config.tikaMemoryBytes,
        temporaryFolder,
        signal,
      })
    : await connectTika(config.tika, config.tikaTimeoutMs);
  const { tikaTimeoutMs: timeoutMs, tikaWaitMs: waitMs, tikaAnswerBytes: maxAnswerBytes } = config;
  return {
    broker: new TikaBroker(server, { timeoutMs, waitMs, maxAnswerBytes }, signal),
    use: { version: server.version, prefer, maxContentBytes: config.tikaMaxBytes, maxAnswerBytes },
    record: { server: isOwn ? 'auto' : server.url.origin, version: server.version },
    async stop() {
      await server.stop();
      clean();
    },
  };
}
