/** Blocks of a store ([MS-PST] 2.2.2.8): found by their number, checked, decoded, and some kept. */
import { inflateSync } from 'node:zlib';
import { bufferAt } from '../../content.ts';
import type { Content } from '../../contract.ts';
import { decodeBlock } from './block-encoding.ts';
import type { BlockPlace, BlockTree } from './block-tree.ts';
import { isInner } from './data-stream.ts';
import { LeastRecent } from './least-recent.ts';
import type { StoreDamage } from './store-damage.ts';
import type { Encoding, StoreLayout } from './store-layout.ts';
import { plainNumber } from './block-tree.ts';
import { checkSum } from './tree-page.ts';

/** Bytes of blocks that are kept: those of the folders and of the message in hand. */
const keptBytes = 8 * 1024 * 1024;
/** Places of blocks that are kept. */
const keptPlaces = 50_000;

export class StoreBlocks {
  readonly #content: Content;
  readonly #tree: BlockTree;
  readonly #encoding: Encoding;
  readonly #damage: StoreDamage;
  readonly #kept = new LeastRecent<Buffer>(keptBytes);
  readonly #places = new LeastRecent<BlockPlace | 'lost'>(keptPlaces);
  readonly layout: StoreLayout;
  /** What went wrong since it was last taken: for whoever reads an item. */
  #recent: string[] = [];

  constructor(
    content: Content,
    tree: BlockTree,
    { layout, encoding }: { readonly layout: StoreLayout; readonly encoding: Encoding },
    damage: StoreDamage,
  ) {
    this.#content = content;
    this.#tree = tree;
    this.layout = layout;
    this.#encoding = encoding;
    this.#damage = damage;
  }

  /** Where a block lies; noted where it does not. */
  find(number: number): BlockPlace | undefined {
    const id = plainNumber(number);
    const kept = this.#places.get(id);
    // To look for it again in all pages is what a list of the same lost block, a million times over, is made for.
    if (kept) return kept === 'lost' ? undefined : kept;
    const place = this.#tree.find(id);
    this.#places.set(id, 'lost');
    if (place && place.size <= this.layout.maxBlockBytes) {
      this.#places.set(id, place);
      return place;
    }
    this.#note('blocks that are lost', `block ${id.toString(16)}`);
    return undefined;
  }

  /** The data of a block; undefined, and noted, where it cannot be had. One that is damaged is given as it lies there. */
  read(place: BlockPlace): Buffer | undefined {
    const kept = this.#kept.get(place.id);
    if (kept) return kept;
    const name = `block ${place.id.toString(16)} at byte ${place.at}`;
    const stored = bufferAt(this.#content, place.at, place.size);
    if (stored.length < place.size || !Number.isSafeInteger(place.at)) {
      this.#note('blocks behind the end of the file', name);
      return undefined;
    }
    const state = this.#check(place, stored);
    if (state === 'another') {
      this.#note('blocks that another has taken the place of', name);
      return undefined;
    }
    if (state === 'damaged') this.#note('blocks with a wrong check sum', name);
    const data = this.#decode(place, stored, name);
    if (data) this.#kept.set(place.id, data, data.length);
    return data;
  }

  /** What was noted since the last call, each once. */
  takeNotes(): readonly string[] {
    const taken = [...new Set(this.#recent)];
    this.#recent = [];
    return taken;
  }

  #note(kind: string, place: string): void {
    this.#damage.note(kind, place);
    // An item that is nothing but damage says so in some lines.
    if (this.#recent.length < 20) this.#recent.push(`${kind}: ${place}`);
  }

  #check(place: BlockPlace, stored: Buffer): 'whole' | 'damaged' | 'another' {
    const { blockUnit, blockTrailerBytes, kind, numberBytes } = this.layout;
    const span = Math.ceil((place.size + blockTrailerBytes) / blockUnit) * blockUnit;
    const trailer = bufferAt(this.#content, place.at + span - blockTrailerBytes, blockTrailerBytes);
    if (trailer.length < blockTrailerBytes) return 'damaged';
    const isNarrow = kind === 'ansi';
    const isSum = checkSum(stored) === trailer.readUInt32LE(isNarrow ? 8 : 4);
    const numberAt = isNarrow ? 4 : 8;
    const stated =
      numberBytes === 4
        ? trailer.readUInt32LE(numberAt)
        : trailer.readUInt32LE(numberAt) + trailer.readUInt32LE(numberAt + 4) * 2 ** 32;
    const isNumber = plainNumber(stated) === place.id;
    if (isSum && isNumber) return 'whole';
    // By the tree it is this block, and the hole may lie over its trailer; by a page from before it may be any.
    return isNumber || (!place.isStray && !isSum) ? 'damaged' : 'another';
  }

  #decode(place: BlockPlace, stored: Buffer, name: string): Buffer | undefined {
    const isPacked = this.layout.kind === 'large' && place.fullSize !== place.size;
    const plain = (bytes: Uint8Array): Buffer => {
      const decoded = isInner(place.id) ? bytes : decodeBlock(bytes, this.#encoding, place.id);
      return Buffer.from(decoded.buffer, decoded.byteOffset, decoded.length);
    };
    if (!isPacked) return plain(stored);
    const unpacked = unpack(stored, place.fullSize);
    if (unpacked) return plain(unpacked);
    const afterwards = unpack(plain(stored), place.fullSize);
    if (!afterwards) this.#note('blocks that cannot be unpacked', name);
    return afterwards;
  }
}

/** Bounded by the size that the tree states, 64 KiB at most: a block is no bomb. */
function unpack(bytes: Uint8Array, size: number): Buffer | undefined {
  try {
    return inflateSync(bytes, { maxOutputLength: Math.max(size, 1) });
  } catch {
    return undefined;
  }
}
