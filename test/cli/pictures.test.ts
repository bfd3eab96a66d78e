/** Pictures are counted by themselves beside an answer and in the report: nobody looks for words in their pixels. */
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { beforeAll, expect, test } from '@jest/globals';
import { fixture, writeFiles } from '../../scripts/bench/made-evidence.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type CliResult, runCli } from './run-cli.ts';

const folder = temporaryFolder();
const [source, casePath] = [join(folder, 'share'), join(folder, 'case')];
const run = (...words: string[]): Promise<CliResult> => runCli([...words, '--case', casePath]);

/** A grey picture, packed but not made smaller, of that many pixels a side. */
function greyPng(side: number): Buffer {
  const chunk = (name: string, content: Uint8Array): Buffer => {
    const named = Buffer.concat([Buffer.from(name, 'latin1'), content]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(content.length);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, sum]);
  };
  const header = Buffer.from([0, 0, 0, side, 0, 0, 0, side, 8, 0, 0, 0, 0]);
  const rows = Buffer.alloc(side * (side + 1), 0x7f).fill(0, 0, 1);
  const start = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const packed = deflateSync(rows, { level: 0 });
  return Buffer.concat([start, chunk('IHDR', header), chunk('IDAT', packed), chunk('IEND', Buffer.alloc(0))]);
}

/** An uncompressed bitmap of that many bytes, which no reader opens. */
function bitmap(bytes: number): Buffer {
  const made = Buffer.alloc(bytes, 0x7f);
  made.write('BM', 0, 'latin1');
  made.writeUInt32LE(bytes, 2);
  made.fill(0, 6, 10);
  made.writeUInt32LE(54, 10);
  made.writeUInt32LE(40, 14);
  return made;
}

beforeAll(async () => {
  writeFiles(source, {
    'note.txt': 'the perspicacious clerk',
    'scan.png': greyPng(60),
    'photo.jpg': fixture('jpeg', 'pier.jpg'),
    'copy of photo.jpg': fixture('jpeg', 'pier.jpg'),
    'icon.png': greyPng(16),
    'list.bmp': bitmap(4_000),
    'icon.bmp': bitmap(500),
    'drawing.svg': `<svg xmlns="http://www.w3.org/2000/svg"><text>${'a drawing that is text '.repeat(60)}</text></svg>`,
    'locked.7z': fixture('7z', 'encrypted.7z'),
  });
  const ingest = ['ingest', source, '--reference', 'EX-1', '--parser-processes', '1', '--no-gazetteers'];
  expect(await run(...ingest)).toMatchObject({ exitCode: 0 });
}, 120_000);

test('beside an answer they are told apart from what was not read', async () => {
  const { stdout, stderr } = await run('search', 'perspicacious');
  expect(stdout).toContain('1 document');
  expect(stderr).toContain(
    'Words shown in 3 pictures of this case are not found: there is no text recognition. List: evidex search',
  );
  const list = /List: evidex search '(type.*)'/u.exec(stderr)?.[1] ?? '';
  expect((await run('search', list, '--count')).stdout).toBe('3\n');
  const counted = JSON.parse((await run('search', 'perspicacious', '--count', '--json')).stdout) as object;
  expect(counted).toMatchObject({ count: 1, pictures: 3 });
});

test('a question without words says nothing of them', async () => {
  expect((await run('search', 'status:indexed')).stderr).not.toContain('picture');
});

test('what is withheld from the reader is not among them', async () => {
  expect(await run('withhold', 'scan.png', '--scope', 'counsel', '--reason', 'advice')).toMatchObject({ exitCode: 0 }); // prettier-ignore
  expect((await run('search', 'perspicacious')).stderr).toContain('Words shown in 2 pictures');
  expect((await run('search', 'perspicacious', '--open', 'counsel')).stderr).toContain('Words shown in 3 pictures'); // prettier-ignore
});

test('the report has them, copies and small ones included', async () => {
  const opened = ['--open', 'counsel'];
  expect((await run('report', ...opened)).stdout).toContain(
    'Pictures: 6 items, small ones and copies among them. Words that they show are not found',
  );
  expect(JSON.parse((await run('report', ...opened, '--json')).stdout)).toMatchObject({ pictures: 6 });
});
