import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { decodeHeaderText, parseStructured } from '../../../formats/mail/header-value.ts';
import { parseMailDate } from '../../../formats/time/mail-date.ts';
import { decodeBase64, decodeQuotedPrintable } from '../../../formats/mail/transfer-decoding.ts';
import { contentOf, runExtractor } from '../../run-extractor.ts';
import { extract } from '../../../formats/mail/eml.ts';
import { testLimits } from '../../run-extractor.ts';

const fixture = (name: string): Uint8Array =>
  readFileSync(join(import.meta.dirname, '../../fixtures/eml', name));
const read = (message: string | Uint8Array) =>
  runExtractor(typeof message === 'string' ? Buffer.from(message) : message, { format: 'eml' });
const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();

test('who sent it for another, and who sent it on and to whom, stand apart from who wrote it', async () => {
  const { metadata } = await read(
    [
      'Resent-From: Rita <rita@q.example>',
      'Resent-To: new@q.example',
      'From: Ann <ann@p.example>',
      'Sender: An Assistant <desk@p.example>',
      'To: tom@p.example',
      '',
      'Please see below.',
    ].join('\r\n'),
  );
  expect(metadata).toMatchObject({
    from: [{ name: 'Ann', address: 'ann@p.example' }],
    to: [{ address: 'tom@p.example' }],
    sender: [{ name: 'An Assistant', address: 'desk@p.example' }],
    resent: [{ name: 'Rita', address: 'rita@q.example' }, { address: 'new@q.example' }],
  });
  const own = await read('From: Ann <ann@p.example>\r\nSender: ann@p.example\r\n\r\nMine.');
  expect(own.metadata).not.toHaveProperty('sender');
});

describe('a message with attachments', () => {
  test('gives what a reader sees above it as text and as metadata', async () => {
    const { texts, metadata } = await read(fixture('family.eml'));
    expect(texts.headers).toContain(
      'Subject: Voter list – second delivery\nFrom: आशा वर्मा <asha@example.org>',
    );
    expect(metadata).toMatchObject({
      title: 'Voter list – second delivery',
      from: [{ name: 'आशा वर्मा', address: 'asha@example.org' }],
      to: [
        { name: 'Brown, Tom', address: 'tom@example.net' },
        { address: 'mia@example.net' },
        { name: 'Lee', address: 'lee@example.net' },
      ],
      cc: [{ name: 'André', address: 'andre@example.net' }],
      bcc: [{ address: 'quiet@example.net' }],
      messageId: 'list-2@example.org',
      inReplyTo: 'list-1@example.net',
      references: ['list-0@example.net', 'list-1@example.net'],
      application: 'Pigeon 4.1',
      sent: { instant: '2016-03-07T10:22:10.000Z', local: '2016-03-07T15:52:10', offset: 330 },
      received: { instant: '2016-03-07T10:22:30.000Z' },
    });
    expect(metadata.other).toMatchObject({ 'x-campaign': 'north-east' });
  });

  test('reads the plain alternative, and keeps apart what only the other one and the epilogue say', async () => {
    const { texts, anchors } = await read(fixture('family.eml'));
    expect(texts.body).toBe('The list for Brighton is attached, café owners are marked twice.\n');
    expect(texts.hidden).toBe('Invoice goes through Harbour Analytics.\nSeen by nobody: epilogue.\n');
    expect(anchors.body).toEqual([{ at: 0, part: '1.1' }]);
  });

  test('makes each attachment a child under its part number, whatever its name', async () => {
    const { children, expected, outcome, warnings } = await read(fixture('family.eml'));
    expect(children.map(({ locator, name, declaredType }) => [locator, name, declaredType])).toEqual([
      ['2', 'voters.csv', 'text/csv'],
      ['3', 'सूची.bin', 'application/octet-stream'],
      ['4', 'voters.csv', 'application/octet-stream'],
      ['5', '', 'message/rfc822'],
      ['6', '', 'text/calendar'],
    ]);
    expect(children.every((child) => child.relation === 'attachment')).toBe(true);
    expect(text(children[0]?.bytes)).toBe('name,town\nJane Doe,Brighton\nJo,Hove\n');
    expect(children[0]).toMatchObject({
      declaredSize: 32,
      times: { modified: { instant: '2016-03-04T09:00:00.000Z' } },
    });
    expect(text(children[3]?.bytes)).toMatch(/^From: tom@example\.net\r\n.*Nested body\.$/s);
    expect([expected, warnings, outcome]).toEqual([5, [], { status: 'extracted', completeness: 'complete' }]);
  });

  test('keeps what is there of a message that was cut off, and says so', async () => {
    const { children, warnings, outcome } = await read(fixture('truncated.eml'));
    expect(children.map((child) => text(child.bytes)).at(-1)).toBe('other');
    expect(warnings.map((warning) => warning.code)).toEqual(['truncated']);
    expect(outcome).toMatchObject({ completeness: 'partial' });
  });
});

describe('what the program that kept it notes of a message', () => {
  test.each([
    ['X-Mozilla-Status: 1007', 'seen, replied, flagged, forwarded'],
    ['X-Evolution: 0000001a-0031', 'replied, seen'],
    ['Status: RO\nX-Status: AT', 'seen, replied, draft'],
    ['X-Mozilla-Status: 0001\nStatus: RO', 'seen'],
    ['X-Mozilla-Status: 0008', undefined],
    ['X-Mozilla-Status: seen\nStatus: REALLY_OLD\nmail.flags: replied', undefined],
  ])('%j: %s', async (fields, flags) => {
    const { metadata } = await read(`From: a@example.org\nMessage-ID: <1@example.org>\n${fields}\n\nx\n`);
    expect(metadata.other?.['mail.flags']).toBe(flags);
  });
});

describe('other shapes of mail', () => {
  test('an encrypted part is a child that says for whom; the header stays readable', async () => {
    const { texts, children } = await read(fixture('encrypted.eml'));
    expect(texts.headers).toContain('Subject: closed letter');
    expect(children.map(({ locator, ended }) => [locator, ended?.status])).toEqual([
      ['1', undefined],
      ['2', undefined],
    ]);
  });

  test('uuencoded files and PGP blocks are taken out of the text, words that look alike stay', async () => {
    const { texts, children } = await read(fixture('uuencoded.eml'));
    expect(texts.body).toBe('The file follows.\nSo far. begin 5 times anew.\n');
    expect(children.map(({ locator, name, ended }) => [locator, name, ended?.status])).toEqual([
      ['1/uuencoded-1', 'note.txt', undefined],
      ['1/pgp-2', '', undefined],
    ]);
    expect(text(children[0]?.bytes)).toBe('Cat');
  });

  test('a web archive gives the page as text and its resources as children', async () => {
    const { texts, children, metadata } = await read(fixture('web-archive.mht'));
    expect(texts.body).toBe('Records by county\nHarbour logo\n');
    expect(texts.headers).toContain('Subject: Price list\n');
    expect(texts.headers).toContain('Prices\n');
    expect(JSON.stringify(texts)).not.toContain('never');
    expect(children.map(({ locator, name }) => [locator, name])).toEqual([['2', 'logo.png']]);
    expect(metadata.sent).toEqual({
      instant: '2016-03-09T11:00:00.000Z',
      precision: 'second',
      zoneSource: 'utc',
      raw: 'Wed, 9 Mar 2016 11:00:00 -0000',
    });
  });

  test('header bytes without encoding are read in the character set of the body', async () => {
    const { texts, metadata } = await read(fixture('raw-header.eml'));
    expect(metadata.subject).toBe('список');
    expect(texts.body).toBe('избиратели\n');
  });

  const shapes: readonly [string, string, string][] = [
    [
      'html alone',
      'Content-Type: text/html\n\n<p>one<br>two &amp; three</p><style>x{}</style>',
      'one\ntwo & three\n',
    ],
    ['no header at all', '\n\nonly a body', 'only a body\n'],
    ['a body without the blank line', 'Subject: a\nthis is no field\nmore', 'this is no field\nmore\n'],
    [
      'base64 that is none',
      'Content-Transfer-Encoding: base64\n\nPlain words, never encoded.',
      'Plain words, never encoded.\n',
    ],
    ['base64 padded on each line', 'Content-Transfer-Encoding: base64\n\nYQ==\nYg==\n', 'ab\n'],
    ['carriage returns alone', 'Subject: a\r\rold mac\rmail\r', 'old mac\nmail\n'],
    ['a separator line first', 'From a@b Mon Mar  7 15:52:10 2016\nSubject: a\n\nbody', 'body\n'],
    [
      'quoted-printable with blanks behind its soft breaks',
      'Content-Transfer-Encoding: quoted-printable\n\nvo=  \nters, wal=\t \r\nkers = riders, on=\rly, ends=  ',
      'voters, walkers = riders, only, ends\n',
    ],
    ['an unknown charset', 'Content-Type: text/plain; charset=nonsense\n\ncaf\u{e9}', 'café\n'],
    [
      'a lost boundary parameter',
      'Content-Type: multipart/mixed\n\n--xyz\nContent-Type: text/plain\n\nfound\n--xyz--',
      'found\n',
    ],
    ['flowed text', 'Content-Type: text/plain; format=flowed; delsp=yes\n\nhalf \nword', 'halfword\n'],
    [
      'flowed text with quotes and a signature',
      'Content-Type: text/plain; format=flowed; delsp=yes\n\n>> one wo \n>>rd\n> two \nthree\n-- \n stuffed',
      '>> one word\n> two\nthree\n-- \nstuffed\n',
    ],
    ['escape sequences of Japanese without a label', 'Subject: a\n\n\x1b$BF|K\\\x1b(B.\n', '日本.\n'],
    [
      'blank plain text beside HTML',
      'Content-Type: multipart/alternative; boundary=b\n\n--b\n\n \n--b\nContent-Type: text/html\n\n<b>shown</b>\n--b--',
      'shown\n',
    ],
  ];
  test.each(shapes)('%s', async (_, message, body) => {
    expect((await read(message)).texts.body).toBe(body);
  });
});

describe('files that stand in a text', () => {
  const zip = Buffer.from('504b0304140000000000', 'hex');
  test.each([
    ['a letter', 'Subject: s\n\nhello\n', '1/behind-text'],
    ['a part', 'Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n', '1/behind-text'],
    ['a page', 'Content-Type: text/html\n\n<p>hello</p>\n', '1/behind-text'],
  ])('an archive behind %s is an item, and told', async (_, head, locator) => {
    const { texts, children, warnings } = await read(Buffer.concat([Buffer.from(head), zip]));
    expect(texts.body).toBe('hello\n');
    expect(children.map((child) => [child.locator, Buffer.from(child.bytes ?? [])])).toEqual([
      [locator, zip],
    ]);
    expect(warnings.map(({ code }) => code)).toContain('trailing-data');
  });

  test('so is one behind the last boundary, or before the first', async () => {
    const head = 'Content-Type: multipart/mixed; boundary=b\n\n';
    const parts = '--b\n\nhello\n--b--\n';
    const binary = Buffer.concat([zip, Buffer.alloc(40), Buffer.from('\n')]);
    const behind = await read(Buffer.concat([Buffer.from(head + parts), binary]));
    expect(behind.children.map(({ locator, bytes }) => [locator, bytes?.length])).toEqual([
      [`bytes:${head.length + parts.length}`, 51],
    ]);
    const before = await read(Buffer.concat([Buffer.from(head), binary, Buffer.from(parts)]));
    expect(before.children.map(({ locator, bytes }) => [locator, bytes?.length])).toEqual([
      [`bytes:${head.length}`, 50],
    ]);
    expect([...behind.warnings, ...before.warnings].map(({ code }) => code)).toEqual([
      'trailing-data',
      'unaccounted-data',
    ]);
  });

  test('text that only names a format is text', async () => {
    const text = 'It begins with %PDF-1.7, or with GIF89a, and ends well.\n';
    expect(await read(`Subject: s\n\n${text}`)).toMatchObject({
      texts: { body: text },
      children: [],
      warnings: [],
    });
  });

  const yenc = (bytes: Uint8Array): Buffer =>
    Buffer.from(
      [...bytes].flatMap((byte) => {
        const moved = (byte + 42) & 255;
        return [0, 10, 13, 61].includes(moved) ? [61, (moved + 64) & 255] : [moved];
      }),
    );
  const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  test('yEnc', async () => {
    const message = (size: number): Buffer =>
      Buffer.concat([
        Buffer.from(
          'Content-Type: text/plain; charset=utf-8\n\nBefore, é.\n=ybegin line=128 size=256 name=all bytes.bin\r\n',
        ),
        yenc(all),
        Buffer.from(`\r\n=yend size=${size} crc32=00000000\r\nBehind.\n`),
      ]);
    const { texts, children, warnings } = await read(message(256));
    expect([texts.body, warnings]).toEqual(['Before, é.\nBehind.\n', []]);
    expect(children.map(({ locator, name }) => [locator, name])).toEqual([['1/yenc-1', 'all bytes.bin']]);
    expect(Buffer.from(children[0]?.bytes ?? [])).toEqual(Buffer.from(all));
    expect((await read(message(999))).warnings.map(({ code }) => code)).toEqual(['truncated']);
  });

  test('base64 between begin-base64 and ====, BinHex', async () => {
    const body =
      'One.\nbegin-base64 644 cat.txt\nQ2F0\ncw==\n====\nTwo.\n(This file must be converted with BinHex 4.0)\n\n:$f*TEQKPH#j08(*eC&"::\nThree.\n';
    const { texts, children } = await read(`Subject: s\n\n${body}`);
    expect(texts.body).toBe('One.\nTwo.\nThree.\n');
    expect(children.map(({ locator, name, ended }) => [locator, name, ended?.status])).toEqual([
      ['1/base64-1', 'cat.txt', undefined],
      ['1/binhex-2', '', 'unsupported'],
    ]);
    expect(text(children[0]?.bytes)).toBe('Cats');
  });
});

describe('what is not quite as it says', () => {
  test('a footer that a list put behind base64 is text, and no bytes of the file', async () => {
    const footer = '_______\nRiders mailing list\nhttps://lists.example.org/Corrie\n';
    const coded = Buffer.from('A letter to the riders, in full.\n').toString('base64');
    const body = `Content-Transfer-Encoding: base64\n\n${coded}\n${footer}`;
    expect((await read(body)).texts).toEqual({ body: 'A letter to the riders, in full.\n', hidden: footer });
    const file = await read(
      `Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: image/png\n${body}--b--\n`,
    );
    expect(text(file.children[0]?.bytes)).toBe('A letter to the riders, in full.\n');
    expect(file.texts.hidden).toBe(footer);
  });

  test.each([
    'Base 64',
    'BASE-64',
    '"base64"',
    'base64 (yes)',
    '(c) base64',
    '7bit\r\nContent-Transfer-Encoding: base64',
  ])('the transfer encoding %s', async (encoding) => {
    expect((await read(`Content-Transfer-Encoding: ${encoding}\n\nSGVsbG8gdGhlcmUu\n`)).texts.body).toBe(
      'Hello there.\n',
    );
  });

  test.each(['quoted printable', 'Quoted_Printable', 'quotedprintable'])(
    'the transfer encoding %s',
    async (encoding) => {
      expect((await read(`Content-Transfer-Encoding: ${encoding}\n\ncaf=C3=A9\n`)).texts.body).toBe('café\n');
    },
  );

  test('a name of a file in bytes of the charset of the message', async () => {
    const head = `Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=windows-1251\n\nx\n--b\n`;
    const named = Buffer.concat([
      Buffer.from(
        `${head}Content-Type: application/octet-stream\nContent-Disposition: attachment; filename="`,
      ),
      Buffer.from('f1efe8f1eeea20e8e7e1e8f0e0f2e5ebe5e9', 'hex'),
      Buffer.from('.bin"\n\ny\n--b--\n'),
    ]);
    expect((await read(named)).children.map(({ name }) => name)).toEqual(['список избирателей.bin']);
  });

  test('a message that an editor saved as UTF-16', async () => {
    const message = 'From: Анна <a@example.org>\r\nSubject: Список\r\n\r\nГруппа ждёт.\r\n';
    const { texts, metadata } = await runExtractor(Buffer.from(`\uFEFF${message}`, 'utf16le'), {
      format: 'eml',
      charset: 'utf-16le',
    });
    expect([metadata.subject, metadata.from, texts.body]).toEqual([
      'Список',
      [{ name: 'Анна', address: 'a@example.org' }],
      'Группа ждёт.\n',
    ]);
  });
});

describe('what no program shows is hidden text', () => {
  const mail = (more: string): string =>
    `Subject: s\n${more}Content-Type: multipart/mixed; boundary=b\n\n%before%--b\n%part%\nbody\n--b--\n%behind%`;
  const fill = (more: string, before = '', part = '', behind = ''): string =>
    mail(more).replace('%before%', before).replace('%part%', part).replace('%behind%', behind);
  const many = Array.from({ length: 70 }, (_, at) => `X-${at}: v\n`).join('');
  test.each([
    [
      'before the first boundary',
      fill('', 'This is a multi-part message in MIME format. The money is at Corrie.\n'),
      'Corrie',
    ],
    ['behind the last boundary, in UTF-8', fill('', '', '', 'Grüße aus Plön\n'), 'Grüße aus Plön'],
    [
      'behind the last boundary, in windows-1251',
      Buffer.concat([
        Buffer.from(fill('')),
        Buffer.from('cfe0f0f2e8ff20efe5f0e5e4e0ebe020f1efe8f1eeea', 'hex'),
      ]),
      'Партия передала список',
    ],
    [
      'in the header of a part',
      fill('', '', 'Content-Description: the Corrie list\n'),
      'content-description: the Corrie list',
    ],
    [
      'in a line of it that is no field',
      fill('', '', 'Content-ID: <a>\nstray Corrie\nX-Way: 1\n'),
      'stray Corrie',
    ],
    ['in a field of somebody’s own', fill('X-Secret: Corrie\n'), 'x-secret: Corrie'],
    ['in the comments', fill('Comments: to Corrie\n'), 'comments: to Corrie'],
    ['in a field behind 64 others', fill(`${many}X-Last: Corrie\n`), 'x-last: Corrie'],
    ['behind 16,000 units of a field', fill(`X-Long: ${'word '.repeat(4_000)}Corrie\n`), 'Corrie'],
    ['in a field with an odd name', fill('X.Odd/Name: Corrie\n'), 'x.odd/name: Corrie'],
    [
      'beside the ids of an answer',
      fill('In-Reply-To: Your note on Corrie of May <a@b>\n'),
      'Your note on Corrie',
    ],
  ])('%s', async (_, message, words) => {
    const { texts, warnings } = await read(message);
    expect(texts.hidden).toContain(words);
    expect(warnings.filter(({ code }) => code === 'text-cut')).toEqual([]);
  });

  test('nor are fields that programs write for programs', async () => {
    const fields =
      'Received: from x\nX-Spam-Status: No\nX-MS-Has-Attach: yes\nList-Id: a\nX-From: b\nX-Mailer: c\n';
    expect((await read(fill(fields))).texts.hidden).toBeUndefined();
  });

  test.each([
    'This is a multi-part message in MIME format.\n',
    'This is a multipart message in MIME format...\n',
    'This is a MIME-encapsulated message\n',
    'This is an OpenPGP/MIME signed message (RFC 4880 and 3156)\n',
    'This is a cryptographically signed message in MIME format.\n',
    '> This message is in MIME format. Since your mail reader does not understand\nthis format, some or all of this message may not be legible.\n',
  ])('but not the note of a program: %s', async (note) => {
    expect((await read(fill('', note))).texts.hidden).toBeUndefined();
  });
});

describe('broken headers', () => {
  const file =
    'Content-Type: multipart/mixed; boundary=b\n\n--b\n\nbody\n--b\nContent-Type: text/csv\n\nx\n--b--\n';
  const shapes: readonly [string, string, string, string | undefined][] = [
    [
      'a subject broken by a line without colon',
      'Subject: the reminder\nabout tonight\n',
      'the reminder about tonight',
      undefined,
    ],
    [
      'a line without colon elsewhere',
      'Subject: s\nX-Way: 1\na stray line\n',
      's',
      'Subject: s\na stray line\n',
    ],
    ['a fold of nothing but blanks', 'Subject: s\nReferences: <a@b>\n  \nX-Way: 1\n', 's', undefined],
    [
      'two subjects',
      'Subject: the mill\nSubject: the weir\nSubject: the mill\n',
      'the mill | the weir',
      undefined,
    ],
    ['blanks before the colon', 'Subject : s\n', 's', undefined],
    [
      'what Outlook writes above a header',
      'Microsoft Mail Internet Headers Version 2.0\nSubject: s\n',
      's',
      undefined,
    ],
    [
      'an envelope line quoted by a mailbox',
      '>From a@b Mon Mar  7 15:52:10 2016\nSubject: s\n',
      's',
      undefined,
    ],
  ];
  test.each(shapes)('%s', async (_, header, subject, headers) => {
    const { metadata, texts, children } = await read(`${header}${file}`);
    expect([metadata.subject, texts.body, children.length]).toEqual([subject, 'body\n', 1]);
    if (headers !== undefined) expect(texts.headers).toBe(headers);
  });

  test('are told, and their lines kept', async () => {
    const { warnings, texts, outcome } = await read(`Subject: s\nX-Way: 1\na secret line\nX-End: 1\n${file}`);
    expect(warnings).toEqual([{ code: 'corrupt', detail: 'a line of a header is no field' }]);
    expect(texts.headers).toContain('a secret line');
    expect(outcome).toEqual({ status: 'extracted', completeness: 'complete' });
  });

  test('a date that is none is told', async () => {
    const { warnings, metadata } = await read('Subject: s\nDate: 05/06/2019 10:20\n\nbody');
    expect(warnings).toEqual([{ code: 'unclear-time', detail: 'the date states no time: 05/06/2019 10:20' }]);
    expect(metadata.other).toEqual({ date: '05/06/2019 10:20' });
  });

  test('a body without the blank line is no header, although a colon stands in it', async () => {
    const { texts } = await read('Subject: a\nHello Tom,\nNote: bring it\nmore\n');
    expect(texts.body).toBe('Hello Tom,\nNote: bring it\nmore\n');
  });
});

describe('attacks', () => {
  test('a hundred thousand parts end at the limit', async () => {
    const parts = '--b\n\nx\n'.repeat(100_000);
    const { warnings, outcome, texts } = await read(
      `Content-Type: multipart/mixed; boundary=b\n\n${parts}--b--`,
    );
    expect(warnings.map((warning) => warning.code)).toContain('member-limit');
    expect(outcome).toEqual({ status: 'extracted', completeness: 'partial' });
    expect(texts.body?.startsWith('x\nx\n')).toBe(true);
  });

  test('multiparts in multiparts end at the limit of nesting', async () => {
    let message = '';
    for (let depth = 0; depth < 5_000; depth += 1) {
      message += `Content-Type: multipart/mixed; boundary=b${depth}\n\n--b${depth}\n`;
    }
    const { warnings } = await read(message);
    expect(warnings.map((warning) => warning.code)).toContain('depth-limit');
  });

  test('a header of many megabytes is cut and the body still read', async () => {
    const fields = Array.from({ length: 200_000 }, (_, at) => `X-${at}: ${'v'.repeat(20)}\n`).join('');
    const { metadata, texts, warnings } = await read(`Subject: here\n${fields}\nbody`);
    expect(metadata.subject).toBe('here');
    expect(Object.keys(metadata.other ?? {}).length).toBeLessThanOrEqual(64);
    expect(texts.body).toBe('body\n');
    expect(warnings.map((warning) => warning.code)).toContain('text-cut');
  });

  test('a large attachment is handed over in slices', async () => {
    const encoded = `${'A'.repeat(76)}\n`.repeat(60_000);
    const message = `Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n${encoded}--b--`;
    let slices = 0;
    let largest = 0;
    const input = { content: contentOf(Buffer.from(message)), format: 'eml', limits: testLimits };
    await extract(input, {
      text: () => undefined,
      anchor: () => undefined,
      drain: () => Promise.resolve(),
      metadata: () => undefined,
      messageBody: () => undefined,
      event: () => undefined,
      expect: () => undefined,
      expanding: () => undefined,
      unaccounted: () => Promise.resolve(),
      warn: () => undefined,
      async child(child) {
        const opened = child.open?.() ?? [];
        if (opened instanceof Uint8Array) throw new Error('handed over in one piece');
        for await (const slice of opened) {
          slices += 1;
          largest = Math.max(largest, slice.length);
        }
      },
    });
    expect(slices).toBeGreaterThan(10);
    expect(largest).toBeLessThanOrEqual(1024 * 1024);
  });

  test('any bytes at all give an outcome, not an exception', async () => {
    const line = fc.constantFrom(
      'Content-Type: multipart/mixed; boundary="b"',
      'Content-Type: text/html; charset="',
      'Content-Transfer-Encoding: base64',
      "Content-Disposition: attachment; filename*0*=x''%e0; filename*2=(",
      '--b',
      '--b--',
      '',
      'begin 644 a',
      'From: "a" <b@c>, g: ;',
      'Date: 31 Feb 2016 25:61',
      '=?utf-8?B?//8=?= =3D=\u{1F600}',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(line, fc.string()), { maxLength: 40 }), async (lines) => {
        expect((await read(lines.join('\n'))).outcome.status).toBe('extracted');
      }),
      { numRuns: 200 },
    );
  });
});

describe('dates', () => {
  test.each([
    ['Mon, 7 Mar 2016 15:52:10 +0530 (IST)', '2016-03-07T10:22:10.000Z', '2016-03-07T15:52:10'],
    ['7 Mar 16 15:52 EST', '2016-03-07T20:52:00.000Z', '2016-03-07T15:52'],
    ['Mon Mar  7 15:52:10 2016', undefined, '2016-03-07T15:52:10'],
    ['2016-03-07T15:52:10Z', '2016-03-07T15:52:10.000Z', '2016-03-07T15:52:10'],
    ['Mon, 7 Mar 2016 15:52:10 -1900', undefined, '2016-03-07T15:52:10'],
    ['Mon, 7 Mar 2016 15:52:10 IST', undefined, '2016-03-07T15:52:10'],
    ['Mon, 7-Mar-2016 15:52:10 GMT', '2016-03-07T15:52:10.000Z', '2016-03-07T15:52:10'],
  ])('%s', (raw, instant, local) => {
    const time = parseMailDate(raw);
    expect([time?.instant, time?.local, time?.raw]).toEqual([instant, local, raw]);
    const isStated = /(?:IST|-1900)$/u.test(raw);
    expect(time?.zoneSource).toBe(instant !== undefined ? 'offset' : isStated ? 'unclear' : 'none');
  });

  test.each([
    '5 Oct 2019 10:20 Uhr',
    '5 Oct 2019 10:20 h',
    '5 Oct 2019 10:20 pm',
    '5 Oct 2019 10:20, Lunes',
    '5 Oct 2019 10:20 de',
  ])('%s states no zone', (raw) => {
    expect(parseMailDate(raw)?.zoneSource).toBe('none');
  });

  test.each(['5 Oct 2019 10:20 Europe/Berlin', '5 Oct 2019 10:20 EST5EDT', '5 Oct 2019 10:20 B'])(
    '%s states one',
    (raw) => {
      expect(parseMailDate(raw)?.zoneSource).toBe('unclear');
    },
  );

  test('a zone of several meanings is told', async () => {
    const { warnings } = await read('From: a@b.example\nDate: Thu, 31 Oct 2019 12:00:00 BST\n\nwords\n');
    expect(warnings).toMatchObject([
      { code: 'unclear-time', detail: expect.stringContaining('12:00:00 BST') },
    ]);
  });

  test.each(['-0000', '-00:00', 'GMT-0000'])('%s is UTC, and says nothing of the sender’s clock', (zone) => {
    expect(parseMailDate(`Sun, 27 Mar 2022 01:30:00 ${zone}`)).toEqual({
      instant: '2022-03-27T01:30:00.000Z',
      precision: 'second',
      zoneSource: 'utc',
      raw: `Sun, 27 Mar 2022 01:30:00 ${zone}`,
    });
  });

  test.each([
    '',
    'yesterday',
    '31 Feb 2016 10:00:00 +0000',
    'Tue, 27 Aug 0102 20:59:44 -0200',
    '99999999999',
  ])('no date is invented from "%s"', (raw) => expect(parseMailDate(raw)).toBeUndefined());
});

describe('encoded words', () => {
  const b64 = (text: string): string => Buffer.from(text).toString('base64');
  test.each([
    ['cut within a character', '=?UTF-8?B?5pel5g==?= =?UTF-8?B?nKw=?=', '日本'],
    ['cut within the base64', '=?UTF-8?B?5pel5?=\n =?UTF-8?B?pys?=', '日本'],
    ['cut within an escape of two', '=?UTF-8?Q?pasi=C5=BEad=C4?= =?UTF-8?Q?=97jim=C5=B3?=', 'pasižadėjimų'],
    [
      'cut within a character of GB 2312, unpadded',
      '=?gb2312?B?udjT2rLWv+K1?= =?gb2312?B?xLvh0uk?=',
      '关于仓库的会议',
    ],
    ['each shifting by itself', '=?ISO-2022-JP?B?GyRCRnwbKEI=?= =?ISO-2022-JP?B?GyRCS1wbKEI=?=', '日本'],
    ['of a charset that shifts', '=?ISO-2022-KR?B?GyQpQw4waEFCDw==?=', '계좌'],
    ['with blanks', '=?utf-8?Q?Hello World?= and', 'Hello World and'],
    ['with a question mark', '=?utf-8?Q?what?=20now=3F?= yes', 'what? now? yes'],
    ['with a language', '=?utf-8*en?q?caf=C3=A9?=', 'café'],
    ['of two charsets', '=?utf-8?q?caf=C3=A9_?= =?iso-8859-1?q?caf=E9?= x', 'café café x'],
    ['without a blank between', '=?utf-8?q?a?==?utf-8?q?b?=', 'ab'],
    ['cut off', 'Re: =?utf-8?q?caf=C3=A9', 'Re: café'],
    ['wrongly labelled', `=?us-ascii?B?${b64('Größe und Maß')}?=`, 'Größe und Maß'],
    ['of an unknown kind', 'a =?x?z?no?= b', 'a =?x?z?no?= b'],
  ])('%s', (_, value, text) => expect(decodeHeaderText(value)).toBe(text));

  test('in address lists: what is inside them parts nothing', async () => {
    const to = `=?utf-8?B?${b64('Doe, Jane')}?= <a@b>, "=?utf-8?Q?x=2Cy?=" <c@d>, =?UTF-8?B?5pel5g==?= =?UTF-8?B?nKw=?= <e@f>,
 =?utf-8?B?${b64('Max <max@example.org>')}?=`;
    const { metadata } = await read(`To: ${to}\n\nbody`);
    expect(metadata.to).toEqual([
      { name: 'Doe, Jane', address: 'a@b' },
      { name: 'x,y', address: 'c@d' },
      { name: '日本', address: 'e@f' },
      { name: 'Max', address: 'max@example.org' },
    ]);
  });

  test('half a million units cost no more than they hold', () => {
    const start = process.cpuUsage();
    for (const piece of ['=?utf-8?q?', '=?utf-8?q?a?= ', '=?utf-8?q?a?=20', `=?utf-8?q?${'a'.repeat(9_000)}`])
      decodeHeaderText(piece.repeat(500_000 / piece.length));
    expect(process.cpuUsage(start).user).toBeLessThan(5_000_000);
  });
});

describe('what mail programs say of a deletion', () => {
  test.each([
    ['X-Mozilla-Status: 0009', 'flagged by the mail program (X-Mozilla-Status 0009)'],
    [
      'X-Mozilla-Status: 0001\nX-Mozilla-Status2: 00200000',
      'flagged by the mail program (X-Mozilla-Status2 00200000)',
    ],
    ['X-Status: AD', 'flagged by the mail program (X-Status AD)'],
    ['Status: ROD', 'flagged by the mail program (Status ROD)'],
    ['X-Evolution: 0000021f-0012', 'flagged by the mail program (X-Evolution 0012)'],
    ['X-Evolution: 0000021f-0010', undefined],
    ['Deleted: yes', undefined],
    ['X-Mozilla-Status: 0001', undefined],
    ['Status: RO', undefined],
    ['Status: DONE soon', undefined],
  ])('%s', async (header, deleted) => {
    const { metadata } = await read(`Subject: s\n${header}\n\nbody`);
    expect(metadata.deleted).toBe(deleted);
  });
});

describe('structured values', () => {
  test.each([
    ['attachment; filename="a;b.txt"', 'a;b.txt'],
    ['attachment; filename=Invoice(1).pdf', 'Invoice(1).pdf'],
    ['attachment (a comment); filename=a.txt', 'a.txt'],
    ['attachment; filename="C:\\Users\\me\\a.txt"', 'C:\\Users\\me\\a.txt'],
    ['attachment; filename="quote\\"d.txt"', 'quote"d.txt'],
    ["attachment; filename*=iso-8859-1'en'%A3.txt", '£.txt'],
    ['attachment; filename*1=b.txt; filename*0="a "', 'a b.txt'],
    ['attachment; filename=first; filename=second', 'first'],
  ])('%s', (value, name) => {
    expect(parseStructured(value).parameters.get('filename')).toBe(name);
    expect(parseStructured(value).value).toBe('attachment');
  });
});

describe('transfer encodings, cut into slices anywhere', () => {
  const slicesOf = (bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] => {
    const at = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort(
      (a, b) => a - b,
    );
    return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
  };
  const cuts = fc.array(fc.nat(5_000), { maxLength: 6 });

  test('base64', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), cuts, (bytes, at) => {
        const encoded = Buffer.from(
          Buffer.from(bytes)
            .toString('base64')
            .replaceAll(/(.{76})/g, '$1\r\n'),
        );
        expect(Buffer.concat([...decodeBase64(slicesOf(encoded, at))])).toEqual(Buffer.from(bytes));
      }),
    );
  });

  test('quoted-printable', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), cuts, (bytes, at) => {
        const coded = [...bytes].map((byte, index) => {
          const hex = `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
          return index % 20 === 19 ? `${hex}=\r\n` : hex;
        });
        expect(Buffer.concat([...decodeQuotedPrintable(slicesOf(Buffer.from(coded.join('')), at))])).toEqual(
          Buffer.from(bytes),
        );
      }),
    );
  });
});

describe('the markup of a body', () => {
  const html = (markup: string) => read(`From: a@b.example\nContent-Type: text/html\n\n${markup}`);
  const file = (words: string): string => `data:text/plain;base64,${Buffer.from(words).toString('base64')}`;

  test('gives the files in its own text as items, wherever they stand', async () => {
    const { children, expected } = await html(
      `<style>p{background:url("${file('sheet')}")}</style><img src="${file('picture')}"><img srcset="${file('set')} 1x"><p style="background:url(${file('style')})">x</p><iframe srcdoc="<img src='${file('frame')}'>"></iframe>`,
    );
    expect(children.map(({ locator, relation, bytes }) => [locator, relation, text(bytes)])).toEqual([
      ['1/data:1', 'embedded', 'sheet'],
      ['1/data:2', 'embedded', 'picture'],
      ['1/data:3', 'embedded', 'set'],
      ['1/data:4', 'embedded', 'style'],
      ['1/data:5', 'embedded', 'frame'],
    ]);
    expect(expected).toBe(5);
  });

  test('what one alternative alone says is shown by who prefers it; what its markup hides is not', async () => {
    const { texts, anchors } = await read(
      `From: a@b.example\nContent-Type: multipart/alternative; boundary=x\n\n--x\n\nthe plain words\n--x\nContent-Type: text/html\n\n<p>the plain words<p>the other offer<p style="display:none">the bait\n--x--\n`,
    );
    expect(texts.body).toBe('the plain words\nthe other offer\n');
    expect(texts.hidden).toBe('the bait\n');
    expect(anchors.body?.map(({ part }) => part)).toEqual(['1', '2']);
  });

  test('gives those of an alternative that is not shown', async () => {
    const { children } = await read(
      `From: a@b.example\nContent-Type: multipart/alternative; boundary=x\n\n--x\n\nplain\n--x\nContent-Type: text/html\n\n<img src="${file('picture')}">\n--x--\n`,
    );
    expect(children.map(({ locator, bytes }) => [locator, text(bytes)])).toEqual([['2/data:1', 'picture']]);
  });

  test('says what is a script and what has no end', async () => {
    const { texts, warnings } = await html('<p>x</p><script>say("to Varga now")</script><a title="and Odile');
    expect(texts.hidden).toContain('to Varga now');
    expect(texts.hidden).toContain('and Odile');
    expect(warnings.map(({ code, detail }) => [code, detail?.split(':')[0]])).toEqual([
      ['active-content', 'part 1'],
      ['truncated', 'part 1'],
    ]);
  });

  test('nested too deep is told', async () => {
    const { texts, warnings } = await html(`${'<div>'.repeat(30_000)}Varga`);
    expect(texts.body).toContain('Varga');
    expect(warnings.map(({ code }) => code)).toContain('partial-read');
  });
});

describe('headers that contradict themselves', () => {
  const coded = Buffer.from('the word Varga is in here, and some more').toString('base64');
  const part = `--b\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n${coded}\n--b--\n`;

  test.each([
    ['a text before the multipart', 'Content-Type: text/plain\nContent-Type: multipart/mixed; boundary=b'],
    ['a text behind the multipart', 'Content-Type: multipart/mixed; boundary=b\nContent-Type: text/plain'],
    [
      'a wrong boundary first',
      'Content-Type: multipart/mixed; boundary=w\nContent-Type: multipart/mixed; boundary=b',
    ],
    ['two boundaries in one field', 'Content-Type: multipart/mixed; boundary=w; boundary=b'],
    ['a boundary that never comes', 'Content-Type: multipart/mixed; boundary=w'],
    ['no kind of multipart', 'Content-Type: multipart; boundary=b'],
    ['an encoded word', 'Content-Type: =?utf-8?q?multipart/mixed?=; boundary=b'],
    ['blanks around the slash', 'Content-Type: multipart / mixed; boundary = "b"'],
    ['no semicolon', 'Content-Type: multipart/mixed boundary="b"'],
    ['a comma', 'Content-Type: multipart/mixed, boundary="b"'],
  ])('a multipart is taken apart: %s', async (_what, field) => {
    const { texts } = await read(`From: a@b.example\n${field}\n\n${part}`);
    expect(texts.body).toContain('the word Varga');
  });

  test('parts of either boundary are parts, and those behind the end', async () => {
    const either = await read(
      `From: a@b.example\nContent-Type: multipart/mixed; boundary=a\nContent-Type: multipart/mixed; boundary=b\n\n--a\n\nfirst\n${part}`,
    );
    expect(either.texts.body).toBe('first\nthe word Varga is in here, and some more\n');
    const behind = await read(
      `From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nfirst\n--b--\n${part}`,
    );
    expect(behind.texts.body).toContain('the word Varga');
    expect(behind.warnings).toEqual([{ code: 'corrupt', detail: 'parts behind the end of a multipart' }]);
  });

  test.each([
    ['7bit', 'base64', coded],
    ['quoted-printable', 'base64', coded],
    ['base64', 'quoted-printable', 'the word V=61rga is in here, not coded as the first says'],
  ])('the encoding that fits counts: %s, %s', async (first, second, body) => {
    const { texts } = await read(
      `From: a@b.example\nContent-Transfer-Encoding: ${first}\nContent-Transfer-Encoding: ${second}\n\n${body}\n`,
    );
    expect(texts.body).toContain('the word Varga');
  });
});

describe('words of headers', () => {
  test.each([
    'Received: from varga.example by x.example; Thu, 2 Jan 2020 10:00:00 +0000',
    'References: <varga@x>',
    'In-Reply-To: <varga@x>',
    'Message-ID: <varga@x>',
    'List-Id: The list <varga.lists.example>',
    'Return-Path: <varga@x>',
    'Reply-To: Varga <r@x>',
    'X-Originating-IP: [10.9.8.7] varga',
    'User-Agent: varga/1.0\nX-Mailer: other',
    'DKIM-Signature: v=1; d=varga.example; b=xyz',
    'Thread-Topic: varga',
    'X-Received: by varga',
  ])('%s', async (field) => {
    const { texts } = await read(`From: a@b.example\n${field}\n\nx\n`);
    expect(texts.headers?.toLowerCase()).toContain('varga');
  });

  test('a signature is no word', async () => {
    const { texts } = await read(
      `From: a@b.example\nDKIM-Signature: v=1; d=x.example; bh=${'Ab1+'.repeat(11)}; b=${'Zz9/'.repeat(40)}\n\nx\n`,
    );
    expect(texts.headers).toBe('From: a@b.example\ndkim-signature: v=1; d=x.example; bh=; b=\n');
  });

  test.each([
    ['a comment', 'Content-Type: text/plain (for Varga); charset=utf-8'],
    ['a parameter of no standard', 'Content-Disposition: inline; x-note="for Varga"'],
    ['a name without value', 'X-Varga:'],
  ])('what says how a body is packed may say more: %s', async (_what, field) => {
    const { texts } = await read(`From: a@b.example\n${field}\n\nx\n`);
    expect(texts.hidden).toMatch(/varga/i);
  });
});

test.each([
  [
    'text/enriched',
    '<bold>Var</bold>ga and\nmore << <color><param>red</param>x</color>',
    'Varga and more < x',
    'red',
  ],
  [
    'text/richtext',
    '<bold>Var</bold>ga <lt> x<nl>y<comment>not shown</comment>',
    'Varga < x\ny',
    'not shown',
  ],
  ['text/watch-html', '<b>Var</b>ga', 'Varga', undefined],
])('%s is read without its markup', async (type, given, body, hidden) => {
  const { texts } = await read(`From: a@b.example\nContent-Type: ${type}\n\n${given}`);
  expect([texts.body?.trim(), texts.hidden?.trim()]).toEqual([body, hidden]);
});
