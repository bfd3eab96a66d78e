/** What a report says of a case that is screened: by what, and what nobody looked at. */
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { Scope } from '../../schemas/scope.ts';
import { escapeLine } from '../frame/escape.ts';
import { countOf, formatCount } from '../frame/quantities.ts';
import { type CaseList, readLists, type UnseenList } from './lists-of-runs.ts';
import { quoted } from './mark-targets.ts';

/** How items end of which no text was read: a term could stand in each. */
const unread = ['encrypted', 'failed', 'unsupported', 'skipped', 'known', 'pending', 'awaiting content'];

export interface ScreeningOfCase {
  /** The screens of the last run. */
  readonly lists: readonly Pick<CaseList, 'name' | 'sha256'>[];
  /** Items that could not be screened, by how they ended; their names were. */
  readonly unread: readonly { readonly status: string; readonly items: number }[];
  /** How often pages or pictures that show words were met which are no text. */
  readonly withoutText: number;
  /** Files that were last read without one of the screens. */
  readonly unseen: readonly Pick<UnseenList, 'source' | 'list' | 'files'>[];
}

/** Undefined for a case without a screen. */
export async function readScreening(ledger: Ledger, scope: Scope): Promise<ScreeningOfCase | undefined> {
  const { lists, unseen } = await readLists(ledger, scope);
  const screens = lists.filter(({ kind }) => kind === 'screen');
  if (screens.length === 0) return undefined;
  const statuses = await ledger.coverage.by('status', scope);
  const warnings = await ledger.coverage.warnings(scope);
  return {
    lists: screens.map(({ name, sha256 }) => ({ name, sha256 })),
    unread: statuses.flatMap(({ value: status, items }) =>
      unread.includes(status) ? { status, items } : [],
    ),
    withoutText: warnings['needs-ocr'] ?? 0,
    unseen: unseen
      .filter(({ kind }) => kind === 'screen')
      .map(({ source, list, files }) => ({ source, list, files })),
  };
}

/** Never silent: what was not screened is said, or that all was. */
export function describeScreening(screening: ScreeningOfCase | undefined): string[] {
  if (!screening) return [];
  const { lists, withoutText, unseen } = screening;
  const sum = screening.unread.reduce((all, { items }) => all + items, 0);
  const by = screening.unread.map(({ status, items }) => `${formatCount(items)} ${status}`).join(', ');
  const named = lists.map(({ name, sha256 }) => `${name} (${sha256.slice(0, 12)}…)`).join(', ');
  return [
    `Screened by ${named}.`,
    ...(sum > 0
      ? [`NOT SCREENED, but for their names, since nothing read them: ${countOf(sum, 'item')} (${by}).`]
      : []),
    ...(withoutText > 0
      ? [
          `NOT SCREENED: ${countOf(withoutText, 'document')} with pages or pictures that show words and have no text.`,
        ]
      : []),
    ...unseen.map(
      ({ source, list, files }) =>
        `NOT SCREENED by ${list}, which came later: ${countOf(files, 'file')} of ${source}; \`evidex retry CASE --source ${quoted(source)}\` reads them again.`,
    ),
    ...(sum + withoutText + unseen.length === 0 ? ['Nothing was left unscreened.'] : []),
  ].map(escapeLine);
}
