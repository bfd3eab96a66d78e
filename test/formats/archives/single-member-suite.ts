/** The tests that gzip, bzip2, xz and zstd share. */
import { describe, expect, test } from '@jest/globals';
import { makeZip, notes } from '../../../scripts/fixtures/make-archives.ts';
import {
  type Child,
  type Content,
  type Extract,
  LimitError,
  type Outcome,
  type Sink,
} from '../../../formats/contract.ts';
import { type Collected, contentOf, runExtractor, testLimits } from '../../run-extractor.ts';
import { testHostility } from './archive-hostility.ts';

export const readSingle = (format: string, bytes: Uint8Array): Promise<Collected> =>
  runExtractor(bytes, { format });

/** Takes the start of a child, as `hold` does of one that is too much. */
async function takeOneChunk({ open }: Child): Promise<void> {
  for await (const _ of open?.() ?? []) return;
}

function tooMuch(bytes: number): void {
  if (bytes > 0) throw new LimitError('bomb', 'expands beyond what it holds');
}

interface Running {
  readonly run: (content: Content, sink: Sink) => Promise<Outcome>;
  /** Takes no child; `warnings` are of the last one made. */
  readonly sink: { (changes?: Partial<Sink>): Sink; warnings: string[] };
}

async function running(format: string): Promise<Running> {
  const { extract } = (await import(`../../../formats/archives/${format}.ts`)) as { extract: Extract };
  const nothing = (): void => {};
  const later = (): Promise<void> => Promise.resolve();
  const sink: Running['sink'] = (changes = {}) => {
    sink.warnings = [];
    return {
      text: nothing,
      anchor: nothing,
      drain: later,
      metadata: nothing,
      messageBody: () => undefined,
      event: nothing,
      expanding: nothing,
      expect: nothing,
      child: later,
      unaccounted: later,
      warn: (code) => void sink.warnings.push(code),
      ...changes,
    };
  };
  sink.warnings = [];
  return {
    run: async (content, into) => extract({ content, format, limits: testLimits }, into),
    sink,
  };
}

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
    const { run, sink } = await running(format);
    const cut = Buffer.concat([fixture, fixture.subarray(0, fixture.length - 6)]);
    expect(await run(contentOf(cut), sink())).toEqual({ status: 'extracted', completeness: 'partial' });
    expect(sink.warnings).toEqual(['truncated']);
  });

  test.each<[string, Partial<Sink>]>([
    ['its taker meets a limit', { child: takeOneChunk }],
    ['it is passed over and its container may expand no further', { expanding: tooMuch }],
  ])('is decoded no further where %s', async (_, changes) => {
    const { run, sink } = await running(format);
    const many = contentOf(Buffer.concat(Array.from({ length: 8_000 }, () => fixture)));
    let furthest = 0;
    const read = (offset: number, length: number): Uint8Array => {
      furthest = Math.max(furthest, offset + length);
      return many.read(offset, length);
    };
    const content: Content = {
      ...many,
      read,
      *slices(start = 0, end = many.size) {
        for (let at = start; at < end; at += 65_536) yield read(at, Math.min(65_536, end - at));
      },
    };
    expect(await run(content, sink(changes))).toMatchObject({ completeness: 'partial' });
    expect(furthest).toBeLessThan(many.size / 2);
  });

  describe('hostility', () => testHostility(format, fixture));
}
