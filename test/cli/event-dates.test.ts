/** Times of what stands inside a document answer questions of dates; what they do not answer is said. */
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { jsonRows } from './json-lines.ts';
import { runCli } from './run-cli.ts';

const folder = temporaryFolder();
const [source, casePath] = [join(folder, 'evidence'), join(folder, 'case')];
const calendar = (...events: readonly string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', ...events, 'END:VCALENDAR', ''].join('\r\n');
const entry = (start: string, more: readonly string[] = []): string =>
  ['BEGIN:VEVENT', `DTSTART${start}`, 'SUMMARY:harbour', ...more, 'END:VEVENT'].join('\r\n');

beforeAll(async () => {
  const days = Array.from({ length: 1_200 }, (_, day) =>
    new Date(Date.UTC(2010, 0, 1 + day)).toISOString().slice(0, 10).replaceAll('-', ''),
  );
  writeFiles(source, {
    'one.ics': calendar(entry(':20160503T100000Z', ['CREATED:20160401T080000Z'])),
    'floating.ics': calendar(entry(':20170101T003000')),
    'many.ics': calendar(...days.map((day) => entry(`:${day}T090000Z`))),
    'repeats.ics': calendar(
      entry(':20180105T090000Z', [
        'RRULE:FREQ=WEEKLY;COUNT=4',
        'RDATE:20180401T090000Z,20180501T090000Z/PT1H',
      ]),
    ),
    'note.txt': 'harbour',
  });
  const words = ['ingest', source, '--case', casePath, '--timezone', 'Asia/Kolkata', '--parser-processes', '1', '--no-gazetteers']; // prettier-ignore
  expect(await runCli(words)).toMatchObject({ exitCode: 0 });
});

const found = async (query: string): Promise<(string | undefined)[]> => {
  const { stdout } = await runCli(['search', query, '--case', casePath, '--json']);
  return jsonRows<{ occurrences: { path: string }[] }>(stdout).map(({ occurrences: [first] }) => first?.path);
};

test.each([
  ['date:2016-05-03', ['one.ics']],
  ['event:[2016-05-03T09:00 TO 2016-05-03T10:30]', ['one.ics']],
  ['event:2016-04-01', []],
  ['date:2016-04-01', ['one.ics']],
  // By the declared zone it is the day before in UTC.
  ['event:2016-12-31', ['floating.ics']],
  // Of more than a thousand times the days are known.
  ['event:2013-04-14', ['many.ics']],
  ['event:2013-04-15', []],
  ['has:date NOT date:[* TO *]', []],
])('%s', async (query, paths) => {
  expect(await found(query)).toEqual(paths);
});

test('no document is sorted or counted by them', async () => {
  const { stdout } = await runCli(['search', 'harbour', '--case', casePath, '--facet', 'year', '--json']);
  expect(stdout).toContain('"2016"');
  expect(stdout).not.toContain('"2017"');
});

test('of what repeats only the times that it states are known', async () => {
  for (const day of ['2018-01-05', '2018-04-01', '2018-05-01'])
    expect(await found(`event:${day}`)).toEqual(['repeats.ics']);
  const { stderr } = await runCli(['search', 'event:2018-01-12', '--case', casePath]);
  expect(stderr).toContain('1 calendar has entries that repeat by a rule (meta.repeats:yes)');
});

test('times of files are said to be asked elsewhere', async () => {
  const note = (query: string) => runCli(['search', query, '--case', casePath]).then(({ stderr }) => stderr);
  expect(await note('modified:2016')).toContain('evidex timeline CASE --kind "file modified" --list');
  expect(await note('NOT (harbour date:2016)')).toContain('is on the timeline alone');
  expect(await note('sent:2016 event:2016')).not.toContain('on the timeline');
  // The note has none.
  expect(await note('date:2016')).toContain('1 document has no date to ask');
  expect(await note('sent:2016')).not.toContain('no date to ask');
});
