/** A bag of properties that are listed once and read when asked for: what MSG and TNEF give. */
import type { Property, PropertyBag, PropertyName } from './property-bag.ts';

/** The names of the properties from 0x8000 on of one file, both ways. */
export class NamedProperties {
  readonly #names = new Map<number, PropertyName>();
  readonly #ids = new Map<string, number>();

  /** Where one name is given twice, the first holds. */
  add(id: number, name: PropertyName): void {
    if (!this.#names.has(id)) this.#names.set(id, name);
    const key = keyOf(name.set, name.key);
    if (!this.#ids.has(key)) this.#ids.set(key, id);
  }

  nameOf(id: number): PropertyName | undefined {
    return this.#names.get(id);
  }

  idOf(set: string, key: number | string): number | undefined {
    return this.#ids.get(keyOf(set, key));
  }
}

const keyOf = (set: string, key: number | string): string =>
  typeof key === 'number' ? `${set} #${key}` : `${set} ${key.toLowerCase()}`;

/** 16 bytes as a GUID is written: the first three fields are little endian. */
export function guidOf(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  const turned = [3, 2, 1, 0, 5, 4, 7, 6].map((at) => hex.slice(at * 2, at * 2 + 2)).join('');
  return `${turned.slice(0, 8)}-${turned.slice(8, 12)}-${turned.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export class PropertyMap implements PropertyBag {
  readonly #properties = new Map<number, Property>();
  readonly #names: NamedProperties;

  constructor(names: NamedProperties) {
    this.#names = names;
  }

  /** Where one id is given twice, the first holds. */
  add(property: Property): void {
    if (!this.#properties.has(property.id)) this.#properties.set(property.id, property);
  }

  get(id: number): Property | undefined {
    return this.#properties.get(id);
  }

  ids(): number[] {
    return [...this.#properties.keys()].sort((left, right) => left - right);
  }

  named(set: string, key: number | string): Property | undefined {
    const id = this.#names.idOf(set, key);
    return id === undefined ? undefined : this.#properties.get(id);
  }

  nameOf(id: number): PropertyName | undefined {
    return this.#names.nameOf(id);
  }
}

/** Values of any length in the form of `Property.bytes`. */
export function joinValues(values: readonly Uint8Array[]): Buffer {
  const head = Buffer.alloc(4 + values.length * 4);
  head.writeUInt32LE(values.length, 0);
  let at = head.length;
  for (const [index, value] of values.entries()) {
    head.writeUInt32LE(at, 4 + index * 4);
    at += value.length;
  }
  return Buffer.concat([head, ...values]);
}
