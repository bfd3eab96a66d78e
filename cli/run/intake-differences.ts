/** Sources that do not match their intake, which was accepted: it stands in every report from then on. */
import type { Verification } from '../../case/intake-check.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { Scope } from '../../schemas/scope.ts';
import { escapeLine } from '../frame/escape.ts';
import { findingLines } from './intake-words.ts';

export interface IntakeDifference {
  readonly source: string;
  readonly by: string;
  readonly at: string;
  readonly reason?: string;
  /** Files that were not read as they were delivered; with what follows only where every scope is open. */
  readonly deliveredUnread?: number;
  readonly verification?: Verification;
}

/** By the last comparison of each source, in the order of their registration. */
export async function readIntakeDifferences(
  ledger: Ledger,
  scope: Scope,
): Promise<readonly IntakeDifference[]> {
  const differences: IntakeDifference[] = [];
  for (const { reference: source } of await ledger.sources.all(scope)) {
    const custody = await ledger.sources.custody(source, scope);
    const last = custody.findLast(({ kind }) => kind === 'compared');
    if (!last || last.matches === true) continue;
    const { by, at, reason, deliveredUnread } = last;
    const verification = last.verification as Verification | undefined;
    differences.push({ source, by, at, reason, deliveredUnread, verification });
  }
  return differences;
}

const maxNamed = 20;

export function describeIntakeDifferences(differences: readonly IntakeDifference[]): readonly string[] {
  return differences.flatMap(({ source, by, at, reason, verification }) => [
    '',
    escapeLine(
      `NOT AS DELIVERED: source ${source} does not match its intake${verification ? `: ${verification.summary}` : ''}. Accepted by ${by}, ${at}: ${reason ?? ''}`,
    ),
    ...(verification ? findingLines(verification, maxNamed).map((line) => `  ${line}`) : []),
  ]);
}
