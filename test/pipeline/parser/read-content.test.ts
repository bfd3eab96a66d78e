/** Who reads a content: its format's reader, the reader of ZIP for packages that nobody reads, and what lies behind a text. */
import { expect, test } from '@jest/globals';
import { memoryContent } from '../../../formats/content.ts';
import { digestBytes } from '../../../pipeline/parser/digest.ts';
import { carryOut, identifyContent } from '../../../pipeline/parser/visit.ts';
import { makeZip } from '../../../scripts/fixtures/make-archives.ts';
import { makeCompound } from '../../../scripts/fixtures/make-compound.ts';
import { anyPlace, contextOver, ParserLine } from './parser-line.ts';

const zipOf = (members: Readonly<Record<string, string | Buffer>>): Buffer =>
  makeZip(Object.entries(members).map(([name, data]) => ({ name, data: Buffer.from(data) })));
const letter = zipOf({ 'letter.txt': 'under the mill' });

/** What a parser tells of these bytes as a file: the outer document, items below it, the text of all. */
async function visit(bytes: Buffer) {
  const line = new ParserLine();
  const file = { item: '0'.repeat(32), name: '', warnings: [] };
  const identified = await identifyContent(file, memoryContent(bytes), digestBytes(bytes), 0);
  await carryOut(identified, { say: 'parse' }, anyPlace(), contextOver(line));
  const { format, status, code, warnings, members } = line.documents.at(-1) ?? {};
  return {
    members,
    ids: line.found.map(({ item }) => item),
    outer: [format, status, code, ...(warnings ?? []).map((warning) => warning.code)],
    items: line.found.map(({ name, locator }) => name || locator),
    texts: line.received.flatMap(({ message, blob }) => (message.type === 'text' ? [blob.toString()] : [])),
  };
}

test('a package of programs is a container', async () => {
  const jar = zipOf({
    'META-INF/MANIFEST.MF': 'Manifest-Version: 1.0\n',
    'A.class': 'x',
    'a.txt': 'under the mill',
  });
  const { outer, items, texts } = await visit(jar);
  expect(outer).toEqual(['jar', 'container', undefined]);
  expect(items).toEqual(['META-INF/MANIFEST.MF', 'A.class', 'a.txt']);
  expect(texts.join('')).toContain('under the mill');
});

test('one name of a package makes no package', async () => {
  for (const name of [
    'META-INF/MANIFEST.MF',
    'word/document.xml',
    'AndroidManifest.xml',
    'doc.kml',
    'index.xml',
  ]) {
    const { outer, texts } = await visit(zipOf({ [name]: 'x', 'letters/a.txt': 'under the mill' }));
    expect([name, ...outer]).toEqual([name, 'zip', 'container', undefined]);
    expect(texts.join('')).toContain('under the mill');
  }
});

test('of a document that nobody reads the parts are items, and its status says that it is not read', async () => {
  const base = zipOf({
    mimetype: 'application/vnd.oasis.opendocument.base',
    'form.html': '<p>under the mill</p>',
  });
  const { outer, items, texts } = await visit(base);
  expect(outer).toEqual(['odb', 'unsupported', 'no-extractor']);
  expect(items).toEqual(['mimetype', 'form.html']);
  expect(texts.join('')).toContain('under the mill');
});

test('what calls itself a document and has none is opened', async () => {
  const main = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
  const disguised = [
    zipOf({
      '[Content_Types].xml': `<Types><Override ContentType="${main}"/></Types>`,
      'a.txt': 'under the mill',
    }),
    zipOf({ mimetype: 'application/vnd.oasis.opendocument.text', 'a.txt': 'under the mill' }),
  ];
  for (const zip of disguised) {
    const { outer, texts } = await visit(zip);
    expect(outer.slice(1, 2)).toEqual(['failed']);
    expect(texts.join('')).toContain('under the mill');
  }
});

test('a member that a broken document and its archive both give is one item', async () => {
  const main = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
  const types = { '[Content_Types].xml': `<Types><Override ContentType="${main}"/></Types>` };
  const whole = zipOf({ ...types, 'a.txt': 'under the mill', 'b.txt': 'at seven' });
  // The directory's second entry leads to the first member: what it named is a member that no entry names.
  const first = whole.indexOf('PK\x01\x02', 0, 'latin1');
  whole.writeUInt32LE(0, whole.indexOf('PK\x01\x02', first + 4, 'latin1') + 42);
  const { outer, ids, members, texts } = await visit(whole);
  expect(outer.slice(0, 2)).toEqual(['docx', 'failed']);
  expect(texts.join('')).toContain('under the mill');
  expect(new Set(ids).size).toBe(ids.length);
  expect(members?.emitted).toBe(ids.length);
});

test.each(['text', 'html', 'csv'])(
  'an archive behind %s is an item, and no part of the text',
  async (format) => {
    const line = 'the price of grain has gone up\n'.repeat(700);
    const starts: Record<string, string> = {
      text: line,
      html: `<html><body>${line}`,
      csv: 'a,b\n1,2\n'.repeat(4000),
    };
    const { outer, items, texts } = await visit(Buffer.concat([Buffer.from(starts[format] ?? ''), letter]));
    expect(outer).toEqual([format, 'indexed', undefined, 'trailing-data']);
    expect(items).toEqual([`bytes:${starts[format]?.length}`, 'letter.txt']);
    expect(texts.some((text) => text.includes('PK'))).toBe(false);
    expect(texts.join('')).toContain('under the mill');
  },
);

test('UTF-16 behind single bytes is an item with its words', async () => {
  const text = Buffer.concat([
    Buffer.from('the price of grain has gone up\n'.repeat(1000)),
    Buffer.from('meet me under the mill at seven', 'utf16le'),
  ]);
  const { outer, texts } = await visit(text);
  expect(outer).toEqual(['text', 'indexed', undefined, 'trailing-data']);
  expect(texts.join('')).toContain('under the mill at seven');
});

test('an archive behind what no extractor reads is an item', async () => {
  const program = Buffer.concat([Buffer.from('MZ\x90\0', 'latin1'), Buffer.alloc(5000, 0xc3), letter]);
  const ole = Buffer.concat([makeCompound({ VisioDocument: Buffer.alloc(5000) }).bytes, letter]);
  for (const bytes of [program, ole]) {
    const { outer, items } = await visit(bytes);
    expect(outer.slice(1)).toEqual(['unsupported', 'no-extractor', 'trailing-data']);
    expect(items).toEqual([`bytes:${bytes.length - letter.length}`, 'letter.txt']);
  }
});

test('words behind the last sector of a compound file are an item', async () => {
  const ole = makeCompound({ VisioDocument: Buffer.alloc(5000) }).bytes;
  const { outer, items } = await visit(Buffer.concat([ole, Buffer.from('under the mill')]));
  expect(outer).toEqual(['vsd', 'unsupported', 'no-extractor', 'trailing-data']);
  expect(items).toEqual([`bytes:${ole.length}`]);
  expect((await visit(ole)).outer).toEqual(['vsd', 'unsupported', 'no-extractor']);
});
