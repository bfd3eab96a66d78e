/** Broken items of Outlook: what is damaged is named and costs what lies in it, nothing else. */
import { describe, expect, test } from '@jest/globals';
import { CompoundFile } from '../../../formats/ole/compound-file.ts';
import { memoryContent } from '../../../formats/content.ts';
import {
  made,
  makeOutlookMsg,
  makeTnef,
  type MadeItem,
  text,
} from '../../../scripts/fixtures/make-outlook.ts';
import { runExtractor } from '../../run-extractor.ts';

const letter = made['letter'] as MadeItem;
const long: MadeItem = {
  ...letter,
  attachments: [
    { properties: [text(0x3707, 'first.bin')], data: Buffer.alloc(9000, 1) },
    { properties: [text(0x3707, 'second.bin')], data: Buffer.alloc(9000, 2) },
  ],
};

const sizes = (children: readonly { readonly bytes?: Uint8Array; readonly error?: string }[]) =>
  children.map(({ bytes, error }) => bytes?.length ?? error);

describe('a message file', () => {
  test('with a table of sectors that leads in a ring loses that stream alone', async () => {
    const bytes = Buffer.from(makeOutlookMsg(long));
    const file = CompoundFile.open(memoryContent(bytes));
    const first = file?.entries.filter(({ size, kind }) => kind === 'stream' && size === 9000)[0];
    const fatAt = 512 * (bytes.readUInt32LE(76) + 1);
    bytes.writeUInt32LE(first?.start ?? 0, fatAt + (first?.start ?? 0) * 4);
    const { texts, children } = await runExtractor(bytes, { format: 'msg' });
    expect(texts.body).toContain('The wall is to be seen on Tuesday.');
    expect(sizes(children)).toEqual(
      expect.arrayContaining([9000, '8488 of 9000 bytes are missing: its chain leads back into itself']),
    );
  });

  test('in a message loses of it what is broken, and nothing behind that', async () => {
    const bytes = Buffer.from(
      makeOutlookMsg({
        properties: [text(0x001a, 'IPM.Note')],
        attachments: [{ properties: [text(0x3001, 'Inner')], item: long }],
      }),
    );
    const file = CompoundFile.open(memoryContent(bytes));
    const streams = file?.entries.filter(({ size, kind }) => kind === 'stream' && size === 9000) ?? [];
    for (const { start, parent } of streams)
      if (parent?.name.endsWith('#00000000'))
        bytes.writeUInt32LE(start, 512 * (bytes.readUInt32LE(76) + 1) + start * 4);
    const outer = await runExtractor(bytes, { format: 'msg' });
    const inner = await runExtractor(outer.children[0]?.bytes ?? Buffer.alloc(0), { format: 'outlook-item' });
    expect(inner.texts.body).toContain('The wall is to be seen on Tuesday.');
    expect(sizes(inner.children)).toEqual([512, 9000]);
    expect(inner.warnings.map(({ detail }) => detail)).toEqual([
      expect.stringContaining('8488 of 9000 bytes are missing'),
    ]);
  });

  test('whose list of properties is gone has its streams all the same', async () => {
    const bytes = makeOutlookMsg(letter);
    const name = Buffer.from('__properties_version1.0', 'utf16le');
    // The first one is the message's own: the directory is in the order of the tree.
    for (let at = bytes.indexOf(name); at >= 0; at = bytes.indexOf(name, at + 1)) bytes.write('X', at);
    const { texts, warnings, outcome } = await runExtractor(bytes, { format: 'msg' });
    expect(texts.body).toContain('The wall is to be seen on Tuesday.');
    expect(texts.headers).toContain('To: Rohan Deshkar');
    expect(warnings).toContainEqual({ code: 'corrupt', detail: 'the list of properties is missing' });
    expect(outcome).toEqual({ status: 'extracted', completeness: 'partial' });
  });

  test('with any link of its tree of names broken has the same texts and files', async () => {
    const whole = makeOutlookMsg(long);
    const directory = 512 * (whole.readUInt32LE(48) + 1);
    let broken = 0;
    for (let entry = 1; whole.readUInt8(directory + entry * 128 + 66) !== 0; entry += 1)
      for (const link of [68, 72, 76]) {
        const bytes = Buffer.from(whole);
        const at = directory + entry * 128 + link;
        if (bytes.readUInt32LE(at) === 0xffffffff) continue;
        bytes.writeUInt32LE(0xfffffff0, at);
        const { texts, children, warnings } = await runExtractor(bytes, { format: 'msg' });
        broken += 1;
        expect(texts.body).toContain('The wall is to be seen on Tuesday.');
        expect(warnings.map(({ code }) => code)).toContain('corrupt');
        // Where a storage has lost what lies in it, that is the message's, and nobody can say of which file it was.
        if (link !== 76) expect(sizes(children).filter((size) => size === 9000).length).toBe(2);
      }
    expect(broken).toBeGreaterThan(10);
  });

  test.each([0.3, 0.6, 0.9])('cut off at %d of its length ends, and says that it is cut', async (share) => {
    const whole = makeOutlookMsg(long);
    const cut = whole.subarray(0, Math.floor(whole.length * share));
    const { outcome, warnings, children } = await runExtractor(cut, { format: 'msg' });
    expect(outcome.status).toBe('extracted');
    expect(warnings.length + children.filter(({ error }) => error !== undefined).length).toBeGreaterThan(0);
  });

  test('with any byte of it another never fails to end', async () => {
    const whole = makeOutlookMsg(letter);
    for (let at = 0; at < whole.length; at += 331) {
      const bytes = Buffer.from(whole);
      bytes.writeUInt8(bytes.readUInt8(at) ^ 0xff, at);
      const { outcome } = await runExtractor(bytes, { format: 'msg' });
      expect(['extracted', 'failed']).toContain(outcome.status);
    }
  });
});

describe('a TNEF file', () => {
  test('with a wrong checksum is read, and says which attribute it is', async () => {
    const bytes = makeTnef(long);
    bytes.writeUInt8(9, bytes.lastIndexOf(Buffer.alloc(100, 2)));
    const { children, warnings } = await runExtractor(bytes, { format: 'tnef' });
    expect(sizes(children)).toEqual([9000, 9000]);
    expect(warnings.map(({ code, detail }) => [code, detail])).toEqual([
      ['corrupt', expect.stringMatching(/^attribute 0006800f at byte \d+ has another checksum$/)],
    ]);
  });

  test('that is cut off has what comes before', async () => {
    const whole = makeTnef(long);
    const cut = whole.subarray(0, whole.length - 4000);
    const { texts, children, warnings } = await runExtractor(cut, { format: 'tnef' });
    expect(texts.body).toContain('The wall is to be seen on Tuesday.');
    expect(children.map(({ name }) => name)[0]).toBe('first.bin');
    expect(sizes(children)[0]).toBe(9000);
    expect(warnings.map(({ code }) => code)).toContain('truncated');
  });

  test('followed by what is no attribute says so', async () => {
    const bytes = Buffer.concat([makeTnef(letter), Buffer.from('something else')]);
    const { warnings, texts } = await runExtractor(bytes, { format: 'tnef' });
    expect(texts.body).toContain('The wall');
    expect(warnings.map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/^14 bytes behind byte \d+ are no attribute$/),
    ]);
  });

  test('with any byte of it another never fails to end', async () => {
    const whole = makeTnef(letter);
    for (let at = 0; at < whole.length; at += 37) {
      const bytes = Buffer.from(whole);
      bytes.writeUInt8(bytes.readUInt8(at) ^ 0xff, at);
      const { outcome } = await runExtractor(bytes, { format: 'tnef' });
      expect(['extracted', 'failed']).toContain(outcome.status);
    }
  });
});
