/**
 * Reads what the Cryptographic Message Syntax states (CMS, RFC 5652; PKCS #7 before it): who signed, for whom it is
 * encrypted, and where the signed content lies. No signature is verified, and no key is asked for.
 */
import type { Time } from '../../schemas/time.ts';
import type { ByteRange, Content } from '../contract.ts';
import { parseAsn1Time } from '../time/asn1-time.ts';
import {
  type BerDamage,
  type BerElement,
  objectIdOf,
  readBer,
  stringRanges,
  tags,
  valueBytes,
} from './ber.ts';
import { type Certificate, type CertificateNumber, readCertificate, readNumber } from './certificate.ts';

/** Who signed, or for whom it is encrypted: by the number of a certificate, or by the id of a key. */
export interface KeyHolder {
  readonly number?: CertificateNumber | undefined;
  /** Hexadecimal. */
  readonly keyId?: string | undefined;
}

export interface Signer extends KeyHolder {
  /** Where it lies beside the signature. */
  readonly certificate?: Certificate | undefined;
  /** As the signer states it. */
  readonly time?: Time | undefined;
}

export interface Cms {
  readonly kind: 'signed' | 'encrypted' | 'compressed' | 'other';
  /** The type of what it holds, an object identifier; '' where it states none. */
  readonly type: string;
  readonly signers: readonly Signer[];
  readonly recipients: readonly KeyHolder[];
  readonly certificates: readonly Certificate[];
  /** Where what it holds lies, in order; undefined where that is elsewhere (a detached signature). Encrypted bytes are left out. */
  readonly inner?: readonly ByteRange[] | undefined;
  /** The first byte behind it. */
  readonly end: number;
  readonly damage?: BerDamage | undefined;
}

const kinds: Readonly<Record<string, Cms['kind']>> = {
  '1.2.840.113549.1.7.2': 'signed',
  '1.2.840.113549.1.7.3': 'encrypted',
  // Signed and enveloped (PKCS #7, 12), encrypted without recipients, authenticated and enveloped (RFC 5083).
  '1.2.840.113549.1.7.4': 'encrypted',
  '1.2.840.113549.1.7.6': 'encrypted',
  '1.2.840.113549.1.9.16.1.23': 'encrypted',
  // RFC 3274.
  '1.2.840.113549.1.9.16.1.9': 'compressed',
};
/** RFC 5652, 4. */
const plainData = '1.2.840.113549.1.7.1';
/** Any content with the proof of its time (RFC 5544). */
const timeStamped = '1.2.840.113549.1.9.16.1.31';
const signingTime = '1.2.840.113549.1.9.5';

/** Certificates, signers and recipients that are looked at, each: a message to a whole ministry has some thousand. */
const maxHolders = 5_000;

const find = (element: BerElement | undefined, tag: number): BerElement | undefined =>
  element?.children.find((child) => child.tag === tag);

/** What `[0]`, or the sequence of an issuer and a number, say of whose key it is (RFC 5652, 5.3 and 6.2.1). */
function readHolder(content: Content, element: BerElement | undefined): KeyHolder {
  if (element?.tag === tags.context(0)) {
    const [range] = stringRanges(element);
    return range
      ? {
          keyId: Buffer.from(content.read(range.start, Math.min(range.end - range.start, 64))).toString(
            'hex',
          ),
        }
      : {};
  }
  const [issuer, serial] = element?.children ?? [];
  return { number: readNumber(content, issuer, serial) };
}

function timeOf(content: Content, attributes: BerElement | undefined): Time | undefined {
  const attribute = attributes?.children
    .slice(0, maxHolders)
    .find(({ children }) => objectIdOf(content, children[0]) === signingTime);
  const value = attribute?.children[1]?.children[0];
  return value && parseAsn1Time(valueBytes(content, value, 32).toString('latin1'));
}

/** What a certificate is looked up by. */
const keyOf = ({ number, keyId = '' }: KeyHolder): string =>
  number ? `${number.serial} ${number.issuer}` : keyId;

function readSigner(
  content: Content,
  element: BerElement,
  certificates: ReadonlyMap<string, Certificate>,
): Signer {
  const holder = readHolder(content, element.children[1]);
  return {
    ...holder,
    certificate: certificates.get(keyOf(holder)),
    // Behind whose and the digest; whose may be a `[0]` too.
    time: timeOf(
      content,
      element.children.slice(2).find(({ tag }) => tag === tags.context(0)),
    ),
  };
}

/** The bytes under `[0]`: a string, or whatever element the older standard allowed there. */
function innerRanges(holder: BerElement | undefined): ByteRange[] | undefined {
  const [value] = holder?.children ?? [];
  if (!value) return undefined;
  return value.tag === tags.octetString ? stringRanges(value) : [{ start: value.start, end: value.to }];
}

/** RFC 5652, 5.1: version, digests, what is signed, certificates `[0]`, lists of revoked ones `[1]`, signers. */
function readSigned(content: Content, body: BerElement | undefined): Partial<Cms> {
  const held = find(body, tags.sequence);
  const certificates = (find(body, tags.context(0))?.children ?? [])
    .slice(0, maxHolders)
    .flatMap((element) => readCertificate(content, element) ?? []);
  const byKey = new Map(
    certificates.flatMap((each) => [
      [keyOf({ number: each }), each] as const,
      ...(each.keyId === '' ? [] : [[each.keyId, each] as const]),
    ]),
  );
  const sets = body?.children.filter(({ tag }) => tag === tags.set) ?? [];
  // The first set has the digests, the last the signers.
  const signers = sets.length > 1 ? (sets.at(-1)?.children ?? []) : [];
  return {
    type: objectIdOf(content, held?.children[0]),
    certificates,
    signers: signers.slice(0, maxHolders).map((element) => readSigner(content, element, byKey)),
    inner: innerRanges(find(held, tags.context(0))),
  };
}

/** The holders of keys that a recipient of any kind names (RFC 5652, 6.2). */
function readRecipient(content: Content, element: BerElement): KeyHolder[] {
  // By key transport: version, then whose.
  if (element.tag === tags.sequence) return [readHolder(content, element.children[1])];
  // By key agreement `[1]`: a sequence of whose and the key is the last.
  if (element.tag !== tags.context(1)) return [{}];
  const keys = element.children.filter(({ tag }) => tag === tags.sequence).at(-1)?.children ?? [];
  return keys.slice(0, maxHolders).map(({ children: [holder] }) => readHolder(content, holder));
}

function readRecipients(content: Content, body: BerElement | undefined): KeyHolder[] {
  return (find(body, tags.set)?.children ?? [])
    .slice(0, maxHolders)
    .flatMap((element) => readRecipient(content, element))
    .slice(0, maxHolders);
}

/** What the content states that begins at `start`; undefined where no such syntax begins there. Never throws for what it holds. */
export function readCms(content: Content, start = 0): Cms | undefined {
  const { root, end, damage } = readBer(content, start);
  const [typeElement, holder] = root?.children ?? [];
  const type = objectIdOf(content, typeElement);
  if (root?.tag !== tags.sequence || !/^1\.2\.840\.113549\.1\.(?:7|9\.16\.1)\./.test(type)) return undefined;
  const kind = kinds[type] ?? 'other';
  const none = { type: '', signers: [], recipients: [], certificates: [], end, damage };
  const [body] = holder?.children ?? [];
  if (kind === 'signed') return { ...none, kind, ...readSigned(content, body) };
  if (kind === 'encrypted') return { ...none, kind, recipients: readRecipients(content, body) };
  // RFC 3274, 1.1: version, how it is compressed, what is.
  const held = body?.children.at(-1);
  if (kind === 'compressed')
    return {
      ...none,
      kind,
      type: objectIdOf(content, held?.children[0]),
      inner: innerRanges(find(held, tags.context(0))),
    };
  if (type === timeStamped) {
    const stamped = find(body, tags.octetString);
    return { ...none, kind, type, inner: stamped && stringRanges(stamped) };
  }
  return { ...none, kind, type, inner: type === plainData ? innerRanges(holder) : undefined };
}
