import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { runExtractor } from '../../run-extractor.ts';

const fixture = readFileSync(join(import.meta.dirname, '../../fixtures/vcard/contacts.vcf'));
const read = (bytes: Uint8Array | string) => runExtractor(Buffer.from(bytes as string), { format: 'vcard' });
const card = (lines: string): string => `BEGIN:VCARD\nVERSION:4.0\n${lines}\nEND:VCARD\n`;

describe('contacts', () => {
  test('of all versions are blocks of lines', async () => {
    const { texts, metadata } = await read(fixture);
    expect(texts.body?.split('\n\n')).toEqual([
      `Contact: Ondřej Žáček
Name: Žáček, Ondřej
Telephone: +420 600 000 017 (cell, voice)
Address: Dlouhá 12, Brno, 602 00 (home)
Note: café
PHOTO: (a file) (gif)`,
      `Contact: Dr. Aroha Ngata
Name: Ngata, Aroha, Dr.
Organization: Harbour Board; North, Pilots
E-mail: aroha@example.org (internet, work)
Address: 4 Quay Lane, Ahuriri, 4110, NZ (work)
Note: Met at the regatta, 2015.
Owes us a call.
Changed: 2016-03-07T10:20:30Z
X-ABLABEL: the good one`,
      `Contact: Board of Pilots
MEMBER: mailto:aroha@example.org
PHOTO: https://example.org/board.png
X-WAY: over the ridge`,
      '',
    ]);
    expect(metadata.other).toEqual({ contacts: '3' });
  });

  test('several addresses of one are of the metadata', async () => {
    const several = card(
      'FN:Ngozi Okafor\nEMAIL;TYPE=work:n.okafor@firm.example\nEMAIL;TYPE=home:ngozi@home.example',
    );
    const { metadata } = await read(`${card('FN:One\nEMAIL:one@y.example')}${several}`);
    expect(metadata.cards).toEqual([
      { name: 'Ngozi Okafor', address: 'n.okafor@firm.example', also: ['ngozi@home.example'] },
    ]);
    const many = await read(several.repeat(1_001));
    expect(many.metadata.cards).toHaveLength(1_000);
  });

  test('each has its line; a picture is an item, an address of one is only told', async () => {
    const { anchors, children, warnings } = await read(fixture);
    expect(anchors.body?.map(({ line }) => line)).toEqual([1, 13, 25]);
    expect(children.map(({ locator, name, bytes }) => [locator, name, bytes?.length])).toEqual([
      ['line-8', 'photo', 23],
    ]);
    expect(warnings).toEqual([
      { code: 'charset-guessed', detail: 'windows-1252' },
      { code: 'external-reference', detail: 'https://example.org/board.png' },
    ]);
  });

  test('a file of one says of itself what the contact says', async () => {
    const one = card('FN:Ana Lima\nORG:Ilhas;Cais\nREV:20160307T102030Z\nPRODID:Agenda 2\nUID:u-1');
    expect((await read(one)).metadata).toMatchObject({
      title: 'Ana Lima',
      company: 'Ilhas, Cais',
      application: 'Agenda 2',
      modified: { instant: '2016-03-07T10:20:30Z' },
      other: { contacts: '1', UID: 'u-1' },
    });
  });
});

describe('what writers do', () => {
  test.each([
    ['UTF-16', Buffer.from(`\uFEFF${card('FN:Анна')}`, 'utf16le'), 'Contact: Анна\n\n'],
    ['no shown name', card('N:Lima;Ana;;;'), 'Contact: Lima, Ana\nName: Lima, Ana\n\n'],
    ['two shown names', card('FN:Ana\nFN;LANGUAGE=jp:アナ'), 'Contact: Ana\nFN: アナ\n\n'],
    ['small letters', 'begin:vcard\nfn:Ana\nend:vcard\n', 'Contact: Ana\n\n'],
    [
      'an agent inside',
      'BEGIN:VCARD\nFN:Ana\nAGENT:\nBEGIN:VCARD\nFN:Rui\nEND:VCARD\nEND:VCARD\n',
      'Contact: Ana\nContact: Rui\n\n',
    ],
    [
      'a label in a parameter',
      card('FN:Ana\nADR;LABEL="Cais 4":;;Rua 5;;;;'),
      'Contact: Ana\nAddress: Rua 5 [Cais 4]\n\n',
    ],
  ])('%s', async (_, bytes, body) => {
    const { texts, warnings } = await read(bytes);
    expect([texts.body, warnings]).toEqual([body, []]);
  });

  test.each([
    ['cut off', 'BEGIN:VCARD\nFN:Ana\nNOTE:half', 'truncated', 'Contact: Ana\nNote: half\n\n'],
    [
      'a line that is none',
      card('FN:Ana\nthe rest of a note'),
      'corrupt',
      'Contact: Ana\nthe rest of a note\n\n',
    ],
    ['text outside', `before all\n${card('FN:Ana')}`, 'corrupt', 'before all\nContact: Ana\n\n'],
    [
      'a picture cut off',
      card('FN:Ana\nPHOTO;ENCODING=b:QUJDR'),
      'truncated',
      'Contact: Ana\nPHOTO: (a file)\n\n',
    ],
  ])('%s is told, and kept', async (_, text, code, body) => {
    const { texts, warnings } = await read(text);
    expect(texts.body).toBe(body);
    expect(warnings.map((warning) => warning.code)).toContain(code);
  });

  test('any lines give an outcome', async () => {
    const line = fc.constantFrom(
      'BEGIN:VCARD',
      'END:VCARD',
      'N:;;;',
      'PHOTO;BASE64:',
      ' QQ==',
      'X;A="b:c',
      'ADR:\\',
      '',
      'TEL;:',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(line, fc.string()), { maxLength: 30 }), async (lines) => {
        expect((await read(lines.join('\n'))).outcome).toEqual({ status: 'extracted' });
      }),
      { numRuns: 200 },
    );
  });
});

test('escapes of a long value are undone wherever it is cut, and a parameter may come again and again', async () => {
  const note = `${'x'.repeat(65_535)}\\,y`;
  const long = await runExtractor(
    Buffer.from(`BEGIN:VCARD\nFN:Varga\nNOTE:${note}\nX-A${';a=b'.repeat(200_000)}:end\nEND:VCARD\n`),
    { format: 'vcard' },
  );
  expect(long.texts.body).toContain('xx,y');
  expect(long.texts.body).toContain('end');
});

test('birthdays and anniversaries are events, days without a year are not', async () => {
  const { events } = await read(
    card('FN:Aroha\nBDAY:19850412\nANNIVERSARY:2009-08-08') +
      card('FN:Ben\nBDAY:--0412\nitem1.BDAY:1990-01-02T10:00:00Z'),
  );
  expect(events.map(({ kind, message, time }) => [kind, message, time.local ?? time.instant])).toEqual([
    ['birthday', 'Aroha', '1985-04-12'],
    ['anniversary', 'Aroha', '2009-08-08'],
    ['birthday', 'Ben', '1990-01-02T10:00:00Z'],
  ]);
});

test('a card of very many days is no work', async () => {
  const started = process.cpuUsage();
  const { events } = await read(card(`FN:Aroha\n${'BDAY:19850412\n'.repeat(20_000)}`));
  expect(events).toHaveLength(20_000);
  expect(process.cpuUsage(started).user).toBeLessThan(5_000_000);
});
