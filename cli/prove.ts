/** `evidex prove`: one page on an item for a witness statement. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { lineHeadOf, writeAuditLine } from '../case/audit-line.ts';
import type { CaseFolder } from '../case/case-folder.ts';
import type { LedgerItem } from '../case/ledger/items.ts';
import type { Ledger } from '../case/ledger/ledger.ts';
import { storedPasswords } from '../config/password-store.ts';
import { originalBounds, Originals } from '../pipeline/originals/originals.ts';
import { Problem } from '../schemas/problem.ts';
import type { Scope } from '../schemas/scope.ts';
import { gatherStatement } from './export/statement.ts';
import { statementPage } from './export/statement-page.ts';
import { statementText } from './export/statement-words.ts';
import { escapeLine } from './frame/escape.ts';
import { defineVerb } from './frame/verb.ts';
import { zonesOf } from './run/display-zone.ts';
import { itemsNamed } from './run/find-document.ts';
import { writeNewFile } from './run/new-file.ts';
import { notHeld } from './run/not-held.ts';

const maxNamed = 10;

/** The one item of that name: a statement is on no other. */
async function oneItem(ledger: Ledger, name: string, scope: Scope): Promise<LedgerItem> {
  const found = await itemsNamed(ledger, name, scope);
  const [item, ...others] = found.filter(({ kind }) => kind !== 'folder');
  if (!item) throw notHeld(name);
  if (others.some(({ id }) => id !== item.id))
    throw new Problem(
      'wrong-value',
      `${escapeLine(name)} stands for ${others.length + 1} items:\n${[item, ...others]
        .slice(0, maxNamed)
        .map(({ source, path, id }) => `  ${escapeLine(`${source}/${path}`)}  ${id}`)
        .join('\n')}`,
      'Name one by its source and path, or by its id.',
    );
  return item;
}

/** The head of the log as `evidex audit --head` gives it; undefined where the log is broken. */
async function auditLine({ audit, id }: CaseFolder): Promise<string | undefined> {
  const { broken, lastAt, head } = await audit.check();
  return broken || lastAt === undefined ? undefined : writeAuditLine(lineHeadOf(id, { ...head, at: lastAt }));
}

export const verb = defineVerb({
  details:
    'ITEM is a path, a hash or an id, as for `evidex explain`. Says where the item came from and lies, what it is, its hashes, which are checked anew from the source where that can be reached, the custody of the source, what read it, what all this does not prove, and the line by which the audit log is known again. Exit code 3 where the bytes could not be confirmed.',
  positionals: ['item'],
  options: z.strictObject({
    item: z.string().min(1).describe('path, hash or id of the item'),
    html: z.string().min(1).optional().describe('the same as a page for printing, into this new file'),
  }),
  settings: ['displayZone', 'spoolBytes', 'parserMemoryBytes', 'parserTimeoutMs'],
  access: 'read',
  isScoped: true,
  output: 'report',
  exitCodes: { 3: 'the bytes are not confirmed: the source is not there, or says otherwise' },
  examples: [
    ['evidex prove EX-1/mail/letter.eml --case CASE', 'what can be said of a message'],
    ['evidex prove 9f86d081884c --html exhibit-1.html --case CASE', 'the same, to print and sign'],
  ],
  async run({ caseFolder, config, options, out, scope, signal, auditRecord, userFolder }) {
    const ledger = await caseFolder.openLedger();
    const spoolFolder = mkdtempSync(join(tmpdir(), 'evidex-prove-'));
    const originals = new Originals({
      ledger,
      scope,
      spoolFolder,
      parser: originalBounds(config, storedPasswords(userFolder, caseFolder.id)),
    });
    try {
      const item = await oneItem(ledger, options.item, scope);
      const statement = await gatherStatement(item, {
        ledger,
        scope,
        originals,
        signal,
        caseId: caseFolder.id,
        audit: { record: auditRecord, line: await auditLine(caseFolder) },
      });
      const zones = await zonesOf(ledger, item.source, config.displayZone, scope);
      if (options.html !== undefined) writeNewFile(options.html, statementPage(statement, zones));
      await out.report(statement, () => statementText(statement, zones));
      return { resultCount: 1, ...(statement.recheck.matches ? {} : { exitCode: 3 }) };
    } finally {
      originals.close();
      rmSync(spoolFolder, { recursive: true, force: true });
      await ledger.close();
    }
  },
});
