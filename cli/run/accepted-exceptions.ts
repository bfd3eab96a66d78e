/** Exceptions that a person has looked at and accepts: they stay unread in every sum, and a report says who accepted them. */
import { everyRecord } from '../../case/every-record.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { Scope } from '../../schemas/scope.ts';
import { escapeLine } from '../frame/escape.ts';
import { countOf, formatCount } from '../frame/quantities.ts';

export interface AcceptedException {
  /** The code or status that they ended with. */
  readonly what: string;
  /** How many they were when they were accepted. */
  readonly items: number;
  /** Named one by one, and not all that ended so. */
  readonly isOfSingle: boolean;
  readonly reason: string;
  readonly by: string;
  readonly at: string;
}

/** Those of which the scope shows everything that they name. */
export async function readAccepted(ledger: Ledger, scope: Scope): Promise<readonly AcceptedException[]> {
  const found: AcceptedException[] = [];
  for await (const { body, by, at } of everyRecord(ledger, 'accepted-exception', scope)) {
    if (!body) continue;
    const { what, items, only, reason } = body;
    found.push({ what, items: Number(items ?? 0), isOfSingle: only !== undefined, reason, by, at });
  }
  return found;
}

const shown = 20;

/** A line for each; the first twenty. */
export function describeAccepted(accepted: readonly AcceptedException[]): string[] {
  const lines = accepted
    .slice(0, shown)
    .map(({ what, items, isOfSingle, reason, by, at }) =>
      escapeLine(
        `Accepted, and unread in every sum: ${what}, ${countOf(items, isOfSingle ? 'single item' : 'item')} then, by ${by}, ${at.slice(0, 10)}: ${reason}`,
      ),
    );
  const more = accepted.length - lines.length;
  return more > 0
    ? [...lines, `… and ${formatCount(more)} more that were accepted; all with --json.`]
    : lines;
}
