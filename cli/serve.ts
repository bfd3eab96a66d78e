/** `evidex serve`: the case in a browser of this machine. */
import { basename } from 'node:path';
import { z } from 'zod';
import { Problem } from '../schemas/problem.ts';
import { serveCase } from '../web/server.ts';
import { defineVerb } from './frame/verb.ts';
import { openIndexToRead, readIndexSettings } from './open/open-index.ts';

export const verb = defineVerb({
  details:
    'Search, documents, coverage and why a file is or is not there, as pages. It listens on this machine alone and prints an address with a token that works once: whoever opens it has the rights of this command until it ends. Every question is kept in the audit log. Nothing of the evidence is run, and no page asks any other machine for anything. Ctrl-C ends it.',
  positionals: ['case'],
  options: z.strictObject({
    port: z.number().int().min(0).max(65_535).default(0).describe('where it listens; 0 for any that is free'),
  }),
  settings: ['displayZone', ...readIndexSettings],
  access: 'read',
  isScoped: true,
  output: 'list',
  examples: [['evidex serve CASE', 'then open the address that it prints']],
  async run({ caseFolder, config, options, out, signal, scope, recordQuestion }) {
    const answered = await serveCase(
      {
        caseName: basename(caseFolder.path),
        scope,
        displayZone: config.displayZone,
        openLedger: () => caseFolder.openLedger(),
        openIndex: () => openIndexToRead(caseFolder, config),
        recordQuestion,
      },
      {
        port: options.port,
        signal,
        onListening: (address) =>
          out.row({ address }, () => `Open ${address}\nThe token in it works once. Ctrl-C ends the server.`),
        onError: (words) => out.note(words),
      },
    ).catch((error: unknown) => {
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
