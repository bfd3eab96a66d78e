/** `evidex note`: writes a note on a family, an item or a content. */
import { z } from 'zod';
import { markCovers, maxNoteUnits, noteText } from '../schemas/label.ts';
import { escapeLine } from './frame/escape.ts';
import { formatCount } from './frame/quantities.ts';
import { defineVerb } from './frame/verb.ts';
import { namedPlace } from './run/mark-targets.ts';

export const verb = defineVerb({
  details: `PLACE is named as for \`evidex label\`. \`evidex show\` shows the note with author and time wherever it covers what is shown: the family of the place, with --covers item the place alone, with --covers content the content wherever it lies. A note has up to ${formatCount(maxNoteUnits)} characters; it cannot be changed or removed, a later one corrects it. \`evidex report --notes\` lists those of the case.`,
  positionals: ['place', 'text'],
  options: z.strictObject({
    place: z.string().min(1).describe('path, hash or id'),
    text: noteText.describe('the note'),
    covers: markCovers
      .default('family')
      .describe('what the note is of: this item, its family, the content wherever it lies'),
  }),
  access: 'mark',
  isSealed: true,
  isScoped: true,
  output: 'report',
  examples: [
    ['evidex note "contracts/offer.pdf" "Signed copy is exhibit QS-4" --case CASE', 'write a note'],
    ['evidex note 9f86d081884c "See the reply" --case CASE', 'on a document by the beginning of its hash'],
  ],
  async run({ caseFolder, options, out, scope, operator, auditRecord }) {
    const note = { by: operator, at: new Date().toISOString(), record: auditRecord ?? 0 };
    const catalogue = await caseFolder.openCatalogue();
    const ledger = await caseFolder.openLedger();
    try {
      const { covers, text } = options;
      const { place, target } = await namedPlace(ledger, options.place, covers, scope);
      await catalogue.note(target, text, note);
      await out.report(
        { document: place.document, covers, id: target.id, text, ...note },
        () => `Noted on ${escapeLine(`${place.source}/${place.path}`)} (${covers}).`,
      );
      return { resultCount: 1 };
    } finally {
      await ledger.close();
      await catalogue.close();
    }
  },
});
