/** What must hold after a removal, whichever index a case has: shared by the tests with and without Elasticsearch. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { writeFiles, zipOf } from '../../scripts/bench/made-evidence.ts';
import { jsonRows } from './json-lines.ts';
import { messageOf } from './letters-case.ts';
import { runCli } from './run-cli.ts';

/** Words that nothing else in the case has. */
export const secrets = ['Zwibbelquark', 'Frommelglanz', 'Knorpelwicht'] as const;

/**
 * `mail/zwibbelname.eml` has a secret in its text, another in a member of the archive that it carries, a third in the title of
 * a page, an address that nothing else states, and a brochure that lies at `share/brochure.txt` too.
 */
export function writeRemovedSource(source: string): void {
  const page = `<html><head><title>${secrets[2]}</title></head><body>A page for ann.removed@example.org.</body></html>`;
  const box = zipOf({ 'zwibbelmember.txt': `The ${secrets[1]} agreement.\n`, 'plain.html': page });
  const message = messageOf(
    { id: 'zwibbel-1', subject: 'Terms', text: `Only ${secrets[0]} is to know.` },
    { 'brochure.txt': 'A brochure for everybody.\n', 'zwibbelbox.zip': box },
  );
  const named = message.replace('To: Ann', 'To: Zwibbelfrau <zwibbelfrau@example.org>, Ann');
  writeFiles(source, {
    'mail/zwibbelname.eml': named,
    'mail/other.eml': messageOf({ id: 'other-1', subject: 'Reply', text: 'A reply about terms.' }, {}),
    'share/brochure.txt': 'A brochure for everybody.\n',
    'share/memo.txt': 'A memo about terms.\n',
  });
}

/** Files of a folder in which a word stands in any of the usual ways, small or capital. */
export function filesWith(folder: string, word: string): string[] {
  const forms = [Buffer.from(word), Buffer.from(word.toLowerCase()), Buffer.from(word, 'utf16le')];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => forms.some((form) => readFileSync(file).includes(form)));
}

/** Ingests the source, removes the message, and sees that it is gone and that all else agrees. */
export async function removeAndSee(
  folder: string,
  more: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  beyond: readonly string[] = [],
): Promise<void> {
  const [source, casePath] = [join(folder, 'source'), join(folder, 'case')];
  writeRemovedSource(source);
  const run = (...words: string[]) => runCli([...words, '--case', casePath], { environment });
  const json = async <T = Record<string, unknown>>(...words: string[]): Promise<T[]> =>
    jsonRows<T>((await run(...words, '--json')).stdout);
  const ingest = () =>
    run('ingest', source, '--reference', 'EX-1', '--parser-processes', '1', '--no-gazetteers', ...more);
  expect(await ingest()).toMatchObject({ exitCode: 0 });
  await run('note', 'share/memo.txt', 'see mail/zwibbelname.eml for terms');
  const merged = ['--merge', 'zwibbelfrau@example.org', '--merge', 'ann@example.org'];
  expect(await run('identity', ...merged, '--reason', 'zwibbelfrau@example.org says so')).toMatchObject({
    exitCode: 0,
  });
  const before = await json<{ count: number; items: number }>('search', 'terms', '--count');
  const counted = async (word: string) =>
    (await json<{ count: number }>('search', word, '--count'))[0]?.count;
  for (const word of secrets) expect([word, await counted(word)]).toEqual([word, 1]);
  const certificate = join(folder, 'certificate');

  const removed = await run(
    'remove',
    'mail/zwibbelname.eml',
    '--reason',
    'order of the court',
    '--certificate',
    certificate,
  );
  expect(removed).toMatchObject({ exitCode: 0 });
  expect(removed.stdout).toContain('None was found.');
  expect(removed.stdout).toContain(
    'The words of records 3, 5, 9, 11, 13 of the audit log, which named it, were taken out.',
  );
  for (const word of [...secrets, 'zwibbel', 'ann.removed'])
    expect([word, filesWith(casePath, word)]).toEqual([word, []]);
  for (const word of secrets) expect([word, await counted(word)]).toEqual([word, 0]);
  expect((await json<{ count: number }>('search', 'terms', '--count'))[0]?.count).toBe(
    (before[0]?.count ?? 0) - 1,
  );
  expect(await counted('brochure')).toBe(1);
  expect(await json('search', 'code:removed')).toMatchObject([{ places: 1, entry: { status: 'skipped' } }]);
  expect(await run('verify', '--index')).toMatchObject({ exitCode: 0 });
  expect(await run('verify')).toMatchObject({ exitCode: 0 });
  expect(await run('audit')).toMatchObject({ exitCode: 0 });

  const report = await run('report');
  expect(report.exitCode).toBe(0);
  expect(report.stdout).toContain('REMOVED from this case: 5 items');
  expect(report.stdout).toMatch(
    /removal 1: file [0-9a-f]{12}, 5 items, removed on \d{4}-\d\d-\d\d by .*: order of the court/u,
  );
  const outside = JSON.parse(readFileSync(`${certificate}.json`, 'utf8')) as Record<string, unknown>;
  expect(outside).toMatchObject({
    removals: [{ was: 'EX-1/mail/zwibbelname.eml', items: 5, documents: 4, kept: 1, ended: true }],
    searched: { found: [], notUnpacked: 0 },
    index: { left: 0, additional: 0 },
  });
  expect(outside['beyond']).toEqual(expect.arrayContaining([...beyond]));
  expect((await run('show', 'share/memo.txt', '--metadata')).stdout).toContain('see [removed] for terms');

  const again = await ingest();
  expect(again.exitCode).toBe(0);
  expect(again.stdout).toContain('Passed over, since they were removed from this case: 1 entry');
  expect(again.stdout).toContain('order of the court');
  for (const word of secrets) expect([word, await counted(word)]).toEqual([word, 0]);
  // What was asked meanwhile stands in the audit log again.
  expect(filesWith(casePath, 'zwibbelname')).toEqual([]);
  expect((await run('compare', casePath, casePath)).exitCode).toBe(0);
}
