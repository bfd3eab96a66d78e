/** The sample case through the whole pipeline: the demo's own commands, and what a reader of its report relies on. */
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { quote, steps } from '../scripts/demo.ts';
import { type CliResult, runCli } from './cli/run-cli.ts';
import { temporaryFolder } from './temporary-folder.ts';

const root = join(import.meta.dirname, '..');
const folder = temporaryFolder();
const casePath = join(folder, 'case');

/** The demo's words, with the case and the samples where this test has them. */
const wordsHere = (words: readonly string[]): string[] =>
  words.map((word) =>
    word === 'demo-case'
      ? casePath
      : word.startsWith('samples/')
        ? join(folder, word.slice('samples/'.length))
        : word,
  );

interface ItemLine {
  readonly path: string;
  readonly kind: string;
  readonly status: string;
  readonly code?: string;
  readonly warnings: readonly { readonly code: string }[];
}

const outputs: CliResult[] = [];

/** Each line stands in what was printed, in that order; `…` stands for what is left out, of a line or between lines. */
function expectShown(output: string, lines: readonly string[]): void {
  let printed = output.split('\n');
  for (const line of lines.filter((one) => !/^ *…?$/u.test(one))) {
    const at = printed.findIndex((one) =>
      line.endsWith(' …') ? one.startsWith(line.slice(0, -1)) : one === line,
    );
    expect([line, at]).not.toEqual([line, -1]);
    printed = printed.slice(at + 1);
  }
} // prettier-ignore

/** A command line as a POSIX shell splits it, of words with quotes around the whole. */
const wordsOf = (typed: string): string[] =>
  [...typed.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/gu)].map(
    ([, single, double, bare]) => single ?? double ?? bare ?? '',
  );
const items = new Map<string, ItemLine>();

beforeAll(async () => {
  // A copy has other file times than the samples had when they were made, as a clone has.
  cpSync(join(root, 'samples'), folder, { recursive: true });
  for (const { words } of steps) outputs.push(await runCli(wordsHere(words)));
  const { stdout } = await runCli(['report', casePath, '--items', '--json']);
  for (const line of stdout.trim().split('\n')) {
    const item = JSON.parse(line) as ItemLine;
    items.set(item.path, item);
  }
}, 180_000);

describe('the demo', () => {
  test.each(steps.map(({ words }, index) => [words[0] ?? '', index] as const))('%s ends well', (_, index) => {
    expect(outputs[index]).toMatchObject({ exitCode: 0 });
    expect(outputs[index]?.stdout).not.toBe('');
  });

  test('finds struck text, a hidden sheet, and all places of a copied file', () => {
    const search = outputs[steps.findIndex(({ words }) => words[0] === 'search')];
    expect(search?.stdout).toContain('No list is bought before consent has been seen in writing.');
    expect(search?.stdout).toContain('Copy of Brief (final) 2.docx');
  });

  test('shows what README shows of it, line by line; … stands for what is left out', () => {
    const [, shown = ''] = readFileSync(join(root, 'README.md'), 'utf8').split('From the demo,');
    const [, block = ''] = shown.split('```');
    const [, ...commands] = block.split('$ npx evidex ');
    expect(commands.map((command) => command.split(' ')[0])).toEqual(['ingest', 'search', 'report']);
    for (const command of commands) {
      const [typed = '', ...lines] = command.trimEnd().split('\n');
      const step = steps.findIndex(({ words }) => typed === words.map(quote).join(' '));
      expect([typed, step]).not.toEqual([typed, -1]);
      expectShown(`${outputs[step]?.stderr}\n${outputs[step]?.stdout}`, lines);
    }
  });
});

test('what the page of questions shows is what its commands print', async () => {
  const page = readFileSync(join(root, 'docs/questions.md'), 'utf8');
  const blocks = [...page.matchAll(/```\n(.*?)```/gsu)].map(([, block = '']) => block);
  expect(blocks).toHaveLength(7);
  for (const command of blocks.flatMap((block) => block.split('$ npx evidex ').slice(1))) {
    const [typed = '', ...lines] = command.trimEnd().split('\n');
    const result = await runCli(wordsHere(wordsOf(typed)));
    expect([typed, result.exitCode]).toEqual([typed, 0]);
    expect(lines.length).toBeGreaterThan(1);
    expectShown(`${result.stdout}\n${result.stderr}`, lines);
  }
});

const clients = 'Clients/Saltmarsh Residents Alliance';
const backup = 'IT/handover.zip/backup-2019-05.tar.gz/backup-2019-05.tar';

test.each([
  [`${clients}/Brief.docx`, 'indexed', undefined],
  [`${clients}/Copy of Brief (final) 2.docx`, 'duplicate', undefined],
  [`${clients}/Canvass list.xlsx`, 'indexed', undefined],
  [`${clients}/Photos/IMG_0413.jpg`, 'duplicate', undefined],
  [`${backup}/backup/clients.zip/Saltmarsh/Canvass list.xlsx`, 'duplicate', undefined],
  [`${backup}/backup/clients.zip/Saltmarsh/read me first.txt`, 'indexed', undefined],
  ['Finance/Invoices/PB-1177.pdf', 'indexed', undefined],
  ['Mail/2019-04-05 Your order PB-1177.eml/PB-1177.pdf', 'duplicate', undefined],
  ['Finance/Invoices/Q-0233.pdf', 'failed', 'truncated'],
  ['IT/private.zip/diary.txt', 'encrypted', 'password-required'],
  ['IT/key.bin', 'unsupported', 'unidentified'],
  ['IT/upload.part', 'empty', undefined],
  ['IT/templates.7z', 'container', undefined],
  ['IT/templates.7z/नमुना पत्र.txt', 'indexed', undefined],
])('%s: %s', (path, status, code) => {
  const item = items.get(path);
  expect([item?.status, item?.code]).toEqual([status, code]);
});

test('the picture that is a workbook is told of, and two spellings of one name are two items', () => {
  expect(items.get(`${clients}/Photos/IMG_0413.jpg`)?.warnings.map(({ code }) => code)).toContain(
    'type-mismatch',
  );
  const notes = [...items.values()].filter(({ path }) =>
    path.normalize('NFC').endsWith('दुसऱ्या बैठकीच्या नोंदी.txt'.normalize('NFC')),
  );
  expect(notes.map(({ status }) => status).sort()).toEqual(['duplicate', 'indexed']);
});
