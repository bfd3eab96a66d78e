/** Reads the records of directories of ISO 9660 (ECMA-119, 9.1) with the names, links and times of Rock Ridge (IEEE P1282). */
import type { ItemTimes } from '../../schemas/item-times.ts';
import { bufferAt } from '../content.ts';
import type { ByteRange, Content } from '../contract.ts';
import { parseIsoRecordTime } from '../time/iso-image-time.ts';

export interface IsoRecord {
  /** Where the record stands. */
  readonly place: number;
  readonly name: string;
  readonly start: number;
  readonly bytes: number;
  readonly isDirectory: boolean;
  /** Its data goes on in the next record of the same name. */
  readonly continues: boolean;
  readonly times: ItemTimes;
  /** Of a symbolic link. */
  readonly target?: string | undefined;
  /** Where its extension goes on. */
  readonly areas: readonly ByteRange[];
}

/** How the names of a tree are written. */
export type NameForm = 'plain' | 'joliet';

const sectorBytes = 2048;
/** Areas that a record goes on in; stops a chain of them that goes round. */
const maxAreas = 20;
const maxNameUnits = 1_000;

interface Extension {
  name: string;
  target: string;
  isLink: boolean;
  readonly areas: ByteRange[];
  readonly times: {
    modified?: ItemTimes['modified'];
    created?: ItemTimes['created'];
    accessed?: ItemTimes['accessed'];
  };
}

/** TF (4.1.6): which times follow, in this order; seven bytes each, or 17, which are left. */
function readTimes(value: Buffer, times: Extension['times']): void {
  const flags = value[0] ?? 0;
  if ((flags & 0x80) !== 0) return;
  let at = 1;
  const next = () => parseIsoRecordTime(value.subarray(at, (at += 7)));
  if (flags & 1) times.created = next();
  if (flags & 2) times.modified = next();
  if (flags & 4) times.accessed = next();
}

/** SL (4.1.3): the parts of a path. */
function readTarget(value: Buffer): string {
  const parts: string[] = [];
  for (let at = 1; at + 2 <= value.length;) {
    const [flags = 0, length = 0] = value.subarray(at, at + 2);
    const text = value.toString('utf8', at + 2, at + 2 + length);
    parts.push(flags & 2 ? '.' : flags & 4 ? '..' : flags & 8 ? '' : text);
    at += 2 + length;
  }
  return parts.join('/');
}

/** The fields behind the name of a record, and where they go on (SUSP, 5.1). */
function readExtension(content: Content, area: Buffer): Extension {
  const found: Extension = { name: '', target: '', isLink: false, areas: [], times: {} };
  let bytes = area;
  for (let areas = 0; areas < maxAreas && bytes.length >= 4; areas += 1) {
    let next: Buffer | undefined;
    for (let at = 0; at + 4 <= bytes.length;) {
      const length = bytes[at + 2] ?? 0;
      if (length < 4) break;
      const [type, value] = [bytes.toString('latin1', at, at + 2), bytes.subarray(at + 4, at + length)];
      if (type === 'NM' && ((value[0] ?? 0) & 6) === 0 && found.name.length < maxNameUnits)
        found.name += value.toString('utf8', 1);
      if (type === 'SL') {
        found.isLink = true;
        found.target += (found.target === '' ? '' : '/') + readTarget(value);
      }
      if (type === 'TF') readTimes(value, found.times);
      if (type === 'CE' && value.length >= 24) {
        const start = value.readUInt32LE(0) * sectorBytes + value.readUInt32LE(8);
        const end = start + Math.min(value.readUInt32LE(16), sectorBytes);
        found.areas.push({ start, end });
        next = bufferAt(content, start, end - start);
      }
      at += length;
    }
    if (!next) break;
    bytes = next;
  }
  return found;
}

/** `README.TXT;1` is the first version of README.TXT; a name without ending has its dot all the same. */
const withoutVersion = (name: string): string => name.replace(/;\d{1,5}$/, '').replace(/\.$/, '');

function decodeIsoName(bytes: Buffer, form: NameForm): string {
  if (form === 'plain') return withoutVersion(bytes.toString('latin1'));
  return withoutVersion(
    Buffer.from(bytes.subarray(0, bytes.length & ~1))
      .swap16()
      .toString('utf16le'),
  );
}

/** The record at `place`; `undefined` where the rest of the sector has none. `skip` bytes of each extension are another's. */
export function readIsoRecord(
  content: Content,
  place: number,
  form: NameForm,
  blockBytes: number,
  skip: number,
): IsoRecord | undefined {
  const length = content.read(place, 1)[0] ?? 0;
  if (length < 34) return undefined;
  const bytes = bufferAt(content, place, length);
  const nameBytes = bytes[32] ?? 0;
  if (bytes.length < length || 33 + nameBytes > length) return undefined;
  const flags = bytes[25] ?? 0;
  const raw = bytes.subarray(33, 33 + nameBytes);
  const extensionStart = 33 + nameBytes + (nameBytes % 2 === 0 ? 1 : 0) + skip;
  const extension = form === 'plain' ? readExtension(content, bytes.subarray(extensionStart)) : undefined;
  const modified = parseIsoRecordTime(bytes.subarray(18, 25));
  const isSelf = nameBytes === 1 && (raw[0] === 0 || raw[0] === 1);
  return {
    place,
    name: isSelf ? '' : (extension?.name || decodeIsoName(raw, form)).slice(0, maxNameUnits),
    start: (bytes.readUInt32LE(2) + (bytes[1] ?? 0)) * blockBytes,
    bytes: bytes.readUInt32LE(10),
    isDirectory: (flags & 2) !== 0,
    continues: (flags & 0x80) !== 0,
    times: { ...(modified && { modified }), ...extension?.times },
    target: extension?.isLink ? extension.target : undefined,
    areas: extension?.areas ?? [],
  };
}

/** Bytes of each extension that are left, as the first record of the root says (SUSP, 5.3). */
export function extensionSkip(content: Content, root: number): number {
  const bytes = bufferAt(content, root, 64);
  const at = 33 + (bytes[32] ?? 0) + ((bytes[32] ?? 0) % 2 === 0 ? 1 : 0);
  return bytes.toString('latin1', at, at + 2) === 'SP' ? (bytes[at + 6] ?? 0) : 0;
}
