/** Lists on a terminal that stop where nobody reads on; programs get more with `--json`. */
import { formatCount } from './quantities.ts';

export const maxShown = 50;

/** The first of them, and how many more there are; `total` where more were counted than are held. */
export function shortList(
  lines: readonly string[],
  whereMore: string,
  total: number = lines.length,
): readonly string[] {
  const more = total > maxShown ? [`  … and ${formatCount(total - maxShown)} more; ${whereMore}`] : [];
  return [...lines.slice(0, maxShown), ...more];
}
