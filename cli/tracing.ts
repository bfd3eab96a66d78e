/** `evidex tracing`: whether people may be traced over the tables of a case; a named lead allows it for a purpose. */
import { z } from 'zod';
import { Problem } from '../schemas/problem.ts';
import { defineVerb } from './frame/verb.ts';
import { permissionWords, tracePermission } from './run/trace-permission.ts';

const see = 'See `evidex tracing --help`.';

export const verb = defineVerb({
  details:
    '`evidex datasets trace` says who else holds the people of a table, and is shut in every case until a lead is named with the purpose. Both are kept with who said it, when, and the record of the audit log. --end shuts it again. Without either it says whether it is allowed.',
  positionals: ['case'],
  options: z.strictObject({
    purpose: z.string().min(1).max(2_000).optional().describe('allow it, and what for').meta({ placeholder: 'TEXT' }),
    lead: z.string().min(1).max(200).optional().describe('who answers for it').meta({ placeholder: 'NAME' }),
    end: z.boolean().default(false).describe('shut it again; needs --reason'),
  }), // prettier-ignore
  access: 'mark',
  isSealed: true,
  isScoped: true,
  output: 'report',
  examples: [
    ['evidex tracing --purpose "origin of list EX-4" --lead "I. Tarrant" --case CASE', 'allow it'],
    ['evidex tracing --end --reason "answered" --case CASE', 'shut it again'],
    ['evidex tracing CASE', 'whether it is allowed'],
  ],
  check({ options: { purpose, lead, end }, reason }) {
    if ((purpose === undefined) !== (lead === undefined))
      throw new Problem('usage', '--purpose and --lead go together', see);
    if (end && purpose !== undefined) throw new Problem('usage', 'name --end or --purpose', see);
    if (end && reason === undefined) throw new Problem('usage', '--reason is missing', see);
  },
  async run({ caseFolder, options: { purpose, lead, end }, out, scope, operator, auditRecord }) {
    const by = { by: operator, at: new Date().toISOString(), record: auditRecord ?? 0 };
    const catalogue = await caseFolder.openCatalogue();
    const ledger = await caseFolder.openLedger();
    try {
      const before = await tracePermission(ledger, scope);
      const { kind, basedOn } = { kind: 'trace-permission' as const, basedOn: before?.version ?? 0 };
      if (end && before) await catalogue.removeRecord({ kind, id: before.id, basedOn }, by);
      if (purpose !== undefined && lead !== undefined)
        await catalogue.writeRecord({ kind, ...(before && { id: before.id }), basedOn, body: { purpose, lead } }, by);
      const now = await tracePermission(ledger, scope);
      await out.report({ isAllowed: now !== undefined, ...(now && { permission: now }) }, () =>
        now ? permissionWords(now) : 'Tracing people is not allowed in this case.',
      );
      return { resultCount: now ? 1 : 0 };
    } finally {
      await ledger.close();
      await catalogue.close();
    }
  }, // prettier-ignore
});
