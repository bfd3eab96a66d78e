/** A survey's looks at files by a real parser process, poisoned ones among them. */
import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { limits } from '../../../config/limits.ts';
import { FileLooker } from '../../../pipeline/coordinator/file-looker.ts';
import type { ListedFile } from '../../../pipeline/protocol/messages.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const folder = realpathSync(temporaryFolder());
const source = join(folder, 'source');
const spoolFolder = join(folder, 'spool');
mkdirSync(source);
mkdirSync(spoolFolder);

const entry = join(import.meta.dirname, '../parser/poison-looker-main.ts');

let looker: FileLooker | undefined;
afterEach(() => looker?.stop());

function look(files: readonly (readonly [name: string, text: string])[]): ReturnType<FileLooker['look']> {
  looker = new FileLooker({
    sourceFolders: [source],
    spoolFolder,
    maxResidentBytes: 512 * 1024 * 1024,
    maxSilentMs: 1_500,
    entry,
    configuration: {
      type: 'configure',
      spoolFolder,
      spoolBytes: 0,
      limits,
      gazetteers: false,
      personalData: false,
      watchlist: [],
    },
  });
  return looker.look(
    files.map(([name, text]): ListedFile => {
      writeFileSync(join(source, name), text);
      const path = Buffer.from(name).toString('base64');
      return {
        root: Buffer.from(source).toString('base64'),
        path,
        size: text.length,
        device: '0',
        inode: '0',
      };
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

test.each([
  ['abort', /^parser-crash: /u],
  ['hang', /^parser-timeout: /u],
])('a file that makes the parser %s is named, and all others are identified', async (deed, fault) => {
  const looked = await look([
    ['before.txt', 'Some words before.\n'],
    ['poison.txt', `POISON ${deed}\n`],
    ['after.pdf', '%PDF-1.7\n1 0 obj\n'],
  ]);
  expect(looked).toEqual([
    { format: 'text', fault: undefined },
    { fault: expect.stringMatching(fault) },
    { format: 'pdf', fault: undefined },
  ]);
});

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
