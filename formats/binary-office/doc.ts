/** Extracts Word documents of Word 6 to 2003 (doc, dot; [MS-DOC]): text of all stories with the numbers of lists, changes, comments, objects. */
import type { TextKind } from '../../schemas/anchor.ts';
import type { Extract } from '../contract.ts';
import { LinkList } from '../office/link-list.ts';
import { ChangeLog } from '../office/word-text.ts';
import { notTried, PasswordTries } from '../passwords.ts';
import { OfficeFile, outcomeOf } from './office-file.ts';
import { openWord, type WordStreams } from './sealed-word.ts';
import { readAsides } from './word-asides.ts';
import { readComments } from './word-comments.ts';
import { WordDocument } from './word-document.ts';
import { readFormData } from './word-form-data.ts';
import { type FileBlock, readFileBlock, stories, type StoryName } from './word-file-block.ts';
import { WordStory } from './word-story.ts';

export const version = '5';

const kinds: Readonly<Record<StoryName, TextKind>> = {
  body: 'body',
  footnotes: 'notes',
  headers: 'headers',
  macros: 'hidden',
  comments: 'comments',
  endnotes: 'notes',
  'text boxes': 'body',
  'text boxes of headers': 'headers',
};

/** What of the stream of data is looked through for form fields; pictures lie there too. */
const maxDataBytes = 64 * 1024 * 1024;

function readData({ file, sink }: OfficeFile): Buffer {
  const entry = file.find('Data');
  if (!entry) return Buffer.alloc(0);
  if (entry.size > maxDataBytes)
    sink.warn('partial-read', `form fields behind the first ${maxDataBytes} bytes of the stream of data`);
  return file.read(entry, maxDataBytes).bytes;
}

class WordReader {
  readonly #office: OfficeFile;
  readonly #document: WordDocument;
  readonly #block: FileBlock;
  readonly #data: Buffer;
  readonly #links: LinkList;
  readonly #changes: ChangeLog;

  constructor(office: OfficeFile, block: FileBlock, { text, tables, data }: WordStreams) {
    this.#data = data;
    this.#office = office;
    this.#block = block;
    this.#links = new LinkList(office.sink);
    this.#changes = new ChangeLog(office.sink);
    this.#document = new WordDocument({ text, tables }, block, this.#changes);
    const { length, damagedPages } = this.#document;
    const stated = block.lengths.reduce((sum, characters) => sum + characters, 0);
    const missing = Math.max(this.#document.missing, stated - length);
    if (missing > 0)
      office.warn('truncated', `${missing} characters that the document claims are not in the file`);
    if (damagedPages > 0)
      office.warn(
        'corrupt',
        `${damagedPages} pages of properties are damaged: hidden text may stand among the rest`,
      );
  }

  /** Each story where the lengths say that it lies; what is left behind the last one is text too. */
  async read(): Promise<void> {
    let start = 0;
    for (const [index, name] of stories.entries()) {
      const end = Math.min(start + (this.#block.lengths[index] ?? 0), this.#document.length);
      if (name === 'comments') await this.#readComments(start, end);
      else await this.#readStory(name, start, end);
      start = end;
    }
    // One paragraph mark is behind the stories; more is there where the lengths are wrong.
    if (this.#document.length > start + 1) await this.#readStory('body', start, this.#document.length);
    this.#tellForm();
    this.#tellAsides();
  }

  #tellAsides(): void {
    const { sink } = this.#office;
    const { hasText } = sink;
    for (const { part, lines } of readAsides(this.#document)) {
      sink.anchor({ part }, 'hidden');
      sink.text(`${lines.join('\n')}\n`, 'hidden');
    }
    sink.anchor({}, 'hidden');
    // A document is judged by what its pages show.
    sink.hasText = hasText;
  }

  /** What form fields show, and what they keep beside it; where in the text each stands is not known. */
  #tellForm(): void {
    const { sink } = this.#office;
    const fields = readFormData(this.#data);
    const say = (lines: readonly string[], kind: TextKind): void => {
      if (lines.length === 0) return;
      sink.anchor({ part: 'form fields' }, kind);
      sink.text(`${lines.join('\n')}\n`, kind);
    };
    say(
      fields.map(({ shown }) => shown).filter((shown) => shown !== ''),
      'body',
    );
    say([...new Set(fields.flatMap(({ apart }) => apart))], 'hidden');
  }

  async #readStory(name: StoryName, start: number, end: number): Promise<void> {
    if (start >= end) return;
    const { sink } = this.#office;
    const part = name === 'body' ? undefined : name;
    const story = new WordStory(sink, this.#links, { kind: kinds[name], ...(part ? { part } : {}) });
    await this.#document.write(story, start, end, sink);
    story.end();
    await sink.drain();
  }

  async #readComments(start: number, end: number): Promise<void> {
    if (start >= end) return;
    const { sink } = this.#office;
    const story = new WordStory(sink, this.#links, { kind: 'comments', part: 'comments' });
    let read = start;
    for (const comment of readComments(this.#document, end - start)) {
      if (comment.author !== '') story.write(`${comment.author}: `, { isHidden: false, mark: undefined });
      this.#changes.add('comment', comment.author, comment.time);
      await this.#document.write(story, start + comment.start, start + comment.end, sink);
      read = start + comment.end;
    }
    await this.#document.write(story, read, end, sink);
    story.end();
  }
}

export const extract: Extract = async (input, given) => {
  const office = OfficeFile.open(input, given);
  const stored = office?.read('WordDocument');
  const head = stored && readFileBlock(stored);
  if (!office || !stored || !head)
    return {
      status: 'failed',
      code: office?.damage?.code ?? 'corrupt',
      detail: 'no head of a Word document',
    };
  office.readProperties();
  let streams: WordStreams = {
    text: stored,
    tables: (head.isOld ? stored : office.read(head.tableStream)) ?? Buffer.alloc(0),
    data: head.isOld ? Buffer.alloc(0) : readData(office),
  };
  if (head.isEncrypted) {
    const tries = new PasswordTries(input, office.sink);
    const opened = head.isOld ? undefined : await openWord(streams, tries);
    if (!opened) {
      const why = head.isOld ? `; ${notTried('Word before 97')}` : tries.refused;
      return { status: 'encrypted', code: 'password-required', detail: `an encrypted Word document${why}` };
    }
    streams = opened;
  }
  const block = readFileBlock(streams.text) ?? head;
  office.nameMacros();
  const properties = office.takeText();
  await new WordReader(office, block, streams).read();
  const pool = office.file.entries.find(({ name, kind }) => kind === 'storage' && name === 'ObjectPool');
  if (pool) await office.giveStorages(office.inside(pool));
  return outcomeOf(office, properties);
};
