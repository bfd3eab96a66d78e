/** Cuts a text that is read piece by piece into sentences, unit for unit at their places, and says which of them it quotes from another. Decision 0145. */
import { openBehind, type OpenQuotations } from './quotations.ts';

export interface Sentence {
  /** Signs that quote, and ends of lines, are blanks: as long as it is in the text. */
  readonly text: string;
  /** UTF-16 units of the text. */
  readonly start: number;
  /** Quoted from an earlier message or sent on with it: whoever sent this one does not say it. */
  readonly isQuoted: boolean;
  /** Quotation marks that were opened before it in its paragraph. */
  readonly open: OpenQuotations;
}

/** Longer ones are lists and tables, and are not looked at. */
export const maxSentenceUnits = 600;
/** Units that are held: a text of one line costs no more than any other. */
const maxHeldUnits = 4_096;
/** Shorter lines end where they end: headings, addresses, rows. */
const brokenUnits = 50;

const quoting = /^(?:[ \t]*[>|]){1,20}[ \t]?/u;
/** Below it stands another message. */
const forwarding =
  /^[ \t]*(?:-{2,}[ \t]*(?:original message|original appointment|forwarded|begin forwarded|ursprüngliche nachricht|weitergeleitete nachricht|message d['’]origine|message original|message transféré|mensaje original|mensaje reenviado|mensagem original|messaggio originale)(?!\p{L})|begin forwarded message|_{20,}[ \t]*\r?$|am [^\n]{5,200} schrieb [^\n]{1,100}:[ \t]*\r?$)/iu;
/** `On 3 May Ann <a@x>`, and in the next line `wrote:`. */
const saidLast = /(?:wrote|schrieb|a écrit|escribió|escreveu)[ \u00a0]?:[*_]{0,2}\s{0,20}$/iu;
/** Heads of a message that stand in a text: `From:` and below it others. */
const headLine =
  /^[ \t]*[*_]{0,2}(?:from|von|de|sent|gesendet|envoyé|enviado|to|an|à|para|cc|subject|betreff|objet|asunto|date|datum)[*_]{0,2}[ \u00a0]?:[*_]{0,2}(?:\s|$)/iu;
const bullet = /^[ \t]*(?:[-*•·–]|\d{1,3}[.)])[ \t]/u;

const shortened = new Set(
  'mr mrs ms mx dr prof sir st jr sr vs v e.g i.e etc no nos inc ltd co corp llc plc pvt pty pte gen sen rep gov hon rev dept est approx fig al cf ca a.m p.m u.s u.k s.a jan feb mar apr jun jul aug sep sept oct nov dec'.split(
    ' ',
  ),
);
const stop = /[.!?]["”’')\]]{0,3}(?=\s|$)/gu;

/** Where the sentences of a stretch end. */
function* endsIn(text: string): Generator<number, void> {
  for (const { 0: found, index } of text.matchAll(stop)) {
    const end = index + found.length;
    if (found.startsWith('.')) {
      const word = /[\p{L}.]{1,12}$/u.exec(text.slice(Math.max(0, index - 12), index))?.[0] ?? '';
      const next = /^\s*["“‘'(]?([\p{L}\p{N}£$€₹])/u.exec(text.slice(end, end + 20))?.[1] ?? '';
      if (/\p{Ll}/u.test(next)) continue;
      // A legal form and an initial may end a sentence: what follows with a capital is not joined to them.
      if (next !== '' && (shortened.has(word.toLowerCase()) || /^\p{Lu}$/u.test(word))) continue;
    }
    yield end;
  }
}

export class SentenceCutter {
  #rest = '';
  #at = 0;
  /** Lines of one paragraph. */
  #held = '';
  #heldAt = 0;
  #isHeldQuoted = false;
  #isBroken = false;
  #isBelow = false;
  #heads = 0;
  #open: OpenQuotations = [];

  /** Of the next piece of the text, in order. */
  *cut(piece: string): Generator<Sentence, void> {
    const text = this.#rest + piece;
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      yield* this.#lineInParts(text.slice(from, end), this.#at + from, true);
      from = end + 1;
    }
    this.#rest = text.slice(from);
    this.#at += from;
    if (this.#rest.length <= maxHeldUnits) return;
    yield* this.#lineInParts(this.#rest, this.#at, false);
    this.#at += this.#rest.length;
    this.#rest = '';
  }

  *end(): Generator<Sentence, void> {
    yield* this.#lineInParts(this.#rest, this.#at, true);
    yield* this.#flush();
    this.#rest = '';
  }

  *#lineInParts(line: string, at: number, isEnded: boolean): Generator<Sentence, void> {
    for (let from = 0; from === 0 || from < line.length; from += maxHeldUnits) {
      const part = line.slice(from, from + maxHeldUnits);
      yield* this.#line(part, at + from, isEnded && from + maxHeldUnits >= line.length);
    }
  }

  *#line(line: string, at: number, isEnded: boolean): Generator<Sentence, void> {
    const quote = quoting.exec(line)?.[0] ?? '';
    const own = line.slice(quote.length);
    this.#heads = headLine.test(own) ? this.#heads + 1 : 0;
    // Two heads below each other are those of a message, in a text that has none of its own.
    if (forwarding.test(own) || saidLast.test(own) || this.#heads >= 2) this.#isBelow = true;
    const isQuoted = this.#isBelow || quote !== '';
    const isApart = own.trim() === '' || isQuoted !== this.#isHeldQuoted || !this.#isBroken || bullet.test(own); // prettier-ignore
    if (isApart) yield* this.#flush();
    if (own.trim() === '' || isQuoted !== this.#isHeldQuoted) this.#open = [];
    if (this.#held === '') {
      this.#heldAt = at;
      this.#isHeldQuoted = isQuoted;
    } else if (this.#held.length < at - this.#heldAt) this.#held += ' '.repeat(at - this.#heldAt - this.#held.length); // prettier-ignore
    this.#held += ' '.repeat(quote.length) + own.replaceAll(/[\r\t\u00a0]/gu, ' ');
    this.#isBroken = !isEnded || line.length >= brokenUnits;
    if (this.#held.length >= maxHeldUnits) yield* this.#flush();
  }

  *#flush(): Generator<Sentence, void> {
    const held = this.#held;
    this.#held = '';
    let from = 0;
    for (const end of [...endsIn(held), held.length]) {
      if (end <= from) continue;
      const text = held.slice(from, end);
      if (text.length <= maxSentenceUnits && text.trim() !== '')
        yield { text, start: this.#heldAt + from, isQuoted: this.#isHeldQuoted, open: this.#open };
      this.#open = openBehind(text, this.#open);
      from = end;
    }
  }
}
