/** Messages of Outlook as files and as TNEF: what is read of each, and that both say the same. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { expandRtf } from '../../../formats/outlook/compressed-rtf.ts';
import { takeHtml } from '../../../formats/outlook/html-in-rtf.ts';
import {
  binary,
  compressRtf,
  flag,
  made,
  makeOutlookMsg,
  makeTnef,
  type MadeItem,
  named,
  narrow,
  number,
  text,
  time,
} from '../../../scripts/fixtures/make-outlook.ts';
import { type Collected, runExtractor } from '../../run-extractor.ts';
import { memoryContent } from '../../../formats/content.ts';

const fixture = (path: string) => readFileSync(join(import.meta.dirname, '../../fixtures', path));
const readMsg = (item: MadeItem) => runExtractor(makeOutlookMsg(item), { format: 'msg' });
const readTnef = (item: MadeItem) => runExtractor(makeTnef(item), { format: 'tnef' });
const mail = (...properties: MadeItem['properties']): MadeItem => ({
  properties: [text(0x001a, 'IPM.Note'), ...properties],
});

/** What is read of an item that lies in another one. */
const readInner = ({ children }: Collected, index: number) =>
  runExtractor(children[index]?.bytes ?? new Uint8Array(), { format: 'outlook-item' });

describe.each([
  ['msg', readMsg, 'msg/letter.msg', 'msg/contact.msg'],
  ['tnef', readTnef, 'tnef/letter.dat', 'tnef/contact.dat'],
] as const)('an item as %s', (format, read, letterPath, contactPath) => {
  test('has header, bodies, and what each body alone says', async () => {
    const found = await runExtractor(fixture(letterPath), { format });
    expect(found.texts).toEqual({
      headers:
        'Subject: The wall\nFrom: Wanda Okafor <wanda@example.org>\nTo: Rohan Deshkar <rohan@example.org>\n' +
        'Cc: Imogen Tarrant <imogen@example.org>\nBcc: A. Nother <nother@example.org>\nDate: 2016-03-08T08:30:00Z\n',
      body: 'The wall is to be seen on Tuesday.\nIn the RTF alone: café\n',
      hidden: 'never shown\nKeywords: council; dredging\n',
    });
    expect(found.metadata).toMatchObject({
      subject: 'The wall',
      from: [{ name: 'Wanda Okafor', address: 'wanda@example.org' }],
      to: [{ name: 'Rohan Deshkar', address: 'rohan@example.org' }],
      cc: [{ name: 'Imogen Tarrant', address: 'imogen@example.org' }],
      bcc: [{ name: 'A. Nother', address: 'nother@example.org' }],
      sent: { instant: '2016-03-08T08:30:00.0000000Z' },
      messageId: 'wall-1@example.org',
      keywords: ['council', 'dredging'],
    });
    expect([found.warnings, found.expected]).toEqual([[], 2]);
  });

  test('gives its files by their bytes, and messages in it by their own reader', async () => {
    const found = await read(made['letter'] as MadeItem);
    expect(found.children.map(({ name, relation }) => [name, relation])).toEqual([
      ['A long name of a sketch.txt', 'attachment'],
      ['An inner letter', 'attachment'],
    ]);
    expect(Buffer.from(found.children[0]?.bytes ?? []).toString()).toBe('A wall, a gate.\n');
    const inner = await readInner(found, 1);
    expect(inner.texts).toEqual({ headers: 'Subject: An inner letter\n', body: 'Inside.\n' });
    expect(inner.children.map(({ name, bytes }) => [name, Buffer.from(bytes ?? []).toString()])).toEqual([
      ['deep.txt', 'The deepest words.\n'],
    ]);
  });

  test('names of who is within Exchange the address of the internet, and that of Exchange beside it', async () => {
    const within = '/O=FIRM/OU=LONDON/CN=RECIPIENTS/CN=NOKAFOR';
    const { metadata } = await read({
      ...mail(text(0x0042, 'Ngozi Okafor'), text(0x0065, within), text(0x5d02, 'n.okafor@firm.example')),
      recipients: [
        [text(0x3001, 'Rohan'), text(0x3003, '/o=firm/cn=rd'), text(0x39fe, 'rohan@firm.example')],
        [text(0x3001, 'Bo'), text(0x3003, '/o=firm/cn=bo')],
        [text(0x3001, 'Al'), text(0x3003, 'al@y.example'), text(0x39fe, 'AL@y.example')],
      ],
    });
    expect(metadata.from).toEqual([
      { name: 'Ngozi Okafor', address: 'n.okafor@firm.example', also: [within] },
    ]);
    expect(metadata.to).toEqual([
      { name: 'Rohan', address: 'rohan@firm.example', also: ['/o=firm/cn=rd'] },
      { name: 'Bo', address: '/o=firm/cn=bo' },
      { name: 'Al', address: 'AL@y.example' },
    ]);
  });

  test('that is a contact has its fields as lines, and its days on the timeline', async () => {
    const { texts, events } = await runExtractor(fixture(contactPath), { format });
    expect(texts.body).toBe(
      'Name: Wanda Okafor\nCompany: Quillmere\nE-mail 1: wanda@example.org\nMobile phone: +44 1632 960001\n' +
        'Birthday: 1970-04-03T00:00:00Z\nMet at the harbour.\n',
    );
    expect(events.map(({ time: { instant }, kind }) => [instant, kind])).toEqual([
      ['1970-04-03T00:00:00.0000000Z', 'birthday'],
    ]);
  });

  test('that is a contact states which addresses are of one', async () => {
    const book = '00062004-0000-0000-c000-000000000046';
    const { metadata } = await read({
      properties: [
        text(0x001a, 'IPM.Contact'),
        text(0x3001, 'Wanda Okafor'),
        named(book, 0x8083, text(0x8005, '/O=FIRM/CN=WOKAFOR')),
        named(book, 0x8084, text(0x8006, 'wanda@firm.example')),
        named(book, 0x8093, text(0x8007, 'wanda@home.example')),
        named(book, 0x8094, text(0x8008, 'Wanda at home')),
      ],
    });
    expect(metadata.cards).toEqual([
      {
        name: 'Wanda Okafor',
        address: '/O=FIRM/CN=WOKAFOR',
        also: ['wanda@firm.example', 'wanda@home.example'],
      },
    ]);
  });

  test('that is an appointment has place and times; the year 4501 is none', async () => {
    const calendar = '00062002-0000-0000-c000-000000000046';
    const { texts, events } = await read({
      properties: [
        text(0x001a, 'IPM.Appointment'),
        text(0x0037, 'Harbour'),
        named(calendar, 0x820d, time(0x8001, '2016-03-08T08:30:00Z')),
        named(calendar, 0x820e, time(0x8002, '4501-01-01T00:00:00Z')),
        named(calendar, 0x8208, text(0x8003, 'Pier 4')),
      ],
    });
    expect(texts.body).toBe('Starts: 2016-03-08T08:30:00Z\nLocation: Pier 4\n');
    expect(events.map(({ kind, message }) => [kind, message])).toEqual([['starts', 'Harbour']]);
  });

  test('that is an appointment lasts from its start to its end', async () => {
    const calendar = '00062002-0000-0000-c000-000000000046';
    const { events } = await read({
      properties: [
        text(0x001a, 'IPM.Appointment'),
        named(calendar, 0x820d, time(0x8001, '2016-03-08T08:30:00Z')),
        named(calendar, 0x820e, time(0x8002, '2016-03-10T17:00:00Z')),
      ],
    });
    expect(events.map(({ kind, until }) => [kind, until?.instant])).toEqual([
      ['starts', '2016-03-10T17:00:00.0000000Z'],
      ['ends', undefined],
    ]);
  });

  test('that is a list has its members', async () => {
    const oneOff = Buffer.concat([
      Buffer.alloc(4),
      Buffer.from('812b1fa4bea310199d6e00dd010f5402', 'hex'),
      Buffer.from([0, 0, 1, 0x90]),
      Buffer.from('Rohan Deshkar\0SMTP\0rohan@example.org\0', 'utf16le'),
    ]);
    const addresses = '00062004-0000-0000-c000-000000000046';
    const { texts } = await read({
      properties: [
        text(0x001a, 'IPM.DistList'),
        named(addresses, 0x8054, { id: 0x8001, type: 0x1102, value: [oneOff, Buffer.from('odd')] }),
      ],
    });
    expect(texts.body).toBe('Member: Rohan Deshkar <rohan@example.org>\n');
  });

  test('has its single bytes in the code page that it states, not in Latin-1', async () => {
    const { metadata, texts } = await read(
      mail(
        number(0x3ffd, 1251),
        narrow(0x0037, Buffer.from('cff0e8e2e5f2', 'hex')),
        narrow(0x1000, Buffer.from('cff0e8e2e5f2', 'hex')),
      ),
    );
    // TNEF says of its strings by an attribute; the property is of the message itself.
    expect([metadata.subject, texts.body]).toEqual(['Привет', 'Привет\n']);
  });

  test('keeps the header that a gateway wrote, and what of it is metadata', async () => {
    const { texts, metadata } = await read(
      mail(
        text(0x0037, 'Short'),
        text(
          0x007d,
          'Received: from a by b; Tue, 8 Mar 2016 08:30:01 +0000\r\nMessage-ID: <x@y>\r\nReferences: <r@y>\r\nX-Case-Note: sluice\r\n',
        ),
      ),
    );
    expect(texts.headers).toContain('received: from a by b');
    expect(texts.hidden).toContain('x-case-note: sluice');
    expect(metadata).toMatchObject({
      messageId: 'x@y',
      references: ['r@y'],
      received: { instant: '2016-03-08T08:30:01.000Z' },
    });
  });

  test('that is encrypted says so of what holds it; what is only signed is opened', async () => {
    const sealed = (oid: string): MadeItem => ({
      properties: [text(0x001a, 'IPM.Note.SMIME'), flag(0x0e1b, true)],
      attachments: [
        {
          properties: [text(0x3707, 'smime.p7m'), number(0x3705, 1)],
          data: Buffer.from(`308006092a864886f70d0107${oid}a080`, 'hex'),
        },
      ],
    });
    expect((await read(sealed('03'))).children.map(({ ended }) => ended)).toEqual([
      { status: 'encrypted', code: 'password-required' },
    ]);
    expect((await read(sealed('02'))).children.map(({ ended }) => ended)).toEqual([undefined]);
  });

  test('names what it does not have: files by reference, files without content, files that it only claims', async () => {
    const found = await read({
      properties: [text(0x001a, 'IPM.Note')],
      attachments: [
        { properties: [number(0x3705, 2), text(0x370d, '\\\\server\\share\\plan.doc')] },
        { properties: [number(0x3705, 1), text(0x3707, 'gone.txt')] },
      ],
    });
    expect(found.children.map(({ name, ended }) => [name, ended?.status, ended?.code])).toEqual([
      ['plan.doc', 'unsupported', 'not-held'],
      ['gone.txt', 'failed', 'corrupt'],
    ]);
    const claimed = await read(mail(text(0x1000, 'See attached'), flag(0x0e1b, true)));
    expect(claimed.warnings).toEqual([
      { code: 'partial-read', detail: 'the message says that it has attachments, and none is there' },
    ]);
  });

  test('with 2³¹ recipients by its own word has those that are there', async () => {
    const item = { ...(made['letter'] as MadeItem), claims: { recipients: 0x7fffffff } };
    const found = await read(item);
    expect(found.metadata.to).toEqual([{ name: 'Rohan Deshkar', address: 'rohan@example.org' }]);
    expect(found.warnings.map(({ code, detail }) => [code, detail])).toContainEqual([
      'partial-read',
      expect.stringMatching(/^[34] of 2147483647 recipients are there$/),
    ]);
    expect(found.texts.body).toContain('The wall is to be seen on Tuesday.');
  });
});

test('an OLE object is given as the compound file that it would be', async () => {
  const { children } = await readMsg({
    properties: [text(0x001a, 'IPM.Note')],
    attachments: [
      {
        properties: [number(0x3705, 6), text(0x3001, 'Drawing')],
        object: { Short: Buffer.from('a few bytes'), Long: Buffer.alloc(5000, 7) },
      },
    ],
  });
  const { CompoundFile } = await import('../../../formats/ole/compound-file.ts');
  const file = CompoundFile.open(memoryContent(children[0]?.bytes ?? new Uint8Array()));
  const streamOf = (name: string) => {
    const entry = file?.find(name);
    return entry && file?.read(entry, 10_000);
  };
  expect(file?.damage).toEqual([]);
  expect(streamOf('Short')).toEqual({ bytes: Buffer.from('a few bytes'), damage: undefined });
  expect(streamOf('Long')).toEqual({ bytes: Buffer.alloc(5000, 7), damage: undefined });
});

describe('compressed RTF', () => {
  // [MS-OXRTFCP] 3.1 and 3.2.
  const simple = Buffer.from(
    '2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0',
    'hex',
  );

  test('is expanded as the specification has it', () => {
    expect(expandRtf(simple)).toEqual({
      bytes: Buffer.from('{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n'),
      problem: undefined,
    });
  });

  test('that is cut off has what is there, and a size that it claims takes no memory', () => {
    const cut = expandRtf(simple.subarray(0, 30));
    expect(cut?.bytes.toString()).toMatch(/^\{\\rtf1\\ansi\\ansicpg/);
    expect(cut?.problem).toMatch(/of 43 bytes/);
    const claim = Buffer.from(simple);
    claim.writeUInt32LE(0xffffffff, 4);
    expect(expandRtf(claim)?.bytes.length).toBe(43);
    expect(expandRtf(Buffer.alloc(16))).toBeUndefined();
  });

  test('gives the HTML that it was made of, its own marks left out', () => {
    const rtf =
      '{\\rtf1\\ansi\\ansicpg1251\\fromhtml1 \\deff0{\\fonttbl{\\f0\\fcharset204 Arial;}}{\\*\\htmltag64 <b title="x\\{y">}\\htmlrtf {\\b\\htmlrtf0 \\\'cf\\\'f0 \\u8364? & more\\htmlrtf }\\htmlrtf0{\\*\\htmltag72 </b>}{\\*\\mhtmltag64 <a>}\\par}';
    expect(takeHtml(Buffer.from(rtf, 'latin1'))).toBe('<b title="x{y">Пр € & more</b>\r\n');
    expect(takeHtml(Buffer.from('{\\rtf1\\ansi plain}'))).toBeUndefined();
  });

  test('that is plain RTF is read by the reader of RTF, its files with it', async () => {
    const { texts } = await readMsg(
      mail(binary(0x1009, compressRtf('{\\rtf1\\ansi Only here{\\v and hidden}\\par}'))),
    );
    expect([texts.body, texts.hidden]).toEqual(['Only here\n', 'and hidden\n']);
  });
});
