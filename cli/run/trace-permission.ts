/** Whether people may be traced over the tables of a case, and on whose word. */
import type { Ledger } from '../../case/ledger/ledger.ts';
import { Problem } from '../../schemas/problem.ts';
import type { Scope } from '../../schemas/scope.ts';
import { escapeLine } from '../frame/escape.ts';

export interface TracePermission {
  readonly id: string;
  readonly version: number;
  readonly purpose: string;
  readonly lead: string;
  /** Who wrote it, when, and under which record of the audit log. */
  readonly by: string;
  readonly at: string;
  readonly record: number;
}

/** The one in force; undefined where nobody allowed it. */
export async function tracePermission(ledger: Pick<Ledger, 'records'>, scope: Scope): Promise<TracePermission | undefined> {
  const { records } = await ledger.records.list('trace-permission', scope);
  const found = records.at(-1);
  if (found?.body === undefined) return undefined;
  const { id, version, body, by, at, record } = found;
  return { id, version, ...body, by, at, record };
} // prettier-ignore

/** Throws `not-allowed` where nobody allowed it. */
export async function neededPermission(ledger: Pick<Ledger, 'records'>, scope: Scope): Promise<TracePermission> {
  const found = await tracePermission(ledger, scope);
  if (found) return found;
  throw new Problem(
    'not-allowed',
    'people are not traced in this case: nobody allowed it',
    'A lead allows it with `evidex tracing --purpose TEXT --lead NAME --case CASE`.',
  );
} // prettier-ignore

export const permissionWords = ({ purpose, lead, by, at, record }: TracePermission): string =>
  `Tracing people is allowed for: ${escapeLine(purpose)}\n  lead ${escapeLine(lead)}; written by ${escapeLine(by)} at ${at}, record ${record} of the audit log`;
