/** An item at one of its places: path, family and evidence order follow from the row and from where its holder lies. */
import type { Occurrence } from '../../schemas/index-entry.ts';
import { itemCodes, type Warning } from '../../schemas/status.ts';
import { familyOf, type InFamily, type Relation } from '../family.ts';
import { itemKinds } from './catalogue-schema.ts';

/** What a place is made of; `past` is 1 for what is gone from the source, 2 for an earlier revision, else 0. */
export interface ItemRow {
  readonly item: number;
  readonly id: Uint8Array;
  readonly source: number | null;
  readonly place: number | null;
  readonly holder: number | null;
  readonly ordinal: number | null;
  readonly kind: number;
  readonly name: string;
  readonly raw_name: Uint8Array | null;
  /** How it ended, where that is not its content's outcome. */
  readonly fate: string | null;
  readonly past: number;
  /** JSON of `Warning[]`. */
  readonly warnings: string | null;
}

/** A folder or file of a source; `rawPath` has a unit for each byte, so that comparing compares bytes. */
export interface Folder {
  readonly path: string;
  readonly rawPath: string;
  readonly source: number;
}

/** The raw bytes of a name as a string of bytes. */
export const rawNameOf = (row: ItemRow): string =>
  (row.raw_name ? Buffer.from(row.raw_name) : Buffer.from(row.name)).toString('latin1');

const relationOf = ({ kind }: ItemRow): Relation | undefined => {
  const relation = itemKinds[kind];
  return relation === 'member' || relation === 'attachment' || relation === 'embedded' ? relation : undefined;
};

/** What lies in a folder is `on` a path of its source, what a content holds is `in` that content at one of its places. */
export type Whereabouts = { readonly on: Folder } | { readonly in: ItemPlace };

export class ItemPlace implements InFamily {
  readonly row: ItemRow;
  readonly item: string;
  readonly family: string;
  /** By its row. */
  readonly source: number;
  /** That it or something on the way to it is an earlier revision, or gone from the source; the innermost says which. */
  readonly pastBy: Occurrence['past'];
  /** Sorts places in evidence order: source, then raw names from the root down, then ordinals in what holds it. */
  readonly key: string;
  readonly above: ItemPlace | undefined;
  /** Length of `path`. */
  readonly pathUnits: number;
  readonly #path: string | undefined;

  constructor(row: ItemRow, where: Whereabouts) {
    this.row = row;
    this.item = Buffer.from(row.id).toString('hex');
    if ('on' in where) {
      const { path, rawPath, source } = where.on;
      this.source = source;
      this.family = familyOf(this.item);
      this.pastBy = pastKinds[row.past];
      this.key = `${String(source).padStart(8, '0')}\0${rawPath.replaceAll('/', '\0')}`;
      this.#path = path;
      this.pathUnits = path.length;
    } else {
      this.above = where.in;
      this.source = where.in.source;
      this.family = familyOf(this.item, relationOf(row), where.in);
      this.pastBy = pastKinds[row.past] ?? where.in.pastBy;
      this.key = `${where.in.key}\0${String(row.ordinal ?? 0).padStart(12, '0')}`;
      this.pathUnits = where.in.pathUnits + 1 + this.name.length;
    }
  }

  /** What is said of the item itself, as a place of the index has it. */
  get codes(): Occurrence['codes'] {
    const { warnings } = this.row;
    return warnings === null ? undefined : itemCodes(JSON.parse(warnings) as Warning[]);
  }

  get past(): boolean {
    return this.pastBy !== undefined;
  }

  /** A member without a name is shown by where it lies in its holder. */
  get name(): string {
    return this.row.name || `#${this.row.ordinal ?? 0}`;
  }

  /** Below the source, `/` between parts; put together when it is asked for. */
  get path(): string {
    return this.#path ?? `${this.above?.path ?? ''}/${this.name}`;
  }
}

const pastKinds: readonly Occurrence['past'][] = [undefined, 'gone', 'replaced'];

/** What is there comes first, then what is not any more, of this what lies in something that is there; each by its key. */
export function comparePlaces(one: ItemPlace, other: ItemPlace): number {
  if (one.past !== other.past) return one.past ? 1 : -1;
  const [isBelowPast, isOtherBelowPast] = [one.above?.past ?? false, other.above?.past ?? false];
  if (isBelowPast !== isOtherBelowPast) return isBelowPast ? 1 : -1;
  return one.key < other.key ? -1 : one.key > other.key ? 1 : 0;
}
