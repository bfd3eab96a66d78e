import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { isReadableType, readableObjects } from '../../scripts/bench/issue-types.ts';
import { formatTable, percent } from '../../scripts/bench/table.ts';
import { runWatched } from '../../scripts/bench/processes.ts';
import { countWords, shared, total } from '../../scripts/bench/words.ts';
import { startTika } from '../../scripts/services/tika.ts';

test('words are counted as often as they stand there, in any script and case', () => {
  const tika = countWords('Vote vote हिन्दी 2016, vote');
  const ours = countWords('VOTE; 2016 vote extra');
  expect([total(tika), shared(tika, ours)]).toEqual([total(countWords('a b c हिन्दी d')), 3]);
});

test.each([
  ['text/x-java-source', true],
  ['image/svg+xml', true],
  ['application/vnd.ms-excel.sheet.macroenabled.12', true],
  ['message/rfc822', true],
  ['application/x-msaccess', false],
  ['multipart/appledouble', false],
  ['application/octet-stream', false],
  ['', false],
])('%j is of a format that we read: %j', (type, readable) => {
  expect(isReadableType(type)).toBe(readable);
});

test('what lies in an object that we do not read is left out, however deep', () => {
  const objects = [
    ['application/zip', ''],
    ['application/x-msaccess', '/1'],
    ['text/plain', '/1/2'],
    ['text/plain', '/11'],
    ['application/zip', '/3'],
    ['text/plain', '/3/4'],
  ].map(([mediaType = '', path = '']) => ({ mediaType, path, text: path }));
  expect(readableObjects(objects).map(({ path }) => path)).toEqual(['', '/11', '/3', '/3/4']);
  // The file itself stays, whatever Tika calls it.
  expect(readableObjects([{ mediaType: 'application/x-msaccess', path: '', text: 'x' }])).toHaveLength(1);
});

test('tables align figures to the right', () => {
  expect(
    formatTable(
      ['file', 'words'],
      [
        ['a', 1_000],
        ['long', 5],
      ],
    ),
  ).toBe('file  words\n----  -----\na     1,000\nlong      5');
  expect([percent(1, 3), percent(0, 0)]).toEqual(['33.3 %', '–']);
});

test('the memory of a command and of what it starts is seen', async () => {
  const child = `setTimeout(() => 0, 400)`;
  const script = `require('child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(child)}]); console.log('done')`;
  const finished = await runWatched(process.execPath, ['-e', script]);
  expect([finished.exitCode, finished.stdout.trim()]).toEqual([0, 'done']);
  const roots = finished.peaks.filter((peak) => peak.peakMiB > 1).map((peak) => peak.root);
  expect([roots.filter(Boolean).length, roots.length]).toEqual([1, 2]);
});

test('without Java it is said what to install', async () => {
  const java = join(import.meta.dirname, 'no-such-java');
  await expect(startTika({ java })).rejects.toMatchObject({
    code: 'missing-tool',
    message: `${java} is not installed: install a JDK or JRE 11 or newer (Debian: apt-get install default-jre)`,
  });
});
