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
import { endOfTags, isParserFault, ParserFault } from './stream-check.ts';

type TextKind = TaggedTextResult['kind'];
type Texts = Extract<ToParser, { type: 'texts' }>;

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

/** With what it says of itself. */
export interface StatedDocument extends StoredDocument {
  readonly metadata: Metadata;
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
  readonly documents: ReadonlySet<string>;
  readonly answers: Map<string, Told<FromParser>>;
  /** By the handle of the text, which names its document and its kind. */
  readonly blocks: Map<string, KeptBytes<Uint8Array>[]>;
  readonly lastTag: Map<string, number>;
  roomBytes: number;
  readonly end: (died?: string) => void;
}

const stoppedWords = 'it was stopped';
const otherWords = 'it was answered otherwise than asked';
const anotherWords = 'the text that the case keeps is another than it was';

/** What was kept of a unit, but for the texts that `isNeeded`. */
function release({ blocks }: Unit, isNeeded: (handle: string) => boolean = () => false): void {
  for (const [handle, kept] of blocks) if (!isNeeded(handle)) for (const block of kept) block.release();
}

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
  look(documents: readonly StoredDocument[]): Promise<readonly Told<boolean>[]> {
    return this.#each('look', documents, ({ answers }, { document }) => {
      const told = answers.get(document);
      if (told === undefined || 'why' in told) return told;
      return told.is.type === 'looked-through' ? { is: told.is.mayConcern } : { why: otherWords };
    });
  }

  /** The tags of each, by what it says of itself, in their order; what they hold together should be bounded. */
  tag(documents: readonly StatedDocument[]): Promise<readonly Told<readonly RetaggedText[]>[]> {
    return this.#each('tag', documents, ({ answers, blocks }, { document, texts }) => {
      const told = answers.get(document);
      if (told === undefined || 'why' in told) return told;
      if (told.is.type !== 'retagged') return { why: otherWords };
      const found = new Map(told.is.texts.map((text) => [text.kind, text]));
      const tagged = texts.flatMap((text): RetaggedText[] => {
        const tags = found.get(text.kind);
        if (tags?.id !== text.id || tags.units !== text.units) return [];
        const { entities, personalData } = tags;
        return [{ ...text, entities, personalData, blocks: blocks.get(`${document}:${text.kind}`) ?? [] }];
      });
      return tagged.length === texts.length ? { is: tagged } : { why: anotherWords };
    });
  }

  /** Where the process dies of some, each is asked about alone; of one alone, once more. */
  async #each<D extends StoredDocument & Partial<StatedDocument>, T>(
    want: Texts['want'],
    documents: readonly D[],
    read: (unit: Unit, document: D) => Told<T> | undefined,
    isAgain = false,
  ): Promise<readonly Told<T>[]> {
    const { unit, died } = await this.#ask(want, documents);
    if (died !== undefined && !this.#isStopped && (documents.length > 1 || !isAgain)) {
      release(unit);
      const alone: Told<T>[] = [];
      for (const document of documents)
        alone.push(...(await this.#each(want, [document], read, documents.length === 1)));
      return alone;
    }
    const told = documents.map((document) => read(unit, document) ?? { why: died ?? 'it was not answered' });
    const kept = new Set(
      documents.filter((_, at) => 'is' in (told[at] as Told<T>)).map(({ document }) => document),
    );
    release(unit, (handle) => kept.has(contentOf(handle)));
    return told;
  }

  async #ask(
    want: Texts['want'],
    documents: readonly (StoredDocument & Partial<StatedDocument>)[],
  ): Promise<{ readonly unit: Unit; readonly died: string | undefined }> {
    const { promise, resolve: end } = Promise.withResolvers<string | undefined>();
    const unit: Unit = {
      number: this.#units++,
      documents: new Set(documents.map(({ document }) => document)),
      answers: new Map(),
      blocks: new Map(),
      lastTag: new Map(),
      roomBytes: fileRoomBytes(unitsOf(documents), this.#options.maxCaseRatio),
      end,
    };
    if (this.#isStopped) return { unit, died: stoppedWords };
    this.#unit = unit;
    this.#process ??= this.#start();
    const process = this.#process;
    await process.texts({
      type: 'texts',
      unit: unit.number,
      want,
      documents: documents.map(({ document, texts, metadata }) => ({
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
    await process.flushPieces();
    const died = await promise;
    this.#unit = undefined;
    return { unit, died: this.#isStopped ? stoppedWords : died };
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
    return why ?? (hash.digest('hex') === text.id ? undefined : anotherWords);
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
      if (!isParserFault(error)) throw error;
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
        if ((unit.lastTag.get(`${message.document}:${kind}`) ?? 0) > units)
          throw new ParserFault('tags behind the end of their text');
      answered(unit, message.document, message);
    } else if (message.type === 'tags') this.#keep(unit, message.handle, blob);
    else throw new ParserFault('what a process that tags does not say');
  }

  #keep(unit: Unit, handle: string, blob: Uint8Array): void {
    if (!unit.documents.has(contentOf(handle))) throw new ParserFault('tags of a text that it was not given');
    unit.lastTag.set(handle, Math.max(unit.lastTag.get(handle) ?? 0, endOfTags(blob)));
    const packed = packTagBlock(blob);
    unit.roomBytes -= packed.length;
    if (unit.roomBytes < 0) throw new ParserFault('more tags than may come of a text');
    const kept = unit.blocks.get(handle) ?? [];
    kept.push(this.#options.spill.keep(packed, (bytes) => bytes));
    unit.blocks.set(handle, kept);
  }
}

/** What was found not to be readable stays so. */
function answered(unit: Unit, document: string, is: FromParser): void {
  if (!unit.answers.has(document)) unit.answers.set(document, { is });
}

/** The content whose text a handle names. */
const contentOf = (handle: string): string => handle.slice(0, handle.indexOf(':'));

const unitsOf = (documents: readonly StoredDocument[]): number =>
  documents.reduce((sum, { texts }) => texts.reduce((of, { units }) => of + units, sum), 0);

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
