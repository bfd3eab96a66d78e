/** Reads the parts of a message: bodies as text, attachments as children; what a part holds signed is read in its place. */
import type { Sink } from '../contract.ts';
import type { Cms } from '../sealed/cms.ts';
import type { PgpSignature } from '../sealed/pgp-keys.ts';
import { attachmentOf, attachmentOfBlock, fieldOf, isKeptBeside } from './attachments.ts';
import { planBody } from './body-plan.ts';
import { partLines } from './hidden-lines.ts';
import { BodyWriter } from './message-body.ts';
import type { MimePart } from './mime-tree.ts';
import { cloudPart, linkedItem } from './linked-files.ts';
import { LayeredSink } from './layered-sink.ts';
import { type OpenedMessage, openMessage } from './open-message.ts';
import { OutsideParts } from './outside-parts.ts';
import { statedCharset } from './part-text.ts';
import { openSigned, readKeySignatures, readSignature, type SignedPart } from './signed-part.ts';

/**
 * Signed contents within one another that are read in the place of their parts; one deeper is an attachment, which counts in
 * the depth of items. Senders sign, encrypt and sign again: three. Stops one wrapped a thousand times.
 */
export const maxLayers = 8;

interface PartsRead {
  /** Attachments given. */
  readonly members: number;
  /** Damage of its structure lost some. */
  readonly isPartial: boolean;
  /** Who signed what of it. */
  readonly signatures: readonly Cms[];
  readonly keySignatures: readonly PgpSignature[];
  /** As `Sink.messageBody` takes it. */
  readonly shown: readonly string[] | undefined;
}

export class MessageParts {
  readonly #message: OpenedMessage;
  readonly #sink: Sink;
  readonly #base: number;
  readonly #layer: number;
  readonly #signatures: Cms[] = [];
  readonly #keySignatures: PgpSignature[] = [];
  /** Addresses of files that parts of the message say to be elsewhere. */
  readonly #cloudParts = new Set<string>();
  #members = 0;
  #isPartial = false;
  /** Of the texts within what is signed. */
  #signedTexts: string[] | undefined = [];

  /** The message begins at byte `base` of the document; `layer` signatures lie around it. */
  constructor(message: OpenedMessage, sink: Sink, base: number, layer = 0) {
    this.#message = message;
    this.#sink = sink;
    this.#base = base;
    this.#layer = layer;
  }

  async read(): Promise<PartsRead> {
    const { content, root, problems, hasBrokenHeader } = this.#message;
    for (const { code, detail } of problems) this.#sink.warn(code, detail);
    if (hasBrokenHeader) this.#sink.warn('corrupt', 'a line of a header is no field');
    this.#isPartial = problems.some(({ code }) => code !== 'text-cut');
    const plan = planBody(root);
    const writer = new BodyWriter(content, this.#sink);
    for (const choice of plan.body) await writer.write(choice);
    await new OutsideParts(content, this.#base, this.#sink).write(root);
    for (const part of plan.attachments) await this.#give(part);
    for (const block of writer.blocks) {
      if (!block.closed) this.#sink.warn('truncated', `a block in part ${block.part}`);
      await this.#sink.child(attachmentOfBlock(block));
    }
    for (const file of writer.files) await this.#sink.child(file);
    for (const file of writer.linked.items(this.#cloudParts)) {
      this.#members += 1;
      await this.#sink.child(file);
    }
    if (writer.linked.isCut) this.#sink.warn('member-limit', 'more files are linked to than are counted');
    this.#keySignatures.push(...writer.keySignatures);
    this.#members += writer.blocks.length + writer.files.length;
    return {
      members: this.#members,
      isPartial: this.#isPartial,
      signatures: this.#signatures,
      keySignatures: this.#keySignatures,
      shown: writer.shown && this.#signedTexts && [...writer.shown, ...this.#signedTexts],
    };
  }

  async #give(part: MimePart): Promise<void> {
    const { content, root } = this.#message;
    const signed = this.#layer < maxLayers ? openSigned(content, part) : undefined;
    if (signed) {
      await this.#readSigned(part, signed);
      return;
    }
    const signature = readSignature(content, part);
    if (signature) this.#signatures.push(signature);
    this.#keySignatures.push(...readKeySignatures(content, part));
    if (part.type.value === 'message/external-body') this.#namePlace(part);
    else if (isKeptBeside(part)) this.#sink.warn('external-reference', `part ${part.number}`);
    const elsewhere = cloudPart(fieldOf(part, 'x-mozilla-cloud-part') ?? '');
    if (elsewhere) {
      this.#members += 1;
      this.#cloudParts.add(elsewhere.address);
      await this.#sink.child(linkedItem(`${part.number}/linked`, elsewhere));
    }
    this.#members += 1;
    await this.#sink.child(attachmentOf(content, part, statedCharset(root)));
  }

  /** What is not in the message: where it lies stands in the parameters of its type (RFC 2046, 5.2.3; RFC 2017). */
  #namePlace({ number, type }: MimePart): void {
    this.#sink.warn('external-reference', `part ${number}`);
    const lines = [...type.parameters].map(([name, value]) => `${name}: ${value}\n`);
    this.#sink.text(lines.join(''), 'hidden');
  }

  async #readSigned(part: MimePart, { cms, inner }: SignedPart): Promise<void> {
    this.#signatures.push(cms);
    if (cms.damage) {
      this.#sink.warn(cms.damage.code, `part ${part.number}: ${cms.damage.detail}`);
      this.#isPartial = true;
    }
    const sink = new LayeredSink(this.#sink, `${part.number}/signed/`);
    const message = openMessage(inner);
    const { fields, strays } = message.root;
    const lines = partLines(fields, strays);
    if (lines !== '') sink.text(lines, 'hidden');
    const { members, isPartial, signatures, keySignatures, shown } = await new MessageParts(
      message,
      sink,
      0,
      this.#layer + 1,
    ).read();
    this.#members += members;
    this.#signatures.push(...signatures);
    this.#keySignatures.push(...keySignatures);
    this.#isPartial ||= isPartial;
    if (shown) this.#signedTexts?.push(...shown);
    else this.#signedTexts = undefined;
  }
}
