/** What a sentence states of two parties: who did what to whom, and whether it is stated, denied, asked or to come. Decision 0145. */
import { areDenialsRead, denialsIn } from './denials.ts';
import { wordsIn } from './sentence-words.ts';
import { type Before, readBefore, readBehind, type Turn } from './surroundings.ts';
import { type Polarity, readVerbGroup, type VerbGroup } from './verb-group.ts';
import { type AssertionVerb, type Complement, handedOver } from './verb-table.ts';

/** Where a party stands in a sentence; pronouns are parties where it is known who speaks. */
export interface PartySpan {
  readonly start: number;
  readonly end: number;
  readonly isPronoun?: boolean;
}

/** Parties by their position in the list that was given. */
export interface Assertion {
  readonly verb: AssertionVerb;
  /** Who did it. */
  readonly agent: number;
  readonly patient: number;
  readonly polarity: Polarity;
  /** The party whose word it is, where the sentence says so: who denies it, who claims it. */
  readonly saidBy?: number;
}

/** Parties of one sentence that are looked at; more are a list of names. */
const maxParties = 30;
/** Units between two parties of one assertion. */
const maxBetween = 200;

/** What is turned twice, as a denial that is asked for, cannot be told by a rule. */
function turned(polarity: Polarity, turn: Turn): Polarity | undefined {
  switch (turn) {
    case 'none':
      return polarity;
    case 'other':
      return undefined;
    case 'denied':
      if (polarity === 'conditional' || polarity === 'questioned') return polarity;
      return polarity === 'stated' || polarity === 'reported' ? 'denied' : undefined;
    case 'negated':
      return polarity === 'stated' ? 'negated' : undefined;
    case 'reported':
      return polarity === 'stated' ? 'reported' : polarity === 'negated' ? 'denied' : polarity;
    case 'intended':
      return polarity === 'stated' ? 'intended' : polarity === 'negated' ? 'negated' : polarity;
    default:
      return turn;
  }
}

/** `did not pay B until May` says that it paid. */
const notAll = /\b(?:until|till|before|unless|without|because|but|only|just|merely|alone|yet)\b/iu;

interface Pair {
  readonly sentence: string;
  readonly spans: readonly PartySpan[];
  readonly first: number;
  readonly isQuestion: boolean;
}

/** Undefined where the second party or what is said of it cannot be told. */
function turnBehind(complement: Complement, behind: string): Turn | undefined {
  const { needs, unless, owned, verb } = complement;
  if (unless?.test(behind)) return undefined;
  if (needs) {
    const words = wordsIn(behind.slice(0, maxBetween));
    const found = /^\s/u.test(behind) ? needs.exec(words.map((word) => `${word} `).join('')) : null;
    // What was asked for is no part of another name.
    if (found && /\bno /u.test(found[0])) return 'negated';
    return found ? readBehind(` ${words.slice(found[0].split(' ').length - 1).join(' ')}`, false) : undefined;
  }
  const own = owned?.exec(behind);
  return readBehind(own ? `,${behind.slice(own[0].length)}` : behind, verb === 'paid');
}

function assertionOf(pair: Pair, group: VerbGroup, { turn, saidBy }: { turn: Turn; saidBy: number | undefined }): Assertion | undefined {
  const { sentence, spans, first, isQuestion } = pair;
  const [one, other] = [spans[first], spans[first + 1]];
  if (!one || !other) return undefined;
  const behind = sentence.slice(other.end);
  const between = group.rest.map((word) => `${word} `).join('');
  for (const complement of group.entry.complements) {
    if ((complement.isPassive ?? false) !== group.isPassive || !complement.between.test(between)) continue;
    const after = turnBehind(complement, behind);
    if (after === undefined) continue;
    const before = turned(group.polarity, turn);
    const plain = before && turned(before, after);
    if (plain === undefined || (plain === 'negated' && notAll.test(behind))) return undefined;
    if (!areDenialsRead(plain, { text: sentence.slice(0, one.start), turn }, { text: behind, turn: after })) return undefined;
    const isOfOther = group.isPassive !== (complement.isSwapped ?? false);
    const [agent, patient] = isOfOther ? [first + 1, first] : [first, first + 1];
    const by = group.isOwnSaying ? first : saidBy;
    return {
      verb: complement.verb,
      agent,
      patient,
      polarity: isQuestion ? 'questioned' : plain,
      ...(by !== undefined && { saidBy: by }),
    };
  }
  return undefined;
} // prettier-ignore

/** The party that ends where the words begin by which somebody says it. */
function sayerOf({ sentence, spans, first }: Pair, { saidAt, turn }: Before): number | undefined {
  if (saidAt === undefined || (turn !== 'reported' && turn !== 'denied')) return undefined;
  const before = spans[first - 1];
  return before && sentence.slice(before.end, saidAt).trim() === '' && before.end <= saidAt ? first - 1 : undefined;
} // prettier-ignore

/** `The data was supplied by A to B`, `£5 was paid to B by A`. */
function handedBetween(pair: Pair, words: readonly string[]): Assertion | undefined {
  const { sentence, spans, first, isQuestion } = pair;
  const between = words.filter((word) => word !== 'the').join(' ');
  if (between !== 'to' && between !== 'by') return undefined;
  const [one, other] = [spans[first], spans[first + 1]];
  if (!one || !other) return undefined;
  const whole = sentence.slice(0, one.start);
  const before = wordsIn(whole.slice(-200)).filter((word, at, all) => word !== 'the' || at < all.length - 1);
  if (before.at(-1) !== (between === 'to' ? 'by' : 'to')) return undefined;
  const at = before.findLastIndex((_, place) => handedOver.some(({ forms }) => forms.has(before[place] ?? '')));
  for (let from = at - 1; from > 0 && at - from < 7; from -= 1) {
    const thing = handedOver.find(({ noun, forms }) => noun.test(before[from - 1] ?? '') && forms.has(before[at] ?? ''));
    const group = thing && readVerbGroup(before.slice(from, at + 1), false);
    if (!thing || !group?.isPassive || at !== before.length - 2) continue;
    const clause = readBefore(`${before.slice(0, from - 1).join(' ').replace(/ ?(?:the|a|an|of|#|this|that)$/u, '')} `, () => false);
    const behind = sentence.slice(other.end);
    const after = readBehind(behind, false);
    const plain = after && turned(group.polarity, clause.turn);
    const polarity = plain && after && turned(plain, after);
    if (!polarity) return undefined;
    // What the verb group has of them is read already.
    const ahead = before.slice(0, from).join(' ');
    const isCut = whole.length > 200 && denialsIn(whole.slice(0, -200)) > 0;
    if (isCut || !areDenialsRead(polarity, { text: ahead, turn: clause.turn }, { text: behind, turn: after })) return undefined;
    const [agent, patient] = between === 'to' ? [first, first + 1] : [first + 1, first];
    return { verb: thing.verb, agent, patient, polarity: isQuestion ? 'questioned' : polarity };
  }
  return undefined;
} // prettier-ignore

/** Whether the party that stands before `at` is itself no subject: `friends of B and A paid C`. */
const joinedTo = ({ sentence, spans, first }: Pair): ((at: number) => boolean) => {
  const before = spans[first - 1];
  return (at) =>
    before !== undefined &&
    sentence.slice(before.end, at).trim() === '' &&
    readBefore(sentence.slice(0, before.start), () => false).turn === 'other';
};

function assertionBetween(pair: Pair): Assertion | undefined {
  const { sentence, spans, first } = pair;
  const [one, other] = [spans[first], spans[first + 1]];
  if (!one || !other || other.start - one.end > maxBetween) return undefined;
  const mid = sentence.slice(one.end, other.start);
  // Behind a name as behind a possessive or a hyphen stands what is another’s.
  if (!/^[\s,]/u.test(mid) || !/[\s("“‘']$/u.test(mid)) return undefined;
  const tokens = wordsIn(mid.replace(/[("“‘']$/u, ''));
  const handed = handedBetween(pair, tokens);
  if (handed) return handed;
  const before = readBefore(sentence.slice(0, one.start), joinedTo(pair));
  if (before.turn === 'other') return undefined;
  const group = readVerbGroup(tokens, one.isPronoun ?? false, before.inversion);
  if (!group) return undefined;
  return assertionOf(pair, group, { turn: before.turn, saidBy: sayerOf(pair, before) });
}

/** `spans` in the order of the sentence, none over another. */
export function assertionsIn(sentence: string, spans: readonly PartySpan[]): readonly Assertion[] {
  const isQuestion = /\?["”’')\]]*\s*$/u.test(sentence);
  const found: Assertion[] = [];
  for (let first = 0; first + 1 < Math.min(spans.length, maxParties); first += 1) {
    const assertion = assertionBetween({ sentence, spans, first, isQuestion });
    if (assertion) found.push(assertion);
  }
  return found;
}
