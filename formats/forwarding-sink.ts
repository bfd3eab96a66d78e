/** A sink that hands on all that it is given: one that watches or changes some of it says that alone. */
import type { AnchorPlace, TextKind } from '../schemas/anchor.ts';
import type { Metadata } from '../schemas/metadata.ts';
import type { Code } from '../schemas/status.ts';
import type { ByteRange, Child, Sink, UnaccountedCode } from './contract.ts';

export class ForwardingSink implements Sink {
  readonly #sink: Sink;

  constructor(sink: Sink) {
    this.#sink = sink;
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

  child(child: Child): Promise<void> {
    return this.#sink.child(child);
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
