/** The pages of time count what `evidex timeline` counts, and every bar leads to as many events as it says. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeFiles } from '../../scripts/bench/made-evidence.ts';
import { jsonRows } from '../cli/json-lines.ts';
import { runCli } from '../cli/run-cli.ts';
import { makeSmallCase, type SmallCase } from '../cli/small-case.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { linksOf, parsePage, serve } from './served.ts';
import { longestSilence } from '../../web/timeline/silence-page.ts';

let served: Awaited<ReturnType<typeof serve>>;
// Before the folder goes: its end is recorded in there.
afterAll(async () => {
  const exitCode = await served.end();
  expect([served.stderr(), exitCode]).toEqual(['', 0]);
});
const folder = temporaryFolder();
let small: SmallCase;
beforeAll(async () => {
  small = await makeSmallCase(folder);
  served = await serve(small.casePath);
});

interface Report {
  readonly events: number;
  readonly floating: number;
  readonly declared: number;
  readonly implausible: number;
  readonly undatedDocuments: number;
  readonly byKind: readonly { kind: string; events: number }[];
  readonly months: readonly { span: string; events: number }[];
  readonly years: readonly { span: string; events: number }[];
}

const flat = (page: string): string => parsePage(page).text.replaceAll(/\s+/gu, ' ');
const eventsOn = (page: string): number =>
  Number(/<h1>([\d,]+) events?<\/h1>/u.exec(page)?.[1]?.replace(',', '') ?? -1);
/** Spans of the first picture with the counts that it says. */
const barsOf = (page: string): [string, number][] =>
  parsePage(page.split('</svg>')[0] ?? '').elements.flatMap(({ name, attributes }) => {
    const said =
      name === 'a' ? /^([\dT:-]{4,16}): ([\d,]+) event/u.exec(attributes['aria-label'] ?? '') : null;
    return said ? [[said[1] ?? '', Number(said[2]?.replace(',', ''))] as [string, number]] : [];
  });

describe('the timeline', () => {
  test.each([
    ['', []],
    ['?q=budget', ['--query', 'budget']],
    ['?kind=sent&kind=created', ['--kind', 'sent', '--kind', 'created']],
    ['?zone=Asia%2FKolkata', ['--display-zone', 'Asia/Kolkata']],
  ])('%s: the counts of the command line', async (address, words) => {
    const page = await served.html(`/timeline${address}`);
    const [report] = await small.json<Report>('timeline', 'CASE', ...words);
    if (!report) throw new Error('no report');
    expect(eventsOn(page)).toBe(report.events);
    const bars = barsOf(page);
    const finest = bars[0]?.[0].length === 7 ? report.months : report.years;
    expect(bars).toEqual(finest.map(({ span, events }) => [span, events]));
    const text = flat(page);
    expect(text).toContain(`${report.floating} state no zone`);
    expect(text).toContain(`${report.declared} take theirs from the intake`);
    expect(text).toContain(`${report.implausible} implausible`);
    expect(text).toContain(`${report.undatedDocuments} document`);
    for (const { kind, events } of report.byKind) expect(text).toContain(`${kind}${events}`);
  });

  test.each(['UTC', 'America/New_York'])(
    'each bar leads to as many as it says, from years to minutes, in %s',
    async (zone) => {
      let span = '2016';
      for (const length of [7, 10, 13, 16]) {
        const page = await served.html(`/timeline?span=${span}&zone=${encodeURIComponent(zone)}`);
        const bars = barsOf(page);
        expect(bars.map(([own]) => own.length)).toEqual(bars.map(() => length));
        expect(bars.reduce((sum, [, events]) => sum + events, 0)).toBe(eventsOn(page));
        const ways = linksOf(page.split('</svg>')[0] ?? '', '/timeline?span=').filter((way) =>
          bars.some(([own]) => way.includes(`span=${encodeURIComponent(own)}&`)),
        );
        expect(ways).toHaveLength(bars.length);
        for (const [at, way] of ways.entries()) expect(eventsOn(await served.html(way))).toBe(bars[at]?.[1]);
        span = bars[0]?.[0] ?? '';
      }
    },
  );

  test('the list is that of the command line, page by page, with what is implausible and what floats said', async () => {
    const events = await small.json<{ kind: string }>('timeline', 'CASE', '--list', '--kind', 'sent', '--kind', 'created', '--kind', 'modified'); // prettier-ignore
    const page = await served.html('/timeline?kind=sent&kind=created&kind=modified');
    const rows = [
      ...page
        .split('<caption>')
        .at(-1)!
        .matchAll(/<tr>\s*<td[^>]*>(.*?)<\/td>\s*<td[^>]*>(.*?)<\/td>/gsu),
    ];
    expect(rows.map(([, , kind = '']) => parsePage(kind).text.trim())).toEqual(
      events.map(({ kind }) => kind),
    );
    expect(flat(page)).toContain('2016-03-04T18:00:00 (no zone)');
    expect(flat(page)).toContain('by a clock whose zone nobody knows');
    for (const link of linksOf(page, '/document/')) expect((await served.get(link)).status).toBe(200);
  });

  test('further pages go on where the one before ends', async () => {
    const source = join(folder, 'many');
    const casePath = join(folder, 'many-case');
    const letters = Array.from({ length: 60 }, (_, at) => [
      `m${at}.eml`,
      `Date: Mon, 4 Jan 2016 10:${String(at).padStart(2, '0')}:00 +0000\nFrom: ann@example.org\nSubject: Number ${at}\n\nWords ${at}\n`,
    ]);
    writeFiles(source, Object.fromEntries(letters) as Record<string, string>);
    await runCli(['ingest', source, '--case', casePath, '--parser-processes', '1', '--no-gazetteers']);
    const many = await serve(casePath);
    try {
      const first = await many.html('/timeline?kind=sent');
      expect(flat(first)).toContain('Events 1 to 50 of 60');
      const [next = ''] = linksOf(first, '/timeline?').filter((way) => way.includes('page=1'));
      const second = flat(await many.html(next));
      expect(second).toContain('Events 51 to 60 of 60');
      expect([second.includes('Number 59'), second.includes('Number 49')]).toEqual([true, false]);
      const [report] = jsonRows<Report>(
        (await runCli(['timeline', casePath, '--kind', 'sent', '--json'])).stdout,
      );
      expect(report?.events).toBe(60);
    } finally {
      await many.end();
    }
  });

  test.each([
    'span=2016-13',
    'span=2016-02-30',
    'span=x',
    'span=0000',
    'span=2016-06-23T24',
    'zone=Mars',
    'q=%28',
  ])('%s is refused in words', async (asked) => {
    for (const path of ['/timeline', '/silence'])
      expect((await served.get(`${path}?${asked}`)).status).toBe(400);
  });
});

describe('silence', () => {
  test('by custodian and week, with counts in words that sum to those of the timeline', async () => {
    const page = await served.html('/silence?kind=sent&kind=received');
    const [report] = await small.json<Report>('timeline', 'CASE', '--kind', 'sent', '--kind', 'received');
    const weeks = [...page.matchAll(/<td class="week shade\d">([^<]*)<\/td>/gu)].map(([, words = '']) =>
      words.trim(),
    );
    expect(weeks.reduce((sum, words) => sum + (words === '–' ? 0 : Number(words)), 0)).toBe(report?.events);
    expect(flat(page)).toMatch(/Ann ?3/u);
    for (const link of linksOf(page, '/timeline')) expect((await served.get(link)).status).toBe(200);
  });

  test('times of files count where they are asked for alone, and lead to a timeline of as many events', async () => {
    const [report] = await small.json<Report>('timeline', 'CASE');
    const all =
      (report?.byKind ?? []).reduce((sum, { events }) => sum + events, 0) - (report?.implausible ?? 0);
    const ofFiles = (report?.byKind ?? []).filter(({ kind }) => kind.startsWith('file '));
    const stated = all - ofFiles.reduce((sum, { events }) => sum + events, 0);
    expect(stated).toBeLessThan(all);
    const page = await served.html('/silence');
    expect(flat(page)).toContain(`${stated} plausible events that documents state, times of files left out,`);
    const ways = linksOf(page, '/timeline?');
    expect(ways.length).toBeGreaterThan(1);
    for (const way of ways) expect(eventsOn(await served.html(way))).toBe(stated);
    expect(flat(await served.html('/silence?files=too'))).toContain(`${all} plausible events of all kinds`);
    const { stdout } = await runCli(['timeline', small.casePath]);
    expect(stdout).toContain(`${all - stated} events are times of files`);
  });

  test('who has documents and no event has a row, silent in all weeks', async () => {
    const casePath = join(folder, 'two');
    const letters = ['2020-01-06', '2020-01-27'].map(
      (day) => [`${day}.eml`, `From: ann@example.org\nDate: ${day} 10:00 +0000\n\nHello`] as const,
    );
    writeFiles(join(folder, 'ann'), Object.fromEntries(letters));
    writeFiles(join(folder, 'bob'), { 'note.txt': 'no message' });
    const early = 'From: cyd@example.org\nDate: 2020-01-13 10:00 +0000\n\nHello';
    writeFiles(join(folder, 'cyd'), { 'early.eml': early });
    for (const name of ['ann', 'bob', 'cyd'])
      await runCli(['ingest', join(folder, name), '--custodian', name, '--case', casePath, '--parser-processes', '1', '--no-gazetteers']); // prettier-ignore
    const two = await serve(casePath);
    try {
      const page = flat(await two.html('/silence?kind=sent'));
      expect(page).toMatch(/ann 2 2 weeks: 2020-01-13 to the week of 2020-01-20/u);
      expect(page).toMatch(/bob 0 4 weeks: 2020-01-06 to the week of 2020-01-27/u);
      // Whose weeks are asked for changes no week: those are of anybody.
      const bob = flat(await two.html('/silence?kind=sent&custodian=bob'));
      expect(bob).toContain('0 plausible events of the kinds sent');
      expect(bob).toMatch(/bob 0 4 weeks: 2020-01-06 to the week of 2020-01-27/u);
      expect(bob).not.toContain('ann 2');
      const ann = flat(await two.html('/silence?kind=sent&custodian=ann'));
      expect(ann).toContain('2 plausible events of the kinds sent');
      expect(ann).not.toContain('bob 0');
      // Cyd was not heard before the week of 13 January, nor after it.
      const cyd = /cyd 1 2 weeks: 2020-01-20 to the week of 2020-01-27 –1––/u;
      expect(page).toMatch(cyd);
      expect(flat(await two.html('/silence?kind=sent&custodian=cyd'))).toMatch(cyd);
    } finally {
      await two.end();
    }
  });

  test('the longest silence is between two weeks with events, before the first or after the last', () => {
    const weeks = ['2016-01-04', '2016-01-11', '2016-01-18', '2016-01-25', '2016-02-01', '2016-02-08'];
    const counts = new Map([
      ['2016-01-11', 3],
      ['2016-02-01', 1],
    ]);
    expect(longestSilence(weeks, counts)).toEqual({ from: '2016-01-18', to: '2016-01-25', weeks: 2 });
    expect(longestSilence(weeks, new Map([['2016-01-11', 3]]))).toEqual({
      from: '2016-01-18',
      to: '2016-02-08',
      weeks: 4,
    });
    expect(longestSilence(weeks, new Map([['2016-02-08', 3]]))).toMatchObject({
      from: '2016-01-04',
      weeks: 5,
    });
    expect(longestSilence(weeks, new Map())).toMatchObject({ weeks: 6 });
    expect(longestSilence(weeks, new Map(weeks.map((week) => [week, 1])))).toBeUndefined();
  });
});
