/** Writes the text of an item: its plain body, of HTML and RTF what that does not say, and as hidden what none shows. */
import { decodeBytes } from '../charset/charset.ts';
import { type Child, type ExtractInput, type Sink } from '../contract.ts';
import { memoryContent } from '../content.ts';
import { readHtml } from '../mail/html-text.ts';
import { LinkedFiles } from '../mail/linked-files.ts';
import { linesNotShown } from '../mail/lines-not-shown.ts';
import { isSeen } from '../mail/seen-text.ts';
import { extract as extractRtf } from '../rtf/rtf.ts';
import { carriedFile } from '../web/data-uri.ts';
import { charsetOfPage } from './code-pages.ts';
import { expandRtf } from './compressed-rtf.ts';
import { takeHtml } from './html-in-rtf.ts';
import { ids } from './property-ids.ts';
import { type PropertyValues, types } from './property-values.ts';

/** Units pushed between two drains. */
const drainUnits = 512 * 1024;
/** Bytes of a body that are read; a larger one is cut. Stops a message that is nothing but one body of gigabytes. */
const maxBodyBytes = 64 * 1024 * 1024;

/** One way to read the body. */
interface BodyText {
  readonly part: 'text' | 'html' | 'rtf';
  readonly shown: string;
  readonly hidden: string;
  readonly headers: string;
}

const charsetInHtml = (bytes: Uint8Array): string | undefined =>
  /charset\s{0,5}=\s{0,5}["']?([\w.:-]{1,40})/i.exec(
    Buffer.from(bytes.subarray(0, 4096)).toString('latin1'),
  )?.[1];

/** What programs show where there is a choice, as in `mail/message-body.ts`. */
const isMarkedUp = ({ part, shown }: BodyText): boolean => part !== 'text' && isSeen(shown);

export class BodyTexts {
  /** Files that stand in the bodies. */
  readonly files: Child[] = [];
  /** Files that the bodies link to in place of holding them. */
  readonly linked = new LinkedFiles();
  /** The body as a reader of mail shows it, for the hash of the message; undefined where it was cut. */
  shown: readonly string[] | undefined = [];
  readonly #values: PropertyValues;
  readonly #input: ExtractInput;
  readonly #sink: Sink;

  constructor(values: PropertyValues, input: ExtractInput, sink: Sink) {
    this.#values = values;
    this.#input = input;
    this.#sink = sink;
  }

  /** Pushes the bodies; `before` is what stands above them. Gives what a reader sees. */
  async write(before: string): Promise<string> {
    const ways = [this.#plain(), this.#html(), await this.#rtf()].filter((way) => way !== undefined);
    const first = ways.find(({ shown }) => isSeen(shown)) ?? ways.find(({ shown }) => shown.trim() !== '');
    if (!first) return before;
    if (this.shown) this.shown = [(ways.find(isMarkedUp) ?? first).shown];
    let said = first.shown;
    await this.#push(first.shown, first.part, 'body');
    for (const way of ways) {
      if (way === first) continue;
      const more = linesNotShown(way.shown, said);
      said += `\n${more}`;
      await this.#push(more, way.part, 'body');
    }
    for (const { part, headers, hidden } of ways) {
      const more = linesNotShown(`${headers}\n${hidden}`, `${before}\n${said}`);
      said += `\n${more}`;
      await this.#push(more, part, 'hidden');
    }
    return `${before}\n${said}`;
  }

  async #push(text: string, part: string, kind: 'body' | 'hidden'): Promise<void> {
    if (text.trim() === '') return;
    this.#sink.anchor({ part }, kind);
    for (let at = 0; at < text.length; at += drainUnits) {
      this.#sink.text(text.slice(at, at + drainUnits), kind);
      if (text.length > drainUnits) await this.#sink.drain();
    }
    if (!text.endsWith('\n')) this.#sink.text('\n', kind);
  }

  /** The bytes of a body as far as they are taken. */
  #bytes(id: number, name: string): Uint8Array | undefined {
    const property = this.#values.bag.get(id);
    if (!property) return undefined;
    const bytes = property.bytes();
    if (bytes.length > maxBodyBytes) {
      this.#sink.warn('text-cut', `the ${name} body, of ${bytes.length} bytes`);
      this.shown = undefined;
    }
    return bytes.subarray(0, maxBodyBytes);
  }

  #plain(): BodyText | undefined {
    const property = this.#values.bag.get(ids.body);
    const bytes = this.#bytes(ids.body, 'text');
    if (!property || !bytes) return undefined;
    const { type } = property;
    const size = bytes.length;
    const text = this.#values.textOf({ id: ids.body, type, size, bytes: () => bytes });
    this.linked.look(text, 'plain');
    return { part: 'text', shown: text.replaceAll(/\r\n?/g, '\n'), hidden: '', headers: '' };
  }

  #html(): BodyText | undefined {
    const property = this.#values.bag.get(ids.html);
    const bytes = this.#bytes(ids.html, 'HTML');
    if (!property || !bytes || bytes.length === 0) return undefined;
    const { type } = property;
    const stated = charsetOfPage(this.#values.number(ids.internetCodePage));
    const text =
      type === types.binary
        ? decodeBytes(bytes, stated ?? charsetInHtml(bytes) ?? this.#values.charset)
        : this.#values.textOf({ id: ids.html, type, size: bytes.length, bytes: () => bytes });
    return this.#readHtml(text, 'html');
  }

  #readHtml(text: string, part: 'html' | 'rtf'): BodyText {
    this.linked.look(text, 'html');
    const { shown, hidden, headers, files, problems } = readHtml(text);
    for (const { code, detail } of problems) this.#sink.warn(code, `${part} body: ${detail}`);
    for (const file of files) this.files.push(carriedFile(file, `${part}/`));
    return { part, shown, hidden, headers };
  }

  async #rtf(): Promise<BodyText | undefined> {
    const bytes = this.#bytes(ids.compressedRtf, 'RTF');
    if (!bytes || bytes.length === 0) return undefined;
    const expanded = expandRtf(Buffer.from(bytes));
    if (!expanded) {
      this.#sink.warn('corrupt', 'the RTF body has no head that is known');
      return undefined;
    }
    this.#sink.expanding(expanded.bytes.length);
    if (expanded.problem !== undefined) this.#sink.warn('corrupt', expanded.problem);
    const html = takeHtml(expanded.bytes);
    return html === undefined ? await this.#readRtf(expanded.bytes) : this.#readHtml(html, 'rtf');
  }

  /** By the reader of RTF; its texts are compared before they are pushed, its files are the message's. */
  async #readRtf(bytes: Buffer): Promise<BodyText> {
    const texts = { body: '', headers: '', hidden: '' };
    const sink: Sink = {
      ...silent,
      text(chunk, kind = 'body') {
        texts[kind === 'body' || kind === 'headers' ? kind : 'hidden'] += chunk;
      },
      drain: () => this.#sink.drain(),
      expanding: (count) => this.#sink.expanding(count),
      child: (child) => Promise.resolve(void this.files.push({ ...child, locator: `rtf/${child.locator}` })),
      warn: (code, detail = '') => this.#sink.warn(code, `RTF body: ${detail}`),
    };
    const input = { ...this.#input, content: memoryContent(bytes), format: 'rtf', charset: undefined };
    const outcome = await extractRtf(input, sink);
    if (outcome.status === 'failed') this.#sink.warn(outcome.code, `RTF body: ${outcome.detail ?? ''}`);
    return { part: 'rtf', shown: texts.body, hidden: texts.hidden, headers: texts.headers };
  }
}

/** What an RTF body says of itself is its program's, not the message's. */
const silent = {
  anchor: () => undefined,
  metadata: () => undefined,
  messageBody: () => undefined,
  event: () => undefined,
  expect: () => undefined,
  unaccounted: () => Promise.resolve(),
};
