/** Reads the query language (`docs/query-language.md`) into the tree of `ast.ts`. */
import type { Query } from './ast.ts';
import { queryLimits, QuerySyntaxError } from './ast.ts';
import { isOfOnePlace } from './places.ts';
import { addressReadings, isLiteralBackslash } from './question-marks.ts';
import { canonicalField, fieldOf } from './fields.ts';
import { unknownField } from './unknown-field.ts';
import type { Target } from './leaf.ts';
import {
  exactLeaf,
  fuzzyLeaf,
  matchLeaf,
  nearLeaf,
  patternOrMatch,
  quotedPattern,
  rangeLeaf,
  withinLeaves,
  takesAny,
} from './leaf.ts';

const placeFields = ['path:', 'name:', 'source:', 'custodian:', 'deleted:', 'label:', 'has:label'];
const clauseExpected = ['a word', '"a phrase"', 'field:value', '('];
const isBlank = (character: string): boolean => character.trim() === '';
/** What word processors make of `"`, and what other languages write for it: any of them closes any other. */
const typographicQuotes = '“”„‟«»″〝〞〟＂';
const isQuote = (character: string): boolean =>
  character !== '' && (character === '"' || typographicQuotes.includes(character));
const endsWord = (character: string): boolean =>
  isBlank(character) || '()[]{}'.includes(character) || isQuote(character);

/** A word as read: `text` without escapes; `pattern` with those that `*`, `?` and `\` need. */
interface Word {
  readonly text: string;
  readonly pattern: string;
  readonly wild: boolean;
  readonly fuzzy: 0 | 1 | 2;
  readonly start: number;
}

/** Operators of other languages between two words, which here would be words like others and find nothing. */
const foreignOperator = /(?:pre|near|adj|within|[nps]|w)\/(?:\d+|[sp])(?=[\s()]|$)/iy;
const withinOperator = /w\/(\d{1,6})(?=[\s("“„«]|$)/iy;

class Parser {
  readonly #query: string;
  #at = 0;
  #depth = 0;
  #leaves = 0;

  constructor(query: string) {
    this.#query = query;
  }

  parse(): Query {
    this.#skipBlanks();
    if (this.#atEnd) throw new QuerySyntaxError('the query is empty', 0, [...clauseExpected, '*']);
    const query = this.#or(undefined);
    if (!this.#atEnd) this.#fail('nothing opens this bracket', ['the end of the query']);
    return query;
  }

  get #atEnd(): boolean {
    return this.#at >= this.#query.length;
  }

  get #next(): string {
    return this.#query[this.#at] ?? '';
  }

  #fail(message: string, expected: readonly string[], position = this.#at): never {
    throw new QuerySyntaxError(message, position, expected);
  }

  #skipBlanks(): void {
    while (!this.#atEnd && isBlank(this.#next)) this.#at++;
  }

  /** Takes a word operator (`AND`) or its sign (`&&`) if it stands here on its own. */
  #take(word: string, sign: string): boolean {
    const after = this.#at + word.length;
    if (this.#query.startsWith(word, this.#at) && endsWord(this.#query[after] ?? ' ')) this.#at = after;
    else if (this.#query.startsWith(sign, this.#at)) this.#at += sign.length;
    else return false;
    this.#skipBlanks();
    return true;
  }

  #or(field: Target | undefined): Query {
    const of = [this.#and(field)];
    while (this.#take('OR', '||')) of.push(this.#and(field));
    return joined('or', of);
  }

  #and(field: Target | undefined): Query {
    const of = [this.#not(field)];
    for (;;) {
      this.#skipBlanks();
      if (this.#atEnd || this.#next === ')') break;
      const start = this.#at;
      if (this.#take('OR', '||')) {
        this.#at = start;
        break;
      }
      this.#take('AND', '&&');
      of.push(this.#not(field));
    }
    return joined('and', of);
  }

  #not(field: Target | undefined): Query {
    let negated = false;
    for (;;) {
      if (this.#take('NOT', '!') || this.#take('-', '-')) negated = !negated;
      else if (this.#next === '+') {
        this.#at++;
        this.#skipBlanks();
      } else break;
    }
    const start = this.#at;
    if (this.#take('AND', '&&') || this.#take('OR', '||')) {
      this.#fail('an operator stands where a clause should', clauseExpected, start);
    }
    const query = this.#near(field);
    return negated ? { op: 'not', of: query } : query;
  }

  /** `a w/5 b`, which binds its neighbours closest; of a chain each pair of them. */
  #near(field: Target | undefined): Query {
    let left = this.#primary(field);
    const pairs: Query[] = [];
    for (;;) {
      const position = this.#at;
      this.#skipBlanks();
      withinOperator.lastIndex = this.#at;
      const within = Number(withinOperator.exec(this.#query)?.[1] ?? 0);
      if (within === 0) {
        this.#at = position;
        return pairs.length === 0 ? left : joined('and', pairs);
      }
      const operator = this.#at;
      this.#at = withinOperator.lastIndex;
      this.#skipBlanks();
      const right = this.#primary(field);
      const leaves = withinLeaves({ position: operator }, left, right, within);
      this.#leaves += leaves.length;
      if (this.#leaves > queryLimits.leaves) this.#fail(`more than ${queryLimits.leaves} clauses`, []);
      pairs.push(joined('or', leaves));
      left = right;
    }
  }

  #primary(field: Target | undefined): Query {
    if (this.#atEnd) this.#fail('the query ends where a clause should stand', clauseExpected);
    if (this.#next === '(') return this.#group(field);
    if (++this.#leaves > queryLimits.leaves) this.#fail(`more than ${queryLimits.leaves} clauses`, []);
    if (field === undefined) return this.#clause();
    const start = this.#at;
    const name = this.#fieldName();
    this.#at = start;
    if (name !== undefined && canonicalField(name) !== undefined) {
      this.#fail(`the field "${name}" stands inside the brackets of another`, ['a value', '"quotes"']);
    }
    return this.#value(field);
  }

  #group(field: Target | undefined): Query {
    const open = this.#at++;
    if (++this.#depth > queryLimits.depth) {
      this.#fail(`brackets more than ${queryLimits.depth} deep`, [], open);
    }
    this.#skipBlanks();
    const query = this.#or(field);
    if (this.#next !== ')') this.#fail(`the bracket at character ${open + 1} is never closed`, [')']);
    this.#at++;
    this.#depth--;
    return query;
  }

  /** `place(…)`: conditions that one place meets together. */
  #onePlace(): Query | undefined {
    const position = this.#at;
    if (!/^place\($/i.test(this.#query.slice(position, position + 6))) return undefined;
    this.#at += 5;
    const of = this.#group(undefined);
    if (!isOfOnePlace(of)) {
      this.#fail('place(…) holds conditions on places, joined by AND, OR and NOT', placeFields, position);
    }
    return of.op === 'and' || of.op === 'not' || of.op === 'or' ? { op: 'place', of } : of;
  }

  #clause(): Query {
    const position = this.#at;
    const place = this.#onePlace();
    if (place !== undefined) return place;
    if (this.#next === '*' && endsWord(this.#query[position + 1] ?? ' ')) {
      this.#at++;
      return { op: 'all' };
    }
    if (isQuote(this.#next)) return this.#value({ position });
    foreignOperator.lastIndex = position;
    const foreign = foreignOperator.exec(this.#query)?.[0];
    if (foreign !== undefined) {
      this.#fail(`"${foreign}" is no operator here; put "quotes" around it to look for the words`, [
        'a w/5 b',
        '"a b"~4',
      ]);
    }
    const name = this.#fieldName();
    if (name === undefined) return this.#value({ position });
    const known = canonicalField(name);
    if (known === undefined) this.#fail(...unknownField(name), position);
    this.#skipBlanks();
    const target = { name: known, position: this.#at };
    return this.#next === '(' ? this.#group(target) : this.#value(target);
  }

  /** The name before an unescaped colon; the colon is taken. Undefined, and nothing taken, without one. */
  #fieldName(): string | undefined {
    let name = '';
    let at = this.#at;
    for (; at < this.#query.length; at++) {
      const character = this.#query[at] as string;
      if (character === ':' && name !== '') {
        this.#at = at + 1;
        return name;
      }
      if (endsWord(character)) return undefined;
      if (character === '\\') at++;
      name += this.#query[at] ?? '';
    }
    return undefined;
  }

  #value(target: Target): Query {
    const next = this.#next;
    if (isQuote(next)) return this.#phrase(target);
    if (next === '[' || next === '{') return this.#range(target);
    // A message id is written in angle brackets, and is no comparison.
    if ((next === '<' || next === '>') && target.name !== undefined && target.name !== 'thread') {
      return this.#comparison(target);
    }
    const word = this.#word();
    if (word === undefined) {
      this.#fail(target.name === undefined ? 'no clause starts like this' : 'the field has no value', [
        ...clauseExpected,
      ]);
    }
    const at = { ...target, position: word.start };
    if (isExact(target)) return exactLeaf(at, word.text);
    if (target.name !== undefined && word.text === '*' && word.wild && !takesAny(at))
      this.#fail('a pattern of * alone says nothing', ['a value'], word.start);
    if (word.wild) {
      const readings = addressReadings(at, this.#query.slice(word.start, this.#at), word.pattern);
      return joined(
        'or',
        readings.map((one) => patternOrMatch(at, one)),
      );
    }
    return word.fuzzy > 0 ? fuzzyLeaf(at, word.text, word.fuzzy === 1 ? 1 : 2) : matchLeaf(at, word.text);
  }

  #word(): Word | undefined {
    const start = this.#at;
    let text = '';
    let pattern = '';
    let wild = false;
    let fuzzy: 0 | 1 | 2 = 0;
    for (; !this.#atEnd && !endsWord(this.#next); this.#at++) {
      let character = this.#next;
      const edits = character === '~' && text !== '' ? this.#edits() : 0;
      if (edits > 0) {
        fuzzy = edits;
        break;
      }
      const special = character === '*' || character === '?';
      if (character === '\\' && isLiteralBackslash(this.#query, this.#at)) pattern += '\\\\';
      else if (character === '\\') {
        character = this.#query[++this.#at] ?? this.#fail('nothing follows the backslash', ['a character']);
        pattern += '*?\\'.includes(character) ? `\\${character}` : character;
      } else pattern += character;
      if (special) wild = true;
      text += character;
    }
    return this.#at === start ? undefined : { text, pattern, wild, fuzzy, start };
  }

  /** `~`, `~1` or `~2` at the end of a word; taken if it is one. */
  #edits(): 0 | 1 | 2 {
    const digit = this.#query[this.#at + 1] ?? ' ';
    if (endsWord(digit)) {
      this.#at++;
      return 2;
    }
    if ((digit === '1' || digit === '2') && endsWord(this.#query[this.#at + 2] ?? ' ')) {
      this.#at += 2;
      return digit === '1' ? 1 : 2;
    }
    return 0;
  }

  /** What stands in quotes; `wild` where a `*`, or a `?` at a word, has its meaning. */
  #quoted(): Pick<Word, 'text' | 'pattern' | 'wild'> {
    const isPlain = this.#next === '"';
    const open = this.#at++;
    let text = '';
    let pattern = '';
    let wild = false;
    // Inside plain quotes a typographic one is text: whole sentences are pasted.
    while (isPlain ? this.#next !== '"' : !isQuote(this.#next)) {
      const isEscaped = this.#next === '\\' && !isLiteralBackslash(this.#query, this.#at);
      if (isEscaped) this.#at++;
      // Behind a last backslash a quotation mark would be text.
      if (this.#atEnd)
        this.#fail(`the quotation mark at character ${open + 1} is never closed`, [isEscaped ? '\\"' : '"']);
      const special = this.#next === '*' || this.#next === '?';
      if (special && !isEscaped) wild = true;
      pattern += (special && isEscaped) || this.#next === '\\' ? `\\${this.#next}` : this.#next;
      text += this.#next;
      this.#at++;
    }
    this.#at++;
    return { text, pattern, wild };
  }

  #phrase(target: Target): Query {
    const at = { ...target, position: this.#at };
    const { text, pattern, wild } = this.#quoted();
    if (isExact(target)) return exactLeaf(at, text);
    const type = target.name === undefined ? 'words' : fieldOf(target.name)?.type;
    const asPattern = wild && (type === 'words' || (type === 'place' && text.includes('*')));
    if (this.#next !== '~') return asPattern ? quotedPattern(at, pattern) : matchLeaf(at, text);
    const from = ++this.#at;
    while (/^\d$/.test(this.#next)) this.#at++;
    const digits = this.#query.slice(from, this.#at);
    if (digits === '' || digits.length > 6) {
      this.#fail('a proximity says how many words may stand between', ['~ and a number'], from);
    }
    return nearLeaf(at, asPattern ? pattern : text, Number(digits), asPattern);
  }

  #range(target: Target): Query {
    const at = { ...target, position: this.#at };
    const fromInclusive = this.#next === '[';
    this.#at++;
    const from = this.#bound('a first value');
    if (!this.#query.startsWith('TO', this.#at)) this.#fail('a range is written [a TO b]', ['TO']);
    this.#at += 2;
    const to = this.#bound('a last value');
    if (this.#next !== ']' && this.#next !== '}') this.#fail('the range is never closed', [']', '}']);
    const toInclusive = this.#next === ']';
    this.#at++;
    return rangeLeaf(at, {
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      fromInclusive,
      toInclusive,
    });
  }

  /** A bound of a range; undefined for `*`, an open end. */
  #bound(expected: string): string | undefined {
    this.#skipBlanks();
    const word = isQuote(this.#next) ? this.#quoted().text : this.#word()?.text;
    if (word === undefined) this.#fail('a range has two bounds', [expected, '*']);
    this.#skipBlanks();
    return word === '*' ? undefined : word;
  }

  #comparison(target: Target): Query {
    const at = { ...target, position: this.#at };
    const isLess = this.#next === '<';
    const inclusive = this.#query[this.#at + 1] === '=';
    this.#at += inclusive ? 2 : 1;
    this.#skipBlanks();
    const value = isQuote(this.#next) ? this.#quoted().text : this.#word()?.text;
    if (value === undefined) this.#fail('nothing to compare with', ['a value']);
    return isLess
      ? rangeLeaf(at, { to: value, fromInclusive: true, toInclusive: inclusive })
      : rangeLeaf(at, { from: value, fromInclusive: inclusive, toInclusive: true });
  }
}

const isExact = ({ name }: Target): boolean => name === 'exact';

function joined(op: 'and' | 'or', operands: readonly Query[]): Query {
  const of = operands.flatMap((operand) => (operand.op === op ? operand.of : [operand]));
  const first = of[0];
  return of.length === 1 && first !== undefined ? first : { op, of };
}

/**
 * Throws `QuerySyntaxError` and nothing else, whatever the text; `position` is where the query stops making
 * sense and `expected` what could stand there.
 */
export function parseQuery(query: string): Query {
  if (query.length > queryLimits.units) {
    throw new QuerySyntaxError(`the query is longer than ${queryLimits.units} characters`, queryLimits.units);
  }
  return new Parser(query).parse();
}
