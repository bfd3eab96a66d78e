/** `evidex entities`: who is named in the case, and what personal data it holds, with counts. */
import { z } from 'zod';
import { entityKind } from '../schemas/mention.ts';
import { formatCount } from './frame/quantities.ts';
import { table } from './frame/table.ts';
import { defineVerb } from './frame/verb.ts';
import { describeLists, readLists } from './run/lists-of-runs.ts';

export const verb = defineVerb({
  details:
    'Counts of documents and mentions for each entity of the lists, and of documents and values for each kind of personal data, over the whole case; and the lists of the case, with the sources that were not read under all of them.',
  positionals: ['case'],
  options: z.strictObject({
    kind: z.array(entityKind).optional().describe('only entities of this kind'),
    limit: z.number().int().min(1).optional().describe('at most so many entities; default all'),
  }),
  access: 'read',
  isScoped: true,
  output: 'report',
  examples: [
    ['evidex entities CASE', 'who is named, and where personal data lies'],
    ['evidex entities CASE --kind data-broker --json', 'one kind, as JSON'],
  ],
  async run({ caseFolder, options, out, scope }) {
    const ledger = await caseFolder.openLedger();
    try {
      const named = await ledger.tags.entities(scope);
      const all = named.filter(({ kind }) => !options.kind || options.kind.some((wanted) => wanted === kind));
      const entities = options.limit === undefined ? all : all.slice(0, options.limit);
      const personalData = await ledger.tags.personalData(scope);
      const lists = await readLists(ledger, scope);
      await out.report({ entities, personalData, ...lists }, () =>
        [
          table(
            [
              { title: 'entity', maxWidth: 50 },
              { title: 'kind' },
              { title: 'documents', align: 'right' },
              { title: 'mentions', align: 'right' },
            ],
            entities.map(({ entity, kind, documents, mentions }) => [
              entity,
              kind,
              formatCount(documents),
              formatCount(mentions),
            ]),
          ),
          '',
          table(
            [
              { title: 'personal data' },
              { title: 'documents', align: 'right' },
              { title: 'values', align: 'right' },
            ],
            personalData.map(({ kind, documents, values }) => [
              kind,
              formatCount(documents),
              formatCount(values),
            ]),
          ),
          ...describeLists(lists),
        ].join('\n'),
      );
      return { resultCount: entities.length };
    } finally {
      await ledger.close();
    }
  },
});
