/** Reads a list of whose words withhold, CSV or JSON, given as text; a bad row is an error with its line and what is expected. */
import { parse } from 'csv-parse/sync';
import { type ScreenEntry, screenRow } from '../../schemas/screen.ts';

const columns = ['kind', 'value', 'scope', 'ground'] as const;
const expected =
  'expected a CSV with the header "kind,value,scope,ground" (kind: name, domain, address or term), a JSON array of such objects, or one a line';

function fail(list: string, line: number, problem: string): never {
  throw Object.assign(new Error(`${list}, line ${line}: ${problem}`), { code: 'bad-screen', line });
}

interface Row {
  readonly line: number;
  readonly row: unknown;
}

function csvRows(text: string, list: string): Row[] {
  let records: readonly { readonly record: readonly string[]; readonly info: { readonly lines: number } }[];
  try {
    const options = { info: true, relax_column_count: true, skip_empty_lines: true, trim: true };
    records = parse(text, options) as unknown as typeof records;
  } catch (error) {
    return fail(list, (error as { lines?: number }).lines ?? 1, `not valid CSV; ${expected}`);
  }
  const [head, ...body] = records;
  const names = (head?.record ?? []).map((name) => name.toLowerCase());
  if (names.length !== columns.length || columns.some((column) => !names.includes(column)))
    return fail(list, 1, `the header is "${names.join(',').slice(0, 80)}"; ${expected}`);
  return body.map(({ record, info: { lines: line } }) => {
    if (record.length !== names.length) fail(list, line, `${record.length} fields; ${expected}`);
    return { line, row: Object.fromEntries(names.map((name, at) => [name, record[at]])) };
  });
}

function parsed(json: string, list: string, line: number): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return fail(list, line, `not valid JSON; ${expected}`);
  }
}

function jsonRows(text: string, list: string): Row[] {
  if (text.startsWith('[')) {
    const rows = parsed(text, list, 1) as readonly unknown[];
    return rows.map((row, at) => ({ line: at + 1, row }));
  }
  return text
    .split('\n')
    .map((json, at) => ({ line: at + 1, json }))
    .filter(({ json }) => json.trim() !== '')
    .map(({ line, json }) => ({ line, row: parsed(json, list, line) }));
}

/** `list` names it in errors and in what is withheld by it; nothing is opened. Throws with code `bad-screen`. */
export function parseScreen(text: string, list: string): ScreenEntry[] {
  const content = text.replace(/^\uFEFF/u, '').trimStart();
  const rows = /^[[{]/u.test(content) ? jsonRows(content, list) : csvRows(content, list);
  return rows.map(({ line, row }) => {
    const read = screenRow.safeParse(row);
    if (!read.success) {
      const [issue] = read.error.issues;
      return fail(list, line, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}; ${expected}`);
    }
    return { ...read.data, list, line };
  });
}
