/** `evidex relations`: whom documents name with an entity or a person, who wrote to whom, each with where it stands. */
import { z } from 'zod';
import { ruledLedger } from '../case/ruled-ledger.ts';
import { everySecond } from './run/every-second.ts';
import { countOf, formatCount } from './frame/quantities.ts';
import { defineVerb } from './frame/verb.ts';
import { openIndexToRead, readIndexSettings } from './open/open-index.ts';
import { endNamed } from './relations/ends.ts';
import {
  endWords,
  relationCells,
  relationColumns,
  relationGaps,
  relationWords,
} from './relations/relation-words.ts';
import { relationsOf } from './relations/relations-of.ts';
import { relationKinds } from './relations/tallies.ts';
import { unsearchable } from './run/entry-counts.ts';
import { answering, readQuery } from './run/query.ts';

/** Relations that people are shown where they name no limit. */
const defaultLimit = 50;

export const verb = defineVerb({
  details:
    'Relations of NAME, an entity by its name or one of its other names on the lists, or a person of the mail by an address or a whole name. `named-with`: one document names both; close together where no more than 300 characters of one text lie between them. `wrote-to`: one sent a message (From, Sender) that the other got (To, Cc, Bcc); an identity counts by all its addresses. `wrote-of`: one sent a message whose own text, quoted parts too, names the other; `got-word-of`: one got such a message. What an attachment names is of the attachment, and joins nobody with the message. Each relation has its documents (copies that differ in a byte count each), its first and last date with the clock that states it, and places where it stands. It says what documents state, not that it is so. What people said of entities and identities holds; what they dismissed is listed behind the others.',
  positionals: ['case', 'name'],
  options: z.strictObject({
    name: z.string().min(1).max(1_000).describe('an entity, or a person by address or whole name'),
    with: z.string().min(1).max(1_000).optional().describe('only relations with this one').meta({ placeholder: 'OTHER' }),
    kind: z.array(z.enum(relationKinds)).optional().describe('only relations of this kind'),
    query: z.string().min(1).optional().describe('only in documents that match'),
    limit: z.number().int().min(1).optional().describe(`at most so many relations; default ${defaultLimit}, with --json and --csv all`),
  }), // prettier-ignore
  settings: readIndexSettings,
  access: 'read',
  isScoped: true,
  hasCsv: true,
  output: 'list',
  examples: [
    ['evidex relations CASE "Cambridge Analytica"', 'who is named with a firm, who wrote of it'],
    ['evidex relations CASE n.okafor@firm.example --kind wrote-to', 'whom a person wrote to, and who to her'],
    ['evidex relations CASE AggregateIQ --with "Vote Leave" --json', 'what joins two, for a program'],
  ],
  async run({ caseFolder, config, options, out, signal, scope }) {
    const ledger = ruledLedger(await caseFolder.openLedger());
    const index = await openIndexToRead(caseFolder, config);
    try {
      const note = (words: string): void => out.note(words);
      const own = await endNamed(ledger, options.name, scope, note);
      const other =
        options.with === undefined ? undefined : await endNamed(ledger, options.with, scope, note);
      const query = options.query === undefined ? ({ op: 'all' } as const) : readQuery(options.query);
      const kinds = new Set(options.kind ?? relationKinds);
      const progress = everySecond(out, (documents: number) => `${countOf(documents, 'document')} looked at`);
      const found = await answering(() =>
        relationsOf({ ledger, index, scope, signal, progress }, own, query, {
          kinds,
          ...(other && { other }),
        }),
      );
      const dismissed = found.relations.filter((one) => one.with.dismissed);
      const relations = [...found.relations.filter((one) => !one.with.dismissed), ...dismissed];
      const limit = options.limit ?? (out.form === 'words' ? defaultLimit : Infinity);
      const total = relations.length;
      await out.say(
        `${countOf(total, 'relation')} of ${endWords(own)} in ${countOf(found.documents, 'document')}; looked for: ${[...kinds].join(', ')}.`,
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
      const unread = await index.count(unsearchable, scope);
      if (unread > 0)
        out.note(
          `${countOf(unread, 'item')} of this case not read, or not to the end: what is stated in there is not told.`,
        );
      const { documents, leftOut, cut } = found;
      const counts = { documents, kinds: [...kinds], leftOut, cut, unread };
      await out.summary({
        shown: shown.length,
        total,
        whole: shown.length === total && !found.isStopped,
        ...counts,
      });
      return { resultCount: total };
    } finally {
      await index.close();
      await ledger.close();
    }
  },
});
