/** `evidex watchlist`: registers of others as a watchlist, and what a watchlist would find in a case before it is used. */
import { z } from 'zod';
import { entityKind } from '../schemas/mention.ts';
import { Problem } from '../schemas/problem.ts';
import type { GazetteerEntity } from '../schemas/gazetteer.ts';
import { escapeLine } from './frame/escape.ts';
import { countOf, formatCount } from './frame/quantities.ts';
import type { Output } from './frame/output.ts';
import { table } from './frame/table.ts';
import { type Context, defineVerb } from './frame/verb.ts';
import { openIndexToRead, readIndexSettings } from './open/open-index.ts';
import { type CheckedName, checkNames, namesOf } from './run/watchlist-check.ts';
import { readRegister, type ReadRegister } from './run/register-file.ts';
import { loadWatchlists } from './run/watchlists.ts';
import { writeNewFile } from './run/new-file.ts';

const options = z.strictObject({
  action: z.enum(['import', 'check']).describe('import: a register of others as a watchlist; check: what a watchlist finds in a case'),
  file: z.string().min(1).describe('the register, or the watchlist'),
  to: z.string().min(1).optional().describe('import: the new file for the watchlist').meta({ placeholder: 'LIST' }),
  kind: entityKind.optional().describe('import: what all of them are, whatever the register says'),
  country: z.string().regex(/^[A-Z]{2}$/u, 'two capital letters').optional().describe('import: the country of all of them (ISO 3166-1)').meta({ placeholder: 'CC' }),
  charset: z.string().min(1).optional().describe('import: the encoding of the register, where it is told wrongly'),
  limit: z.number().int().min(1).default(50).describe('at most so many names, and so many rows that were left out'),
}); // prettier-ignore
type Options = z.output<typeof options>;

const entriesOf = (count: number): string => (count === 1 ? '1 entry' : `${formatCount(count)} entries`);

/** Shown of what entries share. */
const shownShared = 10;
/** A count takes some milliseconds each. */
const maxChecked = 100_000;

function importedWords({ title, unit, rows, entries, leftOut, joined, aliasesLeftOut, shared, charset }: ReadRegister, limit: number): string {
  const lines = [
    `${title}, read as ${charset}: ${entriesOf(entries.length)} of ${countOf(rows, 'row')}.`,
    ...(joined === 0 ? [] : [`${countOf(joined, 'row')} joined with one of the same name, kind and country.`]),
    ...(aliasesLeftOut === 0 ? [] : [`Further names and sites LEFT OUT: ${formatCount(aliasesLeftOut)}, too long, over 200 of one entry, or none.`]),
    ...(leftOut.length === 0 ? [] : [`${countOf(leftOut.length, 'row')} LEFT OUT:`]),
    ...leftOut.slice(0, limit).map(({ at, why }) => `  ${unit} ${at}: ${why}`),
    ...(leftOut.length > limit ? [`  … and ${formatCount(leftOut.length - limit)} more`] : []),
  ];
  if (shared.length > 0) {
    lines.push(`${countOf(shared.length, 'name')} that several entries have; what is found by one is of either:`);
    for (const { alias, entries: by } of shared.slice(0, shownShared)) lines.push(`  ${escapeLine(alias)} (${by})`);
    if (shared.length > shownShared) lines.push(`  … and ${formatCount(shared.length - shownShared)} more`);
  }
  return lines.join('\n');
} // prettier-ignore

async function importRegister(
  { file, to, kind, country, charset, limit }: Options,
  out: Output,
): Promise<number> {
  if (to === undefined)
    throw new Problem('usage', 'import needs --to LIST', 'Name the new file for the watchlist.');
  const read = readRegister(file, { kind, country, charset });
  writeNewFile(to, `${JSON.stringify(read.entries, undefined, 1)}\n`);
  const { entries, leftOut, ...said } = read;
  const answer = { ...said, entries: entries.length, leftOut, to };
  await out.report(answer, () => importedWords(read, limit));
  out.note(`Before it is used: evidex watchlist check ${to} --case CASE`);
  return entries.length;
}

/** What speaks against a name, in a few words. */
function doubtsOf({ isOrdinary, isShort, entries, documents, words }: CheckedName): string {
  return [
    isOrdinary ? 'ordinary word here' : '',
    isShort && words > 0 ? 'short' : '',
    entries > 1 ? `of ${entries} entries` : '',
    documents === undefined ? 'too many to look at each' : '',
  ]
    .filter(Boolean)
    .join(', ');
}

interface Checked {
  readonly names: number;
  readonly found: number;
  readonly doubtful: number;
  readonly checked: readonly CheckedName[];
}

function checkedWords({ names, found, doubtful, checked }: Checked, limit: number): string {
  const shown = checked.filter(({ words }) => words > 0).slice(0, limit);
  return [
    `${countOf(names, 'name')}: ${formatCount(found)} in documents of this case, ${formatCount(names - found)} in none; ${formatCount(doubtful)} with something against ${doubtful === 1 ? 'it' : 'them'}.`,
    '',
    table(
      [
        { title: 'name', maxWidth: 40 },
        { title: 'entity', maxWidth: 40 },
        { title: 'counts' },
        { title: 'documents', align: 'right' },
        { title: 'with its words', align: 'right' },
        { title: 'against it' },
      ],
      shown.map((one) => [
        escapeLine(one.name),
        escapeLine(one.entity),
        one.writing,
        one.documents === undefined ? '?' : formatCount(one.documents),
        formatCount(one.words),
        doubtsOf(one),
      ]),
    ),
    ...(found > limit ? [`… and ${formatCount(found - limit)} more names that are found; --limit shows more, --json all.`] : []),
  ].join('\n');
} // prettier-ignore

/** Most doubtful first, then most documents. */
const byDoubt = (one: CheckedName, other: CheckedName): number =>
  Number(doubtsOf(other) !== '') - Number(doubtsOf(one) !== '') ||
  (other.documents ?? other.words) - (one.documents ?? one.words);

async function checkList({ options: { file, limit }, caseFolder, config, out, scope, signal }: Context<Options>): Promise<number> {
  if (caseFolder === undefined)
    throw new Problem('usage', 'check needs the case that the names are looked for in', 'Name it with --case.');
  const entities: readonly GazetteerEntity[] = loadWatchlists([file]).entities;
  const names = [...namesOf(entities)].length;
  if (names > maxChecked)
    throw new Problem('wrong-value', `the list has ${formatCount(names)} names; at most ${formatCount(maxChecked)} are checked`, 'Check it in parts.');
  const index = await openIndexToRead(caseFolder, config);
  try {
    const checked: CheckedName[] = [];
    for await (const one of checkNames(entities, index, scope)) {
      if (signal.aborted) return checked.length;
      checked.push(one);
    }
    checked.sort(byDoubt);
    const found = checked.filter(({ words }) => words > 0).length;
    const doubtful = checked.filter((one) => one.words > 0 && doubtsOf(one) !== '').length;
    const answer = { names, found, doubtful, checked };
    await out.report(answer, () => checkedWords(answer, limit));
    return names;
  } finally {
    await index.close();
  }
} // prettier-ignore

export const verb = defineVerb({
  details:
    'import reads a register (Party Facts, ParlGov, the Electoral Commission, data brokers of California and Vermont, FollowTheMoney and OpenSanctions, Disconnect, trackerdb, or a table of your own) by its columns or keys, and writes the watchlist that --watchlist takes: registered and short names, what they trade by, domains, country, kind. Nothing is fetched. check counts, for each name of a watchlist, the documents that have its words and those that write it so that it counts, and says which names are ordinary words in this case.',
  positionals: ['action', 'file'],
  options,
  settings: readIndexSettings,
  access: 'optional',
  isScoped: true,
  output: 'report',
  examples: [
    ['evidex watchlist import ca-data-brokers.csv --to brokers.json', 'a register as a watchlist'],
    ['evidex watchlist check brokers.json --case CASE', 'which of its names are ordinary words here'],
  ],
  async run(context) {
    const { options: given, out } = context;
    const resultCount =
      given.action === 'import' ? await importRegister(given, out) : await checkList(context);
    return { resultCount };
  },
});
