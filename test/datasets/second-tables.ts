/** Tables made when the rules stood: other countries, headings and things. */
import { Chance, type OwnTable, md5, pad, plain, tableText } from './made-tables.ts';

const chance = new Chance(777);
const tables: OwnTable[] = [];
const add = (file: string, about: string, columns: OwnTable['columns'], rows: number, subjects: number, text: string): void => {
  tables.push({ file, about, personal: true, columns, rows, subjects, text });
}; // prettier-ignore

{
  const p = chance.people('ke', 30);
  add(
    'p01.csv',
    'constituency register',
    { 'S/N': null, VIN: null, 'Full Names': 'person-name', 'Polling Unit': null, Gender: null },
    30,
    30,
    tableText(
      ['S/N', 'VIN', 'Full Names', 'Polling Unit', 'Gender'],
      p.map(([g, f], i) => [
        i + 1,
        '90F5B' + pad(i * 7919, 8),
        f.toUpperCase() + ' ' + g.toUpperCase(),
        'Unit ' + chance.below(9),
        chance.of(['M', 'F']),
      ]),
    ),
  );
}
{
  const p = chance.people('en', 24);
  add(
    'p02.csv',
    'school trip list',
    {
      'Pupil first name': 'person-name',
      'Pupil last name': 'person-name',
      'D.O.B.': 'date-of-birth',
      'Parent contact no.': 'phone',
      Allergies: null,
    },
    24,
    24,
    tableText(
      ['Pupil first name', 'Pupil last name', 'D.O.B.', 'Parent contact no.', 'Allergies'],
      p.map(([g, f], i) => [
        g,
        f,
        `${pad(1 + chance.below(28), 2)}/${pad(1 + chance.below(12), 2)}/${2008 + chance.below(3)}`,
        '07700 9' + pad(i * 37, 5),
        chance.of(['', 'nuts', 'none']),
      ]),
    ),
  );
}
{
  const p = chance.people('de', 20);
  add(
    'p03.csv',
    'Newsletter-Empfänger',
    { 'E-Mail-Adresse': 'email', Anrede: null, Status: null, 'Angemeldet am': null },
    20,
    20,
    tableText(
      ['E-Mail-Adresse', 'Anrede', 'Status', 'Angemeldet am'],
      p.map(([g, f], i) => [
        plain(g) + '.' + plain(f) + i + '@beispiel.example',
        chance.of(['Herr', 'Frau']),
        chance.of(['aktiv', 'abgemeldet']),
        '2018-05-' + pad(1 + chance.below(28), 2),
      ]),
      ';',
    ),
  );
}
{
  const p = chance.people('us', 26);
  add(
    'p04.csv',
    'crm export',
    {
      'Lead ID': null,
      First: 'person-name',
      Last: 'person-name',
      Cell: 'phone',
      'Street Address': 'postal-address',
      City: null,
      Party: null,
      Likelihood: null,
    },
    26,
    26,
    tableText(
      ['Lead ID', 'First', 'Last', 'Cell', 'Street Address', 'City', 'Party', 'Likelihood'],
      p.map(([g, f], i) => [
        'L' + (900 + i),
        g,
        f,
        '(614) 555-01' + pad(i, 2),
        100 + i + ' ' + chance.of(['Sycamore', 'Dogwood']) + ' Ct',
        chance.of(['Akron', 'Lima']),
        chance.of(['D', 'R', 'I']),
        (chance.below(100) / 100).toFixed(2),
      ]),
    ),
  );
}
{
  const p = chance.people('es', 22);
  add(
    'p05.csv',
    'afiliados',
    { 'Apellidos y nombre': 'person-name', Correo: 'email', Teléfono: 'phone', Localidad: null },
    22,
    22,
    tableText(
      ['Apellidos y nombre', 'Correo', 'Teléfono', 'Localidad'],
      p.map(([g, f], i) => [
        f + ', ' + g,
        plain(g) + i + '@correo.example',
        '+34 6' +
          pad(chance.below(100), 2) +
          ' ' +
          pad(chance.below(1000), 3) +
          ' ' +
          pad(chance.below(1000), 3),
        chance.of(['Cuenca', 'Lugo']),
      ]),
    ),
  );
}
{
  const p = chance.people('hi', 20);
  add(
    'p06.csv',
    'मतदाता सूची',
    {
      'क्र.': null,
      'मतदाता का नाम': 'person-name',
      'पति/पिता का नाम': 'person-name',
      'मकान नं.': null,
      उम्र: null,
      लिंग: null,
    },
    20,
    20,
    tableText(
      ['क्र.', 'मतदाता का नाम', 'पति/पिता का नाम', 'मकान नं.', 'उम्र', 'लिंग'],
      p.map(([g, f], i) => [
        i + 1,
        g + ' ' + f,
        chance.given('hi') + ' ' + f,
        chance.below(300),
        18 + chance.below(60),
        chance.of(['म', 'पु']),
      ]),
    ),
  );
}
{
  add(
    'p07.tsv',
    'headerless id, phone',
    { '1': null, '2': 'phone', '3': null },
    24,
    24,
    tableText(
      undefined,
      Array.from({ length: 24 }, (_, i) => [
        i + 1,
        '+91 98' + pad((i * 39119) % 100000000, 8),
        chance.of(['delivered', 'failed']),
      ]),
      '\t',
    ),
  );
}
{
  add(
    'p08.csv',
    'ad exposure',
    { gaid: 'device-id', creative: null, impressions: null },
    50,
    50,
    tableText(
      ['gaid', 'creative', 'impressions'],
      Array.from({ length: 50 }, () => [chance.uuid(), 'cr-' + chance.below(9), chance.below(30)]),
    ),
  );
}
{
  const p = chance.people('pl', 18);
  add(
    'p09.csv',
    'lista obecności',
    { 'Nazwisko i imię': 'person-name', Szkoła: null, Podpis: null },
    18,
    18,
    tableText(
      ['Nazwisko i imię', 'Szkoła', 'Podpis'],
      p.map(([g, f]) => [f + ' ' + g, chance.of(['SP 3', 'LO 1']), chance.of(['tak', 'nie'])]),
      ';',
    ),
  );
}
{
  const p = chance.people('en', 16);
  add(
    'p10.jsonl',
    'comments with accounts',
    { 'user.screen_name': null, 'user.email': 'email', text: null, ts: null },
    48,
    16,
    Array.from({ length: 48 }, (_, i) =>
      JSON.stringify({
        user: {
          screen_name: plain(p[i % 16]![0]) + (i % 16),
          email: plain(p[i % 16]![1]) + (i % 16) + '@mail.example.net',
        },
        text: chance.of(['Great "idea"', 'no\nway', 'agree']),
        ts: 1520000000 + i,
      }),
    ).join('\n') + '\n',
  );
}
{
  const p = chance.people('sv', 20);
  add(
    'p11.csv',
    'löner',
    { Anställd: 'person-name', Personnummer: null, Lön: null, 'Konto IBAN': 'iban' },
    20,
    20,
    tableText(
      ['Anställd', 'Personnummer', 'Lön', 'Konto IBAN'],
      p.map(([g, f], i) => {
        const bban = '500000' + pad(i * 7127 + 58398257466, 14).slice(-14);
        const m = 98 - Number(BigInt(bban + '281400') % 97n);
        return [
          g + ' ' + f,
          chance.of(['19560412', '19711130']) + '-' + pad(i * 37, 4),
          25000 + chance.below(9000),
          'SE' + pad(m, 2) + bban,
        ];
      }),
      ';',
    ),
  );
}
{
  add(
    'p12.csv',
    'combined position log',
    { advertising_id: 'device-id', event_time: null, location: 'coordinates' },
    40,
    8,
    tableText(
      ['advertising_id', 'event_time', 'location'],
      Array.from({ length: 40 }, (_, i) => [
        md5('d' + (i % 8)),
        '2019-03-0' + (1 + chance.below(9)) + ' 10:' + pad(chance.below(60), 2) + ':00',
        (48 + chance.below(999) / 1000).toFixed(4) + ', ' + (2 + chance.below(999) / 1000).toFixed(4),
      ]),
    ),
  );
}

export const secondTables: readonly OwnTable[] = tables;
