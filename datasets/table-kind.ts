/** Whether a table is about people, and what it looks like. */
import type { ColumnTally } from './columns/column-tally.ts';
import type { ColumnFound } from './columns/column-kind.ts';
import type { HeadingSense } from './columns/heading-words.ts';

export type Likeness =
  | 'voter roll'
  | 'audience list'
  | 'harvested profiles'
  | 'device list'
  | 'contact book'
  | 'register of people'
  | 'ledger'
  | 'inventory'
  | 'measurements'
  | 'other table';

export interface TableKind {
  readonly isPersonal: boolean;
  readonly likeness: Likeness;
  /** What decided, in words. */
  readonly because: string;
}

interface Described {
  readonly found: readonly ColumnFound[];
  readonly tallies: readonly ColumnTally[];
}

const alwaysPersonal: ReadonlySet<string> = new Set(['hashed-email', 'device-id', 'date-of-birth', 'url-profile', 'us-ssn', 'uk-nhs', 'uk-nino', 'in-aadhaar', 'in-pan', 'in-epic', 'national-id', 'passport-mrz', 'payment-card', 'person-name']); // prettier-ignore

const sensed = ({ found }: Described, ...any: readonly HeadingSense[]): number =>
  found.filter(({ senses }) => any.some((sense) => senses.has(sense))).length;
const kindsOf = ({ found }: Described): ReadonlySet<string> =>
  new Set(found.flatMap(({ kind }) => (kind === undefined ? [] : [kind])));

/** The column by which the table is about people; undefined for one of places or things. */
function personalBy(table: Described): string | undefined {
  const kinds = kindsOf(table);
  for (const kind of kinds) if (alwaysPersonal.has(kind)) return kind;
  const at = (kind: string): number => table.found.findIndex((one) => one.kind === kind);
  const mail = table.tallies[at('email')];
  if (mail && mail.share('role-email') < 0.5) return 'email';
  const phone = table.found[at('phone')];
  const isOfPlaces = ['postal-address', 'uk-postcode', 'coordinates'].some((kind) => kinds.has(kind));
  const hasThing = table.found.some(({ senses, kind }) => kind === undefined && senses.has('thing'));
  const isMobile = /mob|msisdn|cell|handy|celular|móvil|movil|portable/i.test(
    table.tallies[at('phone')]?.heading ?? '',
  );
  if (phone && !mail && (isMobile ? !isOfPlaces : !isOfPlaces && !hasThing)) return 'phone';
  return undefined;
}

function likenessOfPeople(table: Described): Likeness {
  const kinds = kindsOf(table);
  const hasName = kinds.has('person-name');
  if (kinds.has('in-epic') || sensed(table, 'vote') > 0) return 'voter roll';
  if (sensed(table, 'trait') > 0 || (kinds.has('url-profile') && !kinds.has('phone'))) return 'harvested profiles';
  if (kinds.has('device-id')) return 'device list';
  if (kinds.has('hashed-email') || (!hasName && (kinds.has('email') || kinds.has('phone')))) return 'audience list';
  if (sensed(table, 'segment') > 0 && (kinds.has('email') || kinds.has('phone'))) return 'audience list';
  const others = [...kinds].some((kind) => !['person-name', 'email', 'phone', 'postal-address', 'uk-postcode'].includes(kind));
  return hasName && !others && (kinds.has('email') || kinds.has('phone')) ? 'contact book' : 'register of people';
} // prettier-ignore

function likenessOfThings(table: Described): Likeness {
  const dates = table.tallies.filter((tally) => tally.share('date') >= 0.6).length;
  if (sensed(table, 'stock') > 0) return 'inventory';
  if (sensed(table, 'money') > 0) return dates > 0 || sensed(table, 'money') > 1 ? 'ledger' : 'inventory';
  const numbers = table.tallies.filter((tally) => tally.share('number', 'whole-number') >= 0.8).length;
  return numbers >= table.tallies.length / 2 ? 'measurements' : 'other table';
}

export function tableKindOf(table: Described): TableKind {
  const by = personalBy(table);
  if (by !== undefined)
    return { isPersonal: true, likeness: likenessOfPeople(table), because: `a column of kind ${by}` };
  const kinds = [...kindsOf(table)];
  return {
    isPersonal: false,
    likeness: likenessOfThings(table),
    because:
      kinds.length === 0
        ? 'no column names or identifies people'
        : `${kinds.join(', ')} without a column that names or identifies people`,
  };
}
