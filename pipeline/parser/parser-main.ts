/**
 * The parser process: takes jobs on standard input, answers on descriptor 3, holds large members in descriptor 4, and
 * has no right but to read the sources and its own code (see `pipeline/sandbox/`). Chooses what a visit is composed of.
 */
import { writeSync } from 'node:fs';
import { codeOf } from '../../schemas/problem.ts';
import { type FromParser, toParser, type ToParser, type Verdict } from '../protocol/messages.ts';
import type { FoundItem } from '../../schemas/findings.ts';
import { encodeFrame, FrameReader } from '../protocol/framing.ts';
import { RecentCosts } from './recent-costs.ts';
import { Spool } from './spool.ts';
import { isOfStoredTexts, StoredTextLine } from './stored-texts.ts';
import type { Tagger } from '../../tagging/tagger.ts';
import { createScreenMatcher } from '../../tagging/screen/screen-matcher.ts';
import { lookAt } from './look-at.ts';
import { chooseTagger } from './tagging.ts';
import { TikaLine } from './tika-line.ts';
import type { VisitContext } from './visit-context.ts';
import { visitFiles } from './visit-files.ts';

const output = 3;
/** An open file without a name: all that the process can write to. */
const spool = new Spool(4);
/** Often enough for the coordinator to tell slow from hung. */
const progressEveryMs = 250;

/** Frames that wait to be written together: a write wakes the coordinator. */
const maxWaitingBytes = 64 * 1024;
let waiting: Buffer[] = [];
let waitingBytes = 0;

/** Writes all of it before going on: the pipe's fullness is what holds a fast parser back. */
function flush(): void {
  const bytes = waiting.length === 1 ? (waiting[0] as Buffer) : Buffer.concat(waiting);
  waiting = [];
  waitingBytes = 0;
  let at = 0;
  while (at < bytes.length) {
    try {
      at += writeSync(output, bytes, at);
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

/** What a parser dies on is told by what it had not ended: texts may wait, everything else must not. */
function send(message: FromParser, blob?: Uint8Array): void {
  const frame = encodeFrame(message, blob);
  waiting.push(frame);
  waitingBytes += frame.length;
  if (waitingBytes >= maxWaitingBytes || !mayWait.has(message.type)) flush();
}

const mayWait: ReadonlySet<FromParser['type']> = new Set([
  'text',
  'tags',
  'events',
  'tika-ask',
  'tika-content',
  // `done` follows.
  'looked-through',
  'retagged',
]);

const answers = new Map<number, (verdicts: readonly Verdict[]) => void>();
let asked = 0;

function ask(items: readonly FoundItem[], weighs = false): Promise<readonly Verdict[]> {
  const number = asked++;
  const answered = new Promise<readonly Verdict[]>((resolve) => answers.set(number, resolve));
  send({ type: 'found', ask: number, items: [...items], ...(weighs ? { weighs } : {}) });
  return answered;
}

let lastProgress = performance.now();

function progress(): void {
  const now = performance.now();
  if (now - lastProgress < progressEveryMs) return;
  lastProgress = now;
  send({ type: 'progress', residentBytes: process.resourceUsage().maxRSS * 1024 });
}

const contextOf = (
  { limits, screen, passwords }: Extract<ToParser, { type: 'configure' }>,
  tagger: Tagger | undefined,
  tika: TikaLine | undefined,
): VisitContext => ({
  limits,
  spool,
  spoolBytes: 0,
  spoolCode: 'spool-full',
  send,
  ask,
  costs: new RecentCosts(),
  progress,
  openTags: tagger && (() => tagger.open()),
  screen: screen && createScreenMatcher(screen),
  tika,
  passwords,
});

async function main(): Promise<void> {
  let context: VisitContext | undefined;
  const reader = new FrameReader(true);
  let jobs = Promise.resolve();
  let tika: TikaLine | undefined;
  const stored = new StoredTextLine(send, progress);
  const configured = (): VisitContext => {
    if (!context) throw new Error('a job came before the configuration');
    return context;
  };
  const receive = (header: unknown, blob: Uint8Array): void => {
    const message = toParser.parse(header);
    if (message.type === 'answer') {
      answers.get(message.ask)?.(message.verdicts);
      answers.delete(message.ask);
    } else if (message.type === 'tika-answer' || message.type === 'tika-end') {
      tika?.receive(message, blob);
    } else if (message.type === 'configure') {
      const tagger = chooseTagger(message);
      stored.configure(message, tagger);
      tika = message.tika && new TikaLine(message.tika, send);
      context = contextOf(message, tagger, tika);
      send({ type: 'ready', node: process.version, listVersion: tagger?.listVersion });
    } else if (isOfStoredTexts(message)) {
      stored.receive(message, blob);
    } else if (message.type === 'look') {
      const { unit, files } = message;
      jobs = jobs.then(async () => {
        const known = configured();
        for (const file of files) send({ type: 'looked', unit, ...(await lookAt(file, known)) });
        send({ type: 'done', unit });
      });
      jobs.catch(stop);
    } else {
      jobs = jobs.then(async () => {
        const { items, spoolBytes, spoolCode } = message;
        await visitFiles(items, { ...configured(), spoolBytes, spoolCode });
        send({ type: 'done', unit: message.unit });
      });
      jobs.catch(stop);
    }
  };
  for await (const bytes of process.stdin as AsyncIterable<Buffer>) {
    for (const { header, blob } of reader.push(bytes)) receive(header, blob);
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
