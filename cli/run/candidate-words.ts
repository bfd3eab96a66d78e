/** Candidates as they are told: names that no list has, counted apart from entities. */
import type { CandidateRule } from '../../search/candidates/find-candidates.ts';
import { escapeLine } from '../frame/escape.ts';
import { countOf, formatCount } from '../frame/quantities.ts';
import { anchorWords } from './anchor-words.ts';
import type { Candidate, CandidatesFound } from './case-candidates.ts';
import { judgementWords } from './entity-ruling-words.ts';

const ruleWords: Readonly<Record<CandidateRule, string>> = {
  'legal-form': 'a legal form ends it',
  honorific: 'an honorific stands before it',
  signature: 'it stands below the words that end a letter',
  card: 'organisation of a contact card',
  field: 'author or company that a document states',
};

/** From the first to the last day of its documents; undefined where none has a date. */
export function candidateSpan({ first, last }: Candidate): string | undefined {
  const [from, to] = [first?.slice(0, 10), last?.slice(0, 10)];
  return from === undefined || from === to ? from : `${from} to ${to ?? ''}`;
}

/** Each rule by which it was found, with its mentions. */
export const rulesWords = ({ rules }: Candidate): string =>
  rules.map(({ rule, mentions }) => `${ruleWords[rule]} (${formatCount(mentions)})`).join('; ');

function candidateLines(candidate: Candidate): string[] {
  const { name, kind, documents, mentions, examples, judgement } = candidate;
  const days = candidateSpan(candidate);
  const span = days === undefined ? '' : `, ${days}`;
  const [example] = examples;
  const where = example ? [`${example.source}/${example.path}`, anchorWords(example.anchor)].filter(Boolean).join(', ') : '';
  return [
    escapeLine(`${name}  ${kind}, ${countOf(documents, 'document')}, ${countOf(mentions, 'mention')}${span}`) +
      (judgement ? `  ${judgementWords(judgement)}` : ''),
    `    ${rulesWords(candidate)}; ${escapeLine(where)}`,
  ];
} // prettier-ignore

/** What was left out of a list of candidates, and why; each sentence by itself. */
export const candidateGaps = ({ ofLists, leftOut, cut, isStopped, documents }: CandidatesFound): readonly string[] => [
  ...(ofLists > 0 ? [`${countOf(ofLists, 'mention')} by these rules of entities of the lists: counted there.`] : []),
  ...(leftOut > 0 ? [`${countOf(leftOut, 'mention')} of further names not counted: more different names than are held. Ask with --query for a part of the case.`] : []),
  ...(cut > 0 ? [`Of ${countOf(cut, 'text')} the first 8 Mi characters alone were read.`] : []),
  ...(isStopped ? [`Stopped: only ${countOf(documents, 'document')} were read.`] : []),
]; // prettier-ignore

/** Those that nobody dismissed, then how many were. */
export function candidatesWords(found: CandidatesFound, limit: number): string {
  const isDismissed = ({ judgement }: Candidate): boolean => judgement?.says === 'dismiss';
  const dismissed = found.candidates.filter(isDismissed);
  const left = found.candidates.filter((one) => !isDismissed(one));
  const more = left.length - limit;
  return [
    `${countOf(left.length, 'candidate')} in ${countOf(found.documents, 'document')}: names by rule, of no list; none of them is an entity until somebody accepts it.`,
    ...left.slice(0, limit).flatMap(candidateLines),
    ...(more > 0 ? [`… and ${formatCount(more)} more; --limit shows more, --json all.`] : []),
    ...(dismissed.length > 0
      ? [`${formatCount(dismissed.length)} dismissed:`, ...dismissed.slice(0, limit).flatMap(candidateLines)]
      : []),
  ].join('\n');
}

/** How what was accepted comes to be found as an entity. */
export const acceptedHint =
  'An accepted candidate is found as an entity where texts are tagged under a list that names it: `evidex retag CASE --accepted` makes that list, tags the stored texts under it, and the case keeps it for later runs.';
