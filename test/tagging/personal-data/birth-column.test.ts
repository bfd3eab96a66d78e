/** A column whose heading says dates of birth is read to its last row, wherever the blocks of the text end. */
import { describe, expect, test } from '@jest/globals';
import { createTagger, tagText } from '../../../tagging/tagger.ts';

const tagger = createTagger([]);
const births = (text: string, by = tagger): number =>
  tagText(by, text).personalData.filter(({ kind }) => kind === 'date-of-birth').length;
const rows = (count: number, row: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => row(at)).join('\n');
const day = (at: number): string =>
  `${String((at % 28) + 1).padStart(2, '0')}/05/19${String(40 + (at % 60))}`;

test.each<[string, string, number]>([
  ['commas', `Name,DOB,Town\n${rows(500, (at) => `Person ${at},${day(at)},Tidewell`)}\n`, 500],
  ['the last row without an end', `Name,DOB\n${rows(500, (at) => `Person ${at},${day(at)}`)}`, 500],
  ['tabs, nine columns', `No\tName\tDOB\tAddress\tPostcode\tPhone\tEmail\tNI\tNHS\n${rows(300, (at) => `${at}\tP ${at}\t${day(at)}\ta\tb\tc\td\te\tf`)}\n`, 300],
  ['quotes that hold commas', `"Name","Birthday"\n${rows(50, (at) => `"Person, ${at}","${day(at)}"`)}\n`, 50],
  ['a German list with semicolons', `Name;Geburtsdatum\n${rows(80, (at) => `P;${day(at).replaceAll('/', '.')}`)}\n`, 80],
  ['one column', `Date of birth\n${rows(40, day)}\n`, 40],
  ['what is not known', `Name,DOB\n${rows(90, (at) => (at % 3 === 0 ? 'P,unknown' : `P,${day(at)}`))}\n`, 60],
  ['rows of another shape between', `Name,DOB\n${rows(60, (at) => (at % 10 === 9 ? 'Page 2' : `P,${day(at)}`))}\n`, 54],
  ['a row of no end between', `Name,DOB\n${rows(200, (at) => (at === 100 ? `P,${'x'.repeat(3_000)}` : `P,${day(at)}`))}\n`, 199],
  ['rows with a field more or less', `Name,DOB,Note\n${rows(90, (at) => `P,${day(at)}${',x'.repeat(at % 3)}`)}\n`, 90],
  ['unknown at its beginning', `Name,DOB\n${rows(60, (at) => (at < 9 ? 'P,unknown' : `P,${day(at)}`))}\n`, 51],
  ['Windows line ends', `Name,DOB\r\n${rows(30, (at) => `P,${day(at)}\r`)}\n`, 30],
])('%s', (_, text, count) => {
  expect(births(text)).toBe(count);
}); // prettier-ignore

test.each<[string, string]>([
  ['a sentence', `Happy birthday, Bo\n${rows(20, (at) => `Paid, ${day(at)}`)}\n`],
  ['another column', `DOB,Joined\n${rows(20, (at) => `,${day(at)}`)}\n`],
  ['behind the table', `Name,DOB\n\n${rows(30, () => 'words of a letter')}\n${rows(20, (at) => `P,${day(at)}`)}\n`],
])('not: %s', (_, text) => {
  expect(births(text)).toBe(0);
}); // prettier-ignore

describe('the same wherever blocks end', () => {
  const text = `Name,DOB,Note\n${rows(900, (at) => `Person ${at},${day(at)},${'x'.repeat(at % 250 === 7 ? 2_500 : at % 90)}`)}\n`;
  const whole = tagText(tagger, text);
  test.each([1_100, 2_048, 3_001, 7_777])('%d units', (block) => {
    expect(tagText(createTagger([], block), text)).toEqual(whole);
    const stream = createTagger([], block).open();
    const found = [];
    for (let at = 0; at < text.length; at += 997) found.push(...stream.push(text.slice(at, at + 997)).personalData);
    found.push(...stream.end().personalData);
    expect(found).toEqual(whole.personalData);
  });
}); // prettier-ignore

test.each(['DOB,\n', 'born,x\n', 'DOB\n', '"DOB,', `DOB,${'x'.repeat(900)}\n`, '1/1/1970,DOB\n'])(
  'half a megabyte of %j stays linear',
  (unit) => {
    const cost = (units: number): number => {
      const before = process.cpuUsage().user;
      births(unit.repeat(Math.ceil(units / unit.length)));
      return process.cpuUsage().user - before;
    };
    cost(50_000);
    expect(cost(500_000)).toBeLessThan(15_000_000);
  },
);
