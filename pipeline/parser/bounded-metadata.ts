/** Bounds the metadata of a document, so that it can flood neither a message nor the index, and says what it cut. */
import {
  maxKeyUnits,
  maxListEntries,
  maxMetadataUnits,
  maxOtherKeys,
  type Metadata,
  metadata as metadataSchema,
} from '../../schemas/metadata.ts';
import type { Time } from '../../schemas/time.ts';

/** All values of a document together: its outcome must fit into a frame, or costs the parser its life. */
const maxMetadataUnitsInAll = 4 * 1024 * 1024;
/** Names of cut values that are told. */
const maxNamed = 10;

const schemas = metadataSchema.shape as Record<
  string,
  { safeParse(value: unknown): { success: boolean } } | undefined
>;
/** Keys whose schema takes any text of bounded length. */
const textKeys = keysThatTake('');
/** The same of lists of texts, and of lists of mailboxes. */
const textListKeys = keysThatTake(['']);
const mailboxKeys = keysThatTake([{ name: '', address: '' }]);

/** The same of times, with all that a date of mail states. */
const timeKeys = keysThatTake(timeOfMail());

function timeOfMail(): Time {
  return {
    instant: '2019-05-01T08:00:00.000Z',
    local: '2019-05-01T10:00:00',
    offset: 120,
    precision: 'second',
    zoneSource: 'offset',
    raw: 'Wed, 1 May 2019 10:00:00 +0200',
  };
}

const maxTimeUnits = 40;
const maxRawUnits = 100;
const isTextUpTo = (value: unknown, most: number): boolean =>
  typeof value === 'string' && value.length <= most;

/** A time with the six keys of one that mail states, and nothing else. */
function isUsualTime(value: Record<string, unknown>): boolean {
  const { offset } = value;
  return (
    Object.keys(value).length === 6 &&
    value.precision === 'second' &&
    value.zoneSource === 'offset' &&
    isTextUpTo(value.instant, maxTimeUnits) &&
    isTextUpTo(value.local, maxTimeUnits) &&
    isTextUpTo(value.raw, maxRawUnits) &&
    Number.isInteger(offset) &&
    Math.abs(offset as number) <= 1440
  );
}

function keysThatTake(example: unknown): ReadonlySet<string> {
  return new Set(Object.keys(schemas).filter((key) => schemas[key]?.safeParse(example).success));
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isTextOrNone = (value: unknown): boolean => value === undefined || typeof value === 'string';
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isMailbox = (value: unknown): boolean =>
  isRecord(value) && isTextOrNone(value.name) && isTextOrNone(value.address);

/**
 * Whether a value that was bounded keeps to its schema, for the shapes that nearly all values have: the schema itself
 * takes longer than all else that is done with them. False says nothing.
 */
export function isOfUsualShape(key: string, value: unknown): boolean {
  if (typeof value === 'string') return textKeys.has(key);
  if (Array.isArray(value))
    return textListKeys.has(key) ? value.every(isText) : mailboxKeys.has(key) && value.every(isMailbox);
  if (!isRecord(value)) return false;
  return key === 'other' ? Object.values(value).every(isText) : timeKeys.has(key) && isUsualTime(value);
}

const always = (): boolean => true;

/** Evidence may call a field `__proto__`, which is no property like others. */
function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}

/** Gathers what an extractor states of a document, within the limits. */
export class BoundedMetadata {
  #values: Metadata = {};
  #units: number;
  readonly #cut = new Set<string>();

  /** `maxUnits`: of all values together, where less may be kept than the limit. */
  constructor(maxUnits: number = maxMetadataUnitsInAll) {
    this.#units = Math.min(maxUnits, maxMetadataUnitsInAll);
  }

  get values(): Metadata {
    return this.#values;
  }

  /** The values of which a part was left out, or undefined. */
  get cut(): string | undefined {
    const names = [...this.#cut];
    const more = names.length > maxNamed ? ` and ${names.length - maxNamed} more` : '';
    return names.length > 0 ? `metadata: ${names.slice(0, maxNamed).join(', ')}${more}` : undefined;
  }

  /** Merges; a later value of a key replaces the earlier one, `other` is merged by key. */
  add(values: Metadata): void {
    const { other, ...own } = this.#checked(values);
    const before = this.#values.other;
    const merged = before && other ? { ...before, ...other } : (other ?? before ?? {});
    this.#values = { ...this.#values, ...own };
    const count = Object.keys(merged).length;
    if (count > maxOtherKeys) {
      this.#cut.add('keys');
      this.#values.other = Object.fromEntries(Object.entries(merged).slice(0, maxOtherKeys));
    } else if (count > 0) this.#values.other = merged;
  }

  /** Values that break our own schema (a latitude of 200) are dropped one by one, never the whole. */
  #checked(values: Metadata): Metadata {
    return this.#record(
      values,
      '',
      (key, value) => isOfUsualShape(key, value) || (schemas[key]?.safeParse(value).success ?? false),
    );
  }

  #record(
    value: object,
    name: string,
    isValid: (key: string, value: unknown) => boolean = always,
  ): Record<string, unknown> {
    const kept: Record<string, unknown> = {};
    let count = 0;
    for (const [key, entry] of Object.entries(value)) {
      if (entry === undefined) continue;
      if (count >= maxOtherKeys) {
        this.#cut.add(name || 'keys');
        break;
      }
      count += 1;
      const bounded = this.#bounded(entry, name === '' || name === 'other' ? key : name);
      const keptKey = key.slice(0, maxKeyUnits).toWellFormed();
      if (isValid(keptKey, bounded)) setOwn(kept, keptKey, bounded);
    }
    return kept;
  }

  #bounded(value: unknown, name: string): unknown {
    if (typeof value === 'string') {
      const kept = value.slice(0, Math.min(maxMetadataUnits, this.#units)).toWellFormed();
      if (kept.length < value.length) this.#cut.add(name);
      this.#units -= kept.length;
      return kept;
    }
    if (Array.isArray(value)) {
      const kept: unknown[] = [];
      for (const entry of value.slice(0, maxListEntries))
        if (this.#units > 0) kept.push(this.#bounded(entry, name));
      if (kept.length < value.length) this.#cut.add(name);
      return kept;
    }
    return typeof value === 'object' && value !== null ? this.#record(value, name) : value;
  }
}
