/**
 * The port of what is kept of near-duplicates: sketches of documents and similarities that were counted. All of it
 * follows from the texts of the case, is made when it is asked for, and may be deleted at any time.
 */

export interface KeptSketch {
  /** SHA-256, 32 bytes. */
  readonly document: Uint8Array;
  /** What was read: a hash of the ids of its texts and how they were read, 16 bytes. Another one: the sketch holds no longer. */
  readonly texts: Uint8Array;
  /** Of the text; 0 for one that is near to nothing. */
  readonly words: number;
  /** It is longer than what is compared. */
  readonly isCut: boolean;
  readonly values: Uint8Array;
  readonly bands: Uint32Array;
}

/** `one` and `other` are `texts` of two sketches, the lesser first. */
export interface CountedPair {
  readonly one: Uint8Array;
  readonly other: Uint8Array;
  readonly similarity: number;
}

export interface SketchStore {
  /** In the order of the documents' ids. Nothing is kept meanwhile. */
  sketches(): Iterable<KeptSketch>;
  /** `texts` of those of these documents that it has, in hex, by SHA-256. */
  texts(documents: readonly string[]): ReadonlyMap<string, string>;
  keep(sketches: readonly KeptSketch[]): void;
  similarity(one: Uint8Array, other: Uint8Array): number | undefined;
  keepPairs(pairs: readonly CountedPair[]): void;
  close(): void;
}
