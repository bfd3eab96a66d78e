/** What an item of Outlook's says, whichever store it lies in: texts, metadata, times, and what is attached to it. */
import type { Child, ExtractInput, Outcome, Sink } from '../contract.ts';
import { addressOf, attachmentOf } from './attachments.ts';
import { writeItem } from './item/write-item.ts';
import { pushFields, pushUnsaid } from './item-text.ts';
import { pushHeaders } from './message-headers.ts';
import { BodyTexts } from './message-text.ts';
import type { OutlookAttachment, OutlookMessage } from './property-bag.ts';
import { ids } from './property-ids.ts';
import { PropertyValues } from './property-values.ts';

/** Raised whenever the output changes for any item; part of the version of each reader that uses it. */
export const messageVersion = '6';

/** What the registry calls an item that is written so. */
const itemMediaType = 'application/vnd.evidex.outlook-item';

/** Damages that are told of one message: the rest is counted. */
const maxDamages = 50;

/**
 * Pushes one item and gives its outcome. `input` has the limits, and is whatever the item lies in. Attachments are
 * children: files by their bytes, messages as `item/write-item.ts` writes them.
 */
export async function pushMessage(
  message: OutlookMessage,
  input: ExtractInput,
  sink: Sink,
): Promise<Outcome> {
  const values = new PropertyValues(message.properties);
  const headers = pushHeaders(message, values, sink);
  const fields = pushFields(values, sink);
  const bodies = new BodyTexts(values, input, sink);
  const said = await bodies.write(`${headers}${fields}`);
  pushUnsaid(values, said, sink);
  const held = new Set<string>();
  const attached = await pushAttachments(message, values, sink, held);
  for (const file of bodies.files) await sink.child(file);
  let linked = 0;
  for (const file of bodies.linked.items(held)) {
    linked += 1;
    await sink.child(file);
  }
  if (bodies.linked.isCut) sink.warn('member-limit', 'more files are linked to than are counted');
  sink.expect(attached + bodies.files.length + linked);
  if (attached === 0 && values.number(ids.hasAttachments) === 1 && !isSealed(values))
    sink.warn('partial-read', 'the message says that it has attachments, and none is there');
  const damage = message.damage();
  sink.messageBody(damage.length > 0 ? undefined : bodies.shown);
  for (const { code, detail } of damage.slice(0, maxDamages)) sink.warn(code, detail.slice(0, 500));
  if (damage.length > maxDamages) sink.warn('corrupt', `${damage.length - maxDamages} further losses`);
  return { status: 'extracted', completeness: damage.length > 0 ? 'partial' : 'complete' };
}

/** Signed or encrypted: what it holds lies in one attachment, which programs do not show ([MS-OXOSMIME] 2.1). */
const isSealed = (values: PropertyValues): boolean => /\.smime/i.test(values.text(ids.messageClass));

/** `links` gets the addresses of attachments that lie elsewhere, which the body shows as well. */
async function pushAttachments(
  message: OutlookMessage,
  values: PropertyValues,
  sink: Sink,
  links: Set<string>,
): Promise<number> {
  const messageClass = values.text(ids.messageClass);
  let count = 0;
  const met = new Set<string>();
  for (const attachment of message.attachments()) {
    count += 1;
    if (met.has(attachment.locator)) continue;
    met.add(attachment.locator);
    const address = addressOf(new PropertyValues(attachment.properties, values.charset));
    if (address !== '') links.add(address);
    await sink.child(childOf(attachment, values, messageClass, sink));
    await sink.drain();
  }
  return count;
}

function childOf(
  attachment: OutlookAttachment,
  values: PropertyValues,
  messageClass: string,
  sink: Sink,
): Child {
  const child = attachmentOf(attachment, new PropertyValues(attachment.properties, values.charset), {
    messageClass,
    warn: (code, detail) => sink.warn(code, detail),
  });
  const { message } = attachment;
  return message ? { ...child, declaredType: itemMediaType, open: () => writeItem(message()) } : child;
}
