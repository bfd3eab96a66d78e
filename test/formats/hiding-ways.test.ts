/** Tests that a word hidden in a file in any of the ways that we know is found and marked, or that its place is warned of. */
import { describe, expect, test } from '@jest/globals';
import { archiveWays } from '../../scripts/fixtures/hiding-ways/archive-ways.ts';
import { openDocumentWays } from '../../scripts/fixtures/hiding-ways/opendocument-ways.ts';
import { pdfWays } from '../../scripts/fixtures/hiding-ways/pdf-ways.ts';
import { rtfWays } from '../../scripts/fixtures/hiding-ways/rtf-ways.ts';
import { sheetWays } from '../../scripts/fixtures/hiding-ways/sheet-ways.ts';
import { slideWays } from '../../scripts/fixtures/hiding-ways/slide-ways.ts';
import { secret, type Way } from '../../scripts/fixtures/hiding-ways/way.ts';
import { wordWays } from '../../scripts/fixtures/hiding-ways/word-ways.ts';
import type { TextKind } from '../../schemas/anchor.ts';
import { placeOf, runExtractor } from '../run-extractor.ts';

const tables: Readonly<Record<string, readonly Way[]>> = {
  Word: wordWays,
  Excel: sheetWays,
  PowerPoint: slideWays,
  OpenDocument: openDocumentWays,
  PDF: pdfWays,
  RTF: rtfWays,
  archives: archiveWays,
};

/** Between letters or digits of others no search finds it. */
const asWord = new RegExp(`(?<![\\p{L}\\p{N}])${secret}(?![\\p{L}\\p{N}])`, 'u');

describe.each(Object.entries(tables))('%s', (_program, ways) => {
  test.each(ways.map((way) => [way.name, way] as const))('%s', async (_name, { bytes, format, gives }) => {
    const read = await runExtractor(bytes, { format });
    const looked = 'isWithin' in gives ? new RegExp(secret, 'u') : asWord;
    const kinds = Object.keys(read.texts).filter((kind) => looked.test(read.texts[kind as TextKind] ?? ''));
    if ('kind' in gives) {
      expect(kinds).toContain(gives.kind);
      expect(placeOf(read, secret, gives.kind).mark).toBe(gives.mark);
    } else if ('metadata' in gives) expect(JSON.stringify(read.metadata)).toContain(secret);
    else expect(read.warnings.map(({ code }) => code)).toContain(gives.code);
  });
});
