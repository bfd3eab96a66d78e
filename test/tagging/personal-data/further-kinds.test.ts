/** Dates of birth, zones of passports, places, profiles, addresses of wallets and network cards, and their look-alikes. */
import { describe, expect, test } from '@jest/globals';
import { maskPersonalDatum } from '../../../tagging/personal-data/mask.ts';
import { findPersonalData } from '../../../tagging/personal-data/personal-data.ts';
import { createTagger, tagText } from '../../../tagging/tagger.ts';

const found = (text: string): string[] =>
  findPersonalData(text, 0, text.length).map(({ start, end, kind }) => `${kind} ${text.slice(start, end)}`);

const passport = 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10';
const card = 'I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<';
const shortCard = 'I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6';

test.each([
  ['D.O.B. 12/03/80; d.o.b: 1.2.1980', ['12/03/80', '1.2.1980']],
  ['DOB 12-Mar-1980, sex F', ['12-Mar-1980']],
  ['BDAY:19800312', ['19800312']],
  ['BDAY;VALUE=date:1980-03-12', ['1980-03-12']],
  ['née Dupont le 12 mars 1980', ['12 mars 1980']],
  ['geboren am 12. März 1980 in Köln', ['12. März 1980']],
  ['am 12.03.1980 geboren', ['12.03.1980']],
  ['4 July 1931 (date of birth)', ['4 July 1931']],
  ['Geburtsdatum\n12.03.1980', ['12.03.1980']],
  ['nato a Roma il 12 marzo 1980', ['12 marzo 1980']],
  ['data de nascimento: 12 de março de 1980', ['12 de março de 1980']],
  ['ur. 12 marca 1980', ['12 marca 1980']],
  ['родилась 12 марта 1980', ['12 марта 1980']],
  ['जन्म 12 मार्च 1980 को; जन्मतिथि १२/०३/१९८०', ['12 मार्च 1980', '१२/०३/१९८०']],
  ['born in Leeds on July 2nd, 1934', ['July 2nd, 1934']],
  ['born 3 May 1962, 4 June 1964 and 1 July 1970', ['3 May 1962', '4 June 1964', '1 July 1970']],
  ['{"dateOfBirth":"1980-03-12T00:00:00Z"}', ['1980-03-12']],
  ['birthday: 12 June 1985', ['12 June 1985']],
  ['Geburtstag der Kundin: 07.11.1949', ['07.11.1949']],
  ['Nora, b. 14.02.2016, weighs', ['14.02.2016']],
  ['12 April 1977 (born), 12 May 1999', ['12 April 1977']],
  ['J. Doe (1971-08-30, dob)', ['1971-08-30']],
  ["the twins' birthdays are 5 October 1990", ['5 October 1990']],
  ['name,dob,city\nAnna,1980-03-12,Leeds\nBob,1981-03-12,York', ['1980-03-12', '1981-03-12']],
])('born: %s', (text, dates) => {
  expect(found(text)).toEqual(dates.map((date) => `date-of-birth ${date}`));
});

test.each([
  ['shown:\n' + passport, [`passport-mrz ${passport}`]],
  [`${card}\nend`, [`passport-mrz ${card}`]],
  [`> ${shortCard.replace('\n', '\r\n> ')}`, [`passport-mrz ${shortCard.replace('\n', '\r\n> ')}`]],
  ['51°30\'26"N 0°7\'39"W', ['coordinates 51°30\'26"N 0°7\'39"W']],
  ["at N51° 31.734' W000° 05.993'", ["coordinates 51° 31.734' W000° 05.993'"]],
  ['51.5074° N, 0.1278° W', ['coordinates 51.5074° N, 0.1278° W']],
  ['{"lat":51.5289,"lng":-0.0999}', ['coordinates 51.5289,"lng":-0.0999']],
  ['Latitude: -1.25360\nLongitude: 36.84506', ['coordinates -1.25360\nLongitude: 36.84506']],
  ['geo:51.50741,-0.12781;u=35', ['coordinates 51.50741,-0.12781']],
  ['https://www.google.com/maps/@51.5007,-0.1246,17z', ['coordinates 51.5007,-0.1246']],
  ['on www.linkedin.com/in/jane-doe-123/, x', ['url-profile www.linkedin.com/in/jane-doe-123']],
  ['https://twitter.com/foo?lang=en', ['url-profile https://twitter.com/foo']],
  [
    'http://m.facebook.com/profile.php?id=100001234',
    ['url-profile http://m.facebook.com/profile.php?id=100001234'],
  ],
  ['see t.me/some_name. And X.com/foo_bar', ['url-profile t.me/some_name', 'url-profile X.com/foo_bar']],
  ['https://www.tiktok.com/@jo.doe is', ['url-profile https://www.tiktok.com/@jo.doe']],
  ['AC-DE-48-00-11-22, aabb.cc00.1122', ['mac-address AC-DE-48-00-11-22', 'mac-address aabb.cc00.1122']],
  ['seen 00:1A:2B:3C:4D:5E twice', ['mac-address 00:1A:2B:3C:4D:5E']],
  ['Cel. 55 5123 4567', ['phone 55 5123 4567']],
  ['030 23125-777 Durchwahl', ['phone 030 23125-777']],
  ['mac 12:34:56:10:11:12', ['mac-address 12:34:56:10:11:12']],
  ['1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', ['crypto-address 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa']],
  ['3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy', ['crypto-address 3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy']],
  ['rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh', ['crypto-address rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh']],
  [
    'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
    ['crypto-address bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'],
  ],
  [
    '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    ['crypto-address 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'],
  ],
  [
    'to 0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359',
    ['crypto-address 0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359'],
  ],
])('%s', (text, expected) => {
  expect(found(text)).toEqual(expected);
});

test.each([
  'The club was founded 23 April 2010.',
  'The foal was born on 3 May 2010.',
  'born in 1962. On 3 May 2010 she left.',
  'birth certificate issued 3 May 2010',
  'birthday party on 12 June 2015',
  'place of birth Kendal, 3 May 2010',
  'ne pas 12 mars 1980',
  'Geboren wurde die Idee am 5. Oktober 1990.',
  'birthday sale: 5 October 1990',
  'DOB field added to the form on 12 April 2017',
  '"Born in the USA" came out on 4 June 1984.',
  'Naissance du projet : 12 avril 1977',
  'x=12.3456, y=98.7654 in pixels',
  'fingerprint AA:BB:CC:DD:EE:FF:00:11',
  'part M25 3AB-7',
  'git@host.example.org:group/project.git',
  'NATO 4 April 1949',
  'the nation was born on 4 July 1776',
  'Max Born, 3 May 2017',
  'DOB 31/31/1980',
  'name,dob,joined\nAnna,,1999-03-12',
  passport.replace('L898902C3', 'L898902C4'),
  passport.replace('1204159', '1204158'),
  'std::cout << "P" << x << y;',
  'Loss fell: 0.4818, 0.2724 after two epochs.',
  'prices 2.4350, 2.4375 and location 51.5,-0.1',
  'bid 1.10523, 1.10541',
  'gps 91.12345, 12.12345',
  'location 38.7805786, 38.7805786',
  'at 51.50741, 12.50741, 17.12345',
  '10.101.3.4567, 10.1234',
  'Read https://www.instagram.com/legal/terms/ first.',
  'linkedin.com/company/acme',
  'https://twitter.com/foo/status/1234 https://www.instagram.com/p/Bxyz12/',
  'https://www.facebook.com/sharer.php?u=1 facebook.com/groups/123',
  'https://unpkg.com/@babel/core https://github.com/someone/project',
  'netflix.com/browse, foot.me/name, my.facebook.example.com/x',
  'ff:ff:ff:ff:ff:ff 01:00:5e:00:00:fb 00-00-00-00-00-00',
  '12:34:56:10:11:12 and 10-12-20-15-11-12',
  'fingerprint 2e:45:c3:44:4b:81:9b:35:37:a1:e5:c8:04:56:58:30',
  '976fe46f-dc50-467a-a106-ca9a8e6aeab1',
  '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb',
  'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5',
  '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD',
  'commit 0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359',
  'blob 1b6453892473a467d07372d45eb05abc2031647a',
])('nothing in %s', (text) => {
  expect(found(text)).toEqual([]);
});

test.each([
  ['from 19195550123@s.whatsapp.net at 9', ['phone 19195550123']],
  ['447700900123@c.us', ['phone 447700900123']],
  ['120363024323946819@g.us, status@broadcast', []],
  ['Received: by filter0015 (m=[+4356305].280416481)', []],
  ['2019-03-14 10:00:00 m=+435630512.28', []],
  ['voter Ada 07700 900123', ['phone 07700 900123']],
  ['invoice 5 paid, call 07700900123', ['phone 07700900123']],
  ['NHS patient Ada, 07700900123,voter', ['phone 07700900123']],
  ['order by Ada 4111 1111 1111 1111', ['payment-card 4111 1111 1111 1111']],
  ['order no. 07700900123', []],
  ['"invoiceId": "07700900123"', []],
  [
    '"latitudeE7": 515033640,\n  "longitudeE7": -1276250, "accuracy": 12',
    ['coordinates 515033640,\n  "longitudeE7": -1276250'],
  ],
  ['latitudeE7: 515033640\nlongitudeE7: -1276250', ['coordinates 515033640\nlongitudeE7: -1276250']],
  ['latitude_e7=515033640 longitude_e7=-1276250', ['coordinates 515033640 longitude_e7=-1276250']],
  ['latitudeE7: 9915033640, longitudeE7: 5', []],
  ['07700900123 (invoice)', []],
])('told by what names it: %s', (text, expected) => {
  expect(found(text)).toEqual(expected);
});

test.each([
  ['date-of-birth', '3 May 1962', '• ••• ••••'],
  ['coordinates', '51.5289, -0.0999', '••.••••, -•.••••'],
  ['url-profile', 'https://www.facebook.com/jo.doe', 'https://www.facebook.com/•••'],
  ['mac-address', '00:1A:2B:3C:4D:5E', '••:••:••:••:••:5E'],
] as const)('masks %s', (kind, surface, masked) => {
  expect(maskPersonalDatum(kind, surface)).toBe(masked);
});

describe('where a text is cut changes nothing', () => {
  const parts = [passport, 'born in Leeds on 3 May 1962', 'name,dob\nJo,1980-03-12\nAl,1981-03-12\n', 'lat 51.50741, lon -0.12781', 'https://t.me/some_name', 'AC-DE-48-00-11-22', '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed']; // prettier-ignore
  const text = Array.from(
    { length: 3_000 },
    (_, at) => `${parts[(at * 3) % parts.length]} line ${at % 13}\n`,
  ).join('');
  const whole = tagText(createTagger([], text.length), text).personalData;

  test.each([1_000, 4_096, 10_007])('into blocks of %d', (block) => {
    expect(whole.length).toBeGreaterThan(3_000);
    expect(tagText(createTagger([], block), text).personalData).toEqual(whole);
  });
});

describe('hostile input stays linear', () => {
  const scan = (text: string): number => {
    const before = process.cpuUsage().user;
    findPersonalData(text, 0, text.length);
    return (process.cpuUsage().user - before) / 1e6;
  };

  test.each([
    '<<',
    'P<',
    'P<<A<<\n',
    'born ',
    'dob,',
    'dob 1/',
    'born 1 May ',
    '1.0000,',
    '1°1′1″N ',
    'lat 1.00001 ',
    'x.com/',
    'http://',
    't.me/a',
    '00-',
    '00:',
    'a0b0.',
    '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb ',
    '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD ',
  ])('100,000 units of %j', (unit) => {
    expect(scan(unit.repeat(Math.ceil(100_000 / unit.length)))).toBeLessThan(15);
  });
});

test('a column of dates may hold a few cells that are none, and ends where it is none', () => {
  const rows = (...cells: readonly string[]) =>
    ['name,dob', ...cells.map((cell) => `x,${cell}`), ''].join('\n');
  const dates = (text: string) => found(text).map((one) => one.replace('date-of-birth ', ''));
  expect(dates(rows('12/03/1980', 'unknown', '', 'n/a', '', '-', '13/04/1981'))).toEqual([
    '12/03/1980',
    '13/04/1981',
  ]);
  expect(dates(rows('12/03/1980', 'a', 'b', 'c', 'd', '13/04/1981'))).toEqual(['12/03/1980']);
});
