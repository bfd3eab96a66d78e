/** What people are told of removals wherever they are met. */
import { type Removal, removalWords } from '../../schemas/removal.ts';
import { escapeLine } from '../frame/escape.ts';
import { countOf, formatCount } from '../frame/quantities.ts';

const maxListed = 20;

export const unendedRemoval =
  'A removal was stopped before its end: what it took may still lie in files of the case. Run `evidex remove` again.';

/** Of contents that lie elsewhere too. */
export const describeKept = (kept: number): string =>
  `${countOf(kept, 'content')} that ${kept === 1 ? 'lies' : 'lie'} elsewhere too ${kept === 1 ? 'stays' : 'stay'} there`;

const describeRemoval = (removal: Removal): string =>
  `  removal ${removal.removal}: ${removal.kind} ${removal.key.slice(0, 12)}, ${countOf(removal.items, 'item')}, ${escapeLine(removalWords(removal))}${removal.ended ? '' : ' (NOT ENDED)'}`;

/** Lines of a report. */
export function describeRemovals(removals: readonly Removal[]): string[] {
  if (removals.length === 0) return [];
  const items = removals.reduce((sum, one) => sum + one.items, 0);
  const rest = removals.length - maxListed;
  return [
    '',
    `REMOVED from this case: ${countOf(items, 'item')}, which no other number here counts; certificates are in its folder \`removals\`.`,
    ...removals.slice(-maxListed).map(describeRemoval),
    ...(rest > 0 ? [`  … and ${formatCount(rest)} earlier`] : []),
    ...(removals.some(({ ended }) => !ended) ? [unendedRemoval] : []),
  ];
}

/** Lines of the end of a run that passed over something. */
export function describePassedOver(removals: readonly Removal[], entries: number): string[] {
  if (entries === 0) return [];
  return [
    `Passed over, since they were removed from this case: ${countOf(entries, 'entry')} of the sources, with what lies in them.`,
    ...removals.slice(-maxListed).map(describeRemoval),
  ];
}
