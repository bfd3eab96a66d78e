/** Tells the ZIP family apart by looking into the package: Office, OpenDocument, EPUB, iWork, Java, Android and others. */
import type { Content } from '../contract.ts';
import { peekMember } from './zip-data.ts';
import { findEnd, readDirectory, type ZipEntry } from './zip-records.ts';
import { salvageEntries } from './zip-salvage.ts';

export interface Package {
  readonly format: string;
  readonly mediaType?: string;
}

// A directory is read up to this many bytes: a hostile one can claim gigabytes.
const maxDirectoryBytes = 1 << 20;
// Content types and `mimetype` are small; the limit stops a bomb behind either name.
const maxPartBytes = 1 << 18;

/** Entries of the directory, and where it tells too few (cut off, damaged) those with local headers in the first bytes. */
function* listEntries(content: Content): Generator<ZipEntry> {
  const known = new Set<number>();
  const end = findEnd(content);
  let listed = 0;
  for (const entry of end ? readDirectory(content, end, Infinity, maxDirectoryBytes) : []) {
    listed += 1;
    known.add(entry.offset);
    yield entry;
  }
  if (end && listed % 65_536 === end.entries % 65_536) return;
  for (const entry of salvageEntries(content, known, maxPartBytes)) if (entry) yield entry;
}

function readPart(content: Content, entry: ZipEntry): string {
  const bytes = peekMember(content, entry, maxPartBytes);
  const part = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return part.toString(part[0] === 0xff && part[1] === 0xfe ? 'utf16le' : 'latin1');
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

/**
 * The type of a part goes before what all parts of an ending are: some programs declare one of binary workbooks for
 * whatever ends in `bin`, in each workbook that they write.
 */
const officeFormat = (contentTypes: string): Package | undefined =>
  formatOfTypes(contentTypes.replaceAll(/<(?:\w{1,20}:)?Default\b[^>]{0,2000}>/gi, '')) ??
  formatOfTypes(contentTypes);

function formatOfTypes(contentTypes: string): Package | undefined {
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

/** The format that a declared type names, by the rows of the registry. */
export type MatchPackageType = (type: string) => string | undefined;

interface PackageRow {
  readonly id: string;
  readonly packageTypes?: readonly string[];
}

/** Compiles what the registry says of packages; a whole type goes before one that ends in `*`. */
export function compilePackageTypes(rows: readonly PackageRow[]): MatchPackageType {
  const pairs = rows.flatMap(({ id, packageTypes = [] }) => packageTypes.map((type) => [type, id] as const));
  const whole = new Map(pairs);
  const beginnings = pairs
    .filter(([type]) => type.endsWith('*'))
    .map(([type, id]) => [type.slice(0, -1), id] as const);
  return (type) =>
    whole.get(type.replace(/-template$/, '')) ??
    beginnings.find(([beginning]) => type.startsWith(beginning))?.[1];
}

function declaredFormat(mimetype: string, match: MatchPackageType): Package | undefined {
  const type = mimetype.trim().slice(0, 100);
  const format = match(type);
  return format === undefined ? undefined : { format, mediaType: type };
}

/** OpenDocument and its forerunner without `mimetype`: the manifest's entry for the package itself. */
function listedFormat(manifest: string, match: MatchPackageType): Package | undefined {
  const type = /application\/vnd\.(?:oasis\.opendocument|sun\.xml)\.[\w.-]{1,60}/.exec(manifest)?.[0];
  return type === undefined ? undefined : declaredFormat(type, match);
}

/** Relationships, content types or another part beside the main one: any of them. */
const officeSign = (folder: string): RegExp =>
  new RegExp(
    String.raw`^(?:_rels/\.rels|\[Content_Types\]\.xml|${folder}/(?!document|workbook|presentation).+)$`,
    'i',
  );

/**
 * What the presence of members says where no part declares the type, strongest first. Two signs each: a single name
 * anybody can give to a file among others, and a package that is read as a document shows its document alone.
 */
const telling: readonly (readonly [main: RegExp, other: RegExp, format: string])[] = [
  [/^word\/document\d*\.xml$/i, officeSign('word'), 'docx'],
  [/^xl\/workbook\.bin$/i, officeSign('xl'), 'xlsb'],
  [/^xl\/workbook\d*\.xml$/i, officeSign('xl'), 'xlsx'],
  [/^ppt\/presentation\.xml$/i, officeSign('ppt'), 'pptx'],
  [/^visio\/document\.xml$/i, officeSign('visio'), 'vsdx'],
  [
    // Printers write parts in pieces.
    /^FixedDoc(?:ument)?Seq(?:uence)?\.fdseq(?:\/\[0\](?:\.last)?\.piece)?$/i,
    /\.(?:fpage|fdoc)(?:\/\[\d+\](?:\.last)?\.piece)?$|^_rels\/\.rels$/i,
    'xps',
  ],
  [/^Index\/Slide\.iwa$|^index\.apxl(?:\.gz)?$/, /^(?:Index|Metadata|thumbs|QuickLook)\/./, 'keynote'],
  // iWork's three programs differ by nothing but the extension of the package's name here.
  [/^Index\/Tables\/|^Index\/CalculationEngine\.iwa$/, /^Index\/Document\.iwa$|^Metadata\//, 'iwork'],
  [
    /^Index\/Document\.iwa$|^Index\.zip$|^index\.xml$/,
    /^(?:Metadata|QuickLook|preview|buildVersionHistory)\b|^Index\/(?!Document\.iwa).+\.iwa$/,
    'iwork',
  ],
  [/^AndroidManifest\.xml$/, /^(?:classes\d*\.dex|resources\.arsc|META-INF\/.+)$/, 'apk'],
  [/^Payload\/[^/]+\.app\//, /^Payload\/[^/]+\.app\/(?:Info\.plist|_CodeSignature\/.*)$/, 'ipa'],
  [
    /^META-INF\/(?:mozilla\.rsa|manifest\.mf\.xpi)$/i,
    /^(?:install\.rdf|manifest\.json|META-INF\/manifest\.mf)$/i,
    'xpi',
  ],
  [
    /^META-INF\/MANIFEST\.MF$/i,
    /\.(?:class|[jw]ar)$|^META-INF\/(?:.+\.SF|application\.xml|ejb-jar\.xml|persistence\.xml)$|^WEB-INF\//i,
    'jar',
  ],
  [/^META-INF\/container\.xml$/, /\.opf$/i, 'epub'],
  [/^doc\.kml$/, /^(?:files|images|icons)\/./i, 'kmz'],
  [/^[^/]+\/data\.pkl$/, /^[^/]+\/(?:data\/\d+|version)$/, 'pytorch'],
];

/** Of each row of `telling`, which of its two signs have been seen. */
const hasMain = 1;
const hasOther = 2;

interface Seen {
  readonly signs: Uint8Array;
  types?: ZipEntry;
  mimetype?: ZipEntry;
  manifest?: ZipEntry;
}

function look(entries: Iterable<ZipEntry>): Seen {
  const seen: Seen = { signs: new Uint8Array(telling.length) };
  for (const entry of entries) {
    // Some writers use backslashes (against APPNOTE 4.4.17).
    const name = entry.rawName.toString('latin1').replaceAll('\\', '/');
    if (/^\[Content_Types\]\.xml$/i.test(name)) seen.types ??= entry;
    else if (name === 'mimetype') seen.mimetype ??= entry;
    else if (name === 'META-INF/manifest.xml') seen.manifest ??= entry;
    for (const [row, [main, other]] of telling.entries()) {
      const signs = seen.signs[row] ?? 0;
      if ((signs & hasMain) === 0 && main.test(name)) seen.signs[row] = signs | hasMain;
      else if ((signs & hasOther) === 0 && other.test(name)) seen.signs[row] = signs | hasOther;
    }
  }
  return seen;
}

/**
 * The format of a content that begins like a ZIP archive: `zip` when nothing in it says otherwise. Entry order
 * does not matter, nor do data descriptors; a lost directory is made up for by the local headers. What it declares
 * itself to be (`mimetype`, manifest) goes first, where `match` knows it.
 */
export function identifyPackage(content: Content, match: MatchPackageType): Package {
  const seen = look(listEntries(content));
  const declared = seen.mimetype && declaredFormat(readPart(content, seen.mimetype), match);
  if (declared) return declared;
  const listed = seen.manifest && listedFormat(readPart(content, seen.manifest), match);
  if (listed) return listed;
  const office = seen.types && officeFormat(readPart(content, seen.types));
  if (office) return office;
  const told = seen.signs.indexOf(hasMain | hasOther);
  return { format: telling[told]?.[2] ?? 'zip' };
}
