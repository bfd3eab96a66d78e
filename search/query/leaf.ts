/** Makes leaves of what a query says of a field, and refuses what the field cannot mean. */
import { analyze } from '../words/analysis.ts';
import type { Exact, Leaf, Query, Range } from './ast.ts';
import { queryLimits, QuerySyntaxError } from './ast.ts';
import { isSpan, stretchOf } from './dates.ts';
import type { Field } from './fields.ts';
import { productionLabel, fieldOf, messageId } from './fields.ts';
import { literalOf, piecesOf } from './pattern.ts';
import { readingsOf } from './question-marks.ts';
import { escaped, slotsOf } from './sequences.ts';

/** The field of a leaf: absent for the default fields, which are words. */
export interface Target {
  readonly name?: string;
  readonly position: number;
}

const typeOf = (target: Target): Field =>
  (target.name === undefined ? undefined : fieldOf(target.name)) ?? { type: 'words', about: '' };

const named = (target: Target): { field?: string } =>
  target.name === undefined ? {} : { field: target.name };

function checkValue(target: Target, field: Field, value: string): void {
  const refuse = (message: string, expected: readonly string[] = []): never => {
    throw new QuerySyntaxError(message, target.position, expected);
  };
  const { type, values } = field;
  if (values !== undefined && !values.includes(value.toLowerCase())) {
    refuse(`"${value}" is no value of ${target.name ?? ''}`, values);
  }
  if (type === 'date' && stretchOf(value) === undefined) {
    refuse(`"${value}" is no date`, ['2016', '2016-05', '2016-05-31', '2016-05-31T10:30Z']);
  }
  if (type === 'span' && !isSpan(value))
    refuse(`"${value}" is no year, month or day`, ['2016', '2016-05', '2016-05-31']);
  if (type === 'number' && !/^\d{1,15}$/.test(value)) refuse(`"${value}" is no whole number`, ['a number']);
  if (type === 'flag' && values === undefined && value !== 'true' && value !== 'false') {
    refuse(`${target.name ?? ''} is true or false`, ['true', 'false']);
  }
  if (type === 'hash' && !/^[0-9a-f]{4,64}$/i.test(value)) {
    refuse('a hash is looked up by 4 to 64 hexadecimal digits', ['hexadecimal digits']);
  }
  if (type === 'family' && !/^(?:[0-9a-f]{2}){16,32}$/i.test(value)) {
    refuse('a family is looked up by its whole id', ['hexadecimal digits']);
  }
  if (type === 'keyword' && value.trim() === '') refuse('the value is empty', ['a value']);
}

function checkWords(target: Target, text: string): void {
  const count = analyze(text).length;
  if (count === 0) {
    throw new QuerySyntaxError(`"${text}" holds no word to look for`, target.position, ['a word']);
  }
  if (count > queryLimits.phraseWords) {
    throw new QuerySyntaxError(
      `a phrase of ${count} words; at most ${queryLimits.phraseWords} are looked for`,
      target.position,
    );
  }
}

/** A word or a phrase, which mean the same: all its words in sequence, or the value of another field. */
export function matchLeaf(target: Target, text: string): Leaf {
  const field = typeOf(target);
  const wholePath = target.name === 'path' && text.startsWith('/');
  if (field.type === 'words' || (field.type === 'place' && !wholePath)) {
    checkWords(target, text);
  } else if (!wholePath) checkValue(target, field, text);
  const stated = productionLabel(target.name ?? '', text.trim());
  if (stated !== undefined) return { op: 'match', field: 'label', text: stated };
  const exact = field.values !== undefined || field.type === 'hash' || field.type === 'family';
  const value = target.name === 'thread' ? messageId(text) : text;
  return { op: 'match', ...named(target), text: exact ? value.toLowerCase() : value };
}

/** `text` is a pattern where it is `wild`. */
export function nearLeaf(target: Target, text: string, distance: number, wild = false): Leaf {
  if (typeOf(target).type !== 'words') {
    throw new QuerySyntaxError(`${target.name ?? ''} has no words for a proximity`, target.position);
  }
  if (wild) checkSlots(target, text);
  else checkWords(target, text);
  checkDistance(target, distance);
  return { op: 'near', ...named(target), text, distance, ...(wild ? { wild } : {}) };
}

function checkDistance(target: Target, distance: number): void {
  if (distance > queryLimits.distance) {
    throw new QuerySyntaxError(`at most ${queryLimits.distance} words between`, target.position);
  }
}

/** The sides of `a w/5 b`: words, phrases or patterns, or several of one field joined by OR. */
function sidesOf(target: Target, query: Query): readonly { field: string | undefined; pattern: string }[] {
  if (query.op === 'or') return query.of.flatMap((one) => sidesOf(target, one));
  const isOfWords = query.op === 'match' || query.op === 'pattern';
  if (!isOfWords || typeOf({ ...target, name: query.field }).type !== 'words') {
    throw new QuerySyntaxError(
      '"w/" and "pre/" stand between words, phrases or patterns, or several in brackets joined by OR',
      target.position,
      ['a word', '"a phrase"', '(a OR b)'],
    );
  }
  return [{ field: query.field, pattern: query.op === 'match' ? escaped(query.text) : query.pattern }];
}

/**
 * `a w/5 b`: each of the left near each of the right; `ordered`: before it, `a pre/5 b`. As in dtSearch, a word next to
 * another is within 1.
 */
export function withinLeaves(
  target: Target,
  left: Query,
  right: Query,
  within: number,
  ordered = false,
): Query[] {
  checkDistance(target, within - 1);
  const [ones, others] = [sidesOf(target, left), sidesOf(target, right)];
  return ones.flatMap((one) =>
    others.map((other): Query => {
      if (one.field !== undefined && other.field !== undefined && one.field !== other.field) {
        throw new QuerySyntaxError('"w/" looks in one field, and two are named', target.position);
      }
      return {
        op: 'within',
        ...named({ ...target, name: one.field ?? other.field }),
        of: [one.pattern, other.pattern],
        distance: within - 1,
        ...(ordered ? { ordered } : {}),
      };
    }),
  );
}

/** The words as written; they must hold words, by which their documents are looked for first. */
export function exactLeaf(target: Target, text: string): Exact {
  checkWords(target, text);
  return { op: 'exact', text };
}

export function fuzzyLeaf(target: Target, text: string, distance: 1 | 2): Leaf {
  if (typeOf(target).type !== 'words' || analyze(text).length !== 1) {
    throw new QuerySyntaxError('"~" looks for words like one word of the text', target.position, [
      'one word',
    ]);
  }
  return { op: 'fuzzy', ...named(target), text, distance };
}

const startsWild = (pattern: string): boolean => {
  const first = piecesOf(pattern)[0];
  return first === undefined || 'wild' in first;
};

const isAllWild = (pattern: string): boolean => piecesOf(pattern).every((piece) => 'wild' in piece);

function refuseWildStart(target: Target): never {
  throw new QuerySyntaxError(
    'a pattern cannot start with a wildcard: the index is sorted by the first letters, so every word would ' +
      'have to be tried',
    target.position,
    ['a letter before * or ?'],
  );
}

/** Of a pattern of words: each is a word, begins as one, or stands for any. */
function checkSlots(target: Target, pattern: string): void {
  const slots = slotsOf(pattern);
  for (const { tests } of slots) {
    if (tests.some((test) => test.op === 'pattern' && startsWild(test.pattern))) refuseWildStart(target);
  }
  if (slots.every(({ any }) => any === true)) {
    throw new QuerySyntaxError(`"${pattern}" holds no word to look for`, target.position, ['a word']);
  }
  if (slots.length > queryLimits.phraseWords) {
    throw new QuerySyntaxError(
      `a phrase of ${slots.length} words; at most ${queryLimits.phraseWords} are looked for`,
      target.position,
    );
  }
}

/** Whether any value can be asked for, by `*`: of few that are fixed, and what suppliers state, it says something. */
export const takesAny = (target: Target): boolean => {
  const { type, values } = typeOf(target);
  if (productionLabel(target.name ?? '', '') !== undefined) return true;
  return type === 'keyword' && values !== undefined;
};

/** Of words: one or several in sequence. Of other fields: of the whole value. */
export function patternLeaf(target: Target, pattern: string): Leaf {
  const { type, values } = typeOf(target);
  const stated = productionLabel(target.name ?? '', '');
  if (stated !== undefined) return { op: 'pattern', field: 'label', pattern: `${escaped(stated)}${pattern}` };
  if (takesAny(target) && pattern === '*') return { op: 'pattern', ...named(target), pattern };
  if (values !== undefined || !['words', 'place', 'keyword'].includes(type)) {
    throw new QuerySyntaxError(`${target.name ?? ''} takes no pattern`, target.position, values ?? []);
  }
  if (target.name === 'thread') return { op: 'pattern', field: 'thread', pattern: messageId(pattern) };
  if (type === 'words') checkSlots(target, pattern);
  // Names are gone through one by one in any case, and `name:*.pdf` is how people ask for an extension.
  else if (startsWild(pattern) && (target.name !== 'name' || isAllWild(pattern))) refuseWildStart(target);
  return { op: 'pattern', ...named(target), pattern };
}

/** A pattern, or what it says where it has no wildcard. */
export function patternOrMatch(target: Target, pattern: string): Leaf {
  const literal = literalOf(pattern);
  return literal === undefined ? patternLeaf(target, pattern) : matchLeaf(target, literal);
}

/** A pattern in quotes. A `?` inside, and at the end of a single word, is a question mark as well. */
export function quotedPattern(target: Target, pattern: string): Query {
  const isOfWords = typeOf(target).type === 'words';
  const of = (isOfWords ? readingsOf(pattern) : [pattern]).map((one) =>
    quotedReading(target, one, isOfWords),
  );
  const [first] = of;
  return of.length === 1 && first !== undefined
    ? first
    : { op: 'or', of: of.flatMap((one) => (one.op === 'or' ? one.of : [one])) };
}

function quotedReading(target: Target, pattern: string, isOfWords: boolean): Query {
  const last = piecesOf(pattern).at(-1);
  const rest = pattern.slice(0, -1);
  const asks = last !== undefined && 'wild' in last && last.wild === '?';
  if (!asks || !isOfWords || slotsOf(pattern).length !== 1 || startsWild(rest))
    return patternOrMatch(target, pattern);
  return { op: 'or', of: [patternOrMatch(target, rest), patternLeaf(target, pattern)] };
}

export function rangeLeaf(target: Target, range: Omit<Range, 'op' | 'field'>): Leaf {
  const field = typeOf(target);
  if (target.name === undefined || !['date', 'span', 'number'].includes(field.type)) {
    throw new QuerySyntaxError('ranges are for dates and numbers', target.position, [
      'sent:[2016 TO 2018]',
      'size:>1000',
    ]);
  }
  if (range.from !== undefined) checkValue(target, field, range.from);
  if (range.to !== undefined) checkValue(target, field, range.to);
  if (range.from === undefined && range.to === undefined) {
    return { op: 'range', field: target.name, fromInclusive: true, toInclusive: true };
  }
  return {
    op: 'range',
    field: target.name,
    ...(range.from === undefined ? {} : { from: range.from }),
    ...(range.to === undefined ? {} : { to: range.to }),
    // An open end has no inside or outside: one way to say it.
    fromInclusive: range.from === undefined || range.fromInclusive,
    toInclusive: range.to === undefined || range.toInclusive,
  };
}
