/** What one text says beyond another, in texts of any length: no word is parted, no list of all words is made. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { linesNotShown } from '../../../formats/mail/lines-not-shown.ts';

test('lines with a word that is not shown, whatever its case', () => {
  expect(linesNotShown('At the mill\nat seven\n\nthe MILL', 'the mill at noon')).toBe('at seven');
});

test('a word lies in one piece, wherever it stands', () => {
  const blanks = '- '.repeat(300_000).split('');
  for (const at of [262_140, 262_143, 262_144, 524_288]) blanks[at] = ' harvest ';
  const text = blanks.join('');
  expect(linesNotShown(text, 'harvest')).toBe('');
  expect(linesNotShown('harvest\nhar\nvest', text)).toBe('har\nvest');
});

test('an alternative of megabytes of words fits into a small heap', () => {
  const module = join(import.meta.dirname, '../../../formats/mail/lines-not-shown.ts');
  const script = `import { linesNotShown } from ${JSON.stringify(module)};
    const text = Buffer.alloc(24_000_000, 'ab cd ').toString();
    console.log(linesNotShown(text, text).length);`;
  const words = ['--max-old-space-size=120', '--input-type=module', '--eval', script];
  const { status, stdout } = spawnSync(process.execPath, words, { encoding: 'utf8', env: {} });
  expect([status, stdout.trim()]).toEqual([0, '0']);
});
