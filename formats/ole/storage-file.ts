/**
 * Makes a compound file of a storage within another one ([MS-CFB]): what is embedded so has no bytes of a file of its own.
 * The same storage gives the same bytes.
 */
import type { CompoundEntry } from './compound-directory.ts';
import type { CompoundDamage, CompoundFile } from './compound-file.ts';

const none = 0xffffffff;
const endOfChain = 0xfffffffe;
const tableSector = 0xfffffffd;
const placesSector = 0xfffffffc;
const sectorBytes = 512;
const linksInSector = sectorBytes / 4;
const miniSectorBytes = 64;
const miniCutoffBytes = 4096;
const entryBytes = 128;
const headerPlaces = 109;

export interface StorageFile {
  readonly bytes: Buffer;
  /** Of streams that the storage does not have in full. */
  readonly damage: readonly CompoundDamage[];
}

/** What lies directly in each storage. */
export type StorageContents = ReadonlyMap<CompoundEntry | undefined, readonly CompoundEntry[]>;

export function storageContents(file: CompoundFile): StorageContents {
  const contents = new Map<CompoundEntry | undefined, CompoundEntry[]>();
  for (const entry of file.entries) {
    if (entry.isLost || entry.kind === 'root') continue;
    const held = contents.get(entry.parent);
    if (held) held.push(entry);
    else contents.set(entry.parent, [entry]);
  }
  return contents;
}

interface Node {
  readonly entry: CompoundEntry;
  readonly bytes: Buffer;
  right: number;
  child: number;
  start: number;
}

/** Names compare by their length, then in capitals (2.6.4). */
const byName = (one: CompoundEntry, other: CompoundEntry): number => {
  if (one.name.length !== other.name.length) return one.name.length - other.name.length;
  const [left, right] = [one.name.toUpperCase(), other.name.toUpperCase()];
  return left < right ? -1 : left > right ? 1 : 0;
};

/** The storage first, then all that lies below it; each storage's own as one row of right neighbours. */
function collect(
  file: CompoundFile,
  storage: CompoundEntry,
  contents: StorageContents,
  maxBytes: number,
): { nodes: Node[]; damage: CompoundDamage[] } | undefined {
  const nodes: Node[] = [
    { entry: storage, bytes: Buffer.alloc(0), right: none, child: none, start: endOfChain },
  ];
  const damage: CompoundDamage[] = [];
  let held = 0;
  for (let at = 0; at < nodes.length; at += 1) {
    const node = nodes[at];
    if (!node || node.entry.kind === 'stream') continue;
    const inside = [...(contents.get(node.entry) ?? [])].sort(byName);
    if (inside.length > 0) node.child = nodes.length;
    for (const [index, entry] of inside.entries()) {
      const read = entry.kind === 'stream' ? file.read(entry, maxBytes - held) : undefined;
      held += read?.bytes.length ?? 0;
      if (read && held >= maxBytes && read.bytes.length < entry.size) return undefined;
      if (read?.damage) damage.push(read.damage);
      const right = index + 1 < inside.length ? nodes.length + 1 : none;
      nodes.push({ entry, bytes: read?.bytes ?? Buffer.alloc(0), right, child: none, start: endOfChain });
    }
  }
  return { nodes, damage };
}

const padded = (bytes: Buffer, unit: number): Buffer => {
  const rest = bytes.length % unit;
  return rest === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(unit - rest)]);
};

const wholeSectors = (links: readonly number[]): Buffer => {
  const count = Math.ceil(links.length / linksInSector) * linksInSector;
  const bytes = Buffer.alloc(count * 4, 0xff);
  for (const [index, link] of links.entries()) bytes.writeUInt32LE(link, index * 4);
  return bytes;
};

/** A chain of neighbouring numbers behind those that are there; where it starts. */
function addChain(links: number[], count: number): number {
  const start = links.length;
  if (count === 0) return endOfChain;
  for (let index = 1; index < count; index += 1) links.push(start + index);
  links.push(endOfChain);
  return start;
}

function writeEntry({ entry, bytes, right, child, start }: Node, isRoot: boolean, size: number): Buffer {
  const written = Buffer.alloc(entryBytes);
  const name = isRoot ? 'Root Entry' : entry.name.slice(0, 31);
  written.write(name, 0, 62, 'utf16le');
  written.writeUInt16LE(name.length * 2 + 2, 64);
  // Black: a tree without red is as good to who only looks names up.
  written.set([isRoot ? 5 : entry.kind === 'stream' ? 2 : 1, 1], 66);
  written.writeUInt32LE(none, 68);
  written.writeUInt32LE(isRoot ? none : right, 72);
  written.writeUInt32LE(child, 76);
  if (entry.kind !== 'stream') written.write(entry.clsid, 80, 16, 'hex');
  written.writeUInt32LE(start, 116);
  written.writeUInt32LE(isRoot ? size : bytes.length, 120);
  return written;
}

/** Short streams one behind the other, and the table of their sectors. */
function placeShort(nodes: readonly Node[]): { stream: Buffer; links: number[] } {
  const links: number[] = [];
  const parts: Buffer[] = [];
  for (const node of nodes) {
    if (node.bytes.length === 0 || node.bytes.length >= miniCutoffBytes) continue;
    const part = padded(node.bytes, miniSectorBytes);
    node.start = addChain(links, part.length / miniSectorBytes);
    parts.push(part);
  }
  return { stream: Buffer.concat(parts), links };
}

/** Sectors of the table, which links itself too, and of the list of those beyond the header's. */
function countTables(dataSectors: number): { tables: number; places: number } {
  let [tables, places] = [0, 0];
  for (let before = -1; before !== tables + places;) {
    before = tables + places;
    tables = Math.ceil((dataSectors + before) / linksInSector);
    places = Math.max(0, Math.ceil((tables - headerPlaces) / (linksInSector - 1)));
  }
  return { tables, places };
}

function placeList(tables: number, places: number): Buffer {
  const links: number[] = [];
  for (let place = 0; place < places; place += 1) {
    const first = headerPlaces + place * (linksInSector - 1);
    for (let at = first; at < first + linksInSector - 1; at += 1) links.push(at < tables ? at : none);
    links.push(place + 1 < places ? tables + place + 1 : endOfChain);
  }
  return wholeSectors(links);
}

/** Undefined where its streams hold more than `maxBytes` together. */
export function makeStorageFile(
  file: CompoundFile,
  storage: CompoundEntry,
  contents: StorageContents,
  maxBytes: number,
): StorageFile | undefined {
  const collected = collect(file, storage, contents, maxBytes);
  if (!collected) return undefined;
  const { nodes, damage } = collected;
  const short = placeShort(nodes);
  const long = nodes.filter(({ bytes }) => bytes.length >= miniCutoffBytes);
  const miniTable = wholeSectors(short.links);
  const miniStream = padded(short.stream, sectorBytes);
  const directoryBytes = Math.ceil((nodes.length * entryBytes) / sectorBytes) * sectorBytes;
  const parts = long.map(({ bytes }) => padded(bytes, sectorBytes));
  const data = [directoryBytes, miniTable.length, miniStream.length, ...parts.map(({ length }) => length)];
  const counts = data.map((bytes) => bytes / sectorBytes);
  const { tables, places } = countTables(counts.reduce((sum, count) => sum + count, 0));
  const links: number[] = [];
  for (let index = 0; index < tables; index += 1) links.push(tableSector);
  for (let index = 0; index < places; index += 1) links.push(placesSector);
  const [directory = 0, mini = 0, stream = 0, ...starts] = counts.map((count) => addChain(links, count));
  for (const [index, node] of long.entries()) node.start = starts[index] ?? endOfChain;
  const [root] = nodes;
  if (root) root.start = stream;
  const entries = nodes.map((node, index) => writeEntry(node, index === 0, short.stream.length));
  const header = Buffer.alloc(sectorBytes, 0xff);
  header.fill(0, 0, 76);
  header.write('d0cf11e0a1b11ae1', 0, 'hex');
  header.set([0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6], 24);
  const fields = [
    0,
    tables,
    directory,
    0,
    miniCutoffBytes,
    mini,
    counts[1] ?? 0,
    places > 0 ? tables : endOfChain,
    places,
  ];
  for (const [index, value] of fields.entries()) header.writeUInt32LE(value, 40 + index * 4);
  for (let index = 0; index < Math.min(tables, headerPlaces); index += 1)
    header.writeUInt32LE(index, 76 + index * 4);
  const all = [
    header,
    wholeSectors(links),
    placeList(tables, places),
    padded(Buffer.concat(entries), sectorBytes),
  ];
  return { bytes: Buffer.concat([...all, miniTable, miniStream, ...parts]), damage };
}
