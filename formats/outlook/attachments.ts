/** Makes children of the attachments of an item. */
import type { ItemTimes } from '../../schemas/item-times.ts';
import type { Code } from '../../schemas/status.ts';
import type { Child } from '../contract.ts';
import type { OutlookAttachment } from './property-bag.ts';
import { attachMethods, ids } from './property-ids.ts';
import type { PropertyValues } from './property-values.ts';

/** Units of a name; longer ones are attacks on file systems and screens. */
const maxNameUnits = 1_000;
/** Bytes at the start of sealed content in which its kind stands (RFC 5652, 3). */
const sealHeadBytes = 64;
/** 1.2.840.113549.1.7.3, envelopedData, as ASN.1 has it. */
const envelopedId = Buffer.from('2a864886f70d010703', 'hex');

export interface AttachmentContext {
  readonly messageClass: string;
  readonly warn: (code: Code, detail: string) => void;
}

/** Where an attachment lies that is not in the message: a path, or an address in the cloud. */
export const addressOf = (values: PropertyValues): string =>
  values.text(ids.attachmentLongPath) || values.text(ids.attachmentPath);

/** The longest that the sender stated; '' where there is none. */
export function attachmentName(values: PropertyValues): string {
  const name =
    values.text(ids.attachmentName) || values.text(ids.displayName) || values.text(ids.attachmentShortName);
  const path = addressOf(values);
  const own = name || path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1);
  return own.replaceAll(/[\r\n\t]+/g, ' ').slice(0, maxNameUnits);
}

function timesOf(values: PropertyValues): ItemTimes | undefined {
  const created = values.time(ids.created);
  const modified = values.time(ids.modified);
  return created || modified ? { ...(created && { created }), ...(modified && { modified }) } : undefined;
}

function startsSealed(bytes: () => Iterable<Uint8Array>): boolean {
  try {
    for (const slice of bytes()) return Buffer.from(slice.subarray(0, sealHeadBytes)).includes(envelopedId);
  } catch {
    // It fails where it is read, with the reason.
  }
  return false;
}

/** How it ends where its content is not here, or closed. */
function endOf(
  { bytes, message }: OutlookAttachment,
  values: PropertyValues,
  { messageClass, warn }: AttachmentContext,
): Child['ended'] {
  if (message) return undefined;
  const method = values.number(ids.attachmentMethod) ?? attachMethods.byValue;
  const isHere = method === attachMethods.byValue || method === attachMethods.ole;
  if (!isHere && !bytes) {
    const path = addressOf(values);
    warn('external-reference', `attachment by reference: ${path.slice(0, 300)}`);
    return { status: 'unsupported', code: 'not-held', detail: `linked, not held: ${path}`.slice(0, 500) };
  }
  if (!bytes) return { status: 'failed', code: 'corrupt', detail: 'the message has no content of it' };
  // The class alone says as much of what is signed ([MS-OXOSMIME] 2.1.3.1).
  const isEncrypted = /^ipm\.note\.smime$/i.test(messageClass) && startsSealed(bytes);
  return isEncrypted ? { status: 'encrypted', code: 'password-required' } : undefined;
}

/** The child of a file or OLE object; of a message its name and place, its content being added. */
export function attachmentOf(
  attachment: OutlookAttachment,
  values: PropertyValues,
  context: AttachmentContext,
): Child {
  const size = values.number(ids.attachmentSize);
  const times = timesOf(values);
  const ended = endOf(attachment, values, context);
  const type = values.text(ids.attachmentMediaType).toLowerCase();
  return {
    locator: attachment.locator,
    name: attachmentName(values),
    relation: 'attachment',
    ...(type !== '' && { declaredType: type.slice(0, 200) }),
    ...(size !== undefined && size >= 0 && { declaredSize: size }),
    ...(times && { times }),
    ...(ended && { ended }),
    ...(attachment.bytes && { open: attachment.bytes }),
  };
}
