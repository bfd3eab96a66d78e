/** The registry of formats: what each is called, how its content shows, and which module reads it. Data only. */
import type { Extractor } from './contract.ts';
import { type FurtherFormat, furtherFormats } from './further-formats.ts';

/** How a text of the format begins, blank space left out. */
export interface TextStart {
  readonly pattern: RegExp;
  /** Where it is not the format's own. */
  readonly mediaType?: string;
}

export interface Format {
  /** Short, stable, lower-case: what `type:` searches for and the ledger stores. */
  readonly id: string;
  readonly title: string;
  /** The first is the canonical one. */
  readonly mediaTypes: readonly string[];
  /** Lower-case, without dot; for recording a disagreement between name and content. */
  readonly extensions: readonly string[];
  /** Byte patterns (hex, `??` any byte) any of which identifies it; formats without are told apart in `identify.ts`. */
  readonly magic?: readonly { readonly offset: number; readonly hex: string }[];
  /** Each sees the first 80 characters alone: for texts, which bytes miss in UTF-16 or behind a blank line. */
  readonly textStarts?: readonly TextStart[];
  /** What a ZIP package of it declares itself to be, `-template` left out; `*` at the end stands for any rest. */
  readonly packageTypes?: readonly string[];
  /** It reads as plain text: a name which says text hides nothing, and another file behind the text is looked for. */
  readonly isText?: boolean;
  /** Formats that share a group have their names used for one another without anything being hidden by it. */
  readonly alike?: readonly string[];
  /**
   * What lies in it is to it: `members` belong to nothing but themselves, `attachments` to their message; embedded
   * where it is absent. For what another program opens; our own readers say it of each child.
   */
  readonly holds?: 'members' | 'attachments';
  /**
   * It is a ZIP that no extractor reads: its members are opened. An `archive` is nothing but its members; of a `document`
   * they are the parts, and its own text stays unread.
   */
  readonly package?: 'archive' | 'document';
  /** A container has no text of its own. Without a role: identified and hashed, metadata only. */
  readonly role?: 'container' | 'extractor';
  readonly load?: () => Promise<Extractor>;
}

const ooxml = 'application/vnd.openxmlformats-officedocument';
const odf = 'application/vnd.oasis.opendocument';

function readRow([id, title, mediaType, extensions, ...rest]: FurtherFormat): Format {
  const stated = new Map(
    rest.filter((part) => part.includes('=')).map((part) => part.split('=', 2) as [string, string]),
  );
  const holds = stated.get('holds');
  const kind = stated.get('package');
  return {
    id,
    title,
    mediaTypes: [mediaType],
    extensions: extensions.split(' ').filter(Boolean),
    alike: stated.get('alike')?.split('+'),
    textStarts: stated.has('start') ? [{ pattern: new RegExp(stated.get('start') ?? '') }] : undefined,
    packageTypes: stated.get('packages')?.split(' '),
    package: kind === 'archive' || kind === 'document' ? kind : undefined,
    holds: holds === 'members' || holds === 'attachments' ? holds : undefined,
    magic: rest
      .filter((part) => !part.includes('='))
      .map((signature) => {
        const [hex = '', offset = '0'] = signature.split(':').toReversed();
        return { offset: Number(offset), hex };
      }),
  };
}

export const formats: readonly Format[] = [
  // Text
  {
    id: 'text',
    title: 'Plain text',
    mediaTypes: ['text/plain'],
    extensions: ['txt', 'text', 'asc'],
    isText: true,
    // What no extractor of its own reads is text, and keeps its media type.
    textStarts: [
      { pattern: /^WEBVTT\b/, mediaType: 'text/vtt' },
      { pattern: /^-----BEGIN PGP SIGNED /, mediaType: 'application/pgp-signature' },
      { pattern: /^-----BEGIN (?!(?:PKCS7|CMS)-|PGP )[A-Z0-9 ]+-----/, mediaType: 'application/x-pem-file' },
      { pattern: /^(?:Windows Registry Editor Version|REGEDIT4)/, mediaType: 'text/x-ms-regedit' },
    ],
    alike: ['tables', 'lines', 'prose', 'keys'],
    role: 'extractor',
    load: () => import('./text/text.ts'),
  },
  {
    id: 'log',
    title: 'Log file',
    mediaTypes: ['text/x-log'],
    extensions: ['log'],
    isText: true,
    alike: ['lines', 'prose'],
    role: 'extractor',
    load: () => import('./text/text.ts'),
  },
  {
    id: 'markdown',
    title: 'Markdown',
    mediaTypes: ['text/markdown'],
    extensions: ['md', 'markdown'],
    isText: true,
    alike: ['lines', 'prose'],
    role: 'extractor',
    load: () => import('./text/text.ts'),
  },
  {
    id: 'csv',
    title: 'Comma-separated values',
    mediaTypes: ['text/csv'],
    extensions: ['csv'],
    isText: true,
    alike: ['tables', 'lines'],
    role: 'extractor',
    load: () => import('./text/csv.ts'),
  },
  {
    id: 'tsv',
    title: 'Tab-separated values',
    mediaTypes: ['text/tab-separated-values'],
    extensions: ['tsv', 'tab'],
    isText: true,
    alike: ['tables', 'lines'],
    role: 'extractor',
    load: () => import('./text/csv.ts'),
  },
  {
    id: 'json',
    title: 'JSON',
    mediaTypes: ['application/json'],
    extensions: ['json', 'geojson'],
    isText: true,
    alike: ['json', 'lines'],
    role: 'extractor',
    load: () => import('./text/json.ts'),
  },
  {
    id: 'jsonl',
    title: 'JSON Lines',
    mediaTypes: ['application/jsonl'],
    extensions: ['jsonl', 'ndjson'],
    isText: true,
    alike: ['json', 'lines'],
    role: 'extractor',
    load: () => import('./text/json.ts'),
  },
  {
    id: 'xml',
    title: 'XML',
    mediaTypes: [
      'application/xml',
      'text/xml',
      'image/svg+xml',
      'application/rss+xml',
      'application/atom+xml',
      'application/rdf+xml',
      'application/xslt+xml',
      'application/x-plist',
      'application/docbook+xml',
      'application/gpx+xml',
      'application/vnd.google-earth.kml+xml',
      'application/vnd.oasis.opendocument.flat+xml',
      'application/vnd.ms-wordml',
      'application/vnd.ms-spreadsheetml',
      'application/x-fictionbook+xml',
    ],
    extensions: [
      'xml',
      'xsd',
      'xsl',
      'rdf',
      'svg',
      'rss',
      'atom',
      'kml',
      'gpx',
      'plist',
      'xmp',
      'fodt',
      'fods',
      'fodp',
    ],
    isText: true,
    alike: ['markup', 'lines', 'plists'],
    role: 'extractor',
    load: () => import('./web/xml.ts'),
  },
  {
    id: 'html',
    title: 'HTML',
    mediaTypes: ['text/html', 'application/xhtml+xml'],
    extensions: ['html', 'htm', 'xhtml'],
    isText: true,
    alike: ['markup', 'prose'],
    role: 'extractor',
    load: () => import('./web/html.ts'),
  },
  // Documents
  {
    id: 'pdf',
    title: 'PDF',
    mediaTypes: ['application/pdf'],
    extensions: ['pdf'],
    magic: [{ offset: 0, hex: '255044462d' }],
    role: 'extractor',
    load: () => import('./pdf/pdf.ts'),
  },
  {
    id: 'docx',
    title: 'Word document',
    mediaTypes: [
      `${ooxml}.wordprocessingml.document`,
      `${ooxml}.wordprocessingml.template`,
      'application/vnd.ms-word.document.macroEnabled.12',
      'application/vnd.ms-word.template.macroEnabled.12',
    ],
    extensions: ['docx', 'docm', 'dotx', 'dotm'],
    alike: ['office'],
    role: 'extractor',
    load: () => import('./office/docx.ts'),
  },
  {
    id: 'xlsx',
    title: 'Excel workbook',
    mediaTypes: [
      `${ooxml}.spreadsheetml.sheet`,
      `${ooxml}.spreadsheetml.template`,
      'application/vnd.ms-excel.sheet.macroEnabled.12',
      'application/vnd.ms-excel.template.macroEnabled.12',
      'application/vnd.ms-excel.addin.macroEnabled.12',
    ],
    extensions: ['xlsx', 'xlsm', 'xltx', 'xltm', 'xlam'],
    alike: ['office'],
    role: 'extractor',
    load: () => import('./office/xlsx.ts'),
  },
  {
    id: 'xlsb',
    title: 'Excel binary workbook',
    mediaTypes: ['application/vnd.ms-excel.sheet.binary.macroEnabled.12'],
    extensions: ['xlsb'],
    alike: ['office'],
    role: 'extractor',
    load: () => import('./office/xlsx.ts'),
  },
  {
    id: 'pptx',
    title: 'PowerPoint presentation',
    mediaTypes: [
      `${ooxml}.presentationml.presentation`,
      `${ooxml}.presentationml.template`,
      `${ooxml}.presentationml.slideshow`,
      'application/vnd.ms-powerpoint.presentation.macroEnabled.12',
      'application/vnd.ms-powerpoint.template.macroEnabled.12',
      'application/vnd.ms-powerpoint.slideshow.macroEnabled.12',
    ],
    extensions: ['pptx', 'pptm', 'potx', 'potm', 'ppsx', 'ppsm'],
    alike: ['office'],
    role: 'extractor',
    load: () => import('./office/pptx.ts'),
  },
  {
    id: 'odt',
    title: 'OpenDocument text',
    mediaTypes: [`${odf}.text`, `${odf}.text-template`],
    extensions: ['odt', 'ott'],
    packageTypes: [`${odf}.text`, `${odf}.text-master`, `${odf}.text-web`],
    role: 'extractor',
    load: () => import('./office/opendocument.ts'),
  },
  {
    id: 'ods',
    title: 'OpenDocument spreadsheet',
    mediaTypes: [`${odf}.spreadsheet`, `${odf}.spreadsheet-template`],
    extensions: ['ods', 'ots'],
    packageTypes: [`${odf}.spreadsheet`],
    role: 'extractor',
    load: () => import('./office/opendocument.ts'),
  },
  {
    id: 'odp',
    title: 'OpenDocument presentation',
    mediaTypes: [`${odf}.presentation`, `${odf}.presentation-template`],
    extensions: ['odp', 'otp'],
    packageTypes: [`${odf}.presentation`],
    role: 'extractor',
    load: () => import('./office/opendocument.ts'),
  },
  {
    id: 'odg',
    title: 'OpenDocument drawing',
    mediaTypes: [`${odf}.graphics`, `${odf}.graphics-template`],
    extensions: ['odg', 'otg'],
    packageTypes: [`${odf}.graphics`],
    role: 'extractor',
    load: () => import('./office/opendocument.ts'),
  },
  {
    id: 'odf',
    title: 'OpenDocument formula or chart',
    mediaTypes: [`${odf}.formula`, `${odf}.chart`],
    extensions: ['odf', 'odc'],
    packageTypes: [`${odf}.formula`, `${odf}.chart`],
    role: 'extractor',
    load: () => import('./office/opendocument.ts'),
  },
  {
    id: 'sxw',
    title: 'OpenOffice.org 1 document',
    mediaTypes: ['application/vnd.sun.xml.writer'],
    extensions: ['sxw', 'sxc', 'sxi', 'sxd', 'stw', 'stc', 'sti'],
    packageTypes: ['application/vnd.sun.xml.*'],
    role: 'extractor',
    load: () => import('./office/opendocument.ts'),
  },
  {
    id: 'epub',
    title: 'EPUB book',
    mediaTypes: ['application/epub+zip'],
    extensions: ['epub'],
    packageTypes: ['application/epub+zip'],
    role: 'extractor',
    load: () => import('./books/epub.ts'),
  },
  {
    id: 'ooxml-encrypted',
    title: 'Encrypted Office document',
    mediaTypes: ['application/x-ooxml-protected'],
    extensions: [],
    alike: ['office'],
    role: 'extractor',
    load: () => import('./office/encrypted-office.ts'),
  },
  {
    id: 'doc',
    title: 'Word 6–2003 document',
    mediaTypes: ['application/msword'],
    extensions: ['doc', 'dot'],
    role: 'extractor',
    load: () => import('./binary-office/doc.ts'),
  },
  {
    id: 'ppt',
    title: 'PowerPoint 97–2003 presentation',
    mediaTypes: ['application/vnd.ms-powerpoint'],
    extensions: ['ppt', 'pps', 'pot'],
    role: 'extractor',
    load: () => import('./binary-office/ppt.ts'),
  },
  {
    id: 'xls',
    title: 'Excel 5–2003 workbook',
    mediaTypes: ['application/vnd.ms-excel'],
    extensions: ['xls', 'xlt', 'xla'],
    role: 'extractor',
    load: () => import('./binary-office/xls.ts'),
  },
  {
    id: 'biff',
    title: 'Excel 2–4 worksheet',
    mediaTypes: ['application/x-biff'],
    extensions: [],
    magic: [
      { offset: 0, hex: '0900040000001000' },
      { offset: 0, hex: '0902060000001000' },
      { offset: 0, hex: '0904060000001000' },
      { offset: 0, hex: '0900040002001000' },
      { offset: 0, hex: '0902060000000200' },
      // What several sheets of Excel 4 lie in.
      { offset: 0, hex: '0904060000000001' },
    ],
    role: 'extractor',
    load: () => import('./binary-office/xls.ts'),
  },
  {
    id: 'rtf',
    title: 'Rich Text Format',
    mediaTypes: ['application/rtf', 'text/rtf'],
    extensions: ['rtf'],
    magic: [{ offset: 0, hex: '7b5c727466' }],
    role: 'extractor',
    load: () => import('./rtf/rtf.ts'),
  },
  // Mail
  {
    id: 'eml',
    title: 'E-mail message',
    mediaTypes: ['message/rfc822'],
    extensions: ['eml', 'mht', 'mhtml'],
    isText: true,
    holds: 'attachments',
    alike: ['mail'],
    role: 'extractor',
    load: () => import('./mail/eml.ts'),
  },
  {
    id: 'emlx',
    title: 'Apple Mail message',
    mediaTypes: ['message/x-emlx'],
    extensions: ['emlx'],
    isText: true,
    holds: 'attachments',
    alike: ['mail'],
    role: 'extractor',
    load: () => import('./mail/emlx.ts'),
  },
  {
    id: 'msg',
    title: 'Outlook message',
    mediaTypes: ['application/vnd.ms-outlook'],
    extensions: ['msg', 'oft'],
    holds: 'attachments',
    role: 'extractor',
    load: () => import('./outlook/msg.ts'),
  },
  {
    id: 'tnef',
    title: 'Outlook transport attachment (winmail.dat)',
    mediaTypes: ['application/ms-tnef', 'application/vnd.ms-tnef'],
    extensions: ['tnef'],
    magic: [{ offset: 0, hex: '789f3e22' }],
    holds: 'attachments',
    role: 'extractor',
    load: () => import('./outlook/tnef.ts'),
  },
  {
    id: 'cms',
    title: 'Signed or encrypted content (S/MIME, PKCS #7)',
    mediaTypes: ['application/pkcs7-mime', 'application/pkcs7-signature'],
    extensions: ['p7m', 'p7s', 'p7b', 'p7c', 'p7z'],
    // A sequence of any length, then the object identifier of one of the contents of CMS.
    magic: ['30??', '3081??', '3082????', '3083??????', '3084????????'].flatMap((sequence) => [
      { offset: 0, hex: `${sequence}06092a864886f70d0107` },
      { offset: 0, hex: `${sequence}060b2a864886f70d01091001` },
    ]),
    textStarts: [{ pattern: /^-----BEGIN (?:PKCS7|CMS)-----/ }],
    holds: 'attachments',
    alike: ['keys'],
    role: 'extractor',
    load: () => import('./mail/smime.ts'),
  },
  {
    id: 'pgp',
    title: 'OpenPGP data',
    mediaTypes: ['application/pgp-encrypted', 'application/pgp-signature', 'application/pgp-keys'],
    extensions: ['pgp', 'gpg', 'sig'],
    isText: true,
    magic: [
      // A session key for a key of RSA, Elgamal or elliptic curves, each in both forms of length.
      ...['85????', '84??', 'c1????', 'c1??'].flatMap((head) =>
        ['01', '10', '12', '19'].map((algorithm) => ({
          offset: 0,
          hex: `${head}03${'??'.repeat(8)}${algorithm}`,
        })),
      ),
      // A session key for a passphrase, which is hashed many times.
      { offset: 0, hex: '8c0d04??03' },
      { offset: 0, hex: 'c30d04??03' },
      // A file that is signed alone, announced or compressed by GnuPG.
      { offset: 0, hex: '900d0300' },
      { offset: 0, hex: 'a301' },
      { offset: 0, hex: 'a302' },
      { offset: 0, hex: 'a303' },
      // A signature, and a key of RSA, DSA or elliptic curves.
      { offset: 0, hex: '89????0400' },
      { offset: 0, hex: '88??0400' },
      ...['99????', '98??'].flatMap((head) =>
        ['01', '11', '13', '16'].map((algorithm) => ({
          offset: 0,
          hex: `${head}04${'??'.repeat(4)}${algorithm}`,
        })),
      ),
    ],
    textStarts: [{ pattern: /^-----BEGIN PGP (?!SIGNED )/ }],
    holds: 'attachments',
    alike: ['keys', 'lines', 'prose'],
    role: 'extractor',
    load: () => import('./sealed/pgp.ts'),
  },
  {
    id: 'mbox',
    title: 'Mailbox (mbox)',
    mediaTypes: ['application/mbox'],
    extensions: ['mbox', 'mbx'],
    isText: true,
    holds: 'members',
    alike: ['mail'],
    role: 'container',
    load: () => import('./mail/mbox.ts'),
  },
  {
    id: 'pst',
    title: 'Outlook data file',
    mediaTypes: ['application/vnd.ms-outlook-pst'],
    extensions: ['pst'],
    magic: [{ offset: 0, hex: '2142444e' }],
    alike: ['outlook-stores'],
    holds: 'members',
    role: 'container',
    load: () => import('./outlook/store/pst.ts'),
  },
  {
    id: 'ost',
    title: 'Outlook offline data file',
    mediaTypes: ['application/vnd.ms-outlook-ost'],
    extensions: ['ost'],
    // The two letters say who keeps it: "SO" Outlook beside a server, "SM" Outlook alone.
    magic: [{ offset: 0, hex: '2142444e????????534f' }],
    alike: ['outlook-stores'],
    holds: 'members',
    role: 'container',
    load: () => import('./outlook/store/pst.ts'),
  },
  {
    id: 'outlook-item',
    title: 'Item of an Outlook data file, as Evidex writes it',
    mediaTypes: ['application/vnd.evidex.outlook-item'],
    extensions: ['outlookitem'],
    // `outlook/item/item-records.ts` has it.
    magic: [{ offset: 0, hex: '457669646578204f75746c6f6f6b206974656d20' }],
    holds: 'attachments',
    role: 'extractor',
    load: () => import('./outlook/item/outlook-item.ts'),
  },
  // Calendars and contacts
  {
    id: 'ical',
    title: 'Calendar (iCalendar)',
    mediaTypes: ['text/calendar', 'application/ics'],
    extensions: ['ics', 'ical', 'ifb', 'icalendar', 'vcs'],
    isText: true,
    textStarts: [{ pattern: /^BEGIN:VCALENDAR\s/i }],
    role: 'extractor',
    load: () => import('./calendar/ical.ts'),
  },
  {
    id: 'vcard',
    title: 'Contacts (vCard)',
    mediaTypes: ['text/vcard', 'text/x-vcard', 'text/directory'],
    extensions: ['vcf', 'vcard'],
    isText: true,
    textStarts: [{ pattern: /^BEGIN[ \t]{0,9}:[ \t]{0,9}VCARD\s/i }],
    role: 'extractor',
    load: () => import('./calendar/vcard.ts'),
  },
  // Archives
  {
    id: 'zip',
    title: 'ZIP archive',
    mediaTypes: ['application/zip'],
    extensions: ['zip'],
    magic: [
      { offset: 0, hex: '504b0304' },
      { offset: 0, hex: '504b0506' },
      { offset: 0, hex: '504b0708' },
    ],
    holds: 'members',
    alike: ['iwork', 'zips'],
    role: 'container',
    load: () => import('./zip/zip.ts'),
  },
  {
    id: 'tar',
    title: 'tar archive',
    mediaTypes: ['application/x-tar'],
    extensions: ['tar'],
    magic: [{ offset: 257, hex: '7573746172' }],
    holds: 'members',
    role: 'container',
    load: () => import('./archives/tar.ts'),
  },
  {
    id: 'gzip',
    title: 'gzip',
    mediaTypes: ['application/gzip'],
    extensions: ['gz', 'tgz'],
    magic: [{ offset: 0, hex: '1f8b08' }],
    holds: 'members',
    role: 'container',
    load: () => import('./archives/gzip.ts'),
  },
  {
    id: 'bzip2',
    title: 'bzip2',
    mediaTypes: ['application/x-bzip2'],
    extensions: ['bz2', 'tbz2'],
    magic: [
      { offset: 0, hex: '425a68??314159265359' },
      { offset: 0, hex: '425a68??177245385090' },
    ],
    holds: 'members',
    role: 'container',
    load: () => import('./archives/bzip2.ts'),
  },
  {
    id: 'xz',
    title: 'xz',
    mediaTypes: ['application/x-xz'],
    extensions: ['xz', 'txz'],
    magic: [{ offset: 0, hex: 'fd377a585a00' }],
    holds: 'members',
    role: 'container',
    load: () => import('./archives/xz.ts'),
  },
  {
    id: 'zstd',
    title: 'Zstandard',
    mediaTypes: ['application/zstd'],
    extensions: ['zst', 'tzst'],
    magic: [{ offset: 0, hex: '28b52ffd' }],
    holds: 'members',
    role: 'container',
    load: () => import('./archives/zstd.ts'),
  },
  {
    id: '7z',
    title: '7-Zip archive',
    mediaTypes: ['application/x-7z-compressed'],
    extensions: ['7z'],
    magic: [{ offset: 0, hex: '377abcaf271c' }],
    holds: 'members',
    role: 'container',
    load: () => import('./archives/7z.ts'),
  },
  {
    id: 'rar',
    title: 'RAR archive',
    mediaTypes: ['application/vnd.rar'],
    extensions: ['rar'],
    magic: [{ offset: 0, hex: '526172211a07' }],
    holds: 'members',
    role: 'container',
    load: () => import('./archives/rar.ts'),
  },
  {
    id: 'ar',
    title: 'Unix archive',
    mediaTypes: ['application/x-archive'],
    extensions: ['a', 'ar', 'lib'],
    magic: [{ offset: 0, hex: '213c617263683e0a' }],
    holds: 'members',
    role: 'container',
    load: () => import('./archives/ar.ts'),
  },
  {
    id: 'deb',
    title: 'Debian package',
    mediaTypes: ['application/vnd.debian.binary-package'],
    extensions: ['deb', 'udeb'],
    magic: [{ offset: 0, hex: '213c617263683e0a64656269616e2d62696e617279' }],
    holds: 'members',
    role: 'container',
    load: () => import('./archives/ar.ts'),
  },
  {
    id: 'cab',
    title: 'Windows cabinet',
    mediaTypes: ['application/vnd.ms-cab-compressed'],
    extensions: ['cab'],
    magic: [{ offset: 0, hex: '4d53434600000000' }],
    holds: 'members',
    role: 'container',
    load: () => import('./archives/cab.ts'),
  },
  {
    id: 'lha',
    title: 'LHA archive',
    mediaTypes: ['application/x-lzh-compressed'],
    extensions: ['lzh', 'lha'],
    magic: [
      { offset: 2, hex: '2d6c68??2d' },
      { offset: 2, hex: '2d6c7a??2d' },
    ],
    holds: 'members',
    role: 'container',
    load: () => import('./archives/lha.ts'),
  },
  {
    id: 'iso',
    title: 'Disc image (ISO 9660)',
    mediaTypes: ['application/x-iso9660-image'],
    extensions: ['iso'],
    magic: [{ offset: 32_769, hex: '4344303031' }],
    holds: 'members',
    alike: ['disks'],
    role: 'container',
    load: () => import('./archives/iso.ts'),
  },
  {
    id: 'rpm',
    title: 'RPM package',
    mediaTypes: ['application/x-rpm'],
    extensions: ['rpm'],
    magic: [{ offset: 0, hex: 'edabeedb' }],
    holds: 'members',
    role: 'container',
    load: () => import('./archives/rpm.ts'),
  },
  {
    id: 'warc',
    title: 'Web archive (WARC)',
    mediaTypes: ['application/warc'],
    extensions: ['warc'],
    magic: [{ offset: 0, hex: '574152432f' }],
    holds: 'members',
    role: 'container',
    load: () => import('./archives/warc.ts'),
  },
  {
    id: 'cpio',
    title: 'cpio archive',
    mediaTypes: ['application/x-cpio'],
    extensions: ['cpio'],
    magic: [
      { offset: 0, hex: '303730373031' },
      { offset: 0, hex: '303730373032' },
      { offset: 0, hex: '303730373037' },
      { offset: 0, hex: 'c771' },
      { offset: 0, hex: '71c7' },
    ],
    holds: 'members',
    role: 'container',
    load: () => import('./archives/cpio.ts'),
  },
  // Images
  {
    id: 'jpeg',
    title: 'JPEG image',
    mediaTypes: ['image/jpeg'],
    extensions: ['jpg', 'jpeg', 'jpe'],
    magic: [{ offset: 0, hex: 'ffd8ff' }],
    role: 'extractor',
    load: () => import('./image/image.ts'),
  },
  {
    id: 'png',
    title: 'PNG image',
    mediaTypes: ['image/png'],
    extensions: ['png'],
    magic: [{ offset: 0, hex: '89504e470d0a1a0a' }],
    role: 'extractor',
    load: () => import('./image/image.ts'),
  },
  {
    id: 'tiff',
    title: 'TIFF image',
    mediaTypes: ['image/tiff'],
    extensions: ['tif', 'tiff'],
    magic: [
      { offset: 0, hex: '49492a00' },
      { offset: 0, hex: '4d4d002a' },
      { offset: 0, hex: '49492b00' },
      { offset: 0, hex: '4d4d002b' },
    ],
    role: 'extractor',
    load: () => import('./image/image.ts'),
  },
  {
    id: 'gif',
    title: 'GIF image',
    mediaTypes: ['image/gif'],
    extensions: ['gif'],
    magic: [
      { offset: 0, hex: '474946383761' },
      { offset: 0, hex: '474946383961' },
    ],
    role: 'extractor',
    load: () => import('./image/image.ts'),
  },
  {
    id: 'webp',
    title: 'WebP image',
    mediaTypes: ['image/webp'],
    extensions: ['webp'],
    magic: [{ offset: 0, hex: '52494646????????57454250' }],
    role: 'extractor',
    load: () => import('./image/image.ts'),
  },
  // An empty file is read like a text, and ends as `empty`.
  {
    id: 'empty',
    title: 'Empty file',
    mediaTypes: ['application/x-empty'],
    extensions: [],
    role: 'extractor',
    load: () => import('./text/text.ts'),
  },
  ...furtherFormats.map(readRow),
];
