/** Reads the query language (`docs/query-language.md`) into the tree of `ast.ts`. */
import type { Query } from './ast.ts';
import { isLeaf, queryLimits, QuerySyntaxError } from './ast.ts';
import { isOfOnePlace } from './places.ts';
import { addressReadings } from './question-marks.ts';
import { canonicalField, fieldOf } from './fields.ts';
import { countLeaves, inFields, mailboxesAsked, type MailboxesAsked } from './mailbox-fields.ts';
import { unknownField } from './unknown-field.ts';
import type { Target } from './leaf.ts';
import { endsWord, isQuote, Scanner } from './scanner.ts';
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

const placeFields = ['path:', 'name:', 'source:', 'custodian:', 'family:', 'deleted:', 'label:', 'has:label'];
const clauseExpected = ['a word', '"a phrase"', 'field:value', '('];

/** Operators of other languages between two words, which here would be words like others and find nothing. */
const foreignOperator = /(?:near|adj|within|[nps]|w|pre)\/(?:\d+|[sp])(?=[\s()]|$)/iy;
/** Names of brackets that say of what their conditions hold together. */
const together = /(place|family|member)(?=\()/iy;
const withinOperator = /(w|pre)\/(\d{1,6})(?=[\s("“„«]|$)/iy;

class Parser {
  readonly #text: Scanner;
  #depth = 0;
  #isInFamily = false;
  #isInMember = false;
  #leaves = 0;

  constructor(query: string) {
    this.#text = new Scanner(query);
  }

  parse(): Query {
    this.#text.skipBlanks();
    if (this.#text.atEnd) throw new QuerySyntaxError('the query is empty', 0, [...clauseExpected, '*']);
    const query = this.#or(undefined);
    if (!this.#text.atEnd) this.#text.fail('nothing opens this bracket', ['the end of the query']);
    return query;
  }

  #or(field: Target | undefined): Query {
    const of = [this.#and(field)];
    while (this.#text.take('OR', '||')) of.push(this.#and(field));
    return joined('or', of);
  }

  #and(field: Target | undefined): Query {
    const of = [this.#not(field)];
    for (;;) {
      this.#text.skipBlanks();
      if (this.#text.atEnd || this.#text.next === ')') break;
      const start = this.#text.at;
      if (this.#text.take('OR', '||')) {
        this.#text.at = start;
        break;
      }
      this.#text.take('AND', '&&');
      of.push(this.#not(field));
    }
    return joined('and', of);
  }

  #not(field: Target | undefined): Query {
    let negated = false;
    for (;;) {
      if (this.#text.take('NOT', '!') || this.#text.take('-', '-')) negated = !negated;
      else if (this.#text.next === '+') {
        this.#text.at++;
        this.#text.skipBlanks();
      } else break;
    }
    const start = this.#text.at;
    if (this.#text.take('AND', '&&') || this.#text.take('OR', '||')) {
      this.#text.fail('an operator stands where a clause should', clauseExpected, start);
    }
    const query = this.#near(field);
    if (!negated) return query;
    return query.op === 'not' ? query.of : { op: 'not', of: query };
  }

  /** `a w/5 b` and `a pre/5 b`, which bind their neighbours closest; of a chain each pair of them. */
  #near(field: Target | undefined): Query {
    let left = this.#primary(field);
    const pairs: Query[] = [];
    for (;;) {
      const position = this.#text.at;
      this.#text.skipBlanks();
      withinOperator.lastIndex = this.#text.at;
      const [, operatorName = '', words = '0'] = withinOperator.exec(this.#text.query) ?? [];
      const within = Number(words);
      if (within === 0) {
        this.#text.at = position;
        return pairs.length === 0 ? left : joined('and', pairs);
      }
      const operator = this.#text.at;
      this.#text.at = withinOperator.lastIndex;
      this.#text.skipBlanks();
      const right = this.#primary(field);
      const leaves = withinLeaves(
        { position: operator },
        left,
        right,
        within,
        operatorName.toLowerCase() === 'pre',
      );
      this.#leaves += leaves.length;
      if (this.#leaves > queryLimits.leaves) this.#text.fail(`more than ${queryLimits.leaves} clauses`, []);
      pairs.push(joined('or', leaves));
      left = right;
    }
  }

  #primary(field: Target | undefined): Query {
    if (this.#text.atEnd) this.#text.fail('the query ends where a clause should stand', clauseExpected);
    if (this.#text.next === '(') return this.#group(field);
    if (++this.#leaves > queryLimits.leaves) this.#text.fail(`more than ${queryLimits.leaves} clauses`, []);
    if (field === undefined) return this.#clause();
    const start = this.#text.at;
    const name = this.#text.fieldName();
    this.#text.at = start;
    if (name !== undefined && (canonicalField(name) ?? mailboxesAsked(name)) !== undefined) {
      this.#text.fail(`the field "${name}" stands inside the brackets of another`, ['a value', '"quotes"']);
    }
    return this.#value(field);
  }

  #group(field: Target | undefined): Query {
    const open = this.#text.at++;
    if (++this.#depth > queryLimits.depth) {
      this.#text.fail(`brackets more than ${queryLimits.depth} deep`, [], open);
    }
    this.#text.skipBlanks();
    const query = this.#or(field);
    if (this.#text.next !== ')')
      this.#text.fail(`the bracket at character ${open + 1} is never closed`, [')']);
    this.#text.at++;
    this.#depth--;
    return query;
  }

  /** `place(…)`, `family(…)`, `member(…)`: conditions that hold together of one of these. */
  #together(): Query | undefined {
    const position = this.#text.at;
    together.lastIndex = position;
    const name = together.exec(this.#text.query)?.[1]?.toLowerCase();
    if (name === undefined) return undefined;
    this.#text.at += name.length;
    if (name === 'family') return this.#family();
    return name === 'member' ? this.#member(position) : this.#onePlace(position);
  }

  #family(): Query {
    // What holds of a family of this family holds of it.
    if (this.#isInFamily && !this.#isInMember) return this.#group(undefined);
    if (this.#isInMember) this.#text.fail('member(…) holds conditions on one document', clauseExpected);
    this.#isInFamily = true;
    const of = this.#group(undefined);
    this.#isInFamily = false;
    return { op: 'family', of };
  }

  #member(position: number): Query {
    if (!this.#isInFamily) {
      this.#text.fail('member(…) stands inside family(…)', ['family(from:ann AND member(…))'], position);
    }
    if (this.#isInMember) return this.#group(undefined);
    this.#isInMember = true;
    const of = this.#group(undefined);
    this.#isInMember = false;
    return isLeaf(of) || of.op === 'place' ? of : { op: 'member', of };
  }

  #onePlace(position: number): Query {
    const of = this.#group(undefined);
    if (!isOfOnePlace(of)) {
      this.#text.fail(
        'place(…) holds conditions on places, joined by AND, OR and NOT',
        placeFields,
        position,
      );
    }
    return of.op === 'and' || of.op === 'not' || of.op === 'or' ? { op: 'place', of } : of;
  }

  #clause(): Query {
    const position = this.#text.at;
    const together = this.#together();
    if (together !== undefined) return together;
    if (this.#text.next === '*' && endsWord(this.#text.query[position + 1] ?? ' ')) {
      this.#text.at++;
      return { op: 'all' };
    }
    if (isQuote(this.#text.next)) return this.#value({ position });
    foreignOperator.lastIndex = position;
    const foreign = foreignOperator.exec(this.#text.query)?.[0];
    if (foreign !== undefined) {
      this.#text.fail(`"${foreign}" is no operator here; put "quotes" around it to look for the words`, [
        'a w/5 b',
        '"a b"~4',
      ]);
    }
    const name = this.#text.fieldName();
    if (name === undefined) return this.#value({ position });
    const mailboxes = mailboxesAsked(name);
    if (mailboxes !== undefined) return this.#mailboxes(mailboxes);
    const known = canonicalField(name);
    if (known === undefined) this.#text.fail(...unknownField(name), position);
    return this.#ofField(known);
  }

  #ofField(name: string): Query {
    this.#text.skipBlanks();
    const target = { name, position: this.#text.at };
    return this.#text.next === '(' ? this.#group(target) : this.#value(target);
  }

  /** Read as of the first of its fields, then asked of each. */
  #mailboxes(asked: MailboxesAsked): Query {
    const of = this.#ofField(asked.fields[0]);
    this.#leaves += countLeaves(of) * (asked.fields.length - 1);
    if (this.#leaves > queryLimits.leaves) this.#text.fail(`more than ${queryLimits.leaves} clauses`, []);
    return inFields(of, asked);
  }

  #value(target: Target): Query {
    const next = this.#text.next;
    if (isQuote(next)) return this.#phrase(target);
    if (next === '[' || next === '{') return this.#range(target);
    // A message id is written in angle brackets, and is no comparison.
    if ((next === '<' || next === '>') && target.name !== undefined && target.name !== 'thread') {
      return this.#comparison(target);
    }
    const word = this.#text.word();
    if (word === undefined) {
      this.#text.fail(target.name === undefined ? 'no clause starts like this' : 'the field has no value', [
        ...clauseExpected,
      ]);
    }
    const at = { ...target, position: word.start };
    if (isExact(target)) return exactLeaf(at, word.text);
    if (target.name !== undefined && word.text === '*' && word.wild && !takesAny(at))
      this.#text.fail('a pattern of * alone says nothing', ['a value'], word.start);
    if (word.wild) {
      const readings = addressReadings(at, this.#text.query.slice(word.start, this.#text.at), word.pattern);
      return joined(
        'or',
        readings.map((one) => patternOrMatch(at, one)),
      );
    }
    return word.fuzzy > 0 ? fuzzyLeaf(at, word.text, word.fuzzy === 1 ? 1 : 2) : matchLeaf(at, word.text);
  }

  #phrase(target: Target): Query {
    const at = { ...target, position: this.#text.at };
    const { text, pattern, wild } = this.#text.quoted();
    if (isExact(target)) return exactLeaf(at, text);
    const type = target.name === undefined ? 'words' : fieldOf(target.name)?.type;
    const asPattern = wild && (type === 'words' || (type === 'place' && text.includes('*')));
    if (this.#text.next !== '~') return asPattern ? quotedPattern(at, pattern) : matchLeaf(at, text);
    const from = ++this.#text.at;
    while (/^\d$/.test(this.#text.next)) this.#text.at++;
    const digits = this.#text.query.slice(from, this.#text.at);
    if (digits === '' || digits.length > 6) {
      this.#text.fail('a proximity says how many words may stand between', ['~ and a number'], from);
    }
    return nearLeaf(at, asPattern ? pattern : text, Number(digits), asPattern);
  }

  #range(target: Target): Query {
    const at = { ...target, position: this.#text.at };
    const fromInclusive = this.#text.next === '[';
    this.#text.at++;
    const from = this.#bound('a first value');
    if (!this.#text.query.startsWith('TO', this.#text.at))
      this.#text.fail('a range is written [a TO b]', ['TO']);
    this.#text.at += 2;
    const to = this.#bound('a last value');
    if (this.#text.next !== ']' && this.#text.next !== '}')
      this.#text.fail('the range is never closed', [']', '}']);
    const toInclusive = this.#text.next === ']';
    this.#text.at++;
    return rangeLeaf(at, {
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      fromInclusive,
      toInclusive,
    });
  }

  /** A bound of a range; undefined for `*`, an open end. */
  #bound(expected: string): string | undefined {
    this.#text.skipBlanks();
    const word = isQuote(this.#text.next) ? this.#text.quoted().text : this.#text.word()?.text;
    if (word === undefined) this.#text.fail('a range has two bounds', [expected, '*']);
    this.#text.skipBlanks();
    return word === '*' ? undefined : word;
  }

  #comparison(target: Target): Query {
    const at = { ...target, position: this.#text.at };
    const isLess = this.#text.next === '<';
    const inclusive = this.#text.query[this.#text.at + 1] === '=';
    this.#text.at += inclusive ? 2 : 1;
    this.#text.skipBlanks();
    const value = isQuote(this.#text.next) ? this.#text.quoted().text : this.#text.word()?.text;
    if (value === undefined) this.#text.fail('nothing to compare with', ['a value']);
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
