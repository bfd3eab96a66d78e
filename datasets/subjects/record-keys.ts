/** By what a record of a table is of one person: its identifiers, and the one key by which people are counted. */
import type { ColumnFound, ColumnKind } from '../columns/column-kind.ts';
import { isNoValue } from '../columns/value-shape.ts';
import { normalName, normalValue } from './normal-values.ts';

/** Kinds of which an equal value is one person, or one device. */
export const identifierKinds = [
  'uk-nhs', 'in-aadhaar', 'us-ssn', 'uk-nino', 'in-epic', 'in-pan', 'national-id', 'passport-mrz', 'email', 'hashed-email',
  'url-profile', 'device-id', 'phone', 'iban', 'payment-card', 'mac-address', 'crypto-address',
] as const satisfies readonly ColumnKind[]; // prettier-ignore
export type IdentifierKind = (typeof identifierKinds)[number];

/** What people of a table are counted by, the surest first; what is joined by `+` is one key of both. */
const subjectOrder = [
  'uk-nhs', 'in-aadhaar', 'us-ssn', 'uk-nino', 'in-epic', 'in-pan', 'national-id', 'passport-mrz', 'email', 'hashed-email',
  'url-profile', 'name+date-of-birth', 'name+phone', 'phone', 'name+address', 'name+postcode', 'name', 'iban',
  'payment-card', 'device-id', 'date-of-birth+postcode', 'mac-address', 'crypto-address',
] as const; // prettier-ignore
export type SubjectKey = (typeof subjectOrder)[number];

export interface RecordKeys {
  /** Normal forms; a record may have several of one kind. */
  readonly identifiers: readonly { readonly kind: IdentifierKind; readonly value: string }[];
  /** Of at least two words. */
  readonly name?: string;
  /** What the record is counted by; absent where it has none of the keys. */
  readonly subject?: { readonly by: SubjectKey; readonly value: string };
}

interface Parts {
  readonly identifiers: { kind: IdentifierKind; value: string }[];
  readonly name: string;
  readonly birth: string;
  readonly address: string;
  readonly postcode: string;
}

const isIdentifier = (kind: string | undefined): kind is IdentifierKind =>
  identifierKinds.some((one) => one === kind);

/** Several in a cell, as address books have them. */
const maxValuesInCell = 20;

export class RecordKeyMaker {
  readonly #columns: readonly ColumnFound[];
  readonly #nameColumns: readonly number[];
  readonly #order: readonly SubjectKey[];

  /** `filled` says of how many records each column has a value. */
  constructor(columns: readonly ColumnFound[], filled: readonly number[], records: number) {
    this.#columns = columns;
    const partAt = (part: string): number => columns.findIndex((column) => column.part === part);
    const full = partAt('full');
    this.#nameColumns = full >= 0 ? [full] : [partAt('given'), partAt('family')].filter((at) => at >= 0);
    const share = (test: (column: ColumnFound) => boolean): number =>
      columns.reduce((most, column, at) => (test(column) ? Math.max(most, (filled[at] ?? 0) / Math.max(1, records)) : most), 0); // prettier-ignore
    const shares: Readonly<Record<string, number>> = {
      name: Math.min(1, ...this.#nameColumns.map((at) => (filled[at] ?? 0) / Math.max(1, records))),
      address: share(({ kind }) => kind === 'postal-address'),
      postcode: share(({ kind }) => kind === 'uk-postcode'),
    };
    const shareOf = (key: SubjectKey): number =>
      Math.min(...key.split('+').map((part) => shares[part] ?? share(({ kind }) => kind === part)));
    // A key that few records have counts people twice who stand in others without it.
    const tier = (key: SubjectKey): number => (shareOf(key) >= 0.9 ? 0 : shareOf(key) >= 0.5 ? 1 : 2);
    this.#order = subjectOrder
      .filter((key) => shareOf(key) > 0)
      .sort((one, other) => tier(one) - tier(other) || subjectOrder.indexOf(one) - subjectOrder.indexOf(other));
  } // prettier-ignore

  of(cells: readonly string[]): RecordKeys {
    const parts = this.#partsOf(cells);
    for (const by of this.#order) {
      const value = this.#subjectValue(by, parts);
      if (value !== undefined) return { ...this.#shared(parts), subject: { by, value } };
    }
    return this.#shared(parts);
  }

  #shared({ identifiers, name }: Parts): RecordKeys {
    return { identifiers, ...(name.includes(' ') && { name }) };
  }

  #partsOf(cells: readonly string[]): Parts {
    const identifiers: { kind: IdentifierKind; value: string }[] = [];
    let [birth, address, postcode] = ['', '', ''];
    for (const [at, { kind }] of this.#columns.entries()) {
      const cell = cells[at] ?? '';
      if (kind === undefined || cell === '' || isNoValue(cell)) continue;
      if (isIdentifier(kind)) {
        for (const one of cell.split(/[;,]/, maxValuesInCell)) {
          const value = normalValue(kind, one.trim());
          if (value !== '') identifiers.push({ kind, value });
        }
      } else if (kind === 'date-of-birth') birth ||= cell;
      else if (kind === 'postal-address') address ||= normalValue(kind, cell);
      else if (kind === 'uk-postcode') postcode ||= normalValue(kind, cell);
    }
    const name = normalName(this.#nameColumns.map((at) => cells[at] ?? '').filter((cell) => !isNoValue(cell)).join(' ')); // prettier-ignore
    return { identifiers, name, birth, address, postcode };
  }

  #subjectValue(key: SubjectKey, parts: Parts): string | undefined {
    const values = key.split('+').map((part) => {
      if (part === 'name') return key === 'name' && this.#isPartial(parts.name) ? '' : parts.name;
      if (part === 'date-of-birth') return parts.birth;
      if (part === 'address') return parts.address;
      if (part === 'postcode') return parts.postcode;
      return parts.identifiers.find(({ kind }) => kind === part)?.value ?? '';
    });
    return values.includes('') ? undefined : values.join('\n');
  }

  /** A surname alone is of many people; one word where a whole name should stand is all there is. */
  #isPartial(name: string): boolean {
    return !name.includes(' ') && this.#columns[this.#nameColumns[0] ?? -1]?.part !== 'full';
  }
}
