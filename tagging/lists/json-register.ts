/** Registers as JSON: entities of FollowTheMoney one a line, lists of trackers by the organisations behind them. */
import { z } from 'zod';
import type { EntityKind } from '../../schemas/mention.ts';
import type { Register, RegisterRow } from './register.ts';

const texts = z.array(z.string()).optional();

/** FollowTheMoney, also as OpenSanctions writes it. Schemata that name nobody (an address, a payment) have no name. */
const followTheMoney = z.object({
  schema: z.string(),
  properties: z.object({
    name: texts,
    alias: texts,
    weakAlias: texts,
    previousName: texts,
    abbreviation: texts,
    website: texts,
    country: texts,
    jurisdiction: texts,
    mainCountry: texts,
  }),
});

/** Of Disconnect: organisations with their domains. */
const disconnectEntities = z.object({
  entities: z.record(z.string(), z.object({ properties: texts, resources: texts })),
});
/** Of Disconnect: the same by what they do. */
const disconnectServices = z.object({
  categories: z.record(z.string(), z.array(z.record(z.string(), z.record(z.string(), z.unknown())))),
});
/** Of trackerdb: organisations, and patterns with domains that name them. */
const trackerdb = z.object({
  organizations: z.record(
    z.string(),
    z.object({ name: z.string(), website_url: z.string().nullish(), country: z.string().nullish() }),
  ),
  patterns: z.record(
    z.string(),
    z.object({ organization: z.string().nullish(), domains: z.array(z.string()).nullish() }),
  ),
});

const kindsOfServices: Readonly<Record<string, EntityKind>> = {
  Analytics: 'analytics-firm',
  Social: 'platform',
};

/** Lines of JSON, one object each; undefined where the first is none. */
function jsonLines(text: string): unknown[] | undefined {
  const lines: unknown[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    try {
      lines.push(JSON.parse(line));
    } catch {
      return undefined;
    }
  }
  return lines;
}

function followed(objects: readonly unknown[]): Register | undefined {
  if (!followTheMoney.safeParse(objects[0]).success) return undefined;
  const rows = objects.map((one, index): RegisterRow => {
    const { schema = '', properties = {} } = followTheMoney.safeParse(one).data ?? {};
    const { name = [], alias = [], weakAlias = [], previousName = [], abbreviation = [] } = properties;
    const { website = [], country = [], jurisdiction = [], mainCountry = [] } = properties;
    return {
      at: index + 1,
      name: name[0] ?? '',
      aliases: [...name.slice(1), ...alias, ...weakAlias, ...previousName, ...abbreviation],
      sites: website,
      country: [...mainCountry, ...jurisdiction, ...country][0] ?? '',
      kind: schema === 'PoliticalParty' ? 'party' : 'other',
    };
  });
  return { title: 'FollowTheMoney', unit: 'line', rows };
}

const row = (at: number, name: string, more: Partial<RegisterRow>): RegisterRow => ({
  at,
  name,
  aliases: [],
  sites: [],
  country: '',
  kind: 'other',
  ...more,
});

function ofServices(value: unknown): Register | undefined {
  const found = disconnectServices.safeParse(value);
  if (!found.success) return undefined;
  const rows: RegisterRow[] = [];
  for (const [category, services] of Object.entries(found.data.categories))
    for (const service of services)
      for (const [name, sites] of Object.entries(service)) {
        const domains = Object.values(sites).flatMap((list) => (Array.isArray(list) ? list.map(String) : []));
        const kind = kindsOfServices[category] ?? 'other';
        rows.push(row(rows.length + 1, name, { sites: [...Object.keys(sites), ...domains], kind }));
      }
  return { title: 'Disconnect (services)', unit: 'entry', rows };
}

function ofEntities(value: unknown): Register | undefined {
  const found = disconnectEntities.safeParse(value);
  if (!found.success) return undefined;
  const rows = Object.entries(found.data.entities).map(([name, { properties = [], resources = [] }], index) =>
    row(index + 1, name, { sites: [...properties, ...resources] }),
  );
  return { title: 'Disconnect (entities)', unit: 'entry', rows };
}

function ofTrackerdb(value: unknown): Register | undefined {
  const found = trackerdb.safeParse(value);
  if (!found.success) return undefined;
  const { organizations, patterns } = found.data;
  const domains = new Map<string, string[]>();
  for (const { organization, domains: of } of Object.values(patterns))
    if (organization) {
      const known = domains.get(organization) ?? [];
      known.push(...(of ?? []));
      domains.set(organization, known);
    }
  const rows = Object.entries(organizations).map(([id, { name, website_url: site, country }], index) =>
    row(index + 1, name, {
      sites: [...(site ? [site] : []), ...(domains.get(id) ?? [])],
      country: country ?? '',
    }),
  );
  return { title: 'trackerdb', unit: 'entry', rows };
}

/** Undefined for JSON of another form. */
export function jsonRegister(text: string): Register | undefined {
  const lines = jsonLines(text);
  if (lines !== undefined && lines.length > 0) {
    const found = followed(lines);
    if (found !== undefined) return found;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (Array.isArray(value)) return followed(value);
  return ofServices(value) ?? ofEntities(value) ?? ofTrackerdb(value);
}
