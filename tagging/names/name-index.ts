/** Compiles lists of names into one index: a hash table of words and a trie over them, for any number of names. */
import type { GazetteerEntity, GazetteerList } from '../../schemas/gazetteer.ts';
import { EdgeTable } from './edge-table.ts';
import { foldWord } from './fold.ts';
import { gapBetween, hashWord, splitWords, Words } from './words.ts';

/** How an alias was given; see `gazetteerEntity`. `decoy` is a phrase that is no name. */
export type AliasRule = 'name' | 'title' | 'acronym' | 'ambiguous' | 'domain' | 'decoy';

export interface Alias {
  /** Index into `entities`; -1 for a decoy. */
  readonly entity: number;
  readonly rule: AliasRule;
  /** As the list writes it. */
  readonly text: string;
  /** Folded, without separators. */
  readonly key: string;
  /** Gap sets between its words; empty for a form written together. */
  readonly gaps: readonly number[];
  /** Whether this is the form written together (`VoteLeave`) of an alias of several words. */
  readonly joined: boolean;
}

export interface IndexedEntity {
  readonly entity: GazetteerEntity;
  readonly method: 'gazetteer' | 'watchlist';
  /** Hashes of the words in `not` and in `places`. */
  readonly not: ReadonlySet<number>;
  readonly places: ReadonlySet<number>;
}

export const topics = {
  politics: 1,
  broker: 2,
  analytics: 4,
  platform: 8,
  regulator: 16,
  campaign: 32,
  organisation: 64,
  against: 128,
} as const;

/** Longest name in words; stops a watchlist row that is a whole text. */
export const maxNameWords = 24;

/** Open-addressed table from word hash to a dense word id, behind a bit filter that most words of a text fail. */
class WordTable {
  /** Hash and id plus one of each slot, side by side. */
  #slots: Int32Array;
  #mask: number;
  #filter: Int32Array;
  #filterMask: number;
  size = 0;

  constructor(capacity: number) {
    let slots = 1024;
    while (slots < capacity * 2) slots *= 2;
    this.#slots = new Int32Array(slots * 2);
    this.#mask = slots - 1;
    this.#filter = new Int32Array(slots / 4);
    this.#filterMask = slots / 4 - 1;
  }

  /** The id of a hash, or -1. */
  find(hash: number): number {
    if (((this.#filter[(hash >>> 5) & this.#filterMask] as number) & (1 << hash)) === 0) return -1;
    const slots = this.#slots;
    const mask = this.#mask;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const id = slots[slot * 2 + 1] as number;
      if (id === 0) return -1;
      if (slots[slot * 2] === hash) return id - 1;
      slot = (slot + 1) & mask;
    }
  }

  /** The id of a hash, given to it now if it is new. */
  intern(hash: number): number {
    const known = this.find(hash);
    if (known >= 0) return known;
    if (this.size * 2 >= this.#mask) this.#grow();
    this.size += 1;
    this.#place(hash, this.size);
    return this.size - 1;
  }

  /** Of all words, in no order. */
  *hashes(): Generator<number, void> {
    for (let at = 0; at < this.#slots.length; at += 2)
      if (this.#slots[at + 1] !== 0) yield this.#slots[at] as number;
  }

  #place(hash: number, id: number): void {
    let slot = (hash ^ (hash >>> 15)) & this.#mask;
    while (this.#slots[slot * 2 + 1] !== 0) slot = (slot + 1) & this.#mask;
    this.#slots[slot * 2] = hash;
    this.#slots[slot * 2 + 1] = id;
    const place = (hash >>> 5) & this.#filterMask;
    this.#filter[place] = (this.#filter[place] as number) | (1 << hash);
  }

  #grow(): void {
    const slots = this.#slots;
    const count = (this.#mask + 1) * 2;
    this.#slots = new Int32Array(count * 2);
    this.#mask = count - 1;
    this.#filter = new Int32Array(count / 4);
    this.#filterMask = count / 4 - 1;
    for (let at = 0; at < slots.length; at += 2) {
      if (slots[at + 1] !== 0) this.#place(slots[at] as number, slots[at + 1] as number);
    }
  }
}

/** Slots of `asked`: a power of two. */
export const askedSlots = 1 << 14;

export interface NameIndex {
  readonly words: WordTable;
  /** 1 at the slots of the hashes that some entity's `not` or `places` asks for; others may share a slot. */
  readonly asked: Uint8Array;
  /** By word id: the trie node that a name starting with the word leads to, or 0. */
  readonly firsts: Int32Array;
  /** By word id: 1 where every name that starts with the word starts with a capital. */
  readonly capitals: Uint8Array;
  /** By word id: the set of topics it speaks for. */
  readonly topics: Uint8Array;
  /** By word id: index into `countries` plus one, or 0. A place of several countries keeps the first. */
  readonly places: Uint8Array;
  readonly countries: readonly string[];
  readonly edges: EdgeTable;
  /** By node: aliases that end there. */
  readonly ends: readonly (readonly number[] | undefined)[];
  readonly aliases: readonly Alias[];
  readonly entities: readonly IndexedEntity[];
}

const ruled: readonly (readonly [AliasRule, 'names' | 'titles' | 'acronyms' | 'ambiguous' | 'domains'])[] = [
  ['name', 'names'],
  ['title', 'titles'],
  ['acronym', 'acronyms'],
  ['ambiguous', 'ambiguous'],
  ['domain', 'domains'],
];

/** A name written together is taken from this length on: shorter ones are ordinary letters. */
const minJoinedUnits = 6;

const noHashes: ReadonlySet<number> = new Set();

class Builder {
  readonly table: WordTable;
  readonly edges: EdgeTable;
  readonly ends: (number[] | undefined)[] = [undefined];
  readonly aliases: Alias[] = [];
  readonly entities: IndexedEntity[] = [];
  readonly roots = new Map<number, number>();
  readonly #scratch = new Words();
  #nodes = 0;

  constructor(capacity: number) {
    this.table = new WordTable(capacity);
    this.edges = new EdgeTable(capacity);
  }

  #node(parent: number, word: number): number {
    const known = parent === 0 ? (this.roots.get(word) ?? 0) : this.edges.find(parent, word);
    if (known !== 0) return known;
    this.#nodes += 1;
    this.ends.push(undefined);
    if (parent === 0) this.roots.set(word, this.#nodes);
    else this.edges.add(parent, word, this.#nodes);
    return this.#nodes;
  }

  /** Words that some name in any case starts with. */
  readonly anyCase = new Set<number>();

  #insert(hashes: readonly number[], alias: Alias): void {
    let node = 0;
    const startsBig = /^[A-Z]/.test(alias.text);
    const isBound = alias.rule === 'title' || alias.rule === 'acronym' || alias.rule === 'ambiguous';
    if (!isBound || !startsBig) this.anyCase.add(this.table.intern(hashes[0] as number));
    for (const hash of hashes) node = this.#node(node, this.table.intern(hash));
    const here = this.ends[node];
    if (here === undefined) this.ends[node] = [this.aliases.length];
    else here.push(this.aliases.length);
    this.aliases.push(alias);
  }

  add(entity: number, rule: AliasRule, text: string): void {
    const words = this.#scratch;
    splitWords(text, words);
    if (words.count === 0 || words.count > maxNameWords) return;
    const hashes: number[] = [];
    const gaps: number[] = [];
    for (let at = 0; at < words.count; at += 1) {
      hashes.push(words.hashes[at] as number);
      if (at > 0) gaps.push(gapBetween(text, words.ends[at - 1] as number, words.starts[at] as number));
    }
    const key = foldWord(text);
    this.#insert(hashes, { entity, rule, text, key, gaps, joined: false });
    if (rule === 'domain' || rule === 'decoy' || hashes.length === 1 || key.length < minJoinedUnits) return;
    this.#insert([hashWord(key)], { entity, rule, text, key, gaps: [], joined: true });
    this.#addHyphenless(entity, rule, text, key);
  }

  /** `Co-operative Party` also as `Cooperative Party`: a line broken at the hyphen reads so. */
  #addHyphenless(entity: number, rule: AliasRule, text: string, key: string): void {
    if (!text.includes('-')) return;
    const closed = text.replace(/(?<=\p{L})-(?=\p{Ll})/gu, '');
    if (closed === text) return;
    const words = this.#scratch;
    splitWords(closed, words);
    const hashes = Array.from(words.hashes.subarray(0, words.count));
    if (hashes.length < 2) return;
    const gaps: number[] = [];
    for (let at = 1; at < words.count; at += 1) {
      gaps.push(gapBetween(closed, words.ends[at - 1] as number, words.starts[at] as number));
    }
    this.#insert(hashes, { entity, rule, text, key, gaps, joined: false });
  }

  addList(list: GazetteerList): void {
    for (const entity of list.entities) {
      const index = this.entities.length;
      this.entities.push({
        entity,
        method: list.method,
        not: this.#hashSet(entity.not),
        places: this.#hashSet(entity.places),
      });
      for (const [rule, group] of ruled) for (const text of entity[group]) this.add(index, rule, text);
    }
    for (const phrase of list.decoys ?? []) this.add(-1, 'decoy', phrase);
  }

  #hashSet(values: readonly string[]): ReadonlySet<number> {
    if (values.length === 0) return noHashes;
    const set = new Set<number>();
    for (const value of values) for (const part of value.split(' ')) set.add(hashWord(foldWord(part)));
    return set;
  }
}

/** Builds the index of all lists; later lists win over earlier ones where they share a name. */
export function buildNameIndex(lists: readonly GazetteerList[]): NameIndex {
  let names = 0;
  for (const list of lists) names += list.entities.length * 8;
  const builder = new Builder(names);
  for (const list of lists) builder.addList(list);
  const countries: string[] = [];
  const cueTopics = new Map<number, number>();
  const cuePlaces = new Map<number, number>();
  for (const list of lists) {
    if (list.cues === undefined) continue;
    for (const [topic, bit] of Object.entries(topics)) {
      for (const word of (list.cues.topics[topic] ?? '').split(' ')) {
        if (word === '') continue;
        const id = builder.table.intern(hashWord(foldWord(word)));
        cueTopics.set(id, (cueTopics.get(id) ?? 0) | bit);
      }
    }
    for (const [country, words] of Object.entries(list.cues.places)) {
      countries.push(country);
      for (const word of words.split(' ')) {
        const key = foldWord(word);
        if (key === '') continue;
        const id = builder.table.intern(hashWord(key));
        if (!cuePlaces.has(id)) cuePlaces.set(id, countries.length);
      }
    }
  }
  const { table } = builder;
  const firsts = new Int32Array(table.size);
  const capitals = new Uint8Array(table.size);
  for (const [word, node] of builder.roots) {
    firsts[word] = node;
    if (!builder.anyCase.has(word)) capitals[word] = 1;
  }
  const topicTable = new Uint8Array(table.size);
  for (const [word, bits] of cueTopics) topicTable[word] = bits;
  const placeTable = new Uint8Array(table.size);
  for (const [word, country] of cuePlaces) placeTable[word] = country;
  const asked = new Uint8Array(askedSlots);
  for (const { not, places } of builder.entities) {
    for (const hash of not) asked[hash & (askedSlots - 1)] = 1;
    for (const hash of places) asked[hash & (askedSlots - 1)] = 1;
  }
  return {
    words: table,
    asked,
    firsts,
    capitals,
    topics: topicTable,
    places: placeTable,
    countries,
    edges: builder.edges,
    ends: builder.ends,
    aliases: builder.aliases,
    entities: builder.entities,
  };
}
