/** `evidex terms`: what each term of a list finds, and what could not be searched. */
import { z } from 'zod';
import { problemCodes } from '../schemas/problem.ts';
import { defineVerb } from './frame/verb.ts';
import { formatCount } from './frame/quantities.ts';
import { openIndexToRead, readIndexSettings } from './open/open-index.ts';
import { readQuery } from './run/query.ts';
import { readTermList } from './terms/read-list.ts';
import { termReportCells, termReportColumns } from './terms/report-cells.ts';
import { describeTerms } from './terms/report-words.ts';
import { syntaxes } from './terms/read-term.ts';
import { reportTerms } from './terms/term-report.ts';
import { everySecond } from './run/every-second.ts';

/** Tells which term is being counted. */
const termWords = (number: number, of: number): string =>
  `term ${formatCount(number + 1)} of ${formatCount(of)}`;

export const verb = defineVerb({
  details:
    'FILE has one query a line (lines that begin with "# " are comments), or is a CSV, named .csv or .tsv, whose heading has a column term and perhaps name; UTF-8, UTF-16 or Windows-1252. First the population: how many documents of how many were searched, and what of each custodian could not be. Then for each term: documents, those with their families, those that no other term of the list finds, families, by custodian, first and last date, in what form it was searched, and where that may be other than it says. A document is a content, counted once wherever copies lie; every mention of an entity counts, however doubtful. A term that cannot be searched is named with its line, the others are counted, and the report says that it is not whole.',
  positionals: ['case', 'file'],
  options: z.strictObject({
    file: z.string().min(1).describe('the list of terms'),
    among: z
      .string()
      .min(1)
      .optional()
      .describe(
        'search among the documents that match this, not all; families are counted whole all the same',
      )
      .meta({ placeholder: 'QUERY' }),
    syntax: z
      .enum(syntaxes)
      .default('evidex')
      .describe('the language of the list: docs/query-language.md, or that of dtSearch (docs/terms.md)'),
  }),
  settings: ['displayZone', ...readIndexSettings],
  access: 'read',
  isScoped: true,
  hasCsv: true,
  output: 'report',
  examples: [
    ['evidex terms CASE terms.txt', 'one query a line'],
    ['evidex terms CASE theirs.txt --syntax dtsearch', 'a list as the other side sent it'],
    ['evidex terms CASE terms.csv --among "sent:[2015 TO 2017]" --csv > report.csv', 'for the other side'],
  ],
  exitCodes: { 3: 'a term was not searched, or the case changed meanwhile or holds a run that did not end' },
  async run({ caseFolder, config, options, out, signal, scope }) {
    const list = readTermList(options.file);
    const among = options.among === undefined ? undefined : readQuery(options.among);
    const ledger = await caseFolder.openLedger();
    try {
      const index = await openIndexToRead(caseFolder, config);
      try {
        const report = await reportTerms(options.file, list, {
          index,
          ledger,
          scope,
          syntax: options.syntax,
          among,
          signal,
          onTerm: everySecond(out, termWords),
        });
        if (report === undefined) {
          out.note('Stopped: nothing is reported of terms that were not all counted.');
          return {};
        }
        if (out.form === 'csv') {
          await out.heading(termReportColumns);
          for (const row of termReportCells(report, config.displayZone)) await out.row(row, () => '');
        } else await out.report(report, () => describeTerms(report, config.displayZone));
        return {
          resultCount: report.terms.length,
          named: [`list of terms, SHA-256 ${list.sha256}`],
          ...(report.whole ? {} : { exitCode: problemCodes.mismatch }),
        };
      } finally {
        await index.close();
      }
    } finally {
      await ledger.close();
    }
  },
});
