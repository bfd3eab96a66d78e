/**
 * Registers that others publish, as entries of a watchlist: read by what their columns or keys are called, with
 * what was left out, joined and shared counted, so that nobody takes a part for the whole.
 */
import { nameKey } from '../../schemas/gazetteer.ts';
import type { EntityKind } from '../../schemas/mention.ts';

/** One organisation or person as a register has it. */
export interface RegisterEntry {
  readonly name: string;
  /** Other ways in which it is written, domains included. */
  readonly aliases: readonly string[];
  readonly kind: EntityKind;
  /** ISO 3166-1 alpha-2. */
  readonly country?: string;
}

/** What one row or object of a register says, as it is written there. */
export interface RegisterRow {
  /** From 1: its line, or its number among the entries of a JSON file. */
  readonly at: number;
  readonly name: string;
  /** Each may hold several, as `split` of its form says. */
  readonly aliases: readonly string[];
  /** Addresses of sites, or hosts. */
  readonly sites: readonly string[];
  readonly country: string;
  readonly kind: EntityKind;
}

/** What a register is, and its rows. */
export interface Register {
  /** For people: whose form it is. */
  readonly title: string;
  /** Where rows are counted: `line`, or `entry`. */
  readonly unit: 'line' | 'entry';
  readonly rows: Iterable<RegisterRow>;
}

export interface LeftOut {
  readonly at: number;
  readonly why: string;
}

export interface ImportedRegister {
  readonly title: string;
  readonly unit: 'line' | 'entry';
  readonly rows: number;
  readonly entries: readonly RegisterEntry[];
  readonly leftOut: readonly LeftOut[];
  /** Rows that were joined with one of the same name, kind and country. */
  readonly joined: number;
  /** Names besides the first, and sites, that are too long, too many or none. */
  readonly aliasesLeftOut: number;
  /** Aliases that several entries have, with how many: what is found by them is of one of these. */
  readonly shared: readonly { readonly alias: string; readonly entries: number }[];
}

/** As a watchlist holds them: more are no names. */
const maxNameUnits = 200;
const maxAliases = 200;

/** Between the registered name and the one it trades by. */
const tradingAs =
  /[\s,;(]{1,8}(?:d\.?\s?\/?b\.?\s?\/?a\.?|doing business as|trading as|t\/a|a\.?k\.?a\.?|f\.?\/?k\.?\/?a\.?|formerly(?: known as)?|also known as)[\s:.]+/iu;

const legalForm =
  /,?\s+(?:inc(?:orporated)?|l\.?l\.?c|l\.?l\.?p|l\.?p|ltd|limited|plc|corp(?:oration)?|co|company|gmbh(?:\s*&\s*co\.?\s*kg)?|ag|se|s\.?a\.?s?|s\.?r\.?l|s\.?p\.?a|b\.?v|n\.?v|a\/?s|ab|oyj?|pty(?:\.?\s+ltd)?|pvt(?:\.?\s+ltd)?|pte(?:\.?\s+ltd)?|private limited)\.?$/iu;

/** What a register adds to a name: `[De-registered 18/11/10]`. */
const remark = /\s*\[[^[\]]{0,100}\]\s*$/u;

const plain = (text: string): string =>
  text
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .replace(remark, '')
    .replace(/^["“](.*)["”]$/u, '$1');

/** Without its legal forms (`Near Intelligence, Inc.`); the whole where nothing but three letters would be left. */
function shortName(name: string): string {
  let short = name;
  for (let left = 3; left > 0; left--) {
    const next = short.replace(legalForm, '').trim();
    if (next === short || next.length < 4) break;
    short = next;
  }
  return short;
}

/** The host of an address without `www.`; undefined where there is none, or one that says no organisation. */
export function hostOf(written: string): string | undefined {
  const text = written.trim().toLowerCase();
  const host = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^/@\s]*@)?([a-z0-9.-]+)(?::\d+)?(?:[/?#]|$)/u.exec(text)?.[1];
  const bare = host?.replace(/^www\d?\./u, '').replace(/\.$/u, '');
  return bare !== undefined && /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}$/u.test(bare) ? bare : undefined;
}

const hasLetter = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);

/** Units of a cell before it is taken apart. Stops the cell of a megabyte. */
const maxCellUnits = 1_000;

/** Every way in which a row writes the name, the name first, then its hosts; and how many are not taken. */
function writingsOf({ name, aliases, sites }: RegisterRow): { readonly all: readonly string[]; readonly leftOut: number } {
  let leftOut = 0;
  const all = new Set<string>();
  const take = (written: string): void => {
    if (written.length > maxCellUnits) {
      leftOut += 1;
      return;
    }
    for (const one of written.split(tradingAs)) {
      const whole = plain(one).replace(/[,;(\s]{1,20}$/u, '').replace(/^([^(]*)\)$/u, '$1');
      if (whole === '' || !hasLetter(whole)) continue;
      if (whole.length > maxNameUnits) {
        leftOut += 1;
        continue;
      }
      all.add(whole);
      all.add(shortName(whole));
      const bare = whole.replace(/\s*\([^()]{1,60}\)$/u, '');
      if (hasLetter(bare)) all.add(bare);
    }
  };
  if (plain(name.slice(0, maxCellUnits)) === '') return { all: [], leftOut };
  take(name);
  if (all.size === 0) return { all: [], leftOut };
  for (const site of sites) {
    const host = site.length > maxCellUnits ? undefined : hostOf(site);
    if (host !== undefined) all.add(host);
    else if (site.trim() !== '') leftOut += 1;
  }
  for (const alias of aliases) take(alias);
  const kept = [...all].slice(0, maxAliases);
  return { all: kept, leftOut: leftOut + all.size - kept.length };
} // prettier-ignore

/** Takes a whole register; `countryOf` gives two letters for what it writes, `kind` and `country` what is said of all. */
export function importRegister(
  register: Register,
  {
    countryOf,
    kind,
    country,
  }: {
    readonly countryOf: (written: string) => string | undefined;
    readonly kind?: EntityKind | undefined;
    readonly country?: string | undefined;
  },
): ImportedRegister {
  const entries = new Map<string, Gathered>();
  const leftOut: LeftOut[] = [];
  let [rows, joined, aliasesLeftOut] = [0, 0, 0];
  for (const row of register.rows) {
    rows += 1;
    const writings = writingsOf(row);
    const [name, ...aliases] = writings.all;
    aliasesLeftOut += writings.leftOut;
    if (name === undefined) {
      leftOut.push({
        at: row.at,
        why: plain(row.name) === '' ? 'it has no name' : 'its name is too long, or holds no letter',
      });
      continue;
    }
    const own = { kind: kind ?? row.kind, country: country ?? countryOf(row.country) };
    const key = JSON.stringify([nameKey(name), own.kind, own.country]);
    const known = entries.get(key);
    if (known === undefined) entries.set(key, { name, ...own, aliases: new Set(aliases) });
    else {
      joined += 1;
      for (const alias of aliases)
        if (known.aliases.size < maxAliases) known.aliases.add(alias);
        else if (!known.aliases.has(alias)) aliasesLeftOut += 1;
    }
  }
  const list = withOwnNames([...entries.values()]);
  const { title, unit } = register;
  return { title, unit, rows, entries: list, leftOut, joined, aliasesLeftOut, shared: sharedOf(list) };
}

interface Gathered {
  readonly name: string;
  readonly kind: EntityKind;
  readonly country: string | undefined;
  readonly aliases: Set<string>;
}

/** What is called alike in several countries has its country in its name, and is found by the plain one as well. */
function withOwnNames(entries: readonly Gathered[]): RegisterEntry[] {
  const counts = new Map<string, number>();
  for (const { name } of entries) counts.set(nameKey(name), (counts.get(nameKey(name)) ?? 0) + 1);
  return entries.map(({ name, kind, country, aliases }) => {
    const isAlike = country !== undefined && (counts.get(nameKey(name)) ?? 0) > 1;
    return {
      name: isAlike ? `${name} (${country})` : name,
      kind,
      ...(country === undefined ? {} : { country }),
      aliases: isAlike ? [name, ...aliases] : [...aliases],
    };
  });
}

function sharedOf(entries: readonly RegisterEntry[]): ImportedRegister['shared'] {
  const counts = new Map<string, { alias: string; entries: number }>();
  for (const { name, aliases } of entries)
    for (const key of new Set([name, ...aliases].map(nameKey))) {
      const known = counts.get(key);
      if (known === undefined) counts.set(key, { alias: key, entries: 1 });
      else known.entries += 1;
    }
  return [...counts.values()]
    .filter((one) => one.entries > 1)
    .sort((a, b) => b.entries - a.entries || (a.alias < b.alias ? -1 : 1));
}
