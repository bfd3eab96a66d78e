/** `evidex relations`: whom documents name with an entity or a person, who wrote to whom, each with where it stands. */
import { z } from 'zod';
import type { CaseFolder } from '../case/case-folder.ts';
import { ruledLedger } from '../case/ruled-ledger.ts';
import type { Annotator } from '../schemas/label.ts';
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
import { acceptance, acceptanceToRestore, assertionNamed } from './relations/accept.ts';
import { type AcceptedAssertion, AcceptedAssertions } from './relations/accepted.ts';
import { type End, endNamed, People } from './relations/ends.ts';
import {
  acceptedWords,
  endWords,
  relationCells,
  relationColumns,
  relationGaps,
  relationWords,
  unmetWords,
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
    action: z.enum(['list', 'accept', 'restore']).default('list').describe('list; accept ASSERTION; restore ASSERTION'),
    assertion: z.string().min(1).max(200).optional().describe('id of an assertion, as the list shows it; of restore also the id of what was said'),
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

const actions = { accept: ['assertion'], restore: ['assertion'] } as const;
const see = 'See `evidex relations --help`.';

const ended = ({ reading: { ledger, scope }, out }: Asked, name: string | undefined): Promise<End> => {
  if (name === undefined) throw new Problem('usage', 'the name is missing', see);
  return endNamed(ledger, name, scope, (words) => out.note(words));
};

const queryOf = ({ options: { query } }: Asked): Query =>
  query === undefined ? { op: 'all' } : readQuery(query);

async function findRelations(asked: Asked, kinds: ReadonlySet<RelationKind>): Promise<RelationsFound & { own: End; unmet: readonly AcceptedAssertion[] }> {
  const { reading, options: given } = asked;
  const own = await ended(asked, given.name);
  const other = given.with === undefined ? undefined : await ended(asked, given.with);
  const people = await People.open(reading.ledger, reading.scope);
  const accepted = await AcceptedAssertions.open(reading.ledger, people, reading.scope);
  const found = await relationsOf(reading, people, own, queryOf(asked), { kinds, accepted, ...(other && { other }) });
  const isAll = kinds.has('assertion') && other === undefined && given.query === undefined && !found.isStopped;
  // What people dismissed stands behind the others.
  const [kept, dismissed] = [found.relations.filter((one) => !one.with.dismissed), found.relations.filter((one) => one.with.dismissed)];
  return { ...found, own, relations: [...kept, ...dismissed], unmet: isAll ? accepted.unmet(own) : [] };
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
  const accepted = await AcceptedAssertions.open(reading.ledger, people, reading.scope);
  const from = { people, accepted, kinds, query: queryOf(asked), format, ...(own && { own }) };
  await streamNewFile(file, exportedRelations(reading, from, counts), reading.signal);
  const unread = await noteUnread(asked);
  await out.report(
    { file, format, kinds: [...kinds], languages: assertionLanguages, ...counts, unread },
    () =>
      `${countOf(counts.statements, 'statement')} of ${countOf(counts.documents, 'document')} written to ${escapeLine(file)}.`,
  );
  for (const words of relationGaps({ ...counts, leftOut: 0, isStopped: false })) out.note(words);
  const isAll = kinds.has('assertion') && given.query === undefined && !reading.signal.aborted;
  for (const one of isAll ? accepted.unmet(own) : []) out.note(unmetWords(one));
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
  for (const one of found.unmet) out.note(unmetWords(one));
  const unread = await noteUnread(asked);
  const counts = {
    documents,
    kinds: [...kinds],
    languages: assertionLanguages,
    leftOut,
    cut,
    doubtful,
    unread,
    unmet: found.unmet.map(({ record, id }) => ({ id: record.id, assertion: id })),
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

interface Saying {
  readonly caseFolder: CaseFolder;
  readonly by: Annotator;
  readonly reason: string;
}

/** Writes that somebody relies on an assertion, or takes it back. */
async function say({ reading, options: { action, assertion = '' }, out }: Asked, { caseFolder, by, reason }: Saying): Promise<number> {
  const { ledger, scope } = reading;
  const accepted = await AcceptedAssertions.open(ledger, await People.open(ledger, scope), scope);
  const catalogue = await caseFolder.openCatalogue();
  try {
    if (action === 'restore') {
      const { record, id } = acceptanceToRestore(accepted, assertion);
      await catalogue.removeRecord({ kind: record.kind, id: record.id, basedOn: record.version }, by);
      await out.report({ undone: record.id, assertion: id, ...by }, () => `Taken back: ${escapeLine(record.id)}.`);
      return 1;
    }
    const named = await assertionNamed(reading, accepted, assertion);
    const change = acceptance(named, { by: by.by, reason });
    const { id } = await catalogue.writeRecord(change, by);
    const { verb, polarity, from, to } = change.body;
    const reliance = { id, reason, ...by };
    await out.report({ reliance, assertion: named.id, verb, polarity, from, to, example: named.example }, () => acceptedWords(named, reliance));
    return 1;
  } finally {
    await catalogue.close();
  }
} // prettier-ignore

export const verb = defineVerb({
  details:
    'Relations of NAME, an entity by its name or one of its other names on the lists, or a person of the mail by an address or a whole name. `named-with`: one document names both; close together where no more than 300 characters of one text lie between them. `wrote-to`: one sent a message (From, Sender) that the other got (To, Cc, Bcc); an identity counts by all its addresses. `wrote-of`: one sent a message whose own text, quoted parts too, names the other; `got-word-of`: one got such a message. `assertion`: a sentence says of two parties (entities, names with a legal form or an honorific, people of the message, I and we of who sent it) that one engaged, paid, invoiced, gave data to the other, worked for it, donated or consented to it, by a table of English verbs; who did it to whom, and whether it is stated, negated, denied, reported as another’s word, asked, intended or conditional, is told apart, and what the rules do not understand to its end is not told. Its author is the sender or the author that the document states; what a message quotes is not its sender’s word. What an attachment names is of the attachment, and joins nobody with the message. Each relation has its documents (copies that differ in a byte count each), its first and last date with the clock that states it, and places where it stands. Of a person the messages are looked at that he sent or got. --path tells the shortest ways from NAME to another, within bounds that it states. --export writes every statement, one document after the other: GraphML, CSV, or FollowTheMoney (links of a stated kind, one a line). Each assertion has an id; `accept` says that who runs it relies on that one, with --reason, kept with the record of the audit log and shown beside it and in files as relied on by whom, when and why. It holds over new runs for the same sentence of the same content with the same verb, polarity and parties; where that is no longer told, the list says so. `restore` takes it back. It says what documents state, not that it is so. What people said of entities and identities holds; what they dismissed is listed behind the others.',
  positionals: ['case', 'name'],
  actions,
  options,
  settings: readIndexSettings,
  access: 'read',
  isSealed: true,
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
    [
      'evidex relations accept 3f1c0a9be2d17745:6f0b1c2d3e4f --reason "bank statement EX-7" --case CASE',
      'rely on what a sentence states',
    ],
    [
      'evidex relations restore 3f1c0a9be2d17745:6f0b1c2d3e4f --reason "another account" --case CASE',
      'take it back',
    ],
    ['evidex relations CASE AggregateIQ --with "Vote Leave" --json', 'what joins two, for a program'],
  ],
  check({
    options: { action, assertion, name, path, with: other, export: file, format, kind, query },
    reason,
  }) {
    if (action !== 'list') {
      if (assertion === undefined) throw new Problem('usage', 'the id of the assertion is missing', see);
      if (reason === undefined) throw new Problem('usage', '--reason is missing: say what it rests on', see);
      if ([name, path, other, file, format, kind, query].some((one) => one !== undefined))
        throw new Problem('usage', `${action} takes the id of an assertion alone`, see);
      return;
    }
    if (assertion !== undefined) throw new Problem('usage', '--assertion goes with accept and restore', see);
    if (name === undefined && file === undefined) throw new Problem('usage', 'the name is missing', see);
    if (format !== undefined && file === undefined)
      throw new Problem('usage', '--format goes with --export', see);
    if (path !== undefined && [other, file, kind, query].some((one) => one !== undefined))
      throw new Problem('usage', '--path goes without --with, --kind, --query and --export', see);
    if (file !== undefined && other !== undefined)
      throw new Problem('usage', '--export goes without --with', see);
  },
  async run({
    caseFolder,
    config,
    options,
    out,
    signal,
    scope,
    operator,
    auditRecord,
    reason = '',
    readOnly,
  }) {
    if (options.action !== 'list') {
      if (readOnly)
        throw new Problem('usage', `${options.action} writes to the case`, 'Leave out --read-only.');
      if (out.form === 'csv') throw new Problem('usage', '--csv goes with the list', see);
    }
    const ledger = ruledLedger(await caseFolder.openLedger());
    const index = await openIndexToRead(caseFolder, config);
    const progress = everySecond(out, (documents: number) => `${countOf(documents, 'document')} looked at`);
    const least = options.minConfidence ?? foldedBelow;
    try {
      const asked = { reading: { ledger, index, scope, signal, progress, least }, options, out };
      if (options.action !== 'list') {
        const by = { by: operator, at: new Date().toISOString(), record: auditRecord ?? 0 };
        return { resultCount: await say(asked, { caseFolder, by, reason }) };
      }
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
