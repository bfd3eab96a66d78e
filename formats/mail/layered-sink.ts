/** A sink for what lies within a part of a document: places and locators are said from the document. */
import type { Sink } from '../contract.ts';

/** What an anchor takes; layers in parts that lie deep name longer ones. */
const maxPartUnits = 200;

/** Puts `prefix` before the parts that anchors name and before the locators of children. Bytes between its parts are told of. */
export const layeredSink = (sink: Sink, prefix: string): Sink => ({
  text: (chunk, kind) => sink.text(chunk, kind),
  anchor: (anchor, kind) =>
    sink.anchor(
      'part' in anchor ? { ...anchor, part: `${prefix}${anchor.part}`.slice(0, maxPartUnits) } : anchor,
      kind,
    ),
  drain: () => sink.drain(),
  metadata: (values) => sink.metadata(values),
  messageBody: (shown) => sink.messageBody(shown),
  event: (event) => sink.event(event),
  expect: (members) => sink.expect(members),
  child: (child) => sink.child({ ...child, locator: `${prefix}${child.locator}` }),
  expanding: (bytes) => sink.expanding(bytes),
  // Their place is one within what was decoded, which the document does not have.
  unaccounted: (code, { start, end }) => {
    sink.warn(code, `${end - start} bytes in ${prefix}`);
    return Promise.resolve();
  },
  warn: (code, detail) => sink.warn(code, detail),
});
