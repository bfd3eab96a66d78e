/** What texts say in code: words become hidden text at their place, files become items, and prose nothing. */
import { deflateRawSync, deflateSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { makeZip, notes } from '../../../scripts/fixtures/make-archives.ts';
import { extractWithCodes } from '../../../formats/coded/coded-text.ts';
import type { Sink } from '../../../formats/contract.ts';
import { contentOf, placeOf, runExtractor, testLimits } from '../../run-extractor.ts';

const secret = 'the word of the mill';
const read = (text: string | Uint8Array, format = 'text') => runExtractor(Buffer.from(text), { format });
const base64 = (text: string | Uint8Array, encoding: 'base64' | 'base64url' | 'hex' = 'base64'): string =>
  Buffer.from(text).toString(encoding);
const bytesOf = (text: string): string[] =>
  [...Buffer.from(text)].map((byte) => byte.toString(16).padStart(2, '0'));
const wrap = (text: string, width: number, mark = ''): string =>
  (text.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).map((line) => `${mark}${line}`).join('\n');
const base32 = (text: string): string => {
  const bits = base2(text);
  return (bits.match(/.{1,5}/g) ?? [])
    .map((part) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(part.padEnd(5, '0'), 2)])
    .join('');
};
const escapeUnits = (text: string): string =>
  text.replaceAll(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
const base2 = (text: string): string =>
  [...Buffer.from(text)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
const long = `${'what was agreed with नेहा '.repeat(20)}${secret}`;

describe('words are hidden text, marked', () => {
  test.each([
    ['base64', `see ${base64(secret)} there`],
    ['base64 for addresses', `https://a.example/?q=${base64(secret, 'base64url')}&r=1`],
    ['base64 in lines', `Key:\n${wrap(base64(long), 76)}\nRegards\n`],
    ['base64 in lines that are quoted', `${wrap(base64(long), 64, '> ')}\n> and so on`],
    ['base64 of UTF-16', base64(Buffer.from(secret, 'utf16le'))],
    ['base64 of base64', base64(base64(secret))],
    ['base32', base32(secret)],
    ['hex', base64(secret, 'hex')],
    ['hex with blanks', bytesOf(secret).join(' ')],
    ['hex as C writes it', bytesOf(secret).map((byte) => `0x${byte}`).join(', ')], // prettier-ignore
    ['hex as scripts write it', bytesOf(secret).map((byte) => `\\x${byte}`).join(', ')], // prettier-ignore
    ['a dump of lines', wrap(bytesOf(secret).join(' '), 24, '00000010  ')],
    ['escapes of a script', `say("${bytesOf(secret).map((byte) => `\\x${byte}`).join('')}")`], // prettier-ignore
    ['escapes of JSON', `{"a": "${Array.from(secret).map((letter) => `\\u00${bytesOf(letter).join('')}`).join('')}",}`], // prettier-ignore
    ['one escape', 'the word of the \\u006dill was given'],
    ['escapes of an address', 'https://a.example/the%20word%20of%20the%20mill'],
    ['quoted-printable', bytesOf(secret).map((byte) => `=${byte.toUpperCase()}`).join('')], // prettier-ignore
    ['references of HTML', Array.from(secret).map((letter) => `&#${letter.charCodeAt(0)};`).join('')], // prettier-ignore
    ['octal', Array.from(secret).map((letter) => `\\${letter.charCodeAt(0).toString(8).padStart(3, '0')}`).join('')], // prettier-ignore
    ['base64 of a stream of zlib', base64(deflateSync(secret))],
    ['Ascii85', '<~FD,5.GAhM4+E(j7FD,5.D/!g&~>'],
    ['bits', [...Buffer.from(secret)].map((byte) => byte.toString(2).padStart(8, '0')).join(' ')],
    ['bits of two letters each', (secret.match(/../g) ?? []).map((pair) => base2(pair)).join(' ')],
    ['numbers', [...Buffer.from(secret)].join(', ')],
    ['letters turned around', `\u202e${Array.from(secret).toReversed().join('')}\u202c`],
    ['UTF-7', `+${base64(Buffer.from(secret, 'utf16le').swap16()).replaceAll('=', '')}-`],
    ['tag characters', Array.from(secret).map((letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join('')], // prettier-ignore
  ])('%s', async (_name, text) => {
    const found = await read(`first line\n${text}\nlast line\n`);
    expect(found.texts.body).toBe(`first line\n${text}\nlast line\n`);
    expect(found.texts.hidden).toContain(secret);
    expect(placeOf(found, secret, 'hidden').mark).toBe('coded');
  });

  test('wherever a piece of the text ends, with the line', async () => {
    const lines = Array.from({ length: 3000 }, (_, index) => `line ${index + 1} of plain words, ${base64(`${secret} ${index + 1}.`)}`); // prettier-ignore
    const found = await read(lines.join('\n'));
    expect(found.texts.hidden?.split('\n')).toEqual([
      ...lines.map((_, index) => `${secret} ${index + 1}.`),
      '',
    ]);
  });

  test.each([
    ['base64', base64(secret)],
    ['escapes', 'the word of the \\u006dill'],
    ['base64 over many lines', wrap(base64(`${secret}, `.repeat(9_000)), 76)],
    ['code within code', base64(`once more\n${base64(secret)}`)],
  ])('%s is cited by the line where it begins, however far behind', async (_name, code) => {
    const found = await read(`${'a line of plain words\n'.repeat(20_000)}one\n${code}\nand on\n`);
    expect(placeOf(found, secret, 'hidden')).toMatchObject({ line: 20_002, from: true });
  });

  test('in any format, and in any of its texts', async () => {
    const page = `<p>x</p><!-- ${base64(secret)} -->`;
    expect((await read(page, 'html')).texts.hidden).toContain(secret);
    expect((await read(`a,b\n1,${base64(secret)}\n`, 'csv')).texts.hidden).toBe(`${secret}\n`);
    const twice = JSON.stringify({ a: JSON.stringify(secret).replace('word', '\\u0077ord') });
    expect((await read(twice, 'json')).texts.hidden).toContain(secret);
  });
});

test('it stands on lines of its own, behind hidden text', async () => {
  const page = `<p>x <a title="first">${base64(secret)}</a></p><p><a title="last">y</a></p>`;
  const found = await read(page, 'html');
  expect(found.texts.hidden).toMatch(new RegExp(`^first\\s+last\\s*\\n${secret}\\n$`));
  expect(placeOf(found, 'last', 'hidden').mark).toBeUndefined();
});

test.each([
  ['\\uHHHH', 0x4e00, escapeUnits],
  ['\\uHHHH of pairs', 0x20000, escapeUnits],
  [
    '\\xHH',
    0x4e00,
    (letter: string) =>
      bytesOf(letter)
        .map((byte) => `\\x${byte}`)
        .join(''),
  ],
  ['%HH', 0x4e00, encodeURIComponent],
  ['octal', 0x4e00, (letter: string) => [...Buffer.from(letter)].map((byte) => `\\${byte.toString(8)}`).join('')], // prettier-ignore
  ['&#N;', 0x4e00, (letter: string) => `&#${letter.codePointAt(0)};`],
])('escapes without a blank between them are read whole, however many: %s', async (_name, least, write) => {
  const letters = Array.from({ length: 30_000 }, (_, index) =>
    index % 3 === 0 ? 'é' : String.fromCodePoint(least + ((index * index) % 997)),
  );
  for (const before of ['', 'y', 'yyyyy']) {
    const found = await read(`${before}${letters.map((letter) => write(letter)).join('')}`);
    expect(found.texts.hidden?.replaceAll('\n', '') === `${before}${letters.join('')}`).toBe(true);
  }
});

test('bits and letters in brackets count, and words spaced out over any length', async () => {
  const word = 'theyagreed'.repeat(12);
  const bits = Array.from('miller')
    .map((letter) => base2(letter))
    .join(' ');
  const found = await read(`it (${bits}) was\n(c o n s u l) and\n${Array.from(word).join(' ')}\n`);
  expect(found.texts.hidden?.split('\n').toSorted()).toEqual(['', 'consul', 'miller', word]);
});

test('a stream that expands too far is told', async () => {
  const { warnings } = await read(`see ${base64(deflateSync(Buffer.alloc(8 * 1024 * 1024)))} there`);
  expect(warnings.map(({ code }) => code)).toEqual(['partial-read']);
});

test('a word that is spaced out is found', async () => {
  const found = await read('it was said: m i l l e r, C-O-N-S-U-L, and a b c; I a m o k\n', 'text');
  expect(found.texts.hidden).toBe('miller\nCONSUL\n');
});

test('a word that a zero parts is found as one and as two', async () => {
  const found = await read('what was a\u0000greed and more of it, so that it is text', 'text');
  expect(found.texts).toEqual({
    body: 'what was a␀greed and more of it, so that it is text',
    hidden: 'agreed\n',
  });
});

const zip = makeZip([{ name: 'a', data: notes }]);

describe('files are items', () => {
  const uuencode = (bytes: Buffer): string =>
    (bytes.toString('latin1').match(/[^]{1,45}/g) ?? [])
      .map((part) => {
        const padded = Buffer.alloc(Math.ceil(part.length / 3) * 3);
        padded.write(part, 'latin1');
        const units = Array.from(padded.toString('base64')).map((letter) =>
          String.fromCharCode(
            32 + 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.indexOf(letter) || 96,
          ),
        );
        return `${String.fromCharCode(32 + part.length)}${units.join('')}`;
      })
      .join('\n');

  test.each([
    ['base64', '', `the file:\n${wrap(base64(zip), 76)}\nand so on`],
    ['hex', '', base64(zip, 'hex')],
    ['uuencode', 'budget.zip', `the file:\nbegin 644 budget.zip\n${uuencode(zip)}\n\`\nend\nand so on`],
    ['uuencode in base64', 'b.zip', `begin-base64 644 b.zip\n${wrap(base64(zip), 60)}\n====\n`],
  ])('%s', async (_name, name, text) => {
    const { children } = await read(text);
    const found = children.filter((child) => child.name === name);
    expect(found).toHaveLength(1);
    expect(Buffer.from(found[0]?.bytes ?? []).subarray(0, zip.length)).toEqual(zip);
  });
});

test('the queries of a workbook are items: their code, and what is said of them', async () => {
  const part = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from(Uint32Array.of(bytes.length).buffer), bytes]); // prettier-ignore
  const metadata = Buffer.from('<LocalPackageMetadataFile/>');
  const queries = Buffer.concat([
    Buffer.alloc(4),
    part(zip),
    part(Buffer.from('<PermissionList/>')),
    part(Buffer.concat([Buffer.alloc(4), part(metadata)])),
    part(Buffer.alloc(0)),
  ]);
  const { children } = await read(`<DataMashup>${base64(queries)}</DataMashup>`, 'xml');
  expect(children.map(({ bytes }) => Buffer.from(bytes ?? []))).toEqual([zip, metadata]);
});

test('files in codes within codes have a locator each', async () => {
  const zips = ['a', 'b'].map((name) => makeZip([{ name, data: notes }]));
  const { children } = await read(zips.map((zip) => base64(base64(zip))).join('\nand the other:\n'));
  expect(children.map(({ bytes }) => Buffer.from(bytes ?? []))).toEqual(zips);
  expect(new Set(children.map(({ locator }) => locator)).size).toBe(2);
});

test('a text of code that is longer than a window is looked through as a whole', async () => {
  const inside = `${'0x41 41,4142 '.repeat(500_000)}\nhere ${base64(secret)} and\n`;
  const found = await read(`first ${base64(inside)} last`);
  expect(found.texts.hidden?.endsWith(`${secret}\n`)).toBe(true);
});

test('what stands in code before a reader breaks off is told, and why it broke off', async () => {
  const zip = makeZip([{ name: 'a', data: notes }]);
  const told: unknown[] = [];
  const tell = (value: unknown): void => void told.push(value);
  const sink: Sink = {
    text: (chunk, kind) => kind === 'hidden' && tell(chunk),
    anchor: () => undefined,
    drain: () => Promise.resolve(),
    metadata: tell,
    messageBody: tell,
    event: tell,
    expect: tell,
    expanding: tell,
    child: (child) => Promise.resolve(tell(child.relation)),
    unaccounted: () => Promise.resolve(),
    warn: tell,
  };
  const reading = extractWithCodes(
    (_input, inner) => {
      inner.text(`see ${base64(secret)} and ${base64(zip)}`);
      return Promise.reject(new Error('a page is missing'));
    },
    { content: contentOf(Buffer.alloc(0)), format: 'text', limits: testLimits },
    sink,
  );
  await expect(reading).rejects.toThrow('a page is missing');
  expect(told).toEqual([`${secret}\n`, 'embedded']);
});

describe('one escape in an address hides no word', () => {
  test.each([
    ['a person', 'text', 'https://a.example/unsub?email=pia%40mill.example', 'pia@mill.example'],
    ['words', 'text', 'https://a.example/?q=two%20words', 'two words'],
    ['a path', 'text', 'GET /found/two%20words HTTP/1.1', 'two words'],
    ['a value of several', 'text', 'a.example?a=1&amp;path=%2Fmill', '=/mill'],
    ['to whom', 'text', 'mailto:o%27neill@mill.example', "o'neill@mill.example"],
    ['far behind where it begins', 'text', `https://a.example/${'y'.repeat(1_500)}/?q=7%20words`, '7 words'],
    [
      'outside of one',
      'text',
      'sent as two%20words.pdf to pia1%40mill.example',
      'two words.pdf to pia1@mill.example',
    ],
    ['in JSON', 'json', '{"url":"https://a.example/?e=pia%40mill.example"}', 'pia@mill.example'],
    ['in a table', 'csv', 'title,url\nMill,https://a.example/?q=two%20words\n', 'two words'],
    ['of a link', 'html', '<a href="https://a.example/?e=pia%40mill.example">x</a>', 'pia@mill.example'],
    ['of a link in XML', 'xml', '<a href="?e=pia%40mill.example">x</a>', 'pia@mill.example'],
    [
      'of a message',
      'eml',
      'Subject: x\n\nsee https://a.example/?e=pia%40mill.example\n',
      'pia@mill.example',
    ],
    [
      'of its headers',
      'eml',
      'Subject: x\nList-Unsubscribe: <https://a.example/?e=pia%40mill.example>\n\nx\n',
      'pia@mill.example',
    ],
  ])('%s', async (_name, format, text, words) => {
    expect((await read(text, format)).texts.hidden).toContain(words);
  });
});

describe('the names that signs of markup have are read where the text is none', () => {
  test.each([
    ['of Slack', 'json', '{"text": "yes: R&amp;D budget &lt;£48k&gt;"}', 'R&D budget <£48k>'],
    ['in a text', 'text', 'said the O&apos;Neill &quot;mill&quot;', `the O'Neill "mill"`],
    ['in a table', 'csv', 'a,b\n1,R&amp;D budget\n', 'R&D budget'],
    [
      'letters',
      'json',
      '{"body": "<p>a caf&eacute; in K&ouml;ln, Donau&shy;dampf</p>"}',
      'a café in Köln, Donau\u00addampf',
    ],
    ['that a page has once too often', 'html', '<p>R&amp;amp;D budget</p>', 'R&D budget'],
  ])('%s', async (_name, format, text, words) => {
    expect((await read(text, format)).texts.hidden).toContain(words);
  });

  test('between two values of an address it parts words already', async () => {
    expect((await read('https://a.example/?one=1&amp;two=2')).texts.hidden).toBeUndefined();
  });
});

test('names of hosts are read in the letters that they stand for', async () => {
  const { texts } = await read('ask post@xn--mller-kva.example, not xn--\u00e9 or ab-xn--mller-kva');
  expect(texts.hidden).toBe('müller.example\n');
});

test.each(['JSON that is none', 'a script'])(
  'UTF-8 that is written byte by byte is words: %s',
  async (name) => {
    const string = '"W\\u00c3\\u00a4hler f\\u00fcr 5 \\u00e2\\u0082\\u00ac"';
    const found = await read(name === 'a script' ? `var a = ${string};` : `{"a": ${string},}`);
    expect(found.texts.hidden).toContain('Wähler für 5 €');
  },
);

test('prose, names, addresses, keys and sums say nothing', async () => {
  const plain = [
    'internationalization of /usr/share/documentation/something-that-is-long_and-more is due',
    'sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    `key ${deflateRawSync(Buffer.from(long)).toString('base64')}`,
    'C:\\users\\x64\\0123\\u and a=10 b=20 c=30, 50%ab, 2+2222222-1',
    'sums of 50%40 of the whole',
    'begin 644 words that go on\nas prose does\nend of it',
    '00:1a:2b:3c:4d:5e:6f:70:81 2019-04-09 12:30:45 1234567890123456',
    '10 20 30 40 50 60 70 80 90 100, 00000000 11111111 00000000 11111111 00000000 11111111',
    'https://a.example/?a=41&b=42-c=43&d=4445',
    'GetProcessHeapInformationEx, HKEY_LOCAL_MACHINE, CamelCaseNamesAreLong',
  ];
  const { texts, children } = await read(plain.join('\n'));
  expect([texts.hidden, children]).toEqual([undefined, []]);
});
