import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { unquoteFrom } from '../../../formats/mail/from-quotes.ts';
import { extract } from '../../../formats/mail/mbox.ts';
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
    messageBody: () => undefined,
    event: () => undefined,
    expect: () => undefined,
    expanding: () => undefined,
    unaccounted: () => Promise.resolve(),
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

  test('a byte order mark before the first separator is no message', async () => {
    const mbox = '\ufeffFrom a Mon\nSubject: 1\n\nx\n\nFrom b Mon\nSubject: 2\n\ny\n';
    const { children, warnings } = await read(Buffer.from(mbox));
    expect(children.map(({ locator, bytes }) => [locator, text(bytes)])).toEqual([
      ['3', 'Subject: 1\n\nx\n'],
      ['29', 'Subject: 2\n\ny\n'],
    ]);
    expect(warnings).toEqual([]);
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

  test('what stands before the first message is an item of its own', async () => {
    const mbox = Buffer.from('the end of a letter\n\nFrom a Mon\nSubject: 1\n\nx\n');
    const { children } = await read(mbox);
    expect(children.map(({ locator, bytes }) => [locator, text(bytes)])).toEqual([
      ['before', 'the end of a letter\n\n'],
      ['21', 'Subject: 1\n\nx\n'],
    ]);
    expect((await read(Buffer.from('\n\n\n\nFrom a Mon\nSubject: 1\n\nx\n'))).warnings).toEqual([]);
  });

  test('separators that say nothing', async () => {
    const { children } = await read(fixture('bare-separators.mbox'));
    expect(children.map(({ bytes }) => /^Subject: (.*)$/m.exec(text(bytes))?.[1])).toEqual([
      'one',
      'two',
      'three',
    ]);
    expect(children.every(({ bytes }) => text(bytes).endsWith('From here on: nothing.\n'))).toBe(true);
  });

  const two = (separator: string): string =>
    [1, 2]
      .map((at) => `${separator}\nSubject: ${at}\nTo: b@c\n\nText ${at}.\nFrom here on: nothing.\n`)
      .join('');
  test.each([
    'From ',
    'From',
    'From -',
    'From - Mon Mar 07 15:52:10 2016',
    'From ???@??? Mon Mar 07 15:52:10 2016',
    'From a@example.org Mon Mar  7 15:52:10 +0530 2016',
    'From a at example.org  Mon Mar  7 15:52:10 2016',
    'From a@example.org 7 Mar 2016 15:52:10 GMT',
    'From uucp Mon Mar  7 15:52 1988 remote from ihnp4',
    'From a@example.org',
  ])('"%s" parts messages, with a blank line before it and without', async (separator) => {
    for (const mbox of [two(separator), two(separator).replaceAll('.\nFrom', '.\n\nFrom')]) {
      const { children } = await read(Buffer.from(mbox));
      expect(
        children.map(({ bytes }) => /Subject: (\d)[^]*Text \1\.[^]*nothing\.\n?$/.exec(text(bytes))?.[1]),
      ).toEqual(['1', '2']);
    }
  });

  test.each([
    'From our site:\nhttp://example.org/',
    'From here on we use the other office.\nNote: so it is.',
    'From A to B\nby car: two hours',
    'From: the office\nTo: the team',
    'Fromage\nSubject: cheese\nTo: all',
  ])('prose parts no message: %s', async (prose) => {
    for (const gap of ['\n', '\n\n']) {
      const mbox = `From a Mon\nSubject: 1\n\nHello.${gap}${prose}\nEnd.\n`;
      expect((await read(Buffer.from(mbox))).children.map((child) => child.locator)).toEqual(['0']);
    }
  });

  test('lines that end in returns alone, quotes undone, attachments with line feeds in them', async () => {
    const bytes = fixture('three-returns.mbox');
    const { children } = await read(bytes);
    expect(children.map((child) => text(child.bytes))).toEqual([
      'Subject: one\rDate: Mon, 7 Mar 2016 15:52:10 +0530\r\rFirst body.\rFrom here on it is quoted.\r>From twice.\r',
      'Subject: two\r\rA stray line follows a blank one:\r\rFrom time to time nothing happens.\rstill two\r',
      'Subject: three\rContent-Type: text/plain\r\r',
    ]);
    const odd = text(bytes).replace('still two', 'still\ntwo');
    expect((await read(Buffer.from(odd))).children.length).toBe(3);
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
