/**
 * Near-duplicates among documents of a case: their sketches, made where there are none yet, and what is held against
 * each other by its texts. A document that the reader does not see is in nothing of it.
 */
import { randomInt } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { DocumentBody } from '../../case/ledger/entries.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { Scope } from '../../schemas/scope.ts';
import { commonValues, groupNear, mayBeNear, nearSimilarity } from '../../search/likeness/near-groups.ts';
import { type ShingleSet, ShingleSets, similarityOf } from '../../search/likeness/shared-shingles.ts';
import { sketchBands, sketchOf, sketchValues } from '../../search/likeness/sketch.ts';
import type { CountedPair, KeptSketch, SketchStore } from '../../search/likeness/sketch-store.ts';
import type { IndexReader } from '../../search/port.ts';
import type { Query } from '../../search/query/ast.ts';
import { comparedId, readCompared } from './document-body.ts';
import { documentPages } from './query.ts';

export interface NearAsking {
  readonly ledger: Ledger;
  readonly index: IndexReader;
  readonly store: SketchStore;
  readonly scope: Scope;
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number) => void;
}

export interface NearMember {
  /** SHA-256. */
  readonly document: string;
  /** Shingles of both by shingles of either, 0.8 to 1; counted. */
  readonly similarity: number;
}

export interface NearGroup {
  readonly document: string;
  /** Each near to `document`; the nearest first, then by id. */
  readonly members: readonly NearMember[];
}

export interface NearCounts {
  /** Documents that were compared. */
  readonly documents: number;
  /** Documents without a word of body, which are near to nothing. */
  readonly withoutText: number;
  /** Documents of which the first 8 Mi characters alone were compared. */
  readonly cut: number;
}

/** Numbers of shingles that are held: 64 MiB. */
const maxHeldShingles = 8 * 1024 * 1024;
const readsAtOnce = 8;
const pairsAtOnce = 1_000;
/** Texts that one document is held against. */
const maxOfOne = 1_000;
const turnEvery = 256;

const bytesFrom = (hex: string): Buffer => Buffer.from(hex, 'hex');
const byDocument = (one: NearMember, other: NearMember): number =>
  other.similarity - one.similarity || (one.document < other.document ? -1 : 1);

/** Sketches of what is asked, side by side in the order of their documents. */
class Sketches {
  readonly documents: string[] = [];
  readonly texts: string[] = [];
  readonly values: Uint8Array;
  readonly bands: Uint32Array;

  constructor(most: number) {
    this.values = new Uint8Array(most * sketchValues);
    this.bands = new Uint32Array(most * sketchBands);
  }

  get length(): number {
    return this.documents.length;
  }

  add(document: string, texts: string, { values, bands }: KeptSketch): void {
    this.values.set(values, this.length * sketchValues);
    this.bands.set(bands, this.length * sketchBands);
    this.texts.push(texts);
    this.documents.push(document);
  }
}

export class NearDocuments {
  readonly #asking: NearAsking;
  readonly #sketches: Sketches;
  readonly #sets = new ShingleSets(() => randomInt(2 ** 32) | 0);
  readonly #held = new Map<string, ShingleSet>();
  #heldShingles = 0;
  #pairs: CountedPair[] = [];
  readonly counts: NearCounts;

  private constructor(asking: NearAsking, sketches: Sketches, counts: NearCounts) {
    this.#asking = asking;
    this.#sketches = sketches;
    this.counts = counts;
  }

  /** Of all documents that match. Makes the sketches that are missing, which reads their texts. Throws when it is stopped. */
  static async read(asking: NearAsking, query: Query): Promise<NearDocuments> {
    const { ledger, index, store, scope, signal } = asking;
    const wanted: { document: string; texts: string }[] = [];
    let withoutText = 0;
    for await (const page of documentPages(index, query, scope)) {
      signal.throwIfAborted();
      const bodies = await ledger.entries.bodies(page, scope);
      const kept = store.texts(bodies.map(({ document }) => document));
      const missing: DocumentBody[] = [];
      for (const body of bodies) {
        if (body.texts.length === 0) {
          withoutText++;
          continue;
        }
        const texts = comparedId(body);
        wanted.push({ document: body.document, texts });
        if (kept.get(body.document) !== texts) missing.push(body);
      }
      await sketchMissing(asking, missing);
      if (missing.length > 0) asking.onProgress?.(wanted.length);
    }
    const sketches = new Sketches(wanted.length);
    let cut = 0;
    for (const [{ document, texts }, sketch] of both(wanted, store.sketches())) {
      if (sketch.words === 0) {
        withoutText++;
        continue;
      }
      if (sketch.isCut) cut++;
      sketches.add(document, texts, sketch);
    }
    return new NearDocuments(asking, sketches, { documents: sketches.length, withoutText, cut });
  }

  /** Largest first, then by the id of the one that is shown; `notCompared` as `NearGroups` says. */
  async groups(): Promise<{ groups: readonly NearGroup[]; notCompared: number }> {
    const { documents } = this.#sketches;
    // The grouping writes over the bands.
    const table = {
      length: this.#sketches.length,
      values: this.#sketches.values,
      bands: this.#sketches.bands.slice(),
    };
    let done = 0;
    const found = await groupNear(
      table,
      (one, shown) => this.#similarity(one, shown),
      () => {
        if (++done % turnEvery > 0) return undefined;
        this.#asking.signal.throwIfAborted();
        return setImmediate();
      },
    );
    this.#keepPairs();
    const members = new Map<number, NearMember[]>();
    found.shown.forEach((shown, at) => {
      if (shown === at) return;
      const member = { document: documents[at] ?? '', similarity: found.similarity[at] ?? 0 };
      const group = members.get(shown);
      if (group) group.push(member);
      else members.set(shown, [member]);
    });
    const groups = [...members].map(([shown, of]): NearGroup => ({
      document: documents[shown] ?? '',
      members: of.sort(byDocument),
    }));
    groups.sort((a, b) => b.members.length - a.members.length || (a.document < b.document ? -1 : 1));
    return { groups, notCompared: found.notCompared };
  }

  /** Those near to one, the nearest first, whatever group they are in; undefined where it was not compared itself. */
  async nearTo(document: string): Promise<{ near: readonly NearMember[]; notCompared: number } | undefined> {
    const { documents, bands } = this.#sketches;
    const own = documents.indexOf(document);
    if (own < 0) return undefined;
    const candidates: { at: number; common: number }[] = [];
    for (let at = 0; at < documents.length; at++) {
      if (at === own || !sharesBand(bands, own, at)) continue;
      const common = commonValues(this.#sketches, own, at);
      if (mayBeNear(common)) candidates.push({ at, common });
    }
    candidates.sort((a, b) => b.common - a.common || a.at - b.at);
    const near: NearMember[] = [];
    for (const { at } of candidates.slice(0, maxOfOne)) {
      this.#asking.signal.throwIfAborted();
      const similarity = await this.#similarity(own, at);
      if (similarity >= nearSimilarity) near.push({ document: documents[at] ?? '', similarity });
    }
    this.#keepPairs();
    return { near: near.sort(byDocument), notCompared: Math.max(0, candidates.length - maxOfOne) };
  }

  async #similarity(one: number, other: number): Promise<number> {
    const { texts, documents } = this.#sketches;
    const [a, b] = [texts[one] ?? '', texts[other] ?? ''];
    if (a === b) return 1;
    const [low, high] = a < b ? [a, b] : [b, a];
    const pair = { one: bytesFrom(low), other: bytesFrom(high) };
    const kept = this.#asking.store.similarity(pair.one, pair.other);
    if (kept !== undefined) return kept;
    const first = await this.#setOf(documents[one] ?? '', a);
    const second = await this.#setOf(documents[other] ?? '', b);
    // To get the second may have made the first hold no longer.
    const similarity = similarityOf(
      this.#held.has(a) ? first : await this.#setOf(documents[one] ?? '', a),
      second,
    );
    this.#pairs.push({ ...pair, similarity });
    if (this.#pairs.length >= pairsAtOnce) this.#keepPairs();
    return similarity;
  }

  #keepPairs(): void {
    this.#asking.store.keepPairs(this.#pairs);
    this.#pairs = [];
  }

  async #setOf(document: string, texts: string): Promise<ShingleSet> {
    const known = this.#held.get(texts);
    if (known) {
      // Held longest is what was asked for last.
      this.#held.delete(texts);
      this.#held.set(texts, known);
      return known;
    }
    const { ledger, index, scope } = this.#asking;
    const [body] = await ledger.entries.bodies([document], scope);
    const text = body === undefined ? '' : (await readCompared(index, body)).text;
    if (this.#sets.renew()) this.#forget(0);
    const set = this.#sets.of(text);
    this.#forget(maxHeldShingles - set.length);
    this.#held.set(texts, set);
    this.#heldShingles += set.length;
    return set;
  }

  #forget(most: number): void {
    for (const [texts, set] of this.#held) {
      if (this.#heldShingles <= Math.max(0, most)) return;
      this.#held.delete(texts);
      this.#heldShingles -= set.length;
    }
  }
}

function sharesBand(bands: Uint32Array, one: number, other: number): boolean {
  for (let band = 0; band < sketchBands; band++)
    if (bands[one * sketchBands + band] === bands[other * sketchBands + band]) return true;
  return false;
}

/** Those that are wanted with their sketches; both are in the order of documents. */
function* both<Wanted extends { readonly document: string; readonly texts: string }>(
  wanted: readonly Wanted[],
  sketches: Iterable<KeptSketch>,
): Generator<[Wanted, KeptSketch]> {
  let at = 0;
  for (const sketch of sketches) {
    const document = Buffer.from(sketch.document).toString('hex');
    while ((wanted[at]?.document ?? '~') < document) at++;
    const one = wanted[at];
    if (one === undefined) return;
    if (one.document === document && one.texts === Buffer.from(sketch.texts).toString('hex'))
      yield [one, sketch];
  }
}

/** In one write. */
async function sketchMissing(
  { index, store, signal }: NearAsking,
  missing: readonly DocumentBody[],
): Promise<void> {
  const made: KeptSketch[] = [];
  for (let at = 0; at < missing.length; at += readsAtOnce) {
    signal.throwIfAborted();
    await setImmediate();
    const some = missing.slice(at, at + readsAtOnce);
    const texts = await Promise.all(some.map((body) => readCompared(index, body)));
    for (const [of, body] of some.entries()) {
      const { text = '', isCut = false } = texts[of] ?? {};
      const ids = { document: bytesFrom(body.document), texts: bytesFrom(comparedId(body)) };
      made.push({ ...ids, isCut, ...sketchOf(text) });
    }
  }
  store.keep(made);
}
