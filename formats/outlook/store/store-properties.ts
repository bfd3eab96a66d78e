/** Properties of a node ([MS-PST] 2.3.3) and of a row of a table (2.3.4), as the one layer over Outlook's formats takes them. */
import type { Property, PropertyBag, PropertyName } from '../property-bag.ts';
import { ids } from '../property-ids.ts';
import { types } from '../property-values.ts';
import { heapUses } from './heap.ts';
import type { NodeContent } from './node-content.ts';
import type { StoreNames } from './store-names.ts';

/** A value that stands where its number would: it is short enough. */
interface Raw {
  readonly type: number;
  readonly inline?: Buffer;
  /** Of the piece or sub-node it lies in. */
  readonly number?: number;
}

/** Values of these types stand in the entry itself, in their first bytes (2.3.3.3). */
const inlineBytes: Readonly<Record<number, number>> = { 0x02: 2, 0x03: 4, 0x04: 4, 0x0a: 4, 0x0b: 1 };
/** In the rows of a table also those of eight bytes (2.3.4.4.2). */
const cellBytes: Readonly<Record<number, number>> = {
  ...inlineBytes,
  0x05: 8,
  0x06: 8,
  0x07: 8,
  0x14: 8,
  0x40: 8,
};

/** A store puts a mark and the length of its "RE: " before a subject, two characters in all (2.5.3.1.1.1). */
function withoutPrefixMark(value: Buffer, type: number): Buffer {
  const unit = type === types.unicode ? 2 : 1;
  return value[0] === 1 && (unit === 1 || value[1] === 0) ? value.subarray(unit * 2) : value;
}

/** Truth values are one byte here and two elsewhere. */
const inlineOf = (bytes: Buffer, type: number): Buffer =>
  type === types.boolean ? Buffer.from([bytes[0] ?? 0, 0]) : bytes;

const idName = (id: number): string => `property ${id.toString(16).padStart(4, '0')}`;

export class StoreProperties implements PropertyBag {
  readonly #content: NodeContent;
  readonly #names: StoreNames;
  readonly #raw: ReadonlyMap<number, Raw>;

  constructor(content: NodeContent, names: StoreNames, raw: ReadonlyMap<number, Raw>) {
    this.#content = content;
    this.#names = names;
    this.#raw = raw;
  }

  get(id: number): Property | undefined {
    const raw = this.#raw.get(id);
    if (!raw) return undefined;
    const { type, inline, number = 0 } = raw;
    const content = this.#content;
    return {
      id,
      type,
      get size() {
        return inline ? inline.length : content.sizeOf(number);
      },
      bytes() {
        if (inline) return inline;
        const value = content.valueOf(number, idName(id));
        return id === ids.subject ? withoutPrefixMark(value, type) : value;
      },
    };
  }

  /** The number of the piece or sub-node that a value lies in. */
  numberOf(id: number): number | undefined {
    return this.#raw.get(id)?.number;
  }

  ids(): number[] {
    return [...this.#raw.keys()].toSorted((a, b) => a - b);
  }

  named(set: string, key: number | string): Property | undefined {
    const id = this.#names.idOf(set, key);
    return id === undefined ? undefined : this.get(id);
  }

  nameOf(id: number): PropertyName | undefined {
    return this.#names.nameOf(id);
  }
}

/** The properties of a node; undefined where it holds none or they are lost. */
export function readProperties(content: NodeContent, names: StoreNames): StoreProperties | undefined {
  const { heap } = content;
  if (heap?.use !== heapUses.properties) return undefined;
  const raw = new Map<number, Raw>();
  for (const { key, value } of heap.tree(heap.root, (what) => content.tell(what))) {
    if (key.length !== 2 || value.length !== 6) continue;
    const id = key.readUInt16LE(0);
    if (raw.has(id)) continue;
    const type = value.readUInt16LE(0);
    const size = inlineBytes[type];
    raw.set(
      id,
      size === undefined
        ? { type, number: value.readUInt32LE(2) }
        : { type, inline: inlineOf(value.subarray(2, 2 + size), type) },
    );
  }
  return new StoreProperties(content, names, raw);
}

/** A column of a table (2.3.4.2). */
interface Column {
  readonly id: number;
  readonly type: number;
  readonly at: number;
  readonly size: number;
  /** Which bit says that the row has a value. */
  readonly bit: number;
}

interface TableShape {
  readonly columns: readonly Column[];
  readonly rowBytes: number;
  /** Where the bits begin. */
  readonly bitsAt: number;
  readonly rows: number;
  readonly rowIndex: number;
}

function readShape(content: NodeContent): TableShape | undefined {
  const { heap } = content;
  const info = heap?.use === heapUses.table ? heap.piece(heap.root) : undefined;
  if (!info || info.length < 22 || info[0] !== heapUses.table) return undefined;
  const count = Math.min(info.readUInt8(1), Math.floor((info.length - 22) / 8));
  const columns: Column[] = [];
  for (let index = 0; index < count; index++) {
    const at = 22 + index * 8;
    columns.push({
      type: info.readUInt16LE(at),
      id: info.readUInt16LE(at + 2),
      at: info.readUInt16LE(at + 4),
      size: info.readUInt8(at + 6),
      bit: info.readUInt8(at + 7),
    });
  }
  return {
    columns,
    bitsAt: info.readUInt16LE(6),
    rowBytes: info.readUInt16LE(8),
    rowIndex: info.readUInt32LE(10),
    rows: info.readUInt32LE(14),
  };
}

/** Rows of one table; Exchange takes 2,000 recipients. Stops the table that claims 2^31. */
const maxRows = 200_000;

/** The rows of the table that a node holds, as they stand in it; none where it is lost. */
export function* readRows(content: NodeContent, names: StoreNames): Generator<StoreProperties> {
  const shape = readShape(content);
  if (!shape) {
    content.tell('a table is lost');
    return;
  }
  const { rowBytes, bitsAt } = shape;
  if (rowBytes === 0 || bitsAt >= rowBytes || shape.rows === 0) return;
  const known = rowNumbers(content, shape);
  let count = 0;
  for (const block of rowBlocks(content, shape.rows)) {
    for (let at = 0; at + rowBytes <= block.length && count < maxRows; at += rowBytes) {
      const row = block.subarray(at, at + rowBytes);
      // What the index does not know was deleted, or lies behind the last row.
      if (known && !known.has(row.readUInt32LE(0))) continue;
      count += 1;
      yield readRow(row, shape, content, names);
    }
  }
  if (known && count < known.size) content.tell(`${known.size - count} rows of a table are lost`);
}

/** The first column of each row is its number (2.3.4.3.1); undefined where the index is lost. */
function rowNumbers(content: NodeContent, { rowIndex }: TableShape): ReadonlySet<number> | undefined {
  const numbers = new Set<number>();
  let isWhole = true;
  const onDamage = (): void => void (isWhole = false);
  for (const { key } of content.heap?.tree(rowIndex, onDamage) ?? [])
    if (key.length === 4 && numbers.size < maxRows) numbers.add(key.readUInt32LE(0));
  return isWhole ? numbers : undefined;
}

/** Rows lie in one piece of the heap, or in the blocks of a sub-node, none across two of them (2.3.4.4). */
function rowBlocks(content: NodeContent, rows: number): Iterable<Buffer> {
  if (rows % 32 === 0) return [content.valueOf(rows, 'the rows of a table')];
  const stream = content.stream(rows);
  if (!stream) content.tell('the rows of a table are lost');
  return stream?.blocks() ?? [];
}

function readRow(
  row: Buffer,
  { columns, bitsAt }: TableShape,
  content: NodeContent,
  names: StoreNames,
): StoreProperties {
  const raw = new Map<number, Raw>();
  for (const { id, type, at, size, bit } of columns) {
    const bits = row[bitsAt + (bit >>> 3)] ?? 0;
    if ((bits & (0x80 >>> (bit & 7))) === 0 || raw.has(id)) continue;
    const inline = cellBytes[type];
    if (at + size > row.length) continue;
    if (inline !== undefined)
      raw.set(id, { type, inline: inlineOf(row.subarray(at, at + Math.min(inline, size)), type) });
    else if (size === 4) raw.set(id, { type, number: row.readUInt32LE(at) });
  }
  return new StoreProperties(content, names, raw);
}
