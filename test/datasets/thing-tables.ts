/** Tables that are about nobody, of the kinds that look as if they were. */
import { Chance, type OwnTable, md5, pad, ofThings, sha1, sha256 } from './made-tables.ts';

const chance = new Chance(4_321);
const tables: OwnTable[] = [];

tables.push(
  ofThings(
    'n01.csv',
    ['Branch', 'Town', 'Email', 'Telephone'],
    Array.from({ length: 14 }, (_, i) => [
      chance.of(['Harbour', 'Mill', 'Castle']) + ' Branch ' + (i + 1),
      chance.of(['Northwold', 'Easterby']),
      'info@branch' + i + '.example.com',
      '01632 960' + pad(i * 13, 3),
    ]),
    { kinds: { Email: 'email', Telephone: 'phone' } },
  ),
);
tables.push(
  ofThings(
    'n02.csv',
    ['Cultivar', 'Colour', 'Height cm', 'Price'],
    Array.from({ length: 20 }, () => [
      chance.of(['Lady', 'Duke', 'Graham', 'Constance']) +
        ' ' +
        chance.of(['Hamilton', 'Thomas', 'Spry', 'Ashworth']),
      chance.of(['pink', 'apricot']),
      60 + chance.below(90),
      '£' + (9 + chance.below(9)) + '.50',
    ]),
  ),
);
tables.push(
  ofThings(
    'n03.csv',
    ['hostname', 'ip', 'mac', 'os'],
    Array.from({ length: 30 }, (_, i) => [
      'srv-' + pad(i, 3),
      '10.20.' + chance.below(200) + '.' + (100 + chance.below(150)),
      chance.mac(),
      chance.of(['Debian 12', 'Windows 2019']),
    ]),
    { kinds: { ip: 'ip-address', mac: 'mac-address' } },
  ),
);
tables.push(
  ofThings(
    'n04.csv',
    ['ISBN', 'Title', 'Year', 'Copies'],
    Array.from({ length: 22 }, (_, i) => [
      '97800000' + pad(i * 31, 5),
      chance.of(['The Silent', 'A Distant', 'My Broken']) + ' ' + chance.of(['Orchard', 'Harbour', 'Clock']),
      1950 + chance.below(70),
      chance.below(6),
    ]),
  ),
);
tables.push(
  ofThings(
    'n05.csv',
    ['Heim', 'Gast', 'Tore H', 'Tore G'],
    Array.from({ length: 18 }, () => [
      chance.of(['SV Ahlen', 'TuS Bornsen', 'VfL Kirchau']),
      chance.of(['FC Lauda', 'SC Wiesen']),
      chance.below(5),
      chance.below(5),
    ]),
    { delimiter: ';' },
  ),
);
tables.push(
  ofThings(
    'n06.tsv',
    undefined,
    Array.from({ length: 60 }, (_, i) => [
      1500000000 + i * 60,
      (chance.below(900) / 10).toFixed(1),
      (chance.below(900) / 7).toFixed(3),
    ]),
    { delimiter: '\t' },
  ),
);
tables.push(
  ofThings(
    'n07.csv',
    ['Fecha', 'Concepto', 'Debe', 'Haber', 'Saldo'],
    Array.from({ length: 40 }, () => [
      `${pad(1 + chance.below(28), 2)}/0${1 + chance.below(9)}/2017`,
      chance.of(['Alquiler', 'Luz', 'Nómina', 'Venta']),
      chance.below(900) + ',50',
      chance.below(900) + ',00',
      chance.below(9000) + ',10',
    ]),
    { delimiter: ';' },
  ),
);
tables.push(
  ofThings(
    'n08.csv',
    ['asset', 'serial', 'supplier', 'warranty'],
    Array.from({ length: 32 }, (_, i) => [
      'A' + pad(i, 4),
      '07' + pad(700000000 + chance.below(9999999), 9),
      chance.of(['Kestrel Ltd', 'Brink GmbH']),
      '2021-0' + (1 + chance.below(9)) + '-01',
    ]),
  ),
);
tables.push(
  ofThings(
    'n09.csv',
    ['station', 'lat', 'lng', 'opened'],
    Array.from({ length: 26 }, (_, i) => [
      'ST' + i,
      (59 + chance.below(999) / 1000).toFixed(4),
      (17 + chance.below(999) / 1000).toFixed(4),
      1900 + chance.below(90),
    ]),
    { kinds: { lat: 'coordinates', lng: 'coordinates' } },
  ),
);
tables.push(
  ofThings(
    'n10.csv',
    ['md5', 'release', 'path'],
    Array.from({ length: 24 }, (_, i) => [
      md5('x' + i),
      '2.' + chance.below(9) + '.' + chance.below(40) + '.' + chance.below(99),
      '/usr/lib/mod' + i + '.so',
    ]),
  ),
);
tables.push(
  ofThings(
    'n11.csv',
    ['Vessel', 'IMO', 'Flag', 'Built'],
    Array.from({ length: 20 }, () => [
      chance.of(['Anna', 'Mary', 'Clara', 'Elsa']) +
        ' ' +
        chance.of(['Maersk', 'Rickmers', 'Dorothea', 'Smith']),
      9000000 + chance.below(900000),
      chance.of(['Liberia', 'Malta']),
      1980 + chance.below(40),
    ]),
  ),
);
tables.push(
  ofThings(
    'n12.csv',
    ['Ward', 'Labour', 'Green', 'Electorate', 'Turnout'],
    Array.from({ length: 15 }, (_, i) => [
      chance.of(['Castle', 'Abbey', 'Priory']) + ' ' + (i + 1),
      chance.below(3000),
      chance.below(900),
      5000 + chance.below(4000),
      (20 + chance.below(400) / 10).toFixed(1) + '%',
    ]),
  ),
);
tables.push(
  ofThings(
    'n13.csv',
    ['Filiale', 'Straße', 'PLZ', 'Ort', 'geöffnet'],
    Array.from({ length: 9 }, (_, i) => [
      'Filiale ' + (i + 1),
      chance.of(['Hauptstraße', 'Ringstraße']) + ' ' + (2 + i),
      pad(10000 + chance.below(80000), 5),
      chance.of(['Kreuzau', 'Lindow']),
      '08:00-18:00',
    ]),
    { delimiter: ';', kinds: { Straße: 'postal-address' } },
  ),
);
tables.push(
  ofThings(
    'n14.csv',
    ['order', 'sku', 'description', 'qty', 'net'],
    Array.from({ length: 44 }, (_, i) => [
      pad(40000 + i, 6),
      'SK-' + chance.below(999),
      chance.of(['Ball valve', 'Brass nipple', 'Rubber hose']),
      1 + chance.below(9),
      (chance.below(9000) / 100).toFixed(2),
    ]),
  ),
);
tables.push(
  ofThings(
    'm01.csv',
    ['Home', 'Address', 'Postcode', 'Beds', 'Phone'],
    Array.from({ length: 16 }, (_, i) => [
      chance.of(['Rosewood', 'Elm Tree', 'St Brannoc']) + ' ' + chance.of(['Manor', 'Lodge', 'Court']),
      1 + i + ' ' + chance.of(['Larch', 'Mill']) + ' Road',
      'EX' + (1 + chance.below(9)) + ' ' + (1 + chance.below(9)) + 'AB',
      10 + chance.below(50),
      '01632 9601' + pad(i, 2),
    ]),
    { kinds: { Address: 'postal-address', Postcode: 'uk-postcode', Phone: 'phone' } },
  ),
);
tables.push(
  ofThings(
    'm02.csv',
    ['Species', 'Common name', 'Count', 'Date'],
    Array.from({ length: 22 }, () => [
      chance.of(['Parus major', 'Turdus merula', 'Erithacus rubecula']),
      chance.of(['Great Tit', 'Blackbird', 'Robin']),
      chance.below(40),
      '2019-05-' + pad(1 + chance.below(28), 2),
    ]),
  ),
);
tables.push(
  ofThings(
    'm03.csv',
    ['Invoice', 'Supplier', 'Date', 'Net', 'VAT'],
    Array.from({ length: 30 }, (_, i) => [
      'INV-' + pad(i, 5),
      chance.of(['Marchgate Ltd', 'Brink & Sons', 'Kessel GmbH']),
      '2018-0' + (1 + chance.below(9)) + '-11',
      chance.below(9000) + '.00',
      chance.below(900) + '.20',
    ]),
  ),
);
tables.push(
  ofThings(
    'm04.tsv',
    ['time', 'method', 'url', 'status', 'bytes'],
    Array.from({ length: 50 }, (_, i) => [
      '2018-03-01T10:' + pad(i, 2) + ':00Z',
      'GET',
      '/a/' + chance.below(99) + '.html',
      chance.of([200, 404]),
      chance.below(90000),
    ]),
    { delimiter: '\t' },
  ),
);
tables.push(
  ofThings(
    'm05.csv',
    ['AP', 'BSSID', 'Floor', 'Channel'],
    Array.from({ length: 20 }, (_, i) => [
      'AP-' + pad(i, 2),
      chance.mac().toUpperCase(),
      chance.below(5),
      chance.of([1, 6, 11]),
    ]),
    { kinds: { BSSID: 'mac-address' } },
  ),
);
tables.push(
  ofThings(
    'm06.csv',
    ['Partei', 'Erststimmen', 'Zweitstimmen', '%'],
    Array.from({ length: 9 }, (_, i) => [
      chance.of(['Grüne Mitte', 'Freie Wähler', 'Union Nord']) + ' ' + i,
      chance.below(9000),
      chance.below(9000),
      (chance.below(300) / 10 + '').replace('.', ','),
    ]),
    { delimiter: ';' },
  ),
);
tables.push(
  ofThings(
    'm07.csv',
    ['Horse', 'Trainer stable', 'Odds', 'Weight'],
    Array.from({ length: 18 }, () => [
      chance.of(['Silver', 'Night', 'Lady']) + ' ' + chance.of(['Comet', 'Harriet', 'Patience']),
      chance.of(['Stable A', 'Stable B']),
      chance.below(30) + '/1',
      50 + chance.below(10),
    ]),
  ),
);
tables.push(
  ofThings(
    'm08.csv',
    ['Tarih', 'Açıklama', 'Tutar', 'Bakiye'],
    Array.from({ length: 25 }, () => [
      pad(1 + chance.below(28), 2) + '.0' + (1 + chance.below(9)) + '.2018',
      chance.of(['Kira', 'Elektrik faturası', 'Havale']),
      '-' + chance.below(900) + ',00',
      chance.below(9000) + ',50',
    ]),
    { delimiter: ';' },
  ),
);
tables.push(
  ofThings(
    'm09.csv',
    ['commit', 'author date', 'artifact', 'sha256'],
    Array.from({ length: 20 }, (_, i) => [
      sha1('c' + i),
      '2020-01-' + pad(1 + chance.below(28), 2),
      'lib' + i + '.so',
      sha256('c' + i),
    ]),
  ),
);
tables.push(
  ofThings(
    'm10.csv',
    ['Coin', 'Price USD', '24h %'],
    Array.from({ length: 12 }, (_, i) => [
      'COIN' + i,
      (chance.below(90000) / 100).toFixed(2),
      (chance.below(200) / 10 - 10).toFixed(1),
    ]),
  ),
);
tables.push(
  ofThings(
    'm11.csv',
    ['Firma', 'Straße', 'PLZ', 'Telefonzentrale'],
    Array.from({ length: 14 }, (_, i) => [
      chance.of(['Kessel', 'Brandt', 'Lohr']) + ' ' + chance.of(['GmbH', 'AG']),
      chance.of(['Werkstraße', 'Hafenweg']) + ' ' + (1 + i),
      pad(20000 + chance.below(9999), 5),
      '0421 ' + (300000 + chance.below(99999)),
    ]),
    { delimiter: ';', kinds: { Straße: 'postal-address', Telefonzentrale: 'phone' } },
  ),
);
tables.push(
  ofThings(
    'm12.csv',
    ['Question', 'Agree', 'Disagree', 'Base'],
    Array.from({ length: 12 }, (_, i) => ['Q' + i, chance.below(100) + '%', chance.below(100) + '%', 1000]),
  ),
);

export const thingTables: readonly OwnTable[] = tables;
