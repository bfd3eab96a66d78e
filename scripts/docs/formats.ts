/** `docs/formats.md`: what is read, and what is identified only, from `formats/registry.ts`. */
import { type Format, formats } from '../../formats/registry.ts';
import { renderingOfFormat, type RenderingKind } from '../../schemas/rendering.ts';
import { code, generatedFrom, table } from './markdown.ts';
import { tikaFormats } from './tika-formats.ts';

/** What the browser is given of an original. */
const shownAs: Readonly<Record<RenderingKind, string>> = {
  page: 'pages',
  html: 'rendering',
  picture: 'picture',
  grid: 'cells',
};

const shownIn = ({ id }: Format): string => {
  const kind = renderingOfFormat[id];
  return kind === undefined ? '' : shownAs[kind];
};

const rowOf = ({ id, title, mediaTypes, extensions }: Format): readonly string[] => [
  code(id),
  title,
  code(mediaTypes[0] ?? ''),
  extensions.join(', '),
];

export function generatedFormats(): string {
  const head = ['Type', 'Format', 'Media type', 'Names end in'];
  const of = (role: Format['role']): string =>
    table(head, formats.filter((format) => format.role === role && !format.package).map(rowOf));
  const read = table(
    [...head, 'Original shown as'],
    formats
      .filter(({ role, package: kind }) => role === 'extractor' && !kind)
      .map((format) => [...rowOf(format), shownIn(format)]),
  );
  const packages = (kind: Format['package']): string =>
    table(head, formats.filter((format) => format.package === kind).map(rowOf));
  const unread = (rows: readonly Format[]): string =>
    table(
      [...head, 'Read by'],
      rows.map((format) => [...rowOf(format), tikaFormats.has(format.id) ? 'Tika' : 'nobody']),
    );
  return `${generatedFrom('formats/registry.ts')}
# Formats

A format is identified by its content, not by its name; a name that says another format is recorded as a \`type-mismatch\`. The first column is what \`type:\` searches for.

## Read: text, metadata, embedded files

The last column says how the original stands beside its text [in the browser](web.md#originals); the bytes of all can be seen there.

${read}
## Opened: members become items of their own

${of('container')}
These are ZIP files of programs, read as such:

${packages('archive')}
## Opened, own text not read

ZIP files of documents that no extractor reads: their parts are items and can be searched, the document itself is \`unsupported\`, and goes to Tika where there is one. A package that says it is an office document and has none is opened in the same way. A single name is not enough for any of these.

${unread(formats.filter((format) => format.package === 'document'))}
## Identified only

Hashed, with the metadata of the item; the status is \`unsupported\`. With \`--tika\` these, and content of no known format, are sent to a Tika Server ([0110](decisions/0110-tika.md)): what it reads ends like any other document, what it has no parser for stays \`unsupported\`. \`--prefer tika=FORMATS\` sends formats of the lists above there as well; without it, what the reader of one of them must give up as damaged or unknown to it.

The last column says whether Tika Server 3.3.2 has a parser for it; of some it tells metadata alone.

${unread(formats.filter(({ role, package: kind }) => role === undefined && !kind))}
## Files in several volumes

Numbered pieces (\`.7z.001\`, \`.zip.001\`, pieces of \`split\` of one size), volumes of a split ZIP (\`.z01\` to \`.zip\`) and of RAR (\`.part1.rar\`, or \`.rar\` with \`.r00\`) that lie in one folder are read as the whole that they are pieces of: an item \`NAME (volumes)\`, whose members and words are found as of any archive. Each volume is hashed as a file and ends \`skipped\` with the code \`volume\` and the name of its set. A volume that is not there is named by \`volume-missing\`, and what lies in the others is read as far as it can be ([0125](decisions/0125-volumes-joined.md)). Volumes inside archives and messages are not joined, nor are those of disk images.

## Bytes that a format does not account for

What lies before a format, behind its end or where it has no use for it becomes an item of its own where its format can be told by its beginning (an archive also by its end), words included; its name is empty, its locator says the place. It is counted in a warning in any case: \`leading-data\`, \`trailing-data\`, \`unaccounted-data\`. Zeros, blanks and line ends are padding. At most 1,000 places of one content become items, the rest is counted.

Looked at: pictures (behind them, segments, chunks and blocks that no standard knows), ZIP and office packages (before, behind and between members, members that no directory names, data behind the stream of a member, unknown extra fields), tar (behind the end mark, damaged places, the rest of a member's last block), 7z, gzip, bzip2, xz, Zstandard (behind the streams, skippable frames, unknown extra fields), PDF (before its header, behind its end; earlier states of a document that was updated are read, the last 20 and 2,000 pages of all, as \`in:earlier-revision\` where they say something else; the rest is warned of), RTF, compound files (behind the last sector), texts (another file or UTF-16 behind them), mail (before the first boundary and behind the last, headers of parts, another file behind a text), mailboxes (before the first message), and an archive behind anything that no extractor reads. Comments and attributes in headers of ZIP, gzip and tar are text of the kind \`comments\`.

Not looked at, and not warned of:

- the coded data of pictures, sound and video, colour profiles, previews and makers' notes of cameras;
- in HTML, what names or draws: classes, ids, names of fields, fonts, places within the page, and single words in attributes for which the standard has its own (\`type\`, \`lang\`, \`align\`); of a script, texts of a single word (it is counted as \`active-content\`);
- base64 that stands in a text without saying so, and what a separator line of a mailbox says beside a date;
- texts that are coded once more (Base64 in a text file);
- in pictures: ids and histories in XMP, names of settings and profiles; what else tags say is found, though it has no field (hidden text);
- in a PDF: names of destinations, ids and histories in XMP, strings of objects that nothing refers to but captions, layers, descriptions and scripts, and all of these and comments of the syntax in one of more than 64 MiB. Text that is invisible, white, off the page, clipped or of a layer that is switched off is found as text of its page, without a mark;
- in RTF: names of fonts, data that is written in digits and is neither picture nor object (themes, custom XML, fields), namespaces, hashes of passwords; names of properties are metadata alone;
- in office packages (OOXML): names of fonts, themes and colours; names made of nothing but the words that programs use for their own (\`Picture 1\`, \`heading 2\`); attributes that have no use for words; data of fields that is no plain text. Titles of parts (\`TitlesOfParts\`) are metadata alone;
- fields of known headers that have no use (the last bytes of a tar header, reserved fields), and sectors of a compound file that its table calls free.
`;
}
