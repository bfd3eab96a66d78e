/** What a comparison of a source with its intake found, in words: each file by its name, to a cap, and the exact rest. */
import type { Findings, ManifestResult, Verification } from '../../case/intake-check.ts';
import { escapeLine } from '../frame/escape.ts';
import { formatCount } from '../frame/quantities.ts';
import { maxShown } from '../frame/short-list.ts';

const kinds = { mismatched: 'differs', missing: 'missing', extra: 'not listed' } as const;

const linesOf = (says: string, { count, first }: Findings, cap: number): readonly string[] => {
  const shown = first.slice(0, cap);
  const rest = count - shown.length;
  return [
    ...shown.map(({ path, detail }) => escapeLine(`${says.padEnd(10)}  ${path}: ${detail}`)),
    ...(rest > 0 ? [`${says.padEnd(10)}  … and ${formatCount(rest)} more`] : []),
  ];
};

/** One line a file, of each kind `cap` at most, and a line with the number of those left out. */
export function findingLines(
  { manifest }: { readonly manifest?: ManifestResult | undefined },
  cap: number = maxShown,
): readonly string[] {
  if (!manifest) return [];
  return Object.entries(kinds).flatMap(([kind, says]) =>
    linesOf(says, manifest[kind as keyof typeof kinds], cap),
  );
}

/** None of the files that the manifest names is where it says: another manifest, or paths from another folder. */
export const fitsNowhere = ({ manifest }: Verification): boolean =>
  manifest !== undefined && manifest.matched + manifest.mismatched.count === 0 && manifest.missing.count > 0;
