/** Packed anchors say of every offset what the plain ones would have said, in some two bytes a line or cell. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { AnchorPacker, maxAnchorBytes } from '../../../pipeline/parser/anchor-packer.ts';
import { type Anchor, anchor as anchorSchema, type AnchorPlace } from '../../../schemas/anchor.ts';
import { AnchorFinder, findAnchor } from '../../../schemas/find-anchor.ts';

type Step = { readonly place: AnchorPlace } | { readonly text: string };

interface Packed {
  readonly anchors: readonly Anchor[];
  /** What holds at each offset, by following the steps one by one. */
  readonly told: (AnchorPlace | undefined)[];
}

function pack(steps: readonly Step[], allowance = { bytes: maxAnchorBytes }): Packed {
  const packer = new AnchorPacker(allowance);
  const told: (AnchorPlace | undefined)[] = [];
  let place: AnchorPlace | undefined;
  for (const step of steps) {
    if ('place' in step) {
      packer.add(step.place, told.length);
      ({ place } = step);
      continue;
    }
    packer.text(step.text, told.length);
    for (const unit of step.text) {
      told.push(place);
      if (unit !== '\n' || !place?.perLine) continue;
      place =
        place.line === undefined
          ? { ...place, row: (place.row ?? 0) + 1 }
          : { ...place, line: place.line + 1 };
    }
  }
  return { anchors: packer.end(told.length), told };
}

const number = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 2 ** 45 }));
const sheet = fc.constantFrom(undefined, 'Roll', 'Ledger');
const place = fc.oneof(
  fc.record({ line: number, perLine: fc.constantFrom(undefined, true as const) }),
  fc.record({ sheet, row: number, perLine: fc.constantFrom(undefined, true as const) }),
  fc.record({ sheet, row: number, column: fc.integer({ min: 1, max: 16_384 }) }),
  fc.record({ page: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ part: fc.constantFrom('1', '1.2') }),
  fc.record({ line: number, from: fc.constant(true as const) }),
);
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', '\n', '\t'), maxLength: 12 }),
  fc.constantFrom(70, 74, 75, 76, 300).map((units) => `${'x'.repeat(units)}\n`),
);
const steps = fc.array(
  fc.oneof(
    place.map((one) => ({ place: one })),
    text.map((one) => ({ text: one })),
  ),
  {
    maxLength: 30,
  },
);

describe('every offset', () => {
  test('has the place that was told, and numbers are exact where they are not "from"', () => {
    fc.assert(
      fc.property(steps, (made) => {
        const { anchors, told } = pack(made);
        for (const one of anchors) anchorSchema.parse(one);
        const finder = new AnchorFinder(anchors);
        for (const [offset, expected] of told.entries()) {
          const found = finder.at(offset);
          const { perLine: _, ...plain } = expected ?? {};
          const isExact =
            expected !== undefined && !expected.from && (expected.line ?? expected.row) !== undefined;
          expect(found && { ...found, at: undefined }).toEqual(
            expected && { ...plain, ...(isExact ? { exact: true } : {}) },
          );
          expect(found?.at ?? 0).toBeLessThanOrEqual(offset);
          // The order of the questions makes no difference.
          expect(findAnchor(anchors, offset)).toEqual(found);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('behind the allowance says "from", and never names a line, row or page that is behind it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 300 }), (bytes, units) => {
        const rows = 900;
        const line = `${'x'.repeat(units)}\n`;
        const { anchors } = pack([{ place: { row: 1, perLine: true } }, { text: line.repeat(rows) }], {
          bytes,
        });
        const found = Array.from({ length: rows }, (_, index) =>
          findAnchor(anchors, index * line.length + 1),
        );
        expect(found.findIndex((one, index) => one?.exact && one.row !== index + 1)).toBe(-1);
        expect(found.findIndex((one, index) => !one?.exact && !one?.from && index >= 0)).toBe(-1);
        expect(found.findIndex((one, index) => (one?.row ?? Infinity) > index + 1)).toBe(-1);
      }),
      { numRuns: 30 },
    );
  });
});

test('20,000 lines take two bytes each, and are cut into records that are read alone', () => {
  const line = `${'x'.repeat(99)}\n`;
  const { anchors } = pack([{ place: { line: 1, perLine: true } }, { text: line.repeat(20_000) }]);
  expect(JSON.stringify(anchors).length).toBeLessThan(20_000 * 2.1);
  expect(findAnchor(anchors, 100 * 12_345 + 50)).toEqual({ at: 1_234_500, line: 12_346, exact: true });
});

test('anchors of before are found as they stand', () => {
  const old: Anchor[] = [
    { at: 0, row: 1 },
    { at: 100, row: 7 },
    { at: 200, page: 2 },
  ];
  expect([50, 150, 250].map((at) => findAnchor(old, at))).toEqual(old);
  expect(findAnchor([{ at: 5, page: 1 }], 4)).toBeUndefined();
});

test('starts that are none make nothing up and end', () => {
  for (const starts of ['\u007f', '!!!', 'nnnn', '#', '##', '\\'])
    expect(findAnchor([{ at: 0, line: 3, starts }], 10_000)?.line).toBeGreaterThanOrEqual(3);
});
