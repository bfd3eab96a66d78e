/** Looks once more, at the end of an export, whether all that was written may still go out. */
import { closedBytes } from '../../case/restricted.ts';
import { Problem } from '../../schemas/problem.ts';
import type { ExportOptions } from './export-case.ts';
import type { Missing, Numbered } from './natives.ts';

/** Items come by their places. `missing`: numbers of those without a native. */
export async function isStillShown(
  numbered: readonly Numbered[],
  missing: ReadonlyMap<number, Missing>,
  { ledger, scope, signal, withNatives }: Pick<ExportOptions, 'ledger' | 'scope' | 'signal' | 'withNatives'>,
): Promise<boolean> {
  for (const [family, ones] of Map.groupBy(numbered, ({ chosen }) => chosen.family)) {
    signal.throwIfAborted();
    const shown = new Map((await ledger.items.ofFamily(family, scope)).map(({ item }) => [item.id, item]));
    for (const { chosen, number } of ones) {
      const item = shown.get(chosen.id);
      if (!item) return false;
      const hasNative = withNatives && item.sha256 !== undefined && !missing.has(number);
      if (hasNative && (await closedBytes(ledger, item.sha256 ?? '', scope))) return false;
    }
  }
  return true;
}

/** In the same words whatever it was: which it was would tell of it. */
export const changedMeanwhile = (): Problem =>
  new Problem(
    'conflict',
    'something of the export was withheld or taken out of the case while it was written: nothing is left in the folder',
    'Give the same command again; numbers stay those of the items.',
  );
