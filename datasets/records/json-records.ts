/**
 * Records of JSON Lines, from the text that its extractor makes: there escapes are decoded, so that a quote inside a
 * value ends nothing and a line feed inside one ends no record.
 */
import { linesOf, maxColumns, maxRecordUnits, type StoredText, type TableRecord } from './table-record.ts';

/** Objects inside an object make names with a dot; deeper ones are kept as JSON. */
const maxNesting = 3;

/** Columns in the order in which records name them. */
class Names {
  readonly names: string[] = [];
  readonly #columns = new Map<string, number>();
  readonly #unread = new Set<string>();

  /** Undefined for a column beyond those that are read. */
  columnOf(name: string): number | undefined {
    const known = this.#columns.get(name);
    if (known !== undefined) return known;
    if (this.names.length >= maxColumns) {
      if (this.#unread.size < maxColumns) this.#unread.add(name);
      return undefined;
    }
    this.#columns.set(name, this.names.length);
    this.names.push(name);
    return this.names.length - 1;
  }

  get unread(): number {
    return this.#unread.size;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Empty for one that nests deeper than it can be written. */
function written(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '';
  }
}

const cellOf = (value: unknown): string =>
  value === null || value === undefined
    ? ''
    : typeof value === 'string'
      ? value.trim()
      : typeof value === 'number' || typeof value === 'boolean'
        ? String(value)
        : written(value);

function fill(cells: string[], names: Names, value: Readonly<Record<string, unknown>>, path: string, depth: number): void {
  for (const [key, inner] of Object.entries(value)) {
    const name = path === '' ? key : `${path}.${key}`;
    if (isObject(inner) && depth < maxNesting) fill(cells, names, inner, name, depth + 1);
    else {
      const column = names.columnOf(name.slice(0, 200));
      if (column !== undefined) cells[column] = cellOf(inner);
    }
  }
} // prettier-ignore

/** Numbers of people and devices have more digits than a number of the platform holds: rounded, several would be one. */
const asWritten = (_key: string, value: unknown, { source }: { readonly source?: string }): unknown =>
  typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined ? source : value;

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text, asWritten as Parameters<typeof JSON.parse>[1]);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A name behind a brace or a comma; its value goes up to the next one. */
const nameAt = /[{,]\s{0,20}"([^"\n]{1,200})"\s{0,20}:\s{0,20}/g;

/** A value as it stands, and how many objects end behind it. */
function valueAt(text: string): { readonly value: string; readonly closed: number } {
  let end = text.length;
  let closed = 0;
  for (; end > 0 && /[\s}]/.test(text.charAt(end - 1)); end -= 1) if (text[end - 1] === '}') closed += 1;
  return { value: text.slice(0, end).trim().replace(/^"|"$/g, ''), closed };
}

/** Of a record whose decoded escapes broke its syntax: the values between its names. */
function recovered(text: string): Readonly<Record<string, unknown>> | undefined {
  const found = [...text.matchAll(nameAt)];
  const fields: [string, string][] = [];
  const within: string[] = [];
  for (const [at, name] of found.entries()) {
    const next = found[at + 1];
    const value = text.slice(name.index + name[0].length, next?.index ?? text.length);
    if (value.trim() === '' && next?.[0].startsWith('{')) {
      within.push(name[1] ?? '');
      continue;
    }
    const { value: own, closed } = valueAt(value);
    fields.push([[...within.slice(0, maxNesting), name[1] ?? ''].join('.'), own]);
    within.splice(Math.max(0, within.length - closed));
  }
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
}

/** Without the brackets and commas of a list around it. From both ends, as a run of brackets inside may be long. */
function withoutList(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && /[\s[,]/.test(text.charAt(start))) start += 1;
  while (end > start && /[\s\],]/.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** The objects of a list that stands in one line, and what is not ended there. */
function objectsIn(line: string): { readonly whole: readonly string[]; readonly rest: string } {
  const whole: string[] = [];
  let [depth, from, isQuoted] = [0, -1, false];
  for (let at = 0; at < line.length; at += 1) {
    const sign = line[at];
    if (isQuoted) {
      if (sign === '\\') at += 1;
      else if (sign === '"') isQuoted = false;
    } else if (sign === '"') isQuoted = true;
    else if (sign === '{') {
      if (depth === 0) from = at;
      depth += 1;
    } else if (sign === '}' && depth > 0) {
      depth -= 1;
      if (depth > 0) continue;
      whole.push(line.slice(from, at + 1));
      from = -1;
    }
  }
  return { whole, rest: from < 0 ? '' : line.slice(from) };
}

interface Held {
  readonly row: number;
  readonly text: string;
  readonly isCut: boolean;
  /** Blanks before its first line: what is printed deeper is inside it. */
  readonly indent: number;
}

const isObjectStart = /^[\s[,]*\{/;

/** A record goes from a line that begins an object up to the next such line that is not printed deeper; several stand in a list of one line. */
async function* objectsOf({ read }: StoredText): AsyncGenerator<Omit<Held, 'indent'>> {
  let row = 0;
  let held: Held | undefined;
  const whole = ({ row: at, text, isCut }: Held) => ({ row: at, text: withoutList(text), isCut });
  for await (const { text, isCut } of linesOf(read)) {
    row += 1;
    if (text.trim() === '') continue;
    const indent = text.length - text.trimStart().length;
    if (isObjectStart.test(text) && (held === undefined || indent <= held.indent)) {
      if (held) yield whole(held);
      const list = text.trimStart().startsWith('[') ? objectsIn(text) : { whole: [], rest: text };
      for (const one of list.whole) yield { row, text: one, isCut: false };
      held = list.rest === '' ? undefined : { row, text: list.rest, isCut, indent };
      if (held === undefined && isCut) yield { row, text: '', isCut };
    } else if (held !== undefined && held.text.length < maxRecordUnits)
      held = { ...held, text: `${held.text} ${text.trim()}` };
  }
  if (held) yield whole(held);
}

export async function* jsonRecords(stored: StoredText): AsyncGenerator<TableRecord> {
  const names = new Names();
  for await (const { row, text, isCut } of objectsOf(stored)) {
    const whole = parsed(text);
    const value = whole ?? recovered(text);
    const cells: string[] = [];
    if (value) fill(cells, names, value, '', 1);
    for (let column = 0; column < cells.length; column += 1) cells[column] ??= '';
    yield {
      row,
      cells,
      names: names.names,
      unread: names.unread,
      ...((!value || isCut) && { isDamaged: true as const }),
    };
  }
}
