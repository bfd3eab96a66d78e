/** What the named properties of a store are called ([MS-PST] 2.4.7): ids from 0x8000 on mean what this map says. */
import type { PropertyName } from '../property-bag.ts';
import type { NodeContent } from './node-content.ts';
import { heapUses } from './heap.ts';

/** Sets that the entries name by a number (2.4.7.1). */
const knownSets: Readonly<Record<number, string>> = {
  1: '00020328-0000-0000-c000-000000000046',
  2: '00020329-0000-0000-c000-000000000046',
};

/** The last three parts of a GUID lie as they read; the first three little endian. */
export function readGuid(bytes: Buffer, at: number): string {
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  return [
    hex(bytes.readUInt32LE(at), 8),
    hex(bytes.readUInt16LE(at + 4), 4),
    hex(bytes.readUInt16LE(at + 6), 4),
    bytes.toString('hex', at + 8, at + 10),
    bytes.toString('hex', at + 10, at + 16),
  ].join('-');
}

const keyOf = (set: string, key: number | string): string =>
  `${set.toLowerCase()} ${typeof key === 'number' ? key : `"${key.toLowerCase()}`}`;

/** Units of one name; stops a name that fills the memory. */
const maxNameUnits = 1000;

export class StoreNames {
  readonly #byId = new Map<number, PropertyName>();
  readonly #ids = new Map<string, number>();

  /** The map of a store whose node of it is lost knows no name. */
  constructor(content?: NodeContent) {
    const { heap } = content ?? {};
    if (!content || heap?.use !== heapUses.properties) return;
    const streams = new Map<number, Buffer>();
    for (const { key, value } of heap.tree(heap.root, (what) => content.tell(what))) {
      if (key.length !== 2 || value.length !== 6) continue;
      const id = key.readUInt16LE(0);
      if (id >= 2 && id <= 4) streams.set(id, content.valueOf(value.readUInt32LE(2), 'the map of names'));
    }
    const [guids, entries, strings] = [2, 3, 4].map((id) => streams.get(id) ?? Buffer.alloc(0));
    if (guids && entries && strings) this.#read(guids, entries, strings);
  }

  nameOf(id: number): PropertyName | undefined {
    return this.#byId.get(id);
  }

  idOf(set: string, key: number | string): number | undefined {
    return this.#ids.get(keyOf(set, key));
  }

  #read(guids: Buffer, entries: Buffer, strings: Buffer): void {
    for (let at = 0; at + 8 <= entries.length; at += 8) {
      const value = entries.readUInt32LE(at);
      const flags = entries.readUInt16LE(at + 4);
      const id = 0x8000 + entries.readUInt16LE(at + 6);
      const set = setOf(flags >>> 1, guids);
      const key = flags % 2 === 0 ? value : readString(strings, value);
      if (set === undefined || key === undefined || this.#byId.has(id)) continue;
      this.#byId.set(id, { set, key });
      this.#ids.set(keyOf(set, key), id);
    }
  }
}

function setOf(index: number, guids: Buffer): string | undefined {
  if (index < 3) return knownSets[index] ?? '00000000-0000-0000-0000-000000000000';
  const at = (index - 3) * 16;
  return at + 16 <= guids.length ? readGuid(guids, at) : undefined;
}

function readString(strings: Buffer, at: number): string | undefined {
  if (at + 4 > strings.length) return undefined;
  const length = Math.min(strings.readUInt32LE(at), maxNameUnits * 2, strings.length - at - 4);
  return strings.toString('utf16le', at + 4, at + 4 + length);
}
