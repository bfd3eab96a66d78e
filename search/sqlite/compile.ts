/** Compiles a query tree into SQL over the tables of the embedded index. */
import type { Leaf, Query } from '../query/ast.ts';
import { dateRange, maxTime, senderClock, stretchOf } from '../query/dates.ts';
import { afterAll } from './expand.ts';
import { fieldOf, keywordKey, pathKey } from '../query/fields.ts';
import { isPrefix, normalizedPieces, prefixOf } from '../query/pattern.ts';
import { asksForLabel, isPlaceQuery } from '../query/places.ts';
import { isWordLeaf, type WordLeaf } from '../query/words.ts';
import { termText } from '../words/analysis.ts';
import type { WordCompiler } from './compile-words.ts';
import { hashSpace } from './keyword-rows.ts';
import type { Parameter } from './statements.ts';

/** A condition with its parameters, in order. */
export interface Condition {
  readonly sql: string;
  readonly parameters: readonly Parameter[];
}

const condition = (sql: string, ...parameters: readonly Parameter[]): Condition => ({ sql, parameters });
/** Halved again and again: SQLite refuses expressions more than 1,000 deep, and a plain chain is one deep each. */
function joined(operator: 'AND' | 'OR', parts: readonly Condition[]): Condition {
  if (parts.length > 2) {
    const middle = parts.length >> 1;
    return joined(operator, [
      joined(operator, parts.slice(0, middle)),
      joined(operator, parts.slice(middle)),
    ]);
  }
  return {
    sql: `(${parts.map(({ sql }) => sql).join(` ${operator} `)})`,
    parameters: parts.flatMap(({ parameters }) => parameters),
  };
}
const inPostings = (where: string, ...parameters: readonly Parameter[]): Condition =>
  condition(
    `d.doc IN (SELECT p.doc FROM value v JOIN posting p ON p.value = v.value WHERE ${where})`,
    ...parameters,
  );
/** No further than a date can lie. */
const finite = (value: number): number => Math.max(-maxTime, Math.min(maxTime, value));

/** `short`: documents with one full-text row, which answers whole trees. `long`: leaf by leaf over the parts. */
export type Rows = 'short' | 'long';

export class Compiler {
  readonly #words: WordCompiler;
  readonly #rows: Rows;
  /** A condition on `occurrence o`: which places the scope shows. */
  readonly #visiblePlace: Condition;

  constructor(words: WordCompiler, rows: Rows, visiblePlace: Condition) {
    this.#words = words;
    this.#rows = rows;
    this.#visiblePlace = visiblePlace;
  }

  /** A condition on `document d`. */
  compile(query: Query): Condition {
    const whole = this.#rows === 'short' ? this.#words.tree(query) : undefined;
    if (whole !== undefined) return this.#matching(whole);
    switch (query.op) {
      case 'all':
        return condition('1');
      case 'not':
        return this.#negated(query.of);
      case 'and':
        return this.#and(query.of);
      case 'place':
        return this.#atOnePlace(query.of);
      case 'or':
        if (isPlaceQuery(query)) return this.#atOnePlace(query);
        return joined(
          'OR',
          query.of.map((operand) => this.compile(operand)),
        );
      default:
        return this.#leaf(query);
    }
  }

  #negated(query: Query): Condition {
    const { sql, parameters } = this.compile(query);
    return { sql: `NOT ${sql}`, parameters };
  }

  #and(operands: readonly Query[]): Condition {
    const parts: Condition[] = [];
    // The word leaves together are one full-text question; what is left is asked apart.
    const isWords = (operand: Query): boolean =>
      this.#rows === 'short' && this.#words.tree(operand.op === 'not' ? operand.of : operand) !== undefined;
    const together = this.#words.conjunction(operands.filter(isWords));
    if (together !== undefined && this.#rows === 'short') parts.push(this.#matching(together));
    const apart = together === undefined ? operands : operands.filter((operand) => !isWords(operand));
    // Texts are looked at last: of the documents that all else has left.
    const [quick, slow] = [false, true].map((looks) =>
      apart.filter((one) => this.#looksAtTexts(one) === looks),
    );
    const ordered = [...(quick ?? []), ...(slow ?? [])];
    return joined('AND', [...parts, ...ordered.map((operand) => this.compile(operand))]);
  }

  #looksAtTexts(query: Query): boolean {
    if (query.op === 'and' || query.op === 'or') return query.of.some((one) => this.#looksAtTexts(one));
    return query.op === 'not' ? this.#looksAtTexts(query.of) : this.#words.needsVerifying(query);
  }

  #matching(expression: string): Condition {
    return this.#rows === 'short'
      ? condition('d.doc IN (SELECT rowid FROM words WHERE words MATCH ?)', expression)
      : condition(
          `d.doc IN (SELECT p.doc FROM parts JOIN part p ON p.part = parts.rowid WHERE parts MATCH ?)`,
          expression,
        );
  }

  #leaf(leaf: Leaf): Condition {
    if (isWordLeaf(leaf)) {
      const matching = this.#matching(this.#words.leaf(leaf));
      if (!this.#words.needsVerifying(leaf)) return matching;
      return joined('AND', [matching, this.#verified(matching, leaf)]);
    }
    if (isPlaceQuery(leaf)) return this.#atOnePlace(leaf);
    return valueCondition(leaf);
  }

  /** CASE, since SQLite may look at either side of AND first: texts of documents without the words are not read. */
  #verified(matching: Condition, leaf: WordLeaf): Condition {
    return condition(
      `CASE WHEN ${matching.sql} THEN text_holds(d.doc, ?) ELSE 0 END`,
      ...matching.parameters,
      JSON.stringify(leaf),
    );
  }

  /** Documents with an occurrence that the scope shows and that meets the query. */
  #atOnePlace(query: Query): Condition {
    const { sql, parameters } = joined('AND', [placeCondition(query), this.#visiblePlace]);
    return { sql: `d.doc IN (SELECT o.doc FROM occurrence o WHERE ${sql})`, parameters };
  }
}

function placeCondition(query: Query): Condition {
  if (query.op === 'and' || query.op === 'or') {
    return joined(query.op === 'and' ? 'AND' : 'OR', query.of.map(placeCondition));
  }
  if (query.op === 'place') return placeCondition(query.of);
  if (query.op === 'not') {
    const { sql, parameters } = placeCondition(query.of);
    return { sql: `NOT coalesce(${sql}, 0)`, parameters };
  }
  if (asksForLabel(query)) return condition('o.place IN (SELECT p.place FROM place_label p)');
  if (query.op === 'pattern' && query.field === 'label') return labelPattern(query.pattern);
  if (query.op === 'pattern' && query.field !== undefined) return placePattern(query.field, query.pattern);
  if (query.op !== 'match' || query.field === undefined) throw new Error(`${query.op} is no place condition`);
  const { field, text } = query;
  if (field === 'label') return withLabel('v.key = ?', keywordKey(text));
  if (field === 'deleted') return deletedCondition(text.toLowerCase());
  if (field === 'gone') return condition(text === 'true' ? 'o.past <> 0' : 'o.past = 0');
  if (field === 'path' && text.startsWith('/')) {
    const path = pathKey(text).replace(/\/+$/, '');
    // `0` is the character after `/`.
    return condition(
      '(o.path_key = ? OR (o.path_key >= ? AND o.path_key < ?))',
      path,
      `${path}/`,
      `${path}0`,
    );
  }
  const terms = termText(text);
  return condition('o.place IN (SELECT rowid FROM places WHERE places MATCH ?)', `{"${field}"} : "${terms}"`);
}

const deletedCondition = (text: string): Condition =>
  text === 'true' || text === 'false'
    ? condition(`o.deletions IS ${text === 'true' ? 'NOT ' : ''}NULL`)
    : condition(
        "EXISTS (SELECT 1 FROM json_each(coalesce(o.deletions, '[]')) j WHERE j.value ->> 'kind' = ?)",
        text,
      );

const withLabel = (where: string, ...parameters: readonly Parameter[]): Condition =>
  condition(
    `o.place IN (SELECT p.place FROM value v JOIN place_label p ON p.value = v.value
       WHERE v.space = 'label' AND ${where})`,
    ...parameters,
  );

function labelPattern(pattern: string): Condition {
  const prefix = prefixOf(normalizedPieces(pattern));
  return withLabel(
    'v.key >= ? AND v.key < ? AND pattern_holds(?, v.key)',
    prefix,
    prefix + afterAll,
    pattern,
  );
}

function placePattern(field: string, pattern: string): Condition {
  const slashed = field === 'path' && !pattern.startsWith('/') ? `/${pattern}` : pattern;
  const pieces = normalizedPieces(slashed);
  const prefix = prefixOf(pieces);
  const holds = isPrefix(pieces) ? condition('1') : condition('pattern_holds(?, ?)', slashed);
  const within = (column: string): Condition => ({
    sql: `(${column} >= ? AND ${column} < ? AND ${holds.sql.replace('?)', `${column})`)})`,
    parameters: [prefix, prefix + afterAll, ...holds.parameters],
  });
  if (field === 'path') return within('o.path_key');
  if (field === 'name') return within('keyword_key(o.name)');
  const { sql, parameters } = within('v.key');
  return condition(
    `o.${field} IN (SELECT v.value FROM value v WHERE v.space = '${field}' AND ${sql})`,
    ...parameters,
  );
}

/** Leaves on everything that is neither words nor places. */
function valueCondition(leaf: Leaf): Condition {
  const { field } = leaf;
  const type = field === undefined ? undefined : fieldOf(field)?.type;
  if (field === undefined || type === undefined) throw new Error('a leaf without a field is about words');
  if (type === 'number') return numberCondition(field, leaf);
  if (type === 'date') return dateCondition(field, leaf);
  if (leaf.op === 'pattern') return keywordPattern(field, leaf.pattern);
  if (leaf.op !== 'match') throw new Error(`${leaf.op} is no condition on ${field}`);
  if (type === 'hash') {
    const start = leaf.text.toLowerCase();
    const ofItems = inPostings(
      'v.space = ? AND v.key BETWEEN ? AND ?',
      hashSpace,
      start,
      start.padEnd(64, 'f'),
    );
    return condition(
      // The id of an item's entry is shorter, and no hash.
      `((d.id BETWEEN ? AND ? AND length(d.id) = 32) OR ${ofItems.sql})`,
      Buffer.from(start.padEnd(64, '0'), 'hex'),
      Buffer.from(start.padEnd(64, 'f'), 'hex'),
      ...ofItems.parameters,
    );
  }
  return field === 'type'
    ? inPostings("v.space IN ('type', 'media') AND v.key = ?", keywordKey(leaf.text))
    : inPostings('v.space = ? AND v.key = ?', field, keywordKey(leaf.text));
}

function keywordPattern(field: string, pattern: string): Condition {
  const pieces = normalizedPieces(pattern);
  const prefix = prefixOf(pieces);
  const spaces = field === 'type' ? ['type', 'media'] : [field];
  return inPostings(
    `v.space IN (${spaces.map(() => '?').join(', ')}) AND v.key >= ? AND v.key < ? AND pattern_holds(?, v.key)`,
    ...spaces,
    prefix,
    prefix + afterAll,
    pattern,
  );
}

function numberCondition(field: string, leaf: Leaf): Condition {
  const column = field === 'run' ? 'd.run' : 'd.size';
  if (leaf.op === 'match') return condition(`${column} = ?`, Number(leaf.text));
  if (leaf.op !== 'range') throw new Error(`${leaf.op} is no condition on a number`);
  // What states no size has a number that is none.
  const parts = [condition(field === 'size' ? `${column} >= 0` : '1')];
  if (leaf.from !== undefined) {
    parts.push(condition(`${column} ${leaf.fromInclusive ? '>=' : '>'} ?`, Number(leaf.from)));
  }
  if (leaf.to !== undefined) {
    parts.push(condition(`${column} ${leaf.toInclusive ? '<=' : '<'} ?`, Number(leaf.to)));
  }
  return joined('AND', parts);
}

function dateCondition(field: string, leaf: Leaf): Condition {
  const stretch =
    leaf.op === 'match' ? stretchOf(leaf.text) : leaf.op === 'range' ? dateRange(leaf) : undefined;
  if (stretch === undefined) throw new Error(`${leaf.op} is no condition on a date`);
  // The clock of a sender is no moment: it is asked by its own name alone.
  const [compared, kind] = field === 'date' ? ['<>', senderClock] : ['=', field];
  return condition(
    `d.doc IN (SELECT t.doc FROM date t WHERE t.kind ${compared} ? AND t.start < ? AND t.end > ?)`,
    kind,
    finite(stretch.to),
    finite(stretch.from),
  );
}
