/** Dates in texts: which are found of labelled sentences, in what days, and what look-alikes are passed over. */
import { expect, test } from '@jest/globals';
import { dayOf } from '../../../search/dates/calendar.ts';
import { DateFinder } from '../../../search/dates/date-finder.ts';
import { DatesOfDocument, spanWords } from '../../../search/dates/resolve-dates.ts';
import { type Labelled, lookAlikes, sentences } from './labelled.ts';

const own = { is: dayOf(2018, 5, 16) ?? 0, words: '2018-05-16, the date sent' };

interface Found {
  readonly dates: (readonly [string, string])[];
  readonly by: (string | undefined)[];
  readonly heads: number;
  readonly unresolved: object;
}

function found(text: string, language = 'en', pieces = [text], isDated = true): Found {
  const finder = new DateFinder();
  const document = new DatesOfDocument({ ...(isDated && { day: own }), languages: [language] });
  for (const piece of pieces) for (const date of finder.find(piece)) document.add(date);
  for (const date of finder.end()) document.add(date);
  const resolved = [...document.resolved()].map(({ date }) => date);
  for (const { written: { start, end, wording } } of resolved) expect(text.slice(start, end)).toBe(wording);
  return {
    dates: resolved.map(({ written, certainty, readings }) => [written.wording, `${certainty} ${readings.map(spanWords).join(' or ')}`]),
    by: resolved.map(({ by }) => by),
    heads: finder.heads,
    unresolved: Object.fromEntries(document.unresolved),
  };
} // prettier-ignore

test('labelled sentences and look-alikes: precision and recall', () => {
  let [right, wrong, missed] = [0, 0, 0];
  const failures: unknown[] = [];
  for (const [text, language, ...dates] of [...sentences, ...lookAlikes] as readonly Labelled[]) {
    const { dates: met } = found(text, language);
    const isMeant = new Set(dates.map((date) => date.join(' = ')));
    const all = new Set(met.map((date) => date.join(' = ')));
    right += [...all].filter((date) => isMeant.has(date)).length;
    wrong += [...all].filter((date) => !isMeant.has(date)).length;
    missed += [...isMeant].filter((date) => !all.has(date)).length;
    if (all.size !== isMeant.size || [...all].some((date) => !isMeant.has(date))) failures.push({ text, met, dates });
  }
  const score = { sentences: sentences.length, lookAlikes: lookAlikes.length, precision: right / (right + wrong), recall: right / (right + missed) };
  process.stderr.write(`dates in texts: ${JSON.stringify(score)}\n`);
  expect(failures).toEqual([]);
  expect(score.sentences).toBeGreaterThan(100);
  expect(score.lookAlikes).toBeGreaterThan(40);
}); // prettier-ignore

test('the same dates at the same places however a text comes in pieces', () => {
  const text = sentences.map(([one]) => one).join('\n\n').repeat(4); // prettier-ignore
  const whole = found(text, 'de');
  expect(whole.dates.length).toBeGreaterThan(300);
  for (const units of [1000, 16_384, 20_011]) {
    const pieces = Array.from({ length: Math.ceil(text.length / units) }, (_, at) =>
      text.slice(at * units, (at + 1) * units),
    );
    expect(found(text, 'de', pieces)).toEqual(whole);
  }
});

test('what has no day says why; quoted mails are another’s words', () => {
  expect(found('See you tomorrow, on 28 May.', 'en', undefined, false)).toMatchObject({
    dates: [],
    unresolved: { 'no-own-date': 2 },
  });
  const quoted = 'Yes.\n-----Original Message-----\nSent: Monday, May 14, 2018 10:20 AM\nI paid yesterday, on 03/04/2016 and 25 May 2017.\n';
  expect(found(quoted)).toMatchObject({
    dates: [
      ['03/04/2016', 'either 2016-03-04 or 2016-04-03'],
      ['25 May 2017', 'stated 2017-05-25'],
    ],
    heads: 1,
    unresolved: { quoted: 1 },
  });
  // Another language’s word for tomorrow.
  expect(found('Morgen kommt er.', 'en')).toMatchObject({ dates: [], unresolved: { 'other-language': 1 } });
  expect(found('Paid 25/04/2016, 04/25/2016, 03/04/2016.').dates.at(-1)).toEqual([
    '03/04/2016',
    'either 2016-03-04 or 2016-04-03',
  ]);
  expect(found('On Monday 24 March 2018 he left.').by).toEqual(['the weekday beside it is another']);
}); // prettier-ignore

test('hostile texts end, whatever they repeat', () => {
  for (const one of ['5 ', 'March ', '5 March ', '5-', '03/04/', 'last ', '>', '\n', ' ', 'wrote ', 'a', '1', '́', 'between 5 and '])
    expect(found(one.repeat(200_000 / one.length)).heads).toBe(0);
}); // prettier-ignore
