/** A case of a letter with its attachments, of which copies lie elsewhere: for the tests of families, labels and withholding. */
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { writeFiles, zipOf } from '../../scripts/bench/made-evidence.ts';
import { type CliResult, runCli } from './run-cli.ts';
import { jsonRows } from './json-lines.ts';

const brochure = 'Brochure of the tidal barrage, for everybody.\n';
const advice = 'Advice in confidence: do not publish the survey.\n';

/** A message with attachments, each under its name. */
export function messageOf(
  { id, subject, text }: { id: string; subject: string; text: string },
  attachments: Readonly<Record<string, string | Buffer>>,
): string {
  const parts = Object.entries(attachments).map(
    ([name, content]) =>
      `Content-Type: application/octet-stream; name="${name}"\nContent-Disposition: attachment; filename="${name}"\nContent-Transfer-Encoding: base64\n\n${Buffer.from(content).toString('base64')}\n`,
  );
  const all = [`Content-Type: text/plain; charset=utf-8\n\n${text}\n`, ...parts];
  return [
    `Message-ID: <${id}@example.org>`,
    'From: Counsel <counsel@example.org>',
    'To: Ann <ann@example.org>',
    'Date: Mon, 1 Apr 2019 10:00:00 +0000',
    `Subject: ${subject}`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="cut"',
    '',
    ...all.map((part) => `--cut\n${part}`),
    '--cut--',
    '',
  ].join('\n');
}

const letter = messageOf(
  { id: 'letter-1', subject: 'Advice', text: 'Our advice is attached.' },
  { 'brochure.txt': brochure, 'pack.zip': zipOf({ 'advice.txt': advice }) },
);

export interface LettersCase {
  readonly source: string;
  readonly casePath: string;
  readonly ingestWords: readonly string[];
  run(...words: string[]): Promise<CliResult>;
  json<T = Record<string, unknown>>(...words: string[]): Promise<T[]>;
}

/**
 * `mail/letter.eml` holds `brochure.txt` and `pack.zip` with `advice.txt`. The brochure lies at `share/brochure.txt`
 * too, the letter at `backup.zip/letter.eml`, and at `mail/received.eml` as another copy of the message.
 */
export async function makeLettersCase(folder: string): Promise<LettersCase> {
  const [source, casePath] = [join(folder, 'letters'), join(folder, 'letters-case')];
  writeFiles(source, {
    'mail/letter.eml': letter,
    'mail/received.eml': letter.replace('From:', 'Received: from a.example.org by b.example.org\nFrom:'),
    'share/brochure.txt': brochure,
    'share/memo.txt': 'A memo of its own about the survey.\n',
    'backup.zip': zipOf({ 'letter.eml': letter }),
  });
  const ingestWords = [
    'ingest', source, '--case', casePath, '--reference', 'EX-7', '--custodian', 'Ann', '--parser-processes', '1', '--no-gazetteers',
  ]; // prettier-ignore
  expect(await runCli(ingestWords)).toMatchObject({ exitCode: 0 });
  const run = (...words: string[]): Promise<CliResult> => runCli([...words, '--case', casePath]);
  return {
    source,
    casePath,
    ingestWords,
    run,
    async json<T>(...words: string[]): Promise<T[]> {
      return jsonRows<T>((await run(...words, '--json')).stdout);
    },
  };
}
