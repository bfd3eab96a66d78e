/** `evidex relations`: whom documents name with an entity or a person, who wrote to whom, each with where it stands. */
import { z } from 'zod';
import { ruledLedger } from '../case/ruled-ledger.ts';
import { Problem } from '../schemas/problem.ts';
import type { Query } from '../search/query/ast.ts';
import { escapeLine } from './frame/escape.ts';
import { exportedRelations, relationFormats } from './relations/export-relations.ts';
import { pathGaps, pathWords } from './relations/path-words.ts';
import { maxSteps, pathKinds, pathsBetween } from './relations/paths.ts';
import { streamNewFile } from './run/stream-new-file.ts';
import { everySecond } from './run/every-second.ts';
import { countOf, formatCount } from './frame/quantities.ts';
import type { Output } from './frame/output.ts';
import { defineVerb } from './frame/verb.ts';
import { openIndexToRead, readIndexSettings } from './open/open-index.ts';
import { assertionLanguages } from '../search/relations/verb-table.ts';
import { type End, endNamed, People } from './relations/ends.ts';
import {
  endWords,
  relationCells,
  relationColumns,
  relationGaps,
  relationWords,
} from './relations/relation-words.ts';
import { type RelationsFound, relationsOf } from './relations/relations-of.ts';
import { type RelationKind, relationKinds } from './relations/tallies.ts';
import type { RelationReading } from './relations/walk.ts';
import { foldedBelow, minConfidence } from './run/confidence.ts';
import { notReadWords, unsearchable } from './run/entry-counts.ts';
import { answering, readQuery } from './run/query.ts';

/** Relations that people are shown where they name no limit. */
const defaultLimit = 50;
/** Ways of one length that are shown. */
const defaultPaths = 3;

const options = z.strictObject({
    name: z.string().min(1).max(1_000).optional().describe('an entity, or a person by address or whole name; of --export also left out, for the whole case'),
    with: z.string().min(1).max(1_000).optional().describe('only relations with this one').meta({ placeholder: 'OTHER' }),
    path: z.string().min(1).max(1_000).optional().describe(`the shortest ways to this one, over at most ${maxSteps} relations that are no assertions`).meta({ placeholder: 'OTHER' }),
  export: z.string().min(1).optional().describe('write all statements to this new file').meta({ placeholder: 'FILE' }),
  format: z.enum(relationFormats).optional().describe('of the export; default graphml'),
  kind: z.array(z.enum(relationKinds)).optional().describe('only relations of this kind'),
    query: z.string().min(1).optional().describe('only in documents that match'),
    minConfidence,
    limit: z.number().int().min(1).optional().describe(`at most so many relations; default ${defaultLimit}, with --json and --csv all`),
}); // prettier-ignore

interface Asked {
  readonly reading: RelationReading;
  readonly options: z.output<typeof options>;
  readonly out: Output;
}

const see = 'See `evidex relations --help`.';

const ended = ({ reading: { ledger, scope }, out }: Asked, name: string | undefined): Promise<End> => {
  if (name === undefined) throw new Problem('usage', 'the name is missing', see);
  return endNamed(ledger, name, scope, (words) => out.note(words));
};

const queryOf = ({ options: { query } }: Asked): Query =>
  query === undefined ? { op: 'all' } : readQuery(query);

async function findRelations(asked: Asked, kinds: ReadonlySet<RelationKind>): Promise<RelationsFound & { own: End }> {
  const { reading, options: given } = asked;
  const own = await ended(asked, given.name);
  const other = given.with === undefined ? undefined : await ended(asked, given.with);
  const people = await People.open(reading.ledger, reading.scope);
  const found = await relationsOf(reading, people, own, queryOf(asked), { kinds, ...(other && { other }) });
  // What people dismissed stands behind the others.
  const [kept, dismissed] = [found.relations.filter((one) => !one.with.dismissed), found.relations.filter((one) => one.with.dismissed)];
  return { ...found, own, relations: [...kept, ...dismissed] };
} // prettier-ignore

/** Gives how many there are. */
async function givePaths(asked: Asked): Promise<number> {
  const { reading, options: given, out } = asked;
  const [from, to] = [await ended(asked, given.name), await ended(asked, given.path)];
  const people = await People.open(reading.ledger, reading.scope);
  const found = await pathsBetween(reading, people, { from, to, limit: given.limit ?? defaultPaths });
  const { paths, looked, documents, isCut } = found;
  await out.say(
    `${paths.length === 0 ? 'No way' : countOf(paths.length, 'shortest way')} from ${endWords(from)} to ${endWords(to)}; looked for: ${pathKinds.join(', ')}.`,
  );
  for (const [at, steps] of paths.entries()) await out.row({ steps }, () => pathWords(steps, at + 1));
  out.note(pathGaps(found));
  const unread = await noteUnread(asked);
  const counts = { looked, documents, kinds: pathKinds, unread };
  await out.summary({ shown: paths.length, whole: !isCut, ...counts });
  return paths.length;
}

async function writeRelations(asked: Asked, file: string): Promise<number> {
  const { reading, options: given, out } = asked;
  const own = given.name === undefined ? undefined : await ended(asked, given.name);
  const people = await People.open(reading.ledger, reading.scope);
  const format = given.format ?? 'graphml';
  const kinds = new Set(given.kind ?? relationKinds);
  const counts = { statements: 0, documents: 0, cut: 0, doubtful: 0, dismissed: 0 };
  const from = { people, kinds, query: queryOf(asked), format, ...(own && { own }) };
  await streamNewFile(file, exportedRelations(reading, from, counts), reading.signal);
  const unread = await noteUnread(asked);
  await out.report(
    { file, format, kinds: [...kinds], languages: assertionLanguages, ...counts, unread },
    () =>
      `${countOf(counts.statements, 'statement')} of ${countOf(counts.documents, 'document')} written to ${escapeLine(file)}.`,
  );
  for (const words of relationGaps({ ...counts, leftOut: 0, isStopped: false })) out.note(words);
  if (counts.dismissed > 0)
    out.note(
      `${countOf(counts.dismissed, 'statement')} on entities that people dismissed ${counts.dismissed === 1 ? 'is' : 'are'} left out.`,
    );
  return counts.statements;
}

/** Gives how many there are. */
async function giveRelations(asked: Asked): Promise<number> {
  const { options: given, out } = asked;
  const kinds = new Set(given.kind ?? relationKinds);
  const found = await findRelations(asked, kinds);
  const { relations, documents, leftOut, cut, doubtful } = found;
  const limit = given.limit ?? (out.form === 'words' ? defaultLimit : Infinity);
  const total = relations.length;
  const inEnglish = kinds.has('assertion') ? ' (in English alone)' : '';
  await out.say(
    `${countOf(total, 'relation')} of ${endWords(found.own)} in ${countOf(documents, 'document')}; looked for: ${[...kinds].join(', ')}${inEnglish}.`,
  );
  await out.heading(relationColumns);
  const shown = relations.slice(0, limit);
  for (const one of shown)
    await out.row(
      one,
      () => relationWords(one),
      () => relationCells(one),
    );
  if (shown.length < total)
    out.note(`${formatCount(shown.length)} of ${countOf(total, 'relation')} shown. More: --limit`);
  for (const words of relationGaps(found)) out.note(words);
  const unread = await noteUnread(asked);
  const counts = {
    documents,
    kinds: [...kinds],
    languages: assertionLanguages,
    leftOut,
    cut,
    doubtful,
    unread,
  };
  await out.summary({
    shown: shown.length,
    total,
    whole: shown.length === total && !found.isStopped,
    ...counts,
  });
  return total;
}

async function noteUnread({ reading: { index, scope }, out }: Asked): Promise<number> {
  const unread = await index.count(unsearchable, scope);
  const words = notReadWords(unread, 'what is stated in there is not told');
  if (words !== undefined) out.note(words);
  return unread;
}

export const verb = defineVerb({
  details:
    'Relations of NAME, an entity by its name or one of its other names on the lists, or a person of the mail by an address or a whole name. `named-with`: one document names both; close together where no more than 300 characters of one text lie between them. `wrote-to`: one sent a message (From, Sender) that the other got (To, Cc, Bcc); an identity counts by all its addresses. `wrote-of`: one sent a message whose own text, quoted parts too, names the other; `got-word-of`: one got such a message. `assertion`: a sentence says of two parties (entities, names with a legal form or an honorific, people of the message, I and we of who sent it) that one engaged, paid, invoiced, gave data to the other, worked for it, donated or consented to it, by a table of English verbs; who did it to whom, and whether it is stated, negated, denied, reported as another’s word, asked, intended or conditional, is told apart, and what the rules do not understand to its end is not told. Its author is the sender or the author that the document states; what a message quotes is not its sender’s word. What an attachment names is of the attachment, and joins nobody with the message. Each relation has its documents (copies that differ in a byte count each), its first and last date with the clock that states it, and places where it stands. Of a person the messages are looked at that he sent or got. --path tells the shortest ways from NAME to another, within bounds that it states. --export writes every statement, one document after the other: GraphML, CSV, or FollowTheMoney (links of a stated kind, one a line). It says what documents state, not that it is so. What people said of entities and identities holds; what they dismissed is listed behind the others.',
  positionals: ['case', 'name'],
  options,
  settings: readIndexSettings,
  access: 'read',
  isScoped: true,
  hasCsv: true,
  output: 'list',
  examples: [
    ['evidex relations CASE "Cambridge Analytica"', 'who is named with a firm, who wrote of it'],
    ['evidex relations CASE n.okafor@firm.example --kind wrote-to', 'whom a person wrote to, and who to her'],
    [
      'evidex relations CASE AggregateIQ --kind assertion',
      'what sentences state of it: who paid, engaged, gave data, and what is denied',
    ],
    [
      'evidex relations CASE AggregateIQ --path n.okafor@firm.example',
      'the shortest ways from one to the other, cited step by step',
    ],
    [
      'evidex relations CASE --export case.graphml',
      'all statements of the case, for a program that draws graphs',
    ],
    [
      'evidex relations CASE AggregateIQ --export aiq.ftm.json --format ftm',
      'those of one, as FollowTheMoney',
    ],
    ['evidex relations CASE AggregateIQ --with "Vote Leave" --json', 'what joins two, for a program'],
  ],
  check({ options: { name, path, with: other, export: file, format, kind, query } }) {
    if (name === undefined && file === undefined) throw new Problem('usage', 'the name is missing', see);
    if (format !== undefined && file === undefined)
      throw new Problem('usage', '--format goes with --export', see);
    if (path !== undefined && [other, file, kind, query].some((one) => one !== undefined))
      throw new Problem('usage', '--path goes without --with, --kind, --query and --export', see);
    if (file !== undefined && other !== undefined)
      throw new Problem('usage', '--export goes without --with', see);
  },
  async run({ caseFolder, config, options, out, signal, scope }) {
    const ledger = ruledLedger(await caseFolder.openLedger());
    const index = await openIndexToRead(caseFolder, config);
    const progress = everySecond(out, (documents: number) => `${countOf(documents, 'document')} looked at`);
    const least = options.minConfidence ?? foldedBelow;
    try {
      const asked = { reading: { ledger, index, scope, signal, progress, least }, options, out };
      if (out.form === 'csv' && (options.path !== undefined || options.export !== undefined))
        throw new Problem(
          'usage',
          '--csv goes with the list of relations',
          'Take --json, or --export FILE --format csv.',
        );
      const file = options.export;
      const give =
        file !== undefined
          ? () => writeRelations(asked, file)
          : () => (options.path === undefined ? giveRelations : givePaths)(asked);
      return { resultCount: await answering(give) };
    } finally {
      await index.close();
      await ledger.close();
    }
  },
});
