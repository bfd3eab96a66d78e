/** `evidex diff`: what differs between two documents, word by word. */
import { z } from 'zod';
import { textKind } from '../schemas/anchor.ts';
import { escapeLine } from './frame/escape.ts';
import { formatCount } from './frame/quantities.ts';
import { defineVerb } from './frame/verb.ts';
import { isOfBefore, readAnewHint } from './run/anchor-words.ts';
import { comparedWords, differenceWords, notComparedNotes } from './run/difference-words.ts';
import { findEntry, type NamedEntry } from './run/find-document.ts';
import { textDifferences } from './run/text-differences.ts';
import { openIndexToRead, readIndexSettings } from './open/open-index.ts';

/** Places that differ, for people who did not say how many. */
const defaultPlaces = 200;

/** What is said of one side: which document it is, and whether all of it was read. */
const sideOf = ({ item, entry }: NamedEntry) => ({
  document: entry.document,
  source: item.source,
  path: item.path,
  status: entry.status,
  codes: entry.codes,
});

const headOf = (mark: string, { item, entry }: NamedEntry): string =>
  `${mark} ${escapeLine(`${item.source}/${item.path}`)}  SHA-256 ${entry.document.slice(0, 16)}…`;

export const verb = defineVerb({
  details:
    'Compares the texts of two documents, each with that of its kind (body, headers, comments, notes, hidden …), in full, by words and signs as they are written: case, accents and punctuation count, blanks and ends of lines do not. FIRST and SECOND are named as `evidex show` takes them. Each place that differs is cited on both sides and shown with the words around it; what one side alone has stands between ⟦ and ⟧. With --json each change has its offsets in both texts (UTF-16 units), for `evidex show --from`. Of a text the first 8 Mi characters are compared; a stretch that is too different is given as a whole, and says so.',
  positionals: ['first', 'second'],
  options: z.strictObject({
    first: z.string().min(1).describe('path, hash or id'),
    second: z.string().min(1).describe('the same, of the other'),
    kind: z.array(textKind).optional().describe('only these texts; default all'),
    limit: z
      .number()
      .int()
      .min(1)
      .optional()
      .describe(`at most so many places; default ${defaultPlaces}, with --json all`),
  }),
  settings: readIndexSettings,
  access: 'read',
  isScoped: true,
  output: 'list',
  examples: [
    ['evidex diff drafts/offer-1.docx drafts/offer-2.docx --case CASE', 'what was changed'],
    [
      'evidex diff 9f86d081884c 2c26b46b68ff --kind body --json --case CASE',
      'the bodies alone, for a program',
    ],
  ],
  async run({ caseFolder, config, options, out, signal, scope }) {
    const ledger = await caseFolder.openLedger();
    const index = await openIndexToRead(caseFolder, config);
    try {
      const first = await findEntry(ledger, index, options.first, scope);
      const second = await findEntry(ledger, index, options.second, scope);
      await out.say([headOf('-', first), headOf('+', second)].join('\n'));
      const asked = { index, first: first.entry, second: second.entry, kinds: options.kind, signal };
      const differences = textDifferences(asked);
      const most = options.limit ?? (out.form === 'words' ? defaultPlaces : Infinity);
      let places = 0;
      let isBefore = false;
      let next = await differences.next();
      for (; next.done !== true; next = await differences.next()) {
        places += 1;
        if (places > most) continue;
        const { value } = next;
        isBefore ||= [value.first, value.second].some((side) => side?.anchor && isOfBefore(side.anchor));
        await out.row(value, () => differenceWords(value).join('\n'));
      }
      const compared = next.value;
      const shown = Math.min(places, most);
      await out.say(signal.aborted ? 'Stopped.' : comparedWords(compared, places));
      if (places > shown)
        out.note(`${formatCount(shown)} of ${formatCount(places)} places are shown. More: --limit`);
      for (const words of notComparedNotes(compared, first.entry, second.entry)) out.note(words);
      if (isBefore) out.note(readAnewHint);
      const whole = shown === places && !signal.aborted && compared.cut.length === 0;
      const sides = { first: sideOf(first), second: sideOf(second), ...compared };
      await out.summary({ shown, total: places, whole, ...sides });
      return { resultCount: shown };
    } finally {
      await ledger.close();
      await index.close();
    }
  },
});
