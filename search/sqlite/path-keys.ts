/**
 * How places keep what follows from their paths. Of the key of a path the row and its index hold the start: under long
 * names the members of an archive would else cost each of these several times. The name is the end of the path.
 */
import { pathKey } from '../query/fields.ts';
import { type Condition, condition, joined } from './condition.ts';
import { afterAll } from './expand.ts';
import type { Row } from './statements.ts';
import { numberIn, textIn } from './statements.ts';

/** UTF-16 units of a key that the row holds; few paths that people make are longer. */
const maxHeldUnits = 192;

export const heldKey = (path: string): string => pathKey(path).slice(0, maxHeldUnits).toWellFormed();

/** For SQL: the whole key, given what the row holds of it. */
export const wholeKey = (held: string, path: string): string =>
  held.length < maxHeldUnits ? held : pathKey(path);

/** The whole key of `occurrence o`. SQLite counts characters, of which one is two units at most; paths are hardly ever read. */
const wholeKeySql = `(CASE WHEN length(o.path_key) < ${maxHeldUnits / 2} THEN o.path_key ELSE whole_key(o.path_key, o.path) END)`;

/** In path order. */
export const pathOrder = `${wholeKeySql}, o.path, o.item`;

/** Keys that begin so, of which something else may be asked too, given an expression of the whole key. */
export function keysWithPrefix(prefix: string, also?: (key: string) => Condition): Condition {
  const isHeld = prefix.length < maxHeldUnits;
  // Not so far that a character in two units could be cut in the row.
  const held = isHeld ? prefix : prefix.slice(0, maxHeldUnits - 2).replace(/[\uD800-\uDBFF]$/u, '');
  const parts = [condition('o.path_key >= ? AND o.path_key < ?', held, held + afterAll)];
  if (!isHeld) parts.push(condition(`${wholeKeySql} >= ? AND ${wholeKeySql} < ?`, prefix, prefix + afterAll));
  if (also !== undefined) parts.push(also(wholeKeySql));
  return joined('AND', parts);
}

/** The path of this key, and all below it. */
export function keysBelow(path: string): Condition {
  const within = (key: string): Condition =>
    // `0` is the character after `/`.
    condition(`(${key} = ? OR (${key} >= ? AND ${key} < ?))`, path, `${path}/`, `${path}0`);
  return path.length < maxHeldUnits - 1 ? within('o.path_key') : keysWithPrefix(path, within);
}

/** What the row holds of a name: where it begins in the path, or the name itself where that does not end with it. */
export const heldName = (path: string, name: string): number | string =>
  path.endsWith(name) ? path.length - name.length : name;

/** For a row with `path` and `name`; indexes of earlier versions hold all names. */
export const nameOf = (row: Row): string =>
  typeof row['name'] === 'number' ? textIn(row, 'path').slice(numberIn(row, 'name')) : textIn(row, 'name');
