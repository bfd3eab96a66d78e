/** Files that hold more than their room in a case, and others that hold the same archive. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from '@jest/globals';
import { makeTar, makeTarMember, makeZip } from '../../scripts/fixtures/make-archives.ts';
import { jsonRows } from './json-lines.ts';
import { runCli } from './run-cli.ts';

const longName = 'n'.repeat(60_000);
/** Members that each cost the case three names of 60,000 units. */
const withLongNames = (first: number, count: number): Buffer =>
  makeZip(
    Array.from({ length: count }, (_, at) => ({
      name: `${longName}${first + at}.txt`,
      data: Buffer.from(`member ${first + at}`),
      method: 0,
    })),
  );
export const packed = (...archives: readonly Buffer[]): Buffer =>
  gzipSync(makeTar(...archives.map((data, at) => makeTarMember({ name: `${at}.zip`, data }))));
export const shared = withLongNames(1_000, 250);
/** The first takes two thirds of the room. */
export const crowded = packed(withLongNames(0, 250), shared);
export const honest = packed(shared);

interface Item {
  readonly path: string;
  readonly status: string;
  readonly code?: string;
}
/** What became of the members of the archive that both files hold, by file. */
export async function membersShared(caseFolder: string, holder: RegExp): Promise<Record<string, number>> {
  const { stdout } = await runCli(['report', caseFolder, '--items', '--json']);
  const counts: Record<string, number> = {};
  for (const { path, status, code } of jsonRows<Item>(stdout))
    if (holder.test(path) && path.includes('/nnn'))
      counts[code ?? status] = (counts[code ?? status] ?? 0) + 1;
  return counts;
}

/** Ingests into the case of that name in `folder`, after the files were put into its share. */
export async function addTo(
  folder: string,
  name: string,
  files: Readonly<Record<string, Buffer>>,
  parsers = '1',
): Promise<string> {
  const source = join(folder, `share ${name}`);
  mkdirSync(source, { recursive: true });
  for (const [file, data] of Object.entries(files)) writeFileSync(join(source, file), data);
  const made = join(folder, `case ${name}`);
  const words = ['--reference', 'EX-1', '--parser-processes', parsers, '--no-gazetteers'];
  expect(await runCli(['ingest', source, '--case', made, ...words])).toMatchObject({ exitCode: 0 });
  return made;
}
