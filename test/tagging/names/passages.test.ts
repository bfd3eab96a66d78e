/**
 * Passages written for this test, one a line: `[[…]]` marks what names an organisation, and a line without a mark is
 * made of look-alikes. What is held is the rate, not each line: no rule is written for one of them.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { loadGazetteers } from '../../../config/gazetteers/load.ts';
import { createTagger, tagText } from '../../../tagging/tagger.ts';

const tagger = createTagger(loadGazetteers());
const lines = readFileSync(new URL('passages.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n');

interface Marked {
  readonly text: string;
  readonly marks: readonly (readonly [start: number, end: number])[];
}

function read(line: string): Marked {
  const marks: [number, number][] = [];
  const text = line.replaceAll(/\[\[(.+?)\]\]/gu, (_, name: string, at: number) => {
    const start = at - marks.length * 4;
    marks.push([start, start + name.length]);
    return name;
  });
  return { text, marks };
}

test('look-alikes raise an alarm in at most 4 % of their passages', () => {
  const lookAlikes = lines.filter((line) => !line.includes('[['));
  const alarms = lookAlikes.filter((line) => tagText(tagger, line).mentions.length > 0);
  expect(lookAlikes.length).toBeGreaterThan(600);
  expect(alarms.length / lookAlikes.length).toBeLessThanOrEqual(0.04);
});

test('names among everyday words are found, and nothing else beside them', () => {
  let wanted = 0;
  let found = 0;
  let all = 0;
  for (const { text, marks } of lines.map(read).filter((one) => one.marks.length > 0)) {
    const { mentions } = tagText(tagger, text);
    wanted += marks.length;
    all += mentions.length;
    found += marks.filter(([start, end]) =>
      mentions.some((one) => one.start < end && start < one.end),
    ).length;
  }
  expect(wanted).toBeGreaterThan(170);
  expect(found / wanted).toBeGreaterThanOrEqual(0.95);
  expect(found / all).toBeGreaterThanOrEqual(0.98);
});
