/** `evidex entities`: who is named in the case, and what personal data it holds, with counts. */
import { z } from 'zod';
import { entityKind } from '../schemas/mention.ts';
import type { EntityCount, PersonalDataCount } from '../case/ledger/tags.ts';
import type { Output } from './frame/output.ts';
import { formatCount } from './frame/quantities.ts';
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
import { describeLists, readLists } from './run/lists-of-runs.ts';

/** What the mentions of a confidence come to; without one the counts of all stay, and the highest confidence is said. */
function countOf(
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

const columns = ['what', 'entity', 'kind', 'documents', 'mentions', 'confidence'] as const;

/** Entities, then kinds of personal data, told apart by the first column. */
async function giveTable(
  out: Output,
  entities: readonly (EntityCount & { readonly confidence?: number })[],
  personalData: readonly PersonalDataCount[],
): Promise<void> {
  await out.heading(columns);
  const rows = [
    ...entities.map((one) => ({ what: 'entity', ...one })),
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
const describeEntities = (entities: readonly (EntityCount & { readonly confidence?: number })[]): string =>
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

export const verb = defineVerb({
  details:
    'Counts of documents and mentions for each entity of the lists, and of documents and values for each kind of personal data, over the whole case; and the lists of the case, with the sources that were not read under all of them.',
  positionals: ['case'],
  options: z.strictObject({
    kind: z.array(entityKind).optional().describe('only entities of this kind'),
    minConfidence,
    limit: z.number().int().min(1).optional().describe('at most so many entities; default all'),
  }),
  access: 'read',
  isScoped: true,
  hasCsv: true,
  output: 'report',
  examples: [
    ['evidex entities CASE', 'who is named, and where personal data lies'],
    ['evidex entities CASE --kind data-broker --json', 'one kind, as JSON'],
    ['evidex entities CASE --csv > entities.csv', 'the tables, for a spreadsheet'],
  ],
  async run({ caseFolder, options, out, scope }) {
    const ledger = await caseFolder.openLedger();
    try {
      const { minConfidence: least } = options;
      const sure = await countSure(ledger, least ?? 0, scope);
      const named = (await ledger.tags.entities(scope))
        .map((one) => ({ ...one, ...countOf(sure.get(countKey(one.kind, one.entity)), least) }))
        .filter(({ documents }) => documents > 0);
      if (least !== undefined)
        named.sort((one, other) => other.documents - one.documents || other.mentions - one.mentions);
      const all = named.filter(({ kind }) => !options.kind || options.kind.some((wanted) => wanted === kind));
      const entities = options.limit === undefined ? all : all.slice(0, options.limit);
      // For people what no mention is sure of is folded; a program gets all.
      const above = entities.filter(
        ({ confidence }) => least !== undefined || (confidence ?? 1) >= foldedBelow,
      );
      const below = entities.length - above.length;
      const personalData = await ledger.tags.personalData(scope);
      const lists = await readLists(ledger, scope);
      if (out.form === 'csv') {
        await giveTable(out, entities, personalData);
        return { resultCount: entities.length };
      }
      await out.report({ entities, personalData, ...lists }, () =>
        [
          describeEntities(above),
          ...(below === 0 ? [] : [foldedWords(below, above.length)]),
          '',
          describePersonalData(personalData),
          ...describeLists(lists),
        ].join('\n'),
      );
      return { resultCount: entities.length };
    } finally {
      await ledger.close();
    }
  },
});
