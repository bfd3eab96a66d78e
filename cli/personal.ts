/** `evidex personal`: whose kinds of personal data lie where and how much of it, without a value. */
import { z } from 'zod';
import { personCategories } from '../schemas/records/identity-ruling.ts';
import { problemCodes } from '../schemas/problem.ts';
import { censusCells, censusColumns } from './census/census-cells.ts';
import { describeCensus } from './census/census-words.ts';
import { readCensus } from './census/read-census.ts';
import { formatCount } from './frame/quantities.ts';
import { defineVerb } from './frame/verb.ts';
import { openDatasets } from './open/open-datasets.ts';
import { openIndexToRead, readIndexSettings } from './open/open-index.ts';
import { messagesOfCategory } from './run/person-categories.ts';
import { readQuery } from './run/query.ts';
import { everySecond } from './run/every-second.ts';

const defaultHolders = 20;
const mostHolders = 1_000;

const countedWords = (documents: number): string => `${formatCount(documents)} documents counted`;

export const verb = defineVerb({
  details:
    'A census: of each kind of personal data that the rules find how many documents, places and different values, in the case, in each source and with each custodian; the documents with the most different values, of all kinds and of each; and candidates for special categories (health, genetic and biometric data, ethnic origin, religion, politics, unions, sexuality, offences, children), counted apart, by the words of an English dictionary. Beside it stands what could not be read. Different values are counted by keyed hashes of one form of each value (the case of an address, the spaces of a number do not count); the key stays with the case. What lies in several sources or with several custodians counts in each, and once in the case. --category holds it to messages of the people of whom somebody said that they are suspect, victim, witness or other (`evidex identity`); whom else the values are of is not told. No value is shown: `evidex mentions --personal-data` has them, masked.',
  positionals: ['case'],
  options: z.strictObject({
    query: z
      .string()
      .min(1)
      .optional()
      .describe('only in documents that match; what could not be read is of the whole case all the same'),
    category: z
      .enum(personCategories)
      .optional()
      .describe('only in messages that people of whom that is said sent or got'),
    limit: z
      .number()
      .int()
      .min(1)
      .max(mostHolders)
      .default(defaultHolders)
      .describe('at most so many holders, of all kinds and of each'),
  }),
  settings: readIndexSettings,
  access: 'read',
  isScoped: true,
  hasCsv: true,
  output: 'report',
  examples: [
    ['evidex personal CASE', 'what lies where'],
    ['evidex personal CASE --query custodian:ann --limit 5', 'of one custodian'],
    ['evidex personal CASE --csv > census.csv', 'for a spreadsheet'],
  ],
  exitCodes: { 3: 'the case holds a run that did not end' },
  async run({ caseFolder, config, options, out, signal, scope }) {
    const query = options.query === undefined ? undefined : readQuery(options.query);
    const ledger = await caseFolder.openLedger();
    const index = await openIndexToRead(caseFolder, config);
    const store = await openDatasets(caseFolder);
    try {
      const ofPeople = options.category && (await messagesOfCategory(ledger, options.category, scope));
      const among = query && ofPeople ? ({ op: 'and', of: [query, ofPeople] } as const) : (query ?? ofPeople);
      const asked = { ledger, index, scope, key: store.key, among, holders: options.limit, signal };
      const census = await readCensus({ ...asked, onDocument: everySecond(out, countedWords) });
      if (census === undefined) {
        out.note('Stopped: nothing is reported of a case that was not counted to its end.');
        return {};
      }
      if (out.form === 'csv') {
        await out.heading(censusColumns);
        for (const row of censusCells(census)) await out.row(row, () => '');
      } else await out.report(census, () => describeCensus(census));
      return {
        resultCount: census.mentions,
        ...(census.state.unendedRun === undefined ? {} : { exitCode: problemCodes.mismatch }),
      };
    } finally {
      store.close();
      await index.close();
      await ledger.close();
    }
  },
});
