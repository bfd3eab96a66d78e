/** A sink for what lies within a part of a document: places and locators are said from the document. */
import type { AnchorPlace, TextKind } from '../../schemas/anchor.ts';
import type { ByteRange, Child, Sink, UnaccountedCode } from '../contract.ts';
import { ForwardingSink } from '../forwarding-sink.ts';

/** What an anchor takes; layers in parts that lie deep name longer ones. */
const maxPartUnits = 200;

/** Puts `prefix` before the parts that anchors name and before the locators of children. Bytes between its parts are told of. */
export class LayeredSink extends ForwardingSink {
  readonly #prefix: string;

  constructor(sink: Sink, prefix: string) {
    super(sink);
    this.#prefix = prefix;
  }

  override anchor(anchor: AnchorPlace, kind?: TextKind): void {
    super.anchor(
      'part' in anchor ? { ...anchor, part: `${this.#prefix}${anchor.part}`.slice(0, maxPartUnits) } : anchor,
      kind,
    );
  }

  override child(child: Child): Promise<void> {
    return super.child({ ...child, locator: `${this.#prefix}${child.locator}` });
  }

  /** Their place is one within what was decoded, which the document does not have. */
  override unaccounted(code: UnaccountedCode, { start, end }: ByteRange): Promise<void> {
    this.warn(code, `${end - start} bytes in ${this.#prefix}`);
    return Promise.resolve();
  }
}
