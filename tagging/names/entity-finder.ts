/** Finds the entities that a stretch of text names: candidates of the matcher, scored by what surrounds them, decided. */
import type { Mention } from '../../schemas/mention.ts';
import { addressPart, registeredFrom } from './hosts.ts';
import { endWithLegalForm } from './legal-form.ts';
import type { Alias, IndexedEntity, NameIndex } from './name-index.ts';
import { isMachineText } from './machine-text.ts';
import { NameMatcher, type Candidate } from './name-matcher.ts';
import { scoreMisspelt, scoreReading } from './name-scorer.ts';
import { helpOfNeighbours, isSettled, type ScoredCandidate, type ScoredReading } from './neighbours.ts';
import { placeFacts } from './place-facts.ts';
import { foldWord } from './fold.ts';
import { mergeConfused } from './spelling.ts';
import { weights } from './weights.ts';
import { smallLetters, splitWords, Words } from './words.ts';

/** Context on each side of a block that makes decisions inside it independent of where blocks end. */
export const entityContextUnits = 1024;
/** Shortest listed name that counts as a domain that the list does not hold. */
const minDomainNameUnits = 5;

const withLegalForms = new Set(['data-broker', 'analytics-firm', 'platform', 'campaign-group', 'other']);

export class EntityFinder {
  readonly #index: NameIndex;
  readonly #matcher: NameMatcher;
  /** Those of the text that `find` was given last. */
  readonly words = new Words();

  constructor(index: NameIndex) {
    this.#index = index;
    this.#matcher = new NameMatcher(index);
  }

  /** Mentions that start in `[from, to)`, in text order; offsets are in `text`. */
  find(text: string, from: number, to: number): Mention[] {
    splitWords(text, this.words);
    const scored: ScoredCandidate[] = [];
    for (const candidate of this.#candidates(text)) {
      const one = this.#score(text, candidate);
      if (one !== undefined) scored.push(one);
    }
    if (scored.length === 0) return [];
    return decide(text, scored).filter((mention) => mention.start >= from && mention.start < to);
  }

  #candidates(text: string): Candidate[] {
    const words = this.words;
    const index = this.#index;
    const matcher = this.#matcher;
    const { hashes, masks, starts, count } = words;
    const { firsts, capitals } = index;
    const table = index.words;
    const found: Candidate[] = [];
    for (let at = 0; at < count;) {
      const id = table.find(hashes[at] as number);
      const isSmall = ((masks[at] as number) & smallLetters) === smallLetters;
      const start = starts[at] as number;
      if (id < 0) {
        // All small letters: no identifier, no acronym, and no misspelt name unless OCR read its first I as l.
        const match = isSmall && !isMisreadStart(text, start) ? undefined : matcher.unknown(text, words, at);
        for (const candidate of match?.candidates ?? []) found.push(candidate);
        at = match?.next ?? at + 1;
        continue;
      }
      if (isSmall && capitals[id] === 1 && !isTagged(text, start)) {
        at += 1;
        continue;
      }
      let match = firsts[id] === 0 ? undefined : matcher.at(text, words, at, false);
      if (match === undefined && isLoneCapital(text, words, at)) match = matcher.dotted(text, words, at);
      if (match !== undefined) found.push(match.candidate);
      at = match?.next ?? at + 1;
    }
    return found;
  }

  #score(text: string, candidate: Candidate): ScoredCandidate | undefined {
    const index = this.#index;
    const { start, end, how } = candidate;
    const aliases = candidate.readings.map(({ alias }) => index.aliases[alias] as Alias);
    if (aliases.some(({ rule }) => rule === 'decoy')) return undefined;
    if (isMachineText(text, start, end)) return undefined;
    const part = addressPart(text, start, end);
    if (part.in === 'other') return undefined;
    if (part.in === 'host') return this.#scoreDomain(text, candidate, aliases, part.start, part.end);
    if (isExtension(text, start, end)) return undefined;
    const facts = placeFacts(text, this.words, index, candidate);
    const readings: ScoredReading[] = [];
    for (const [at, { form }] of candidate.readings.entries()) {
      const alias = aliases[at] as Alias;
      if (alias.rule === 'domain' || (candidate.glued && isPartOfWord(text, candidate, alias))) continue;
      const target = index.entities[alias.entity] as IndexedEntity;
      const judged = scoreReading(alias, form, target, facts, index);
      const isDoubtful = how === 'spelling' && isRespelt(text.slice(start, end), alias);
      const score = isDoubtful ? Math.min(judged.score, scoreMisspelt(alias, target, facts)) : judged.score;
      readings.push({ ...judged, score, alias, target });
    }
    return readings.length === 0 ? undefined : { start, end, how, readings, isDomain: false };
  }

  /** In a host name only the registered domain counts, and only where it is listed or is the name itself. */
  #scoreDomain(
    text: string,
    candidate: Candidate,
    aliases: readonly Alias[],
    hostStart: number,
    hostEnd: number,
  ): ScoredCandidate | undefined {
    const start = hostStart + registeredFrom(text.slice(hostStart, hostEnd));
    if (candidate.start < start) return undefined;
    const readings: ScoredReading[] = [];
    for (const alias of aliases) {
      const target = this.#index.entities[alias.entity] as IndexedEntity;
      if (alias.rule === 'domain') {
        if (candidate.start === start && candidate.end === hostEnd)
          readings.push({ alias, target, score: weights.writing.domain, signal: 'domain' });
        continue;
      }
      const isWhole =
        candidate.start === start && (candidate.end === hostEnd || text.charCodeAt(candidate.end) === 0x2e);
      if (isWhole && alias.rule === 'name' && alias.key.length >= minDomainNameUnits)
        readings.push({ alias, target, score: weights.writing.domainName, signal: 'domain-name' });
    }
    if (readings.length === 0) return undefined;
    return { start, end: hostEnd, how: 'name', readings, isDomain: true };
  }
}

/** The mentions among the candidates, in text order and without overlaps. */
function decide(text: string, scored: readonly ScoredCandidate[]): Mention[] {
  const settled = scored.map(isSettled);
  const mentions: Mention[] = [];
  for (const [at, candidate] of scored.entries()) {
    const best = bestReading(text, scored, settled, at);
    if (best === undefined || best.score < 0) continue;
    const mention = mentionOf(text, candidate, best);
    // A legal form can reach over the start of what follows; the earlier name keeps it.
    const last = mentions.at(-1);
    if (last === undefined || mention.start >= last.end) mentions.push(mention);
  }
  return mentions;
}

/** The reading with the highest score once its neighbours have spoken; the first of those that are equal. */
function bestReading(
  text: string,
  scored: readonly ScoredCandidate[],
  settled: readonly boolean[],
  at: number,
): ScoredReading | undefined {
  const { hopeless, decidedAlone } = weights.decision;
  const candidate = scored[at] as ScoredCandidate;
  let best: ScoredReading | undefined;
  for (const reading of candidate.readings) {
    const help =
      candidate.isDomain || reading.score <= hopeless
        ? { score: 0, signal: '' }
        : helpOfNeighbours(text, scored, settled, at, reading);
    const score = reading.score + help.score;
    if (best !== undefined && score <= best.score) continue;
    const decided = help.signal !== '' && reading.score < decidedAlone;
    best = { ...reading, score, signal: decided ? help.signal : reading.signal };
  }
  return best;
}

function mentionOf(text: string, candidate: ScoredCandidate, reading: ScoredReading): Mention {
  const { shift, slope, most, mostOfMisspelt } = weights.confidence;
  const { entity } = reading.target;
  const isMisspelt = candidate.how === 'spelling';
  const { start } = candidate;
  const end =
    !candidate.isDomain && withLegalForms.has(entity.kind)
      ? endWithLegalForm(text, candidate.end)
      : candidate.end;
  const confidence = 1 / (1 + Math.exp(-(reading.score + shift) * slope));
  const hasLegalForm = end > candidate.end && reading.alias.rule !== 'domain';
  return {
    start,
    end,
    surface: text.slice(start, end),
    entity: entity.entity,
    kind: entity.kind,
    method: reading.target.method,
    confidence: Math.round(Math.min(isMisspelt ? mostOfMisspelt : most, confidence) * 100) / 100,
    signal: isMisspelt ? 'spelling' : hasLegalForm ? `${reading.signal}+legal-form` : reading.signal,
  };
}

/** In an identifier an ambiguous alias says nothing, nor do three letters that others touch: `libOpenCDA`. */
const isPartOfWord = (text: string, { start, end }: Candidate, { rule, text: listed }: Alias): boolean =>
  rule === 'ambiguous' ||
  (rule === 'acronym' && listed.length <= 3 && /\p{L}/u.test(text.charAt(start - 1) + text.charAt(end)));

/** Whether a single word became the name by an edit, and not by letters that OCR confuses. */
const isRespelt = (surface: string, alias: Alias): boolean =>
  alias.gaps.length === 0 && mergeConfused(foldWord(surface)) !== mergeConfused(alias.key);

/** `lnformation`: an l before a letter that no word has behind it. */
export function isMisreadStart(text: string, start: number): boolean {
  return text.charCodeAt(start) === 0x6c && /[bcdfghjkmnpqrstvwxz]/.test(text.charAt(start + 1));
}

const isTagged = (text: string, start: number): boolean => {
  const before = text.charCodeAt(start - 1);
  return before === 0x40 || before === 0x23;
};

export function isLoneCapital(text: string, words: Words, at: number): boolean {
  const start = words.starts[at] as number;
  return (
    (words.ends[at] as number) - start === 1 &&
    text.charCodeAt(start + 1) === 0x2e &&
    /[A-Z]/.test(text.charAt(start))
  );
}

/** `favicon.ico`, `LOGO.ICO`: letters behind a dot that end a file name. */
function isExtension(text: string, start: number, end: number): boolean {
  if (text.charCodeAt(start - 1) !== 0x2e || end - start > 4) return false;
  return /[\p{L}\p{N}_)*]/u.test(text.charAt(start - 2)) && !/[.\p{L}\p{N}]/u.test(text.charAt(end));
}
