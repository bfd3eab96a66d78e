/** Finds the formats whose byte signature matches the start of a content. */

/** A compiled signature: `values[i]` is -1 where any byte will do. */
interface Signature {
  readonly id: string;
  readonly offset: number;
  readonly values: readonly number[];
  /** How many bytes it fixes: the longest match wins, short ones must not overrule a readable text. */
  readonly weight: number;
}

export interface MagicMatch {
  readonly id: string;
  readonly weight: number;
}

export interface MagicRow {
  readonly id: string;
  readonly magic?: readonly { readonly offset: number; readonly hex: string }[];
}

const compile = (id: string, offset: number, hex: string): Signature => {
  const values = (hex.match(/../g) ?? []).map((pair) => (pair === '??' ? -1 : Number.parseInt(pair, 16)));
  if (hex.length % 2 !== 0 || values.some(Number.isNaN))
    throw new TypeError(`bad signature of ${id}: ${hex}`);
  return { id, offset, values, weight: values.filter((value) => value >= 0).length };
};

const fits = (head: Uint8Array, { offset, values }: Signature): boolean => {
  if (head.length < offset + values.length) return false;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value !== -1 && value !== head[offset + i]) return false;
  }
  return true;
};

/**
 * Compiles the registry's signatures into a matcher. Those at offset 0 are found by their first byte, so that
 * a content costs a handful of comparisons whatever number of formats there is.
 * `head` must reach the deepest signature (32,774 bytes) where the content does.
 */
export function compileMagic(rows: readonly MagicRow[]): (head: Uint8Array) => MagicMatch | undefined {
  const byFirst: Signature[][] = Array.from({ length: 256 }, () => []);
  const elsewhere: Signature[] = [];
  for (const row of rows) {
    for (const { offset, hex } of row.magic ?? []) {
      const signature = compile(row.id, offset, hex);
      const first = signature.values[0] ?? -1;
      if (offset === 0 && first >= 0) byFirst[first]?.push(signature);
      else elsewhere.push(signature);
    }
  }
  const heaviestFirst = (a: Signature, b: Signature): number => b.weight - a.weight;
  for (const bucket of byFirst) bucket.sort(heaviestFirst);
  elsewhere.sort(heaviestFirst);
  return (head) => {
    const found = byFirst[head[0] ?? 0]?.find((signature) => fits(head, signature));
    if (found && found.weight >= 4) return found;
    const deeper = elsewhere.find((signature) => fits(head, signature));
    return deeper && deeper.weight > (found?.weight ?? 0) ? deeper : found;
  };
}
