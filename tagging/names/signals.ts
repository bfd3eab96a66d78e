/** Weighs what a text shows for and against a name: its writing, the words around it, the names near it. */
import type { EntityKind } from '../../schemas/mention.ts';
import type { Form } from './letter-case.ts';
import { topics, type Alias, type AliasRule, type IndexedEntity, type NameIndex } from './name-index.ts';
import { firstWordFrom, type Words } from './words.ts';

/** Units to each side that a decision may look at. */
export const contextUnits = 160;
const nearUnits = 32;

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

export function surroundings(
  text: string,
  words: Words,
  index: NameIndex,
  start: number,
  end: number,
): Surroundings {
  const byTopic = new Map<number, number>();
  const places = new Map<number, number>();
  const seen = new Map<number, number>();
  const loudest = new Map<number, string>();
  const loud = new Map<number, number>();
  for (let at = firstWordFrom(words, start - contextUnits); at < words.count; at += 1) {
    const from = words.starts[at] as number;
    const to = words.ends[at] as number;
    if (from > end + contextUnits) break;
    if (from < end && to > start) continue;
    const distance = from >= end ? from - end : start - to;
    if (distance > contextUnits) continue;
    const weight = distance <= nearUnits ? 1 : distance <= 80 ? 0.7 : 0.4;
    const hash = words.hashes[at] as number;
    if ((seen.get(hash) ?? 0) >= weight) continue;
    const gain = weight - (seen.get(hash) ?? 0);
    seen.set(hash, weight);
    const id = index.words.find(hash);
    if (id < 0) continue;
    const bits = index.topics[id] as number;
    for (let bit = 1; bit <= bits; bit <<= 1) {
      if ((bits & bit) === 0) continue;
      byTopic.set(bit, (byTopic.get(bit) ?? 0) + gain);
      if (weight > (loud.get(bit) ?? 0)) {
        loud.set(bit, weight);
        loudest.set(bit, text.slice(from, Math.min(to, from + 30)).toLowerCase());
      }
    }
    const place = index.places[id] as number;
    if (place > 0) places.set(place, (places.get(place) ?? 0) + gain);
  }
  return { topics: byTopic, places, words: seen, loudest };
}

type TopicWeights = readonly (readonly [number, number])[];

const weights: Readonly<Record<EntityKind, TopicWeights>> = {
  party: [
    [topics.politics, 1.2],
    [topics.campaign, 0.3],
    [topics.organisation, 0.1],
  ],
  'data-broker': [
    [topics.broker, 1.1],
    [topics.organisation, 0.7],
    [topics.analytics, 0.3],
  ],
  'analytics-firm': [
    [topics.analytics, 1.1],
    [topics.organisation, 0.7],
    [topics.broker, 0.4],
    [topics.politics, 0.3],
  ],
  platform: [
    [topics.platform, 1.1],
    [topics.organisation, 0.4],
  ],
  regulator: [
    [topics.regulator, 0.9],
    [topics.organisation, 0.4],
    [topics.politics, 0.2],
  ],
  'campaign-group': [
    [topics.campaign, 1.2],
    [topics.politics, 0.5],
    [topics.organisation, 0.4],
  ],
  other: [
    [topics.organisation, 0.7],
    [topics.politics, 0.3],
  ],
};

/** What the writing of a name is worth by itself; at or above 0 it counts, below a signal must decide. */
function formScore(alias: Alias, form: Form, allCaps: () => boolean, isWord: boolean): number {
  const { rule } = alias;
  const isOneWord = alias.gaps.length === 0 && !alias.joined;
  switch (rule) {
    case 'domain':
      return 6;
    case 'name':
      // `PASOK` and `SPÖ` are no names where they are written `pasok` or `Spo`.
      if (
        isOneWord &&
        form !== 'exact' &&
        form !== 'caps' &&
        alias.text.length <= 6 &&
        isCapsOnly(alias.text)
      )
        return -6;
      if (form === 'mixed') return 0.2;
      if (form === 'lower') return isOneWord ? 2.2 : 1;
      return 4;
    case 'title':
      if (form === 'caps') return allCaps() ? 2.2 : 2.8;
      if (form !== 'exact' && form !== 'title') return -4;
      return isOneWord ? 0.6 : 3;
    case 'acronym':
      if (form !== 'exact' && !(form === 'caps' && allCaps())) return -6;
      return acronymScore(alias.text) - (allCaps() ? 0.8 : 0);
    case 'ambiguous':
      if (form === 'exact') return isWord ? -1.5 : -1.3;
      return form === 'caps' && (isWord || allCaps()) ? -1.9 : -6;
    default:
      return -9;
  }
}

/** Three capitals mean many things, so that something must speak for the name; longer ones mean few. */
const acronymScore = (text: string): number => (/^[A-Z]{1,3}$/.test(text) ? -0.5 : 1.2);

const isCapsOnly = (text: string): boolean => text === text.toUpperCase() && text !== text.toLowerCase();

export interface Judgement {
  readonly score: number;
  readonly signal: string;
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
  /** A letter is joined by a hyphen or follows a dot. */
  readonly hyphenated: boolean;
  /** Behind `@` or `#`. */
  readonly tagged: boolean;
  /** Behind an article or the like: `the`, `a`, `die`. */
  readonly article: 'none' | 'definite' | 'indefinite';
  /** `for`, `vote`, `with` … before: what people do with a side or party. */
  readonly glued: boolean;
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
export function judge(
  alias: Alias,
  form: Form,
  target: IndexedEntity,
  facts: PlaceFacts,
  index: NameIndex,
): Judgement {
  if (target.method === 'watchlist') return judgeListed(alias, form, facts);
  const isWord = isOrdinaryWord(alias.text);
  let score = formScore(alias, form, facts.allCaps, isWord);
  let signal = ruleSignals[alias.rule];
  if (score <= -6) {
    if (!facts.tagged || alias.key.length < 3) return { score, signal };
    score = alias.rule === 'acronym' ? 0.8 : -1.5;
  }
  if (facts.tagged) score += alias.rule === 'ambiguous' ? 0.6 : 1;
  if (
    alias.joined &&
    !facts.tagged &&
    !/[a-z][A-Z]/.test(alias.text) &&
    form === 'lower' &&
    alias.rule !== 'name'
  )
    score -= 4;
  if (!isDoubtful(alias, form)) {
    if (facts.alone) return { score, signal };
    return {
      score: score + target.entity.weight * 0.3 + placeScore(target, facts.around(), index) * 0.5,
      signal,
    };
  }
  const around = facts.around();
  let support = 0;
  let loudestBit = 0;
  let loudest = 0;
  for (const [bit, weight] of weights[target.entity.kind]) {
    const part = Math.min(2.4, (around.topics.get(bit) ?? 0) * weight);
    support += part;
    if (part > loudest) {
      loudest = part;
      loudestBit = bit;
    }
  }
  score += Math.min(3, support);
  score += placeScore(target, around, index);
  const against = Math.min(
    5,
    (around.topics.get(topics.against) ?? 0) * (alias.rule === 'ambiguous' ? 1 : 0.9),
  );
  score -= against;
  for (const word of target.not) {
    const weight = around.words.get(word);
    if (weight !== undefined) score -= weight >= 1 ? 3.2 : 1.6;
  }
  score += placement(alias, facts, isWord);
  score += target.entity.weight;
  const word = around.loudest.get(loudestBit);
  if (alias.rule === 'ambiguous') signal = loudest > 0 && word !== undefined ? `context:${word}` : 'context';
  else if (alias.rule === 'acronym' && loudest > 0 && word !== undefined) signal = `acronym+context:${word}`;
  return { score, signal };
}

/** Names of a watchlist count by their writing alone: acronyms as listed, single words with their capital. */
function judgeListed(alias: Alias, form: Form, facts: PlaceFacts): Judgement {
  const signal = ruleSignals[alias.rule];
  if (alias.rule === 'acronym') return { score: form === 'exact' || facts.tagged ? 4 : -9, signal };
  if (alias.rule === 'title') return { score: form === 'lower' && !facts.tagged ? -9 : 4, signal };
  return { score: 5, signal };
}

function isDoubtful(alias: Alias, form: Form): boolean {
  if (alias.rule === 'acronym' || alias.rule === 'ambiguous' || form === 'lower' || form === 'mixed')
    return true;
  return alias.rule === 'title' && alias.gaps.length === 0 && !alias.joined;
}

function placement(alias: Alias, facts: PlaceFacts, isWord: boolean): number {
  if (alias.rule !== 'ambiguous') return facts.hyphenated ? -0.3 : 0;
  let score = 0;
  if (facts.capitalFollows) score -= 1.4;
  if (facts.capitalPrecedes) score -= 1;
  if (facts.hyphenated) score -= 1.2;
  if (isWord && facts.startsSentence) score -= 0.8;
  if (isWord && facts.article === 'indefinite') score -= 0.4;
  if (facts.article === 'definite') score += 0.4;
  return score;
}

function placeScore(target: IndexedEntity, around: Surroundings, index: NameIndex): number {
  let score = 0;
  const { country, kind } = target.entity;
  if (country !== undefined && around.places.size > 0) {
    let own = 0;
    let foreign = 0;
    for (const [place, weight] of around.places) {
      if (index.countries[place - 1] === country) own += weight;
      else foreign += weight;
    }
    if (kind === 'party' || kind === 'regulator' || kind === 'campaign-group') {
      score += own > 0 ? Math.min(2.2, own * 1.6) : -Math.min(0.6, foreign * 0.4);
    } else score += Math.min(0.4, own * 0.3);
  }
  for (const word of target.places) if (around.words.has(word)) score += 1.5;
  return score;
}
