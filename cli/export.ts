/** `evidex export`: hands items over, with their families, under numbers that are never given twice. */
import { z } from 'zod';
import { storedPasswords } from '../config/password-store.ts';
import { originalBounds } from '../pipeline/originals/originals.ts';
import { Problem } from '../schemas/problem.ts';
import { exportCase, type ExportResult } from './export/export-case.ts';
import { numberPrefix } from './export/numbers.ts';
import { columnNames } from './export/row.ts';
import { escapeLine } from './frame/escape.ts';
import { countOf, formatCount } from './frame/quantities.ts';
import { defineVerb } from './frame/verb.ts';
import { readIndexSettings } from './open/open-index.ts';
import { namesOf } from './run/marked-targets.ts';
import { withOpenedCase } from './run/opened-case.ts';

const party = z.string().trim().min(1).max(500);

function describe(result: ExportResult, recipient: string): string {
  const { folder, items, matches, families, folders, natives, texts, exceptions, first, last, manifest } =
    result;
  return [
    `Exported to ${escapeLine(folder)} for ${escapeLine(recipient)}: ${countOf(items, 'item')} in ${families === 1 ? '1 family' : `${formatCount(families)} families`}, ${formatCount(matches)} of them asked for.`,
    `  numbers     ${first ?? ''} to ${last ?? ''}`,
    `  natives     ${formatCount(natives)}`,
    `  texts       ${formatCount(texts)}`,
    `  exceptions  ${formatCount(exceptions)}${exceptions > 0 ? ', see exceptions.csv' : ''}`,
    ...(folders > 0
      ? [`  left out    ${countOf(folders, 'folder')}, of which there is nothing to hand over`]
      : []),
    `  manifest    SHA-256 ${manifest}`,
    `Check it with: cd ${escapeLine(folder)} && sha256sum -c manifest.sha256`,
  ].join('\n');
}

export const verb = defineVerb({
  details:
    'PLACES are named as for `evidex label`; or all that --query finds. Each comes with its family. The folder gets the bytes as they were, the texts, a list as CSV and XLSX, load files, what is missing and why, and a manifest of SHA-256. Each item has a number, the same in every later export with that prefix. Stopped or killed, the same command goes on. To whom and on what legal basis is kept in the audit log with the hash of the manifest. What is withheld from you is not in it; --open SCOPE takes in what that scope opens.',
  positionals: ['places'],
  options: z.strictObject({
    places: z.array(z.string().min(1)).optional().describe('paths, hashes or ids; - for stdin'),
    query: z.string().min(1).optional().describe('all places that match'),
    to: z.string().min(1).describe('the folder to make; it must be new or empty'),
    recipient: party.describe('who it is for; kept in the audit log'),
    basis: party.describe('on what legal basis it is handed over; kept in the audit log'),
    prefix: numberPrefix.default('EVX').describe('what numbers begin with'),
    column: z
      .array(z.enum(columnNames))
      .optional()
      .describe('columns of the list, in this order; default all'),
    families: z.boolean().default(true).describe('with all that belongs to the family of each item'),
    natives: z.boolean().default(true).describe('the bytes as they were found'),
    texts: z.boolean().default(true).describe('the texts that were read'),
    xlsx: z.boolean().default(true).describe('the list as a workbook too'),
  }),
  settings: ['spoolBytes', 'parserMemoryBytes', 'parserTimeoutMs', 'progressMs', ...readIndexSettings],
  access: 'mark',
  isScoped: true,
  output: 'report',
  examples: [
    [
      'evidex export --query \'label:"to disclose"\' --to OUT --recipient "Field & Co" --basis "order of 3 May" --case CASE',
      'all that has a label, with families',
    ],
    [
      'evidex export mail/letter.eml --to OUT --prefix ABC- --recipient Court --basis "s. 10" --case CASE',
      'one message with its attachments',
    ],
  ],
  check({ options: { places, query } }) {
    const see = 'See `evidex export --help`.';
    if (!places && query === undefined) throw new Problem('usage', 'nothing says what to export', see);
    if (places && query !== undefined)
      throw new Problem('usage', 'name places or give --query, not both', see);
  },
  async run(context) {
    const { caseFolder, config, options, out, signal, scope, stdin } = context;
    const { places, query, prefix } = options;
    let shown = Date.now();
    const wanted = query === undefined ? { places: await namesOf(places ?? [], stdin) } : { query };
    const result = await withOpenedCase(context, (opened) =>
      exportCase(wanted, {
        ...opened,
        caseId: caseFolder.id,
        scope,
        folder: options.to,
        prefix,
        columns: options.column ?? columnNames,
        withFamilies: options.families,
        withNatives: options.natives,
        withTexts: options.texts,
        withWorkbook: options.xlsx,
        parser: originalBounds(config, storedPasswords(context.userFolder, caseFolder.id)),
        signal,
        onProgress(stage, done, all) {
          if (Date.now() - shown < config.progressMs) return;
          shown = Date.now();
          out.progress(`${stage}: ${formatCount(done)} of ${countOf(all, 'item')}`);
        },
      }),
    );
    const { recipient, basis } = options;
    await out.report({ ...result, recipient, basis }, () => describe(result, recipient));
    return {
      resultCount: result.items,
      named: [
        `manifest SHA-256 ${result.manifest}`,
        `numbers ${result.first ?? ''} to ${result.last ?? ''}`,
        `recipient: ${recipient}`,
        `basis: ${basis}`,
      ],
    };
  },
});
