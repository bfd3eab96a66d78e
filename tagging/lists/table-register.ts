/** Registers as tables: what a column holds is told by its heading, whose register it is by headings that only it has. */
import { parse } from 'csv-parse/sync';
import { type EntityKind, entityKind } from '../../schemas/mention.ts';
import type { Register, RegisterRow } from './register.ts';

interface Roles {
  readonly name: readonly string[];
  readonly aliases: readonly string[];
  readonly sites: readonly string[];
  readonly country: readonly string[];
  readonly kind: readonly string[];
}

interface Form {
  readonly title: string;
  /** Headings by which it is known, all of them. */
  readonly has: readonly string[];
  readonly kind: EntityKind;
  readonly country?: string;
  /** Between the values of one cell; the whole cell is one where absent. */
  readonly split?: RegExp;
  /** The first that is there and filled is the name; the others of them are aliases. */
  readonly roles: Partial<Roles>;
}

/** Headings as `headingKey` writes them. The first form that fits is taken. */
const forms: readonly Form[] = [
  {
    title: 'Party Facts',
    has: ['partyfacts id'],
    kind: 'party',
    roles: { name: ['name english', 'name', 'name native'], aliases: ['name short', 'name native', 'name other'], country: ['country'] },
  },
  {
    title: 'ParlGov',
    has: ['party name english', 'party name short'],
    kind: 'party',
    roles: { name: ['party name english', 'party name'], aliases: ['party name short', 'party name ascii'], country: ['country', 'country name', 'country name short'] },
  },
  {
    title: 'register of the Electoral Commission',
    has: ['ec reference number', 'entity name'],
    kind: 'party',
    country: 'GB',
    roles: { name: ['entity name'], kind: ['entity type'] },
  },
  {
    title: 'register of the Electoral Commission',
    has: ['ecref', 'regulatedentityname'],
    kind: 'party',
    country: 'GB',
    roles: { name: ['regulatedentityname'], aliases: ['regulatedentityalternatename', 'regulatedentitytranslatedname'], kind: ['regulatedentitytypename', 'entitytypename', 'regulatedentitytype'] },
  },
  {
    title: 'register of data brokers',
    has: ['data broker name'],
    kind: 'data-broker',
    country: 'US',
    roles: { name: ['data broker name'], aliases: ['doing business as dba if applicable', 'doing business as', 'dba'], sites: ['website url', 'primary internet address', 'data broker primary website', 'primary website'] },
  },
  {
    title: 'pages of data brokers',
    has: ['company name', 'hostname original'],
    kind: 'data-broker',
    roles: { name: ['company name'], sites: ['hostname original'] },
  },
  {
    title: 'OpenSanctions (targets.simple)',
    has: ['id', 'schema', 'name', 'aliases'],
    kind: 'other',
    split: /;/u,
    roles: { name: ['name'], aliases: ['aliases'], country: ['countries'] },
  },
]; // prettier-ignore

/** Headings that people give to a list of their own, in several languages. */
const ownRoles: Roles = {
  name: ['name', 'entity', 'entity name', 'organisation', 'organization', 'organisation name', 'organization name', 'company', 'company name', 'firm', 'party', 'party name', 'nom', 'raison sociale', 'firma', 'unternehmen', 'partei', 'nombre', 'empresa', 'razon social', 'partido', 'nome', 'nome da empresa', 'denominazione', 'ragione sociale', 'naam', 'bedrijf'],
  aliases: ['alias', 'aliases', 'also known as', 'aka', 'other names', 'former name', 'former names', 'previous names', 'trading name', 'trading as', 'dba', 'short name', 'name short', 'abbreviation', 'acronym', 'native name', 'name native', 'sigle', 'abkurzung', 'siglas', 'sigla'],
  sites: ['website', 'web site', 'url', 'domain', 'domains', 'host', 'hostname', 'site', 'site web', 'webseite', 'sitio web'],
  country: ['country', 'country code', 'jurisdiction', 'pays', 'land', 'pais', 'paese'],
  kind: ['kind', 'type', 'entity type'],
}; // prettier-ignore

const headingKey = (heading: string): string =>
  heading
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** What registers say for a kind of ours. */
const kindWords: readonly (readonly [RegExp, EntityKind])[] = [
  [/third party|campaigner|permitted participant|referendum/iu, 'campaign-group'],
  [/part(?:y|ei|ido|ito)\b|\bparti\b/iu, 'party'],
  [/broker/iu, 'data-broker'],
  [/analytic|pollster|consultan/iu, 'analytics-firm'],
  [/platform|social/iu, 'platform'],
  [/regulator|authority|commission/iu, 'regulator'],
];

function kindOf(written: string): EntityKind | undefined {
  const known = entityKind.safeParse(written.trim().toLowerCase());
  return known.success ? known.data : kindWords.find(([pattern]) => pattern.test(written))?.[1];
}

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** The separator by which the first lines have the most cells. */
function separatorOf(text: string): string {
  const head = text.slice(0, 65_536);
  const counts = [',', ';', '\t', '|'].map((mark) => [mark, (head.split('\n')[0] ?? '').split(mark).length] as const);
  return counts.reduce((best, one) => (one[1] > best[1] ? one : best))[0];
} // prettier-ignore

/** Undefined for a table without a heading that names a column of names. Throws what the parser says of a broken one. */
export function tableRegister(text: string): Register | undefined {
  const records = parse(text, {
    delimiter: separatorOf(text),
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  }) as unknown as readonly Parsed[];
  const [head, ...body] = records;
  const columns = (head?.record ?? []).map(headingKey);
  const form = forms.find(({ has }) => has.every((heading) => columns.includes(heading)));
  const roles = form?.roles ?? ownRoles;
  const at = (headings: readonly string[] = []): number[] =>
    headings.map((heading) => columns.indexOf(heading)).filter((column) => column >= 0);
  const [names, aliases, sites, country, kind] = [
    at(roles.name),
    at(roles.aliases),
    at(roles.sites),
    at(roles.country),
    at(roles.kind),
  ];
  if (names.length === 0) return undefined;
  const split = form === undefined ? /[;|\n]/u : form.split;
  const rowOf = ({ record, info }: Parsed): RegisterRow => {
    const cells = (of: readonly number[]): string[] =>
      of.flatMap((column) => (split ? (record[column] ?? '').split(split) : [record[column] ?? '']));
    const first = (of: readonly number[]): string => of.map((column) => record[column] ?? '').find((cell) => cell.trim() !== '') ?? '';
    const named = names.map((column) => record[column] ?? '').filter((cell) => cell.trim() !== '');
    const written = first(country).split(';')[0] ?? '';
    return {
      at: info.lines,
      name: named[0] ?? '',
      aliases: [...named.slice(1), ...cells(aliases)],
      sites: cells(sites),
      country: written === '' ? (form?.country ?? '') : written,
      kind: kindOf(first(kind)) ?? form?.kind ?? 'other',
    };
  };
  return { title: form?.title ?? 'a table of names', unit: 'line', rows: body.map(rowOf) };
} // prettier-ignore
