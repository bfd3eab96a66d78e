/** `evidex timeline`: events in their order, filtered, with the ground of each time, and as Timesketch imports them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { runCli } from './run-cli.ts';
import { makeSmallCase, type SmallCase } from './small-case.ts';

interface Event {
  readonly kind: string;
  readonly path: string;
  readonly item: string;
  readonly displayZone: string;
  readonly message: string;
  readonly time: { readonly instant?: string; readonly local?: string; readonly zoneSource: string };
}

const folder = temporaryFolder();
let small: SmallCase;
beforeAll(async () => {
  small = await makeSmallCase(folder);
});

const stated = ({ time: { instant, local } }: Event): string => instant ?? local ?? '';
const briefly = (event: Event): string => `${stated(event)} ${event.kind} ${event.path}`;

/** Everything but the times of files, which are those of the moment in which the test wrote them. */
const eventsInside = [
  '2016-03-04T18:00:00 sent mail.eml/#3',
  '2016-03-07T10:22:10Z sent mail.eml',
  '2016-03-07T10:22:30Z received mail.eml',
  '2017-03-01T08:30:00Z created report.pdf',
  '2017-03-02 modified report.pdf',
  '2017-04-05T04:07:08Z commented report.pdf',
];

test('counts by kind and by span are those of the list, the display zone is named', async () => {
  const events = await small.json<Event>('timeline', 'CASE', '--list');
  const [report] = await small.json<{
    events: number;
    floating: number;
    byKind: { kind: string; events: number }[];
    years: { span: string; events: number }[];
    displayZone: string;
  }>('timeline', 'CASE');
  const numberOf = (isMeant: (event: Event) => boolean): number => events.filter(isMeant).length;
  expect(report).toMatchObject({ displayZone: 'UTC', events: events.length, floating: 6 });
  expect(numberOf(({ time }) => time.zoneSource === 'none')).toBe(6);
  expect(report?.byKind.reduce((sum, { events: some }) => sum + some, 0)).toBe(events.length);
  for (const { kind, events: some } of report?.byKind ?? [])
    expect([kind, some]).toEqual([kind, numberOf((event) => event.kind === kind)]);
  expect(report?.years.slice(0, 2)).toEqual([
    { span: '2016', events: numberOf((event) => stated(event).startsWith('2016')) },
    { span: '2017', events: numberOf((event) => stated(event).startsWith('2017')) },
  ]);
  const { stdout } = await small.run('timeline', 'CASE', '--list', '--display-zone', 'Asia/Kolkata');
  expect(stdout).toMatch(/^Times in Asia\/Kolkata\.\n/u);
  expect(stdout).toContain('2016-03-07T15:52:10+05:30  sent           Voter list');
});

test('what was not read states no time, and that is said', async () => {
  const [count] = await small.json<{ unsearched: number }>('search', 'nothinglikeit', '--count');
  for (const words of [[], ['--list', '--limit', '1'], ['--kind', 'nothinglikeit']])
    expect((await small.run('timeline', 'CASE', ...words)).stderr).toContain(
      `${count?.unsearched} items of this case not read, or not to the end: times that are stated in there are not listed.`,
    );
});

describe('a list', () => {
  const list = (...words: string[]): Promise<Event[]> => small.json('timeline', 'CASE', '--list', ...words);

  test('in the order of time, at one moment by item and kind', async () => {
    const all = await list();
    expect(all.filter(({ kind }) => !kind.startsWith('file ')).map(briefly)).toEqual(eventsInside);
    // Nanoseconds are more than a Date holds: the text, filled up, sorts as time does.
    const keys = all.map((event) => {
      const text = stated(event).replace('Z', '');
      const whole = text.length === 10 ? `${text}T00:00:00` : text;
      return `${`${whole}${whole.includes('.') ? '' : '.'}`.padEnd(29, '0')} ${event.item} ${event.kind}`;
    });
    expect(keys).toEqual(keys.toSorted());
    expect(new Set(all.map(({ displayZone }) => displayZone))).toEqual(new Set(['UTC']));
  });

  test('filtered by kind', async () => {
    expect((await list('--kind', 'sent')).map(briefly)).toEqual(eventsInside.slice(0, 2));
    expect((await list('--kind', 'sent', '--kind', 'commented')).map(briefly)).toEqual([
      ...eventsInside.slice(0, 2),
      ...eventsInside.slice(5),
    ]);
  });

  test('filtered by time: the first and the last count as a whole, as in a query', async () => {
    const between = await list('--from', '2016-03-07T10:22:10Z', '--to', '2017-03-01T08:29:59Z');
    expect(between.map(briefly)).toEqual([
      ...eventsInside.slice(1, 3),
      '2017-01-01T12:00:00Z file modified report.pdf/figures.csv',
    ]);
    const inside = async (from: string, to: string): Promise<string[]> =>
      (await list('--from', from, '--to', to)).filter(({ kind }) => !kind.startsWith('file ')).map(briefly);
    expect(await inside('2017', '2017')).toEqual(eventsInside.slice(3));
    expect(await inside('2016', '2017-03')).toEqual(eventsInside.slice(0, 5));
    // The day of the change is stated without a clock: any hour of it is in it, none of the next.
    expect(await inside('2017-03-02T23:00Z', '2017-04-04')).toEqual(eventsInside.slice(4, 5));
    expect(await inside('2017-03-03', '2017-04-04')).toEqual([]);
    expect(await inside('2017-04-05T06:07:08+02:00', '2017-04-05T04:07:08Z')).toEqual(eventsInside.slice(5));
    expect(await list('--from', '1990', '--to', '1991')).toEqual([]);
    expect(await list('--from', '1700', '--to', '2999')).toHaveLength((await list()).length);
  });

  test('filtered by entity: every copy of what names it, and nothing else', async () => {
    const named = await list('--entity', 'Harbour Analytica', '--kind', 'file modified');
    expect(named.map(({ path }) => path).sort()).toEqual([
      'box.zip/inside.txt',
      'box.zip/notes.txt',
      'notes/copy-of-meeting.txt',
      'notes/meeting.txt',
    ]);
    expect(await list('--entity', 'Nobody')).toEqual([]);
  });
});

test('who is on an event: in the list and as columns where it is asked, in JSON always', async () => {
  const words = ['timeline', 'CASE', '--kind', 'sent', '--from', '2016-03-07'];
  const [event] = await small.json<{
    from: readonly { address?: string }[];
    to: readonly { address?: string }[];
    custodian?: string;
    entities: readonly string[];
  }>(...words, '--list');
  expect(event?.from[0]?.address).toMatch(/@/u);
  expect(event).toMatchObject({ custodian: 'Ann', entities: [] });
  const senders = event?.from.map(({ address = '' }) => address) ?? [];
  const list = (await small.run(...words, '--list', '--who')).stdout;
  expect(list).toMatch(/ {2}from: .*@.* {2}to: .* {2}custodian: Ann/u);
  for (const address of senders) expect(list).toContain(address);
  expect((await small.run(...words, '--list')).stdout).not.toContain('custodian:');
  const file = join(folder, 'who.csv');
  await small.run(...words, '--who', '--export', file);
  const [heading = '', row = ''] = readFileSync(file, 'utf8').split('\r\n');
  expect(heading.split(',').slice(-7)).toEqual(['from', 'to', 'cc', 'bcc', 'custodian', 'entities', 'dismissed_entities']); // prettier-ignore
  for (const address of senders) expect(row).toContain(address);
  const named = ['timeline', 'CASE', '--entity', 'Harbour Analytica', '--kind', 'file modified', '--list'];
  expect((await small.json<{ entities: unknown }>(...named)).map(({ entities }) => entities)).toEqual(
    Array.from({ length: 4 }, () => ['Harbour Analytica']),
  );
});

test('an export that Timesketch imports; nothing is overwritten', async () => {
  const file = join(folder, 'events.csv');
  expect(await small.run('timeline', 'CASE', '--export', file)).toMatchObject({ exitCode: 0 });
  const written = readFileSync(file, 'utf8');
  const [heading = '', first = ''] = written.split('\n');
  for (const column of ['message', 'datetime', 'timestamp_desc'])
    expect(heading.trim().split(',')).toContain(column);
  expect(first).toContain('2016-03-04T05:06:08+00:00');
  expect((await small.run('timeline', 'CASE', '--export', file)).exitCode).toBe(2);
  expect(readFileSync(file, 'utf8')).toBe(written);
  const lines = join(folder, 'events.jsonl');
  await small.run('timeline', 'CASE', '--kind', 'sent', '--export', lines);
  const events = readFileSync(lines, 'utf8').trim().split('\n');
  expect(events.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    {
      message: 'first delivery — mail.eml/#3',
      datetime: '2016-03-04T18:00:00+00:00',
      timestamp_desc: 'sent',
      zone_source: 'none (not shifted: the wall clock is given as if it were UTC)',
    },
    {
      message: 'Voter list – second delivery — mail.eml',
      datetime: '2016-03-07T10:22:10+00:00',
      timestamp_desc: 'sent',
      zone_source: 'offset +05:30',
      original_time: 'Mon, 7 Mar 2016 15:52:10 +0530 (IST)',
    },
  ]);
});

describe('a calendar with clocks of no zone, and of one that neither it nor IANA defines', () => {
  const event = (uid: string, ...lines: string[]): string[] => ['BEGIN:VEVENT', `UID:${uid}`, `SUMMARY:${uid}`, ...lines, 'END:VEVENT']; // prettier-ignore
  const calendar = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    ...event('summer', 'DTSTART:20160708T100000'),
    ...event('winter', 'DTSTART:20160108T100000'),
    ...event('office', 'DTSTART;TZID=Office clock:20160709T100000'),
    ...event('named', 'DTSTART;TZID=America/New_York:20160708T040500'),
    ...event('universal', 'DTSTART:20160708T080000Z'),
    ...event('day', 'DTSTART;VALUE=DATE:20160301'),
    'END:VCALENDAR',
    '',
  ].join('\r\n');
  const ingest = async (name: string, ...words: string[]): Promise<string> => {
    const [source, casePath] = [join(folder, name), join(folder, `${name}-case`)];
    writeFiles(source, { 'office.ics': calendar });
    const all = ['ingest', source, '--case', casePath, '--no-gazetteers', ...words];
    expect(await runCli(all)).toMatchObject({ exitCode: 0 });
    return casePath;
  };
  const starts = async (casePath: string): Promise<string[]> => {
    const { stdout } = await runCli(['timeline', casePath, '--list', '--kind', 'starts', '--json']);
    const events = stdout.trim().split('\n').slice(0, -1).map((line) => JSON.parse(line) as Event); // prettier-ignore
    return events.map((one) => `${one.message}: ${stated(one)} ${one.time.zoneSource}`);
  };

  test('floats where the source declares no zone', async () => {
    expect(await starts(await ingest('undeclared'))).toEqual([
      'winter: 2016-01-08T10:00:00 none',
      'day: 2016-03-01 none',
      'universal: 2016-07-08T08:00:00Z utc',
      'named: 2016-07-08T08:05:00Z offset',
      'summer: 2016-07-08T10:00:00 none',
      'office: 2016-07-09T10:00:00 unclear',
    ]);
  });

  test('takes the zone that the source declares, by its summer time; a day stays the day it is', async () => {
    const casePath = await ingest('declared', '--timezone', 'Europe/Athens');
    expect(await starts(casePath)).toEqual([
      'winter: 2016-01-08T08:00:00Z declared',
      'day: 2016-03-01 none',
      'summer: 2016-07-08T07:00:00Z declared',
      'universal: 2016-07-08T08:00:00Z utc',
      'named: 2016-07-08T08:05:00Z offset',
      'office: 2016-07-09T10:00:00 unclear',
    ]);
    const [report] = JSON.parse(`[${(await runCli(['timeline', casePath, '--kind', 'starts', '--json'])).stdout}]`) as unknown[]; // prettier-ignore
    expect(report).toMatchObject({ events: 6, declared: 2, floating: 2 });
  });
});

test.each([
  [['--from', '2018', '--to', '2017'], '--from 2018 is behind --to 2017'],
  [['--from', '2017-03-02', '--to', '2017-03-01T23:59:59'], 'no moment lies between'],
])('%j: a span without a moment is refused', async (words, says) => {
  const refused = await small.run('timeline', 'CASE', ...words);
  expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
  expect(refused.stderr).toContain(says);
});

test.each([
  ['--from', '2016-02-31'],
  ['--from', '2016-13'],
  ['--to', '2016-00-10'],
  ['--to', '2016-06-31T10:00'],
  ['--from', '2016-06-23T25:00:00Z'],
])('%s %s is no date, as search says', async (flag, value) => {
  const refused = await small.run('timeline', 'CASE', flag, value);
  expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
  expect(refused.stderr).toContain('a date that exists');
});

test('an entity is found in any case; one that is not there is said, with what is near', async () => {
  const counted = async (name: string) => {
    const events = await small.json<Event>('timeline', 'CASE', '--list', '--entity', name);
    return events.length;
  };
  expect(await counted('Harbour Analytica')).toBeGreaterThan(0);
  expect(await counted('HARBOUR analytica')).toBe(await counted('Harbour Analytica'));
  for (const [name, said] of [
    ['Harbour', 'Did you mean "Harbour Analytica"?'],
    ['Zephyr', 'lists those that are named'],
  ] as const) {
    const none = await small.run('timeline', 'CASE', '--list', '--entity', name);
    expect(none.exitCode).toBe(0);
    expect(none.stderr).toContain(`No entity of this case is called "${name}".`);
    expect(none.stderr).toContain(said);
  }
});

describe('an export for Timesketch', () => {
  const header =
    'message,datetime,timestamp_desc,zone_source,precision,original_time,plausible,source,path,item,sha256\r\n';

  test('without events is a file with a heading', async () => {
    const file = join(folder, 'none.csv');
    await small.run('timeline', 'CASE', '--kind', 'nosuch', '--export', file);
    expect(readFileSync(file, 'utf8')).toBe(header);
  });

  test('holds times of every year, offset and ground beside each, and no NUL', async () => {
    const source = join(folder, 'odd');
    const casePath = join(folder, 'odd-case');
    const mail = (subject: string, date: string): string =>
      `Date: ${date}\nFrom: a@x.example\nSubject: ${subject}\n\nx\n`;
    writeFiles(source, {
      'nul.eml': mail('be\0fore', 'Mon, 7 Mar 2016 15:52:10 +0530'),
      'floating.eml': mail('summer', 'Wed, 1 Jul 2015 00:30:00'),
      'old.eml': mail('old', 'Mon, 1 Jan 1601 00:00:00 +0000'),
      'late.eml': mail('late', 'Fri, 31 Dec 9999 23:00:00 +0000'),
    });
    await runCli([
      'ingest',
      source,
      '--case',
      casePath,
      '--timezone',
      'Europe/London',
      '--parser-processes',
      '1',
    ]);
    const file = join(folder, 'odd.csv');
    await runCli(['timeline', casePath, '--kind', 'sent', '--export', file]);
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain('\0');
    const rows = text
      .trimEnd()
      .split('\r\n')
      .slice(1)
      .map((row) => row.split(','));
    expect(rows.map(([, at, , ground, , , plausible]) => [at, ground, plausible].slice(0, 2))).toEqual([
      ['1601-01-01T00:00:00+00:00', 'offset +00:00'],
      ['2015-06-30T23:30:00+00:00', 'declared +01:00'],
      ['2016-03-07T10:22:10+00:00', 'offset +05:30'],
      ['9999-12-31T23:00:00+00:00', 'offset +00:00'],
    ]);
  });
});
