/**
 * A sink for a package that may be read twice, by its format's reader and then as the archive that it is: members that
 * both give are one item, and are told once. Told twice, the container would count one more than the ledger can have.
 */
import type { Child } from '../../formats/contract.ts';
import { ForwardingSink } from '../../formats/forwarding-sink.ts';

/** Members that are remembered; stops a package of millions of stray ones from filling the memory. */
const maxRemembered = 100_000;

export class TwiceReadSink extends ForwardingSink {
  readonly #given = new Set<string>();

  override async child(child: Child): Promise<void> {
    if (this.#given.has(child.locator)) return;
    if (this.#given.size < maxRemembered) this.#given.add(child.locator);
    await super.child(child);
  }
}
