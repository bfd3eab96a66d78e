/** The forms in which formats write dates, each with what it states. */
import { describe, expect, test } from '@jest/globals';
import type { Time } from '../../../schemas/time.ts';
import { decimalTime, dosTime, filetime, unixTime } from '../../../formats/time/archive-time.ts';
import { parseImageDate } from '../../../formats/time/image-date.ts';
import { parseMailDate } from '../../../formats/time/mail-date.ts';
import { parsePdfDate } from '../../../formats/time/pdf-date.ts';
import { showSerial } from '../../../formats/time/serial-date.ts';
import { parseW3cTime } from '../../../formats/time/w3c-time.ts';

/** The instant, else the wall clock, else a dash for no time. */
const shown = (time: Time | undefined): string => time?.instant ?? time?.local ?? '-';

describe('office packages', () => {
  test.each([
    ['2019', '2019'],
    ['2019-05', '2019-05'],
    ['2019-05-01', '2019-05-01'],
    ['2019-05-01T10:20', '2019-05-01T10:20'],
    ['2019-05-01T10:20Z', '2019-05-01T10:20:00Z'],
    ['2019-05-01T10:20:30', '2019-05-01T10:20:30'],
    ['2019-05-01T10:20:30Z', '2019-05-01T10:20:30Z'],
    ['2019-05-01T10:20:30.5Z', '2019-05-01T10:20:30.500Z'],
    ['2019-05-01T10:20:30.1234567Z', '2019-05-01T10:20:30.1234567Z'],
    ['2019-05-01 10:20:30 +02:00', '2019-05-01T08:20:30Z'],
    ['2019-05-01T10:20:30-0530', '2019-05-01T15:50:30Z'],
    ['2019-05-01T10:20:30+99:00', '2019-05-01T10:20:30'],
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59Z'],
    ['2016-12-31T24:00:00Z', '2017-01-01T00:00:00Z'],
    ['2019-02-30', '-'],
    ['2019-02-30T10:20:30Z', '-'],
    ['2019-04-31T00:00:00+01:00', '-'],
    ['0000-01-01T00:00:00Z', '-'],
    ['2019-13-01', '-'],
    ['2019-05-01T25:00:00Z', '-'],
    ['yesterday', '-'],
    ['', '-'],
  ])('%s', (text, expected) => {
    expect(shown(parseW3cTime(text))).toBe(expected);
  });

  test('Z is UTC; another zone is kept beside the wall clock', () => {
    expect(parseW3cTime('2019-05-01T10:20:30Z')).toEqual({
      instant: '2019-05-01T10:20:30Z',
      precision: 'second',
      zoneSource: 'utc',
      raw: '2019-05-01T10:20:30Z',
    });
    expect(parseW3cTime('2019-05-01T10:20:30+02:00')).toEqual({
      instant: '2019-05-01T08:20:30Z',
      local: '2019-05-01T10:20:30',
      offset: 120,
      precision: 'second',
      zoneSource: 'offset',
      raw: '2019-05-01T10:20:30+02:00',
    });
  });
});

describe('mail', () => {
  test.each([
    ['Wed, 1 May 2019 10:20:30 +0200', '2019-05-01T08:20:30.000Z'],
    ['Sat, 31 Dec 2016 23:59:60 +0000', '2016-12-31T23:59:59.000Z'],
    ['Sat, 31 Dec 2016 24:00:00 +0000', '2017-01-01T00:00:00.000Z'],
    ['Wed, 1 May 2019 10:20:30 -0000', '2019-05-01T10:20:30.000Z'],
    ['1 May 19 10:20 EST', '2019-05-01T15:20:00.000Z'],
    ['Sat, 30 Feb 2019 10:20:30 +0000', '-'],
    ['1 May 0900 10:20:30 +0000', '-'],
    ['Wed, 1 May 2019 10:20:30.25 +0200', '2019-05-01T08:20:30.250Z'],
    ['1 May 9999 10:20:30 +0000', '9999-05-01T10:20:30.000Z'],
    ['1 May 1601 10:20:30 +0000', '1601-05-01T10:20:30.000Z'],
    // Forms of day, month and year.
    ['01-MAY-2019 10:20:30', '2019-05-01T10:20:30'],
    ['1/May/2019 10:20:30 +0200', '2019-05-01T08:20:30.000Z'],
    ['May-01-2019 10:20', '2019-05-01T10:20'],
    ['2019-May-01 10:20', '2019-05-01T10:20'],
    ['2019/05/01 10:20:30 +0200', '2019-05-01T08:20:30.000Z'],
    ['01.05.2019 10:20', '2019-05-01T10:20'],
    ['05/31/2019 10:20:30 PM', '2019-05-31T22:20:30'],
    ['31/05/2019 10:20', '2019-05-31T10:20'],
    ['05/06/2019 10:20', '-'],
    ['Wednesday, May 1st, 2019 at 10:20', '2019-05-01T10:20'],
    ['10:20:30 1 May 2019', '2019-05-01T10:20:30'],
    ['Wed,1 May 2019 10 : 20 : 30 +0200', '2019-05-01T08:20:30.000Z'],
    ['mardi 5 avril 2019 10:20', '-'],
    ['mar., 5 févr. 2019 10:20:30 +0100', '-'],
    // Twice twelve hours.
    ['Wed, 1 May 2019 10:20:30 PM +0200', '2019-05-01T20:20:30.000Z'],
    ['Wed, 1 May 2019 12:20:30 AM +0000', '2019-05-01T00:20:30.000Z'],
    ['1 May 2019 12:20 p.m.', '2019-05-01T12:20'],
    ['1 May 2019 09:20pm', '2019-05-01T21:20'],
    ['1 May 2019 22:20 PM', '2019-05-01T22:20'],
    ['2019-05-01 오후 1:20', '2019-05-01T13:20'],
    // Comments, and zones by name.
    ['Wed, 1 May (the (first) day) 2019 10:20:30 +0200 (GMT+02:00)', '2019-05-01T08:20:30.000Z'],
    ['Wed, 1 May 2019 10:20:30 (GMT+02:00)', '2019-05-01T10:20:30'],
    ['Wed May 01 2019 10:20:30 GMT+0200 (Central European Summer Time)', '2019-05-01T08:20:30.000Z'],
    ['Wed, 1 May 2019 10:20:30 GMT +0200', '2019-05-01T08:20:30.000Z'],
    ['Wed, 1 May 2019 10:20:30 +0200 CEST', '2019-05-01T08:20:30.000Z'],
    ['Wed, 1 May 2019 10:20:30 UTC-5', '2019-05-01T15:20:30.000Z'],
    ['Wed, 1 May 2019 10:20:30 +5:30', '2019-05-01T04:50:30.000Z'],
    ['Wed, 1 May 2019 10:20:30 +02', '2019-05-01T08:20:30.000Z'],
    ['Wed, 1 May 2019 10:20:30 CEST', '2019-05-01T08:20:30.000Z'],
    ['Wed, 1 May 2019 10:20:30 JST', '2019-05-01T01:20:30.000Z'],
    ['Wed, 1 May 2019 10:20:30 BST', '2019-05-01T10:20:30'],
    ['Wed, 1 May 2019 10:20:30 A', '2019-05-01T10:20:30'],
    ['Wed, 1 May 2019 10:20:30 Z', '2019-05-01T10:20:30.000Z'],
    ['Wed, 1 May 2019 10:20:30 Etc/GMT+2', '2019-05-01T10:20:30'],
  ])('%s', (text, expected) => {
    expect(shown(parseMailDate(text))).toBe(expected);
  });
});

describe('PDF', () => {
  test.each([
    ["D:20190501102030+02'00'", '2019-05-01T08:20:30.000Z'],
    ['D:20190501102030Z', '2019-05-01T10:20:30.000Z'],
    ['D:2019050110', '2019-05-01T10:00'],
    ['D:2019', '2019'],
    ['D:20190230102030Z', '-'],
    ['May 2019', '-'],
  ])('%s', (text, expected) => {
    expect(shown(parsePdfDate(text))).toBe(expected);
  });
});

describe('images', () => {
  test.each([
    ['2017:03:01 09:30:00', undefined, undefined, '2017-03-01T09:30:00'],
    ['2017:03:01 09:30:00', '+01:00', '5', '2017-03-01T08:30:00.500Z'],
    ['2017:03:01 09:30:00', '   :  ', '123456', '2017-03-01T09:30:00.123'],
    ['2017-03-01T09:30:00.25Z', undefined, '9', '2017-03-01T09:30:00.250Z'],
    ['2017:02:30 09:30:00', undefined, undefined, '-'],
    ['0000:00:00 00:00:00', undefined, undefined, '-'],
  ])('%s %s %s', (text, offset, fraction, expected) => {
    expect(shown(parseImageDate(text, offset, fraction))).toBe(expected);
  });
});

describe('archives', () => {
  const date = (year: number, month: number, day: number) => ((year - 1980) << 9) | (month << 5) | day;
  const clock = (hour: number, minute: number, second: number) =>
    (hour << 11) | (minute << 5) | (second >> 1);
  test.each<[string, Time | undefined, string]>([
    ['a DOS date', dosTime(date(2019, 5, 1), clock(10, 20, 30)), '2019-05-01T10:20:30'],
    ['DOS’s 30 February', dosTime(date(2019, 2, 30), 0), '-'],
    ['DOS’s month 0', dosTime(date(2019, 0, 1), 0), '-'],
    ['DOS’s hour 24', dosTime(date(2019, 5, 1), clock(24, 0, 0)), '-'],
    ['DOS’s second 60', dosTime(date(2019, 5, 1), clock(10, 20, 60)), '-'],
    ['seconds since 1970', unixTime(1_556_706_030, ''), '2019-05-01T10:20:30Z'],
    ['seconds beyond all calendars', unixTime(1e15, ''), '-'],
    ['a fraction', decimalTime('1556706030.25'), '2019-05-01T10:20:30.25Z'],
    ['a fraction before 1970', decimalTime('-0.25'), '1969-12-31T23:59:59.750000000Z'],
    ['FILETIME', filetime(132_011_796_300_000_000n), '2019-05-01T10:20:30.0000000Z'],
    ['FILETIME unset', filetime(0n), '-'],
  ])('%s', (_, time, expected) => {
    expect(shown(time)).toBe(expected);
  });
});

describe('workbooks', () => {
  test.each<[number, boolean, boolean, string | undefined]>([
    [1, false, false, '1900-01-01'],
    [59, false, false, '1900-02-28'],
    [61, false, false, '1900-03-01'],
    [43_586, false, false, '2019-05-01'],
    [43_586.5, false, false, '2019-05-01 12:00:00'],
    [42_124, true, true, '2019-05-01 00:00:00'],
    [0.75, false, true, '18:00:00'],
    [2_958_465, false, false, '9999-12-31'],
    [2_958_467, false, false, undefined],
    [-1, false, false, undefined],
  ])('%d', (serial, from1904, withTime, expected) => {
    expect(showSerial(serial, from1904, withTime)).toBe(expected);
  });
});
