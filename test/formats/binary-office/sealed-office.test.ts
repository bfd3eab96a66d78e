/** Workbooks, Word documents and presentations of 97 to 2003 under RC4, sealed by the test: with a word of a list, and with the built-in one. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { CompoundFile } from '../../../formats/ole/compound-file.ts';
import { makeCompound } from '../../../scripts/fixtures/make-compound.ts';
import { slideStreams } from '../../../scripts/fixtures/make-slides.ts';
import { contentOf, runExtractor } from '../../run-extractor.ts';

type Kind = 'RC4' | 'CryptoAPI';

const fixture = (path: string): Buffer => readFileSync(new URL(`../../fixtures/${path}`, import.meta.url));
const digest = (algorithm: string, ...parts: Uint8Array[]): Buffer =>
  createHash(algorithm).update(Buffer.concat(parts)).digest();
const number32 = (value: number): Buffer => Buffer.from(Uint32Array.of(value).buffer);
const salt = Buffer.alloc(16, 5);
const verifier = Buffer.alloc(16, 9);

function* keystream(key: Buffer): Generator<number, never> {
  const state = Array.from({ length: 256 }, (_, at) => at);
  const at = (index: number): number => state[index & 255] ?? 0;
  const swap = (one: number, other: number): void => {
    [state[one], state[other]] = [at(other), at(one)];
  };
  for (let i = 0, j = 0; i < 256; i++) swap(i, (j = (j + at(i) + (key[i % key.length] ?? 0)) & 255));
  for (let i = 1, j = 0; ; i = (i + 1) & 255) {
    swap(i, (j = (j + at(i)) & 255));
    yield at(at(i) + at(j));
  }
}

/** The key of a block ([MS-OFFCRYPTO] 2.3.6.2, 2.3.5.2). */
function keyOf(kind: Kind, word: string, block: number): Buffer {
  const wide = Buffer.from(word, 'utf16le');
  if (kind === 'CryptoAPI')
    return digest('sha1', digest('sha1', salt, wide), number32(block)).subarray(0, 16);
  const first = digest('md5', wide).subarray(0, 5);
  const mixed = Buffer.concat(Array.from({ length: 16 }, () => Buffer.concat([first, salt])));
  return digest('md5', digest('md5', mixed).subarray(0, 5), number32(block));
}

function seal(kind: Kind, word: string, blockBytes: number, bytes: Buffer): Buffer {
  const sealed = Buffer.alloc(bytes.length);
  for (let start = 0; start < bytes.length; start += blockBytes) {
    const stream = keystream(keyOf(kind, word, start / blockBytes));
    for (let at = start; at < Math.min(bytes.length, start + blockBytes); at++)
      sealed[at] = (bytes[at] ?? 0) ^ stream.next().value;
  }
  return sealed;
}

function descriptionOf(kind: Kind, word: string): Buffer {
  const hashed = digest(kind === 'RC4' ? 'md5' : 'sha1', verifier);
  const both = seal(kind, word, 1024, Buffer.concat([verifier, hashed]));
  if (kind === 'RC4') return Buffer.concat([Buffer.of(1, 0, 1, 0), salt, both]);
  const header = Buffer.concat([4, 0, 0x6801, 0x8004, 128, 1, 0, 0].map(number32));
  return Buffer.concat([
    Buffer.of(3, 0, 2, 0), number32(4), number32(header.length), header,
    number32(16), salt, both.subarray(0, 16), number32(20), both.subarray(16),
  ]); // prettier-ignore
}

function streamsOf(bytes: Buffer, names: readonly string[]): Buffer[] {
  const file = CompoundFile.open(contentOf(bytes));
  return names.map((name) => {
    const entry = file?.find(name);
    return entry && file ? Buffer.from(file.read(entry, 10_000_000).bytes) : Buffer.alloc(0);
  });
}

/** With the record that says how behind the first, and the places of sheets moved by it. */
function sealedWorkbook(kind: Kind, word: string): Uint8Array {
  const [stream = Buffer.alloc(0)] = streamsOf(fixture('xls/canvass.xls'), ['Workbook']);
  const description = Buffer.concat([Buffer.of(1, 0), descriptionOf(kind, word)]);
  const first = 4 + stream.readUInt16LE(2);
  const head = Buffer.alloc(4);
  head.writeUInt16LE(0x2f, 0);
  head.writeUInt16LE(description.length, 2);
  const plain = Buffer.concat([stream.subarray(0, first), head, description, stream.subarray(first)]);
  for (let at = 0; at + 4 <= plain.length; at += 4 + plain.readUInt16LE(at + 2))
    if (plain.readUInt16LE(at) === 0x85)
      plain.writeUInt32LE(plain.readUInt32LE(at + 4) + 4 + description.length, at + 4);
  const sealed = seal(kind, word, 1024, plain);
  for (let at = 0; at + 4 <= plain.length;) {
    const [id, end] = [plain.readUInt16LE(at), at + 4 + plain.readUInt16LE(at + 2)];
    const isClear = id === 0x2f || id === 0x809;
    plain.copy(sealed, at, at, isClear ? end : at + (id === 0x85 ? 8 : 4));
    at = end;
  }
  return makeCompound({ Workbook: sealed }).bytes;
}

/** As far as the fixture has them. */
const placesOfTables = 113;

/** With the description in front of the tables, and their places moved by it. */
function sealedDocument(kind: Kind, word: string): Uint8Array {
  const file = fixture('doc/plan.doc');
  const [text = Buffer.alloc(0)] = streamsOf(file, ['WordDocument']);
  const table = text.readUInt16LE(10) & 0x0200 ? '1Table' : '0Table';
  const [tables = Buffer.alloc(0)] = streamsOf(file, [table]);
  const description = descriptionOf(kind, word);
  text.writeUInt16LE(text.readUInt16LE(10) | 0x0100, 10);
  text.writeUInt32LE(description.length, 14);
  for (let pair = 0, at = 154; pair < placesOfTables; pair++, at += 8)
    if (text.readUInt32LE(at + 4) > 0) text.writeUInt32LE(text.readUInt32LE(at) + description.length, at);
  const sealedText = seal(kind, word, 512, text);
  text.copy(sealedText, 0, 0, 68);
  const sealedTables = seal(kind, word, 512, Buffer.concat([description, tables]));
  description.copy(sealedTables);
  return makeCompound({ WordDocument: sealedText, [table]: sealedTables }).bytes;
}

/** The keystream of a block runs over a whole part, and begins anew with each field of a picture. */
function sealedSlides(word: string): Uint8Array {
  const under = (bytes: Buffer, block: number): Buffer => {
    const stream = keystream(keyOf('CryptoAPI', word, block));
    return Buffer.from(bytes.map((byte) => byte ^ stream.next().value));
  };
  const pictures = (bytes: Buffer): Buffer => {
    const sealed: Buffer[] = [];
    for (let at = 0; at < bytes.length;) {
      const end = at + 8 + bytes.readUInt32LE(at + 4);
      // The head, the hash, the tag of a PNG, the picture.
      for (const to of [at + 8, at + 24, at + 25, end]) {
        sealed.push(under(bytes.subarray(at, to), 0));
        at = to;
      }
    }
    return Buffer.concat(sealed);
  };
  return makeCompound(slideStreams({ description: descriptionOf('CryptoAPI', word), part: under, pictures }))
    .bytes;
}

const passwords = ['wrong', 'Häfen'];

test('a presentation: slides, notes, objects and pictures', async () => {
  const plain = await runExtractor(makeCompound(slideStreams()).bytes, { format: 'ppt' });
  for (const [word, given] of [
    ['Häfen', passwords],
    ['/01Hannes Ruescher/01', []],
  ] as const) {
    const found = await runExtractor(sealedSlides(word), { format: 'ppt', passwords: given });
    expect(found.outcome).toEqual({ status: 'extracted' });
    expect(found.texts.body).toBe(plain.texts.body);
    expect(found.texts.notes).toBe(plain.texts.notes);
    expect(found.children.map(({ name, bytes }) => [name, bytes])).toEqual(plain.children.map(({ name, bytes }) => [name, bytes])); // prettier-ignore
    expect(found.warnings).toEqual([]);
  }
  const shut = await runExtractor(sealedSlides('Häfen'), { format: 'ppt', passwords: ['wrong'] });
  expect(shut.outcome).toMatchObject({ status: 'encrypted', detail: 'an encrypted presentation: the one password given does not open it' }); // prettier-ignore
});

test('parts of a presentation that are damaged cost what lies in them, and are counted', async () => {
  const file = Buffer.from(sealedSlides('Häfen'));
  const [whole = Buffer.alloc(0)] = streamsOf(file, ['PowerPoint Document']);
  const at = file.indexOf(whole.subarray(0, 64));
  expect(at).toBeGreaterThan(0);
  file.fill(0xff, at, at + 8);
  const found = await runExtractor(file, { format: 'ppt', passwords });
  expect(found.warnings).toContainEqual(
    expect.objectContaining({ code: 'corrupt', detail: '1 of its parts and pictures not opened' }),
  );
});

test.each<[Kind, string, (kind: Kind, word: string) => Uint8Array, string]>([
  ['RC4', 'xls', sealedWorkbook, 'xls/canvass.xls'],
  ['CryptoAPI', 'xls', sealedWorkbook, 'xls/canvass.xls'],
  ['RC4', 'doc', sealedDocument, 'doc/plan.doc'],
  ['CryptoAPI', 'doc', sealedDocument, 'doc/plan.doc'],
])('%s, %s', async (kind, format, make, path) => {
  const sealed = make(kind, 'Häfen');
  const plain = await runExtractor(fixture(path), { format });
  const found = await runExtractor(sealed, { format, passwords });
  expect(found.outcome).toEqual({ status: 'extracted' });
  expect(found.texts.body).toBe(plain.texts.body);
  expect(found.metadata.other).toMatchObject({ 'opened-with': 'entry 2 of list list' });
  const shut = await runExtractor(sealed, { format, passwords: ['wrong'] });
  expect([shut.outcome.status, shut.texts.body]).toEqual(['encrypted', undefined]);
});

test('what is only protected against changes opens by itself, as in Excel', async () => {
  const found = await runExtractor(sealedWorkbook('RC4', 'VelvetSweatshop'), { format: 'xls' });
  expect(found.outcome).toEqual({ status: 'extracted' });
  expect(found.metadata.other).toBeUndefined();
});

test('a description that is cut off or claims too much opens nothing', async () => {
  for (const at of [20, 24, 30, 60]) {
    const file = Buffer.from(sealedWorkbook('CryptoAPI', 'Häfen'));
    file.fill(0xff, 512 + at, 512 + at + 8);
    const found = await runExtractor(file, { format: 'xls', passwords });
    expect(found.outcome.status).not.toBe('failed');
  }
});
