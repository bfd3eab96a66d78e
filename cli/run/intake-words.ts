/** What a comparison of a source with its intake found, in words: each file by its name, to a cap, and the exact rest. */
import type { Findings } from '../../case/findings.ts';
import type { ManifestResult, Verification } from '../../case/intake-check.ts';
import type { ProductionResult } from '../../case/production.ts';
import { escapeLine } from '../frame/escape.ts';
import { formatCount } from '../frame/quantities.ts';
import { maxShown } from '../frame/short-list.ts';

/** Of load files, whose words are wider: what a row is of stands behind. */
const productionKinds = {
  mismatched: 'differs',
  missing: 'not there',
  extra: 'not listed',
  damaged: 'damaged',
  doubled: 'twice',
  withoutFile: 'no file',
} as const;

const kinds = { mismatched: 'differs', missing: 'missing', extra: 'not listed' } as const;

const heads = new RegExp(
  `^(?:${[...Object.values(kinds), ...Object.values(productionKinds)].join('|')}) {2,}`,
  'u',
);

/** What a line of `findingLines` says behind its kind, the path first; undefined for any other line. */
export const foundIn = (line: string): string | undefined =>
  heads.test(line) ? line.replace(heads, '') : undefined;

const linesOf = (says: string, { count, first }: Findings, cap: number): readonly string[] => {
  const shown = first.slice(0, cap);
  const rest = count - shown.length;
  return [
    ...shown.map(({ path, detail }) => escapeLine(`${says.padEnd(10)}  ${path}: ${detail}`)),
    ...(rest > 0 ? [`${says.padEnd(10)}  … and ${formatCount(rest)} more`] : []),
  ];
};

interface Compared {
  readonly manifest?: ManifestResult | undefined;
  readonly production?: ProductionResult | undefined;
}

/** One line a file, of each kind `cap` at most, and a line with the number of those left out. */
export function findingLines({ manifest, production }: Compared, cap: number = maxShown): readonly string[] {
  const ofManifest = manifest
    ? Object.entries(kinds).flatMap(([kind, says]) =>
        linesOf(says, manifest[kind as keyof typeof kinds], cap),
      )
    : [];
  const ofProduction = production
    ? Object.entries(productionKinds).flatMap(([kind, says]) =>
        linesOf(says, production[kind as keyof typeof productionKinds], cap),
      )
    : [];
  return [...ofManifest, ...ofProduction];
}

/** None of the files that a list names is where it says: another list, or paths from another folder. */
export const fitsNowhere = ({ manifest, production }: Verification): boolean =>
  (manifest !== undefined &&
    manifest.matched + manifest.mismatched.count === 0 &&
    manifest.missing.count > 0) ||
  (production !== undefined && production.present === 0 && production.missing.count > 0);
