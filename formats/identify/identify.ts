/** Says what a content is by nothing but its bytes: two names of one content must not race for its format. */
import type { Content } from '../contract.ts';
import { formats } from '../registry.ts';
import { identifyCompound } from '../ole/identify-compound.ts';
import { identifyJson } from './json-prefix.ts';
import { identifyLines } from '../text/line-kind.ts';
import { compileMagic } from './magic.ts';
import { identifyMarkup } from './markup-root.ts';
import { identifyMessage } from './message-head.ts';
import { findFile } from '../charset/file-in-text.ts';
import { readTextHead } from '../charset/text-bytes.ts';
import { compilePackageTypes, identifyPackage } from '../zip/zip-package.ts';
import { findEnd } from '../zip/zip-records.ts';

export interface Identification {
  /** A key of the registry, or the identifier of a type that only the signature library knows. */
  readonly format: string;
  readonly mediaType: string;
  /** WHATWG label (or `utf-32le`, `utf-32be`), only where the bytes leave no doubt: a mark, or UTF-16 by its zeros. */
  readonly charset?: string;
  /**
   * `magic`: a signature; `structure`: what lies inside a package, a root element, a grammar; `text`: readable, by its
   * lines; `none`: nothing fits.
   */
  readonly method: 'magic' | 'structure' | 'text' | 'none';
}

type FormatMatch = Omit<Identification, 'mediaType'> & { readonly mediaType?: string | undefined };

// Deep enough for every signature (ISO 9660 lies at 32,769) and for the structure of texts.
const headBytes = 65_536;

const rows = new Map(formats.map((format) => [format.id, format]));
const matchMagic = compileMagic(formats);
const matchPackageType = compilePackageTypes(formats);
const textStarts = formats.flatMap(({ id, textStarts = [] }) =>
  textStarts.map(({ pattern, mediaType }) => ({ pattern, format: id, mediaType })),
);

const isZip = (id: string): boolean => id === 'zip';

/** Resolves a signature to a format, looking inside where one signature serves many. */
function fromMagic(id: string, content: Content, head: Uint8Array): FormatMatch | undefined {
  if (isZip(id)) return { ...identifyPackage(content, matchPackageType), method: 'structure' };
  if (id === 'ole') return { format: identifyCompound(content), method: 'structure' };
  if (id === 'class' && isFatBinary(head)) return { format: 'mach-o', method: 'magic' };
  if (id === 'tiff') return { format: id, mediaType: rawPhotoType(head), method: 'magic' };
  return { format: id, method: 'magic' };
}

/** 0xCAFEBABE begins Java classes (next: a version of 45 or more) and fat Mach-O files (next: a small count). */
const isFatBinary = (head: Uint8Array): boolean =>
  (head[4] ?? 0) === 0 && (head[7] ?? 0) < 40 && head[6] === 0;

/** Camera makers' raw photos are TIFF inside and read as such; Canon and Panasonic say so in their header. */
const rawPhotoType = (head: Uint8Array): string | undefined =>
  head[8] === 0x43 && head[9] === 0x52 ? 'image/x-canon-cr2' : undefined;

/** The format of a text: strict grammars first, then lines. */
function fromText(text: string, cutOff: boolean): FormatMatch {
  const start = text.trimStart();
  for (const { pattern, format, mediaType } of textStarts) {
    if (pattern.test(start.slice(0, 80))) return { format, mediaType, method: 'magic' };
  }
  const message = identifyMessage(text);
  if (message) return { format: message, method: 'structure' };
  const markup = identifyMarkup(text);
  if (markup) return { ...markup, method: 'structure' };
  const json = identifyJson(text, cutOff);
  if (json) return { format: json, method: 'structure' };
  return { format: identifyLines(text, cutOff), method: 'text' };
}

/** Signatures that tolerate something before them: PDF within 1,024 bytes (ISO 32000-1, note 13 of annex H). */
function fromDisplaced(content: Content, head: Uint8Array): FormatMatch | undefined {
  const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 1024));
  if (start.includes('%PDF-')) return { format: 'pdf', method: 'magic' };
  const tail = content.read(Math.max(0, content.size - 22), 22);
  const atEnd = tail.length === 22 && tail[0] === 0x50 && tail[1] === 0x4b && tail[2] === 5 && tail[3] === 6;
  return atEnd ? { ...identifyPackage(content, matchPackageType), method: 'structure' } : undefined;
}

/** An archive with something before and behind it, in what nothing else accounts for. */
function fromWithin(content: Content): FormatMatch | undefined {
  const end = findEnd(content);
  return end && end.entries > 0
    ? { ...identifyPackage(content, matchPackageType), method: 'structure' }
    : undefined;
}

/** What only a trailer or a partition table tells: Apple disk images, fixed VHDs, raw disks and volumes. */
function fromEdges(content: Content, head: Uint8Array): FormatMatch | undefined {
  const trailer = Buffer.from(content.read(Math.max(0, content.size - 512), 8)).toString('latin1');
  if (trailer.startsWith('koly')) return { format: 'dmg', method: 'magic' };
  if (trailer === 'conectix') return { format: 'vhd', method: 'magic' };
  if (isDbf(content, head)) return { format: 'dbf', method: 'structure' };
  const boot = head[510] === 0x55 && head[511] === 0xaa;
  const volume = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 1100)).toString('latin1');
  const fileSystem =
    volume.startsWith('NTFS    ', 3) ||
    volume.startsWith('EXFAT   ', 3) ||
    volume.startsWith('FAT1', 54) ||
    volume.startsWith('FAT32', 82) ||
    volume.startsWith('EFI PART', 512) ||
    volume.startsWith('NXSB', 32) ||
    /^(?:H\+|HX)\0/.test(volume.slice(1024)) ||
    (volume.startsWith('\x53\xef', 1080) && content.size % 512 === 0);
  return fileSystem || (boot && content.size % 512 === 0)
    ? { format: 'disk-image', method: 'structure' }
    : undefined;
}

/** dBase has one byte of signature; the header's date, its length and the field list's end make it sure. */
function isDbf(content: Content, head: Uint8Array): boolean {
  if (head.length < 66 || ![0x02, 0x03, 0x30, 0x31, 0x43, 0x83, 0x8b, 0xcb, 0xf5].includes(head[0] ?? 0))
    return false;
  const month = head[2] ?? 0;
  const length = (head[8] ?? 0) | ((head[9] ?? 0) << 8);
  const end = content.read(Math.max(0, length - 1), 1)[0];
  return (
    month <= 12 && (head[3] ?? 0) <= 31 && length % 32 <= 1 && length >= 33 && (end === 0x0d || end === 0)
  );
}

/** The signature library's own names where they differ from the registry's. */
const renamed: Readonly<Record<string, string>> = {
  jpg: 'jpeg',
  tif: 'tiff',
  gz: 'gzip',
  bz2: 'bzip2',
  zst: 'zstd',
  cfb: 'ole',
  aif: 'aiff',
  mts: 'mpeg',
  f4p: 'mp4',
  m4p: 'm4a',
  macho: 'mach-o',
  'tar.gz': 'gzip',
  Z: 'compress',
};

/** Some 150 further types by the signatures of `file-type`, loaded only when nothing of ours fits. */
async function fromLibrary(head: Uint8Array): Promise<FormatMatch | undefined> {
  const { fileTypeFromBuffer } = await import('file-type');
  // Hostile bytes may make it throw; an unknown type is all that can come of it.
  const type = await fileTypeFromBuffer(head).catch(() => undefined);
  if (!type) return undefined;
  const format = renamed[type.ext] ?? type.ext;
  // A type that an extractor reads has been ruled out already by the stricter rules above.
  if (rows.get(format)?.role !== undefined && format !== 'jpeg') return undefined;
  return { format, mediaType: type.mime, method: 'magic' };
}

/** Bytes of text before a file that make it a text with a file behind it; less is what a writer left before its own. */
const minLeadingBytes = 64;

/** A text behind which a file was put within the first bytes: the text says what it is, the file becomes an item. */
function fromLeadingText(content: Content, head: Uint8Array): FormatMatch | undefined {
  const at = findFile(head, minLeadingBytes);
  const text = at === undefined ? undefined : readTextHead(head.subarray(0, at));
  return text && fromText(text.text, content.size > 16_384);
}

async function find(content: Content): Promise<FormatMatch> {
  if (content.size === 0) return { format: 'empty', method: 'none' };
  const head = content.read(0, headBytes);
  const magic = matchMagic(head);
  if (magic && magic.weight >= 4) {
    const match = fromMagic(magic.id, content, head);
    if (match) return match;
  }
  const text = readTextHead(head);
  if (text) {
    const match = fromText(text.text, content.size > 16_384);
    return text.charset === undefined ? match : { charset: text.charset, ...match };
  }
  if (magic) {
    const match = fromMagic(magic.id, content, head);
    if (match) return match;
  }
  return (
    fromLeadingText(content, head) ??
    fromDisplaced(content, head) ??
    fromEdges(content, head) ??
    (await fromLibrary(head)) ??
    fromWithin(content) ?? { format: 'unknown', method: 'none' }
  );
}

/** Identifies one content. Reads its first 64 KiB, and for packages their directory (bounded); never the whole. */
export async function identify(content: Content): Promise<Identification> {
  const match = await find(content);
  return {
    ...match,
    mediaType: match.mediaType ?? rows.get(match.format)?.mediaTypes[0] ?? 'application/octet-stream',
  };
}
