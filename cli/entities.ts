/** `evidex entities`: who is named in the case, and what personal data it holds, with counts; and what people say of who is named. */
import { z } from 'zod';
import { entityKind } from '../schemas/mention.ts';
import type { CaseFolder } from '../case/case-folder.ts';
import type { EntityCount, PersonalDataCount } from '../case/ledger/tags.ts';
import { entityRulings, ruledLedger } from '../case/ruled-ledger.ts';
import type { Annotator } from '../schemas/label.ts';
import { Problem } from '../schemas/problem.ts';
import { entityName, maxMergedEntities } from '../schemas/records/entity-ruling.ts';
import type { Scope } from '../schemas/scope.ts';
import type { Output } from './frame/output.ts';
import { escapeLine } from './frame/escape.ts';
import { countOf, formatCount } from './frame/quantities.ts';
import { table } from './frame/table.ts';
import {
  countKey,
  countSure,
  foldedBelow,
  foldedWords,
  minConfidence,
  type SureCount,
} from './run/confidence.ts';
import { defineVerb } from './frame/verb.ts';
import { openIndexToRead, readIndexSettings } from './open/open-index.ts';
import type { Config } from '../schemas/config.ts';
import { candidateNamed, type NamedCandidate } from './run/candidate-saying.ts';
import { acceptedHint } from './run/candidate-words.ts';
import { giveCandidates, writeAccepted } from './run/give-candidates.ts';
import type { EntityRuling } from '../case/entity-rulings.ts';
import {
  type EntityRulingSeen,
  entityRulingsSeen,
  entityRulingWords,
  judgementWords,
} from './run/entity-ruling-words.ts';
import { checkedEntityRulings, rulingsToRestore } from './run/entity-saying.ts';
import { describeLists, readLists } from './run/lists-of-runs.ts';
import { describeTagVersions, readTagVersions } from './run/tag-versions.ts';

/** What the mentions of a confidence come to; without one the counts of all stay, and the highest confidence is said. */
function heldCounts(
  sure: SureCount | undefined,
  least: number | undefined,
): { confidence?: number; documents?: number; mentions?: number } {
  if (least === undefined) return sure ? { confidence: sure.confidence } : {};
  return {
    documents: sure?.documents ?? 0,
    mentions: sure?.mentions ?? 0,
    confidence: sure?.confidence,
  };
}

const columns = ['what', 'entity', 'kind', 'documents', 'mentions', 'confidence', 'says', 'by', 'reason', 'listedAs'] as const; // prettier-ignore

type Shown = EntityCount & { readonly confidence?: number };

/** Entities, then kinds of personal data, told apart by the first column. */
async function giveTable(
  out: Output,
  entities: readonly Shown[],
  personalData: readonly PersonalDataCount[],
): Promise<void> {
  await out.heading(columns);
  const rows = [
    ...entities.map(({ judgement, listedAs, ...one }) => ({
      what: 'entity',
      ...one,
      says: judgement?.says,
      by: judgement?.by,
      reason: judgement?.reason,
      listedAs: listedAs?.join('; '),
    })),
    ...personalData.map(({ kind, documents, values }) => ({
      what: 'personal data',
      kind,
      documents,
      mentions: values,
    })),
  ];
  for (const row of rows) await out.row(row, () => '');
}

/** Kinds of personal data as a table for people. */
const describePersonalData = (personalData: readonly PersonalDataCount[]): string =>
  table(
    [{ title: 'personal data' }, { title: 'documents', align: 'right' }, { title: 'values', align: 'right' }],
    personalData.map(({ kind, documents, values }) => [kind, formatCount(documents), formatCount(values)]),
  );

/** Entities as a table for people. */
const describeEntities = (entities: readonly Shown[]): string =>
  table(
    [
      { title: 'entity', maxWidth: 50 },
      { title: 'kind' },
      { title: 'documents', align: 'right' },
      { title: 'mentions', align: 'right' },
      { title: 'surest', align: 'right' },
    ],
    entities.map(({ entity, kind, documents, mentions, confidence }) => [
      entity,
      kind,
      formatCount(documents),
      formatCount(mentions),
      confidence === undefined ? '' : `${Math.round(confidence * 100)} %`,
    ]),
  );

/** Those that people dismissed, each with its counts, by whom and why. */
const describeDismissed = (dismissed: readonly Shown[]): string[] =>
  dismissed.length === 0
    ? []
    : [
        '',
        `${formatCount(dismissed.length)} dismissed:`,
        ...dismissed.map(
          ({ entity, kind, documents, mentions, judgement }) =>
            `  ${escapeLine(entity)} (${kind}, ${countOf(documents, 'document')}, ${countOf(mentions, 'mention')}): ${judgement ? judgementWords(judgement) : ''}`,
        ),
      ];

/** What people made one or named, and what they accepted. */
const describeRulings = (rulings: readonly EntityRulingSeen[]): string[] => {
  const told = rulings.filter(({ says }) => says !== 'dismiss');
  return told.length === 0
    ? []
    : ['', 'What people say:', ...told.map((one) => `  ${entityRulingWords(one)}`)];
};

const actions = {
  accept: ['names'],
  dismiss: ['names'],
  merge: ['names'],
  rename: ['names'],
  restore: ['names'],
} as const;

const options = z.strictObject({
  action: z.enum(['list', 'accept', 'dismiss', 'merge', 'rename', 'restore']).default('list').describe('list; accept, dismiss or restore NAME…; merge NAME NAME…; rename NAME'),
  names: z.array(entityName).max(maxMergedEntities).optional().describe('entities by their names, whole; of restore also the id of what was said'),
  as: entityName.optional().describe('what the entity is called; of merge the first name where it is left out').meta({ placeholder: 'NAME' }),
  kind: z.array(entityKind).optional().describe('only entities of this kind; of an accepted candidate the kind that it has, default other'),
  candidates: z.boolean().default(false).describe('names that no list has, found by rule in the stored texts'),
  query: z.string().min(1).optional().describe('with --candidates: only in documents that match'),
  acceptedTo: z.string().min(1).optional().describe('write the accepted candidates as a list for --watchlist').meta({ placeholder: 'FILE' }),
  minConfidence,
  limit: z.number().int().min(1).optional().describe('at most so many entities; default all'),
}); // prettier-ignore
type Options = z.output<typeof options>;

async function listEntities(caseFolder: CaseFolder, given: Options, out: Output, scope: Scope): Promise<number> {
  const ledger = ruledLedger(await caseFolder.openLedger());
  try {
    const { minConfidence: least } = given;
    const sure = await countSure(ledger, least ?? 0, scope);
    const named = (await ledger.tags.entities(scope))
      .map((one) => ({ ...one, ...heldCounts(sure.get(countKey(one.kind, one.entity)), least) }))
      .filter(({ documents }) => documents > 0);
    if (least !== undefined)
      named.sort((one, other) => other.documents - one.documents || other.mentions - one.mentions);
    const all = named.filter(({ kind }) => !given.kind || given.kind.some((wanted) => wanted === kind));
    const entities = given.limit === undefined ? all : all.slice(0, given.limit);
    // For people what no mention is sure of is folded, unless somebody accepted it; a program gets all.
    const dismissed = entities.filter(({ judgement }) => judgement?.says === 'dismiss');
    const left = entities.filter(({ judgement }) => judgement?.says !== 'dismiss');
    const above = left.filter(({ confidence, judgement }) => least !== undefined || judgement !== undefined || (confidence ?? 1) >= foldedBelow);
    const below = left.length - above.length;
    const personalData = await ledger.tags.personalData(scope);
    const lists = await readLists(ledger, scope);
    const tagVersions = await readTagVersions(ledger, scope);
    if (out.form === 'csv') {
      await giveTable(out, entities, personalData);
      return entities.length;
    }
    const rulings = entityRulingsSeen((await entityRulings(ledger, scope)).rulings);
    await out.report({ entities, rulings, personalData, ...lists, tagVersions }, () =>
      [
        describeEntities(above),
        ...(below === 0 ? [] : [foldedWords(below, above.length)]),
        ...describeDismissed(dismissed),
        ...describeRulings(rulings),
        '',
        describePersonalData(personalData),
        ...describeLists(lists),
        ...describeTagVersions(tagVersions),
      ].join('\n'),
    );
    return entities.length;
  } finally {
    await ledger.close();
  }
} // prettier-ignore

interface Saying {
  readonly config: Config;
  readonly signal: AbortSignal;
  readonly caseFolder: CaseFolder;
  readonly given: Options;
  readonly reason: string;
  readonly by: Annotator;
  readonly scope: Scope;
  readonly out: Output;
}

async function inCase({ caseFolder, config, scope, signal }: Saying, name: string): Promise<NamedCandidate | undefined> {
  const index = await openIndexToRead(caseFolder, config);
  try {
    return await candidateNamed({ index, scope, signal }, name);
  } finally {
    await index.close();
  }
} // prettier-ignore

/** Writes what is said, or takes it back; gives how many rulings that are. */
async function say(saying: Saying): Promise<number> {
  const { caseFolder, given, reason, by, scope, out } = saying;
  const { action, names = [] } = given;
  const catalogue = await caseFolder.openCatalogue();
  const ledger = ruledLedger(await caseFolder.openLedger());
  try {
    const rulings: EntityRulingSeen[] = [];
    if (action === 'restore') {
      const found = new Map<string, EntityRuling>();
      for (const name of names) for (const one of await rulingsToRestore(ledger, name, scope)) found.set(one.id, one);
      for (const { kind, id, version } of found.values()) await catalogue.removeRecord({ kind, id, basedOn: version }, by);
      rulings.push(...entityRulingsSeen([...found.values()]));
    } else if (action !== 'list') {
      const candidate = (name: string): Promise<NamedCandidate | undefined> => inCase(saying, name);
      const said = await checkedEntityRulings(ledger, { says: action, names, as: given.as, kind: given.kind?.[0], reason, candidate }, scope);
      for (const { body, cites } of said) {
        const { id } = await catalogue.writeRecord({ kind: 'entity-ruling', basedOn: 0, body, ...(cites && { cites }) }, by);
        rulings.push({ id, ...body, ...by });
      }
    }
    const words = rulings.map(entityRulingWords);
    await out.report(action === 'restore' ? { restored: rulings, ...by } : { rulings }, () =>
      (action === 'restore' ? ['Taken back:', ...words.map((one) => `  ${one}`)] : words).join('\n'),
    );
    if (rulings.some(({ says, candidate }) => says === 'accept' && candidate) && action === 'accept') out.note(acceptedHint);
    return rulings.length;
  } finally {
    await ledger.close();
    await catalogue.close();
  }
} // prettier-ignore

const see = 'See `evidex entities --help`.';

export const verb = defineVerb({
  details:
    'Counts of documents and mentions for each entity of the lists, and of documents and values for each kind of personal data, over the whole case; and the lists of the case, with the sources that were not read under all of them. What people say of an entity holds at once, for names in any case, whatever the kind, and over new runs: `dismiss` folds it, with its counts, who and why, here, in mentions, facets, conditions on kinds and names of events (`entity:` still finds it, and says so); `accept` keeps it from being folded as doubtful; `merge` makes several one and `rename` calls one otherwise, for `entity:`, counts and lists. Each needs --reason and is kept with who said it and the record of the audit log; `restore` takes back what is said of a name, first its dismissal or acceptance, or the ruling of an id. What is said counts for readers to whom every entity that it names shows. --candidates reads the stored texts for names that no list has, by stated rules (a legal form, an honorific, the end of a letter, contact cards, fields of author and company), and counts them apart; `dismiss` folds one, `accept` marks it, and --accepted-to writes those accepted as a list, by which later runs find them as entities; `evidex retag CASE --accepted` tags what was read until now by them.',
  positionals: ['case'],
  actions,
  options,
  settings: readIndexSettings,
  access: 'read',
  isSealed: true,
  isScoped: true,
  hasCsv: true,
  output: 'report',
  examples: [
    ['evidex entities CASE', 'who is named, and where personal data lies'],
    ['evidex entities CASE --kind data-broker --json', 'one kind, as JSON'],
    ['evidex entities CASE --csv > entities.csv', 'the tables, for a spreadsheet'],
    ['evidex entities dismiss "Signal" --reason "the word, not the app" --case CASE', 'fold what is no evidence'],
    ['evidex entities merge "SCL Group" "Cambridge Analytica" --as "SCL and CA" --reason "one firm, EX-3" --case CASE', 'two that are one'],
    ['evidex entities CASE --candidates', 'names that no list has, each with its rule'],
    ['evidex entities CASE --accepted-to accepted.csv', 'those that were accepted, as a watchlist'],
    ['evidex entities restore "Signal" --reason "page 3 is the app" --case CASE', 'take it back'],
  ],
  check({ options: { action, names = [], as, candidates, query, acceptedTo }, reason }) {
    if (query !== undefined && !candidates) throw new Problem('usage', '--query goes with --candidates', see);
    if ((candidates || acceptedTo !== undefined) && action !== 'list')
      throw new Problem('usage', '--candidates and --accepted-to go with the list', see);
    if (candidates && acceptedTo !== undefined) throw new Problem('usage', 'name --candidates or --accepted-to', see);
    if (action === 'list') {
      if (as !== undefined) throw new Problem('usage', '--as goes with merge and rename', see);
      return;
    }
    if (names.length === 0) throw new Problem('usage', 'the name of the entity is missing', see);
    if (reason === undefined) throw new Problem('usage', '--reason is missing: say what it rests on', see);
    if (as !== undefined && action !== 'merge' && action !== 'rename')
      throw new Problem('usage', '--as goes with merge and rename', see);
    if (action === 'rename' && (as === undefined || names.length !== 1))
      throw new Problem('usage', 'rename takes one name, and with --as what it is called', see);
  },
  async run({ caseFolder, config, options: given, out, scope, signal, operator, auditRecord, reason = '', readOnly }) {
    if (out.form === 'csv' && (given.candidates || given.acceptedTo !== undefined))
      throw new Problem('usage', '--csv goes with the list of entities', 'Take --json.');
    if (given.candidates)
      return { resultCount: await giveCandidates({ caseFolder, config, query: given.query, limit: given.limit, scope, signal, out }) };
    if (given.acceptedTo !== undefined)
      return { resultCount: await writeAccepted(caseFolder, given.acceptedTo, scope, out) };
    if (given.action === 'list') return { resultCount: await listEntities(caseFolder, given, out, scope) };
    if (readOnly) throw new Problem('usage', `${given.action} writes to the case`, 'Leave out --read-only.');
    if (out.form === 'csv') throw new Problem('usage', '--csv goes with the list', see);
    const by = { by: operator, at: new Date().toISOString(), record: auditRecord ?? 0 };
    return { resultCount: await say({ caseFolder, config, signal, given, reason, by, scope, out }) };
  },
}); // prettier-ignore
