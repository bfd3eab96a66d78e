/**
 * Has texts that the case keeps looked through or tagged again by a parser process, since they are evidence. A document that
 * the process dies of is asked about once more, alone, and then told as one that could not be tagged.
 */
import { createHash } from 'node:crypto';
import { packTagBlock } from '../../case/tag-block.ts';
import type { GazetteerEntity } from '../../schemas/gazetteer.ts';
import type { Metadata } from '../../schemas/metadata.ts';
import { messageOf } from '../../schemas/problem.ts';
import { fileRoomBytes } from '../protocol/case-cost.ts';
import type { FromParser, TaggedTextResult, ToParser } from '../protocol/messages.ts';
import { ParserProcess, type ParserOptions } from './parser-process.ts';
import type { KeptBytes, Spill } from './spill.ts';
import { endOfTags, ParserFault } from './stream-check.ts';

type TextKind = TaggedTextResult['kind'];

/** A text of the case: its id is the hash of its bytes. */
export interface StoredText {
  readonly kind: TextKind;
  readonly id: string;
  readonly units: number;
}

/** A document whose texts the case keeps. */
export interface StoredDocument {
  /** SHA-256. */
  readonly document: string;
  readonly texts: readonly StoredText[];
}

/** What became of a document's texts; `why` says in words that it could not be read or tagged. */
export type Told<T> = { readonly is: T } | { readonly why: string };

/** A text with its tags of now. */
export interface RetaggedText extends StoredText, Pick<TaggedTextResult, 'entities' | 'personalData'> {
  /** As `case/tag-block.ts` packs them; the caller releases them. */
  readonly blocks: readonly KeptBytes<Uint8Array>[];
}

export interface StoredTextOptions {
  readonly parser: ParserOptions;
  /** The watchlist that the texts were tagged under before; absent where nothing is to be looked through. */
  readonly before?: readonly GazetteerEntity[] | undefined;
  /** The pieces of a text, in order; throws where the case does not have it to its end. */
  readonly pieces: (text: StoredText) => AsyncIterable<string>;
  readonly spill: Spill;
  /** Of what may come of a text, as of a file: times its bytes. */
  readonly maxCaseRatio: number;
}

interface Unit {
  readonly number: number;
  readonly answers: Map<string, Told<FromParser>>;
  /** Of the text that is being tagged, by kind. */
  readonly blocks: Map<string, KeptBytes<Uint8Array>[]>;
  readonly lastTag: Map<string, number>;
  roomBytes: number;
  readonly end: (died?: string) => void;
}

const stoppedWords = 'it was stopped';

export class StoredTextTagger {
  readonly #options: StoredTextOptions;
  #process: ParserProcess | undefined;
  #listVersion: string | undefined;
  #unit: Unit | undefined;
  #units = 0;
  #isStopped = false;

  constructor(options: StoredTextOptions) {
    this.#options = options;
  }

  /** That of the lists which it tags with; known once a unit was answered. Absent where nothing is tagged. */
  get listVersion(): string | undefined {
    return this.#listVersion;
  }

  stop(): void {
    this.#isStopped = true;
    this.#process?.stop();
  }

  /** Whether tags of each may be others than under the lists of before, in their order. */
  async look(documents: readonly StoredDocument[]): Promise<readonly Told<boolean>[]> {
    const { answers, died } = await this.#ask('look', documents, undefined);
    if (died !== undefined && documents.length > 1 && !this.#isStopped) {
      const alone: Told<boolean>[] = [];
      for (const document of documents) alone.push(...(await this.look([document])));
      return alone;
    }
    return documents.map(({ document }) => {
      const told = answers.get(document) ?? { why: died ?? 'it was not answered' };
      if ('why' in told) return told;
      return told.is.type === 'looked-through' ? { is: told.is.mayConcern } : { why: 'answered otherwise' };
    });
  }

  /** Its tags, by what it says of itself. */
  async tag(
    document: StoredDocument,
    metadata: Metadata,
    isAgain = false,
  ): Promise<Told<readonly RetaggedText[]>> {
    const { answers, blocks, died } = await this.#ask('tag', [document], metadata);
    const told = answers.get(document.document) ?? { why: died ?? 'it was not answered' };
    if ('is' in told && told.is.type === 'retagged') {
      const found = new Map(told.is.texts.map((text) => [text.kind, text]));
      if (
        document.texts.every(
          ({ kind, id, units }) => found.get(kind)?.id === id && found.get(kind)?.units === units,
        )
      )
        return {
          is: document.texts.map((text) => ({
            ...text,
            entities: found.get(text.kind)?.entities ?? [],
            personalData: found.get(text.kind)?.personalData ?? [],
            blocks: blocks.get(text.kind) ?? [],
          })),
        };
    }
    for (const kept of blocks.values()) for (const block of kept) block.release();
    if (died !== undefined && !isAgain && !this.#isStopped) return this.tag(document, metadata, true);
    return 'why' in told ? told : { why: 'the text that the case keeps is another than it was' };
  }

  async #ask(
    want: Extract<ToParser, { type: 'texts' }>['want'],
    documents: readonly StoredDocument[],
    metadata: Metadata | undefined,
  ): Promise<Pick<Unit, 'answers' | 'blocks'> & { readonly died: string | undefined }> {
    const { promise, resolve: end } = Promise.withResolvers<string | undefined>();
    const unit: Unit = {
      number: this.#units++,
      answers: new Map(),
      blocks: new Map(),
      lastTag: new Map(),
      roomBytes: fileRoomBytes(unitsOf(documents), this.#options.maxCaseRatio),
      end,
    };
    if (this.#isStopped) return { ...unit, died: stoppedWords };
    this.#unit = unit;
    this.#process ??= this.#start();
    const process = this.#process;
    await process.texts({
      type: 'texts',
      unit: unit.number,
      want,
      documents: documents.map(({ document, texts }) => ({
        document,
        ...(metadata && { metadata }),
        texts: texts.map(({ kind }) => kind),
      })),
    });
    for (const { document, texts } of documents)
      for (const text of texts) {
        const why = await this.#send(process, text);
        if (why !== undefined) unit.answers.set(document, { why });
      }
    const died = await promise;
    this.#unit = undefined;
    return { ...unit, died: this.#isStopped ? stoppedWords : died };
  }

  /** In words why the text could not be sent as it is named. */
  async #send(process: ParserProcess, text: StoredText): Promise<string | undefined> {
    const hash = createHash('sha256');
    let held: Buffer | undefined;
    let half = '';
    let why: string | undefined;
    try {
      for await (const piece of this.#options.pieces(text)) {
        if (process.ended.aborted) return undefined;
        const whole = half + piece;
        const cut = isHighSurrogate(whole.charCodeAt(whole.length - 1)) ? 1 : 0;
        half = whole.slice(whole.length - cut);
        if (held) await process.piece(false, held);
        held = Buffer.from(cut === 0 ? whole : whole.slice(0, -cut));
        hash.update(held);
      }
    } catch (error) {
      why = messageOf(error);
    }
    await process.piece(true, held ?? new Uint8Array());
    return (
      why ??
      (hash.digest('hex') === text.id ? undefined : 'the text that the case keeps is another than it was')
    );
  }

  #start(): ParserProcess {
    const { parser, before } = this.#options;
    const process = new ParserProcess(parser, {
      message: (message, blob) => this.#receive(message, blob),
      gone: (code, detail) => {
        this.#process = undefined;
        this.#unit?.end(`${code}: ${detail}`);
      },
    });
    if (before) void process.deliver({ type: 'compare-lists', watchlist: [...before] });
    return process;
  }

  /** What no honest process says costs it its life, and nothing that it said of the unit is believed. */
  #receive(message: FromParser, blob: Uint8Array): void {
    try {
      this.#take(message, blob);
    } catch (error) {
      this.#unit?.answers.clear();
      this.#process?.stop();
      if (!(error instanceof ParserFault)) throw error;
    }
  }

  #take(message: FromParser, blob: Uint8Array): void {
    const unit = this.#unit;
    if (message.type === 'ready') this.#listVersion = message.listVersion;
    if (message.type === 'ready' || message.type === 'progress') return;
    if (unit === undefined) throw new ParserFault('an answer that was not asked for');
    if (message.type === 'done' && message.unit === unit.number) unit.end();
    else if (message.type === 'looked-through') answered(unit, message.document, message);
    else if (message.type === 'retagged') {
      for (const { kind, units } of message.texts)
        if ((unit.lastTag.get(kind) ?? 0) > units) throw new ParserFault('tags behind the end of their text');
      answered(unit, message.document, message);
    } else if (message.type === 'tags') this.#keep(unit, message.handle, blob);
    else throw new ParserFault('what a process that tags does not say');
  }

  #keep(unit: Unit, handle: string, blob: Uint8Array): void {
    const [, kind = ''] = handle.split(':', 2);
    unit.lastTag.set(kind, Math.max(unit.lastTag.get(kind) ?? 0, endOfTags(blob)));
    const packed = packTagBlock(blob);
    unit.roomBytes -= packed.length;
    if (unit.roomBytes < 0) throw new ParserFault('more tags than may come of a text');
    const kept = unit.blocks.get(kind) ?? [];
    kept.push(this.#options.spill.keep(packed, (bytes) => bytes));
    unit.blocks.set(kind, kept);
  }
}

/** What was found not to be readable stays so. */
function answered(unit: Unit, document: string, is: FromParser): void {
  if (!unit.answers.has(document)) unit.answers.set(document, { is });
}

const unitsOf = (documents: readonly StoredDocument[]): number =>
  documents.reduce((sum, { texts }) => texts.reduce((of, { units }) => of + units, sum), 0);

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
