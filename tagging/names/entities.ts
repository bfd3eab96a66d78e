/** Finds the entities that a stretch of text names: candidates from the name index, decided by what surrounds them. */
import type { Mention } from '../../schemas/mention.ts';
import { addressPart, registeredFrom } from './hosts.ts';
import { endWithLegalForm } from './legal-form.ts';
import type { Alias, IndexedEntity, NameIndex } from './name-index.ts';
import { NameMatcher, type Candidate } from './name-matcher.ts';
import { isAllCaps } from './letter-case.ts';
import {
  contextUnits,
  judge,
  surroundings,
  type Judgement,
  type PlaceFacts,
  type Surroundings,
} from './signals.ts';
import { firstWordFrom, splitWords, Words } from './words.ts';

/** A candidate in its place, with a score for each reading. */
interface Weighed {
  start: number;
  end: number;
  readonly how: Candidate['how'];
  readonly readings: readonly (Judgement & { readonly alias: Alias; readonly target: IndexedEntity })[];
  readonly isDomain: boolean;
}

/** How far names that help each other may lie apart, in units. */
const neighbourUnits = 200;
/** Context on each side of a block that makes decisions inside it independent of where blocks end. */
export const entityContextUnits = 1024;

const companies = new Set(['data-broker', 'analytics-firm', 'platform', 'campaign-group', 'other']);
const definite = new Set('the der die das dem den des le la les el los il lo gli o os as het de'.split(' '));
const indefinite = new Set(
  'a an ein eine einen un une una um uma een my your his her their our some any no'.split(' '),
);

export class EntityFinder {
  private readonly index: NameIndex;
  private readonly matcher: NameMatcher;
  /** Those of the text that `find` was given last. */
  readonly words = new Words();

  constructor(index: NameIndex) {
    this.index = index;
    this.matcher = new NameMatcher(index);
  }

  /** Mentions that start in `[from, to)`, in text order; offsets are in `text`. */
  find(text: string, from: number, to: number): Mention[] {
    splitWords(text, this.words);
    const weighed: Weighed[] = [];
    for (const candidate of this.candidates(text)) {
      const one = this.weigh(text, candidate);
      if (one !== undefined) weighed.push(one);
    }
    if (weighed.length === 0) return [];
    return this.decide(text, weighed).filter((mention) => mention.start >= from && mention.start < to);
  }

  private candidates(text: string): Candidate[] {
    const { words, index, matcher } = this;
    const { hashes } = words;
    const { firsts, capitals } = index;
    const { masks, starts } = words;
    const table = index.words;
    const found: Candidate[] = [];
    const { count } = words;
    for (let at = 0; at < count;) {
      const id = table.find(hashes[at] as number);
      if (id < 0) {
        // All small letters: no identifier, no acronym, and no misspelt name unless OCR read its first I as l.
        if (((masks[at] as number) & 0x60) === 0x60 && !isMisreadStart(text, starts[at] as number)) {
          at += 1;
          continue;
        }
        const unknown = matcher.unknown(text, words, at);
        if (unknown === undefined) at += 1;
        else {
          for (const candidate of unknown.candidates) found.push(candidate);
          at = unknown.next;
        }
        continue;
      }
      if (
        capitals[id] === 1 &&
        ((masks[at] as number) & 0x60) === 0x60 &&
        !isTagged(text, starts[at] as number)
      ) {
        at += 1;
        continue;
      }
      let match = firsts[id] === 0 ? undefined : matcher.at(text, words, at, false);
      if (match === undefined && isLoneCapital(text, words, at)) match = matcher.dotted(text, words, at);
      if (match === undefined) {
        at += 1;
        continue;
      }
      found.push(match.candidate);
      at = match.next;
    }
    return found;
  }

  private weigh(text: string, candidate: Candidate): Weighed | undefined {
    const { index } = this;
    const { start, end } = candidate;
    const aliases = candidate.readings.map(({ alias }) => index.aliases[alias] as Alias);
    if (aliases.some(({ rule }) => rule === 'decoy')) return undefined;
    const part = addressPart(text, start, end);
    if (part.in === 'other') return undefined;
    if (part.in === 'host') return this.weighDomain(text, candidate, aliases, part.start, part.end);
    if (isExtension(text, start, end)) return undefined;
    const facts = this.placeFacts(text, candidate);
    const readings = [];
    for (const [at, reading] of candidate.readings.entries()) {
      const alias = aliases[at] as Alias;
      if (alias.rule === 'domain') continue;
      const target = index.entities[alias.entity] as IndexedEntity;
      if (candidate.glued && alias.rule === 'ambiguous') continue;
      readings.push({ ...judge(alias, reading.form, target, facts, index), alias, target });
    }
    if (readings.length === 0) return undefined;
    return { start, end, how: candidate.how, readings, isDomain: false };
  }

  /** In a host name only the registered domain counts, and only where it is listed or is the name itself. */
  private weighDomain(
    text: string,
    candidate: Candidate,
    aliases: readonly Alias[],
    hostStart: number,
    hostEnd: number,
  ): Weighed | undefined {
    const start = hostStart + registeredFrom(text.slice(hostStart, hostEnd));
    if (candidate.start < start) return undefined;
    const readings = [];
    for (const alias of aliases) {
      const target = this.index.entities[alias.entity] as IndexedEntity;
      if (alias.rule === 'domain') {
        if (candidate.start === start && candidate.end === hostEnd)
          readings.push({ alias, target, score: 6, signal: 'domain' });
        continue;
      }
      const isWhole =
        candidate.start === start && (candidate.end === hostEnd || text.charCodeAt(candidate.end) === 0x2e);
      if (isWhole && alias.rule === 'name' && alias.key.length >= 5) {
        readings.push({ alias, target, score: 1.5, signal: 'domain-name' });
      }
    }
    if (readings.length === 0) return undefined;
    return { start, end: hostEnd, how: 'name', readings, isDomain: true };
  }

  private placeFacts(text: string, candidate: Candidate): PlaceFacts {
    const { words, index } = this;
    const { start, end, glued } = candidate;
    let around: Surroundings | undefined;
    let allCaps: boolean | undefined;
    const at = firstWordFrom(words, start);
    const before = at > 0 ? text.slice(words.starts[at - 1], words.ends[at - 1]) : '';
    const gapBefore = at > 0 ? text.slice(words.ends[at - 1], start) : '\n';
    const previous = text.charAt(start - 1);
    const next = text.charAt(end);
    const startsSentence = start === 0 || /[.!?:\n\r\t|•"“„«([–—]/.test(gapBefore) || before === '';
    const joins = gapBefore === ' ' && !startsSentence;
    const article =
      joins && definite.has(before.toLowerCase())
        ? 'definite'
        : joins && indefinite.has(before.toLowerCase())
          ? 'indefinite'
          : 'none';
    return {
      around: () => (around ??= surroundings(text, words, index, start, end)),
      allCaps: () => (allCaps ??= isAllCaps(text, start, end)),
      alone: candidate.readings.length === 1,
      capitalFollows: this.strangerFollows(text, end),
      capitalPrecedes: joins && article === 'none' && this.isStranger(before, at - 1, text),
      startsSentence,
      hyphenated:
        (isDash(previous) && /\p{L}/u.test(text.charAt(start - 2))) ||
        (isDash(next) && /\p{L}/u.test(text.charAt(end + 1))),
      tagged: previous === '@' || previous === '#',
      article,
      glued,
    };
  }

  /** A capitalised word that no list knows: probably part of another name. */
  private isStranger(word: string, at: number, text: string): boolean {
    if (!/^\p{Lu}\p{Ll}/u.test(word)) return false;
    const id = this.index.words.find(this.words.hashes[at] as number);
    if (id >= 0 && ((this.index.topics[id] as number) > 0 || (this.index.places[id] as number) > 0))
      return false;
    const gapBefore = text.slice(Math.max(0, (this.words.starts[at] as number) - 2), this.words.starts[at]);
    return !/[.!?:\n]/.test(gapBefore) && (this.words.starts[at] as number) > 0;
  }

  private strangerFollows(text: string, end: number): boolean {
    if (text.charCodeAt(end) !== 0x20) return false;
    const at = firstWordFrom(this.words, end);
    if (at >= this.words.count || this.words.starts[at] !== end + 1) return false;
    const word = text.slice(this.words.starts[at], this.words.ends[at]);
    return /^\p{Lu}\p{Ll}/u.test(word) && this.isUnknownWord(at);
  }

  private isUnknownWord(at: number): boolean {
    const id = this.index.words.find(this.words.hashes[at] as number);
    return id < 0 || ((this.index.topics[id] as number) === 0 && (this.index.places[id] as number) === 0);
  }

  private decide(text: string, weighed: readonly Weighed[]): Mention[] {
    const settled = weighed.map((one) =>
      one.readings.some(({ alias, score }) => score >= 1.5 && alias.rule !== 'ambiguous'),
    );
    const mentions: Mention[] = [];
    for (const [at, one] of weighed.entries()) {
      let best: { score: number; signal: string; reading: Weighed['readings'][number] } | undefined;
      for (const reading of one.readings) {
        const help =
          one.isDomain || reading.score <= -5
            ? { score: 0, signal: '' }
            : this.help(text, weighed, settled, at, reading);
        const score = reading.score + help.score;
        if (best !== undefined && score <= best.score) continue;
        const decisive = help.signal !== '' && reading.score < 0.5;
        best = { score, signal: decisive ? help.signal : reading.signal, reading };
      }
      if (best === undefined || best.score < 0) continue;
      const mention = this.mention(
        text,
        one,
        best.reading.target,
        best.score,
        best.signal,
        best.reading.alias,
      );
      // A legal form can reach over the start of what follows; the earlier name keeps it.
      const last = mentions.at(-1);
      if (last === undefined || mention.start >= last.end) mentions.push(mention);
    }
    return mentions;
  }

  /** What the names nearby say for a reading. */
  private help(
    text: string,
    weighed: readonly Weighed[],
    settled: readonly boolean[],
    at: number,
    reading: Weighed['readings'][number],
  ): { score: number; signal: string } {
    const one = weighed[at] as Weighed;
    const { entity } = reading.target;
    // Firms and platforms of several countries stand together as parties do not.
    const bordersNothing = companies.has(entity.kind) && entity.kind !== 'campaign-group';
    let kin = 0;
    let score = 0;
    let signal = '';
    for (const step of [-1, 1]) {
      for (
        let other = at + step, seen = 0;
        other >= 0 && other < weighed.length && seen < 8;
        other += step, seen += 1
      ) {
        const near = weighed[other] as Weighed;
        const distance = step < 0 ? one.start - near.end : near.start - one.end;
        if (distance > neighbourUnits) break;
        const isSettled = settled[other] === true;
        const same = near.readings.find(({ target }) => target === reading.target);
        if (
          same !== undefined &&
          isSettled &&
          same.alias.key !== reading.alias.key &&
          same.score >= 1.5 &&
          same.alias.rule !== 'ambiguous'
        ) {
          score += 3.5;
          signal = 'long-form';
          continue;
        }
        const kind = near.readings.find(
          ({ target, score }) =>
            target !== reading.target && target.entity.kind === entity.kind && score > -2.5,
        );
        if (kind === undefined) {
          if (isSettled && distance < 80) kin += 0.3;
          continue;
        }
        const compatriot = near.readings.some(
          ({ target, score }) =>
            target.entity.kind === entity.kind &&
            (bordersNothing || target.entity.country === entity.country) &&
            score > -2.5,
        );
        const coordinated =
          distance <= 12 &&
          isCoordination(step < 0 ? text.slice(near.end, one.start) : text.slice(one.end, near.start));
        if (isSettled) kin += (compatriot ? 1.7 : 0.7) + (coordinated ? 1 : 0);
        else if (compatriot) kin += coordinated ? 1 : 0.6;
      }
    }
    if (kin > 0.9 && signal === '') signal = 'neighbours';
    return { score: score + Math.min(3, kin), signal };
  }

  private mention(
    text: string,
    one: Weighed,
    target: IndexedEntity,
    score: number,
    signal: string,
    alias: Alias,
  ): Mention {
    const { entity } = target;
    let { end } = one;
    if (!one.isDomain && companies.has(entity.kind)) end = endWithLegalForm(text, end);
    let confidence = 1 / (1 + Math.exp(-(score + 0.4) * 0.9));
    if (one.how === 'spelling') confidence = Math.min(confidence, 0.65);
    return {
      start: one.start,
      end,
      surface: text.slice(one.start, end),
      entity: entity.entity,
      kind: entity.kind,
      method: target.method,
      confidence: Math.round(Math.min(0.99, confidence) * 100) / 100,
      signal:
        one.how === 'spelling'
          ? 'spelling'
          : end > one.end && alias.rule !== 'domain'
            ? `${signal}+legal-form`
            : signal,
    };
  }
}

const isDash = (unit: string): boolean => unit === '-' || unit === '\u2010' || unit === '\u2011';

/** `lnformation`: an l before a letter that no word has behind it. */
function isMisreadStart(text: string, start: number): boolean {
  return text.charCodeAt(start) === 0x6c && /[bcdfghjkmnpqrstvwxz]/.test(text.charAt(start + 1));
}

const isTagged = (text: string, start: number): boolean => {
  const before = text.charCodeAt(start - 1);
  return before === 0x40 || before === 0x23;
};

function isLoneCapital(text: string, words: Words, at: number): boolean {
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

const coordination =
  /^['’s)\]]*\s*(?:[,;/&+|–—-]|\b(?:and|or|und|et|y|e|ou|oder|vs|versus|en|ed|i|u|och|og|और|तथा|व|и|та|ve|the|der|die|la|le|el|o|a)\b|\s)*\s*[('"‘“]*$/u;
const isCoordination = (between: string): boolean => between.trim() !== '' && coordination.test(between);

/** Decisions reach this far in all: the words around a name that helps another. */
export const decisionReachUnits = contextUnits + neighbourUnits;
