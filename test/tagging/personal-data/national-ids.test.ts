/** Numbers that states give to persons: right ones in their forms, wrong check digits and look-alikes. */
import { expect, test } from '@jest/globals';
import { findPersonalData } from '../../../tagging/personal-data/personal-data.ts';

const found = (text: string): string[] =>
  findPersonalData(text, 0, text.length).map(({ start, end, kind }) => `${kind} ${text.slice(start, end)}`);

test.each([
  ['Cliente 529.982.247-25', '529.982.247-25'],
  ['cpf: 52998224725', '52998224725'],
  ['DNI 12345678Z, casada', '12345678Z'],
  ['NIE: X1234567L', 'X1234567L'],
  ['SIN 046 454 286', '046 454 286'],
  ['née, 2 55 08 14 168 025 38', '2 55 08 14 168 025 38'],
  ['255081416802538 (sécurité sociale)', '255081416802538'],
  ['sig. MRTMTT91D08F205J', 'MRTMTT91D08F205J'],
  ['CURP BOXW310820HNERXN09', 'BOXW310820HNERXN09'],
  ['BSN 111222333', '111222333'],
  ['PESEL 44051401359', '44051401359'],
  ['personnummer 811228-9874', '811228-9874'],
  ['pnr 198112289874', '198112289874'],
  ['Steuer-ID: 47 036 892 816', '47 036 892 816'],
  ['Steuer-ID 86095742719', '86095742719'],
  ['TFN 123 456 782', '123 456 782'],
  ['identity no. 8001015009087', '8001015009087'],
])('%s', (text, value) => {
  expect(found(text)).toEqual([`national-id ${value}`]);
});

test.each([
  '529.982.247-26',
  'cpf: 52998224726',
  '111.111.111-11',
  'serial 12345678Z',
  'DNI 12345678A',
  'sum 046 454 286',
  '2 55 08 14 168 025 39',
  'MRTMTT91D08F205K',
  'BOXW310820HNERXN08',
  'batch 111222333 of 9',
  'PESEL 44051401358',
  'order 811228-9874 shipped',
  'Steuer-ID 86095742710',
  'parcel 8001015009087',
  'at 2017-05-06 12:30 and 1.2.3',
])('nothing in %s', (text) => {
  expect(found(text)).toEqual([]);
});
