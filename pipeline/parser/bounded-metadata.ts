/** Bounds the metadata of a document, so that it can flood neither a message nor the index, and says what it cut. */
import {
  maxKeyUnits,
  maxListEntries,
  maxMetadataUnits,
  maxOtherKeys,
  type Metadata,
  metadata as metadataSchema,
} from '../../schemas/metadata.ts';

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
  return key === 'other' && isRecord(value) && Object.values(value).every(isText);
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
    return Object.fromEntries(
      this.#entries(values, '').filter(
        ([key, value]) => isOfUsualShape(key, value) || (schemas[key]?.safeParse(value).success ?? false),
      ),
    ) as Metadata;
  }

  #entries(value: object, name: string): [string, unknown][] {
    const kept: [string, unknown][] = [];
    for (const [key, entry] of Object.entries(value)) {
      if (entry === undefined) continue;
      if (kept.length >= maxOtherKeys) {
        this.#cut.add(name || 'keys');
        break;
      }
      const bounded = this.#bounded(entry, name === '' || name === 'other' ? key : name);
      kept.push([key.slice(0, maxKeyUnits).toWellFormed(), bounded]);
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
    return typeof value === 'object' && value !== null
      ? Object.fromEntries(this.#entries(value, name))
      : value;
  }
}
