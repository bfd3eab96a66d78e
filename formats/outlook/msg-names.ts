/** Reads what the named properties of a message file are called ([MS-OXMSG] 2.2.3). */
import { guidOf, NamedProperties } from './property-map.ts';
import { sets } from './property-ids.ts';

/** PS_MAPI, the set of the first index ([MS-OXPROPS] 1.3.2). */
const mapiSet = '00020328-0000-0000-c000-000000000046';
/** Ids from 0x8000 to 0xFFFE. */
const maxNames = 0x7fff;
const entryBytes = 8;

/** The three streams of `__nameid_version1.0`. */
export interface NameStreams {
  readonly guids: Buffer;
  readonly entries: Buffer;
  readonly strings: Buffer;
}

function setOf(index: number, guids: Buffer): string | undefined {
  if (index === 1) return mapiSet;
  if (index === 2) return sets.publicStrings;
  const at = (index - 3) * 16;
  return at >= 0 && at + 16 <= guids.length ? guidOf(guids.subarray(at, at + 16)) : undefined;
}

function stringAt(strings: Buffer, at: number): string | undefined {
  if (at + 4 > strings.length) return undefined;
  const end = at + 4 + strings.readUInt32LE(at);
  return end > strings.length ? undefined : strings.toString('utf16le', at + 4, end).toWellFormed();
}

export function readNames({ guids, entries, strings }: NameStreams): NamedProperties {
  const names = new NamedProperties();
  const count = Math.min(Math.floor(entries.length / entryBytes), maxNames);
  for (let index = 0; index < count; index += 1) {
    const at = index * entryBytes;
    const value = entries.readUInt32LE(at);
    const kind = entries.readUInt16LE(at + 4);
    const set = setOf(kind >> 1, guids);
    const key = (kind & 1) === 0 ? value : stringAt(strings, value);
    if (set !== undefined && key !== undefined && key !== '')
      names.add(0x8000 + entries.readUInt16LE(at + 6), { set, key });
  }
  return names;
}
