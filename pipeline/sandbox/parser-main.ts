/**
 * The parser process: takes jobs on standard input, answers on descriptor 3, has no rights beyond reading the
 * source and writing the spool (see `parser-process.ts`). Chooses what a visit is composed of.
 */
import { writeSync } from 'node:fs';
import { type FoundItem, toParser, type Verdict } from '../../schemas/parser-messages.ts';
import { encodeFrame, FrameReader } from './framing.ts';
import { chooseTagger } from './tagging.ts';
import type { VisitContext } from './visit.ts';
import { visitFiles } from './visit-files.ts';

const output = 3;
/** Often enough for the coordinator to tell slow from hung. */
const progressEveryMs = 250;

/** Writes all of it before going on: the pipe's fullness is what holds a fast parser back. */
function send(header: object, blob?: Uint8Array): void {
  const frame = encodeFrame(header, blob);
  let at = 0;
  while (at < frame.length) {
    try {
      at += writeSync(output, frame, at);
    } catch (error) {
      if ((error as { code?: string }).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

const answers = new Map<number, (verdicts: readonly Verdict[]) => void>();
let asked = 0;

function ask(items: readonly FoundItem[]): Promise<readonly Verdict[]> {
  const number = asked++;
  const answered = new Promise<readonly Verdict[]>((resolve) => answers.set(number, resolve));
  send({ type: 'found', ask: number, items });
  return answered;
}

let lastProgress = performance.now();

function progress(): void {
  const now = performance.now();
  if (now - lastProgress < progressEveryMs) return;
  lastProgress = now;
  send({ type: 'progress', residentBytes: process.memoryUsage.rss() });
}

async function main(): Promise<void> {
  let context: VisitContext | undefined;
  const reader = new FrameReader();
  let jobs = Promise.resolve();
  const receive = (header: unknown): void => {
    const message = toParser.parse(header);
    if (message.type === 'answer') {
      answers.get(message.ask)?.(message.verdicts);
      answers.delete(message.ask);
    } else if (message.type === 'configure') {
      const tagger = chooseTagger(message);
      const { limits, spoolFolder } = message;
      context = {
        limits,
        spoolFolder,
        send,
        ask,
        progress,
        ...(tagger ? { openTags: () => tagger.open() } : {}),
      };
      send({ type: 'ready', node: process.version, ...(tagger ? { listVersion: tagger.listVersion } : {}) });
    } else {
      jobs = jobs.then(async () => {
        if (!context) throw new Error('a job came before the configuration');
        await visitFiles(message.items, context);
        send({ type: 'done', unit: message.unit });
      });
      jobs.catch(stop);
    }
  };
  for await (const bytes of process.stdin as AsyncIterable<Buffer>) {
    for (const { header } of reader.push(bytes)) receive(header);
  }
  // The coordinator is gone: nobody waits for what is still being parsed.
  process.exit(0);
}

/** The process is of no use after an error outside an extractor: the coordinator sees it die and goes on. */
function stop(error: unknown): void {
  process.stderr.write(`${String((error as Error).stack ?? error)}\n`);
  process.exit(70);
}

process.on('uncaughtException', stop);
process.on('unhandledRejection', stop);
main().catch(stop);
