/** Scores what stands right beside a name: capitals, articles, persons' titles, streets and what it belongs to. */
import type { Alias } from './name-index.ts';
import type { PlaceFacts } from './name-scorer.ts';
import { weights } from './weights.ts';

/** Abbreviations that are ordinary words: of Spanish and Italian, of German, of laboratories and salesmen. */
const abbreviations: ReadonlySet<string> = new Set(['Con', 'Dem', 'Lab', 'Rep', 'Reps', 'Lib', 'Ind']);

/** Adjectives that begin sentences about other things: `Democratic elections were held`. */
const adjectives: ReadonlySet<string> = new Set(['Democratic', 'Republican', 'Liberal', 'Conservative', 'Green', 'Libertarian', 'National', 'Reform']); // prettier-ignore

/** What stands right beside a doubtful name says for or against it. */
export function besideScore(alias: Alias, facts: PlaceFacts, isWord: boolean): number {
  const { beside } = weights;
  let score = behindScore(facts);
  if (facts.hyphenated) score += alias.rule === 'ambiguous' ? beside.hyphenOfAmbiguous : beside.hyphen;
  if (facts.capitalFollows && alias.rule !== 'acronym' && alias.rule !== 'name')
    score += beside.capitalBehind;
  if (facts.behind().part && !isWord) score += beside.partBehind;
  if (alias.rule !== 'ambiguous') return score;
  if (facts.capitalPrecedes) score += beside.capitalBefore;
  if (isWord && (facts.honorific || facts.behind().family)) score += beside.honorificBefore;
  if (abbreviations.has(alias.text) && !facts.inTally) score += beside.abbreviationInText;
  if (isWord && facts.startsSentence && !facts.inTally && !facts.behind().people)
    score += beside.sentenceStart;
  if (facts.startsSentence && facts.behind().thing && adjectives.has(alias.text))
    score += beside.adjectiveAtStart;
  if (isWord && facts.article === 'indefinite') score += beside.indefiniteArticle;
  if (facts.article === 'definite') score += beside.definiteArticle;
  return score;
}

/** What follows says that the name is a street's, or of something else. */
export function behindScore(facts: PlaceFacts): number {
  const { beside } = weights;
  return (
    (facts.behind().street ? beside.streetBehind : 0) + (facts.behind().ofAnother ? beside.belongsBehind : 0)
  );
}

/** One word may be a surname, whoever else is called so: `the Gallup family`, `Gallup Street`. */
export function surnameScore(alias: Alias, facts: PlaceFacts): number {
  if (alias.rule !== 'name' || alias.gaps.length > 0 || alias.joined) return 0;
  const { family, street } = facts.behind();
  return family || street ? weights.beside.streetBehind : 0;
}
