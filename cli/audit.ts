/** `evidex audit`: who did what to the case, and whether the log is unbroken. */
import { z } from 'zod';
import type { CaseFolder } from '../case/case-folder.ts';
import { Problem, problemCodes } from '../schemas/problem.ts';
import { changedBetween, checkLines } from '../case/audit-line-check.ts';
import { lineHeadOf, readAuditLine, writeAuditLine } from '../case/audit-line.ts';
import { type Context, defineVerb } from './frame/verb.ts';
import { beginComparison } from './run/audit-ledger.ts';
import { openAuditScope } from './run/audit-scope.ts';
import { describeCheck, describeLedger, describeLines, describeRecord, isSound } from './run/audit-words.ts';

/** Each with a record of its own, which is written first. */
async function redact(
  seqs: readonly number[],
  { caseFolder, reason, who, auditRecord, out }: Context<unknown> & { readonly caseFolder: CaseFolder },
): Promise<void> {
  for (const seq of new Set(seqs)) {
    const { seq: record } = await caseFolder.audit.redact(seq, {
      ...who,
      verb: 'audit',
      of: auditRecord,
      reason,
    });
    out.note(`The words of record ${seq} are taken out; record ${record} says so.`);
  }
}

export const verb = defineVerb({
  details:
    'Every command that opens a case writes two records, chained by their hashes: one when it starts, one when it ends. What was asked and why lies beside the chain, and --redact takes it out for good without breaking that. With --json: the records as JSON Lines, then one object with the result of the check. Commands that name what is withheld from you, or a scope that you have not opened, are shown without their words. docs/audit.md says what the log proves and what it does not.',
  positionals: ['case'],
  options: z.strictObject({
    head: z.boolean().default(false).describe('only check the log, and show its head and the line for it'),
    check: z
      .array(z.string().min(1))
      .optional()
      .describe('a line that --head gave: is the log then the beginning of the log now?')
      .meta({ placeholder: 'LINE' }),
    redact: z
      .array(z.number().int().positive())
      .optional()
      .describe('take the words of this record out of the log; needs --reason')
      .meta({ placeholder: 'RECORD' }),
  }),
  settings: ['displayZone'],
  access: 'read',
  isScoped: true,
  output: 'list',
  examples: [
    ['evidex audit CASE', 'show all records and check them'],
    ['evidex audit CASE --head', 'the head of the chain, as a line to be kept elsewhere'],
    ['evidex audit CASE --check "3f2a91c4 412 2026-11-26T22:10:54Z …"', 'prove it later'],
    ['evidex audit CASE --redact 17 --reason "names a victim"', 'take out what command 17 was asked'],
  ],
  exitCodes: {
    3: 'the log is broken, does not agree with itself, with the case or with a line; the record is named',
  },
  check({ options: { redact: seqs, check: lines }, reason }) {
    for (const line of lines ?? []) readAuditLine(line);
    if (seqs && reason === undefined)
      throw new Problem('usage', '--reason is missing: say why the words are taken out');
  },
  async run(context) {
    const { caseFolder, config, options, out, readOnly, scope } = context;
    const { audit } = caseFolder;
    if (options.redact) {
      if (readOnly) throw new Problem('usage', '--redact writes to the case', 'Leave out --read-only.');
      await redact(options.redact, context);
    }
    const compare = await beginComparison(caseFolder);
    const check = await audit.check();
    if (!options.head && !options.redact && !options.check) {
      // A second pass, so that the records can wait for a slow reader one at a time.
      const kept = await openAuditScope(caseFolder, audit.records(check.records), scope);
      try {
        for await (const record of audit.records(check.records)) {
          const told = await kept.told(record);
          await out.row(told, () => describeRecord(told, config.displayZone));
        }
      } finally {
        await kept.close();
      }
    }
    const ledger = check.broken ? { notCompared: 'the log is broken' } : await compare(check.records);
    const { id } = caseFolder;
    const lines = await checkLines(
      (options.check ?? []).map(readAuditLine),
      id,
      check,
      audit.records(check.records),
    );
    const between = changedBetween(lines);
    const line = check.lastAt === undefined ? undefined : writeAuditLine(lineHeadOf(id, { ...check.head, at: check.lastAt })); // prettier-ignore
    await out.row({ check, ledger, line, ...(options.check && { lines, changedBetween: between }) }, () =>
      [
        ...describeCheck(check),
        ...describeLedger(ledger),
        ...(line === undefined || check.broken ? [] : [`Line to be kept elsewhere: ${line}`]),
        ...describeLines(lines, between),
      ].join('\n'),
    );
    const holds = isSound(check, ledger) && between === undefined;
    return { exitCode: holds ? 0 : problemCodes.mismatch, resultCount: check.records };
  },
});
