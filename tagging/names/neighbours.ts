/** What names near each other say for one another: a long form beside its short one, a list of parties. */
import type { EntityKind } from '../../schemas/mention.ts';
import type { Alias, IndexedEntity } from './name-index.ts';
import type { Candidate } from './name-matcher.ts';
import type { Judgement } from './name-scorer.ts';
import { weights } from './weights.ts';

/** One reading of a candidate with its score. */
export interface ScoredReading extends Judgement {
  readonly alias: Alias;
  readonly target: IndexedEntity;
}

/** A candidate in its place, with a score for each reading. */
export interface ScoredCandidate {
  start: number;
  end: number;
  readonly how: Candidate['how'];
  readonly readings: readonly ScoredReading[];
  readonly isDomain: boolean;
}

/** How far names that help each other may lie apart, in units; how near one of another kind must be. */
const neighbourUnits = 200;
const otherKindUnits = 80;
/** What may lie between two names that are joined (`, and the `). */
const joinUnits = 12;
/** To each side: stops a text that is nothing but names from being compared with itself. */
const maxNeighbours = 8;

/** Firms and platforms of several countries stand together as parties do not. */
const withoutBorders = new Set<EntityKind>(['data-broker', 'analytics-firm', 'platform', 'other']);

const coordination =
  /^['’s)\]]*\s*(?:[,;/&+|–—-]|\b(?:and|or|und|et|y|e|ou|oder|vs|versus|en|ed|i|u|och|og|और|तथा|व|и|та|ve|the|der|die|la|le|el|o|a)\b|\s)*\s*[('"‘“]*$/u;
const isCoordination = (between: string): boolean => between.trim() !== '' && coordination.test(between);

const isSure = ({ alias, score }: ScoredReading): boolean =>
  score >= weights.decision.settled && alias.rule !== 'ambiguous';

/** Whether a candidate is certain by itself, so that its neighbours may lean on it. */
export const isSettled = ({ readings }: ScoredCandidate): boolean => readings.some(isSure);

/** What the names near the candidate at `at` say for one of its readings; `settled` is `isSettled` of each. */
export function helpOfNeighbours(
  text: string,
  candidates: readonly ScoredCandidate[],
  settled: readonly boolean[],
  at: number,
  reading: ScoredReading,
): Judgement {
  const { mostOfAll, longForm } = weights.neighbours;
  const candidate = candidates[at] as ScoredCandidate;
  let kin = 0;
  let longForms = 0;
  for (const step of [-1, 1]) {
    const last = at + step * maxNeighbours;
    for (let other = at + step; other !== last + step; other += step) {
      const near = candidates[other];
      if (near === undefined) break;
      const distance = step < 0 ? candidate.start - near.end : near.start - candidate.end;
      if (distance > neighbourUnits) break;
      const isCertain = settled[other] === true;
      if (isCertain && isLongForm(near, reading)) {
        longForms += 1;
        continue;
      }
      const between = step < 0 ? [near.end, candidate.start] : [candidate.end, near.start];
      const joined = distance <= joinUnits && isCoordination(text.slice(...between));
      kin += kinship(near, reading, isCertain, distance, joined);
    }
  }
  const signal = longForms > 0 ? 'long-form' : kin > weights.decision.neighboursTold ? 'neighbours' : '';
  return { score: longForms * longForm + Math.min(mostOfAll, kin), signal };
}

/** Whether `near` is surely the same entity by another of its names. */
function isLongForm(near: ScoredCandidate, reading: ScoredReading): boolean {
  const same = near.readings.find(({ target }) => target === reading.target);
  return same !== undefined && same.alias.key !== reading.alias.key && isSure(same);
}

/** What one neighbour that is another entity says for a reading. */
function kinship(
  near: ScoredCandidate,
  reading: ScoredReading,
  isCertain: boolean,
  distance: number,
  joined: boolean,
): number {
  const { neighbours, decision } = weights;
  const { kind, country } = reading.target.entity;
  const likely = near.readings.filter(
    ({ target, score }) => target.entity.kind === kind && score > decision.maybe,
  );
  if (!likely.some(({ target }) => target !== reading.target))
    return isCertain && distance < otherKindUnits ? neighbours.otherKind : 0;
  const isCompatriot = likely.some(
    ({ target }) => withoutBorders.has(kind) || target.entity.country === country,
  );
  if (isCertain)
    return (isCompatriot ? neighbours.compatriot : neighbours.foreigner) + (joined ? neighbours.joined : 0);
  if (!isCompatriot) return 0;
  return joined ? neighbours.doubtfulJoined : neighbours.doubtfulCompatriot;
}
