/** `evidex serve`: cases in a browser of this machine. */
import { readdirSync, statSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { CaseFolder } from '../case/case-folder.ts';
import type { Config } from '../schemas/config.ts';
import { authenticatedBy as processAuthenticatedBy, nameOf } from '../schemas/audit-record.ts';
import { readServerSettings } from '../accounts/server-folder.ts';
import { codeOf, isProblem, Problem } from '../schemas/problem.ts';
import type { ServedCase } from '../web/served-case.ts';
import { LocalAccess } from '../web/local-access.ts';
import { type Listen, serveCases, type ServeOptions } from '../web/server.ts';
import { OpenIdConnect } from '../web/team/open-id-connect.ts';
import { TeamAccess } from '../web/team/team-access.ts';
import { escapeLine } from './frame/escape.ts';
import type { Output } from './frame/output.ts';
import { type Context, defineVerb } from './frame/verb.ts';
import { openAccounts } from './open/open-accounts.ts';
import { openIndexToRead, writeIndexSettings } from './open/open-index.ts';
import { showChange } from './run/index-lock.ts';
import { type CaseOriginals, withOriginals } from './run/served-originals.ts';
import { openServerLog } from './run/server-log.ts';
import { serverFolderOf } from './run/server-folder.ts';
import { listeningOf } from './serving/listening.ts';
import { oneAtATime } from './serving/one-at-a-time.ts';
import { servedState } from './serving/served-state.ts';

/** Beside this file, as source or as the package has it. */
const readerEntry = fileURLToPath(new URL(`./reader-main${extname(import.meta.url)}`, import.meta.url));

const exporterEntry = fileURLToPath(new URL(`./exporter-main${extname(import.meta.url)}`, import.meta.url));

/** No two of them with the same key. */
function servedOf(
  folders: readonly CaseFolder[],
  configOf: (folder: CaseFolder) => Config,
  originalsOf: (folder: CaseFolder, config: Config) => CaseOriginals,
  { recordQuestion, readOnly, signal }: Pick<Context<unknown>, 'recordQuestion' | 'readOnly' | 'signal'>,
): ServedCase[] {
  const keys = new Set<string>();
  return folders.map((caseFolder) => {
    const caseName = basename(caseFolder.path);
    let key = caseName;
    for (let more = 2; keys.has(key); more++) key = `${caseName}-${more}`;
    keys.add(key);
    const config = configOf(caseFolder);
    return {
      key,
      caseName,
      toRead: { id: caseFolder.id, path: caseFolder.path, readOnly, config },
      originals: originalsOf(caseFolder, config),
      state: servedState(caseFolder, config),
      openLedger: () => caseFolder.openLedger(),
      openCatalogue: () => caseFolder.openCatalogue(),
      openIndex: () => openIndexToRead(caseFolder, config),
      recordQuestion: (question) => recordQuestion(caseFolder, question),
      auditRecords: (count) => caseFolder.audit.records(count),
      showMarks: oneAtATime(async () => {
        const catalogue = await caseFolder.openCatalogue();
        try {
          const { last } = await catalogue.markChanges();
          const out = { progress: () => undefined };
          return await showChange({ caseFolder, config, catalogue, out, signal }, last);
        } finally {
          await catalogue.close();
        }
      }),
    };
  });
}

/** Of a case that cannot be read as it is, before anybody opens a page: why, and what to do. */
async function tellUnread(served: ServedCase, out: Output): Promise<void> {
  try {
    await (await served.openLedger()).close();
    // A cluster that is away may come back, and to wait for it holds the other cases.
    if (served.toRead.config.index === 'sqlite') await (await served.openIndex()).close();
  } catch (error) {
    if (!isProblem(error)) throw error;
    const { message, hint } = error;
    out.note(escapeLine(`${served.key} cannot be read: ${message}.${hint === undefined ? '' : ` ${hint}`}`));
  }
}

const options = z.strictObject({
  others: z.array(z.string().min(1)).optional().describe('further cases to serve'),
  cases: z.string().min(1).optional().describe('serve all cases that lie in this folder').meta({ placeholder: 'FOLDER' }),
  port: z.number().int().min(0).max(65_535).default(0).describe('where it listens on this machine; 0 for any that is free'),
  listen: z.string().min(1).optional().describe('serve a team, whose accounts `evidex accounts` makes: listen there').meta({ placeholder: 'HOST:PORT' }),
  tlsKey: z.string().min(1).optional().describe('with --listen: the key of its certificate (PEM)').meta({ placeholder: 'FILE' }),
  tlsCert: z.string().min(1).optional().describe('with --listen: its certificate, with those between it and the root (PEM)').meta({ placeholder: 'FILE' }),
  behindProxy: z.string().min(1).optional().describe('with --listen: a proxy before it ends TLS, and is asked under this address').meta({ placeholder: 'https://NAME' }),
  serverFolder: z.string().min(1).optional().describe('where accounts are kept; server in your own folder where it is left out').meta({ placeholder: 'FOLDER' }),
  exports: z.string().min(1).optional().describe('where exports of the pages are written; without it they make none').meta({ placeholder: 'FOLDER' }),
  questionTimeoutMs: z
    .number()
    .int()
    .min(100)
    .max(86_400_000)
    .default(30_000)
    .describe('a question that takes longer is ended, and its page says how to narrow it')
    .meta({ unit: 'milliseconds' }),
}); // prettier-ignore
type ServeContext = Context<z.output<typeof options>>;

/** What lies in the folder as a case, in the order of their names. */
function casesIn(folder: string): string[] {
  const found = readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => statSync(join(path, 'evidex.json'), { throwIfNoEntry: false })?.isFile() === true)
    .toSorted();
  if (found.length === 0) throw new Problem('case-missing', `no case lies in ${folder}`);
  return found;
}

/** Each once. */
async function openFolders({ caseFolder, openOther, options: asked }: ServeContext): Promise<CaseFolder[]> {
  const folders = caseFolder ? [caseFolder] : [];
  const paths = [...(asked.others ?? []), ...(asked.cases === undefined ? [] : casesIn(asked.cases))];
  for (const path of paths) {
    const other = await openOther(path);
    if (!folders.includes(other)) folders.push(other);
  }
  if (folders.length === 0)
    throw new Problem('usage', 'the case is missing', 'Name its folder, or with --cases the folder that cases lie in.');
  return folders;
} // prettier-ignore

/** Where it listens, who is let in, and what is told of it. */
type Entrance = Pick<ServeOptions, 'accessAt' | 'onListening'> & {
  readonly listen: Listen;
  close(): Promise<void>;
};

function localEntrance({ options: { port }, who, scope, out }: ServeContext): Entrance {
  let address: string | undefined;
  return {
    listen: { host: '127.0.0.1', port },
    accessAt(at) {
      const access = new LocalAccess(at, { name: nameOf(who), who, role: 'administrator', scope });
      ({ address } = access);
      return access;
    },
    onListening: () =>
      out.row({ address }, () => `Open ${address ?? ''}\nThe token in it works once. Ctrl-C ends the server.`),
    close: () => Promise.resolve(),
  };
} // prettier-ignore

async function teamEntrance(
  { options: asked, who, out, stores, userFolder }: ServeContext & { readonly options: { readonly listen: string } },
  cases: readonly ServedCase[],
): Promise<Entrance> {
  const { listen, reached } = listeningOf(asked);
  const folder = serverFolderOf(asked.serverFolder, userFolder);
  const { sessions, openIdConnect } = readServerSettings(folder);
  const log = await openServerLog(folder, stores, { who, verb: 'serve' });
  const store = await openAccounts(folder);
  const { servedBy: _, authenticatedBy, ...owner } = who;
  const team = {
    store,
    log,
    owner: { ...owner, authenticatedBy: processAuthenticatedBy.parse(authenticatedBy) },
    reached,
    sessions,
    provider: openIdConnect && new OpenIdConnect(openIdConnect),
    caseIds: new Map(cases.map(({ key, toRead }) => [key, toRead.id])),
  };
  if (!(await store.accounts()).some(({ roles }) => roles.some(({ caseId }) => cases.some(({ toRead }) => toRead.id === caseId))))
    out.note('No account has a role in these cases: `evidex accounts NAME --role ROLE --case CASE` gives one.');
  return {
    listen,
    accessAt: (port) => new TeamAccess(team, port),
    async onListening(port) {
      const scheme = reached.by === 'loopback' ? 'http' : 'https';
      const address = reached.by === 'proxy' ? `${reached.origin}/` : `${scheme}://${asked.listen.replace(/:\d+$/u, '')}:${port}/`;
      await out.row({ address, port }, () => `Serves ${cases.length} of ${address}, port ${port}. Ctrl-C ends the server.`);
    },
    async close() {
      await store.close();
      await log.close();
    },
  };
} // prettier-ignore

export const verb = defineVerb({
  details:
    'Search, documents, coverage and why a file is or is not there, as pages. By itself it listens on this machine alone and prints an address with a token that works once: whoever opens it has the rights of this command until it ends. With --listen it serves a team: who logs in with an account sees the cases in which that has a role, and what is open to it there. Every question is kept in the audit log of its case. Nothing of the evidence is run, and no page asks any other machine for anything. Ctrl-C ends it.',
  positionals: ['case', 'others'],
  options,
  settings: [
    'displayZone', 'parserMemoryBytes', 'parserTimeoutMs', 'maxHeldBytes', 'maxExpandedBytes', 'spoolBytes', 'maxRatio',
    'maxCaseRatio', 'maxDepth', 'maxMembers', ...writeIndexSettings,
  ], // prettier-ignore
  access: 'optional',
  isScoped: true,
  output: 'list',
  examples: [
    ['evidex serve CASE', 'then open the address that it prints'],
    ['evidex serve CASE OTHER', 'two cases in one browser'],
    ['evidex serve --cases /cases --listen 0.0.0.0:8443 --tls-key key.pem --tls-cert cert.pem', 'a team, which logs in'],
    ['evidex serve CASE --listen 127.0.0.1:8080 --behind-proxy https://evidex.office.example', 'the same behind a proxy of this machine'],
  ], // prettier-ignore
  check({ options: asked }) {
    const { listen, tlsKey, tlsCert, behindProxy, port, serverFolder } = asked;
    if (listen !== undefined && port !== 0) throw new Problem('usage', '--port is of a server for this machine alone', '--listen HOST:PORT names the port as well.');
    if (listen === undefined && [tlsKey, tlsCert, behindProxy, serverFolder].some((one) => one !== undefined))
      throw new Problem('usage', '--listen is missing', 'Without it the server is for this machine alone, and has no accounts.');
  }, // prettier-ignore
  async run(context) {
    const { caseFolder, config, configOf, options: asked, out, signal, scope } = context;
    const { listen, questionTimeoutMs } = asked;
    if (listen !== undefined && scope.open.length > 0)
      throw new Problem('usage', 'what is open to a team is said account by account', 'evidex accounts NAME --role ROLE --open SCOPE --case CASE'); // prettier-ignore
    const folders = await openFolders(context);
    const settingsOf = (one: CaseFolder): Config => (one === caseFolder ? config : configOf(one));
    const answered = await withOriginals(context.userFolder, signal, async (originalsOf) => {
      const cases = servedOf(folders, settingsOf, originalsOf, context);
      for (const one of cases) await tellUnread(one, out);
      const entrance =
        listen === undefined
          ? localEntrance(context)
          : await teamEntrance({ ...context, options: { ...asked, listen } }, cases);
      try {
        return await serveCases(cases, {
          ...entrance,
          sendsApart: listen === undefined,
          readers: { entry: readerEntry, questionTimeoutMs },
          exports:
            asked.exports === undefined
              ? undefined
              : { entry: exporterEntry, folder: resolve(asked.exports) },
          signal,
          onError: (words) => out.note(words),
        });
      } catch (error) {
        if (codeOf(error) !== 'EADDRINUSE') throw error;
        const { port } = entrance.listen;
        throw new Problem('wrong-value', `port ${port} is taken`, 'Name another, or 0 for one that is free.');
      } finally {
        await entrance.close();
      }
    });
    return { resultCount: answered, exitCode: 0 };
  },
});
