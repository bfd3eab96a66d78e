/** Tables that the rules were mended with: what is true of them was set before a rule had seen one. */
import { Chance, type OwnTable, pad, plain, sha256, tableText, type Row } from './made-tables.ts';

const chance = new Chance(12_345);
const tables: OwnTable[] = [];
const add = (file: string, about: string, columns: OwnTable['columns'], rows: number, subjects: number, text: string): void => {
  tables.push({ file, about, personal: true, columns, rows, subjects, text });
}; // prettier-ignore
const dateIn = (from: number, to: number): readonly [number, number, number] => [from + chance.below(to - from), 1 + chance.below(12), 1 + chance.below(28)]; // prettier-ignore

{
  const p = chance.people('ke', 40);
  const rows = p.map(([g, f], i) => [
    'M' + pad(i * 7 + 3, 4),
    g + ' ' + f,
    '+254 7' +
      pad(chance.below(100), 2) +
      ' ' +
      pad(chance.below(1000), 3) +
      ' ' +
      pad(chance.below(1000), 3),
    chance.of(['Kisumu', 'Nakuru', 'Thika']),
    chance.below(90000),
  ]);
  add(
    'o01.csv',
    'SACCO members',
    { 'Member No': null, Member: 'person-name', Phone: 'phone', Branch: null, 'Shares (KES)': null },
    40,
    40,
    tableText(['Member No', 'Member', 'Phone', 'Branch', 'Shares (KES)'], rows),
  );
}
{
  const p = chance.people('de', 35);
  const rows = p.map(([g, f]) => {
    const [y, m, d] = dateIn(1940, 2004);
    return [
      f,
      g,
      `${pad(d, 2)}.${pad(m, 2)}.${y}`,
      chance.of(['Amselweg', 'Lindenstraße', 'Am Markt']) + ' ' + (1 + chance.below(80)),
      '0' + chance.of(['3871', '4621', '5171']) + '/' + (100000 + chance.below(899999)),
      chance.of(['ja', 'nein']),
    ];
  });
  add(
    'o02.csv',
    'Vereinsmitglieder',
    {
      Nachname: 'person-name',
      Vorname: 'person-name',
      'geb. am': 'date-of-birth',
      Anschrift: 'postal-address',
      Festnetz: 'phone',
      Beitrag: null,
    },
    35,
    35,
    tableText(['Nachname', 'Vorname', 'geb. am', 'Anschrift', 'Festnetz', 'Beitrag'], rows, ';'),
  );
}
{
  const p = chance.people('es', 26);
  const rows = p.map(([g, f]) => {
    const [y, m, d] = dateIn(1935, 2010);
    return [
      g + ' ' + f + ' ' + chance.given('esf'),
      `${pad(d, 2)}/${pad(m, 2)}/${y}`,
      '6' + pad(chance.below(100000000), 8),
      chance.of(['gripe', 'control', 'vacuna']),
    ];
  });
  add(
    'o03.csv',
    'pacientes',
    { Paciente: 'person-name', 'Fecha de nacimiento': 'date-of-birth', Móvil: 'phone', Motivo: null },
    26,
    26,
    tableText(['Paciente', 'Fecha de nacimiento', 'Móvil', 'Motivo'], rows),
  );
}
{
  const p = chance.people('pl', 28);
  const rows = p.map(([g, f], i) => [
    i + 1,
    g,
    f,
    plain(g) + '.' + plain(f) + i + '@firma.example',
    chance.of(['Kadry', 'Księgowość', 'Magazyn']),
  ]);
  add(
    'o04.tsv',
    'pracownicy',
    { Lp: null, Imię: 'person-name', Nazwisko: 'person-name', 'E-mail': 'email', Dział: null },
    28,
    28,
    tableText(['Lp', 'Imię', 'Nazwisko', 'E-mail', 'Dział'], rows, '\t'),
  );
}
{
  const p = chance.people('tr', 30);
  const rows = p.map(([g, f], i) => [
    1000 + chance.below(40),
    i + 1,
    g + ' ' + f,
    chance.given('tr'),
    1950 + chance.below(50),
  ]);
  add(
    'o05.csv',
    'seçmen listesi',
    {
      'Sandık No': null,
      Sıra: null,
      'Adı Soyadı': 'person-name',
      'Baba adı': 'person-name',
      'Doğum yılı': null,
    },
    30,
    30,
    tableText(['Sandık No', 'Sıra', 'Adı Soyadı', 'Baba adı', 'Doğum yılı'], rows, ';'),
  );
}
{
  const p = chance.people('sv', 24);
  const rows = p.map(([g, f], i) => [
    g + ' ' + f,
    plain(g) + i + '@post.example.org',
    '2019-0' + (1 + chance.below(9)) + '-1' + chance.below(9),
  ]);
  add(
    'o06.csv',
    'headerless sign-ups',
    { '1': 'person-name', '2': 'email', '3': null },
    24,
    24,
    tableText(undefined, rows),
  );
}
{
  const p = chance.people('hi', 25);
  const rows = p.map(([g, f], i) => [
    i + 1,
    g + ' ' + f,
    chance.given('hi') + ' ' + f,
    '9' + pad(chance.below(1e9), 9),
    chance.of(['गेहूँ', 'धान']),
  ]);
  add(
    'o07.csv',
    'किसान सूची',
    {
      क्रमांक: null,
      'किसान का नाम': 'person-name',
      'पिता का नाम': 'person-name',
      'मोबाइल नंबर': 'phone',
      फसल: null,
    },
    25,
    25,
    tableText(['क्रमांक', 'किसान का नाम', 'पिता का नाम', 'मोबाइल नंबर', 'फसल'], rows),
  );
}
{
  const ids = Array.from({ length: 12 }, () => chance.uuid());
  const rows: Row[] = [];
  for (let i = 0; i < 90; i++)
    rows.push([
      ids[i % 12] ?? '',
      `2018-06-${pad(1 + chance.below(28), 2)}T${pad(chance.below(24), 2)}:${pad(chance.below(60), 2)}:00Z`,
      (51 + chance.below(9999) / 10000).toFixed(5),
      (-chance.below(9999) / 10000).toFixed(5),
    ]);
  add(
    'o08.csv',
    'pings of devices',
    { maid: 'device-id', ts: null, latitude: 'coordinates', longitude: 'coordinates' },
    90,
    12,
    tableText(['maid', 'ts', 'latitude', 'longitude'], rows),
  );
}
{
  const p = chance.people('en', 20);
  add(
    'o09.txt',
    'list of addresses',
    { '1': 'email' },
    20,
    20,
    p.map(([g, f], i) => plain(g) + '_' + plain(f) + i + '@mail.example.net').join('\n') + '\n',
  );
}
{
  const p = chance.people('us', 30);
  const rows: Row[] = [];
  for (let i = 0; i < 75; i++) {
    const [g, f] = p[i % 30]!;
    const [y, m, d] = dateIn(2016, 2020);
    rows.push([
      f + ', ' + g,
      100 * (i % 30) + 11 + ' ' + chance.of(['Elm', 'Cedar', 'Mulberry']) + ' Street',
      chance.of(['Dayton', 'Macon']),
      chance.of(['OH', 'GA']),
      pad(30000 + (i % 30), 5),
      `${m}/${d}/${y}`,
      '$' + chance.below(900) + '.00',
    ]);
  }
  add(
    'o10.csv',
    'donors',
    {
      Contributor: 'person-name',
      Street: 'postal-address',
      City: null,
      State: null,
      Zip: null,
      Date: null,
      Amount: null,
    },
    75,
    30,
    tableText(['Contributor', 'Street', 'City', 'State', 'Zip', 'Date', 'Amount'], rows),
  );
}
{
  const rows: Row[] = [];
  for (let i = 0; i < 40; i++)
    rows.push([sha256('p' + i + '@example.com'), chance.of(['A1', 'B2']), chance.of(['opt-in', 'opt-out'])]);
  add(
    'o11.csv',
    'hashed audience',
    { hashed_email: 'hashed-email', segment: null, consent: null },
    40,
    40,
    tableText(['hashed_email', 'segment', 'consent'], rows),
  );
}
{
  const p = chance.people('en', 22);
  const rows = p.map(([g, f], i) => [
    g[0] + '. ' + f,
    'AB' + pad(100000 + i * 37, 6) + 'C',
    18000 + chance.below(40000),
    'Band ' + chance.of(['A', 'B']),
  ]);
  add(
    'o12.csv',
    'payroll',
    { Employee: 'person-name', 'NI number': 'uk-nino', Salary: null, Grade: null },
    22,
    22,
    tableText(['Employee', 'NI number', 'Salary', 'Grade'], rows),
  );
}
{
  const p = chance.people('us', 25);
  add(
    'o13.jsonl',
    'scraped profiles',
    { uid: null, name: 'person-name', profile_url: 'url-profile', likes: null, friends: null },
    25,
    25,
    p
      .map(([g, f], i) =>
        JSON.stringify({
          uid: 900000 + i,
          name: g + ' ' + f,
          profile_url: 'https://www.instagram.com/' + plain(g) + '.' + plain(f) + i,
          likes: ['Kites', 'Rain "Club"', 'Owls\nnest'].slice(0, 1 + chance.below(3)),
          friends: chance.below(500),
        }),
      )
      .join('\n') + '\n',
  );
}
{
  const rows: Row[] = [];
  for (let i = 0; i < 36; i++) {
    rows.push([
      `${pad(8 + chance.below(9), 2)}:${pad(chance.below(60), 2)}`,
      '0712 3' + pad((i % 18) * 331, 5).slice(0, 2) + ' ' + pad((i % 18) * 37, 3),
      chance.of(['busy', 'reached']),
    ]);
  }
  add(
    'o14.csv',
    'call log',
    { time: null, msisdn: 'phone', result: null },
    36,
    18,
    tableText(['time', 'msisdn', 'result'], rows),
  );
}

export const firstTables: readonly OwnTable[] = tables;
