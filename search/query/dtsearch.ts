/**
 * Reads a query as dtSearch's Boolean requests are written (dtSearch's help, "Connectors", "Noise Words"; Relativity's
 * "Using dtSearch syntax options"): words side by side are a phrase, connectors are words in any case, `w/5` and
 * `pre/5` are proximities. What has a meaning there and none here is refused by its name, and so is what dtSearch's help
 * calls ambiguous: a term that was misread would be counted as if it had been asked.
 */
import { analyze } from '../words/analysis.ts';
import type { Query } from './ast.ts';
import { isLeaf, queryLimits, QuerySyntaxError } from './ast.ts';
import { patternOrMatch, withinLeaves } from './leaf.ts';
import { isQuote } from './scanner.ts';
import { noiseWords } from './dtsearch-noise.ts';

export interface DtsearchQuery {
  readonly query: Query;
  /** Where dtSearch may find other documents than this. */
  readonly notes: readonly string[];
}

interface Connector {
  readonly kind: 'and' | 'or' | 'not' | 'near';
  readonly written: string;
  /** Of `near`. */
  readonly within: number;
  readonly ordered: boolean;
}

type Token = { readonly position: number } & (
  | { readonly sign: '(' | ')' }
  | { readonly connector: Connector }
  | { readonly words: string; readonly isQuoted: boolean }
);

const fail = (message: string, position: number, expected: readonly string[] = []): never => {
  throw new QuerySyntaxError(message, position, expected);
};

/** What a word says that dtSearch takes for more than a word, and what to do about it. */
const refused: readonly (readonly [written: RegExp, says: string])[] = [
  [/^x(?:first|last)word$/iu, 'stands for the beginning or the end of a document, which is not known here'],
  [/^andany$/iu, 'makes words optional: leave them out'],
  [/^contains$/iu, 'asks a field: write such a term in the language of this program'],
  [/^(?:date|mail|creditcard)$/iu, 'finds what looks so (auto-recognition): has:personal-data and dates are asked in the language of this program; in quotes it is a word'],
  [/^(?:near|within|adj|before|[nsp])?\/\d*[sp]?$/iu, 'is no connector with a number of words: w/5 or pre/5'],
  [/^(?:w|pre)\/.*$/iu, 'is no connector with a number of words: w/5 or pre/5'],
  [/^(?:and|or)\/(?:and|or|not)$/iu, 'is two connectors'],
  [/^##/u, 'is a regular expression'],
  [/^#/u, 'asks for words that sound alike'],
  [/~~/u, 'asks for a range of numbers'],
  [/~/u, 'asks for other endings of a word (stemming): write them, or word*'],
  [/%/u, 'asks for words that are spelled alike (fuzzy): write them, or word* or w?rd'],
  [/&$/u, 'asks for synonyms: write them'],
  [/[=]/u, 'stands for a digit: in quotes it would be lost here too; write the numbers, or ?'],
  [/:-?\d+$/u, 'gives a weight: leave it out'],
  [/:|\/\//u, 'asks a field: write such a term in the language of this program, or put quotes around it'],
  [/!(?!$)/u, 'has a "!" inside: at the end of a word it stands for any ending'],
  [/[{}[\]<>|^]/u, 'has a sign of another language'],
]; // prettier-ignore

/** Signs that have their meaning in quotes too. */
const refusedInQuotes = /##|~~|[~%=]|(?:^|\s)#|&(?=\s|$)/u;

function connectorOf(word: string): Connector | undefined {
  const small = word.toLowerCase();
  if (small === 'and' || small === 'or' || small === 'not')
    return { kind: small, written: word, within: 0, ordered: false };
  const [, name, words] = /^(w|pre)\/(\d{1,6})$/u.exec(small) ?? [];
  return name === undefined
    ? undefined
    : { kind: 'near', written: word, within: Number(words), ordered: name === 'pre' };
}

/** Where the word that begins at `from` ends. */
function wordEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && !/[\s()]/u.test(text[at] ?? '') && !isQuote(text[at] ?? '')) at++;
  return at;
}

function quoteEnd(text: string, from: number): number {
  const isPlain = text[from] === '"';
  for (let at = from + 1; at < text.length; at++)
    if (isPlain ? text[at] === '"' : isQuote(text[at] ?? '')) return at;
  return fail('the quotation mark is never closed', from, ['"']);
}

function* tokensOf(text: string): Generator<Token> {
  for (let at = 0; at < text.length;) {
    const sign = text[at] ?? '';
    const position = at;
    if (/\s/u.test(sign)) at++;
    else if (sign === '(' || sign === ')') {
      at++;
      yield { sign, position };
    } else if (isQuote(sign)) {
      const end = quoteEnd(text, at);
      const words = text.slice(at + 1, end);
      const found = refusedInQuotes.exec(words);
      if (found) fail(`"${found[0].trim()}" has a meaning of its own in dtSearch, in quotes too`, at + 1 + found.index);
      at = end + 1;
      yield { words, isQuoted: true, position };
    } else {
      at = wordEnd(text, at);
      const word = text.slice(position, at);
      const connector = connectorOf(word);
      if (connector) yield { connector, position };
      else {
        const says = refused.find(([written]) => written.test(word))?.[1];
        if (says !== undefined) fail(`"${word}" in dtSearch ${says}`, position);
        yield { words: word, isQuoted: false, position };
      }
    }
  } // prettier-ignore
}

/** An operand of a level, and whether NOT stands before it. */
interface Operand {
  readonly query: Query;
  readonly isNot: boolean;
}

const ambiguous = 'what belongs together is not said: dtSearch leaves it open, put brackets around it';

class DtsearchParser {
  readonly #tokens: readonly Token[];
  readonly #end: number;
  readonly #notes = new Set<string>();
  #at = 0;
  #leaves = 0;

  constructor(text: string) {
    this.#tokens = [...tokensOf(text)];
    this.#end = text.length;
  }

  parse(): DtsearchQuery {
    const query = this.#level(0);
    const left = this.#tokens[this.#at];
    if (left) fail('nothing opens this bracket', left.position);
    return { query, notes: [...this.#notes] };
  }

  get #next(): Token | undefined {
    return this.#tokens[this.#at];
  }

  get #position(): number {
    return this.#next?.position ?? this.#end;
  }

  /** Operands with one kind of connector between them, up to the bracket that closes them. */
  #level(depth: number): Query {
    if (depth > queryLimits.depth) fail(`brackets more than ${queryLimits.depth} deep`, this.#position);
    const operands = [this.#operand(depth)];
    let joint: Connector | undefined;
    for (let token = this.#next; token && !('sign' in token && token.sign === ')'); token = this.#next) {
      if (!('connector' in token)) return fail('a connector is missing here', token.position, ['and', 'or', 'w/5']);
      const { connector } = token;
      if (connector.kind === 'not') return fail('"not" needs and or or before it', token.position, ['and not', 'or not']);
      if (joint && (joint.kind !== connector.kind || joint.kind === 'near')) return fail(ambiguous, token.position);
      joint = connector;
      this.#at += 1;
      operands.push(this.#operand(depth));
      if (connector.kind === 'near') this.#checkNear(operands, token.position);
    }
    return this.#joined(operands, joint);
  } // prettier-ignore

  #checkNear(operands: readonly Operand[], position: number): void {
    if (operands.some(({ isNot }) => isNot))
      fail(
        '"not" beside w/ or pre/ is not known here: not (a w/5 b) asks for documents without it',
        position,
      );
  }

  #joined(operands: readonly Operand[], joint: Connector | undefined): Query {
    const [first, second] = operands;
    if (joint?.kind === 'near' && first && second) return this.#near(first.query, second.query, joint);
    const queries = operands.map(({ query, isNot }): Query => (isNot ? { op: 'not', of: query } : query));
    const [only] = queries;
    if (joint === undefined && only) return only;
    const op = joint?.kind === 'or' ? 'or' : 'and';
    return { op, of: queries.flatMap((query) => (query.op === op ? query.of : [query])) };
  }

  #near(left: Query, right: Query, { within, ordered, written }: Connector): Query {
    const position = this.#position;
    if (within === 0) fail(`"${written}" leaves no room: at least 1`, position);
    for (const side of [left, right])
      if (side.op === 'and' || side.op === 'not')
        fail(
          `"${written}" stands between words, phrases, or several joined by or; ask for each pair`,
          position,
        );
    this.#take(leavesIn(left) * leavesIn(right), position);
    const of = withinLeaves({ position }, left, right, within, ordered);
    const [only] = of;
    return of.length === 1 && only ? only : { op: 'or', of };
  }

  #operand(depth: number): Operand {
    const token = this.#next;
    if (token && 'connector' in token && token.connector.kind === 'not') {
      this.#at += 1;
      const of = this.#next;
      if (of && 'connector' in of) fail(`"not ${of.connector.written}" is not known here`, token.position);
      return { query: this.#operand(depth).query, isNot: true };
    }
    if (token === undefined || 'connector' in token)
      return fail('words are missing here', this.#position, ['a word', '(']);
    if (!('sign' in token)) return { query: this.#phrase(), isNot: false };
    if (token.sign === ')') return fail('words are missing here', token.position, ['a word', '(']);
    this.#at += 1;
    const query = this.#level(depth + 1);
    const close = this.#next;
    if (close === undefined) return fail('a bracket is never closed', token.position, [')']);
    this.#at += 1;
    return { query, isNot: false };
  }

  /** Words side by side, or what stands in quotes: one after the other. */
  #phrase(): Query {
    const position = this.#position;
    const parts: string[] = [];
    for (let token = this.#next; token && 'words' in token; token = this.#next) {
      if (token.isQuoted && parts.length > 0)
        fail('a connector is missing before the quotes', token.position);
      parts.push(token.words);
      this.#at += 1;
      if (token.isQuoted) break;
    }
    this.#take(1, position);
    const written = parts.join(' ');
    this.#noteNoise(written);
    return patternOrMatch({ position }, this.#patternOf(written));
  }

  /** `word!` is any ending, as in the languages that dtSearch lists are often translated from. */
  #patternOf(written: string): string {
    return written
      .replaceAll('\\', ' ')
      .split(/\s+/u)
      .map((word) => {
        if (!/[\p{L}\p{N}]!$/u.test(word)) return word;
        this.#notes.add(
          `"${word}" is read as "${word.slice(0, -1)}*"; dtSearch’s own help has no such sign.`,
        );
        return `${word.slice(0, -1)}*`;
      })
      .join(' ')
      .trim();
  }

  #noteNoise(written: string): void {
    const terms = analyze(written.replaceAll(/[*?]/gu, '')).map(({ term }) => term);
    const noise = [...new Set(terms)].filter((term) => noiseWords.has(term));
    if (noise.length === 0) return;
    const words = noise.map((term) => `"${term}"`).join(', ');
    this.#notes.add(
      terms.length === 1
        ? `${words} is a noise word: dtSearch, with its own list, does not look for it; here it is looked for.`
        : `dtSearch, with its own list of noise words, takes any word for ${words}; here it is looked for, so dtSearch may find more.`,
    );
  }

  #take(leaves: number, position: number): void {
    this.#leaves += leaves;
    if (this.#leaves > queryLimits.leaves) fail(`more than ${queryLimits.leaves} clauses`, position);
  }
}

function leavesIn(query: Query): number {
  if (query.op === 'all' || isLeaf(query)) return 1;
  if (query.op === 'and' || query.op === 'or') return query.of.reduce((sum, one) => sum + leavesIn(one), 0);
  return leavesIn(query.of);
}

/** Throws `QuerySyntaxError` and nothing else; `position` is a UTF-16 offset in `text`. */
export function parseDtsearch(text: string): DtsearchQuery {
  if (text.length > queryLimits.units)
    throw new QuerySyntaxError(`the query is longer than ${queryLimits.units} characters`, queryLimits.units);
  if (text.trim() === '') throw new QuerySyntaxError('the query is empty', 0, ['a word']);
  return new DtsearchParser(text).parse();
}
