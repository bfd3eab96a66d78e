/** Pages of a PDF as pictures: the words that are looked for lie where the rectangles are, and hostile sizes are bounded. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { sizeOfPicture } from '../../../formats/rendering/picture-size.ts';
import { decodePicture } from '../../../formats/rendering/picture.ts';
import type { PageMark, Rectangle } from '../../../schemas/rendering.ts';
import { runExtractor } from '../../run-extractor.ts';
import { renderingOf } from './rendering-of.ts';

const fixture = (name: string): Buffer => readFileSync(join(import.meta.dirname, '../../fixtures/pdf', name));
const report = fixture('report.pdf');

const page = (bytes: Uint8Array, number = 1, marks: readonly PageMark[] = [], width = 1000) =>
  renderingOf('page', bytes, 'pdf', { as: 'page', page: number, width, marks: [...marks] });

/** Whether the pixels of a rectangle are those of words under a marker: yellow, and dark. */
async function isMarked(png: Uint8Array, { x, y, width, height }: Rectangle): Promise<boolean> {
  const picture = await decodePicture(png);
  let [yellow, dark] = [0, 0];
  for (let row = y; row < y + height; row += 1)
    for (let column = x; column < x + width; column += 1) {
      const at = (row * picture.width + column) * 4;
      const [red = 0, , blue = 0] = picture.bytes.subarray(at, at + 3);
      if (red > 240 && blue < 120) yellow += 1;
      if (red < 80) dark += 1;
    }
  return yellow > (width * height) / 3 && dark > 20;
}

describe('words of the stored text on the page', () => {
  test('each lies under its rectangle; one that is broken over two lines under two', async () => {
    const { texts, anchors } = await runExtractor(report, { format: 'pdf' });
    const body = texts.body ?? '';
    const start = anchors.body?.find((anchor) => anchor.page === 1)?.at ?? 0;
    const markOf = (words: string): PageMark => ({ from: body.indexOf(words) - start, words });
    const marks = ['Harbour Institute', 'agreement', 'Café'].map(markOf);
    const { rectangles, bytes, unplaced, pages } = await page(report, 1, marks);
    expect({ pages, unplaced }).toEqual({ pages: 2, unplaced: 0 });
    expect(rectangles.map(({ mark }) => mark)).toEqual([0, 1, 1, 2]);
    for (const one of rectangles) expect([one, await isMarked(bytes, one)]).toEqual([one, true]);
    const [first, line, nextLine, last] = rectangles;
    // 12 points of 595 are 20 of 1,000 pixels: lines begin at 72 points, and are 14 apart.
    expect(first?.x).toBeGreaterThan(121);
    expect(line?.y).toBeGreaterThan((first?.y ?? 0) + 14);
    expect(nextLine?.x).toBeLessThan(126);
    expect(last?.x).toBeGreaterThan((nextLine?.x ?? 0) + (nextLine?.width ?? 0));
  });

  test('of words that stand more than once the place that is nearest is taken', async () => {
    const [first] = (await page(report, 2, [{ from: 0, words: 'econd' }])).rectangles;
    const [later] = (await page(report, 2, [{ from: 10, words: 'econd' }])).rectangles;
    expect(later?.x).toBeGreaterThan(first?.x ?? 0);
  });

  test('words that the page does not show are told', async () => {
    const { unplaced, rectangles } = await page(report, 1, [{ from: 0, words: 'Who paid for this?' }]);
    expect({ unplaced, rectangles }).toEqual({ unplaced: 1, rectangles: [] });
  });
});

test('a page is a PNG of the width that was asked for', async () => {
  const { bytes, width, height } = await page(report, 2, [], 300);
  expect(sizeOfPicture(bytes)).toEqual({ kind: 'png', width, height });
  expect({ width, height }).toEqual({ width: 300, height: 425 });
});

/** One page of this size in points. */
const sized = (width: number, height: number): Buffer =>
  Buffer.from(
    `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${width} ${height}]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n`,
  );

test.each([
  [10, 1_000_000],
  [1_000_000, 10],
  [0, 0],
])('a page of %s × %s points is drawn within a bound', async (width, height) => {
  const drawn = await page(sized(width, height));
  expect(drawn.width * drawn.height).toBeLessThanOrEqual(8_000_000);
});

test.each([
  ['locked.pdf', 1, 'encrypted'],
  ['header-only.pdf', 1, 'unreadable'],
  ['report.pdf', 3, 'unreadable'],
])('%s, page %s: %s', async (name, number, code) => {
  const asked = { as: 'page' as const, page: number, width: 500, marks: [] };
  expect(await renderingOf('refused', fixture(name), 'pdf', asked)).toMatchObject({ code });
});
