/**
 * Reads data of OpenPGP (RFC 9580), in armour or not: of what is encrypted for which keys, of keys whose they are, of
 * signatures by which key; what is signed or compressed alone becomes a child.
 */
import type { Limits } from '../../schemas/limits.ts';
import { decodeText } from '../charset/charset.ts';
import { memoryContent } from '../content.ts';
import { type Content, type Extract, LimitError, type Outcome, type Sink } from '../contract.ts';
import { readArmour } from './armour.ts';
import { type PgpFile, type PgpMessage, readPgp } from './pgp-message.ts';
import { pushKeys, pushRecipients, pushSignatures } from './pgp-words.ts';

export const version = '2';

/** What is in armour is held; of more, only what is encrypted can be told, by its beginning. */
const maxArmouredBytes = 32 * 1024 * 1024;
const headBytes = 1024 * 1024;
/** Blocks of one file. */
const maxBlocks = 1_000;

interface Block {
  readonly message: PgpMessage | undefined;
  readonly label: string;
}

function* readFile({ content, ranges }: PgpFile): Generator<Uint8Array> {
  for (const { start, end } of ranges) yield* content.slices(start, end);
}

class BlockWriter {
  readonly #sink: Sink;
  readonly #recipients: string[] = [];
  #files = 0;
  #isPartial = false;
  #isKnown = false;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  async push({ message, label }: Block): Promise<void> {
    if (!message) {
      this.#isPartial = true;
      this.#sink.warn('corrupt', `no packet of OpenPGP in ${label}`);
      return;
    }
    this.#isKnown = true;
    for (const { code, detail } of message.problems) this.#sink.warn(code, detail);
    this.#isPartial ||= message.problems.length > 0;
    pushSignatures(message.keys.length > 0 ? [] : message.signatures, this.#sink);
    pushKeys(message, this.#sink);
    if (message.isEncrypted) this.#recipients.push(pushRecipients(message, this.#sink));
    for (const file of message.files) await this.#give(file);
    await this.#sink.drain();
  }

  async #give(file: PgpFile): Promise<void> {
    this.#files += 1;
    await this.#sink.child({
      locator: `content-${this.#files}`,
      // `_CONSOLE` asks not to write it to a file (RFC 9580, 5.9).
      name: file.name === '_CONSOLE' ? '' : file.name,
      relation: 'embedded',
      times: file.time && { modified: file.time },
      open: () => readFile(file),
    });
  }

  end(): Outcome {
    if (!this.#isKnown) return { status: 'failed', code: 'corrupt', detail: 'no packet of OpenPGP' };
    this.#sink.expect(this.#files);
    const [detail] = this.#recipients;
    if (detail !== undefined) return { status: 'encrypted', code: 'password-required', detail };
    return { status: 'extracted', completeness: this.#isPartial ? 'partial' : 'complete' };
  }
}

/** The blocks of a text, and what stands between and behind them. */
async function readText(text: string, limits: Limits, sink: Sink, writer: BlockWriter): Promise<void> {
  let at = 0;
  for (let blocks = 0; blocks < maxBlocks; blocks += 1) {
    const start = text.indexOf('-----BEGIN PGP ', at);
    if (start === -1) break;
    const armour = readArmour(text, start);
    if (!armour) break;
    const lines = [text.slice(at, start), ...armour.fields]
      .map((line) => line.trim())
      .filter((line) => line !== '');
    if (lines.length > 0) sink.text(`${lines.join('\n')}\n`);
    if (!armour.isClosed) sink.warn('truncated', `${armour.label} has no last line`);
    await writer.push({ message: readPgp(memoryContent(armour.data), limits), label: armour.label });
    at = armour.end;
  }
  const rest = text.slice(at).trim();
  if (rest !== '') sink.text(`${rest}\n`);
}

async function readArmoured(
  content: Content,
  charset: string | undefined,
  limits: Limits,
  sink: Sink,
): Promise<Outcome> {
  const writer = new BlockWriter(sink);
  if (content.size > maxArmouredBytes) {
    const head = readArmour(Buffer.from(content.read(0, headBytes)).toString('latin1'));
    const message = head && readPgp(memoryContent(head.data), limits);
    if (!message?.isEncrypted) throw new LimitError('too-large', `${content.size} bytes of armour`);
    return { status: 'encrypted', code: 'password-required', detail: pushRecipients(message, sink) };
  }
  const text = [...decodeText(memoryContent(content.whole()), charset).chunks()].join('');
  await readText(text, limits, sink, writer);
  return writer.end();
}

const saysAnything = ({ isEncrypted, signatures, keys, userIds, files }: PgpMessage): boolean =>
  isEncrypted || signatures.length + keys.length + userIds.length + files.length > 0;

export const extract: Extract = async ({ content, charset, limits }, sink) => {
  const head = Buffer.from(content.read(0, 400)).toString('latin1').replaceAll('\0', '');
  if (head.includes('-----BEGIN PGP ')) return readArmoured(content, charset, limits, sink);
  const message = readPgp(content, limits);
  // Two or three bytes alone let it be taken for this.
  if (!message || !saysAnything(message) || message.end < content.size / 2)
    return {
      status: 'unsupported',
      code: 'unidentified',
      detail: 'begins like OpenPGP, and holds no packets of it',
    };
  const writer = new BlockWriter(sink);
  await writer.push({ message, label: 'the content' });
  if (message.end < content.size)
    await sink.unaccounted('trailing-data', { start: message.end, end: content.size });
  return writer.end();
};
