/** The tests that gzip, bzip2, xz and zstd share. */
import { describe, expect, test } from '@jest/globals';
import { makeZip, notes } from '../../../scripts/fixtures/make-archives.ts';
import { type Collected, runExtractor } from '../../run-extractor.ts';
import { testHostility } from './archive-hostility.ts';

export const readSingle = (format: string, bytes: Uint8Array): Promise<Collected> =>
  runExtractor(bytes, { format });

/** `fixture` is the notes compressed; gzip alone keeps their name. */
export function testSingleMember(format: string, fixture: Buffer): void {
  const read = (bytes: Uint8Array): Promise<Collected> => readSingle(format, bytes);
  const text = (result: Collected): string => Buffer.from(result.children[0]?.bytes ?? []).toString();

  test('gives one child', async () => {
    const result = await read(fixture);
    expect(result.outcome).toEqual({ status: 'extracted', completeness: 'complete' });
    expect(result.warnings).toEqual([]);
    expect(result.children.map(({ name, locator }) => [name, locator])).toEqual([
      [format === 'gzip' ? 'notes.txt' : '', '0'],
    ]);
    expect(text(result)).toBe(notes.toString());
  });

  test('joins concatenated streams', async () => {
    const result = await read(Buffer.concat([fixture, fixture]));
    expect(text(result)).toBe(notes.toString().repeat(2));
    expect(result.outcome).toMatchObject({ completeness: 'complete' });
  });

  test.each(['tail', 'a tail that is longer than any header'])('tells trailing data: %s', async (tail) => {
    const result = await read(Buffer.concat([fixture, Buffer.from(tail)]));
    expect(text(result)).toBe(notes.toString());
    expect(result.warnings).toEqual([
      {
        code: 'trailing-data',
        detail: `${tail.length} bytes at byte ${fixture.length}, opened as an item (text)`,
      },
    ]);
    expect(Buffer.from(result.children[1]?.bytes ?? []).toString()).toBe(tail);
  });

  test('an archive behind its streams and their padding is an item', async () => {
    const zip = makeZip([{ name: 'a', data: notes }]);
    const result = await read(Buffer.concat([fixture, fixture, Buffer.alloc(4), zip]));
    expect(text(result)).toBe(notes.toString().repeat(2));
    expect(result.children[1]?.bytes).toEqual(zip);
    expect(result.outcome).toEqual({ status: 'extracted', completeness: 'complete' });
  });

  test('cut off after a whole stream keeps that one', async () => {
    const result = await read(Buffer.concat([fixture, fixture.subarray(0, fixture.length - 6)]));
    expect(text(result).startsWith(notes.toString())).toBe(true);
    expect(result.outcome).toEqual({ status: 'extracted', completeness: 'partial' });
    expect(result.warnings.map(({ code }) => code)).toEqual(['truncated']);
  });

  test('a child that is passed over changes nothing in the outcome', async () => {
    const { extract } = (await import(`../../../formats/archives/${format}.ts`)) as {
      extract: import('../../../formats/contract.ts').Extract;
    };
    const { contentOf, testLimits } = await import('../../run-extractor.ts');
    const warnings: string[] = [];
    const nothing = (): void => {};
    const sink = {
      text: nothing,
      anchor: nothing,
      drain: () => Promise.resolve(),
      metadata: nothing,
      event: nothing,
      expanding: () => undefined,
      expect: nothing,
      child: () => Promise.resolve(),
      unaccounted: () => Promise.resolve(),
      warn: (code: string) => void warnings.push(code),
    };
    const cut = Buffer.concat([fixture, fixture.subarray(0, fixture.length - 6)]);
    const outcome = await extract({ content: contentOf(cut), format, limits: testLimits }, sink);
    expect([outcome, warnings]).toEqual([{ status: 'extracted', completeness: 'partial' }, ['truncated']]);
  });

  describe('hostility', () => testHostility(format, fixture));
}
