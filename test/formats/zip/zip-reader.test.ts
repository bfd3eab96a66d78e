/** The one reader: an archive, an office package, an answer of Tika and identification see the same in a damaged ZIP. */
import { hash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { identify } from '../../../formats/identify/identify.ts';
import { readUnpacked } from '../../../formats/tika/unpacked.ts';
import { makeZip, type ZipMember } from '../../../scripts/fixtures/make-archives.ts';
import { contentOf, runExtractor, testLimits } from '../../run-extractor.ts';

const types =
  '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>';
const text = '<w:document><w:body><w:p><w:r><w:t>Dear Asha</w:t></w:r></w:p></w:body></w:document>';
const picture: ZipMember = { name: 'word/media/seal.png', data: Buffer.from('picture') };
const members = (...more: readonly ZipMember[]): ZipMember[] => [
  { name: '[Content_Types].xml', data: Buffer.from(types) },
  { name: 'word/document.xml', data: Buffer.from(text) },
  picture,
  ...more,
];
const whole = makeZip(members());
const directory = whole.indexOf('PK\x01\x02', 0, 'latin1');
const brokenDirectory = Buffer.from(whole);
brokenDirectory[brokenDirectory.indexOf('PK\x01\x02', directory + 4, 'latin1')] = 0;
const noSignature = Buffer.from(whole);
noSignature.fill(0, directory, directory + 4);

/** What all readers tell of a ZIP, whatever they read it for. */
async function readAll(zip: Buffer) {
  const archive = await runExtractor(zip, { format: 'zip' });
  const office = await runExtractor(zip, { format: 'docx' });
  const { format } = await identify(contentOf(zip));
  const unpacked = readUnpacked(zip, testLimits).map(({ name }) => name);
  const codesOf = ({ warnings }: typeof archive) => warnings.map(({ code }) => code);
  return { archive, office, format, unpacked, archiveCodes: codesOf(archive), officeCodes: codesOf(office) };
}

describe('a package', () => {
  test.each<[string, Buffer, string[]]>([
    ['whole', whole, []],
    ['whose end is missing', whole.subarray(0, directory), ['truncated']],
    ['whose directory breaks off in the middle', brokenDirectory, ['corrupt']],
    ['whose directory cannot be found', noSignature, ['truncated']],
    ['that states more than it has', makeZip(members(), 9), ['corrupt']],
    ['with something before it', Buffer.concat([Buffer.from('#!/bin/sh\n'), whole]), ['leading-data']],
    ['with data descriptors', makeZip(members().map((one) => ({ ...one, descriptor: true }))), []],
    [
      'with data descriptors whose end is missing',
      ((zip: Buffer) => zip.subarray(0, zip.indexOf('PK\x01\x02', 0, 'latin1')))(
        makeZip(members().map((one) => ({ ...one, descriptor: true }))),
      ),
      ['truncated'],
    ],
  ])('%s', async (_, zip, expected) => {
    const seen = await readAll(zip);
    expect([seen.archiveCodes, seen.officeCodes]).toEqual([expected, expected]);
    // What lies before it is an item of its own, to both.
    const named = seen.archive.children.map(({ name }) => name).filter((name) => name !== '');
    expect(named).toEqual(members().map(({ name }) => name));
    expect(seen.unpacked).toEqual(members().map(({ name }) => name));
    expect(seen.office.texts.body).toBe('Dear Asha\n');
    const embedded = seen.office.children.map(({ bytes }) => Buffer.from(bytes ?? []).toString());
    expect(embedded).toEqual(expected.includes('leading-data') ? ['#!/bin/sh\n', 'picture'] : ['picture']);
    expect(seen.format).toBe('docx');
  });
});

describe('a part', () => {
  test('whose data lie in another’s is refused as a bomb', async () => {
    const zip = makeZip(members({ name: 'word/media/again.png', sameAs: 2 }));
    const { archive, office } = await readAll(zip);
    for (const { children } of [archive, office])
      expect(children.at(-1)?.ended).toMatchObject({ status: 'failed', code: 'bomb' });
  });

  test('whose text lies in another’s is no text', async () => {
    const [first, , seal] = members();
    if (!first || !seal) throw new Error('three members are made above');
    const zip = makeZip([first, seal, { name: 'word/document.xml', sameAs: 1 }]);
    const { office } = await readAll(zip);
    expect(office.outcome).toMatchObject({ status: 'failed', code: 'bomb' });
  });

  test('with a name that is not UTF-8 keeps its bytes', async () => {
    const name = Buffer.from('word/media/caf\x82.png', 'latin1');
    const { archive, office } = await readAll(makeZip(members({ name, data: Buffer.from('x') })));
    for (const { children } of [archive, office]) {
      const child = children.at(-1);
      expect(child?.name).toMatch(/café\.png$/u);
      expect(Buffer.from(child?.rawName ?? [])).toEqual(name);
    }
  });

  test('with another name in its local header is told of', async () => {
    const zip = makeZip(members({ ...picture, name: 'word/media/b.png', localName: 'word/media/c.png' }));
    const { archiveCodes, officeCodes } = await readAll(zip);
    expect([archiveCodes, officeCodes]).toEqual([['corrupt'], ['corrupt']]);
  });

  test('with a false checksum fails, and is given to its end', async () => {
    const zip = makeZip(members({ ...picture, name: 'word/media/b.png', crc: 1 }));
    const { archive, office } = await readAll(zip);
    for (const { children } of [archive, office]) expect(children.at(-1)?.error).toMatch(/bad checksum/u);
  });

  test.each([0, 8])('of method %d that is cut off says so', async (method) => {
    const data = hash('shake256', 'no pattern', { outputEncoding: 'buffer', outputLength: 9000 });
    const zip = makeZip([{ name: 'a', data, method }]);
    const { archive } = await readAll(zip.subarray(0, 3000));
    expect(archive.children[0]?.error).toMatch(/cut off|unexpected end/u);
  });

  test('is the package’s first, where two have one name', async () => {
    const { office, officeCodes } = await readAll(makeZip(members({ ...picture, data: Buffer.from('two') })));
    expect(office.children.map(({ bytes }) => Buffer.from(bytes ?? []).toString())).toEqual([
      'picture',
      'two',
    ]);
    expect(officeCodes).toEqual(['duplicate-name']);
  });
});
