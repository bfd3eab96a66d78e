import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runExtractor } from '../../run-extractor.ts';

const fixture = readFileSync(join(import.meta.dirname, '../../fixtures/emlx/two-files.emlx'));
const read = (bytes: Uint8Array) => runExtractor(bytes, { format: 'emlx' });

describe('a message of Apple Mail', () => {
  test('is read as the message it is, its attachment too', async () => {
    const { texts, metadata, children, warnings, outcome } = await read(fixture);
    expect(texts.body).toBe('The sketch is attached, Jørgen has the other.\n');
    expect(metadata).toMatchObject({
      subject: 'Two files',
      from: [{ name: 'Wanda Okafor', address: 'wanda@example.org' }],
      sent: { instant: '2016-03-08T08:30:00.000Z' },
    });
    expect(
      children.map(({ locator, name, bytes }) => [locator, name, Buffer.from(bytes ?? []).toString()]),
    ).toEqual([['2', 'sketch.txt', 'A wall, a gate.\n']]);
    expect([warnings, outcome]).toEqual([[], { status: 'extracted', completeness: 'complete' }]);
  });

  test('keeps what the program noted: when it came, where it lay, that it was deleted', async () => {
    const { texts, metadata, events } = await read(fixture);
    expect(texts.hidden).toContain('original-mailbox: imap://wanda@mail.example.org/Old%20Trash & more\n');
    expect(metadata.deleted).toBe('flagged by Apple Mail (flags 8590195715)');
    expect(metadata.other?.['mail.flags']).toBe('seen');
    expect(events.map(({ time, kind, message }) => [time.instant, kind, message])).toEqual([
      ['2016-03-08T08:31:01Z', 'received', 'by Apple Mail'],
    ]);
  });

  test('whose count is too large is cut off, and says so', async () => {
    const { texts, warnings } = await read(fixture.subarray(0, 500));
    expect(texts.body).toContain('Jørgen');
    expect(warnings.map(({ code }) => code)).toContain('truncated');
  });

  test('whose files are kept beside it (partial.emlx) says so of each, with the size that is stated', async () => {
    const message =
      'From: a@b\nSubject: s\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nSee the plan.\n--x\n' +
      'Content-Type: application/pdf; name=plan.pdf\nContent-Transfer-Encoding: base64\nX-Apple-Content-Length: 81234\n\n\n--x--\n';
    const { texts, children, warnings } = await read(Buffer.from(`${message.length}\n${message}`));
    expect(texts.body).toBe('See the plan.\n');
    expect(children.map(({ name, ended }) => [name, ended?.status, ended?.code, ended?.detail])).toEqual([
      [
        'plan.pdf',
        'unsupported',
        'external-reference',
        'part 2, of 81234 bytes as encoded, is a file in the folder Attachments beside the message',
      ],
    ]);
    expect(warnings).toEqual([{ code: 'external-reference', detail: 'part 2' }]);
  });

  test('loses nothing that stands behind it', async () => {
    const more = await read(Buffer.concat([fixture, Buffer.from('more words')]));
    expect(more.warnings).toEqual([{ code: 'trailing-data', detail: '11 bytes behind the property list' }]);
    const head = 'From: a@b\nSubject: s\n\nbody\n';
    const odd = await read(Buffer.from(`${head.length}\n${head}something else`));
    expect(odd.texts).toMatchObject({ body: 'body\n', hidden: 'something else\n' });
    expect(odd.warnings.map(({ code }) => code)).toEqual(['trailing-data']);
  });

  test.each(['', '12', '0\n', '99999999999999\nFrom: a@b\n\nx', 'no count\nFrom: a@b\n\nx'])(
    'broken: %j gives an outcome',
    async (text) => {
      expect((await read(Buffer.from(text))).outcome.status).toBe('extracted');
    },
  );
});
