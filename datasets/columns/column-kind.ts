/** Decides what a column holds, by its heading and its values, and beside which other columns it stands. */
import type { PersonalDataKind } from '../../schemas/mention.ts';
import type { ColumnTally } from './column-tally.ts';
import { type HeadingSense, sensesOf } from './heading-words.ts';

export type ColumnKind = PersonalDataKind | 'person-name' | 'postal-address' | 'hashed-email' | 'device-id';

/** Which part of a name, and whose. */
export type NamePart = 'full' | 'given' | 'family' | 'kin';

export interface ColumnFound {
  readonly kind?: ColumnKind;
  readonly part?: NamePart;
  readonly senses: ReadonlySet<HeadingSense>;
}

/** A column with what its heading says. */
export interface LookedAt {
  readonly tally: ColumnTally;
  readonly senses: ReadonlySet<HeadingSense>;
}

/** Kinds whose values prove themselves by check digits or form; the share of values that has to. */
const proven: readonly (readonly [kind: PersonalDataKind, least: number])[] = [
  ['iban', 0.6],
  ['payment-card', 0.7],
  ['uk-nhs', 0.7],
  ['uk-nino', 0.6],
  ['in-aadhaar', 0.6],
  ['in-pan', 0.6],
  ['in-epic', 0.6],
  ['us-ssn', 0.6],
  ['passport-mrz', 0.5],
  ['crypto-address', 0.6],
  ['mac-address', 0.7],
  ['url-profile', 0.5],
  ['uk-postcode', 0.6],
  ['national-id', 0.7],
];

const has = (senses: ReadonlySet<HeadingSense>, ...any: readonly HeadingSense[]): boolean =>
  any.some((sense) => senses.has(sense));

function provenKind({ tally, senses }: LookedAt): ColumnKind | undefined {
  if (tally.share('email', 'role-email') >= 0.5) return 'email';
  for (const [kind, least] of proven) if (tally.kindShare(kind) >= least) return kind;
  if (tally.share('zone') >= 0.6) return 'passport-mrz';
  if (tally.share('mac') >= 0.8) return 'mac-address';
  const isBirth = has(senses, 'birth') && tally.share('date') >= 0.6;
  if (isBirth || tally.kindShare('date-of-birth') >= 0.6) return 'date-of-birth';
  return undefined;
}

function phoneOf({ tally, senses }: LookedAt): ColumnKind | undefined {
  // Dates and whole amounts have the shape of a number too.
  if (tally.share('date') >= 0.5) return undefined;
  if (has(senses, 'phone')) return tally.share('phone') >= 0.6 ? 'phone' : undefined;
  if (has(senses, 'number', 'money', 'device', 'version', 'file', 'hash', 'stock')) return undefined;
  return tally.kindShare('phone') >= 0.7 ? 'phone' : undefined;
}

function addressOf({ tally, senses }: LookedAt): ColumnKind | undefined {
  if (has(senses, 'ip', 'email', 'file', 'hash')) return undefined;
  const shaped = tally.share('address');
  if (has(senses, 'address')) return shaped + tally.share('words') >= 0.5 ? 'postal-address' : undefined;
  const isOther = has(senses, 'thing', 'number', 'file', 'money');
  return shaped >= (isOther ? 0.9 : 0.7) ? 'postal-address' : undefined;
}

function machineKind({ tally, senses }: LookedAt, all: readonly LookedAt[]): ColumnKind | undefined {
  if (tally.share('ip') >= 0.8 && !has(senses, 'version')) {
    if (has(senses, 'ip') || tally.share('high-octet') >= 0.4) return 'ip-address';
  }
  if (tally.kindShare('ip-address') >= 0.8 && tally.share('ip') === 0) return 'ip-address';
  const isId = tally.share('uuid', 'hex-16', 'hash-other') >= 0.8;
  if (has(senses, 'device') && (isId || tally.share('phone', 'whole-number') >= 0.8)) return 'device-id';
  if (tally.share('uuid') >= 0.9 && isTracked(all)) return 'device-id';
  return hashKind({ tally, senses }, all);
}

/** Places and times beside an id: a device that was followed. */
const isTracked = (all: readonly LookedAt[]): boolean =>
  all.some((one) => coordinateOf(one) !== undefined) && all.some(({ tally }) => tally.share('date') >= 0.8);

/** Of hashes nothing tells what was hashed but the heading and what stands beside them. */
function hashKind({ tally, senses }: LookedAt, all: readonly LookedAt[]): ColumnKind | undefined {
  const isHash = tally.share('hash-64') >= 0.9;
  const saysMail = has(senses, 'email');
  if (!isHash) return saysMail && tally.share('hash-other') >= 0.9 ? 'hashed-email' : undefined;
  if (saysMail) return 'hashed-email';
  const beside = all.filter((one) => one.tally !== tally);
  const isOfFiles = beside.some(
    (one) => has(one.senses, 'file', 'version') || one.tally.share('file') >= 0.5,
  );
  if (isOfFiles || has(senses, 'file', 'phone', 'number') || tally.filled === 0) return undefined;
  const speaksOfPeople = ({ senses: of }: LookedAt): boolean =>
    has(of, 'segment', 'person-fact', 'given', 'family', 'full', 'role', 'phone', 'trait');
  return beside.length === 0 || beside.some(speaksOfPeople) ? 'hashed-email' : undefined;
}

function coordinateOf({ tally, senses }: LookedAt): ColumnKind | undefined {
  const isNumber = tally.share('number', 'whole-number') >= 0.9;
  const hasFraction = tally.share('number') >= 0.5;
  if (isNumber && hasFraction && has(senses, 'latitude') && tally.share('latitude') >= 0.95) return 'coordinates'; // prettier-ignore
  if (isNumber && hasFraction && has(senses, 'longitude') && tally.share('longitude') >= 0.95) return 'coordinates'; // prettier-ignore
  if (tally.share('pair') >= 0.8 || tally.kindShare('coordinates') >= 0.7) return 'coordinates';
  return undefined;
}

/** Kinds that only people have. */
const ofPeople: ReadonlySet<string> = new Set<ColumnKind>(['email', 'phone', 'date-of-birth', 'us-ssn', 'uk-nhs', 'uk-nino', 'in-aadhaar', 'in-epic', 'in-pan', 'national-id', 'passport-mrz', 'iban', 'payment-card', 'url-profile', 'postal-address', 'hashed-email']); // prettier-ignore

/** Of these also what places, shops and firms have. */
const ofShops: ReadonlySet<string> = new Set<ColumnKind>([
  'phone',
  'postal-address',
  'iban',
  'url-profile',
  'email',
]);

interface NameSetting {
  readonly hasHeading: boolean;
  /** Another column holds what people have. */
  readonly isOfPeople: boolean;
  /** And one that nobody else has. */
  readonly isSureOfPeople: boolean;
  readonly all: readonly LookedAt[];
}

/** Names as parts: a single word is one where its heading says so. */
function partOf({ tally, senses }: LookedAt): NamePart | undefined {
  const isWord = tally.share('name') >= 0.6 && tally.share('strict-name', 'single-name', 'initial-name') >= 0.5;
  const isPart = isWord && tally.share('thing-name') < 0.3;
  if (!isPart || has(senses, 'file', 'number', 'money')) return undefined;
  if (has(senses, 'kin')) return has(senses, 'phone', 'address') ? undefined : 'kin';
  if (has(senses, 'full') || (has(senses, 'family') && has(senses, 'given'))) return 'full';
  if (has(senses, 'family')) return 'family';
  // `nombre` and `imię` head whole names too.
  if (has(senses, 'given') && !has(senses, 'thing')) return tally.share('strict-name') >= 0.7 ? 'full' : 'given';
  return undefined;
} // prettier-ignore

/** Headings that say nothing of what it is. */
function nameByValues({ tally, senses }: LookedAt, { hasHeading, isOfPeople, isSureOfPeople }: NameSetting): NamePart | undefined {
  const whole = tally.share('strict-name', 'initial-name');
  const isVaried = tally.distinct >= tally.filled * 0.3;
  if (!hasHeading) return tally.share('strict-name') >= 0.85 && isOfPeople && isVaried ? 'full' : undefined;
  if (senses.size > 0 || whole < 0.85 || !isVaried) return undefined;
  return isSureOfPeople || (isOfPeople && tally.share('comma-name') >= 0.8) ? 'full' : undefined;
} // prettier-ignore

function nameOf(one: LookedAt, setting: NameSetting): NamePart | undefined {
  const { tally, senses } = one;
  const part = partOf(one);
  if (part) return part;
  const whole = tally.share('strict-name', 'initial-name');
  if (tally.share('thing-name') >= 0.3 || tally.share('name') < 0.6) return undefined;
  // The address of a record speaks for its name, whatever stands above.
  const isInMail = tally.looked >= 3 && tally.inMail >= tally.looked * 0.5;
  if (isInMail && tally.share('strict-name') >= 0.5) return 'full';
  if (isInMail && tally.share('single-name') >= 0.5) return 'given';
  if (has(senses, 'role')) return whole >= 0.5 && !has(senses, 'number', 'money') ? 'full' : undefined;
  if (has(senses, 'thing', 'file', 'stock', 'number')) return undefined;
  return has(senses, 'name') ? nameByTable(one, setting) : nameByValues(one, setting);
}

/** Under the bare word the columns beside it tell people from things. */
function nameByTable({ tally }: LookedAt, { isOfPeople, all }: NameSetting): NamePart | undefined {
  const whole = tally.share('strict-name', 'initial-name');
  const besides = (...any: readonly HeadingSense[]): boolean => all.some(({ senses }) => has(senses, ...any));
  if (besides('stock', 'file')) return undefined;
  const hasFacts = besides('person-fact', 'birth', 'vote', 'kin', 'trait');
  if (isOfPeople || hasFacts) return whole + tally.share('single-name') >= 0.7 ? 'full' : undefined;
  const isVaried = tally.distinct >= tally.filled * 0.3;
  return !besides('latitude', 'money') && whole >= 0.8 && isVaried ? 'full' : undefined;
}

/** One answer a column, in their order. */
export function findKinds(tallies: readonly ColumnTally[], hasHeading: boolean): ColumnFound[] {
  const all = tallies.map((tally) => ({ tally, senses: sensesOf(tally.heading) }));
  const kinds = all.map((one) =>
    one.tally.looked === 0
      ? undefined
      : (provenKind(one) ?? coordinateOf(one) ?? machineKind(one, all) ?? phoneOf(one) ?? addressOf(one)),
  );
  const setting = {
    hasHeading,
    all,
    isOfPeople: kinds.some((kind) => kind !== undefined && ofPeople.has(kind)),
    isSureOfPeople: kinds.some((kind) => kind !== undefined && ofPeople.has(kind) && !ofShops.has(kind)),
  };
  return all.map((one, at) => {
    const kind = kinds[at];
    if (kind !== undefined) return { kind, senses: one.senses };
    const part = one.tally.looked === 0 ? undefined : nameOf(one, setting);
    return { senses: one.senses, ...(part && { kind: 'person-name' as const, part }) };
  });
}
