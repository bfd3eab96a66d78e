/** The documents of leaves on values (keywords, numbers, dates, hashes) as SQL. */
import type { Leaf } from '../query/ast.ts';
import {
  dateFacets,
  dateRange,
  day,
  mainDateSpan,
  maxTime,
  rangeOf,
  senderClock,
  stretchOf,
} from '../query/dates.ts';
import { fieldOf, keywordKey } from '../query/fields.ts';
import { normalizedPieces, prefixOf } from '../query/pattern.ts';
import { type Condition, condition, joined } from './condition.ts';
import type { Selection } from './doc-sets.ts';
import { afterAll } from './expand.ts';
import { hashSpace, offsetSpace, precisionSpace } from './keyword-rows.ts';
import type { Parameter } from './statements.ts';

const selection = (sql: string, ...parameters: readonly Parameter[]): Selection => ({ sql, parameters });
const inPostings = (where: string, ...parameters: readonly Parameter[]): Selection =>
  selection(`SELECT p.doc FROM value v JOIN posting p ON p.value = v.value WHERE ${where}`, ...parameters);
/** No further than a date can lie. */
const finite = (value: number): number => Math.max(-maxTime, Math.min(maxTime, value));

/** Leaves on everything that is neither words nor places. */
export function valueSelection(leaf: Leaf): Selection {
  const { field } = leaf;
  const type = field === undefined ? undefined : fieldOf(field)?.type;
  if (field === undefined || type === undefined) throw new Error('a leaf without a field is about words');
  if (type === 'number') return ofNumbers(field, leaf);
  if (type === 'date') return ofDates(field, leaf);
  if (type === 'span') return ofMainDates(leaf);
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
    return selection(
      // The id of an item's entry is shorter, and no hash.
      `SELECT d.doc FROM document d WHERE d.id BETWEEN ? AND ? AND length(d.id) = 32 UNION ALL ${ofItems.sql}`,
      Buffer.from(start.padEnd(64, '0'), 'hex'),
      Buffer.from(start.padEnd(64, 'f'), 'hex'),
      ...ofItems.parameters,
    );
  }
  return field === 'type'
    ? inPostings("v.space IN ('type', 'media') AND v.key = ?", keywordKey(leaf.text))
    : inPostings('v.space = ? AND v.key = ?', field, keywordKey(leaf.text));
}

function keywordPattern(field: string, pattern: string): Selection {
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

function ofNumbers(field: string, leaf: Leaf): Selection {
  const column = field === 'run' ? 'd.run' : 'd.size';
  const where = ({ sql, parameters }: Condition): Selection =>
    selection(`SELECT d.doc FROM document d WHERE ${sql}`, ...parameters);
  if (leaf.op === 'match') return where(condition(`${column} = ?`, Number(leaf.text)));
  if (leaf.op !== 'range') throw new Error(`${leaf.op} is no condition on a number`);
  // What states no size has a number that is none.
  const parts = [condition(field === 'size' ? `${column} >= 0` : '1')];
  if (leaf.from !== undefined) {
    parts.push(condition(`${column} ${leaf.fromInclusive ? '>=' : '>'} ?`, Number(leaf.from)));
  }
  if (leaf.to !== undefined) {
    parts.push(condition(`${column} ${leaf.toInclusive ? '<=' : '<'} ?`, Number(leaf.to)));
  }
  return where(joined('AND', parts));
}

function ofDates(field: string, leaf: Leaf): Selection {
  const stretch =
    leaf.op === 'match' ? stretchOf(leaf.text) : leaf.op === 'range' ? dateRange(leaf) : undefined;
  if (stretch === undefined) throw new Error(`${leaf.op} is no condition on a date`);
  // The clock of a sender is no moment: it is asked by its own name alone.
  const [compared, kind] = field === 'date' ? ['<>', senderClock] : ['=', field];
  return selection(
    `SELECT t.doc FROM date t WHERE t.kind ${compared} ? AND t.start < ? AND t.end > ?`,
    kind,
    finite(stretch.to),
    finite(stretch.from),
  );
}

/** By the clock of the main date, as the facets count it; those that state less than is asked are none of them. */
function ofMainDates(leaf: Leaf): Selection {
  if (leaf.op !== 'match' && leaf.op !== 'range')
    throw new Error(`${leaf.op} is no condition on a main date`);
  const { facet, from, to } = mainDateSpan(rangeOf(leaf));
  const tooWide = dateFacets.slice(0, dateFacets.indexOf(facet));
  return selection(
    `SELECT d.doc FROM document d WHERE d.main_date >= ? AND d.main_date < ?
       AND d.main_date + 60000 * COALESCE((SELECT CAST(o.display AS INTEGER) FROM value o CROSS JOIN posting q
         ON q.value = o.value WHERE o.space = ? AND q.doc = d.doc), 0) BETWEEN ? AND ? - 1
       AND d.doc NOT IN (SELECT p.doc FROM value v JOIN posting p ON p.value = v.value
         WHERE v.space = ? AND v.display IN (SELECT j.value FROM json_each(?) j))`,
    // No clock is further from UTC than a day.
    from - day,
    to + day,
    offsetSpace,
    from,
    to,
    precisionSpace,
    JSON.stringify(tooWide),
  );
}
