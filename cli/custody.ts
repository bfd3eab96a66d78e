/** `evidex custody`: what became of a source from the moment it was received; adds to it, corrects its intake record. */
import { z } from 'zod';
import type { CaseFolder } from '../case/case-folder.ts';
import type { Catalogue } from '../case/catalogue.ts';
import type { SourceRow } from '../case/catalogue/sources.ts';
import { projectStale } from '../pipeline/index-upkeep/projector.ts';
import type { Config } from '../schemas/config.ts';
import { type CustodyEntry, custodyStatement, type CustodyStatement } from '../schemas/custody.ts';
import type { KeptIntake } from '../schemas/intake.ts';
import { Problem } from '../schemas/problem.ts';
import type { Scope } from '../schemas/scope.ts';
import { escapeLine } from './frame/escape.ts';
import { defineVerb } from './frame/verb.ts';
import { openIndexToWrite, writeIndexSettings } from './open/open-index.ts';
import { correctIntake } from './run/correct-intake.ts';
import { custodyWords } from './run/custody-words.ts';
import { takeIndexLock } from './run/index-lock.ts';

interface Stated {
  readonly received?: string | undefined;
  readonly sealOpened?: string | undefined;
  readonly sealClosed?: string | undefined;
  readonly handedTo?: string | undefined;
  readonly note?: string | undefined;
  readonly when?: string | undefined;
  readonly where?: string | undefined;
}

/** In the order in which such things happen. Throws `wrong-value`. */
function statementsOf({
  received,
  sealOpened,
  sealClosed,
  handedTo,
  note,
  ...rest
}: Stated): CustodyStatement[] {
  const { when, where } = rest;
  const kinds = [
    received !== undefined && { kind: 'received', person: received },
    sealOpened !== undefined && { kind: 'seal-opened', seal: sealOpened },
    sealClosed !== undefined && { kind: 'seal-closed', seal: sealClosed },
    handedTo !== undefined && { kind: 'handed-on', person: handedTo },
  ].filter((one) => one !== false);
  const all = kinds.length === 0 && note !== undefined ? [{ kind: 'noted' }] : kinds;
  return all.map((one) => {
    const checked = custodyStatement.safeParse({ ...one, when, where, note });
    if (checked.success) return checked.data;
    const [issue] = checked.error.issues;
    throw new Problem(
      'wrong-value',
      `--${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is not allowed'}`,
    );
  });
}

async function meantSource(catalogue: Catalogue, reference: string | undefined): Promise<SourceRow> {
  const sources = await catalogue.sources();
  const [only] = sources;
  if (reference === undefined && only && sources.length === 1) return only;
  const found = sources.find((source) => source.reference === reference);
  if (found) return found;
  const all = sources.map((source) => escapeLine(source.reference)).join(', ');
  throw new Problem(
    reference === undefined ? 'usage' : 'not-found',
    reference === undefined ? 'the source is missing' : `the case has no source "${escapeLine(reference)}"`,
    `It has: ${all || 'none yet'}.`,
  );
}

/** The index gets the places and dates of all documents that the source has, with the custodian and zone of now. */
async function showInIndex(
  caseFolder: CaseFolder,
  config: Config,
  catalogue: Catalogue,
  signal: AbortSignal,
): Promise<number> {
  const lock = await takeIndexLock(caseFolder, signal);
  try {
    const index = await openIndexToWrite(caseFolder, config, { signal });
    try {
      return await projectStale(catalogue, index, undefined);
    } finally {
      await index.close();
    }
  } finally {
    lock.release();
  }
}

/** Whether the index shows something of the record that is another now. */
const unsaid = (intake: KeptIntake | undefined, { intake: before }: SourceRow): boolean =>
  intake !== undefined && (intake.custodian !== before.custodian || intake.timeZone !== before.timeZone);

/** What comparisons found names files: as the scope shows it. */
async function shownCustody(
  caseFolder: CaseFolder,
  reference: string,
  scope: Scope,
): Promise<readonly CustodyEntry[]> {
  const ledger = await caseFolder.openLedger();
  try {
    return await ledger.sources.custody(reference, scope);
  } finally {
    await ledger.close();
  }
}

export const verb = defineVerb({
  details:
    'Shows the custody of a source, or adds to it: nothing in it is ever changed or taken out. --correct sets a field of the intake record right: the old value, who, when and the --reason stay, and a custodian is found under the new name, dates in the new zone, at once. Fields: custodian, timeZone, seals, seizedFrom, seizedBy, seizedAt, seizedWhere, authority, examiner, tool, acquisitionHash (as sha256:HEX), manifest (a file), production (its load files, with commas between), clockOffsetSeconds, notes; an empty value takes the field out.',
  positionals: ['case', 'source'],
  options: z.strictObject({
    source: z.string().min(1).optional().describe('the reference of the source; may be left out where there is one'),
    received: z.string().min(1).optional().describe('it was received by this person').meta({ placeholder: 'PERSON' }),
    sealOpened: z.string().min(1).optional().describe('the seal with this number was opened').meta({ placeholder: 'NUMBER' }),
    sealClosed: z.string().min(1).optional().describe('it was closed under the seal with this number').meta({ placeholder: 'NUMBER' }),
    handedTo: z.string().min(1).optional().describe('it was handed on to this person').meta({ placeholder: 'PERSON' }),
    note: z.string().min(1).optional().describe('words that go with it, or stand alone'),
    when: z.string().min(1).optional().describe('when that was, where it is not now: a date, or a date and time with offset').meta({ placeholder: 'TIME' }),
    where: z.string().min(1).optional().describe('where that was').meta({ placeholder: 'PLACE' }),
    correct: z.array(z.string().regex(/^[A-Za-z]+=/u, 'FIELD=VALUE')).optional().describe('a field of the intake record and its right value; needs --reason').meta({ placeholder: 'FIELD=VALUE' }),
  }), // prettier-ignore
  settings: ['displayZone', ...writeIndexSettings],
  access: 'write',
  isSealed: true,
  isScoped: true,
  output: 'list',
  examples: [
    ['evidex custody CASE EX-1', 'show it'],
    ['evidex custody CASE EX-1 --seal-opened A1234 --when 2018-03-26T09:00:00Z --note "for imaging"', 'add to it'],
    ['evidex custody CASE EX-1 --handed-to "B. Clerk" --where "store 4"', 'hand it on'],
    ['evidex custody CASE EX-1 --correct custodian="Ann Hale" --reason "typing error"', 'correct its intake record'],
  ], // prettier-ignore
  async run({ caseFolder, config, options, out, signal, operator, reason, auditRecord, scope }) {
    const stated = statementsOf(options);
    if (options.correct && reason === undefined)
      throw new Problem('usage', '--correct needs a reason', 'Add --reason "why it was wrong".');
    const by = { by: operator, at: new Date().toISOString(), record: auditRecord ?? 0 };
    const catalogue = await caseFolder.openCatalogue();
    try {
      const row = await meantSource(catalogue, options.source);
      const corrected = options.correct && (await correctIntake(caseFolder, row, options.correct));
      const statements = [...stated, ...(corrected?.statements ?? [])].map((one) => ({ ...one, reason }));
      const change = { reference: row.reference, statements, intake: corrected?.intake };
      if (statements.length > 0) await catalogue.addCustody(change, by);
      if (unsaid(corrected?.intake, row)) await showInIndex(caseFolder, config, catalogue, signal);
      const entries = await shownCustody(caseFolder, row.reference, scope);
      for (const entry of entries)
        await out.row({ source: row.reference, ...entry }, () =>
          custodyWords(entry, config.displayZone).join('\n'),
        );
      return { resultCount: statements.length };
    } finally {
      await catalogue.close();
    }
  },
});
