/** A file that holds more than its room in the case, beside another with the same archive: that one has all of it, in any order. */
import { expect, test } from '@jest/globals';
import { makeZip } from '../../scripts/fixtures/make-archives.ts';
import { addTo, crowded, honest, membersShared, packed, shared } from '../cli/crowded-evidence.ts';
import { runCli } from '../cli/run-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();

test('a file that brings the same archive has all of it, whichever was first', async () => {
  for (const [first, second] of [
    [{ 'a.tar.gz': crowded }, { 'b.tar.gz': honest }],
    [{ 'b.tar.gz': honest }, { 'a.tar.gz': crowded }],
  ] as const) {
    const name = Object.keys(first).join();
    await addTo(folder, name, first);
    const made = await addTo(folder, name, second);
    const members = await membersShared(made, /[ab]\.tar\.gz/u);
    expect(members).toEqual({ indexed: 500, duplicate: 250 });
    expect(await runCli(['verify', made, '--index'])).toMatchObject({ exitCode: 0 });
  }
});

test('where two parsers have the archive at once, what is cut in one file is read through the other', async () => {
  // A unit has sixteen files at most, and what is short takes the second parser as long as long names take the first.
  const between = Array.from({ length: 15 }, (_, at) => [`a${10 + at}.txt`, Buffer.from(`between ${at}`)]);
  const short = Array.from({ length: 1_200 }, (_, at) => ({
    name: `${at}.txt`,
    data: Buffer.from(`short ${at} `.repeat(400)),
    method: 0,
  }));
  const made = await addTo(
    folder,
    'at once',
    {
      'a.tar.gz': crowded,
      ...(Object.fromEntries(between) as Record<string, Buffer>),
      'b.tar.gz': packed(makeZip(short), shared),
    },
    '2',
  );
  expect(await membersShared(made, /[ab]\.tar\.gz/u)).toEqual({ indexed: 500, duplicate: 250 });
  expect(await runCli(['verify', made, '--index'])).toMatchObject({ exitCode: 0 });
});
