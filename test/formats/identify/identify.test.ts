/** Identification by content: every fixture, packages in odd shapes, texts, mismatches, noise. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { formats } from '../../../formats/registry.ts';
import { identify } from '../../../formats/identify/identify.ts';
import { findMismatch } from '../../../formats/name-claim.ts';
import { makeZip } from '../../../scripts/fixtures/make-archives.ts';
import { contentOf } from '../../run-extractor.ts';

const of = (bytes: Uint8Array | string) => identify(contentOf(Buffer.from(bytes as Uint8Array)));
const fixtures = new URL('../../fixtures/', import.meta.url).pathname;

interface Part {
  readonly name: string;
  readonly text: string;
  readonly descriptor?: boolean;
}

/** A ZIP by hand, so that order, data descriptors and damage can be chosen. */
function zip(parts: readonly Part[]): Buffer {
  const out: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, text, descriptor } of parts) {
    const data = deflateRawSync(text);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(descriptor ? 8 : 0, 6);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(descriptor ? 0 : data.length, 18);
    local.writeUInt16LE(name.length, 26);
    const tail = descriptor
      ? Buffer.concat([Buffer.from('504b0708', 'hex'), Buffer.alloc(12)])
      : Buffer.alloc(0);
    out.push(local, Buffer.from(name), data, tail);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(data.length, 20);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(at, 42);
    directory.push(entry, Buffer.from(name));
    at += 30 + name.length + data.length + tail.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...out, central, end]);
}

const types = (main: string): string =>
  `<Types><Override PartName="/x" ContentType="application/vnd.${main}.main+xml"/></Types>`;
const office = (main: string): Buffer =>
  zip([
    { name: 'media/a.png', text: 'x' },
    { name: '[Content_Types].xml', text: types(main), descriptor: true },
  ]);

describe('packages', () => {
  test.each([
    [
      'openxmlformats-officedocument.wordprocessingml.document',
      'docx',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    ],
    ['ms-word.document.macroEnabled', 'docx', 'application/vnd.ms-word.document.macroEnabled.12'],
    ['ms-word.template.macroEnabledTemplate', 'docx', undefined],
    ['ms-excel.sheet.macroEnabled', 'xlsx', 'application/vnd.ms-excel.sheet.macroEnabled.12'],
    ['openxmlformats-officedocument.spreadsheetml.template', 'xlsx', undefined],
    [
      'ms-powerpoint.slideshow.macroEnabled',
      'pptx',
      'application/vnd.ms-powerpoint.slideshow.macroEnabled.12',
    ],
    ['openxmlformats-officedocument.presentationml.presentation', 'pptx', undefined],
    ['ms-visio.drawing', 'vsdx', undefined],
  ])('%s', async (main, format, mediaType) => {
    const found = await of(office(main));
    expect(found).toMatchObject({
      format,
      method: 'structure',
      ...(mediaType === undefined ? {} : { mediaType }),
    });
  });

  test('the type of a part goes before that of an ending', async () => {
    const binary =
      '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>';
    const workbook = (name: string, overrides: string): Buffer =>
      zip([
        { name: '[Content_Types].xml', text: `<Types>${binary}${overrides}</Types>` },
        { name, text: 'w' },
      ]);
    const plain = types('openxmlformats-officedocument.spreadsheetml.sheet').slice(7, -8);
    expect((await of(workbook('xl/workbook.xml', plain))).format).toBe('xlsx');
    expect((await of(workbook('xl/workbook.bin', ''))).format).toBe('xlsb');
  });

  test('without a directory the local headers tell', async () => {
    const whole = zip([
      { name: '_rels/.rels', text: 'r', descriptor: true },
      {
        name: '[Content_Types].xml',
        text: types('openxmlformats-officedocument.spreadsheetml.sheet'),
        descriptor: true,
      },
      { name: 'xl/workbook.xml', text: 'w', descriptor: true },
    ]);
    expect((await of(whole.subarray(0, whole.length - 150))).format).toBe('xlsx');
  });

  test.each([
    [
      'odt',
      [
        { name: 'content.xml', text: '' },
        { name: 'mimetype', text: 'application/vnd.oasis.opendocument.text' },
      ],
    ],
    [
      'ods',
      [
        {
          name: 'META-INF/manifest.xml',
          text: 'media-type="application/vnd.oasis.opendocument.spreadsheet"',
        },
      ],
    ],
    ['epub', [{ name: 'mimetype', text: 'application/epub+zip' }]],
    [
      'docx',
      [
        { name: 'word\\document.xml', text: '' },
        { name: 'word\\styles.xml', text: '' },
      ],
    ],
    ['zip', [{ name: 'word\\document.xml', text: '' }]],
    [
      'jar',
      [
        { name: 'META-INF/MANIFEST.MF', text: '' },
        { name: 'a/Main.class', text: '' },
      ],
    ],
    ['zip', [{ name: 'META-INF/MANIFEST.MF', text: '' }]],
    [
      'apk',
      [
        { name: 'META-INF/MANIFEST.MF', text: '' },
        { name: 'AndroidManifest.xml', text: '' },
      ],
    ],
    [
      'xps',
      [
        { name: 'FixedDocSeq.fdseq', text: '' },
        { name: 'Documents/1/Pages/1.fpage', text: '' },
      ],
    ],
    ['zip', [{ name: 'FixedDocSeq.fdseq', text: '' }]],
    ['zip', [{ name: 'notes/word/document.xml.txt', text: '' }]],
  ])('%s by its members', async (format, parts) => {
    expect((await of(zip(parts))).format).toBe(format);
  });

  test.each(formats.flatMap(({ id, packageTypes = [] }) => packageTypes.map((type) => [type, id] as const)))(
    'declared as %s',
    async (type, format) => {
      const declared = type.replace('*', 'draw');
      // Beside what would make it another.
      const other = { name: 'META-INF/MANIFEST.MF', text: '' };
      for (const mimetype of [declared, ` ${declared}-template\n`]) {
        const found = await of(zip([other, { name: 'mimetype', text: mimetype }]));
        expect(found).toEqual({ format, mediaType: mimetype.trim(), method: 'structure' });
      }
      const listed = await of(
        zip([other, { name: 'META-INF/manifest.xml', text: `media-type="${declared}"` }]),
      );
      expect(listed.format).toBe(type.startsWith('application/vnd.') ? format : 'zip');
    },
  );

  test('a declared type that is a word of JavaScript says nothing', async () => {
    expect(await of(zip([{ name: 'mimetype', text: 'constructor' }]))).toMatchObject({ format: 'zip' });
  });

  test('a package with bytes of no format before and behind it is found', async () => {
    const whole = makeZip([{ name: 'a.txt', data: Buffer.from('a') }]);
    const bytes = Buffer.concat([Buffer.from([1, 2, 3, 0]), whole, Buffer.alloc(900, 3)]);
    expect((await of(bytes)).format).toBe('zip');
  });

  test('a package behind other bytes is found by its end', async () => {
    const bytes = Buffer.concat([Buffer.from([1, 2, 3, 0, 0, 5]), zip([{ name: 'a.txt', text: 'a' }])]);
    expect((await of(bytes)).format).toBe('zip');
  });
});

describe('texts', () => {
  const csv = 'id,name,city\n1,Anna,Leeds\n2,Bob,York\n3,"Cem, jr.",Bath\n';
  test.each([
    ['', 'empty', 'none'],
    ['just a line', 'text', 'text'],
    ['From: a@example.org\nTo: b@example.org\nSubject: s\n\nbody', 'eml', 'structure'],
    ['\n\nReceived: from x\n\tby y\nDate: now\nMessage-ID: <1@x>\n\nbody', 'eml', 'structure'],
    ['from: main\nto: prod\n', 'text', 'text'],
    ['Date: today\nServer: x\nContent-Type: text/html\n', 'text', 'text'],
    [
      'Microsoft Mail Internet Headers Version 2.0\nReceived: from x\nFrom: a@b\nTo: c@d\n\nx',
      'eml',
      'structure',
    ],
    ['From \nFrom: a@b\nTo: c@d\nSubject: s\n\nx\nFrom \n', 'mbox', 'structure'],
    ['From\nFrom: a@b\nTo: c@d\nSubject: s\n\nx', 'mbox', 'structure'],
    ['From -\rFrom: a@b\rTo: c@d\rSubject: s\r\rx', 'mbox', 'structure'],
    ['42        \nFrom: a@b\nTo: c@d\nSubject: s\n\nx\n<?xml version="1.0"?>', 'emlx', 'structure'],
    ['42\nwords\n', 'text', 'text'],
    [`${'A letter of some length. '.repeat(4)}\nPK\x03\x04\x14\0\0\0\0\0`, 'text', 'text'],
    [
      `From: a@b\nTo: c@d\nSubject: s\nMIME-Version: 1.0\n\n${'A letter. '.repeat(4)}\nPK\x03\x04\x14\0\0\0\0\0`,
      'eml',
      'structure',
    ],
    ['See below\nFrom: a@b\nTo: c@d\nSubject: s\n\nx', 'text', 'text'],
    ['From a@b Mon Jan  5 10:00:00 2015\nFrom: a@b\nTo: c@d\nSubject: s\n\nx\n', 'mbox', 'structure'],
    ['From here on it went well in 2015.\nReally: it did.\n', 'text', 'text'],
    ['<!-- c --><!DOCTYPE html><p>x', 'html', 'structure'],
    ['<div class="a"><p>x</p></div>', 'html', 'structure'],
    [
      '<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>',
      'html',
      'structure',
    ],
    ['<?xml version="1.0"?>\n<!-- x --><rss version="2.0"><channel/></rss>', 'xml', 'structure'],
    ['<note><to>A</to></note>', 'xml', 'structure'],
    ['a < b and <i>c</i>', 'text', 'text'],
    ['{"a": [1, 2, {"b": null}], "c": "d', 'json', 'structure'],
    ['[]', 'json', 'structure'],
    ['[section]\nkey=value\n', 'text', 'text'],
    ['{"a":1}\n{"a":2}\n', 'jsonl', 'structure'],
    [csv, 'csv', 'text'],
    [csv.replaceAll(',', ';'), 'csv', 'text'],
    [csv.replaceAll(',', '\t'), 'tsv', 'text'],
    ['a,b\n1,2\n', 'csv', 'text'],
    ['"name","note"\n"a","the words"\n', 'csv', 'text'],
    ['name;note\na;the words\n', 'csv', 'text'],
    ['name\tnote\na\tthe words\n', 'tsv', 'text'],
    ['name|note\na|the words\n', 'csv', 'text'],
    // As programs write them: rows of more cells and of fewer, a delimiter at their end, commas and notes.
    ['name,dob,x\nAnn,03/04/1971,1\nBob,04/05/1972\nCem,05/06/1973,2,3\n', 'csv', 'text'],
    ['name;dob;phone;\nAnn;03/04/1971;077;\nBob;04/05/1972;078;\n', 'csv', 'text'],
    ['No;Client;Date;;white\n1;Ann;12/03/2019;;\n2;Bob;13/03/2019;;\n', 'csv', 'text'],
    ['"Time","Title, ""x"""\n"14 Mar 2019, 08:00","row two"\n', 'csv', 'text'],
    [
      '"Name","How to opt out (see sections 1.2 and 3)?","URL"\n"Ann, Ltd","a\n\nb","x"\n"Bob","c","y"\n',
      'csv',
      'text',
    ],
    [
      'Notes:\n"Some are missing."\n\nFirst Name,Last Name,URL,Email Address\nAnn,Mill,x,a@x\nBob,"Mill, jr.",y,\n',
      'csv',
      'text',
    ],
    // What looks like these and is none.
    ['couch,sofa,divan\nbig,large\nsmall,little,tiny\n', 'text', 'text'],
    ['milk,bread,eggs\nBuy 2, not before 10.\nThe rest, 3 or so, is for Bob, as said.\n', 'text', 'text'],
    ['int a;int b;\na = 1; b = 2;\nreturn a;\n', 'text', 'text'],
    ['import os,sys,re\nprint(1, 2)\nx = f(3, 4)\n', 'text', 'text'],
    [
      'Hello,\n\nplease, read it, and say, what you think,\nas soon as you can, for it is due,\non Monday, thanks,\n',
      'text',
      'text',
    ],
    ['Dear Ann, dear Bob,\nit is done, as you said,\n', 'text', 'text'],
    ['First, this.\nThen, that.\n', 'text', 'text'],
    ['x = a | b\ny = c | d\n', 'text', 'text'],
    ['no delimiter here\n', 'text', 'text'],
    [
      '2018-03-01 10:00:00,123 INFO a, b\n2018-03-01 10:00:01,123 WARN c\n2018-03-01 10:00:02,001 INFO d, e\n',
      'log',
      'text',
    ],
    ['10.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200\n'.repeat(4), 'log', 'text'],
    ['# Title\n\nSee [this](https://example.org) and **that**.\n', 'markdown', 'text'],
    ['#!/bin/sh\n# comment\necho "**x**"\n', 'text', 'text'],
    ['int a, b;\nint c, d;\nint e, f;\nint g, h;\nint i, j;\nint k, l;\n', 'text', 'text'],
    ['BEGIN:VCARD\nFN:Anna\nEND:VCARD\n', 'vcard', 'magic'],
    ['\uFEFF\r\nbegin:vcalendar\r\nEND:VCALENDAR\r\n', 'ical', 'magic'],
    ['{\\rtf1 x}', 'rtf', 'magic'],
    ['BM is not a bitmap, and MZ no program', 'text', 'text'],
    ['ID3 tags are explained in this note', 'text', 'text'],
  ])('%j is %s', async (bytes, format, method) => {
    expect(await of(bytes)).toMatchObject({ format, method });
  });

  test.each([
    ['BEGIN:VCARD\nFN:Anna\n', 'vcard', 'text/vcard'],
    [' \nbegin:vcalendar\n', 'ical', 'text/calendar'],
    ['\uFEFFWEBVTT\n\n00:01.000 --> 00:02.000\nHi\n', 'text', 'text/vtt'],
    ['-----BEGIN PGP MESSAGE-----\n', 'pgp', 'application/pgp-encrypted'],
    ['-----BEGIN PGP SIGNED MESSAGE-----\n', 'text', 'application/pgp-signature'],
    ['-----BEGIN PKCS7-----\n', 'cms', 'application/pkcs7-mime'],
    ['-----BEGIN CERTIFICATE-----\n', 'text', 'application/x-pem-file'],
    ['Windows Registry Editor Version 5.00\n', 'text', 'text/x-ms-regedit'],
    ['REGEDIT4\n', 'text', 'text/x-ms-regedit'],
    ['\n%!PS-Adobe-3.0\n', 'postscript', 'application/postscript'],
  ])('%j begins a text of %s, %s', async (text, format, mediaType) => {
    for (const bytes of [text, Buffer.from(`\uFEFF${text}`, 'utf16le')])
      expect(await of(bytes)).toMatchObject({ format, mediaType, method: 'magic' });
  });

  test.each([
    [Buffer.from('\uFEFFid\tname\n1\tx\n2\ty\n3\tz\n', 'utf16le'), 'tsv', 'utf-16le'],
    [Buffer.from('<?xml version="1.0"?><a>text</a>', 'utf16le').swap16(), 'xml', 'utf-16be'],
    [Buffer.from('\uFEFF{"a":1}'), 'json', 'utf-8'],
  ])('wide texts are read (%#)', async (bytes, format, charset) => {
    expect(await of(bytes)).toMatchObject({ format, charset });
  });
});

describe('mismatch', () => {
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  test.each([
    ['photo.jpg', png, 'the name says jpeg, the content is png'],
    ['report.docx', '%PDF-1.4\n', 'the name says docx, the content is pdf'],
    ['report.docx', Buffer.from([0, 1, 2, 3, 4, 5, 0, 0]), 'the name says docx, the content is unknown'],
    [
      'list.csv',
      'Ann Mill, born long ago, is the first.\nBob is not.\n',
      'the name says csv, the content is text',
    ],
    ['list.tsv', 'a,b,c\n1,2,3\n4,5,6\n7,8,9\n', undefined],
    ['table.csv', '{"a":1}', 'the name says csv, the content is json'],
    ['server.log', 'a,b,c\n1,2,3\n4,5,6\n7,8,9\n', undefined],
    ['table.txt', 'a,b,c\n1,2,3\n4,5,6\n7,8,9\n', undefined],
    ['photo.xyz', png, undefined],
    ['photo', png, undefined],
    ['photo.PNG', png, undefined],
    ['data.json', '{"a":1}\n{"a":2}\n', undefined],
    ['report.docx', '', undefined],
  ])('%s (%#)', async (name, bytes, mismatch) => {
    expect(findMismatch(name, (await of(bytes)).format)).toBe(mismatch);
  });
});

describe('binary contents', () => {
  test.each([
    ['53514c69746520666f726d617420330010', 'sqlite'],
    ['7265676601000000', 'registry-hive'],
    ['456c6646696c6500', 'evtx'],
    ['2142444e00000000', 'pst'],
    ['4d5a90000300000004000000ffff0000', 'exe'],
    ['cafebabe00000034', 'class'],
    ['cafebabe0000000200000007', 'mach-o'],
    ['0000001866747970686569630000', 'heic'],
    ['0000001c667479706d703432', 'mp4'],
    ['52494646100000005741564566', 'wav'],
    ['0001020304050607', 'unknown'],
  ])('%s is %s', async (hex, format) => {
    expect((await of(Buffer.concat([Buffer.from(hex, 'hex'), Buffer.alloc(600)]))).format).toBe(format);
  });

  test('an ISO image by its descriptor', async () => {
    const image = Buffer.alloc(40_000);
    image.write('\x01CD001', 32_768, 'latin1');
    expect((await of(image)).format).toBe('iso');
  });

  test('noise ends in an answer, never in an error', async () => {
    const starts = formats.flatMap(({ magic }) =>
      (magic ?? []).filter(({ offset }) => offset === 0).map(({ hex }) => hex.replaceAll('?', '0')),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('', ...starts),
        fc.uint8Array({ maxLength: 3000 }),
        async (start, noise) => {
          const found = await of(Buffer.concat([Buffer.from(start, 'hex'), noise]));
          expect(found.format).toMatch(/^[\w.-]+$/);
          expect(found.mediaType).toMatch(/^[\w.+-]+\/[\w.+-]+/);
        },
      ),
      { numRuns: 600 },
    );
  });
});

describe('fixtures of every format', () => {
  const cases = formats
    .filter(({ role }) => role !== undefined)
    .flatMap(({ id }) => {
      const folder = join(fixtures, id);
      return existsSync(folder) ? readdirSync(folder).map((file) => [id, file] as const) : [];
    });

  test.each(cases)('%s/%s', async (id, file) => {
    const bytes = readFileSync(join(fixtures, id, file));
    const found = await of(bytes);
    if (/broken|damaged|corrupt|truncated|cut|encrypted|not-|bomb|invalid/.test(file)) {
      expect(found.format).toMatch(/./);
    } else expect([found.format, file]).toEqual([id, file]);
  });
});
