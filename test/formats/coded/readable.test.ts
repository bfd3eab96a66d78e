/** Which bytes are text: zeros within are blanks, and no number of them takes more memory than the bytes themselves. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readableText } from '../../../formats/coded/readable.ts';

test.each(['utf8', 'utf16le'] as const)('a zero is a blank, in %s', (encoding) => {
  const words = 'under the mill at seven on the day that was agreed';
  expect(readableText(Buffer.from(`${words}\0${words}`, encoding))).toBe(`${words} ${words}`);
});

test('what a line of 27 MB of one letter decodes to fits into a small heap', () => {
  const module = join(import.meta.dirname, '../../../formats/coded/readable.ts');
  const script = `import { readableText } from ${JSON.stringify(module)}; console.log(readableText(Buffer.alloc(20_000_000)));`;
  const words = ['--max-old-space-size=100', '--input-type=module', '--eval', script];
  const { status, stdout } = spawnSync(process.execPath, words, { encoding: 'utf8', env: {} });
  expect([status, stdout.trim()]).toEqual([0, 'undefined']);
});
