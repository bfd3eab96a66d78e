/** A survey's looks at files by a real parser process, poisoned ones among them. */
import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { limits } from '../../../config/limits.ts';
import { FileLooker } from '../../../pipeline/coordinator/file-looker.ts';
import type { ListedFile } from '../../../pipeline/protocol/messages.ts';
import { jobOf } from '../parser/job-of.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const folder = realpathSync(temporaryFolder());
const source = join(folder, 'source');
const spoolFolder = join(folder, 'spool');
mkdirSync(source);
mkdirSync(spoolFolder);

const entry = join(import.meta.dirname, '../parser/poison-looker-main.ts');

let looker: FileLooker | undefined;
afterEach(() => looker?.stop());

/** No honest process is silent so long, on a machine with however much else to do. */
const patientMs = 60_000;

function look(
  files: readonly (readonly [name: string, text: string])[],
  maxSilentMs = patientMs,
): ReturnType<FileLooker['look']> {
  looker = new FileLooker({
    sources: [source],
    spoolFolder,
    spoolBytes: 1024 * 1024,
    maxResidentBytes: 512 * 1024 * 1024,
    maxSilentMs,
    entry,
    configuration: {
      type: 'configure',
      limits,
      gazetteers: false,
      personalData: false,
      watchlist: [],
    },
  });
  return looker.look(
    files.map(([name, text]): ListedFile => {
      writeFileSync(join(source, name), text);
      return jobOf(source, name);
    }),
  );
}

test('every file has its answer, in the order asked', async () => {
  const files = Array.from({ length: 150 }, (_, at): [string, string] =>
    at % 2 === 0 ? [`${at}.txt`, `Note ${at} of some words.\n`] : [`${at}.pdf`, '%PDF-1.7\n1 0 obj\n'],
  );
  const looked = await look(files);
  expect(looked.map(({ format }) => format)).toEqual(
    files.map(([, text]) => (text[0] === '%' ? 'pdf' : 'text')),
  );
});

const aroundPoison = (deed: string): [string, string][] => [
  ['before.txt', 'Some words before.\n'],
  ['poison.txt', `POISON ${deed}\n`],
  ['after.pdf', '%PDF-1.7\n1 0 obj\n'],
];
const named = (fault: RegExp): unknown => [
  { format: 'text', fault: undefined },
  { fault: expect.stringMatching(fault) },
  { format: 'pdf', fault: undefined },
];

test('a file that makes the parser abort is named, and all others are identified', async () => {
  expect(await look(aroundPoison('abort'))).toEqual(named(/^parser-crash: /u));
});

test('a file that makes the parser hang is named, and all others are identified', async () => {
  const began = performance.now();
  await look([['honest.txt', 'Some words.\n']]);
  looker?.stop();
  // What an honest process takes here and now, from its start, and much more: nobody else may be taken for hung.
  const maxSilentMs = Math.max(1_500, 5 * (performance.now() - began));
  expect(await look(aroundPoison('hang'), maxSilentMs)).toEqual(named(/^parser-timeout: /u));
}, 120_000);

// Alone too it sends more than one answer, so that it is told as a file that could not be identified.
test('a parser that answers for more files than it was asked about is not believed', async () => {
  const looked = await look([
    ['poison.txt', 'POISON too-many\n'],
    ['after.pdf', '%PDF-1.7\n1 0 obj\n'],
  ]);
  expect(looked).toEqual([
    { fault: expect.stringMatching(/^parser-crash: /u) },
    { format: 'pdf', fault: undefined },
  ]);
});

test('a file that is no longer there is said to be so, and the next one is identified', async () => {
  const looking = look([
    ['gone.txt', 'Some words.\n'],
    ['there.txt', 'Some words.\n'],
  ]);
  rmSync(join(source, 'gone.txt'));
  const [gone, there] = await looking;
  expect(gone?.format).toBeUndefined();
  expect(gone?.fault).toBeTruthy();
  expect(there?.format).toBe('text');
});
