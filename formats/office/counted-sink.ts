/** A sink that knows whether any text was pushed: a document that broke off before its text is not an empty one. */
import type { TextKind } from '../../schemas/anchor.ts';
import { ForwardingSink } from '../forwarding-sink.ts';

export class CountedSink extends ForwardingSink {
  /** Whether something other than blanks was pushed, of any kind. */
  hasText = false;

  override text(chunk: string, kind?: TextKind): void {
    this.hasText ||= /\S/.test(chunk);
    super.text(chunk, kind);
  }
}
