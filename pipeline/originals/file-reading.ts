/**
 * One reading of a file of a source by a parser process: the carriers on the way are opened there, and the bytes of all
 * items that are wanted come out of it as they are met. What the process says is checked, what it sends is hashed here.
 */
import type { LedgerItem } from '../../case/ledger/items.ts';
import type { FoundItem } from '../../schemas/findings.ts';
import { isProblem, type Problem } from '../../schemas/problem.ts';
import type { Code } from '../../schemas/status.ts';
import type { FromParser, Verdict } from '../protocol/messages.ts';
import { type Original, OriginalFile, type OriginalFileOptions } from './original-file.ts';
import { type OriginalReason, problemOf } from './original-problem.ts';
import type { Route } from './route.ts';

/** What came of one item that was wanted. */
export type Fetched =
  | { readonly item: LedgerItem; readonly original: Original }
  | { readonly item: LedgerItem; readonly problem: Problem };

export interface ReadingEvents {
  /** The process waits until it has ended. */
  fetched(fetched: Fetched): Promise<void>;
  answer(ask: number, verdicts: readonly Verdict[]): void;
  /** The process does not keep to the protocol, or is not needed any more. */
  stop(): void;
  /** All that was wanted has been told. */
  over(): void;
}

/** Routes into one file, all through the same content. */
export class FileReading {
  readonly #file: Route['file'];
  readonly #fileItem: string;
  readonly #through = new Set<string>();
  readonly #wanted = new Map<string, LedgerItem>();
  readonly #options: OriginalFileOptions;
  readonly #events: ReadingEvents;
  readonly #promised = new Set<string>();
  #current: { readonly item: LedgerItem; readonly target: OriginalFile } | undefined;
  /** Of a carrier on the way that could not be opened. */
  #fault: { readonly code: OriginalReason; readonly detail?: string | undefined } | undefined;
  #deaths = 0;
  #isEnded = false;

  constructor(routes: readonly [Route, ...Route[]], options: OriginalFileOptions, events: ReadingEvents) {
    const [first] = routes;
    this.#file = first.file;
    this.#fileItem = first.fileItem;
    this.#options = options;
    this.#events = events;
    for (const { item, through } of routes) {
      this.#wanted.set(item.id, item);
      for (const id of through) this.#through.add(id);
    }
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  async message(message: FromParser, blob: Uint8Array): Promise<void> {
    if (message.type === 'ready' || message.type === 'progress') return;
    if (this.#isEnded) {
      // It reads on to the end of the file; nothing of it is wanted any more.
      if (message.type === 'found') this.#leaveAll(message);
      return;
    }
    if (message.type === 'found' && message.weighs !== true) await this.#found(message);
    else if (message.type === 'bytes') await this.#bytes(message.item, blob);
    else if (message.type === 'given') await this.#given(message.item);
    else if (message.type === 'done') await this.#failAll(this.#fault?.code ?? 'no-way', this.#fault?.detail);
    else this.#events.stop();
  }

  /** The process died; true where it is to be tried again with another, for what is still wanted. */
  async gone(code: Code, detail: string): Promise<boolean> {
    this.#dropCurrent();
    this.#promised.clear();
    if (this.#isEnded) return false;
    this.#deaths += 1;
    if (this.#deaths < 2) return true;
    await this.#failAll(code, detail);
    return false;
  }

  /** The file itself cannot be given to a process. */
  async refused(code: OriginalReason, detail: string): Promise<void> {
    await this.#failAll(code, detail);
  }

  /** Nobody takes any more. */
  abandon(): void {
    this.#dropCurrent();
    this.#end();
  }

  #leaveAll({ ask, items }: Extract<FromParser, { type: 'found' }>): void {
    this.#events.answer(
      ask,
      items.map(() => ({ say: 'leave' })),
    );
  }

  async #found({ ask, items }: Extract<FromParser, { type: 'found' }>): Promise<void> {
    const verdicts: Verdict[] = [];
    for (const item of items) verdicts.push(await this.#verdictOn(item));
    if (this.#isEnded) this.#leaveAll({ type: 'found', ask, items });
    else this.#events.answer(ask, verdicts);
  }

  async #verdictOn(found: FoundItem): Promise<Verdict> {
    if (found.holder === undefined) return await this.#verdictOnFile(found);
    const wanted = this.#wanted.get(found.item);
    const isOnTheWay = this.#through.has(found.item);
    if (found.ended) {
      const { code, detail } = found.ended;
      if (wanted) await this.#tell({ item: wanted, problem: problemOf(wanted, code, detail) });
      if (isOnTheWay) this.#fault = { code, detail };
      return { say: 'leave' };
    }
    const give = wanted !== undefined && !this.#promised.has(found.item);
    if (give) this.#promised.add(found.item);
    return { say: isOnTheWay ? 'pass' : 'leave', ...(give ? { give } : {}) };
  }

  async #verdictOnFile({ item, hashes, ended }: FoundItem): Promise<Verdict> {
    if (item !== this.#fileItem) this.#events.stop();
    else if (ended) await this.#failAll(ended.code, ended.detail);
    else if (hashes?.sha256 !== this.#file.sha256)
      await this.#failAll('mismatch', `${this.#file.path}, which holds it, is not what it was`);
    else return { say: 'pass' };
    return { say: 'leave' };
  }

  async #bytes(id: string, blob: Uint8Array): Promise<void> {
    const item = this.#promised.has(id) ? this.#wanted.get(id) : undefined;
    // Of one that was refused the rest is still on its way.
    if (!item) {
      if (!this.#promised.has(id)) this.#events.stop();
      return;
    }
    if (this.#current?.item.id !== id) {
      this.#dropCurrent();
      const target = OriginalFile.open(item, this.#options);
      if (isProblem(target)) return await this.#tell({ item, problem: target });
      this.#current = { item, target };
    }
    const problem = this.#current.target.write(blob);
    if (problem) {
      this.#current = undefined;
      await this.#tell({ item, problem });
    }
  }

  async #given(id: string): Promise<void> {
    if (!this.#promised.has(id)) return this.#events.stop();
    // An empty content has no piece.
    if (this.#current === undefined) await this.#bytes(id, new Uint8Array());
    const current = this.#current;
    if (current === undefined || current.item.id !== id) return;
    this.#current = undefined;
    const { item, target } = current;
    const ended = target.end();
    await this.#tell(isProblem(ended) ? { item, problem: ended } : { item, original: ended });
  }

  async #tell(fetched: Fetched): Promise<void> {
    this.#wanted.delete(fetched.item.id);
    await this.#events.fetched(fetched);
    if (this.#wanted.size === 0) this.#end();
  }

  async #failAll(code: OriginalReason, detail?: string): Promise<void> {
    for (const item of this.#wanted.values())
      await this.#tell({ item, problem: problemOf(item, code, detail) });
  }

  #end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#events.over();
  }

  #dropCurrent(): void {
    this.#current?.target.abandon();
    this.#current = undefined;
  }
}
