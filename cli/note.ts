/** `evidex note`: writes a note on a document. */
import { z } from 'zod';
import { LedgerReader } from '../case/sqlite/ledger-reader.ts';
import { SqliteCatalogue } from '../case/sqlite/sqlite-catalogue.ts';
import { maxNoteUnits, noteText } from '../schemas/label.ts';
import { escapeLine } from './frame/escape.ts';
import { formatCount } from './frame/quantities.ts';
import { defineVerb } from './frame/verb.ts';
import { findDocument } from './run/find-document.ts';

export const verb = defineVerb({
  details: `DOCUMENT is named as for \`evidex show\`, which shows its notes with author and time. A note has up to ${formatCount(maxNoteUnits)} characters; it cannot be changed or removed, a later one corrects it.`,
  positionals: ['document', 'text'],
  options: z.strictObject({
    document: z.string().min(1).describe('path, hash or id'),
    text: noteText.describe('the note'),
  }),
  access: 'write',
  output: 'report',
  examples: [
    ['evidex note "contracts/offer.pdf" "Signed copy is exhibit QS-4" --case CASE', 'write a note'],
    ['evidex note 9f86d081884c "See the reply" --case CASE', 'on a document by the beginning of its hash'],
  ],
  async run({ caseFolder, options, out, operator, auditRecord }) {
    const note = { by: operator, at: new Date().toISOString(), record: auditRecord ?? 0 };
    const catalogue = new SqliteCatalogue(caseFolder.paths.catalogue);
    const reader = new LedgerReader(caseFolder.paths.catalogue);
    try {
      const { item, document } = findDocument(reader, options.document);
      await catalogue.note(document.sha256, options.text, note);
      await out.report(
        { document: document.sha256, text: options.text, ...note },
        () => `Noted on ${escapeLine(`${item.source}/${item.path}`)}.`,
      );
      return { resultCount: 1 };
    } finally {
      reader.close();
      await catalogue.close();
    }
  },
});
