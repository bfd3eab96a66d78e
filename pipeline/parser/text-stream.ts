/** One text of a document on its way out: cut into chunks, hashed, tagged, and sent as it grows. */
import type { AnchorPlace, TextKind } from '../../schemas/anchor.ts';
import type { FromParser } from '../protocol/messages.ts';
import type { TextResult } from '../../schemas/findings.ts';
import { LimitError } from '../../formats/contract.ts';
import { type DocumentFacts, factsOf } from '../../tagging/document-facts.ts';
import type { Tags, TagStream } from '../../tagging/tagger.ts';
import { type AnchorAllowance, AnchorPacker, maxAnchorBytes } from './anchor-packer.ts';
import { TextDigest } from './digest.ts';
import { textChunkUnits } from '../../schemas/text-chunk.ts';

const tagsPerMessage = 5_000;
/** Tags that wait for the end of their document, which says of itself what speaks against them; a few megabytes. */
const maxHeldTags = 20_000;

export type Send = (message: FromParser, blob?: Uint8Array) => void;

/** What a text shares with the others of its document. */
export interface OfDocument {
  /** What the document has said of itself so far. */
  readonly factsNow: () => DocumentFacts;
  /** What its anchors take comes off it. */
  readonly anchorAllowance: AnchorAllowance;
}

export class TextStream {
  readonly handle: string;
  readonly #kind: TextKind;
  readonly #send: Send;
  readonly #tagger: TagStream | undefined;
  readonly #hash = new TextDigest();
  readonly #entities = new Map<string, TextResult['entities'][number]>();
  readonly #personalData = new Map<string, TextResult['personalData'][number]>();
  readonly #factsNow: () => DocumentFacts;
  #held: Tags[] = [];
  #heldTags = 0;
  readonly #anchors: AnchorPacker;
  #pending = '';
  #units = 0;
  #seq = 0;
  #tagSeq = 0;
  #blank = true;
  enrichMilliseconds = 0;

  constructor(
    handle: string,
    kind: TextKind,
    send: Send,
    tagger: TagStream | undefined,
    ofDocument: Partial<OfDocument> = {},
  ) {
    this.#factsNow = ofDocument.factsNow ?? (() => factsOf({}));
    this.#anchors = new AnchorPacker(ofDocument.anchorAllowance ?? { bytes: maxAnchorBytes });
    this.handle = handle;
    this.#kind = kind;
    this.#send = send;
    this.#tagger = tagger;
  }

  get units(): number {
    return this.#units + this.#pending.length;
  }

  /** Whether nothing but white space has come. */
  get blank(): boolean {
    return this.#blank;
  }

  push(text: string): void {
    if (this.#blank && /\S/u.test(text)) this.#blank = false;
    this.#anchors.text(text, this.units);
    this.#pending += text;
    // A chunk's worth and no more waits: the other half of a pair that ends it may come with the next push.
    while (this.#pending.length > textChunkUnits) this.#emit(textChunkUnits);
  }

  /** Where what is pushed next lies. */
  anchor(place: AnchorPlace): void {
    this.#anchors.add(place, this.units);
  }

  #emit(wanted: number): void {
    let units = Math.min(wanted, this.#pending.length);
    const last = this.#pending.charCodeAt(units - 1);
    // A pair cut in two would become two replacement characters.
    if (last >= 0xd800 && last < 0xdc00 && units < this.#pending.length) units -= 1;
    const chunk = this.#pending.slice(0, units).toWellFormed();
    this.#pending = this.#pending.slice(units);
    this.#units += chunk.length;
    const bytes = Buffer.from(chunk);
    this.#hash.update(bytes);
    this.#send({ type: 'text', handle: this.handle, seq: this.#seq++ }, bytes);
    if (this.#tagger) this.#tag(() => (this.#tagger as TagStream).push(chunk));
  }

  #tag(step: () => Tags): void {
    const started = performance.now();
    const tags = step();
    this.enrichMilliseconds += performance.now() - started;
    if (tags.mentions.length + tags.personalData.length === 0) return;
    this.#held.push(tags);
    this.#heldTags += tags.mentions.length + tags.personalData.length;
    if (this.#heldTags > maxHeldTags) this.#sendTags();
  }

  #sendTags(): void {
    if (this.#held.length === 0) return;
    for (const { mentions, personalData } of this.#held) {
      // Most texts name nobody: what their document says of itself is not asked for them.
      const settled = mentions.length > 0 ? this.#tagger?.settle(mentions, this.#factsNow()) : undefined;
      this.#sendSettled(settled ?? [], personalData);
    }
    this.#held = [];
    this.#heldTags = 0;
  }

  #sendSettled(mentions: Tags['mentions'], personalData: Tags['personalData']): void {
    for (const { entity, kind } of mentions)
      this.#count(this.#entities, `${kind}\0${entity}`, { entity, kind, count: 1 });
    for (const { kind } of personalData) this.#count(this.#personalData, kind, { kind, count: 1 });
    for (let at = 0; at < Math.max(mentions.length, personalData.length); at += tagsPerMessage) {
      const part = {
        mentions: mentions.slice(at, at + tagsPerMessage),
        personalData: personalData.slice(at, at + tagsPerMessage),
      };
      this.#send(
        { type: 'tags', handle: this.handle, seq: this.#tagSeq++ },
        Buffer.from(JSON.stringify(part)),
      );
    }
  }

  #count<T extends { count: number }>(counts: Map<string, T>, key: string, first: T): void {
    const known = counts.get(key);
    if (known) known.count += 1;
    else counts.set(key, first);
  }

  /** Sends the rest and gives what the document says of this text. */
  seal(): TextResult {
    while (this.#pending.length > 0) this.#emit(textChunkUnits);
    if (this.#tagger) this.#tag(() => (this.#tagger as TagStream).end());
    this.#sendTags();
    return {
      handle: this.handle,
      kind: this.#kind,
      id: this.#hash.end(),
      units: this.#units,
      anchors: this.#anchors.end(this.#units),
      entities: [...this.#entities.values()],
      personalData: [...this.#personalData.values()],
    };
  }
}

/** Stops text that outgrows its source: counted against the same limit as expanded bytes. */
export function chargeText(budget: { expandedBytes: number }, units: number): void {
  budget.expandedBytes -= units;
  if (budget.expandedBytes < 0)
    throw new LimitError('bomb', 'the text grows beyond the limit of one top-level item');
}
