/** The process that reads for the server: it has a case open and makes what its routes answer. What changes, the server writes. */
import { casePathsOf } from '../../case/case-paths.ts';
import { readHeld } from '../../case/in-hand.ts';
import type { Ledger } from '../../case/ledger/ledger.ts';
import type { DatasetStore } from '../../datasets/dataset-store.ts';
import type { SketchStore } from '../../search/likeness/sketch-store.ts';
import type { IndexReader } from '../../search/port.ts';
import type { Given } from '../asked.ts';
import type { Written } from '../case-change.ts';
import { link } from '../page.ts';
import type { AnyRoute } from '../route.ts';
import { routes } from '../routes.ts';
import { changesNothing, type Reading } from '../served-case.ts';
import { ReadParts } from './case-parts.ts';
import {
  type CaseToRead,
  type MadeAnswer,
  problemOf,
  type ReaderQuestion,
  type ReaderReady,
  type ReaderReply,
  type ReaderWrites,
  sentProblem,
  type ToReader,
} from './messages.ts';

/** A case that is open for reading. */
export interface OpenedCase {
  readonly ledger: Ledger;
  readonly index: IndexReader;
  /** What is kept of its tables; whoever opens it closes it. */
  openDatasets(): Promise<DatasetStore>;
  /** The same of near-duplicates. */
  openSketches(): SketchStore;
  /** False once its files were written to, moved or replaced: it is then opened anew. */
  isSame(): boolean;
  close(): Promise<void>;
}

/** As the server is sent it. */
export async function makeAnswer(route: AnyRoute, given: Given, reading: Reading): Promise<MadeAnswer> {
  const read = new ReadParts();
  // Of the other routes nothing is kept, and a page of hits asks the index a hundred times.
  const watched = route.isOfWholeCase ? read.watch(reading) : reading;
  const answer = await route.read(given).answer(watched);
  const { resultCount } = answer;
  if ('goTo' in answer) return { goTo: answer.goTo, resultCount };
  if ('unfinished' in answer) return { unfinished: answer.unfinished, resultCount };
  if ('body' in answer) {
    const { body, title, status, refreshSeconds } = answer;
    const page = String(await body);
    return { page, title, status, refreshSeconds, resultCount, madeOf: read.parts };
  }
  const { bytes, contentType, policy, headers } = answer;
  // Who takes it slowly would hold the process: such a route says `inServer`.
  if (!(bytes instanceof Uint8Array)) throw new Error('a stream does not leave the process that reads');
  return { bytes, contentType, policy, headers, resultCount };
}

/** What the server writes for the question that is being answered: one thing at a time. */
class Writes {
  #waiting: PromiseWithResolvers<Written> | undefined;

  ask(write: ReaderWrites['write']): Promise<Written> {
    if (this.#waiting) throw new Error('one thing is written at a time');
    this.#waiting = Promise.withResolvers();
    process.send?.({ write } satisfies ReaderWrites);
    return this.#waiting.promise;
  }

  take(told: Exclude<ToReader, { readonly question: ReaderQuestion }>): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if ('written' in told) waiting?.resolve(told.written);
    else waiting?.reject(problemOf(told.notWritten));
  }
}

/** Answers one question after the other for as long as the server is there. */
export function answerQuestions(open: (told: CaseToRead) => Promise<OpenedCase>): void {
  const writes = new Writes();
  let kept: { readonly key: string; readonly opened: OpenedCase } | undefined;

  const forget = async (): Promise<void> => {
    const { opened } = kept ?? {};
    kept = undefined;
    await opened?.close();
  };

  const openedOf = async (told: CaseToRead): Promise<OpenedCase> => {
    const key = JSON.stringify(told);
    if (kept?.key === key && kept.opened.isSame()) return kept.opened;
    await forget();
    kept = { key, opened: await open(told) };
    return kept.opened;
  };

  const made = async (question: ReaderQuestion): Promise<MadeAnswer> => {
    const { of, method, path, given, person, address, record } = question;
    const route = routes.find((one) => one.method === method && one.path === path);
    if (!route) throw new Error(`no route answers ${method} ${path}`);
    const opened = await openedOf(of);
    const { ledger, index } = opened;
    const reading: Reading = {
      ledger,
      index,
      scope: person.scope,
      displayZone: of.config.displayZone,
      person,
      to: (below, parameters) => link(`${address}${below}`, parameters),
      record,
      heldItems: () => readHeld(casePathsOf(of.path).inHand),
      openDatasets: () => opened.openDatasets(),
      openSketches: () => opened.openSketches(),
      auditRecords: () => {
        throw new Error('the process that reads does not have the audit log');
      },
      write: method === 'post' ? (changes) => writes.ask(changes) : changesNothing,
    };
    return makeAnswer(route, given, reading);
  };

  const reply = (words: Omit<ReaderReply, 'residentBytes'>): void => {
    const whole: ReaderReply = { ...words, residentBytes: process.memoryUsage.rss() };
    process.send?.(whole);
  };

  process.on('message', (told: ToReader) => {
    if (!('question' in told)) return writes.take(told);
    made(told.question)
      .then((answer) => reply({ made: answer }))
      .catch(async (thrown: unknown) => {
        // What failed may have left half of something open.
        await forget().catch(() => undefined);
        reply({ problem: sentProblem(thrown) });
      })
      .catch(() => process.disconnect?.());
  });
  process.on('disconnect', () => void forget());
  process.send?.({ ready: true } satisfies ReaderReady);
}
