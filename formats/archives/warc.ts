/**
 * Reads web archives (WARC 0.17 to 1.1, ISO 28500): what servers answered is a member under its address, its coding undone;
 * the heads of answers and requests, and what the archive says of itself, are text.
 */
import { bufferAt } from '../content.ts';
import type { Child, Content, Extract, ExtractInput, Outcome, Sink } from '../contract.ts';
import type { ItemTimes } from '../../schemas/item-times.ts';
import { parseMailDate } from '../time/mail-date.ts';
import { parseW3cTime } from '../time/w3c-time.ts';
import { ArchiveError } from './archive-error.ts';
import { readBody } from './http-body.ts';
import { MemberNames, NameSample } from './member-names.ts';
import { behindBlanks, findRecord, headEnd, readFields, readRecord, type WarcRecord } from './warc-record.ts';

export const version = '1';

/** Text of one record: heads have some KiB, notes of crawlers too. What is longer is a member. */
const maxTextBytes = 256 * 1024;
/** Units of a member's name. */
const maxNameUnits = 1_000;

/** Records whose block is a text about others. */
const notes: ReadonlySet<string> = new Set(['warcinfo', 'metadata']);

const decodePath = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};

/** The address without its scheme and query: a path, as it would be on a disk. */
function nameOf(uri: string): string {
  const [path = ''] = uri
    .replace(/^<|>$/g, '')
    .replace(/^[a-z][a-z0-9+.-]{0,20}:\/{0,2}/i, '')
    .split(/[?#]/);
  const name = decodePath(path);
  return (name.endsWith('/') || !name.includes('/') ? `${name.replace(/\/$/, '')}/index` : name).slice(
    0,
    maxNameUnits,
  );
}

interface HttpHead {
  readonly text: string;
  readonly fields: ReadonlyMap<string, string>;
  readonly bodyStart: number;
}

class Extraction {
  readonly #input: ExtractInput;
  readonly #content: Content;
  readonly #sink: Sink;
  readonly #names: MemberNames;
  members = 0;

  constructor(input: ExtractInput, sink: Sink) {
    this.#input = input;
    this.#content = input.content;
    this.#sink = sink;
    this.#names = new MemberNames(sink, new NameSample());
  }

  async take(record: WarcRecord): Promise<void> {
    const { fields, blockStart, blockEnd } = record;
    const type = (fields.get('warc-type') ?? '').toLowerCase();
    const uri = fields.get('warc-target-uri') ?? '';
    this.#sink.anchor({ part: `record ${record.start}` });
    this.#sink.text(
      [type, uri, fields.get('warc-date') ?? ''].filter((part) => part !== '').join(' ') + '\n',
    );
    const isNote = notes.has(type) && blockEnd - blockStart <= maxTextBytes;
    const http = isNote ? undefined : this.#readHead(record);
    if (isNote) this.#text(blockStart, blockEnd);
    else if (http) this.#sink.text(`${http.text}\n`);
    await this.#give(record, uri, type, http);
    await this.#sink.drain();
  }

  #text(start: number, end: number): void {
    const text = bufferAt(this.#content, start, end - start)
      .toString('utf8')
      .replaceAll('\r\n', '\n')
      .trim();
    if (text !== '') this.#sink.text(`${text}\n`);
  }

  /** The head of a message of HTTP, which the block is where its type says so. */
  #readHead({ fields, blockStart, blockEnd }: WarcRecord): HttpHead | undefined {
    if (!/^application\/http\b/i.test(fields.get('content-type') ?? '')) return undefined;
    // A head without a body may lack the blank line.
    const bodyStart = headEnd(this.#content, blockStart, blockEnd) ?? blockEnd;
    if (bodyStart - blockStart > maxTextBytes) return undefined;
    const text = bufferAt(this.#content, blockStart, bodyStart - blockStart)
      .toString('utf8')
      .replaceAll('\r\n', '\n')
      .trim();
    return { text, fields: readFields(text), bodyStart };
  }

  async #give(record: WarcRecord, uri: string, type: string, http: HttpHead | undefined): Promise<void> {
    const { start, blockStart, blockEnd, blockBytes, fields } = record;
    const from = http?.bodyStart ?? blockStart;
    const isNote = notes.has(type) && blockEnd - blockStart <= maxTextBytes;
    // A page that was the same as before has no body, most requests neither.
    if (isNote || (from >= blockEnd && blockBytes === blockEnd - blockStart)) return;
    const name = nameOf(uri);
    this.#names.check(name);
    this.members += 1;
    const missing = blockStart + blockBytes - blockEnd;
    const child: Child = {
      locator: String(start),
      name: type === 'request' ? `${name}.request` : name,
      relation: 'member',
      declaredType: (http?.fields ?? fields).get('content-type')?.split(';')[0]?.trim().slice(0, 200),
      times: this.#timesOf(fields, http),
      open: () => this.#open(from, blockEnd, http, missing),
    };
    await this.#sink.child(child);
  }

  #timesOf(fields: ReadonlyMap<string, string>, http: HttpHead | undefined): ItemTimes | undefined {
    const created = parseW3cTime(fields.get('warc-date') ?? '');
    const modified = parseMailDate(http?.fields.get('last-modified') ?? '');
    return created || modified ? { ...(created && { created }), ...(modified && { modified }) } : undefined;
  }

  async *#open(
    from: number,
    end: number,
    http: HttpHead | undefined,
    missing: number,
  ): AsyncGenerator<Uint8Array> {
    const fields = http?.fields ?? new Map<string, string>();
    yield* readBody(this.#content, from, end, fields, this.#input.limits);
    if (missing > 0) throw new ArchiveError('truncated', `${missing} bytes are missing`);
  }
}

export const extract: Extract = async (input, sink): Promise<Outcome> => {
  const { content, limits } = input;
  const extraction = new Extraction(input, sink);
  let at = behindBlanks(content, 0);
  let isPartial = false;
  for (let records = 0; at < content.size; records += 1) {
    const record = readRecord(content, at);
    if (!record) {
      const next = findRecord(content, at + 1);
      if (records === 0 && next === content.size)
        return { status: 'failed', code: 'corrupt', detail: 'no record', completeness: 'partial' };
      isPartial = true;
      sink.warn('corrupt', `no record at ${at}`);
      await sink.unaccounted('unaccounted-data', { start: at, end: next });
      at = next;
      continue;
    }
    if (extraction.members >= limits.maxMembers || records >= limits.maxMembers) {
      sink.warn('member-limit', `more than ${limits.maxMembers} records`);
      return { status: 'extracted', completeness: 'partial' };
    }
    await extraction.take(record);
    if (record.blockStart + record.blockBytes > content.size) {
      sink.warn('truncated', `the record at ${at} is cut off`);
      isPartial = true;
    }
    at = behindBlanks(content, record.blockEnd);
  }
  return { status: 'extracted', completeness: isPartial ? 'partial' : 'complete' };
};
