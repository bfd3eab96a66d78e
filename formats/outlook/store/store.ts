/** A store of Outlook's (PST, OST) at random access: its nodes, folders and messages, whatever state its trees are in. */
import type { Content } from '../../contract.ts';
import type { OutlookMessage } from '../property-bag.ts';
import { BlockTree } from './block-tree.ts';
import { NodeContent, type NodeRoots } from './node-content.ts';
import { nodesOf, nodeTypes, type StoreNode, typeOf, walkNodes } from './node-tree.ts';
import { PageScan } from './page-scan.ts';
import { StoreBlocks } from './store-blocks.ts';
import { StoreDamage } from './store-damage.ts';
import { readHeader, type StoreHeader } from './store-layout.ts';
import { openMessage } from './store-message.ts';
import { StoreNames } from './store-names.ts';
import { readProperties, type StoreProperties } from './store-properties.ts';
import { TreePages } from './tree-page.ts';

/** Of the node that says what the whole store is. */
export const storeNode = 0x21;
/** Of the node that maps names to ids. */
const namesNode = 0x61;

/** Nodes that are kept by number: 100 MiB of memory. A store of 50 GB has some three millions; only messages and folders count. */
const maxKept = 1_000_000;

/** Earlier versions of items that are listed: stops the store that is nothing but stale pages. */
const maxEarlier = 100_000;

/**
 * A node, and how it was found: the tree leads to it, or only pages from before a change do. These have nodes that were
 * removed, and `earlier` versions of some that were changed.
 */
export interface FoundNode extends StoreNode {
  readonly state: 'held' | 'recovered' | 'earlier';
}

export interface NodeCounts {
  messages: number;
  /** Hidden items of folders: views, rules, forms. */
  associated: number;
  folders: number;
  recovered: number;
  earlier: number;
}

export class Store {
  readonly header: StoreHeader;
  readonly damage: StoreDamage;
  readonly #pages: TreePages;
  readonly #scan: PageScan;
  readonly #blocks: StoreBlocks;
  readonly #named = new Map<number, StoreNode>();
  readonly counts: NodeCounts = { messages: 0, associated: 0, folders: 0, recovered: 0, earlier: 0 };
  /** Of messages that the tree leads to, and of those that only stale pages name. */
  readonly #messages: FoundNode[] = [];
  /** Messages that are not kept since there are too many. */
  left = 0;
  names = new StoreNames();
  /** What was found missing in values, lists and tables since it was last taken. */
  #told: string[] = [];

  private constructor(
    header: StoreHeader,
    pages: TreePages,
    scan: PageScan,
    blocks: StoreBlocks,
    damage: StoreDamage,
  ) {
    this.header = header;
    this.#pages = pages;
    this.#scan = scan;
    this.#blocks = blocks;
    this.damage = damage;
  }

  /** Undefined where the header is none. Reads the whole file once, for the pages that no root leads to. */
  static async open(content: Content, drain: () => Promise<void>): Promise<Store | undefined> {
    const header = readHeader(content);
    if (!header) return undefined;
    const damage = new StoreDamage();
    const pages = new TreePages(content, header.layout, damage);
    const scan = await PageScan.run(content, pages, drain);
    const tree = new BlockTree(pages, header.blockRoot, scan);
    const store = new Store(header, pages, scan, new StoreBlocks(content, tree, header, damage), damage);
    await store.#listNodes(drain);
    const names = store.#named.get(namesNode);
    store.names = new StoreNames(names && store.#content(names));
    return store;
  }

  /** All messages by number; those of the tree first. */
  get messages(): readonly FoundNode[] {
    return this.#messages;
  }

  folder(id: number): StoreNode | undefined {
    return typeOf(id) === nodeTypes.folder ? this.#named.get(id) : undefined;
  }

  /** The properties of a folder, or of the store itself. */
  propertiesOf(id: number): StoreProperties | undefined {
    const node = this.#named.get(id);
    return node && readProperties(this.#content(node), this.names);
  }

  openMessage(node: NodeRoots): OutlookMessage | undefined {
    return openMessage(this.#blocks, this.#content(node), this.names, () =>
      this.takeNotes().map((detail) => ({ code: 'corrupt', detail })),
    );
  }

  /** What was missing or broken in what was read since the last call. */
  takeNotes(): readonly string[] {
    const notes = [...new Set([...this.#blocks.takeNotes(), ...this.#told])];
    this.#told = [];
    return notes;
  }

  #content(node: NodeRoots): NodeContent {
    return new NodeContent(this.#blocks, node, (what) => {
      // An item that is nothing but damage says so in some lines.
      if (this.#told.length < 20) this.#told.push(what);
    });
  }

  async #listNodes(drain: () => Promise<void>): Promise<void> {
    const seen = new Set<number>();
    /** The block of each node's data, by the node's number. */
    const known = new Map<number, number>();
    let count = 0;
    for (const node of walkNodes(this.#pages, this.header.nodeRoot, seen)) {
      this.#take(node, known, 'held');
      if (++count % 10_000 === 0) await drain();
    }
    const lost = new Map<number, StoreNode>();
    const earlier = new Map<number, StoreNode>();
    for (const at of this.#scan.nodeLeaves) {
      if (seen.has(at)) continue;
      const page = this.#pages.glance(at, 'node');
      for (const node of page ? nodesOf(page, this.#pages) : []) {
        const data = known.get(node.id);
        if (data === undefined && isListed(node.id) && lost.size < maxKept) lost.set(node.id, node);
        // A block is written once: another one is another version.
        else if (data !== undefined && data !== node.data && typeOf(node.id) === nodeTypes.message)
          if (earlier.size < maxEarlier) earlier.set(node.data, node);
      }
      await drain();
    }
    for (const node of ordered(lost)) this.#take(node, known, 'recovered');
    for (const node of ordered(earlier)) this.#takeEarlier(node);
  }

  #takeEarlier(node: StoreNode): void {
    if (!this.#isThere(node)) return;
    this.#messages.push({ ...node, state: 'earlier' });
    this.counts.earlier += 1;
  }

  #take(node: StoreNode, known: Map<number, number>, state: 'held' | 'recovered'): void {
    const type = typeOf(node.id);
    if (!isListed(node.id) || known.has(node.id)) return;
    if (known.size >= maxKept) {
      this.left += 1;
      return;
    }
    // Where nothing of it is left it is no item: most stale pages are of that kind.
    if (state === 'recovered' && !this.#isThere(node)) return;
    known.set(node.id, node.data);
    if (type === nodeTypes.associated) this.counts.associated += 1;
    else if (type === nodeTypes.message) {
      this.#messages.push({ ...node, state });
      this.counts.messages += 1;
      if (state === 'recovered') this.counts.recovered += 1;
    } else {
      this.#named.set(node.id, node);
      if (type === nodeTypes.folder) this.counts.folders += 1;
    }
  }

  #isThere(node: StoreNode): boolean {
    const isThere = this.damage.quietly(
      () => node.data > 0 && readProperties(this.#content(node), this.names) !== undefined,
    );
    this.takeNotes();
    return isThere;
  }
}

/** Nodes that are read; the tables of a folder only repeat what its messages say. */
const isListed = (id: number): boolean =>
  id === storeNode ||
  id === namesNode ||
  [nodeTypes.folder, nodeTypes.message, nodeTypes.associated].includes(typeOf(id) as never);

const ordered = (nodes: ReadonlyMap<number, StoreNode>): StoreNode[] =>
  [...nodes.values()].toSorted((a, b) => a.id - b.id || a.data - b.data);
