/** Calendars: blocks of text by line, times by zone, attached files, and what broken and hostile ones come to. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type Collected, runExtractor } from '../../run-extractor.ts';

const fixture = (path: string): Buffer =>
  readFileSync(new URL(`../../fixtures/ical/${path}`, import.meta.url));
const read = (bytes: Uint8Array | string, maxMembers = 1_000): Promise<Collected> =>
  runExtractor(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, {
    format: 'ical',
    limits: { maxMembers },
  });
const inEvent = (...lines: readonly string[]): string =>
  ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', ...lines, 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n');
const shown = ({ events }: Collected): string[] =>
  events.map(({ time, kind }) => `${kind} ${time.instant ?? time.local} ${time.zoneSource}`);
const codes = ({ warnings }: Collected): string[] => warnings.map(({ code }) => code);

describe('the invitation', () => {
  test('is a block that says who, when, where and what', async () => {
    const { texts, anchors } = await read(fixture('invitation.ics'));
    const block = texts.body?.slice(texts.body.indexOf('Event:')).trimEnd().split('\n');
    expect(block).toEqual([
      'Event: Übergabe der Wählerliste, zweiter Teil',
      'Starts: 2016-07-04 10:00:00 W. Europe Standard Time',
      'Lasts: PT1H30M',
      'Repeats: FREQ=SECONDLY',
      'Where: Café Größenwahn; hinten',
      'Organizer: Meier, Anna <anna@riverside.example>',
      'Attendee: Asha "Ash" Rao <asha@canvass.example> (ACCEPTED, CHAIR)',
      'Attendee: bob@canvass.example (DECLINED, delegated to tom@canvass.example)',
      'Description: Die Liste ist streng vertraulich.',
      'नमस्ते अभय, bitte nichts ausdrucken und alles wieder mitnehmen.',
      'Categories: Campaign, Data, personal',
      'URL: https://riverside.example/list',
      'Comment: Nobody else is to know.',
      'Attachment: voters.csv',
      'Attachment: https://files.example/plan.pdf',
      'Created: 2016-02-29 17:00:00 UTC',
      'Modified: 2016-03-01 07:59:59 UTC',
      'Stamped: 2016-03-01 08:00:00 UTC',
      'UID: invitation-1@riverside.example',
      'X-NOTE: kept as it is',
      'Alarm',
      'Trigger: -PT15M',
      'Description: Take the stick along',
      'ACTION: DISPLAY',
    ]);
    expect(anchors.body?.at(-1)).toEqual({ at: texts.body?.indexOf('Event:'), line: 20, from: true });
  });

  test('has the metadata of its one event, and a rule of repetition is one start', async () => {
    const collected = await read(fixture('invitation.ics'));
    expect(collected.metadata).toMatchObject({
      title: 'Übergabe der Wählerliste, zweiter Teil',
      application: '-//Riverside Office//Planner 3.1//EN',
      keywords: ['Campaign', 'Data, personal'],
      created: { instant: '2016-02-29T17:00:00Z' },
      modified: { instant: '2016-03-01T07:59:59Z' },
      charset: 'utf-8',
      other: { METHOD: 'REQUEST', UID: 'invitation-1@riverside.example', components: '1' },
    });
    expect(shown(collected)).toEqual([
      'starts 2016-07-04T08:00:00.000Z offset',
      'ends 2016-07-04T09:30:00.000Z offset',
      'stamped 2016-03-01T08:00:00Z utc',
    ]);
  });

  test.each([
    // The end of days is the day behind them, of moments the moment.
    [['DTSTART;VALUE=DATE:20230703', 'DTEND;VALUE=DATE:20230708'], '2023-07-03 to 2023-07-07'],
    [['DTSTART;VALUE=DATE:20230703', 'DURATION:P5D'], '2023-07-03 to 2023-07-07'],
    [['DTSTART;VALUE=DATE:20230703', 'DTEND;VALUE=DATE:20230704'], '2023-07-03 to 2023-07-03'],
    [['DTSTART;VALUE=DATE:20230703', 'DTEND;VALUE=DATE:20230703'], '2023-07-03 to 2023-07-03'],
    [['DTSTART:20230703T220000Z', 'DTEND:20230708T000000Z'], '2023-07-03T22:00:00Z to 2023-07-08T00:00:00Z'],
    [['DTSTART;VALUE=DATE:20230703'], '2023-07-03 to undefined'],
  ])('%j lasts %s', async (lines, lasts) => {
    const { events } = await read(inEvent(...lines));
    const [starts] = events;
    const clock = (time: (typeof events)[number]['time'] | undefined) => time?.instant ?? time?.local;
    expect(`${clock(starts?.time)} to ${clock(starts?.until)}`).toBe(lasts);
    expect(events.slice(1).map(({ kind, time }) => `${kind} ${clock(time)}`)).toEqual(
      starts?.until ? [`ends ${clock(starts.until)}`] : [],
    );
  });

  test('the block says that it ends before the day that it states', async () => {
    const { texts } = await read(inEvent('DTSTART;VALUE=DATE:20230703', 'DTEND;VALUE=DATE:20230708'));
    expect(texts.body).toContain('Starts: 2023-07-03\nEnds before: 2023-07-08\n');
  });

  test('a task is due on the day that it states', async () => {
    const collected = await read(
      inEvent('DTSTART;VALUE=DATE:20230703', 'DUE;VALUE=DATE:20230708').replaceAll('VEVENT', 'VTODO'),
    );
    expect(shown(collected)).toEqual(['starts 2023-07-03 none', 'due 2023-07-08 none']);
  });

  test('gives the file inside it, and calls none outside', async () => {
    const { children, warnings } = await read(fixture('invitation.ics'));
    expect(children.map(({ name, relation, declaredType }) => [name, relation, declaredType])).toEqual([
      ['voters.csv', 'attachment', 'text/csv'],
    ]);
    expect(Buffer.from(children[0]?.bytes ?? []).toString()).toBe('name;ward\nMeier;3\nAsha;4\n');
    expect(warnings).toEqual([{ code: 'external-reference', detail: 'https://files.example/plan.pdf' }]);
  });
});

test('several calendars in one file: tasks, entries, busy times, each with its own changes', async () => {
  const collected = await read(fixture('several.ics'));
  expect(shown(collected)).toEqual([
    'due 2016-08-01 none',
    'completed 2016-07-30T12:00:00Z utc',
    'starts 2016-07-05T09:00:00 none',
    'created 2016-07-01T10:00:00Z utc',
    'starts 2016-07-06T08:00:00Z utc',
    'ends 2016-07-06T10:00:00Z utc',
    'starts 2016-07-07T08:00:00Z utc',
    'ends 2016-07-07T09:00:00Z utc',
    'starts 2016-03-13T06:30:00.000Z offset',
    'ends 2016-03-13T07:30:00.000Z offset',
    'starts 2016-07-08T10:00:00 unclear',
  ]);
  expect(collected.metadata).toMatchObject({ title: 'Canvass', other: { components: '5' } });
  expect(collected.metadata.created).toBeUndefined();
  expect(collected.events.at(-1)?.time.raw).toBe('TZID=Office clock:20160708T100000');
});

test.each([
  ['utf16.ics', 'Event: Grüße aus Köln\n', 'utf-16le', []],
  [
    'vcalendar-1.vcs',
    'Event: Treffen im Büro, streng geheim\nStarts: 2012-12-01 21:00:00 UTC\nWhere: Büro\n',
    'windows-1252',
    ['charset-guessed', 'external-reference', 'active-content'],
  ],
])('%s by its charset', async (name, start, charset, warned) => {
  const collected = await read(fixture(name));
  expect(collected.texts.body?.startsWith(start)).toBe(true);
  expect(collected.metadata.charset).toBe(charset);
  expect(codes(collected)).toEqual(warned);
});

test('a byte that only one charset has is heeded, however late in the file it comes', async () => {
  const notes = Array.from({ length: 6_000 }, () => `X-NOTE:${'a'.repeat(60)}`);
  const collected = await read(Buffer.from(inEvent(...notes, 'SUMMARY:Grüße aus München'), 'latin1'));
  expect(collected.texts.body).toContain('Grüße aus München');
  expect(collected.metadata.charset).toBe('windows-1252');
  expect(codes(collected)).toEqual(['charset-guessed']);
});

describe('broken calendars are read as far as they go', () => {
  test.each([
    ['no end', 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:left open', 'Event: left open', ['truncated']],
    ['an end too many', `${inEvent('SUMMARY:a')}END:VEVENT\n`, 'Event: a', ['corrupt']],
    [
      'an end missing',
      'BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:a\nBEGIN:VALARM\nACTION:AUDIO\nEND:VEVENT\nEND:VCALENDAR\n',
      'Event: a\nAlarm\nACTION: AUDIO',
      ['corrupt'],
    ],
    ['a line that is none', inEvent('DESCRIPTION:one', 'two, not folded'), 'two, not folded', ['corrupt']],
    ['text outside', `${inEvent('SUMMARY:a')}hidden behind\n`, 'hidden behind', ['corrupt', 'corrupt']],
    [
      'parameters that say more',
      inEvent('SUMMARY;X-NOTE="the mill":a', 'X-PLACE;X-TITLE=Cafe Riverside;VALUE=URI;X-R=1:geo:1,2'),
      'Event: a\nTitle: [X-NOTE: the mill]\nX-PLACE: geo:1,2 [X-TITLE: Cafe Riverside]',
      [],
    ],
    ['zeros', inEvent('SUMMARY:a\0b'), 'Event: a␀b', []],
    ['a quote that is not closed', inEvent('ATTENDEE;CN="Anna:mailto:a@b.example'), 'a@b.example', []],
    ['a date that never was', inEvent('DTSTART:20160230T100000Z'), 'Starts: 20160230T100000Z', []],
    ['returns alone', inEvent('SUMMARY:a', ' b').replaceAll('\r\n', '\r'), 'Event: ab', []],
    ['damaged UTF-8', Buffer.from(inEvent('SUMMARY:äöü \u00ff'), 'latin1'), 'Event: ', ['charset-guessed']],
    [
      'base64 that is cut off',
      'BEGIN:VCALENDAR\nBEGIN:VEVENT\nATTACH;ENCODING=BASE64;VALUE=BINARY:bmFtZTt3Y',
      'Attachment: (a file)',
      ['truncated', 'truncated'],
    ],
  ] as const)('%s', async (_, bytes, part, warned) => {
    const collected = await read(bytes);
    expect(collected.outcome.status).toBe('extracted');
    expect(collected.texts.body).toContain(part);
    expect(codes(collected)).toEqual(warned);
  });

  test('an empty file and one without a component are no error', async () => {
    expect((await read('')).texts.body).toBeUndefined();
    expect((await read('BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n')).outcome).toEqual({ status: 'extracted' });
  });

  test('any bytes end in an outcome', async () => {
    const line = fc.constantFrom(
      'BEGIN:VEVENT',
      'END:VEVENT',
      'BEGIN:VCALENDAR',
      'DTSTART;TZID="',
      ' ',
      'RRULE:',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(line, fc.string()), { maxLength: 30 }), async (lines) => {
        expect((await read(lines.join('\r\n'))).outcome.status).toBe('extracted');
      }),
      { numRuns: 300 },
    );
  });
});

describe('hostile calendars are bounded', () => {
  test('100,000 entries: all in the text, anchors thinned out, times up to a limit', async () => {
    const one =
      'BEGIN:VEVENT\nSUMMARY:x\nDTSTART:20160101T000000Z\nDTEND:20160101T010000Z\nCREATED:20150101T000000Z\nEND:VEVENT\n';
    const collected = await read(`BEGIN:VCALENDAR\n${one.repeat(100_000)}END:VCALENDAR\n`);
    expect(collected.texts.body?.match(/^Event: x$/gm)).toHaveLength(100_000);
    expect(collected.anchors.body?.length).toBeLessThan(10_200);
    expect(collected.events).toHaveLength(200_000);
    expect(codes(collected)).toEqual(['partial-read']);
  });

  test('endless folding and a line of 20 MB are cut and told', async () => {
    const folds = await read(inEvent(`SUMMARY:${'\r\n a'.repeat(1_000_000)}`));
    expect(folds.texts.body?.length).toBeGreaterThan(1_000_000);
    const long = await read(inEvent(`DESCRIPTION:${'x'.repeat(20_000_000)}`, 'COMMENT:after it'));
    expect(codes(long)).toEqual(['text-cut']);
    expect(long.texts.body).toContain('after it');
  });

  test('nesting without end', async () => {
    const collected = await read('BEGIN:VEVENT\n'.repeat(50_000));
    expect(new Set(codes(collected))).toEqual(new Set(['depth-limit', 'truncated']));
  });

  test('an event of 50,000 properties is given out in parts, none lost', async () => {
    const collected = await read(inEvent('SUMMARY:a', ...Array<string>(50_000).fill('COMMENT:c')));
    expect(collected.texts.body?.match(/^Comment: c$/gm)).toHaveLength(50_000);
    expect(collected.texts.body).toContain('Event (continued)');
  });

  test('more files than a container may hold', async () => {
    const file = 'ATTACH;ENCODING=BASE64;VALUE=BINARY:AAAA';
    const collected = await read(inEvent(file, file, file), 2);
    expect(collected.children).toHaveLength(2);
    expect(codes(collected)).toEqual(['member-limit']);
  });

  test('a file of 13 MB is decoded from its place, whatever is kept of its line', async () => {
    const bytes = Buffer.alloc(13_000_000, 7);
    const lines = bytes.toString('base64').replaceAll(/(.{70})/g, '$1\r\n ');
    const { children } = await read(inEvent(`ATTACH;ENCODING=BASE64;VALUE=BINARY;FILENAME=a.bin:${lines}`));
    expect(Buffer.from(children[0]?.bytes ?? []).equals(bytes)).toBe(true);
  });
});
