/** `evidex audit`: who did what to the case, and whether the log is unbroken. */
import { z } from 'zod';
import type { CaseFolder } from '../case/case-folder.ts';
import { Problem, problemCodes } from '../schemas/problem.ts';
import { defineVerb, type Context } from './frame/verb.ts';
import { describeCheck, describeRecord, isSound } from './run/audit-words.ts';

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
    'Every command that opens a case writes two records, chained by their hashes: one when it starts, one when it ends. What was asked and why lies beside the chain, and --redact takes it out for good without breaking that. With --json: the records as JSON Lines, then one object with the result of the check. docs/audit.md says what the log proves and what it does not.',
  positionals: ['case'],
  options: z.strictObject({
    head: z.boolean().default(false).describe('only check the log and show its head'),
    redact: z
      .array(z.number().int().positive())
      .optional()
      .describe('take the words of this record out of the log; needs --reason')
      .meta({ placeholder: 'RECORD' }),
  }),
  settings: ['displayZone'],
  access: 'read',
  output: 'list',
  examples: [
    ['evidex audit CASE', 'show all records and check them'],
    ['evidex audit CASE --head', 'the head of the chain, to be noted elsewhere'],
    ['evidex audit CASE --redact 17 --reason "names a victim"', 'take out what command 17 was asked'],
  ],
  exitCodes: { 3: 'the log is broken, or says of itself what is not so; the record is named' },
  check({ options: { redact: seqs }, reason }) {
    if (seqs && reason === undefined)
      throw new Problem('usage', '--reason is missing: say why the words are taken out');
  },
  async run(context) {
    const { caseFolder, config, options, out, readOnly } = context;
    const { audit } = caseFolder;
    if (options.redact) {
      if (readOnly) throw new Problem('usage', '--redact writes to the case', 'Leave out --read-only.');
      await redact(options.redact, context);
    }
    const check = await audit.check();
    if (!options.head && !options.redact) {
      // A second pass, so that the records can wait for a slow reader one at a time.
      for await (const record of audit.records(check.records))
        await out.row(record, () => describeRecord(record, config.displayZone));
    }
    await out.row({ check }, () => describeCheck(check).join('\n'));
    return { exitCode: isSound(check) ? 0 : problemCodes.mismatch, resultCount: check.records };
  },
});
