import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { extract, unquoteFrom } from '../../../formats/mail/mbox.ts';
import type { Child } from '../../../formats/contract.ts';
import { contentOf, runExtractor, testLimits } from '../../run-extractor.ts';

const fixture = (name: string): Uint8Array =>
  readFileSync(join(import.meta.dirname, '../../fixtures/mbox', name));
const read = (bytes: Uint8Array) => runExtractor(bytes, { format: 'mbox' });
const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();

/** The messages of a range, as [locator, text]. */
async function messagesIn(
  bytes: Uint8Array,
  range?: { start: number; end: number },
): Promise<[string, string][]> {
  const found: [string, string][] = [];
  const input = {
    content: contentOf(bytes),
    format: 'mbox',
    limits: testLimits,
    ...(range && { range }),
  };
  await extract(input, {
    text: () => undefined,
    anchor: () => undefined,
    drain: () => Promise.resolve(),
    metadata: () => undefined,
    event: () => undefined,
    expect: () => undefined,
    warn: () => undefined,
    child(child: Child) {
      found.push([child.locator, text(child.open?.() as Uint8Array)]);
      return Promise.resolve();
    },
  });
  return found;
}

describe('splitting', () => {
  test.each(['three.mbox', 'three-crlf.mbox'])(
    '%s: messages without separators, quotes undone',
    async (name) => {
      const { children, outcome, warnings } = await read(fixture(name));
      expect(children.map((child) => text(child.bytes).replaceAll('\r', ''))).toEqual([
        'Subject: one\nDate: Mon, 7 Mar 2016 15:52:10 +0530\n\nFirst body.\nFrom here on it is quoted.\n>From twice.\n',
        'Subject: two\n\nA stray line follows a blank one:\n\nFrom time to time nothing happens.\nstill two\n',
        'Subject: three\nContent-Type: text/plain\n\n',
      ]);
      expect(
        children.every((child) => child.relation === 'member' && child.declaredType === 'message/rfc822'),
      ).toBe(true);
      expect([outcome, warnings]).toEqual([{ status: 'extracted', completeness: 'complete' }, []]);
    },
  );

  test('the locator is the byte offset of the separator', async () => {
    const bytes = fixture('three.mbox');
    const { children } = await read(bytes);
    for (const { locator, name } of children) {
      expect(text(bytes.subarray(Number(locator)).subarray(0, 5))).toBe('From ');
      expect(name).toBe(`message-${locator}.eml`);
    }
  });

  test('lengths that land on separators tell a pasted message from a real one', async () => {
    const { children } = await read(fixture('lengths.mbox'));
    expect(children.map((child) => text(child.bytes).includes('Pasted'))).toEqual([true, false]);
  });

  test('a length that lands nowhere is not believed', async () => {
    const mbox = 'From a Mon\nSubject: 1\nContent-Length: 70\n\nx\n\nFrom b Mon\nSubject: 2\n\ny\n';
    expect((await read(Buffer.from(mbox))).children.map((child) => child.locator)).toEqual(['0', '45']);
  });

  test('messages without header are told by the date of the separator', async () => {
    const mbox = 'From a Mon Jun 01 10:00:00 2009\n\none\n\nFrom b Mon Jun 01 11:00:00 2010\n\ntwo';
    expect((await read(Buffer.from(mbox))).children.map((child) => text(child.bytes))).toEqual([
      '\none\n',
      '\ntwo',
    ]);
  });

  test('bytes before the first message are told, a file without any is corrupt', async () => {
    expect((await read(Buffer.from('junk\n\nFrom a Mon\nSubject: 1\n\nx\n'))).warnings).toEqual([
      { code: 'partial-read', detail: '6 bytes before the first message' },
    ]);
    expect((await read(Buffer.from('no mailbox'))).outcome).toMatchObject({
      status: 'failed',
      code: 'corrupt',
    });
  });

  test('the limit of members ends it', async () => {
    const mbox = Buffer.from('From a Mon\nSubject: 1\n\nx\n\n'.repeat(50));
    const { children, outcome } = await runExtractor(mbox, { format: 'mbox', limits: { maxMembers: 10 } });
    expect([children.length, outcome]).toEqual([10, { status: 'extracted', completeness: 'partial' }]);
  });
});

describe('ranges', () => {
  const line = fc.constantFrom(
    'From a@b Mon Mar  7 15:52:10 2016\n',
    'From \n',
    '\n',
    '\r\n',
    'Subject: x\n',
    'Content-Length: 12\n',
    '>From y\n',
    'text',
    'text\n',
  );
  const mailbox = fc.array(line, { maxLength: 60 }).map((lines) => Buffer.from(lines.join('')));

  test('any partition into ranges gives the messages of the whole', async () => {
    await fc.assert(
      fc.asyncProperty(mailbox, fc.array(fc.nat(800), { maxLength: 5 }), async (bytes, cuts) => {
        const at = [...new Set([0, ...cuts.filter((cut) => cut < bytes.length), bytes.length])].sort(
          (a, b) => a - b,
        );
        const parts: [string, string][] = [];
        for (const [index, end] of at.slice(1).entries()) {
          parts.push(...(await messagesIn(bytes, { start: at[index] ?? 0, end })));
        }
        expect(parts).toEqual(await messagesIn(bytes));
      }),
      { numRuns: 500 },
    );
  });

  test('also across the windows that a file is searched in', async () => {
    const body = 'x'.repeat(999);
    const bytes = Buffer.from(
      Array.from({ length: 3_000 }, (_, at) => `From a Mon\nSubject: ${at}\n\n${body}\n\n`).join(''),
    );
    const whole = await messagesIn(bytes);
    expect(whole.length).toBe(3_000);
    const halves = [
      ...(await messagesIn(bytes, { start: 0, end: 1_500_001 })),
      ...(await messagesIn(bytes, { start: 1_500_001, end: bytes.length })),
    ];
    expect(halves).toEqual(whole);
  });
});

test('quotes are undone whatever the slices', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('>From a\n', '>>From\n', '>>From b\n', '> From\n', 'x>From c\n', '>F', '\n'), {
        maxLength: 20,
      }),
      fc.integer({ min: 1, max: 9 }),
      (lines, size) => {
        const bytes = Buffer.from(lines.join(''));
        const slices: Uint8Array[] = [];
        for (let at = 0; at < bytes.length; at += size) slices.push(bytes.subarray(at, at + size));
        const expected = lines.join('').replaceAll(/^>(>*From )/gm, '$1');
        expect(Buffer.concat([...unquoteFrom(slices)]).toString()).toBe(expected);
      },
    ),
  );
});

const corpus = join(
  process.env.EVIDEX_CORPORA ?? join(import.meta.dirname, '../../../../shared/corpora'),
  'enron-mbox/MailDir_to_MBOX/enron',
);
if (existsSync(corpus)) {
  test('finds every message of a real mail store', async () => {
    let separators = 0;
    let messages = 0;
    for (const name of readdirSync(corpus)) {
      const bytes = readFileSync(join(corpus, name));
      separators += bytes.toString('latin1').match(/^From \S+ +[A-Z][a-z]{2} [A-Z][a-z]{2}/gm)?.length ?? 0;
      messages += (await messagesIn(bytes)).length;
    }
    expect(messages).toBe(separators);
  });
} else {
  test.skip('left out: no corpora at EVIDEX_CORPORA or ../shared/corpora', () => undefined);
}
