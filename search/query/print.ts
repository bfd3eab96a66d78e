/** Writes a query tree in the query language: `parseQuery(printQuery(q))` is `q` again. */
import type { Leaf, Query } from './ast.ts';
import { fieldOf } from './fields.ts';
import { statedSuffix } from './mailbox-fields.ts';
import { piecesOf } from './pattern.ts';
import { readingsOf } from './question-marks.ts';
import { slotsOf } from './sequences.ts';

const plain = /^[\p{L}\p{N}\p{M}_.@]+$/u;
const operators = new Set(['AND', 'OR', 'NOT', 'TO']);

const quote = (text: string): string => `"${text.replace(/["\\*?]/g, '\\$&')}"`;
const escapeWord = (text: string): string => text.replace(/[^\p{L}\p{N}\p{M}_.@]/gu, '\\$&');
const value = (text: string): string => (plain.test(text) && !operators.has(text) ? text : quote(text));
const bound = (text: string | undefined): string => (text === undefined ? '*' : quote(text));

const quotedPattern = (pattern: string): string =>
  `"${piecesOf(pattern)
    .map((piece) => ('literal' in piece ? piece.literal.replace(/["\\*?]/g, '\\$&') : piece.wild))
    .join('')}"`;
const barePattern = (pattern: string): string =>
  piecesOf(pattern)
    .map((piece) => ('literal' in piece ? escapeWord(piece.literal) : piece.wild))
    .join('');

function printPattern(pattern: string, field: string | undefined): string {
  const isOfWords = field === undefined || fieldOf(field)?.type === 'words';
  // In quotes a `?` inside a word would be a question mark as well.
  const isQuoted = isOfWords && slotsOf(pattern).length !== 1 && readingsOf(pattern).length === 1;
  return isQuoted ? quotedPattern(pattern) : barePattern(pattern);
}

/** A side of `w/5`, with its field. */
function printSide(pattern: string, field: string | undefined): string {
  const pieces = piecesOf(pattern);
  const isPlain = pieces.every((piece) => 'literal' in piece);
  const said = isPlain
    ? value(pieces.map((piece) => ('literal' in piece ? piece.literal : '')).join(''))
    : printPattern(pattern, field);
  return field === undefined ? said : `${escapeWord(field)}:${said}`;
}

function printLeaf(leaf: Leaf): string {
  switch (leaf.op) {
    case 'match':
      return value(leaf.text);
    case 'near':
      return `${leaf.wild === true ? quotedPattern(leaf.text) : quote(leaf.text)}~${leaf.distance}`;
    case 'within':
      return leaf.of
        .map((side) => printSide(side, leaf.field))
        .join(` ${leaf.ordered === true ? 'pre' : 'w'}/${leaf.distance + 1} `);
    case 'exact':
      return `exact:${quote(leaf.text)}`;
    case 'fuzzy':
      return `${escapeWord(leaf.text)}~${leaf.distance}`;
    case 'pattern':
      return printPattern(leaf.pattern, leaf.field);
    default:
      return (
        `${leaf.fromInclusive ? '[' : '{'}${bound(leaf.from)} TO ` +
        `${bound(leaf.to)}${leaf.toInclusive ? ']' : '}'}`
      );
  }
}

/** The canonical text of a query. */
export function printQuery(query: Query): string {
  switch (query.op) {
    case 'all':
      return '*';
    case 'place':
    case 'family':
    case 'member':
      return `${query.op}(${printQuery(query.of)})`;
    case 'not':
      return `NOT ${bracketed(query.of, ['and', 'or'])}`;
    case 'and':
      return query.of.map((operand) => bracketed(operand, ['or'])).join(' AND ');
    case 'or':
      return query.of.map(printQuery).join(' OR ');
    default:
      return query.field === undefined || query.op === 'within'
        ? printLeaf(query)
        : `${escapeWord(query.field)}${isStated(query) ? statedSuffix : ''}:${printLeaf(query)}`;
  }
}

const isStated = (leaf: Leaf): boolean => leaf.op === 'match' && leaf.stated === true;

const bracketed = (query: Query, ops: readonly string[]): string =>
  ops.includes(query.op) ? `(${printQuery(query)})` : printQuery(query);

/** The query with a caret under `position`, for a terminal: two lines, cut to about 76 columns around it. */
export function pointAt(query: string, position: number): string {
  const from = Math.max(0, position - 50);
  const line = query.slice(from, from + 76).replace(/\p{C}/gu, ' ');
  return `${line}\n${' '.repeat(position - from)}^`;
}
