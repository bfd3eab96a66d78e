/**
 * A sink for a package that may be read twice, by its format's reader and then as the archive that it is: members that
 * both give are one item, and are told once. Told twice, the container would count one more than the ledger can have.
 */
import type { AnchorPlace, TextKind } from '../../schemas/anchor.ts';
import type { Metadata } from '../../schemas/metadata.ts';
import type { Code } from '../../schemas/status.ts';
import type { ByteRange, Child, Sink, UnaccountedCode } from '../../formats/contract.ts';

/** Members that are remembered; stops a package of millions of stray ones from filling the memory. */
const maxRemembered = 100_000;

export class TwiceReadSink implements Sink {
  readonly #sink: Sink;
  readonly #given = new Set<string>();

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  async child(child: Child): Promise<void> {
    if (this.#given.has(child.locator)) return;
    if (this.#given.size < maxRemembered) this.#given.add(child.locator);
    await this.#sink.child(child);
  }

  text(chunk: string, kind?: TextKind): void {
    this.#sink.text(chunk, kind);
  }

  anchor(anchor: AnchorPlace, kind?: TextKind): void {
    this.#sink.anchor(anchor, kind);
  }

  drain(): Promise<void> {
    return this.#sink.drain();
  }

  metadata(values: Metadata): void {
    this.#sink.metadata(values);
  }

  messageBody(shown: readonly string[] | undefined): void {
    this.#sink.messageBody(shown);
  }

  event(event: Parameters<Sink['event']>[0]): void {
    this.#sink.event(event);
  }

  expect(members: number): void {
    this.#sink.expect(members);
  }

  expanding(bytes: number): void {
    this.#sink.expanding(bytes);
  }

  unaccounted(code: UnaccountedCode, range: ByteRange): Promise<void> {
    return this.#sink.unaccounted(code, range);
  }

  warn(code: Code, detail?: string): void {
    this.#sink.warn(code, detail);
  }
}
