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

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
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

/** Without the brackets and commas of a list of objects that has one a line. From both ends, as a run of brackets inside may be long. */
function withoutList(line: string): string {
  let [start, end] = [0, line.length];
  while (start < end && /[\s[,]/.test(line.charAt(start))) start += 1;
  while (end > start && /[\s\],]/.test(line.charAt(end - 1))) end -= 1;
  return line.slice(start, end);
}

/** A record goes from a line that begins an object up to the next such line. */
async function* objectsOf({ read }: StoredText): AsyncGenerator<{ row: number; text: string; isCut: boolean }> {
  let row = 0;
  let held = { row: 0, text: '', isCut: false };
  for await (const line of linesOf(read)) {
    row += 1;
    const text = withoutList(line.text);
    if (text === '') continue;
    if (text.startsWith('{')) {
      if (held.row > 0) yield held;
      held = { row, text, isCut: line.isCut };
    } else if (held.row > 0 && held.text.length < maxRecordUnits) held.text += ` ${text}`;
  }
  if (held.row > 0) yield held;
} // prettier-ignore

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
