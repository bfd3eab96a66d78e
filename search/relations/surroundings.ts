/** What stands before and behind two parties in their sentence, and turns what is stated of them: a condition, a question, somebody’s word, a denial. */
import { denialsIn } from './denials.ts';
import { inversionOf, type Inversion } from './verb-group.ts';
import { wordsIn } from './sentence-words.ts';

/** `other`: what is said is not of the first party, or cannot be told. */
export type Turn =
  'none' | 'denied' | 'reported' | 'questioned' | 'conditional' | 'intended' | 'negated' | 'other';

export interface Before {
  readonly turn: Turn;
  readonly inversion?: Inversion;
  /** Units before the first party behind which the one stands who says it: `B says that A …`. */
  readonly saidAt?: number;
}

const says = 'say|says|said|saying|claim|claims|claimed|claiming|allege|alleges|alleged|report|reports|reported|stated|tell|tells|told|write|writes|wrote|suggest|suggests|suggested|maintain|maintains|maintained|insist|insists|insisted|add|adds|added|testified|explained|understand|understands|understood|hear|hears|heard|think|thinks|thought|believe|believes|believed|suspect|suspects|suspected|assume|assumes|assumed|guess|reckon|admit|admits|admitted|confirm|confirms|confirmed|acknowledge|acknowledges|acknowledged|conclude|concludes|concluded|fear|fears|feared|rumour|rumor|imply|implies|implied|seems|appears'; // prettier-ignore
const denies =
  'deny|denies|denied|denying|dispute|disputes|disputed|doubt|doubts|doubted|refute|refutes|refuted|disprove|disproves|disproved|lie|falsely';
const asks = 'ask|asks|asked|demand|demands|demanded|ensure|ensures|sure|recommend|recommends|recommended|propose|proposes|proposed|request|requests|requested|require|requires|required|hope|hopes|hoped|want|wants|wish|wishes|let|expect|expects|expected|agree|agrees|agreed|suggest|suggests|suggested|insist|insists|insisted|intend|prefer'; // prettier-ignore
const wonders =
  /\b(?:whether|wonder|wonders|wondered|wondering|true or false|please (?:confirm|check)|(?:asked?|asks|check|know|sure|clear|see|tell (?:me|us)|out|confirm) if)\b/iu;
const conditions =
  /\b(?:if|unless|suppose|supposing|assuming|provided|imagine|pretend|lest|in case|in the event|as though|wish|otherwise)\b/iu;
const hedged = /\b(?:perhaps|maybe|possibly|probably|presumably|likely|conceivably|hypothetically)\b/iu;
const alleged = /\b(?:allegedly|reportedly|apparently|supposedly|purportedly|seemingly)\b/iu;
const nothingOf =
  /\b(?:no|not|never|nobody|none|nothing|neither|nor|isn['’]t|wasn['’]t|don['’]t|doesn['’]t|didn['’]t|false|untrue|wrong|lie|myth|baseless|contrary|without)\b/iu;
/** Directly before the first party it is part of something else, which then is the one that did it. */
const notSubject =
  /\b(?:of|for|from|by|with|to|at|in|on|via|behind|against|between|about|like|unlike|than|or|nor|neither|either|not|under|per|through|near|non|ex|except|over|towards?|into|onto|within|without|among|including|beside|besides|joined|met|saw|named|called|paid|hired|sold|gave|sent)(?: the| an?| its| his| her| their| our)?$/iu;
const notYet =
  /\b(?:before|until|till|once|unless|when|whenever|where|wherever|should|were|had|whoever)(?: the)?$/iu;

/** What reaches back to the last sign behind which another sentence begins. */
const clauseOf = (text: string): string => text.split(/[;—]| – | but /u).at(-1) ?? '';

const ending = (words: string): RegExp => new RegExp(String.raw`\b(?:${words})(?:,)?(?: the)?$`, 'iu');
const saysLast = ending(says);
const deniesLast = ending(denies);
const asksLast = ending(asks);
const saidThat = new RegExp(
  String.raw`\b(?:has |have |had |also )*(?:${says}|${denies})(?:,)? (?:to (?:us|me|him|her|them) )?(?:that )?(?:the )?$`,
  'iu',
);

/** Further back, with no sign between: `told the court yesterday`. */
const saidBefore = new RegExp(String.raw`\b(?:${says})\b[^,]{0,40}$`, 'iu');
const deniedBefore = new RegExp(String.raw`\b(?:${denies})\b[^,]{0,40}$`, 'iu');
/** What is left open is no denial. */
const unsaid =
  /\b(?:not|never|nobody|none|cannot|unable to|refused to|declined to|[nN]o one|n['’]t)(?: (?:yet|able|to|be|been|can|could|will|would|has|have|fully|even)){0,3} (?:confirm|confirmed|say|says|said|know|knows|known|recall|remember|comment|tell|told|sure|certain|clear)\b/iu;

const isOpen = (text: string): boolean =>
  (text.match(/"/gu)?.length ?? 0) % 2 === 1 ||
  (text.match(/“/gu)?.length ?? 0) > (text.match(/”/gu)?.length ?? 0);

/** Of what stands before a `that`, the denials that hold for all that follows. */
const notSo =
  /(?:^|[,:] )(?:(?:and|so) )?(?:(?:it|this) (?:is|was) (?:simply |just |plainly |quite |also )?(?:not (?:true|correct|the case|so)|false|untrue|incorrect|a (?:lie|myth)|baseless|nonsense)|(?:there (?:is|was|has been)|(?:we|i|they|he|she) (?:have|had|has|found|saw|see|find|have found|have seen)) (?:absolutely |simply )?no (?:evidence|proof|indication))$/iu;
/** Nobody has denied it yet. */
const mayDeny = new RegExp(String.raw`\b(?:would|could|might|may|must|should|shall|will|can|to|stop|stopped|stops|ceased) (?:\w+ )?(?:${denies})$`, 'iu'); // prettier-ignore
/** With these before the auxiliary it is not so; with `only` or `not until` it is. */
const inNoCase =
  /(?:^|, )(?:and )?(?:never|nor|neither|at no (?:time|point|stage)|on no occasion|under no circumstances|in no (?:way|case)) \p{L}+$/iu;

/** What a `that` before the first party hangs on. */
function turnOfThat(head: string): Turn {
  if (/\bprovided$/iu.test(head)) return 'conditional';
  if (deniesLast.test(head)) return mayDeny.test(head) ? 'other' : 'denied';
  if (nothingOf.test(head)) return notSo.test(head) ? 'denied' : 'other';
  if (/\b(?:fact|given|now|so|(?:fact|truth) is)$/iu.test(head)) return 'none';
  if (/\b(?:i|we)(?: can| do| hereby| also)* (?:confirm|admit|acknowledge|know|certify|declare|note)$/iu.test(head)) return 'none';
  return asksLast.test(head) && !/\b(?:suggests?|insist(?:s|ed)?)$/iu.test(head) ? 'intended' : 'reported';
} // prettier-ignore

/** `whole`: all of the sentence before the first party. `isJoined`: another party, which itself is no subject, stands before an `and`. */
export function readBefore(whole: string, isJoined: (at: number) => boolean): Before {
  // A sign that quotes the name is no sign before it.
  const text = whole.replace(/[\s"“‘'(]+$/u, '');
  if (/[-/@#.]$/u.test(whole)) return { turn: 'other' };
  const clause = clauseOf(text).trimStart();
  const last = wordsIn(clause.slice(-40)).at(-1) ?? '';
  const inversion = /[\p{L}]$/u.test(text) ? inversionOf(last) : undefined;
  if (inversion !== undefined) {
    // `It was A that paid B`.
    if (/\b(?:it|this|that) (?:is|was)$/iu.test(clause)) return { turn: isOpen(whole) ? 'reported' : 'none' };
    if (/\b(?:if|whether)\b/iu.test(clause)) return { turn: 'other' };
    if (inNoCase.test(clause)) return { turn: 'negated', inversion };
    if (/\b(?:only|so|such|thus|little)\b/iu.test(clause) || denialsIn(clause) > 0) return { turn: 'other' };
    return { turn: inversion === 'modal' || /^had$/iu.test(clause) ? 'conditional' : 'questioned', inversion };
  }
  if (/\baccording to [^,]*,$/iu.test(clause)) return { turn: 'reported', saidAt: text.length - 1 };
  const and = /(?:,? and|&)(?: the)?$/iu.exec(text);
  if (and && isJoined(and.index)) return { turn: 'other' };
  if (notSubject.test(text)) return { turn: 'other' };
  if (wonders.test(clause)) return { turn: 'questioned' };
  if (conditions.test(clause) || hedged.test(clause) || notYet.test(clause)) return { turn: 'conditional' };
  if (unsaid.test(clause)) return { turn: 'questioned' };
  const said = saidThat.exec(`${text} `);
  const saidAt = said ? { saidAt: said.index } : {};
  const that = /\b(?:that|how)(?: the)?$/iu.exec(text);
  if (that) return { turn: turnOfThat(clauseOf(text.slice(0, that.index)).trim()), ...saidAt };
  if (deniesLast.test(text)) return { turn: mayDeny.test(text) ? 'other' : 'denied', ...saidAt };
  if (saysLast.test(text)) return { turn: nothingOf.test(clause) ? 'other' : 'reported', ...saidAt };
  if (asksLast.test(text) || deniedBefore.test(clause)) return { turn: 'other' };
  if (saidBefore.test(clause) && !/ and(?: \p{L}+){0,3}$/u.test(clause)) return { turn: 'reported' };
  return { turn: alleged.test(clause) || isOpen(whole) ? 'reported' : 'none' };
} // prettier-ignore

const follows = new Set(
  'for in on at to and but as by until since last this before after when while because under with via from through if again twice directly yesterday today recently unless provided that which who during throughout between over per within without earlier later so although though where then whose once tomorrow next every each is was were has are according regarding concerning about'.split(
    ' ',
  ),
);
const sumBehind =
  /^ (?:(?:(?:a|the) (?:total|sum) of |about |over |nearly |some |approximately |almost |roughly )?(?:GBP|USD|EUR|INR|[£$€₹])?\s?\d|(?:a|an|the|its|another) (?:\w+ )?(?:fee|fees|sum|retainer|deposit|commission|amount|instalment)\b)/iu;

/** Directly behind the second party, so that it is said of the whole and not of a report or a sum. */
const refuted =
  /^["”’]?(?:,? (?:that |this |which )?(?:is|was|are|were|as) (?:\w+ly |simply |just |all )?(?:an? )?(?:lie|lies|false|untrue|incorrect|nonsense|baseless|unfounded|fabricated|fabrication|invention|myth|not true|not correct|not the case)(?=[.,;!]|$)|, which (?:\w+ )?(?:denies|deny|denied)(?: (?:it|this|that))?[.!]?$|[:—–,-] ?(?:that is |this is )?(?:false|untrue|a lie|not true|nonsense)\b)/iu;
const accordingTo = /^["”’]?, according to\b/iu;
const saidBehind = new RegExp(String.raw`^[.!]?[”"’']?, ?(?:or so|as|the|he|she|they|it|we|i|mr|ms|mrs|dr|sources?|\p{Lu}\p{L}+)?[^,;]{0,60}\b(?:said|says|claimed|claims|alleged|alleges|wrote|writes|reported|reports|told|believes|believed|thinks)\b`, 'u'); // prettier-ignore

/** Undefined where what follows makes the second party a part of something else. */
export function readBehind(text: string, isSum: boolean): Turn | undefined {
  if (/^[\p{L}\p{N}@/_-]/u.test(text)) return undefined;
  if (/^['’](?:s\b)?/u.test(text) && !/^['’](?:[,.\s]|$)/u.test(text)) return undefined;
  const word = /^["”’')\]]* ([\p{L}]+)/u.exec(text)?.[1]?.toLowerCase();
  if (word !== undefined && !follows.has(word) && !(isSum && sumBehind.test(text))) return undefined;
  if (/^ [^\p{L}\p{P}\p{S}\p{N}\s]/u.test(text)) return undefined;
  if (refuted.test(text)) return 'denied';
  if (accordingTo.test(text) || saidBehind.test(text) || alleged.test(text)) return 'reported';
  if (/\b(?:if|unless|provided that|subject to|in the event)\b/iu.test(text) || hedged.test(text)) return 'conditional';
  return 'none';
} // prettier-ignore
