/** Makes leaves of what a query says of a field, and refuses what the field cannot mean. */
import { analyze } from '../words/analysis.ts';
import type { Leaf, Range } from './ast.ts';
import { queryLimits, QuerySyntaxError } from './ast.ts';
import { stretchOf } from './dates.ts';
import type { Field } from './fields.ts';
import { fieldOf, messageId } from './fields.ts';
import { piecesOf } from './pattern.ts';

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
  if (type === 'number' && !/^\d{1,15}$/.test(value)) refuse(`"${value}" is no whole number`, ['a number']);
  if (type === 'flag' && value !== 'true' && value !== 'false') {
    refuse(`${target.name ?? ''} is true or false`, ['true', 'false']);
  }
  if (type === 'hash' && !/^[0-9a-f]{4,64}$/i.test(value)) {
    refuse('a hash is looked up by 4 to 64 hexadecimal digits', ['hexadecimal digits']);
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
  const exact = field.values !== undefined || field.type === 'hash';
  const value = target.name === 'thread' ? messageId(text) : text;
  return { op: 'match', ...named(target), text: exact ? value.toLowerCase() : value };
}

export function nearLeaf(target: Target, text: string, distance: number): Leaf {
  if (typeOf(target).type !== 'words') {
    throw new QuerySyntaxError(`${target.name ?? ''} has no words for a proximity`, target.position);
  }
  checkWords(target, text);
  if (distance > queryLimits.distance) {
    throw new QuerySyntaxError(`at most ${queryLimits.distance} words between`, target.position);
  }
  return { op: 'near', ...named(target), text, distance };
}

export function fuzzyLeaf(target: Target, text: string, distance: 1 | 2): Leaf {
  if (typeOf(target).type !== 'words' || analyze(text).length !== 1) {
    throw new QuerySyntaxError('"~" looks for words like one word of the text', target.position, [
      'one word',
    ]);
  }
  return { op: 'fuzzy', ...named(target), text, distance };
}

export function patternLeaf(target: Target, pattern: string): Leaf {
  const { type, values } = typeOf(target);
  const pieces = piecesOf(pattern);
  if (values !== undefined || !['words', 'place', 'keyword'].includes(type)) {
    throw new QuerySyntaxError(`${target.name ?? ''} takes no pattern`, target.position, values ?? []);
  }
  if (target.name === 'thread') return { op: 'pattern', field: 'thread', pattern: messageId(pattern) };
  const first = pieces[0];
  if (first === undefined || 'wild' in first) {
    throw new QuerySyntaxError(
      'a pattern cannot start with a wildcard: the index is sorted by the first letters, so every word would ' +
        'have to be tried',
      target.position,
      ['a letter before * or ?'],
    );
  }
  if (type === 'words') {
    // `a.b*` is one word or two depending on what `*` stands for: with something in its place it must be one.
    const neighbour = Array.from('literal' in first ? first.literal : '').at(-1) ?? 'a';
    const isWord = ['a', '1', neighbour].some((filling) => {
      const sample = pieces.map((piece) => ('literal' in piece ? piece.literal : filling)).join('');
      const tokens = analyze(sample);
      return tokens.length === 1 && tokens[0]?.end === sample.length && tokens[0].start === 0;
    });
    if (!isWord) {
      throw new QuerySyntaxError(
        `"${pattern}" is more than one word, and a pattern is compared with single words`,
        target.position,
        ['one word'],
      );
    }
  }
  return { op: 'pattern', ...named(target), pattern };
}

export function rangeLeaf(target: Target, range: Omit<Range, 'op' | 'field'>): Leaf {
  const field = typeOf(target);
  if (target.name === undefined || (field.type !== 'date' && field.type !== 'number')) {
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
