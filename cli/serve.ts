/** `evidex serve`: cases in a browser of this machine. */
import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { CaseFolder } from '../case/case-folder.ts';
import type { Config } from '../schemas/config.ts';
import { nameOf } from '../schemas/audit-record.ts';
import { Problem } from '../schemas/problem.ts';
import type { ServedCase } from '../web/served-case.ts';
import { serveCases } from '../web/server.ts';
import { type Context, defineVerb } from './frame/verb.ts';
import { openIndexToRead, writeIndexSettings } from './open/open-index.ts';
import { showChange } from './run/index-lock.ts';

/** Beside this file, as source or as the package has it. */
const readerEntry = fileURLToPath(new URL(`./reader-main${extname(import.meta.url)}`, import.meta.url));

/** No two of them with the same key. */
function servedOf(
  folders: readonly CaseFolder[],
  configOf: (folder: CaseFolder) => Config,
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
      openLedger: () => caseFolder.openLedger(),
      openCatalogue: () => caseFolder.openCatalogue(),
      openIndex: () => openIndexToRead(caseFolder, config),
      recordQuestion: (question) => recordQuestion(caseFolder, question),
      async showMarks(catalogue) {
        const { last } = await catalogue.markChanges();
        return showChange(
          { caseFolder, config, catalogue, out: { progress: () => undefined }, signal },
          last,
        );
      },
    };
  });
}

export const verb = defineVerb({
  details:
    'Search, documents, coverage and why a file is or is not there, as pages. It listens on this machine alone and prints an address with a token that works once: whoever opens it has the rights of this command until it ends. Every question is kept in the audit log of its case. Nothing of the evidence is run, and no page asks any other machine for anything. Ctrl-C ends it.',
  positionals: ['case', 'cases'],
  options: z.strictObject({
    cases: z.array(z.string().min(1)).optional().describe('further cases to serve'),
    port: z.number().int().min(0).max(65_535).default(0).describe('where it listens; 0 for any that is free'),
    questionTimeoutMs: z
      .number()
      .int()
      .min(100)
      .max(86_400_000)
      .default(30_000)
      .describe('a question that takes longer is ended, and its page says how to narrow it')
      .meta({ unit: 'milliseconds' }),
  }),
  settings: ['displayZone', ...writeIndexSettings],
  access: 'read',
  isScoped: true,
  output: 'list',
  examples: [
    ['evidex serve CASE', 'then open the address that it prints'],
    ['evidex serve CASE OTHER', 'two cases in one browser'],
  ],
  async run(context) {
    const { caseFolder, config, configOf, openOther, options, out, signal, scope, who } = context;
    const folders = [caseFolder];
    for (const path of options.cases ?? []) {
      const other = await openOther(path);
      if (!folders.includes(other)) folders.push(other);
    }
    const cases = servedOf(folders, (one) => (one === caseFolder ? config : configOf(one)), context);
    const answered = await serveCases(cases, {
      port: options.port,
      readers: { entry: readerEntry, questionTimeoutMs: options.questionTimeoutMs },
      person: { name: nameOf(who), who, role: 'administrator', scope },
      signal,
      onListening: (address) =>
        out.row({ address }, () => `Open ${address}\nThe token in it works once. Ctrl-C ends the server.`),
      onError: (words) => out.note(words),
    }).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
        throw new Problem(
          'wrong-value',
          `port ${options.port} is taken`,
          'Leave --port out for one that is free.',
        );
      throw error;
    });
    return { resultCount: answered, exitCode: 0 };
  },
});
