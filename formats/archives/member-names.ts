/** Names the members of one archive: one charset for all, and a warning for what is dangerous or there twice. */
import type { Sink } from '../contract.ts';
import {
  decodeName,
  guessNameCharset,
  type MemberName,
  type NameCharset,
  unsafeNameReason,
} from './member-name.ts';
import { NamePrint } from './name-print.ts';
import { maxWarningsOfKind } from '../value-limits.ts';

/** At most this many bytes of names are looked at to guess their charset. */
const maxSampleBytes = 65_536;

/** The names of an archive that are not UTF-8, as far as they fit; what the guess of the charset goes by. */
export class NameSample {
  readonly #parts: Uint8Array[] = [];
  #size = 0;

  add(name: Uint8Array): void {
    if (this.#size >= maxSampleBytes || name.every((byte) => byte < 128)) return;
    if (decodeName(name, 'cp437').rawName === undefined) return;
    this.#parts.push(name, Uint8Array.of(10));
    this.#size += name.length + 1;
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#parts);
  }
}

function fingerprint(name: string): number {
  const print = new NamePrint();
  for (let at = 0; at < name.length; at++) print.add(name.charCodeAt(at));
  return print.value;
}

export class MemberNames {
  readonly #sink: Sink;
  readonly #charset: NameCharset;
  readonly #seen = new Set<number>();
  readonly #counts = new Map<string, number>();

  constructor(sink: Sink, sample: NameSample) {
    this.#sink = sink;
    this.#charset = guessNameCharset(sample.bytes());
  }

  /** The name as text; warns of a guessed charset, an unsafe name, and one that came before. */
  take(bytes: Uint8Array): MemberName {
    const decoded = decodeName(bytes, this.#charset);
    if (decoded.rawName) this.#warn('charset-guessed', `names read as ${this.#charset}`, 1);
    this.check(decoded.name);
    return decoded;
  }

  /** The same for a name that is text already. */
  check(name: string): void {
    const unsafe = unsafeNameReason(name);
    if (unsafe) this.#warn('unsafe-name', `${unsafe}: ${name.slice(0, 200)}`, maxWarningsOfKind);
    const key = fingerprint(name);
    if (this.#seen.has(key)) this.#warn('duplicate-name', name.slice(0, 200), maxWarningsOfKind);
    this.#seen.add(key);
  }

  #warn(code: 'charset-guessed' | 'unsafe-name' | 'duplicate-name', detail: string, most: number): void {
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    if (count <= most) this.#sink.warn(code, detail);
    else if (count === most + 1 && most > 1) this.#sink.warn(code, 'and more');
  }
}
