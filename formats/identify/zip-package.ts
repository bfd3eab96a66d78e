/** Tells the ZIP family apart by looking into the package: Office, OpenDocument, EPUB, iWork, Java, Android and others. */
import { inflateRawSync } from 'node:zlib';
import type { Content } from '../contract.ts';

export interface Package {
  readonly format: string;
  readonly mediaType?: string;
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  readonly compressedSize: number;
  readonly at: number;
}

// A directory is read up to this many bytes: a hostile one can claim gigabytes.
const maxDirectoryBytes = 1 << 20;
// Content types and `mimetype` are small; the limit stops a bomb behind either name.
const maxPartBytes = 1 << 18;
const maxComment = 65_535;

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const asText = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');

/** Where the central directory begins and how long it is (APPNOTE 4.3.16, ZIP64 4.3.14); undefined if it is lost. */
function findDirectory(content: Content): { at: number; length: number } | undefined {
  let length = Math.min(22, content.size);
  for (let attempt = 0; attempt < 2; attempt++) {
    const tail = content.read(content.size - length, length);
    const bytes = view(tail);
    for (let i = tail.length - 22; i >= 0; i--) {
      if (bytes.getUint32(i, true) !== 0x06054b50) continue;
      const size = bytes.getUint32(i + 12, true);
      const stated = bytes.getUint32(i + 16, true);
      const end = content.size - length + i;
      if (stated === 0xffffffff || size === 0xffffffff) return findDirectory64(content, end);
      // Junk before the archive (self-extractors, mail headers) shifts every stated offset.
      return { at: Math.max(0, end - size), length: size };
    }
    length = Math.min(content.size, 22 + maxComment);
  }
  return undefined;
}

function findDirectory64(content: Content, end: number): { at: number; length: number } | undefined {
  if (end < 76) return undefined;
  const locator = view(content.read(end - 20, 20));
  if (locator.getUint32(0, true) !== 0x07064b50) return undefined;
  const at = Number(locator.getBigUint64(8, true));
  const record = content.read(at, 56);
  if (record.length < 56 || view(record).getUint32(0, true) !== 0x06064b50) return undefined;
  return {
    at: Number(view(record).getBigUint64(48, true)),
    length: Number(view(record).getBigUint64(40, true)),
  };
}

function* directoryEntries(content: Content): Generator<Entry> {
  const directory = findDirectory(content);
  if (!directory) return;
  const bytes = content.read(directory.at, Math.min(directory.length, maxDirectoryBytes));
  const data = view(bytes);
  for (let i = 0; i + 46 <= bytes.length && data.getUint32(i, true) === 0x02014b50;) {
    const nameLength = data.getUint16(i + 28, true);
    yield {
      name: asText(bytes.subarray(i + 46, i + 46 + nameLength)),
      method: data.getUint16(i + 10, true),
      encrypted: (data.getUint16(i + 8, true) & 1) === 1,
      compressedSize: data.getUint32(i + 20, true),
      at: data.getUint32(i + 42, true),
    };
    i += 46 + nameLength + data.getUint16(i + 30, true) + data.getUint16(i + 32, true);
  }
}

/** Entries of a package whose directory is lost (cut off, damaged): local headers within the first bytes. */
function* localEntries(content: Content): Generator<Entry> {
  const bytes = content.read(0, maxPartBytes);
  const data = view(bytes);
  const signature = Buffer.from('PK\u0003\u0004', 'latin1');
  const searchable = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (
    let i = searchable.indexOf(signature);
    i >= 0 && i + 30 <= bytes.length;
    i = searchable.indexOf(signature, i + 4)
  ) {
    yield {
      name: asText(bytes.subarray(i + 30, i + 30 + data.getUint16(i + 26, true))),
      method: data.getUint16(i + 8, true),
      encrypted: (data.getUint16(i + 6, true) & 1) === 1,
      // Entries with a data descriptor say 0 here: the inflater stops by itself.
      compressedSize: data.getUint32(i + 18, true) || maxPartBytes,
      at: i,
    };
  }
}

function readPart(content: Content, entry: Entry): string {
  if (entry.encrypted) return '';
  const header = content.read(entry.at, 30);
  if (header.length < 30 || view(header).getUint32(0, true) !== 0x04034b50) return '';
  const start = entry.at + 30 + view(header).getUint16(26, true) + view(header).getUint16(28, true);
  const packed = content.read(start, Math.min(entry.compressedSize, maxPartBytes));
  if (entry.method === 0) return asText(packed);
  if (entry.method !== 8) return '';
  try {
    // Z_SYNC_FLUSH (2) gives what there is of a cut-off part.
    const part = inflateRawSync(packed, { finishFlush: 2, maxOutputLength: maxPartBytes });
    return part[0] === 0xff && part[1] === 0xfe ? part.toString('utf16le') : part.toString('latin1');
  } catch {
    return '';
  }
}

/** Main parts' content types (ECMA-376 part 2, and Microsoft's macro forms) as far as they name a format. */
const officeTypes: readonly (readonly [RegExp, string])[] = [
  [/officedocument\.themeManager\+xml/, 'thmx'],
  [
    /(?:wordprocessingml\.(?:document|template)|ms-word\.(?:document|template)\.macroEnabled[^"']*)\.main\+xml/,
    'docx',
  ],
  [/ms-excel\.sheet\.binary\.macroEnabled\.main/, 'xlsb'],
  [
    /(?:spreadsheetml\.(?:sheet|template)|ms-excel\.(?:sheet|template|addin)\.macroEnabled[^"']*)\.main\+xml/,
    'xlsx',
  ],
  [
    /(?:presentationml\.(?:presentation|template|slideshow)|ms-powerpoint\.(?:presentation|template|slideshow|addin)\.macroEnabled[^"']*)\.main\+xml/,
    'pptx',
  ],
  [/ms-visio\.(?:drawing|template|stencil)(?:\.macroEnabled)?\.main\+xml/, 'vsdx'],
  [/(?:ms-package\.xps|openxps)-?\.?fixeddocumentsequence\+xml/, 'xps'],
  [/ms-package\.3dmanufacturing-3dmodel\+xml/, '3mf'],
];

/** The package's media type: the main part's content type without its `.main+xml`, as registered with IANA. */
const packageType = (contentType: string): string => {
  const plain = contentType.replace(/\.main(?:\+xml)?$/, '');
  return /macroEnabled$/i.test(plain) ? `${plain.replace(/macroenabled$/i, 'macroEnabled')}.12` : plain;
};

function officeFormat(contentTypes: string): Package | undefined {
  // The package's own main part comes before those of packages embedded in it only by convention; every
  // embedded package is one opaque part here, so the first match is the package's.
  for (const [pattern, format] of officeTypes) {
    const match = new RegExp(
      `application/vnd\\.(?:openxmlformats-officedocument\\.)?${pattern.source}`,
      'i',
    ).exec(contentTypes);
    if (match)
      return format === 'xps' || format === '3mf' || format === 'thmx'
        ? { format }
        : { format, mediaType: packageType(match[0]) };
  }
  return undefined;
}

const mimetypes: Readonly<Record<string, string>> = {
  'application/vnd.oasis.opendocument.text': 'odt',
  'application/vnd.oasis.opendocument.text-master': 'odt',
  'application/vnd.oasis.opendocument.text-web': 'odt',
  'application/vnd.oasis.opendocument.spreadsheet': 'ods',
  'application/vnd.oasis.opendocument.presentation': 'odp',
  'application/vnd.oasis.opendocument.graphics': 'odg',
  'application/vnd.oasis.opendocument.formula': 'odf',
  'application/vnd.oasis.opendocument.chart': 'odf',
  'application/vnd.oasis.opendocument.base': 'odb',
  'application/vnd.oasis.opendocument.database': 'odb',
  'application/epub+zip': 'epub',
};

function declaredFormat(mimetype: string): Package | undefined {
  const type = mimetype.trim().slice(0, 100);
  const format = mimetypes[type.replace(/-template$/, '')];
  if (format !== undefined) return { format, mediaType: type };
  return type.startsWith('application/vnd.sun.xml.') ? { format: 'sxw', mediaType: type } : undefined;
}

/** OpenDocument and its forerunner without `mimetype`: the manifest's entry for the package itself. */
function listedFormat(manifest: string): Package | undefined {
  const type = /application\/vnd\.(?:oasis\.opendocument|sun\.xml)\.[\w.-]{1,60}/.exec(manifest)?.[0];
  return type === undefined ? undefined : declaredFormat(type);
}

/** What the presence of a member says, strongest first, where no part declares the type. */
const telling: readonly (readonly [RegExp, string])[] = [
  [/^word\/document\d*\.xml$/i, 'docx'],
  [/^xl\/workbook\.bin$/i, 'xlsb'],
  [/^xl\/workbook\d*\.xml$/i, 'xlsx'],
  [/^ppt\/presentation\.xml$/i, 'pptx'],
  [/^visio\/document\.xml$/i, 'vsdx'],
  [/^FixedDoc(?:ument)?Seq(?:uence)?\.fdseq$/i, 'xps'],
  [/^Index\/Slide\.iwa$|^index\.apxl(?:\.gz)?$/, 'keynote'],
  // iWork's three programs differ by nothing but the extension of the package's name here.
  [/^Index\/Tables\/|^Index\/CalculationEngine\.iwa$/, 'iwork'],
  [/^Index\/Document\.iwa$|^Index\.zip$|^index\.xml$/, 'iwork'],
  [/^AndroidManifest\.xml$/, 'apk'],
  [/^Payload\/[^/]+\.app\//, 'ipa'],
  [/^META-INF\/(?:mozilla\.rsa|manifest\.mf\.xpi)$/i, 'xpi'],
  [/^META-INF\/MANIFEST\.MF$/i, 'jar'],
  [/^META-INF\/container\.xml$/, 'epub'],
  [/^doc\.kml$/, 'kmz'],
  [/^[^/]+\/data\.pkl$/, 'pytorch'],
];

interface Seen {
  names: number;
  best: number;
  types?: Entry;
  mimetype?: Entry;
  manifest?: Entry;
}

function look(entries: Iterable<Entry>): Seen {
  const seen: Seen = { names: 0, best: telling.length };
  for (const entry of entries) {
    seen.names++;
    if (/^\[Content_Types\]\.xml$/i.test(entry.name)) seen.types ??= entry;
    else if (entry.name === 'mimetype') seen.mimetype ??= entry;
    else if (entry.name === 'META-INF/manifest.xml') seen.manifest ??= entry;
    // Some writers use backslashes (against APPNOTE 4.4.17).
    const name = entry.name.replaceAll('\\', '/');
    const rank = telling.findIndex(([pattern]) => pattern.test(name));
    if (rank >= 0 && rank < seen.best) seen.best = rank;
  }
  return seen;
}

/**
 * The format of a content that begins like a ZIP archive: `zip` when nothing in it says otherwise. Entry order
 * does not matter, nor do data descriptors; a lost directory is made up for by the local headers.
 */
export function identifyPackage(content: Content): Package {
  let seen = look(directoryEntries(content));
  if (seen.names === 0) seen = look(localEntries(content));
  const declared = seen.mimetype && declaredFormat(readPart(content, seen.mimetype));
  if (declared) return declared;
  const listed = seen.manifest && listedFormat(readPart(content, seen.manifest));
  if (listed) return listed;
  const office = seen.types && officeFormat(readPart(content, seen.types));
  if (office) return office;
  return { format: telling[seen.best]?.[1] ?? 'zip' };
}
