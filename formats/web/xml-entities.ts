/** Reads the entities that a document type declares, and says what each stands for, as far as that is bounded. */

/** Entities looked at; each costs a record. */
const maxEntities = 1_000;
/** Units that one may stand for, nesting included: a bomb of nested entities stands for millions. */
const maxEntityUnits = 4_096;
const maxDepth = 8;

export interface Entities {
  /** By name; what holds an element of markup stands in it as text. */
  readonly values: ReadonlyMap<string, string>;
  /** Those that stand for more than is expanded, or for themselves. */
  readonly refused: number;
}

const declaration =
  /<!ENTITY\s{1,20}([\w.:-]{1,200})\s{1,20}(?:"([^"]{0,65536})"|'([^']{0,65536})')\s{0,20}>/g;
const reference = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([\w.:-]{1,200}));/gi;

const fromCode = (code: number): string =>
  code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD';

/** The internal general entities of a document type's own subset (XML 1.0, 4.2.1). Never throws. */
export function readEntities(subset: string): Entities {
  const declared = new Map<string, string>();
  // The first declaration of a name binds (XML 1.0, 4.2).
  for (const [, name = '', double, single] of subset.matchAll(declaration)) {
    if (declared.size >= maxEntities) break;
    if (!declared.has(name)) declared.set(name, double ?? single ?? '');
  }
  const values = new Map<string, string>();
  let refused = 0;
  const expand = (text: string, depth: number): string | undefined => {
    const pieces: string[] = [];
    let units = 0;
    let from = 0;
    for (const { 0: found, 1: decimal, 2: hex, 3: name, index } of text.matchAll(reference)) {
      const code = decimal ?? hex;
      const known = name === undefined ? undefined : declared.get(name);
      const value =
        code !== undefined
          ? fromCode(Number.parseInt(code, decimal === undefined ? 16 : 10))
          : known === undefined
            ? found
            : depth >= maxDepth
              ? undefined
              : (values.get(name ?? '') ?? expand(known, depth + 1));
      if (value === undefined) return undefined;
      pieces.push(text.slice(from, index), value);
      units += value.length;
      if (units > maxEntityUnits) return undefined;
      from = index + found.length;
    }
    pieces.push(text.slice(from));
    const whole = pieces.join('');
    return whole.length > maxEntityUnits ? undefined : whole;
  };
  for (const [name, text] of declared) {
    const value = expand(text, 0);
    if (value === undefined) refused += 1;
    else values.set(name, value);
  }
  return { values, refused };
}
