/** Extracts the metadata of JPEG, PNG, TIFF, GIF and WebP, and the words written into them; no picture is decoded. */
import type { Metadata } from '../../schemas/metadata.ts';
import type { Content, Extract, Sink } from '../contract.ts';
import { type ImageParts, noParts } from './image-parts.ts';
import { parseImageDate } from '../time/image-date.ts';
import { tagWords } from './tag-words.ts';
import { describeTags, joinTags, readTags, type Tags } from './tags.ts';
import { walkGif } from './walk-gif.ts';
import { walkJpeg } from './walk-jpeg.ts';
import { walkPng } from './walk-png.ts';
import { walkTiff } from './walk-tiff.ts';
import { walkWebp } from './walk-webp.ts';

export const version = '6';

/** Of a TIFF, whose tags can lie anywhere, this much is looked at; it has to be held. */
const maxTiffBytes = 64 * 1024 * 1024;

const xmpStart = Buffer.from('<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>');

/** Keywords under which programs note properties of the file, no words of a person. */
const isMachineKey = /^(?:date|icc|jpeg|exif|tiff|png|pdf|photoshop|xmp):|^Software$|^Creation Time$/i;

const walks: Readonly<Record<string, (content: Content) => ImageParts>> = {
  jpeg: walkJpeg,
  png: walkPng,
  gif: walkGif,
  webp: walkWebp,
  tiff: walkTiff,
};

/** Some writers repeat JPEG's "Exif" prefix before the EXIF block of other formats. */
function trimPrefix(exif: Uint8Array): Uint8Array {
  return Buffer.from(exif.subarray(0, 6)).toString('latin1') === 'Exif\0\0' ? exif.subarray(6) : exif;
}

/** The library knows an XMP file by the packet's start, which the specification makes optional. */
function withPacketStart(xmp: Uint8Array): Uint8Array {
  const isPacket = Buffer.from(xmp.subarray(0, 15)).toString('latin1') === '<?xpacket begin';
  return isPacket ? xmp : Buffer.concat([xmpStart, xmp]);
}

function readAllTags(parts: ImageParts): Tags {
  const blocks = [
    parts.segments,
    parts.exif ? trimPrefix(parts.exif) : undefined,
    parts.xmp ? withPacketStart(parts.xmp) : undefined,
  ];
  return joinTags(blocks.filter((block) => block !== undefined).map(readTags));
}

function sizeOfTiff(tags: Tags): Metadata {
  const read = (name: string) => {
    const value = Number((tags['exif']?.[name] as { value?: unknown } | undefined)?.value);
    return Number.isInteger(value) && value >= 0 ? value : undefined;
  };
  const [width, height] = [
    read('Image Width') ?? read('ImageWidth'),
    read('Image Length') ?? read('ImageLength'),
  ];
  return { width, height };
}

/** What PNG's own keywords say (ISO 15948, 11.3.4.2); EXIF and XMP come before them. */
function readKeywords(parts: ImageParts): Metadata {
  const read = (key: string) =>
    parts.comments
      .find((comment) => comment.key === key)
      ?.text.toWellFormed()
      .trim()
      .slice(0, 10_000) || undefined;
  const author = read('Author');
  const created = parseImageDate(read('Creation Time') ?? '');
  const stated = {
    title: read('Title'),
    subject: read('Description'),
    authors: author === undefined ? undefined : [author],
    application: read('Software'),
    created,
    // Of the last change, in UTC (ISO 15948, 11.3.6.1).
    modified: parseImageDate(parts.changed ?? ''),
  };
  return Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== undefined));
}

/** Hands over what lies behind the picture and in blocks without a meaning. */
async function accountFor(parts: ImageParts, { size }: Content, sink: Sink): Promise<void> {
  for (const range of parts.unknown) await sink.unaccounted('unaccounted-data', range);
  if (parts.end !== undefined && parts.end < size)
    await sink.unaccounted('trailing-data', { start: parts.end, end: size });
}

export const extract: Extract = async ({ content, format }, sink) => {
  const walk = Object.hasOwn(walks, format) ? walks[format] : undefined;
  const parts = walk?.(content) ?? noParts();
  const isTiff = format === 'tiff';
  const tags = isTiff ? readTags(content.read(0, Math.min(content.size, maxTiffBytes))) : readAllTags(parts);
  const { metadata, texts } = describeTags(tags);
  const size: Metadata = isTiff ? sizeOfTiff(tags) : {};
  sink.metadata({
    ...readKeywords(parts),
    ...metadata,
    width: parts.width ?? size.width,
    height: parts.height ?? size.height,
  });
  const comments = parts.comments
    .filter(({ key }) => !isMachineKey.test(key))
    .map(({ text }) => text.toWellFormed().replaceAll('\0', '').replace(/\r\n?/g, '\n').trim());
  const lines = [...new Set([...texts, ...comments])].filter((text) => text !== '');
  if (lines.length > 0) sink.text(`${lines.join('\n')}\n`);
  const said = new Set([...lines, ...(metadata.authors ?? [])]);
  const apart = tagWords(tags).filter((text) => !said.has(text));
  if (apart.length > 0) sink.text(`${apart.join('\n')}\n`, 'hidden');
  await sink.drain();
  await accountFor(parts, content, sink);
  const hasSize = parts.width !== undefined || size.width !== undefined || size.height !== undefined;
  if (!hasSize && lines.length === 0 && Object.keys(tags).length === 0)
    return {
      status: 'failed',
      code: parts.isTruncated ? 'truncated' : 'corrupt',
      detail: 'no size and no tags',
    };
  if (parts.cut !== undefined) sink.warn('text-cut', `${parts.cut} was left out`);
  if (parts.isTruncated) sink.warn('truncated', 'the file ends inside a block');
  if (isTiff && content.size > maxTiffBytes)
    sink.warn('partial-read', `tags looked for in the first ${maxTiffBytes} bytes`);
  return { status: 'extracted' };
};
