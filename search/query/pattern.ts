/** Patterns with `*` and `?`: their pieces, and matching in at most pattern × text steps for any pattern. */
import { normalize } from '../words/analysis.ts';

export type Piece = { readonly literal: string } | { readonly wild: '*' | '?' };

/** Splits a pattern; a backslash takes the meaning from the character after it. */
export function piecesOf(pattern: string): Piece[] {
  const pieces: Piece[] = [];
  let literal = '';
  const flush = (): void => {
    if (literal !== '') pieces.push({ literal });
    literal = '';
  };
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] as string;
    if (character === '*' || character === '?') {
      flush();
      pieces.push({ wild: character });
    } else if (character === '\\' && at + 1 < pattern.length) literal += pattern[++at] ?? '';
    else literal += character;
  }
  flush();
  return pieces;
}

/** What a pattern without wildcards stands for; undefined of another. */
export function literalOf(pattern: string): string | undefined {
  const pieces = piecesOf(pattern);
  return pieces.every((piece) => 'literal' in piece)
    ? pieces.map((piece) => ('literal' in piece ? piece.literal : '')).join('')
    : undefined;
}

/** As the index holds terms: literals lower-cased and folded. */
export const normalizedPieces = (pattern: string): Piece[] =>
  piecesOf(pattern).map((piece) => ('literal' in piece ? { literal: normalize(piece.literal) } : piece));

/** The literal start that every match shares. */
export const prefixOf = (pieces: readonly Piece[]): string => {
  const first = pieces[0];
  return first !== undefined && 'literal' in first ? first.literal : '';
};

/** A pattern that is only a start and one `*` at the end. */
export const isPrefix = (pieces: readonly Piece[]): boolean => {
  const [first, second] = pieces;
  return (
    pieces.length === 2 &&
    first !== undefined &&
    'literal' in first &&
    second !== undefined &&
    'wild' in second &&
    second.wild === '*'
  );
};

/** A test for whole values; greedy with one point to go back to, so no pattern takes exponential time. */
export function matcherOf(pieces: readonly Piece[]): (value: string) => boolean {
  const units: readonly (string | 0 | 1)[] = pieces.flatMap((piece): readonly (string | 0 | 1)[] =>
    'literal' in piece ? Array.from(piece.literal) : [piece.wild === '*' ? 0 : 1],
  );
  const start = prefixOf(pieces);
  return (value) => {
    // Most values of an index end here, and cost no array.
    if (!value.startsWith(start)) return false;
    const characters = Array.from(value);
    let at = 0;
    let unit = 0;
    let starUnit = -1;
    let starAt = 0;
    while (at < characters.length) {
      const wanted = units[unit];
      if (wanted === 0) {
        starUnit = unit++;
        starAt = at;
      } else if (wanted === 1 || (wanted !== undefined && wanted === characters[at])) {
        unit++;
        at++;
      } else if (starUnit >= 0) {
        unit = starUnit + 1;
        at = ++starAt;
      } else return false;
    }
    while (units[unit] === 0) unit++;
    return unit === units.length;
  };
}

/** Whether two words are at most `most` edits apart (insert, delete, replace, swap of neighbours). */
export function withinEdits(one: string, other: string, most: number): boolean {
  const a = Array.from(one);
  const b = Array.from(other);
  if (Math.abs(a.length - b.length) > most) return false;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      let cost = Math.min(
        (last[column] as number) + 1,
        (current[column - 1] as number) + 1,
        (last[column - 1] as number) + same,
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, (beforeLast[column - 2] as number) + 1);
      }
      current.push(cost);
      if (cost < least) least = cost;
    }
    if (least > most) return false;
    beforeLast = last;
    last = current;
  }
  return (last[b.length] as number) <= most;
}
