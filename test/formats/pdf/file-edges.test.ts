/** What lies before and behind a PDF in its file. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { makeZip } from '../../../scripts/fixtures/make-archives.ts';
import { runExtractor } from '../../run-extractor.ts';

const fixture = (name: string) => readFileSync(join(import.meta.dirname, '../../fixtures/pdf', name));
const pdf = fixture('report.pdf');
const read = (...parts: readonly Buffer[]) => runExtractor(Buffer.concat(parts), { format: 'pdf' });
const own = new Set((await read(pdf)).children.map(({ locator }) => locator));
const told = async (...parts: readonly Buffer[]) => {
  const { children, warnings } = await read(...parts);
  return {
    items: children.filter(({ locator }) => !own.has(locator)).map(({ bytes }) => Buffer.from(bytes ?? [])),
    codes: warnings.map(({ code }) => code).filter((code) => code.endsWith('-data')),
  };
};

test('a whole file has nothing there, line ends and zeros are padding', async () => {
  for (const padding of ['', '\n', '\r\n\r\n', '\0\0\0'])
    expect(await told(pdf, Buffer.from(padding))).toEqual({ items: [], codes: [] });
});

test('an archive behind it is an item, one that keeps a PDF as it is too', async () => {
  for (const data of [Buffer.from('under the mill'), pdf]) {
    const zip = makeZip([{ name: 'a', data, method: 0 }]);
    expect(await told(pdf, zip)).toEqual({ items: [zip], codes: ['trailing-data'] });
  }
  const large = makeZip([{ name: 'a', data: Buffer.alloc(100_000, 7), method: 0 }]);
  expect((await read(pdf, large)).warnings.map(({ code }) => code)).not.toContain('truncated');
});

test('an update of the document is no other file, and the state before it is read', async () => {
  const update = Buffer.from('\n9 0 obj\n<</Note(added)>>\nendobj\nxref\n0 0\ntrailer\n<<>>\n%%EOF\n');
  expect(await told(pdf, update)).toEqual({ items: [], codes: [] });
});

test('states that cannot be read are told', async () => {
  const { warnings } = await read(Buffer.from('%PDF-1.4\nnothing\n%%EOF\n'), pdf.subarray(9));
  expect(warnings).toContainEqual({
    code: 'unaccounted-data',
    detail: '1 earlier states of the document, not read to their end',
  });
});

test('words before and behind it are items', async () => {
  const [before, behind] = [Buffer.from('kept in the safe\n'), Buffer.from('under the mill')];
  expect(await told(before, pdf, behind)).toEqual({
    items: [before, behind],
    codes: ['leading-data', 'trailing-data'],
  });
});

test('what lies behind a locked one is told all the same', async () => {
  const zip = makeZip([{ name: 'a', data: Buffer.from('under the mill') }]);
  const { outcome, children } = await read(fixture('locked.pdf'), zip);
  expect(outcome.status).toBe('encrypted');
  expect(children.map(({ bytes }) => Buffer.from(bytes ?? []))).toEqual([zip]);
});

test('a hundred keys of the producer and more are kept', async () => {
  const keys = Array.from({ length: 150 }, (_, index) => `/Key${index}(value ${index})`).join('');
  const made = Buffer.from(
    `%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>\nendobj\n4 0 obj\n<<${keys}>>\nendobj\ntrailer\n<</Root 1 0 R/Info 4 0 R>>\n%%EOF\n`,
  );
  const { metadata } = await read(made);
  expect(metadata.other?.['Key149']).toBe('value 149');
});
