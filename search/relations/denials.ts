/** Words that deny, and those that make it somebody’s word: what no rule has read turns a sentence into one that states nothing. Decision 0145. */
import type { Turn } from './surroundings.ts';
import type { Polarity } from './verb-group.ts';

const denials =
  /(?<![\p{L}\p{N}])(?:no(?!\.? ?\d)|not|cannot|none|never|nothing|nobody|nowhere|neither|nor|hardly|scarcely|barely|rarely|seldom|(?<!\ba )(?:little|few)|den(?:y|ies|ied|ying|ials?)|disput(?:e|es|ed|ing)|doubt(?:s|ed|ing|ful|fully)?|refut(?:e|es|ed|ing)|disprov(?:e|es|ed|en|ing)|reject(?:s|ed|ing)?|contradict(?:s|ed|ing)?|retract(?:s|ed|ing)?|rul(?:e|es|ed|ing) out|false|falsely|falsehoods?|untrue|untruth|wrong|wrongly|incorrect|incorrectly|mistaken|mistakenly|lie|lies|lied|lying|myths?|fiction|hoax|nonsense|baseless|unfounded|fabricat(?:ed|ion|ions)|invention|contrary|impossible|unlikely|improbable|implausible|unclear|unaware|unproven|absurd|ridiculous|far from|withdr(?:aw|aws|ew|awn|awing)|dismiss(?:es|ed|ing)?|debunk(?:s|ed)?|cleared of)(?![\p{L}\p{N}])|n['’]t(?!\p{L})/giu;
const hearsay =
  /(?<![\p{L}\p{N}])(?:according|rumou?r(?:s|ed)?|alleg\p{L}*|gossip|hearsay)(?![\p{L}\p{N}])/iu;

export const denialsIn = (text: string): number => text.match(denials)?.length ?? 0;

/** What stands before or behind two parties, and how it was read. */
export interface Side {
  readonly text: string;
  readonly turn: Turn;
}

const isRead = ({ text, turn }: Side): boolean =>
  denialsIn(text) === (turn === 'denied' || turn === 'negated' ? 1 : 0) &&
  (turn === 'reported' || turn === 'denied' || !hearsay.test(text));

/** What is asked or holds on a condition states nothing that a further word could turn round. */
export const areDenialsRead = (polarity: Polarity, before: Side, behind: Side): boolean =>
  polarity === 'questioned' || polarity === 'conditional' || (isRead(before) && isRead(behind));
