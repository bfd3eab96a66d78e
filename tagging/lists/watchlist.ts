/** Reads a user's own list of names, CSV or JSON, given as text; a bad row is an error with its line and what is expected. */
import { parse } from 'csv-parse/sync';
import { entityKind } from '../../schemas/mention.ts';
import type { GazetteerEntity, GazetteerList } from '../../schemas/gazetteer.ts';

const expected =
  'expected a CSV with the header "name,kind,country,aliases" (name required; aliases separated by ";"), ' +
  'or a JSON array of {"name", "kind"?, "country"?, "aliases"?: [...]}';
/** Stops a file that is no list of names from being read as one. */
const maxNameUnits = 200;
const maxAliases = 200;

/** A list that cannot be read. Told apart by `code`; `line` counts from 1 (JSON: the entry's number). */
class WatchlistError extends Error {
  readonly code = 'bad-watchlist';
  readonly line: number;
  constructor(line: number, message: string) {
    super(message);
    this.name = 'WatchlistError';
    this.line = line;
  }
}

interface Row {
  readonly line: number;
  readonly name: unknown;
  readonly kind: unknown;
  readonly country: unknown;
  readonly aliases: readonly unknown[];
}

/** `file` names the list in errors; nothing is opened. */
export function parseWatchlist(text: string, file: string): GazetteerList {
  const content = text.replace(/^\uFEFF/, '');
  const rows = /^\s*[[{]/.test(content) ? jsonRows(content, file) : csvRows(content, file);
  return { id: file, method: 'watchlist', entities: rows.map((row) => entityOf(row, file)) };
}

function fail(file: string, line: number, problem: string, isEntry = false): never {
  throw new WatchlistError(line, `${file}, ${isEntry ? 'entry' : 'line'} ${line}: ${problem}`);
}

function jsonRows(content: string, file: string): readonly Row[] {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (error) {
    const place = /position (\d+)/.exec(String(error));
    const line = place === null ? 1 : content.slice(0, Number(place[1])).split('\n').length;
    return fail(file, line, `not valid JSON; ${expected}`);
  }
  if (!Array.isArray(value)) return fail(file, 1, `not an array; ${expected}`);
  return value.map((entry: unknown, at) => {
    const line = at + 1;
    if (typeof entry === 'string') return { line, name: entry, kind: '', country: '', aliases: [] };
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
      return fail(file, line, `not an object; ${expected}`, true);
    const { name, kind = '', country = '', aliases = [], ...rest } = entry as Record<string, unknown>;
    const [stranger] = Object.keys(rest);
    if (stranger !== undefined)
      return fail(file, line, `unknown key "${stranger.slice(0, 40)}"; ${expected}`, true);
    if (!Array.isArray(aliases)) return fail(file, line, 'aliases is not an array of strings', true);
    return { line, name, kind, country, aliases };
  });
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function csvRows(content: string, file: string): readonly Row[] {
  let records: readonly CsvRecord[];
  try {
    records = parse(content, {
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as readonly CsvRecord[];
  } catch (error) {
    const { lines } = error as { lines?: number };
    return fail(file, lines ?? 1, `not valid CSV (${(error as Error).message.slice(0, 120)}); ${expected}`);
  }
  const [head, ...body] = records;
  if (head === undefined) return fail(file, 1, `empty; ${expected}`);
  const columns = head.record.map((name) => name.toLowerCase());
  const known = ['name', 'kind', 'country', 'aliases'];
  const stranger = columns.find((name) => !known.includes(name));
  if (!columns.includes('name') || stranger !== undefined) {
    return fail(file, 1, `the header is "${head.record.join(',').slice(0, 80)}"; ${expected}`);
  }
  return body.map(({ record, info }) => {
    const line = info.lines;
    if (record.length > columns.length) {
      return fail(
        file,
        line,
        `${record.length} fields where the header has ${columns.length}; quote fields that hold commas`,
      );
    }
    const field = (name: string): string => record[columns.indexOf(name)] ?? '';
    const aliases = field('aliases')
      .split(';')
      .map((alias) => alias.trim())
      .filter((alias) => alias !== '');
    return { line, name: field('name'), kind: field('kind'), country: field('country'), aliases };
  });
}

function entityOf(row: Row, file: string): GazetteerEntity {
  const bad = (problem: string): never => fail(file, row.line, problem);
  const { name, kind, country, aliases } = row;
  if (typeof name !== 'string' || name.trim() === '') return bad('the name is missing');
  const named = entityKind.safeParse(kind === '' ? 'other' : kind);
  if (!named.success)
    return bad(`kind "${String(kind).slice(0, 40)}" is none of ${entityKind.options.join(', ')}`);
  if (typeof country !== 'string' || !/^(?:[A-Z]{2})?$/.test(country.toUpperCase())) {
    return bad(`country "${String(country).slice(0, 40)}" is not a two-letter code (ISO 3166-1) or empty`);
  }
  if (aliases.length > maxAliases) return bad(`${aliases.length} aliases; at most ${maxAliases}`);
  const all: string[] = [];
  for (const alias of [name, ...aliases]) {
    if (typeof alias !== 'string' || alias.trim() === '') return bad('an alias is not a string');
    if (alias.length > maxNameUnits)
      return bad(`a name of ${alias.length} characters; at most ${maxNameUnits}`);
    if (!/[\p{L}\p{N}]/u.test(alias)) return bad(`"${alias.slice(0, 40)}" holds no letter or digit`);
    all.push(alias.trim());
  }
  return {
    entity: name.trim(),
    kind: named.data,
    ...(country === '' ? {} : { country: country.toUpperCase() }),
    ...grouped(all),
  };
}

type Groups = Pick<
  GazetteerEntity,
  'names' | 'titles' | 'acronyms' | 'ambiguous' | 'domains' | 'not' | 'places' | 'weight'
>;

/** Who lists a name wants it found: only its writing is held to, never a signal around it. */
function grouped(aliases: readonly string[]): Groups {
  const groups: Groups = {
    names: [],
    titles: [],
    acronyms: [],
    ambiguous: [],
    domains: [],
    not: [],
    places: [],
    weight: 0,
  };
  for (const alias of aliases) {
    if (/^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}$/.test(alias)) groups.domains.push(alias);
    else if (/^[\p{Lu}\p{N}&.]{1,6}$/u.test(alias) && /\p{Lu}/u.test(alias)) groups.acronyms.push(alias);
    else if (/^\p{Lu}[\p{L}\p{M}]*$/u.test(alias)) groups.titles.push(alias);
    else groups.names.push(alias);
  }
  return groups;
}
