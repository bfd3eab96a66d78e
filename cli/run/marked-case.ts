/** What the verbs that label and withhold share: finding what they are told, and saying what they did. */
import type { Readable } from 'node:stream';
import type { Annotator, MarkCovers, MarkTarget } from '../../schemas/label.ts';
import type { Scope } from '../../schemas/scope.ts';
import { Problem } from '../../schemas/problem.ts';
import { countOf, formatCount } from '../frame/quantities.ts';
import type { Context } from '../frame/verb.ts';
import { describeProposals, type Proposal, proposalsFor, quoted } from './mark-targets.ts';
import { readQuery } from './query.ts';
import { queryHints } from './query-hints.ts';
import { type OpenedCase, withOpenedCase } from './opened-case.ts';
import { matchedTargets, namedPlaces, namesOf } from './marked-targets.ts';

export interface MarkedCase extends OpenedCase {
  readonly stdin: Readable;
  readonly scope: Scope;
  readonly verb: 'label' | 'withhold';
  readonly casePath: string;
  /** Tells the user something that is no part of the answer. */
  note(words: string): void;
}

/** Refuses a command that names no place, or places and a query too; `missing` is what nothing says. */
export function checkPlaces(
  { places, query }: { readonly places?: readonly string[]; readonly query?: string },
  missing: string,
  see: string,
): void {
  if (!places && query === undefined) throw new Problem('usage', missing, see);
  if (places && query !== undefined) throw new Problem('usage', 'name places or give --query, not both', see);
}

/** Opens what marking takes, for as long as `work` runs. `by` is who marks, and by which record of the audit log. */
export async function withMarkedCase<T>(
  { caseFolder, config, stdin, operator, auditRecord, out }: Context<unknown, 'mark'>,
  { verb, scope }: Pick<MarkedCase, 'verb' | 'scope'>,
  work: (marked: MarkedCase, by: Annotator) => Promise<T>,
): Promise<T> {
  const by = { by: operator, at: new Date().toISOString(), record: auditRecord ?? 0 };
  const { path: casePath } = caseFolder;
  const note = (words: string): void => out.note(words);
  return withOpenedCase({ caseFolder, config }, (opened) =>
    work({ ...opened, stdin, scope, verb, casePath, note }, by),
  );
}

export interface FoundTargets {
  readonly targets: readonly MarkTarget[];
  /** What lies outside, for programs: listed where places were named, counted for a query. */
  readonly outside:
    | { readonly proposals: readonly Proposal[]; readonly moreProposals: number }
    | { readonly copiesOutside: number };
  readonly outsideWords: readonly string[];
}

/** Places named at one time of which copies and duplicates are looked for one by one. */
const maxLookedInto = 50;

/** `words` are those that repeat for another place what is done to these. */
export async function findTargets(
  marked: MarkedCase,
  given: {
    readonly places?: readonly string[] | undefined;
    readonly query?: string | undefined;
    readonly covers: MarkCovers;
  },
  words: readonly string[],
): Promise<FoundTargets> {
  const { ledger, index, scope } = marked;
  const { covers, query } = given;
  if (query !== undefined) {
    const { targets, copiesOutside } = await matchedTargets(index, query, scope, covers);
    for (const hint of await queryHints({ text: query, query: readQuery(query), index, scope }))
      marked.note(hint);
    const outsideWords =
      copiesOutside > 0
        ? [
            `Not covered: ${countOf(copiesOutside, 'other place')} of the same documents; --covers content takes them in.`,
          ]
        : [];
    return { targets, outside: { copiesOutside }, outsideWords };
  }
  const named = await namedPlaces(ledger, await namesOf(given.places ?? [], marked.stdin), covers, scope);
  const commandFor = (path: string): string =>
    [
      'evidex',
      marked.verb,
      quoted(path),
      '--covers',
      covers,
      ...words,
      '--case',
      quoted(marked.casePath),
    ].join(' ');
  const shown: Proposal[] = [];
  let more = 0;
  for (const place of named.slice(0, maxLookedInto)) {
    const proposals = await proposalsFor(ledger, index, place, scope, commandFor);
    shown.push(...proposals.shown);
    ({ more } = { more: more + proposals.more });
  }
  return {
    targets: named.map(({ target }) => target),
    outside: { proposals: shown, moreProposals: more },
    outsideWords: describeProposals({ shown, more }),
  };
}

const oneOf = { item: 'item', family: 'family', content: 'content' } as const;
const manyOf = { item: 'items', family: 'families', content: 'contents' } as const;

export const describeTargets = (
  covers: MarkCovers,
  targets: number,
  changed: number,
  documents: number,
): string => {
  // What has no content is marked as the item that it is.
  const of = documents === 0 && covers === 'content' ? 'item' : covers;
  const marked = targets === 1 ? `1 ${oneOf[of]}` : `${formatCount(targets)} ${manyOf[of]}`;
  if (targets === 0) return 'Nothing to mark: nothing matches, or nothing was named.';
  if (changed === 0) return `Nothing to change: ${marked}, as asked already.`;
  const which = documents === 0 && targets > 0 ? 'No document that was read' : countOf(documents, 'document');
  return `${which}, through ${marked}, ${formatCount(changed)} changed.`;
};

/** The case has the change; the index not yet. */
export const laterWords =
  '  The case has it; the index shows it when the command that writes the index comes to it, or ends.';
