/** Reads who a certificate names (X.509, RFC 5280): subject, issuer, serial number, addresses. It proves nothing of them. */
import { memoryContent } from '../content.ts';
import type { Content } from '../contract.ts';
import { type BerElement, objectIdOf, readBer, stringRanges, tags, valueBytes } from './ber.ts';

/** A certificate among others, as its issuer numbers it (RFC 5652, 10.2.4). */
export interface CertificateNumber {
  /** A name as RFC 4514 writes it. */
  readonly issuer: string;
  /** Hexadecimal, as the bytes are. */
  readonly serial: string;
}

export interface Certificate extends CertificateNumber {
  readonly subject: string;
  readonly emails: readonly string[];
  /** The subject key identifier, hexadecimal; '' where it states none. */
  readonly keyId: string;
}

/** Parts of one name; stops a name of a million parts. */
const maxNameParts = 50;
/** Units of one name, one address. */
const maxNameUnits = 1_000;
const maxEmails = 20;
/** Bytes of one extension that are looked at. */
const maxExtensionBytes = 64 * 1024;

/** RFC 4514, 3, and what certificates commonly have besides. */
const nameKeys: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'SN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'STREET',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'title',
  '2.5.4.42': 'GN',
  '2.5.4.97': 'organizationIdentifier',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
};
const emailKey = '1.2.840.113549.1.9.1';
const keyIdExtension = '2.5.29.14';
const alternativeNames = '2.5.29.17';

const wide = (bytes: Buffer, step: 2 | 4): string => {
  let text = '';
  for (let at = 0; at + step <= bytes.length; at += step) {
    const point = step === 2 ? bytes.readUInt16BE(at) : bytes.readUInt32BE(at);
    text += point <= 0x10ffff ? String.fromCodePoint(point) : '\uFFFD';
  }
  return text;
};

/** A line feed in a name would begin a line that says who signed. */
const inOneLine = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ').slice(0, maxNameUnits);

/** The text of a string of any of the kinds that names are written in. */
function textOf(content: Content, element: BerElement): string {
  const bytes = valueBytes(content, element);
  if (element.tag === tags.bmpString) return wide(bytes, 2);
  if (element.tag === tags.universalString) return wide(bytes, 4);
  return bytes.toString(element.tag === tags.teletexString ? 'latin1' : 'utf8');
}

/** RFC 4514, 2.4. */
const escapeValue = (text: string): string =>
  text
    .replaceAll(/["+,;<>\\]/g, String.raw`\$&`)
    .replace(/^[ #]/, String.raw`\$&`)
    .replace(/ $/, String.raw`\ `);

/** The parts of a name as (key, value), outermost first. */
function nameParts(content: Content, name: BerElement | undefined): { id: string; value: string }[] {
  const parts: { id: string; value: string }[] = [];
  for (const set of name?.children ?? [])
    for (const { children } of set.children) {
      const [id, value] = children;
      if (parts.length >= maxNameParts) return parts;
      if (value) parts.push({ id: objectIdOf(content, id), value: inOneLine(textOf(content, value)) });
    }
  return parts;
}

/** A name as RFC 4514 writes it: the innermost part first. */
const writeName = (parts: readonly { id: string; value: string }[]): string =>
  parts
    .map(({ id, value }) => `${nameKeys[id] ?? id}=${escapeValue(value)}`)
    .toReversed()
    .join(',')
    .slice(0, maxNameUnits);

/** The number that an issuer and serial number (RFC 5652, 10.2.4) state. */
export function readNumber(
  content: Content,
  issuer: BerElement | undefined,
  serial: BerElement | undefined,
): CertificateNumber | undefined {
  if (issuer?.tag !== tags.sequence || serial?.tag !== tags.integer) return undefined;
  return {
    issuer: writeName(nameParts(content, issuer)),
    serial: valueBytes(content, serial, 64).toString('hex'),
  };
}

/** The value of an extension, which is an element within a string of bytes. */
function extensionValue(
  content: Content,
  extension: BerElement,
): { content: Content; root: BerElement } | undefined {
  const value = extension.children.at(-1);
  if (value?.tag !== tags.octetString) return undefined;
  const parts = stringRanges(value).map(({ start, end }) =>
    content.read(start, Math.min(end - start, maxExtensionBytes)),
  );
  const inner = memoryContent(Buffer.concat(parts).subarray(0, maxExtensionBytes));
  const { root } = readBer(inner);
  return root && { content: inner, root };
}

function readExtensions(content: Content, list: BerElement | undefined): { keyId: string; emails: string[] } {
  let keyId = '';
  const emails: string[] = [];
  for (const extension of list?.children[0]?.children ?? []) {
    const id = objectIdOf(content, extension.children[0]);
    if (id !== keyIdExtension && id !== alternativeNames) continue;
    const value = extensionValue(content, extension);
    if (!value) continue;
    if (id === keyIdExtension) keyId = valueBytes(value.content, value.root, 64).toString('hex');
    // RFC 5280, 4.2.1.6: an address is `[1]`.
    else
      for (const name of value.root.children)
        if (name.tag === tags.context(1))
          emails.push(inOneLine(valueBytes(value.content, name).toString('utf8')));
  }
  return { keyId, emails };
}

/** What a certificate says (RFC 5280, 4.1); undefined for another element. */
export function readCertificate(content: Content, element: BerElement): Certificate | undefined {
  const [signed] = element.children;
  if (element.tag !== tags.sequence || signed?.tag !== tags.sequence) return undefined;
  // The version, which is the first where it is not the first of all.
  const [serial, , issuer, , subject, , ...rest] =
    signed.children[0]?.tag === tags.context(0) ? signed.children.slice(1) : signed.children;
  const number = readNumber(content, issuer, serial);
  if (!number || !subject) return undefined;
  const names = nameParts(content, subject);
  const { keyId, emails } = readExtensions(
    content,
    rest.find(({ tag }) => tag === tags.context(3)),
  );
  const stated = names.filter(({ id }) => id === emailKey).map(({ value }) => value);
  return {
    ...number,
    subject: writeName(names),
    keyId,
    emails: [...new Set([...emails, ...stated])].slice(0, maxEmails),
  };
}
