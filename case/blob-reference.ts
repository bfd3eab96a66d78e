/** Bytes that go with a record: named by their hash, so that a store may keep them elsewhere and the record their name. */
import { hash } from 'node:crypto';

/** `T` is what the bytes say, for a store that keeps them as rows. */
export interface BlobReference<T = unknown> {
  /** SHA-256 of the bytes. Computed when it is asked for: a store that keeps the bytes with the record never does. */
  readonly hash: string;
  bytes(): Uint8Array;
  value(): T;
}

/** Of bytes as they are. */
export function bytesReference(bytes: Uint8Array): BlobReference<Uint8Array> {
  return new Reference(bytes, () => bytes);
}

/** Of a value, as JSON; its bytes are made when they are asked for. */
export function jsonReference<T>(value: T): BlobReference<T> {
  return new Reference(value, () => Buffer.from(JSON.stringify(value)));
}

class Reference<T> implements BlobReference<T> {
  readonly #value: T;
  readonly #make: () => Uint8Array;
  #bytes: Uint8Array | undefined;

  constructor(value: T, make: () => Uint8Array) {
    this.#value = value;
    this.#make = make;
  }

  get hash(): string {
    return hash('sha256', this.bytes());
  }

  bytes(): Uint8Array {
    this.#bytes ??= this.#make();
    return this.#bytes;
  }

  value(): T {
    return this.#value;
  }
}
