/** What the verbs that label and withhold share: finding what they are told, and saying what they did. */
import type { Readable } from 'node:stream';
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { MarkCovers, MarkTarget } from '../../schemas/label.ts';
import type { Scope } from '../../schemas/scope.ts';
import type { IndexReader } from '../../search/port.ts';
import { countOf, formatCount } from '../frame/quantities.ts';
import { describeProposals, type Proposal, proposalsFor, quoted } from './mark-targets.ts';
import { matchedTargets, namedPlaces, namesOf } from './marked-targets.ts';

export interface MarkedCase {
  readonly ledger: Ledger;
  readonly index: IndexReader;
  readonly stdin: Readable;
  readonly scope: Scope;
  readonly verb: 'label' | 'withhold';
  readonly casePath: string;
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
): string =>
  `${countOf(documents, 'document')}, through ${targets === 1 ? `1 ${oneOf[covers]}` : `${formatCount(targets)} ${manyOf[covers]}`}, ${formatCount(changed)} changed.`;

/** The case has the change; the index not yet. */
export const laterWords =
  '  The case has it; the index shows it when the command that writes the index comes to it, or ends.';
