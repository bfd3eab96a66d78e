/** Names that no list has, found by stated rules in a text that is read piece by piece. Decision 0142. */
import type { Metadata } from '../../schemas/metadata.ts';
import { legalFormNames } from './legal-form-names.ts';
import type { NamedPart } from './name-words.ts';
import { honorificNames, isClosing, signedName } from './person-names.ts';

/** `legal-form`: a legal form ends it. `honorific`: an honorific stands before it. `signature`: it stands below the words that end a letter. `card`: an organisation of a contact card. `field`: a document states it of itself as author or company. */
export const candidateRules = ['legal-form', 'honorific', 'signature', 'card', 'field'] as const;
export type CandidateRule = (typeof candidateRules)[number];

export type CandidateKind = 'organisation' | 'person';

export interface FoundCandidate {
  readonly rule: CandidateRule;
  readonly kind: CandidateKind;
  /** As it stands, blanks made one. */
  readonly name: string;
  /** UTF-16 units of the text. */
  readonly start: number;
  readonly end: number;
}

/** Units of a name; what is longer is none. */
export const maxCandidateUnits = 120;
/** Units of a line that are looked at together: a text of one line costs no more than any other, and holds no more. */
const maxLineUnits = 4_096;
/** Shorter lines are headings, posts and addresses, which end where they end. */
const brokenUnits = 50;
/** Units of a line that a name on the next one may begin in. */
const maxBeforeUnits = 80;
/** Lines below the words that end a letter on which the name may stand. */
const signatureLines = 3;
const maxAuthors = 100;

/** Names that differ in case, points and commas alone are one. */
export const candidateKey = (name: string): string =>
  name.normalize('NFKC').toLowerCase().replaceAll(/[.,]/gu, '').replaceAll(/\s+/gu, ' ').trim();

export class CandidateFinder {
  /** What a piece ended with, of a line that goes on. */
  #rest = '';
  /** Where `#rest` begins in the text. */
  #at = 0;
  #linesToSign = 0;
  /** The end of the line before, where that is long enough to have been broken. */
  #before = '';

  /** Of the next piece of the text, in order. */
  *find(piece: string): Generator<FoundCandidate, void> {
    const text = this.#rest + piece;
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      yield* this.#lines(text.slice(from, end), this.#at + from);
      from = end + 1;
    }
    while (text.length - from > maxLineUnits) {
      const cut = text.lastIndexOf(' ', from + maxLineUnits);
      const end = cut > from ? cut : from + maxLineUnits;
      yield* this.#line(text.slice(from, end), this.#at + from);
      from = end;
    }
    this.#rest = text.slice(from);
    this.#at += from;
  }

  /** What the last line holds. */
  *end(): Generator<FoundCandidate, void> {
    yield* this.#line(this.#rest, this.#at);
    this.#rest = '';
  }

  *#lines(line: string, at: number): Generator<FoundCandidate, void> {
    for (let from = 0; from === 0 || from < line.length;) {
      const cut =
        line.length - from > maxLineUnits ? line.lastIndexOf(' ', from + maxLineUnits) : line.length;
      const end = cut > from ? cut : Math.min(line.length, from + maxLineUnits);
      yield* this.#line(line.slice(from, end), at + from);
      if (end === from) return;
      from = end;
    }
  }

  *#line(line: string, at: number): Generator<FoundCandidate, void> {
    const before = this.#before === '' ? '' : `${this.#before}\n`;
    for (const part of legalFormNames(before + line, before.length))
      yield* found('legal-form', 'organisation', before + line, part, at - before.length);
    this.#before = line.length >= brokenUnits ? line.slice(-maxBeforeUnits) : '';
    for (const part of honorificNames(line)) yield* found('honorific', 'person', line, part, at);
    if (isClosing(line)) {
      this.#linesToSign = signatureLines;
      return;
    }
    if (this.#linesToSign === 0) return;
    this.#linesToSign -= 1;
    if (line.trim() === '') return;
    const signed = signedName(line);
    if (signed) yield* found('signature', 'person', line, signed, at);
    this.#linesToSign = 0;
  }
}

function* found(
  rule: CandidateRule,
  kind: CandidateKind,
  line: string,
  { start, end }: NamedPart,
  at: number,
): Generator<FoundCandidate, void> {
  if (end - start > maxCandidateUnits) return;
  const name = line
    .slice(start, end)
    .replaceAll(/\s*\n[> ]*/gu, ' ')
    .replaceAll(/\s+/gu, ' ');
  yield { rule, kind, name, start: at + start, end: at + end };
}

/** Formats of contact cards. */
const cardFormats: ReadonlySet<string> = new Set(['vcard']);

/** What a document states of itself: its authors where they are written as people are, its company. */
export function* statedCandidates(
  format: string,
  { company, authors = [], lastAuthor }: Pick<Metadata, 'company' | 'authors' | 'lastAuthor'>,
): Generator<Omit<FoundCandidate, 'start' | 'end'>, void> {
  const organisation = company?.replaceAll(/\s+/gu, ' ').trim() ?? '';
  if (/\p{L}{2}/u.test(organisation) && organisation.length <= maxCandidateUnits)
    yield { rule: cardFormats.has(format) ? 'card' : 'field', kind: 'organisation', name: organisation };
  const people = new Set(
    [...authors, ...(lastAuthor === undefined ? [] : [lastAuthor])].slice(0, maxAuthors),
  );
  for (const person of people) {
    const name = person.replaceAll(/\s+/gu, ' ').trim();
    const signed = signedName(name);
    if (signed?.end === name.length) yield { rule: 'field', kind: 'person', name };
  }
}
