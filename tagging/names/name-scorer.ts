/** Scores a reading of a place: its writing, the words around it, the places named there. `weights.ts` has the figures. */
import { behindScore, besideScore, surnameScore } from './beside.ts';
import type { Form } from './letter-case.ts';
import {
  askedSlots,
  topics,
  type Alias,
  type AliasRule,
  type IndexedEntity,
  type NameIndex,
} from './name-index.ts';
import { topicWeights, weights } from './weights.ts';
import { firstWordFrom, type Words } from './words.ts';

/** Units to each side that a decision may look at; up to the other two a word is near, and in the middle. */
const contextUnits = 160;
const nearUnits = 32;
const middleUnits = 80;
/** Of a word that is named as the signal. */
const maxSignalUnits = 30;

/** Words around a place that any decision needs: looked up once for each candidate. */
export interface Surroundings {
  /** Sum of weights by topic bit. */
  readonly topics: ReadonlyMap<number, number>;
  /** Sum of weights by index into `countries` plus one. */
  readonly places: ReadonlyMap<number, number>;
  /** Weight by word hash. */
  readonly words: ReadonlyMap<number, number>;
  /** The word that spoke loudest, by topic bit. */
  readonly loudest: ReadonlyMap<number, string>;
}

function weightAt(distance: number): number {
  const { near, middle, far } = weights.distance;
  return distance <= nearUnits ? near : distance <= middleUnits ? middle : far;
}

/** Gathers what the words around a place speak for. Of a word that is repeated the nearest counts. */
class Gathering implements Surroundings {
  readonly topics = new Map<number, number>();
  readonly places = new Map<number, number>();
  readonly words = new Map<number, number>();
  readonly loudest = new Map<number, string>();
  readonly #loudness = new Map<number, number>();
  readonly #index: NameIndex;

  constructor(index: NameIndex) {
    this.#index = index;
  }

  add(text: string, start: number, end: number, hash: number, distance: number): void {
    const id = this.#index.words.find(hash);
    const bits = id < 0 ? 0 : (this.#index.topics[id] as number);
    const place = id < 0 ? 0 : (this.#index.places[id] as number);
    // Most words say nothing to any decision.
    if (bits === 0 && place === 0 && this.#index.asked[hash & (askedSlots - 1)] === 0) return;
    const weight = weightAt(distance);
    const before = this.words.get(hash) ?? 0;
    if (before >= weight) return;
    const gain = weight - before;
    this.words.set(hash, weight);
    for (let bit = 1; bit <= bits; bit <<= 1) {
      if ((bits & bit) === 0) continue;
      this.topics.set(bit, (this.topics.get(bit) ?? 0) + gain);
      if (weight > (this.#loudness.get(bit) ?? 0)) {
        this.#loudness.set(bit, weight);
        this.loudest.set(bit, text.slice(start, Math.min(end, start + maxSignalUnits)).toLowerCase());
      }
    }
    if (place > 0) this.places.set(place, (this.places.get(place) ?? 0) + gain);
  }
}

/** What the words within `contextUnits` of `[start, end)` speak for. */
export function surroundings(
  text: string,
  words: Words,
  index: NameIndex,
  start: number,
  end: number,
): Surroundings {
  const gathering = new Gathering(index);
  for (let at = firstWordFrom(words, start - contextUnits); at < words.count; at += 1) {
    const wordStart = words.starts[at] as number;
    const wordEnd = words.ends[at] as number;
    if (wordStart > end + contextUnits) break;
    if (wordStart < end && wordEnd > start) continue;
    const distance = wordStart >= end ? wordStart - end : start - wordEnd;
    if (distance > contextUnits) continue;
    gathering.add(text, wordStart, wordEnd, words.hashes[at] as number, distance);
  }
  return gathering;
}

/** What the writing of a name is worth by itself; at or above 0 it counts, below a signal must decide. */
function writingScore(alias: Alias, form: Form, isTextOfCapitals: () => boolean, isWord: boolean): number {
  const { writing } = weights;
  switch (alias.rule) {
    case 'domain':
      return writing.domain;
    case 'name':
      return nameScore(alias, form);
    case 'title':
      if (form === 'caps')
        return isTextOfCapitals() ? writing.titleInTextOfCapitals : writing.titleInCapitals;
      if (form === 'mixed' && smallHead.test(alias.text)) return writing.titleWithSmallHead;
      if (form !== 'exact' && form !== 'title') return writing.titleOtherwise;
      return isOneWord(alias) ? writing.titleOfOneWord : writing.title;
    case 'acronym': {
      if (form !== 'exact' && !(form === 'caps' && isTextOfCapitals())) return writing.acronymOtherwise;
      const score = /^[A-Z]{1,3}$/.test(alias.text) ? writing.shortAcronym : writing.longAcronym;
      return isTextOfCapitals() ? score + writing.acronymInTextOfCapitals : score;
    }
    case 'ambiguous':
      if (form === 'exact' && !isWord && isCapsOnly(alias.text) && isTextOfCapitals())
        return writing.ambiguousInCapitals;
      if (form === 'exact') return isWord ? writing.ambiguousWord : writing.ambiguous;
      return form === 'caps' && (isWord || isTextOfCapitals())
        ? writing.ambiguousInCapitals
        : writing.ambiguousOtherwise;
    default:
      return writing.decoy;
  }
}

/** Titles of two words of which the second is what the body is. */
const smallHead = /^\p{Lu}[\p{L}'’]* (?:Party|Alliance|Coalition|Commission|Association)$/u;

const isOneWord = (alias: Alias): boolean => alias.gaps.length === 0 && !alias.joined;

/** `MyLife.com`: its full stop joins it. */
const isDotted = ({ text, gaps }: Alias): boolean => gaps.length === 1 && /^\S+\.\S+$/.test(text);

/** Longest name that is read as letters rather than as a word where it is listed in capitals. */
const maxLettersUnits = 6;

function nameScore(alias: Alias, form: Form): number {
  const { writing } = weights;
  const { text } = alias;
  if (form === 'exact' || form === 'caps') return writing.name;
  if (isOneWord(alias) && text.length <= maxLettersUnits && isCapsOnly(text))
    return writing.capitalsOnlyNameOtherwise;
  if (form === 'mixed') return writing.nameInMixedLetters;
  if (form !== 'lower') return writing.name;
  return isOneWord(alias) || isDotted(alias) ? writing.nameInSmallLetters : writing.namesInSmallLetters;
}

const isCapsOnly = (text: string): boolean => text === text.toUpperCase() && text !== text.toLowerCase();

export interface Judgement {
  readonly score: number;
  readonly signal: string;
}

/** What the words right behind a name, one space away, say of it. */
export interface WordsBehind {
  /** A street, a hill or a station has the name: `Signal Hill`. */
  readonly street: boolean;
  /** `of` and something in small letters that is no place: the name is that thing's. */
  readonly ofAnother: boolean;
  /** `family`, `brothers`: a surname. */
  readonly family: boolean;
  /** A part of a table, a circuit or a body, which letters name. */
  readonly part: boolean;
  /** A word for the people or doings of a party or campaign: `Momentum activists`. */
  readonly people: boolean;
  /** A word in small letters that is none for these. */
  readonly thing: boolean;
}

/** Facts about the place of a candidate that do not depend on the reading. */
export interface PlaceFacts {
  readonly around: () => Surroundings;
  /** Whether the text around is in capitals throughout. */
  readonly allCaps: () => boolean;
  /** Whether there is one reading only, so that no place need decide between two. */
  readonly alone: boolean;
  /** The next word begins with a capital, one space away, and is no known cue. */
  readonly capitalFollows: boolean;
  readonly capitalPrecedes: boolean;
  readonly startsSentence: boolean;
  /** What the words right behind it are. */
  readonly behind: () => WordsBehind;
  /** A letter is joined by a hyphen or follows a dot. */
  readonly hyphenated: boolean;
  /** Behind `@` or `#`. */
  readonly tagged: boolean;
  /** Behind an article or the like: `the`, `a`, `die`. */
  readonly article: 'none' | 'definite' | 'indefinite';
  /** Behind `on` or `via`, with a capital. */
  readonly behindOn: boolean;
  /** Behind a title of persons or an initial: `Councillor`, `Mr`, `J.`. */
  readonly honorific: boolean;
  /** In a list of results: in brackets, beside a number, before `hold` or `gain`. */
  readonly inTally: boolean;
}

const ruleSignals: Readonly<Record<AliasRule, string>> = {
  name: 'name',
  title: 'capitals',
  acronym: 'acronym',
  ambiguous: 'context',
  domain: 'domain',
  decoy: 'decoy',
};

const isOrdinaryWord = (text: string): boolean =>
  /^\p{Lu}?[\p{Ll}\p{M}]/u.test(text) || !/\p{Lu}/u.test(text);

/** The score of one reading from its writing and the words around, without the names near it. */
export function scoreReading(
  alias: Alias,
  form: Form,
  target: IndexedEntity,
  facts: PlaceFacts,
  index: NameIndex,
): Judgement {
  if (target.method === 'watchlist') return scoreListed(alias, form, facts);
  const isWord = isOrdinaryWord(alias.text);
  const signal = ruleSignals[alias.rule];
  const written = writingScore(alias, form, facts.allCaps, isWord);
  if (written <= weights.writing.ruledOut && (!facts.tagged || alias.key.length < 3))
    return { score: written, signal };
  const score = asTagged(written, alias, form, facts);
  if (isDoubtful(alias, form)) return scoreDoubtful(score, alias, target, facts, index, isWord);
  const sure = score + (alias.rule === 'title' ? ordinaryScore(target, facts) : surnameScore(alias, facts));
  if (facts.alone) return { score: sure, signal };
  const { entity, places } = weights.readings;
  return {
    score: sure + target.entity.weight * entity + placeScore(target, facts.around(), index) * places,
    signal,
  };
}

/** What speaks against a title of several words (`Black Cube`, `Progress Party`) as the ordinary words that it is of. */
function ordinaryScore(target: IndexedEntity, facts: PlaceFacts): number {
  const { words } = weights;
  const around = facts.around();
  const heard = (around.topics.get(topics.against) ?? 0) * words.againstTitle;
  const against =
    heard === 0 ? 0 : Math.min(words.mostAgainst, heard) - supportOf(target, around, 'many').support;
  return -Math.max(0, against) + vetoScore(target, around) + behindScore(facts);
}

/** The score of the writing with what `@` or `#` before it adds, and what is taken where small letters are joined. */
function asTagged(written: number, alias: Alias, form: Form, facts: PlaceFacts): number {
  const { tagged, writing } = weights;
  if (!facts.tagged) {
    const isJoined =
      alias.joined && form === 'lower' && alias.rule !== 'name' && !/[a-z][A-Z]/.test(alias.text);
    return isJoined ? written + writing.joinedInSmallLetters : written;
  }
  const ofRuledOut = alias.rule === 'acronym' ? tagged.acronymRuledOut : tagged.otherRuledOut;
  const score = written <= writing.ruledOut ? ofRuledOut : written;
  return score + (alias.rule === 'ambiguous' ? tagged.ambiguous : tagged.name);
}

/** What the words around say where the writing is no proof. */
function scoreDoubtful(
  written: number,
  alias: Alias,
  target: IndexedEntity,
  facts: PlaceFacts,
  index: NameIndex,
  isWord: boolean,
): Judgement {
  const around = facts.around();
  const { support, loudest } = supportOf(target, around, lettersOf(alias));
  const score =
    written +
    support +
    placeScore(target, around, index) -
    againstScore(alias, around) +
    vetoScore(target, around) +
    besideScore(alias, facts, isWord) +
    (target.entity.kind === 'platform' && isWord && facts.behindOn ? weights.beside.onPlatform : 0) +
    target.entity.weight;
  const word = loudest === 0 ? undefined : around.loudest.get(loudest);
  if (alias.rule === 'ambiguous')
    return { score, signal: word === undefined ? 'context' : `context:${word}` };
  if (alias.rule === 'acronym' && word !== undefined) return { score, signal: `acronym+context:${word}` };
  return { score, signal: ruleSignals[alias.rule] };
}

/** How many letters an alias has, where that is few enough to matter. */
function lettersOf({ rule, text }: Alias): 'two' | 'three' | 'many' {
  if (!/^[A-Z0-9&]{1,3}$/.test(text)) return 'many';
  if (text.length < 3) return 'two';
  return rule === 'ambiguous' ? 'three' : 'many';
}

/**
 * A misspelt single word: what the words around say for it, and what stands beside it, as for an ambiguous alias. One
 * that is only misread (`Facebo0k`) is told by its digits and needs nothing.
 */
export function scoreMisspelt(alias: Alias, target: IndexedEntity, facts: PlaceFacts): number {
  const { beside, spelling } = weights;
  const { support } = supportOf(target, facts.around(), 'many');
  return (
    (alias.key.length < spelling.shortestName ? spelling.shortWord : spelling.singleWord) +
    support -
    Math.min(
      weights.words.mostAgainst,
      (facts.around().topics.get(topics.against) ?? 0) * weights.words.against,
    ) +
    vetoScore(target, facts.around()) +
    (facts.capitalFollows ? beside.capitalBehind : 0) +
    (facts.capitalPrecedes ? beside.capitalBefore : 0) +
    (facts.honorific ? beside.honorificBefore : 0)
  );
}

/** What the words around say for the kind of entity, and the topic that says most; 0 where none does. */
function supportOf(
  target: IndexedEntity,
  around: Surroundings,
  letters: 'two' | 'three' | 'many',
): { support: number; loudest: number } {
  const { mostOfTopic, mostOfAll, firstOfTwoLetters } = weights.words;
  const [own] = topicWeights[target.entity.kind];
  let support = 0;
  let loudest = 0;
  let most = 0;
  for (const [topic, weight] of topicWeights[target.entity.kind]) {
    // `CA` beside `contract` or `meeting` is any firm's: short aliases need words of their own topic.
    if (letters !== 'many' && topic !== own?.[0]) continue;
    const heard = (around.topics.get(topic) ?? 0) - (letters === 'two' ? firstOfTwoLetters : 0);
    const ofTopic = Math.min(mostOfTopic, Math.max(0, heard) * weight);
    support += ofTopic;
    if (ofTopic > most) {
      most = ofTopic;
      loudest = topic;
    }
  }
  return { support: Math.min(mostOfAll, support), loudest };
}

function againstScore(alias: Alias, around: Surroundings): number {
  const { against, againstAmbiguous, mostAgainst } = weights.words;
  const weight = alias.rule === 'ambiguous' ? againstAmbiguous : against;
  return Math.min(mostAgainst, (around.topics.get(topics.against) ?? 0) * weight);
}

/** The entity's own words against it. */
function vetoScore(target: IndexedEntity, around: Surroundings): number {
  const { notNear, notFar } = weights.words;
  let score = 0;
  for (const word of target.not) {
    const weight = around.words.get(word);
    if (weight !== undefined) score += weight >= weights.distance.near ? notNear : notFar;
  }
  return score;
}

/** Names of a watchlist count by their writing alone: acronyms as listed, single words with their capital. */
function scoreListed(alias: Alias, form: Form, facts: PlaceFacts): Judgement {
  const signal = ruleSignals[alias.rule];
  const { name, asListed, otherwise } = weights.listed;
  if (alias.rule === 'acronym')
    return { score: form === 'exact' || facts.tagged ? asListed : otherwise, signal };
  if (alias.rule === 'title')
    return { score: form === 'lower' && !facts.tagged ? otherwise : asListed, signal };
  return { score: name, signal };
}

function isDoubtful(alias: Alias, form: Form): boolean {
  if (alias.rule === 'acronym' || alias.rule === 'ambiguous' || form === 'lower' || form === 'mixed')
    return true;
  return alias.rule === 'title' && isOneWord(alias);
}

function placeScore(target: IndexedEntity, around: Surroundings, index: NameIndex): number {
  let score = 0;
  if (target.entity.country !== undefined && around.places.size > 0)
    score += countryScore(target, around, index);
  for (const word of target.places) if (around.words.has(word)) score += weights.places.ofEntity;
  return score;
}

function countryScore(target: IndexedEntity, around: Surroundings, index: NameIndex): number {
  const { country, kind } = target.entity;
  const { places } = weights;
  let own = 0;
  let foreign = 0;
  for (const [place, weight] of around.places) {
    if (index.countries[place - 1] === country) own += weight;
    else foreign += weight;
  }
  if (kind !== 'party' && kind !== 'regulator' && kind !== 'campaign-group')
    return Math.min(places.mostOfFirm, own * places.ofFirm);
  return own > 0
    ? Math.min(places.mostOwn, own * places.own)
    : Math.max(places.mostForeign, foreign * places.foreign);
}
