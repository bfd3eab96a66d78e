/** Shows a message as an inert page: its header lines, the body as its sender laid it out, the pictures that it carries. */
import type { Rendering } from '../../schemas/rendering.ts';
import { sliceContent } from '../content.ts';
import type { Content } from '../contract.ts';
import { isHtml, planBody } from '../mail/body-plan.ts';
import { type OpenedMessage, openMessage } from '../mail/open-message.ts';
import { maxLayers } from '../mail/message-parts.ts';
import { openSigned } from '../mail/signed-part.ts';
import { messageRange } from '../mail/emlx.ts';
import { headerLines } from '../mail/message-metadata.ts';
import type { MimePart } from '../mail/mime-tree.ts';
import { decodeFields, readPart, readPartText, statedCharset } from '../mail/part-text.ts';
import { escapeHtml, inertPieces, Omissions, type Piece } from './inert-html.ts';
import { type FindPart, inertPage } from './inert-page.ts';

/** Encoded bytes of a part that is read. */
const maxPartBytes = 24 * 1024 * 1024;
/** Parts of a body that are shown, one behind another. */
const maxShownParts = 50;

const fieldOf = (part: MimePart, name: string): string =>
  part.fields.find((field) => field.name === name)?.value.trim() ?? '';

function* leaves(part: MimePart): Generator<MimePart> {
  if (part.children.length === 0) yield part;
  for (const child of part.children) yield* leaves(child);
}

/** By the ids and places that parts state. */
function partFinder(content: Content, root: MimePart): FindPart {
  const parts = new Map<string, MimePart>();
  for (const part of leaves(root)) {
    const id = /<([^<>]{1,998})>/.exec(fieldOf(part, 'content-id'))?.[1];
    if (id !== undefined && !parts.has(`cid:${id}`)) parts.set(`cid:${id}`, part);
  }
  return (address) => {
    const id = address.replace(/^cid:/i, '');
    const part = parts.get(`cid:${id}`) ?? parts.get(`cid:${safelyDecoded(id)}`);
    if (!part || part.bodyEnd - part.bodyStart > maxPartBytes) return undefined;
    return readPart(content, part);
  };
}

/** RFC 2392: in an address the id is percent-encoded. */
function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function pieceOf(content: Content, part: MimePart, omissions: Omissions): Piece[] {
  if (part.bodyEnd - part.bodyStart > maxPartBytes) {
    omissions.isCut = true;
    return [];
  }
  const { text } = readPartText(content, part, readPart(content, part));
  return isHtml(part) ? inertPieces(text, omissions) : [`<pre>${escapeHtml(text)}</pre>`];
}

/** Of ways to read the same the one that was laid out. */
const laidOut = (ways: readonly (readonly MimePart[])[]): readonly MimePart[] =>
  ways.find((way) => way.some(isHtml)) ?? ways[0] ?? [];

/** What a message holds signed, where it has nothing to read but that (S/MIME): its body stands for the message's own. */
function withinSignature(message: OpenedMessage): OpenedMessage {
  let shown = message;
  for (let layer = 0; layer < maxLayers; layer += 1) {
    const { body, attachments } = planBody(shown.root);
    if (body.length > 0) break;
    const [signed] = attachments.flatMap((part) => openSigned(shown.content, part) ?? []);
    if (!signed) break;
    shown = openMessage(signed.inner);
  }
  return shown;
}

export async function renderMail(given: Content, format: string): Promise<Rendering> {
  const own = format === 'emlx' ? messageRange(given) : { start: 0, end: given.size };
  const message = openMessage(sliceContent(given, own.start, own.end));
  const { content, root } = withinSignature(message);
  const omissions = new Omissions();
  const shown = planBody(root).body.flatMap(({ ways }) => laidOut(ways));
  omissions.isCut = shown.length > maxShownParts;
  const pieces = shown.slice(0, maxShownParts).flatMap((part) => pieceOf(content, part, omissions));
  const lines = escapeHtml(headerLines(decodeFields(message.root.fields, statedCharset(message.root))));
  const before = `<div class="evidex-head"><pre>${lines}</pre></div>`;
  const page = await inertPage(before, pieces, partFinder(content, root), omissions);
  return { rendered: { as: 'html', ...omissions.told() }, bytes: page };
}
