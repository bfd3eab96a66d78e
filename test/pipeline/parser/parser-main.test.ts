/** The parser process at the far end of its pipes: its order of messages, and what a slow reader does to it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { limits } from '../../../config/limits.ts';
import { ParserProcess } from '../../../pipeline/coordinator/parser-process.ts';
import { StreamCheck } from '../../../pipeline/coordinator/stream-check.ts';
import type { FromParser } from '../../../pipeline/protocol/messages.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { jobOf } from './job-of.ts';

const folder = temporaryFolder();
const [source, spoolFolder] = [join(folder, 'source'), join(folder, 'spool')];
mkdirSync(source);
mkdirSync(spoolFolder);

/** Runs one unit in a parser of its own; `slowly` is waited for at each message before the next is read. */
async function run(
  files: Readonly<Record<string, string>>,
  maxSilentMs: number,
  slowly: (message: FromParser) => Promise<unknown> | undefined,
): Promise<{ received: FromParser[]; texts: Record<string, string>; gone: string }> {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(source, name), content);
  const jobs = Object.keys(files).map((name) => jobOf(source, name));
  const received: FromParser[] = [];
  const texts: Record<string, string> = {};
  const check = new StreamCheck();
  return new Promise((resolve) => {
    const parser = new ParserProcess(
      {
        sources: [source],
        spoolFolder,
        spoolBytes: 1024 ** 3,
        maxResidentBytes: 1024 ** 3,
        maxSilentMs,
        configuration: {
          type: 'configure',
          limits,
          gazetteers: false,
          personalData: true,
          watchlist: [],
        },
      },
      {
        async message(message, blob) {
          received.push(message);
          if (message.type === 'ready') parser.job(7, jobs);
          if (message.type === 'found')
            parser.answer(
              message.ask,
              message.items.map(() => ({ say: 'parse' })),
            );
          if (message.type === 'text') {
            check.text(message.handle, message.seq, blob, () => true);
            texts[message.handle] = (texts[message.handle] ?? '') + Buffer.from(blob).toString();
          }
          if (message.type === 'document') check.end(message);
          await slowly(message);
          if (message.type === 'done') parser.stop();
        },
        gone: (code, detail) => resolve({ received, texts, gone: `${code}: ${detail}` }),
      },
    );
  });
}

const words = 'many words of a long text\n'.repeat(300_000);

test('a reader that is slow holds the parser back, is not taken for its silence, and loses nothing', async () => {
  let waited = false;
  const { received, texts, gone } = await run(
    { 'long.txt': words, 'short.txt': 'short' },
    // Long enough for a parser on a machine that does other work as well.
    4000,
    (message) => {
      if (message.type !== 'text' || waited) return undefined;
      waited = true;
      return pause(9000);
    },
  );
  expect(gone).toBe('parser-crash: stopped');
  const documents = received.filter((message) => message.type === 'document');
  expect(documents.map(({ status }) => status)).toEqual(['indexed', 'indexed']);
  const [long] = documents;
  // Compared as one value: a difference in megabytes of text takes minutes to show.
  const arrived = texts[`${long?.hashes.sha256}:body`] ?? '';
  expect(arrived.length).toBe(words.length);
  expect(arrived === words).toBe(true);
  expect(received.at(-1)).toEqual({ type: 'done', unit: 7 });
}, 60_000);

test('what a parser dies on can be told: all that must not wait is out before the next step', async () => {
  const { received } = await run({ 'a.txt': 'a words', 'b.txt': 'b words' }, 60_000, () => undefined);
  expect(received.flatMap(({ type }) => (type === 'progress' ? [] : type))).toEqual([
    'ready',
    'found',
    'text',
    'document',
    'text',
    'document',
    'done',
  ]);
}, 60_000);
