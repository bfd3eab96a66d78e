/** `evidex mentions`: every place where an entity is named or a piece of personal data stands, as it can be cited. */
import { z } from 'zod';
import type { RuledMention } from '../case/ledger/tags.ts';
import { ruledLedger } from '../case/ruled-ledger.ts';
import { entityKind, personalDataKind } from '../schemas/mention.ts';
import { Problem } from '../schemas/problem.ts';
import type { Scope } from '../schemas/scope.ts';
import type { IndexReader } from '../search/port.ts';
import type { Output } from './frame/output.ts';
import { countOf, formatCount } from './frame/quantities.ts';
import { defineVerb } from './frame/verb.ts';
import { isOfBefore, readAnewHint } from './run/anchor-words.ts';
import { type CitedTag, citedTags, mentionColumns, personalColumns } from './run/cited-tags.ts';
import { foldedBelow, foldedWords, minConfidence } from './run/confidence.ts';
import { entitiesNamed } from './run/entity-name.ts';
import { findDocument } from './run/find-document.ts';
import { documentsOf, readQuery } from './run/query.ts';
import { queryHints } from './run/query-hints.ts';
import { untilStopped } from './run/until-stopped.ts';
import { openIndexToRead, readIndexSettings } from './open/open-index.ts';

export const verb = defineVerb({
  details:
    'One line a mention: entity, confidence, the signal that decided, source and path, page, line, row or cell ("from" where it lies there or below), and the words around it. Values of personal data are masked unless --reveal, which needs a --reason; it is kept in the audit log.',
  positionals: ['document'],
  options: z.strictObject({
    document: z.string().min(1).optional().describe('path, hash or id; without it: the whole case'),
    query: z.string().min(1).optional().describe('only in documents that match'),
    entity: z.string().min(1).optional().describe('only this entity, by its canonical name, in any case'),
    kind: z.array(entityKind).optional().describe('only entities of this kind'),
    minConfidence,
    dismissed: z.boolean().default(false).describe('also of entities that people dismissed'),
    personalData: z.boolean().default(false).describe('personal data instead of entities'),
    personalDataKind: z.array(personalDataKind).optional().describe('only this kind of personal data'),
    reveal: z
      .boolean()
      .default(false)
      .describe('show values of personal data and the words around them; needs --reason'),
    limit: z.number().int().min(1).optional().describe('at most so many lines'),
  }),
  settings: readIndexSettings,
  access: 'read',
  isScoped: true,
  hasCsv: true,
  output: 'list',
  examples: [
    ['evidex mentions --entity "Cambridge Analytica" --case CASE', 'every mention of one firm'],
    ['evidex mentions voters.xlsx --personal-data --case CASE', 'what personal data a file holds, masked'],
    ['evidex mentions --personal-data --query type:xlsx --csv --case CASE > data.csv', 'for a spreadsheet'],
  ],
  check({ options: { reveal }, reason }) {
    if (reveal && reason === undefined)
      throw new Problem(
        'usage',
        '--reveal needs a reason',
        'Say with --reason why personal data has to be seen: the audit log keeps it.',
      );
  },
  async run({ caseFolder, config, options, out, signal, scope }) {
    const ledger = ruledLedger(await caseFolder.openLedger());
    const index = await openIndexToRead(caseFolder, config);
    const personalData = asksForPersonalData(options);
    let [below, dismissed] = [0, 0];
    // For people what is doubtful is folded; a program gets all.
    const least = options.minConfidence ?? (out.form === 'words' ? foldedBelow : 0);
    const asked = {
      personalData,
      personalDataKinds: options.personalDataKind,
      kinds: options.kind,
      reveal: options.reveal,
      isFolded({ confidence, dismissed: isDismissed }: RuledMention): boolean {
        // Whoever names it asks for it.
        if (isDismissed && out.form === 'words' && !options.dismissed && options.entity === undefined) {
          dismissed += 1;
          return true;
        }
        if (confidence >= least) return false;
        below += 1;
        return true;
      },
    };
    try {
      const named =
        options.document === undefined ? undefined : await findDocument(ledger, options.document, scope);
      const documents =
        options.query === undefined ? undefined : await documentsOf(index, readQuery(options.query), scope);
      const entities =
        personalData || options.entity === undefined
          ? [undefined]
          : await entitiesNamed(ledger, options.entity, scope, out);
      const tags = async function* (): AsyncGenerator<readonly CitedTag[]> {
        for (const entity of entities) {
          const of = {
            sha256: named?.document.sha256,
            entities: entity === undefined ? undefined : [entity],
            documents,
          };
          yield* citedTags(untilStopped(ledger.tags.texts(of, scope), signal), index, { ...asked, entity });
        }
      };
      await out.heading(personalData ? personalColumns : mentionColumns);
      const { shown, isCut, isOfEarlier } = await giveTags(tags(), out, options.limit ?? Infinity, signal);
      await out.summary({ shown, whole: !isCut });
      if (isOfEarlier) out.note(readAnewHint);
      if (isCut && !signal.aborted)
        out.note(`Only the first ${formatCount(shown)}: --limit leaves out the rest.`);
      if (!isCut) {
        if (below > 0 && options.minConfidence === undefined) await out.say(foldedWords(below, shown));
        if (dismissed > 0) out.note(dismissedWords(dismissed));
      }
      if (options.query !== undefined) await hint(options.query, index, scope, out);
      return { resultCount: shown };
    } finally {
      await index.close();
      await ledger.close();
    }
  },
});

const dismissedWords = (mentions: number): string =>
  `${countOf(mentions, 'mention')} of entities that people dismissed: --dismissed shows them, \`evidex entities\` says who and why.`;

const asksForPersonalData = (options: {
  readonly personalData: boolean;
  readonly personalDataKind?: readonly string[] | undefined;
}): boolean => options.personalData || options.personalDataKind !== undefined;

async function hint(text: string, index: IndexReader, scope: Scope, out: Output): Promise<void> {
  for (const words of await queryHints({ text, query: readQuery(text), index, scope })) out.note(words);
}

interface Given {
  readonly shown: number;
  /** There were more than the limit, or it was stopped. */
  readonly isCut: boolean;
  readonly isOfEarlier: boolean;
}

async function giveTags(
  tags: AsyncIterable<readonly CitedTag[]>,
  out: Output,
  limit: number,
  signal: AbortSignal,
): Promise<Given> {
  let shown = 0;
  let isOfEarlier = false;
  for await (const some of tags)
    for (const { row, words, cells } of some) {
      if (signal.aborted || shown >= limit) return { shown, isCut: true, isOfEarlier };
      shown += 1;
      isOfEarlier ||= row.anchor !== undefined && isOfBefore(row.anchor);
      await out.row(row, words, cells);
    }
  return { shown, isCut: signal.aborted, isOfEarlier };
}
