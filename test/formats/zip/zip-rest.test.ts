/** Bytes of a ZIP that no entry of its directory takes: archives in a row, stray members, gaps, comments, unknown fields. */
import { describe, expect, test } from '@jest/globals';
import { identify } from '../../../formats/identify/identify.ts';
import { makeZip, notes } from '../../../scripts/fixtures/make-archives.ts';
import { type Collected, contentOf, runExtractor } from '../../run-extractor.ts';

const secret = Buffer.from('Meet me at the old mill.\n');
const open = makeZip([{ name: 'open.txt', data: notes }]);
const hidden = makeZip([{ name: 'hidden.txt', data: secret }]);
const directoryOf = (zip: Buffer): number => zip.indexOf('PK\x01\x02', 0, 'latin1');
const read = (bytes: Uint8Array) => runExtractor(bytes, { format: 'zip' });
const shown = ({ children }: Collected) =>
  children.map(({ locator, name, bytes }) => [locator, name, Buffer.from(bytes ?? []).toString('latin1')]);
const opened = ['0', 'open.txt', notes.toString('latin1')];

/** The archive with bytes between the last member and the directory, its end record corrected for them. */
function withGap(zip: Buffer, gap: Buffer): Buffer {
  const at = directoryOf(zip);
  const result = Buffer.concat([zip.subarray(0, at), gap, zip.subarray(at)]);
  const end = result.lastIndexOf('PK\x05\x06', Infinity, 'latin1');
  result.writeUInt32LE(at + gap.length, end + 16);
  return result;
}

const extraField = (id: number, data: Buffer): Buffer => {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(data.length, 2);
  return Buffer.concat([head, data]);
};

describe('archives in a row', () => {
  test('each one in front is an item of its own', async () => {
    const third = makeZip([{ name: 'third.txt', data: notes }]);
    const result = await read(Buffer.concat([hidden, third, open]));
    expect(shown(result)).toEqual([
      opened,
      ['bytes:0', '', hidden.toString('latin1')],
      [`bytes:${hidden.length}`, '', third.toString('latin1')],
    ]);
    expect(result.warnings).toEqual([
      {
        code: 'leading-data',
        detail: `${hidden.length + third.length} bytes in 2 places, the first at byte 0, opened as 2 items (zip)`,
      },
    ]);
    expect(result.outcome).toEqual({ status: 'extracted', completeness: 'complete' });
  });

  test('one behind another whose offsets count from the beginning of the file', async () => {
    const moved = Buffer.from(open);
    const [directory, end] = [directoryOf(moved), moved.lastIndexOf('PK\x05\x06', Infinity, 'latin1')];
    moved.writeUInt32LE(hidden.length, directory + 42);
    moved.writeUInt32LE(directory + hidden.length, end + 16);
    expect(shown(await read(Buffer.concat([hidden, moved])))).toEqual([
      opened,
      ['bytes:0', '', hidden.toString('latin1')],
    ]);
  });

  test('one whose beginning is cut off is read where its members are', async () => {
    const moved = Buffer.from(open);
    moved.writeUInt32LE(1000, directoryOf(moved) + 42);
    moved.writeUInt32LE(1000 + directoryOf(open), moved.lastIndexOf('PK\x05\x06', Infinity, 'latin1') + 16);
    expect(shown(await read(moved))).toEqual([opened]);
  });
});

describe('members that no directory names', () => {
  const member = hidden.subarray(0, directoryOf(hidden));

  test('before the others and among them', async () => {
    for (const zip of [Buffer.concat([member, open]), withGap(open, member)]) {
      const result = await read(zip);
      const at = zip.indexOf(member);
      expect(shown(result)).toEqual([opened, [`@${at}`, 'hidden.txt', secret.toString('latin1')]]);
      expect(result.warnings).toEqual([
        {
          code: 'unaccounted-data',
          detail: `${member.length} bytes of 1 members that the directory does not name, opened`,
        },
      ]);
    }
  });

  test('in an office package they are embedded files', async () => {
    const types =
      '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>';
    const text = '<w:document><w:body><w:p><w:r><w:t>Dear Asha</w:t></w:r></w:p></w:body></w:document>';
    const docx = makeZip([
      { name: '[Content_Types].xml', data: Buffer.from(types) },
      { name: 'word/document.xml', data: Buffer.from(text) },
    ]);
    const result = await runExtractor(Buffer.concat([hidden, withGap(docx, member), secret]), {
      format: 'docx',
    });
    expect(result.texts.body).toBe('Dear Asha\n');
    expect(shown(result).map(([locator, name]) => [locator, name])).toEqual([
      ['bytes:0', ''],
      [expect.stringMatching(/^@\d+$/u), 'hidden.txt'],
      [expect.stringMatching(/^bytes:\d+$/u), ''],
    ]);
    expect(result.children.every(({ relation }) => relation === 'embedded')).toBe(true);
  });
});

describe('gaps', () => {
  test('words between members and directory are an item, zeros are padding', async () => {
    const result = await read(withGap(open, secret));
    expect(shown(result)).toEqual([opened, [`bytes:${directoryOf(open)}`, '', secret.toString('latin1')]]);
    expect(result.warnings).toEqual([
      {
        code: 'unaccounted-data',
        detail: `25 bytes at byte ${directoryOf(open)}, opened as an item (text)`,
      },
    ]);
    expect((await read(withGap(open, Buffer.alloc(4096)))).warnings).toEqual([]);
  });

  test.each([true, false])(
    'data descriptors are none, with their signature (%s) or without',
    async (isSigned) => {
      const zip = makeZip([
        { name: 'a', data: notes, descriptor: true },
        { name: 'b', data: secret, descriptor: true },
      ]);
      let bytes = zip;
      if (!isSigned) {
        const at = zip.lastIndexOf('PK\x07\x08', Infinity, 'latin1');
        bytes = Buffer.concat([zip.subarray(0, at), zip.subarray(at + 4)]);
        bytes.writeUInt32LE(zip.readUInt32LE(zip.length - 6) - 4, bytes.length - 6);
      }
      const result = await read(bytes);
      expect(result.warnings).toEqual([]);
      expect(result.children).toHaveLength(2);
    },
  );

  test('what follows the compressed stream of a member is told', async () => {
    const result = await read(makeZip([{ name: 'open.txt', data: notes, behind: secret }]));
    expect(shown(result).map(([, name, text]) => [name, text])).toEqual([
      ['open.txt', notes.toString()],
      ['', secret.toString()],
    ]);
    const big = Buffer.alloc(9 * 1024 * 1024, 'a budget ');
    const streamed = await read(makeZip([{ name: 'open.txt', data: big, behind: secret }]));
    expect(shown(streamed)[1]?.[2]).toBe(secret.toString());
  });
});

describe('folders', () => {
  test('one with data is a member, whatever its mode says', async () => {
    const zip = makeZip([
      { name: 'plain/', data: secret, method: 0 },
      { name: 'moded/', data: secret, mode: 0o040755 },
      { name: 'pipe', data: secret, mode: 0o010644 },
      { name: 'link', data: secret, mode: 0o120777 },
      { name: 'empty/', mode: 0o040755 },
    ]);
    const result = await read(zip);
    expect(shown(result).map(([, name, text]) => [name, text])).toEqual([
      ...['plain/', 'moded/', 'pipe', 'link'].map((name) => [name, secret.toString()]),
      ['empty/', ''],
    ]);
    expect(result.expected).toBe(5);
  });
});

describe('comments and extra fields', () => {
  test('comments of archive and members are text, with their place', async () => {
    const zip = makeZip(
      [
        { name: 'a', data: notes, comment: Buffer.from('read by नेहा') },
        { name: 'b', data: notes, comment: Buffer.from('\x82t\x82', 'latin1') },
      ],
      2,
      Buffer.from('from the safe\r\nof the mill'),
    );
    const result = await read(zip);
    expect(result.texts.comments).toBe('from the safe\nof the mill\nread by नेहा\nété\n');
    expect(result.anchors.comments?.map(({ part }) => part)).toEqual(['archive', 'a', 'b']);
    expect(result.warnings).toEqual([]);
  });

  test('an unknown extra field is an item or counted, a known one is not', async () => {
    const extra = Buffer.concat([extraField(0x5455, Buffer.of(1, 0, 0, 0, 0)), extraField(0x9999, secret)]);
    const result = await read(makeZip([{ name: 'open.txt', data: notes, extra }]));
    expect(shown(result)[1]?.[2]).toBe(secret.toString());
    expect(result.warnings.map(({ code }) => code)).toEqual(['unaccounted-data']);
  });
});

test('what follows an archive too far from the end for readers to find it is an item', async () => {
  const pdf = Buffer.concat([
    Buffer.from('%PDF-1.4\n'),
    Buffer.alloc(1_200_000, 'grain '),
    Buffer.from('%%EOF\n'),
  ]);
  const result = await read(Buffer.concat([open, pdf]));
  expect(shown(result).map(([locator]) => locator)).toEqual(['@0', `bytes:${open.length}`]);
  expect(result.children[1]?.bytes).toEqual(pdf);
  expect(result.warnings.map(({ code }) => code)).toEqual(['truncated', 'trailing-data']);
});

test('what precedes an archive and is of no format is counted, and the archive is opened', async () => {
  const zip = Buffer.concat([Buffer.from('f1e2d3c4b5a69788', 'hex'), Buffer.alloc(70_000, 7), open]);
  expect((await identify(contentOf(zip))).format).toBe('zip');
  const result = await read(zip);
  expect(shown(result)).toEqual([opened]);
  expect(result.warnings).toEqual([{ code: 'leading-data', detail: '70008 bytes at byte 0, not read' }]);
});
