/** Writes a query tree in the query language: `parseQuery(printQuery(q))` is `q` again. */
import type { Leaf, Query } from './ast.ts';
import { piecesOf } from './pattern.ts';

const plain = /^[\p{L}\p{N}\p{M}_.@]+$/u;
const operators = new Set(['AND', 'OR', 'NOT', 'TO']);

const quote = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
const escapeWord = (text: string): string => text.replace(/[^\p{L}\p{N}\p{M}_.@]/gu, '\\$&');
const value = (text: string): string => (plain.test(text) && !operators.has(text) ? text : quote(text));
const bound = (text: string | undefined): string => (text === undefined ? '*' : quote(text));

function printLeaf(leaf: Leaf): string {
  switch (leaf.op) {
    case 'match':
      return value(leaf.text);
    case 'near':
      return `${quote(leaf.text)}~${leaf.distance}`;
    case 'fuzzy':
      return `${escapeWord(leaf.text)}~${leaf.distance}`;
    case 'pattern':
      return piecesOf(leaf.pattern)
        .map((piece) => ('literal' in piece ? escapeWord(piece.literal) : piece.wild))
        .join('');
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
    case 'not':
      return `NOT ${bracketed(query.of, ['and', 'or'])}`;
    case 'and':
      return query.of.map((operand) => bracketed(operand, ['or'])).join(' AND ');
    case 'or':
      return query.of.map(printQuery).join(' OR ');
    default:
      return query.field === undefined ? printLeaf(query) : `${escapeWord(query.field)}:${printLeaf(query)}`;
  }
}

const bracketed = (query: Query, ops: readonly string[]): string =>
  ops.includes(query.op) ? `(${printQuery(query)})` : printQuery(query);

/** The query with a caret under `position`, for a terminal: two lines, cut to about 76 columns around it. */
export function pointAt(query: string, position: number): string {
  const from = Math.max(0, position - 50);
  const line = query.slice(from, from + 76).replace(/\p{C}/gu, ' ');
  return `${line}\n${' '.repeat(position - from)}^`;
}
