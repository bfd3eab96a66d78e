/** Personal data: values with right check digits are found at their place, look-alikes are not, hostile input is linear. */
import { describe, expect, test } from '@jest/globals';
import { maskPersonalDatum } from '../../../tagging/personal-data/mask.ts';
import { findPersonalData } from '../../../tagging/personal-data/personal-data.ts';
import { idField, mayEndField } from '../../../tagging/personal-data/email.ts';
import { isIbanCheck, isLuhn, isNhsNumber, isVerhoeff } from '../../../tagging/personal-data/checksums.ts';

const found = (text: string): string[] =>
  findPersonalData(text, 0, text.length).map(({ start, end, kind }) => `${kind} ${text.slice(start, end)}`);

test.each([
  ['To: a.b+c@mail.example.org, x', ['email a.b+c@mail.example.org']],
  ['to=jo@example.com;', ['email jo@example.com']],
  ['müller@bücher.example', ['email müller@bücher.example']],
  ['ring 07700 900123 or 01632 960 001', ['phone 07700 900123', 'phone 01632 960 001']],
  ['+44 (0)20 7946 0123 ext 4', ['phone +44 (0)20 7946 0123']],
  ['Stanley +500 51234, Tristan +290 8999', ['phone +500 51234', 'phone +290 8999']],
  ['Tel. 030/23125123', ['phone 030/23125123']],
  ['(415) 555-0134', ['phone (415) 555-0134']],
  ['08-465 004 12 mobil', ['phone 08-465 004 12']],
  ['call 0491 570 156', ['phone 0491 570 156']],
  ['01 99 00 12 34', ['phone 01 99 00 12 34']],
  ['card 4111 1111 1111 1111', ['payment-card 4111 1111 1111 1111']],
  ['IBAN GB33 BUKB 2020 1555 5555 55', ['iban GB33 BUKB 2020 1555 5555 55']],
  ['FR1420041010050500013M02606', ['iban FR1420041010050500013M02606']],
  ['from 203.0.113.9 and 2001:db8::1', ['ip-address 203.0.113.9', 'ip-address 2001:db8::1']],
  ['[2001:db8:0:1:1:1:1:1]:443', ['ip-address 2001:db8:0:1:1:1:1:1']],
  ['([::ffff:203.0.113.9]) by mail', ['ip-address ::ffff:203.0.113.9']],
  ['2001:db8:0:1:1:1:203.0.113.9 answered.', ['ip-address 2001:db8:0:1:1:1:203.0.113.9']],
  ['on 2001:db8::20. 203 others', ['ip-address 2001:db8::20']],
  ['NI number AB 12 34 56 C', ['uk-nino AB 12 34 56 C']],
  ['NHS number 943 476 5919', ['uk-nhs 943 476 5919']],
  ['10 High St, M1 1AE', ['uk-postcode M1 1AE']],
  ['Aadhaar 9999 4105 7058', ['in-aadhaar 9999 4105 7058']],
  ['PAN ABCPE1234F', ['in-pan ABCPE1234F']],
  ['voter card ABC1234567', ['in-epic ABC1234567']],
  ['SSN 773-12-3456', ['us-ssn 773-12-3456']],
  ['Tél. 01 12 18 09 30', ['phone 01 12 18 09 30']],
  ['{"contactPhone":"01632 960417"}', ['phone 01632 960417']],
  ['713-463-8626 at home', ['phone 713-463-8626']],
  ['the client 10.2.1.4 logged in', ['ip-address 10.2.1.4']],
  ['10.2.1.4:8080 answered', ['ip-address 10.2.1.4']],
  ['IP of the printer: 10.2.1.4', ['ip-address 10.2.1.4']],
])('%s', (text, expected) => {
  expect(found(text)).toEqual(expected);
});

test.each([
  'card 4111 1111 1111 1112',
  'GB34 BUKB 2020 1555 5555 55',
  'version 10.2.3.4',
  '1.2.3.4.5 in the tree',
  'on 01.02.2017 at 12:30:45',
  'ISBN 978-0-306-40615-7',
  'IMEI 490154203237518',
  'order 4929 1234',
  'at 2017-05-06 17:08',
  'logo@2x.png',
  'Message-ID: <20170506123456.12345@mail.example.org>',
  'E2 3rd edition',
  'SSN 666-12-3456',
  'lot 943 476 5919',
  'fingerprint 2e:45:c3:44:4b:81:9b:35:37:a1:e5:c8:04:56:58:30',
  '£1,200,300.50 and 12,345,678,901',
  'Abfahrt 03.11.18 22.15 Uhr',
  'log 03-11-18 22-15 door',
  'camera 01 12 18 09 30 gate',
  'at 09.30 02.03.16 in the hall',
  'held 02/03/16 09:30:15, then 03.06-07.06.15',
  'backup 18-11-03 22-15 done',
  '{"packageVersion":"10.7.31.9"}',
  'retrieving revision 1.91.2.3',
  'fileVersion=10.70.1.2',
  'Result 3.4.1.2 was agreed with the client from Leeds',
  '10.2.1.4 Reserves',
  'an excellent 020 1111 222',
  'recalled in spring 2234 5678',
])('not in %s', (text) => {
  expect(found(text)).toEqual([]);
});

describe('checksums', () => {
  test.each([
    [isLuhn('4111111111111111'), true],
    [isLuhn('4111111111111121'), false],
    [isNhsNumber('9434765919'), true],
    [isNhsNumber('9434765918'), false],
    [isVerhoeff('999941057058'), true],
    [isVerhoeff('999941057085'), false],
    [isIbanCheck('DE89370400440532013000'), true],
    [isIbanCheck('DE89370400440532013001'), false],
  ])('%#', (actual, expected) => {
    expect(actual).toBe(expected);
  });
});

test.each([
  ['email', 'john@example.com', 'j•••@e•••.com'],
  ['payment-card', '4111 1111 1111 1111', '•••• •••• •••• 1111'],
  ['uk-nino', 'AB123456C', '•••••••6C'],
  ['phone', '+44 7700 900123', '+•• •••• ••••23'],
] as const)('masks %s', (kind, surface, masked) => {
  expect(maskPersonalDatum(kind, surface)).toBe(masked);
});

describe('hostile input stays linear', () => {
  const scan = (text: string): number => {
    const before = process.cpuUsage().user;
    for (let from = 0; from < text.length; from += 65_536) {
      const cut = text.slice(Math.max(0, from - 1024), from + 65_536 + 1024);
      findPersonalData(cut, Math.min(1024, from), cut.length);
    }
    return (process.cpuUsage().user - before) / 1e6;
  };

  test.each([['1'], ['@'], ['a.']])('5 MB of %j', (unit) => {
    expect(scan(unit.repeat(5_000_000 / unit.length))).toBeLessThan(10);
  });

  test.each(['1 ', '12 ', '1.', 'a@', '::', '1:', '+1(', 'GB1', 'a-1 ', '1.1.1.1.', '0 7 ', '07700 9001 '])(
    'half a MB of %j',
    (unit) => {
      expect(scan(unit.repeat(Math.ceil(500_000 / unit.length)))).toBeLessThan(15);
    },
  );
});

test('the sign that rules a field of ids out is there before each of them', () => {
  const parts = ['Message-ID', 'references', 'In-Reply-To', 'X-Some-Id', 'x-id', 'cid', 'To', 'rules', 'id', ':', ':', ': ', ' :', '\n', '\n ', '\t', ' <', 'a@b.example']; // prettier-ignore
  const wrong: string[] = [];
  let [state, fields, ruledOut] = [11, 0, 0];
  for (let round = 0; round < 20_000; round++) {
    let text = '';
    for (let count = 0; count < 6; count++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      text += parts[(state >>> 8) % parts.length] as string;
    }
    if (idField.test(text)) fields += 1;
    if (mayEndField(text)) continue;
    ruledOut += 1;
    if (idField.test(text)) wrong.push(text);
  }
  expect(wrong).toEqual([]);
  expect(Math.min(fields, ruledOut)).toBeGreaterThan(2_000);
});
