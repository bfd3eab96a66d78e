/** `evidex label`: puts labels on families, items or contents and takes them off. */
import { z } from 'zod';
import type { Label, LabelResult } from '../case/catalogue/marks.ts';
import { labelOf } from '../case/labels.ts';
import { labelName, markCovers, maxLabelUnits } from '../schemas/label.ts';
import { Problem } from '../schemas/problem.ts';
import { escapeLine } from './frame/escape.ts';
import { countOf, formatCount } from './frame/quantities.ts';
import { defineVerb } from './frame/verb.ts';
import { showChange } from './run/index-lock.ts';
import { checkPlaces, describeTargets, findTargets, laterWords, withMarkedCase } from './run/marked-case.ts';
import { quoted } from './run/mark-targets.ts';
import { pagesOf } from './run/marked-targets.ts';
import { writeIndexSettings } from './open/open-index.ts';

interface Sum {
  change: number;
  changed: number;
  documents: number;
  notIndexed: number;
  readonly added: number[];
  readonly removed: number[];
}

function addTo(sum: Sum, result: LabelResult): void {
  sum.change = Math.max(sum.change, result.change);
  for (const which of ['changed', 'documents', 'notIndexed'] as const) sum[which] += result[which];
  for (const which of ['added', 'removed'] as const)
    for (const [at, count] of result[which].entries()) sum[which][at] = (sum[which][at] ?? 0) + count;
}

const counted = (labels: readonly Label[], counts: readonly number[]) =>
  labels.map(({ name }, at) => ({ label: name, targets: counts[at] ?? 0 }));

/** Each once, by what labels are compared by. */
const labelsOf = (written: readonly string[] | undefined): Label[] => [
  ...new Map((written ?? []).map((one) => labelOf(one)).map((label) => [label.key, label])).values(),
];

export const verb = defineVerb({
  details: `PLACE is a path below a source, or an item id, or the SHA-256 of a content that has one place, or the first digits of either; - reads such names from stdin, one a line. A label covers the family of the place (a message with all that is attached to it), --covers item this place alone, --covers content the content wherever it lies. Copies and messages with the same Message-ID that lie outside are named with the words that cover them too; nothing of that happens by itself. A label has up to ${maxLabelUnits} characters; labels that differ in case and accents alone are one, spelled as the case spelled it first. Each keeps who added it, when, and by which record of the audit log, also after its removal. What is labelled is found by label:NAME when the command has ended, also beside a run.`,
  positionals: ['places'],
  options: z.strictObject({
    places: z.array(z.string().min(1)).optional().describe('paths, hashes or ids; - for stdin'),
    query: z.string().min(1).optional().describe('all places that match'),
    covers: markCovers
      .default('family')
      .describe('what a label is of: this item, its family, the content wherever it lies'),
    add: z.array(labelName).optional().describe('a label to add').meta({ placeholder: 'LABEL' }),
    remove: z.array(labelName).optional().describe('a label to take off').meta({ placeholder: 'LABEL' }),
  }),
  settings: writeIndexSettings,
  access: 'mark',
  isSealed: true,
  isScoped: true,
  output: 'report',
  examples: [
    ['evidex label mail/inbox.mbox/message-0.eml --add hot --case CASE', 'label a message and what it holds'],
    [
      'evidex label share/brochure.pdf --covers content --add public --case CASE',
      'a content wherever it lies',
    ],
    ['evidex label --query "kind:data-broker" --add "to review" --case CASE', 'label all that match'],
    ['evidex label - --add produced --remove "to review" --case CASE < ids.txt', 'label a list of ids'],
  ],
  check({ options: { places, query, add, remove } }) {
    const see = 'See `evidex label --help`.';
    checkPlaces({ places, query }, 'nothing says which documents', see);
    if (!add && !remove) throw new Problem('usage', '--add or --remove is missing', see);
    const added = new Set(labelsOf(add).map(({ key }) => key));
    const both = labelsOf(remove).find(({ key }) => added.has(key));
    if (both) throw new Problem('usage', `"${escapeLine(both.name)}" is to be added and removed`, see);
  },
  async run(context) {
    const { caseFolder, config, options, out, signal, scope } = context;
    const [add, remove] = [labelsOf(options.add), labelsOf(options.remove)];
    const sum: Sum = { change: 0, changed: 0, documents: 0, notIndexed: 0, added: [], removed: [] };
    return withMarkedCase(context, { verb: 'label', scope }, async (marked, by) => {
      const { catalogue } = marked;
      const words = [
        ...add.flatMap(({ name }) => ['--add', quoted(name)]),
        ...remove.flatMap(({ name }) => ['--remove', quoted(name)]),
      ];
      const found = await findTargets(marked, options, words);
      for (const targets of pagesOf(found.targets)) {
        if (signal.aborted) break;
        addTo(sum, await catalogue.label({ targets, add, remove }, by));
        if (found.targets.length > targets.length) out.progress(countOf(sum.documents, 'document'));
      }
      const shown = await showChange({ caseFolder, config, catalogue, out, signal }, sum.change);
      const { changed, documents, notIndexed } = sum;
      const [added, removed] = [counted(add, sum.added), counted(remove, sum.removed)];
      const { covers } = options;
      const result = {
        covers,
        targets: found.targets.length,
        changed,
        documents,
        added,
        removed,
        notIndexed,
        shown,
      };
      await out.report({ ...result, ...found.outside }, () =>
        [
          describeTargets(covers, found.targets.length, changed, documents),
          ...added.map(({ label, targets }) => `  added ${escapeLine(label)}: ${formatCount(targets)}`),
          ...removed.map(({ label, targets }) => `  removed ${escapeLine(label)}: ${formatCount(targets)}`),
          ...(notIndexed > 0
            ? [`  ${countOf(notIndexed, 'document')} not in the index yet: found by the labels once indexed`]
            : []),
          ...(shown ? [] : [laterWords]),
          ...found.outsideWords,
        ].join('\n'),
      );
      return { resultCount: changed };
    });
  },
});
