/** Tests the PowerPoint extractor: slides in their order, notes, comments, charts, layouts, left-over slides. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { pptxParts, zipParts } from '../../../scripts/fixtures/make-office.ts';
import { runExtractor } from '../../run-extractor.ts';

const fixture = readFileSync(new URL('../../fixtures/pptx/pitch.pptx', import.meta.url));
const run = (bytes: Uint8Array) => runExtractor(bytes, { format: 'pptx' });

test('slides, notes, comments, layouts and children', async () => {
  const { outcome, texts, anchors, metadata, children, events, warnings } = await run(fixture);
  expect(outcome).toEqual({ status: 'extracted' });
  expect(texts).toEqual({
    body: 'Shown first\nbut hidden\nShown second\nWard\tSwing\t\nTurnout\nWard North\nLeft over\n',
    notes: 'Say this slowly\n',
    comments: 'Dev Example: Drop this table\n',
    headers: 'Voter outreach plan\nOutreach\noutreach\nvoters\nplan\nMatter: EX-17\nNorthwind logo line\n',
  });
  expect(anchors.body).toEqual([
    { slide: 1, at: 0, mark: 'hidden-slide' },
    { slide: 2, at: texts.body?.indexOf('Shown second') },
    { part: 'ppt/slides/slide3.xml', at: texts.body?.indexOf('Left over') },
  ]);
  expect(anchors.notes).toEqual([{ slide: 2, at: 0 }]);
  expect(anchors.comments).toEqual([{ slide: 2, at: 0 }]);
  expect(metadata).toMatchObject({ slides: 2, title: 'Voter outreach plan' });
  expect(children.map(({ name, bytes }) => [name, bytes?.length])).toEqual([['image1.png', 70]]);
  expect(events).toMatchObject([
    {
      kind: 'comment',
      message: 'Dev Example',
      time: { local: '2016-05-04T10:00:00.000', zoneSource: 'none' },
    },
  ]);
  expect(warnings).toEqual([]);
});

test('without its list of slides every slide is read', async () => {
  const { 'ppt/presentation.xml': _list, ...rest } = pptxParts;
  const { outcome, texts, warnings } = await run(zipParts(rest));
  expect(outcome.status).toBe('extracted');
  for (const expected of ['Shown first', 'Shown second', 'Left over']) expect(texts.body).toContain(expected);
  expect(warnings[0]?.code).toBe('partial-read');
});

test('a missing slide costs only itself', async () => {
  const { 'ppt/slides/slide1.xml': _slide, ...rest } = pptxParts;
  const { outcome, texts, warnings } = await run(zipParts(rest));
  expect(outcome.status).toBe('extracted');
  expect(texts.body).toContain('Shown first');
  expect(texts.notes).toBe('Say this slowly\n');
  expect(warnings).toEqual([{ code: 'partial-read', detail: 'the part ppt/slides/slide1.xml is missing' }]);
});
