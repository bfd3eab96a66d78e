/** Turns EXIF, IPTC and XMP tags into metadata and the words a person wrote into the image. */
import * as exifReader from 'exifreader';
import type { Metadata } from '../../schemas/metadata.ts';
import { parseImageDate } from '../time/image-date.ts';
import { decodeUserComment } from './user-comment.ts';

/** Entries of one list: more than are kept, so that what is cut is told. */
const maxValues = 10_000;

export interface ReadTags {
  readonly metadata: Metadata;
  /** Titles, captions, keywords, comments; each once, in that order. */
  readonly texts: readonly string[];
}

type Group = Readonly<Record<string, unknown>>;
/** By name of the group: `exif`, `gps`, `iptc`, `xmp`, `file`, `pngFile`. */
export type Tags = Readonly<Record<string, Group>>;

/** The tags of a TIFF, JPEG or XMP file; empty where the library finds none or gives up on it. */
export function readTags(bytes: Uint8Array): Tags {
  try {
    // A buffer, never a string: the library would open a string as a path or address.
    const own = new ArrayBuffer(bytes.length);
    new Uint8Array(own).set(bytes);
    const excludeTags = { icc: true, mpf: true, makerNotes: true, thumbnail: true, photoshop: true } as const;
    const tags = exifReader.default.load(own, { expanded: true, excludeTags }) as unknown as Tags;
    return withUserComment(tags, bytes);
  } catch {
    return {};
  }
}

/** Whether the numbers of the EXIF block stand with their low byte first. */
function isLittleBlock(bytes: Uint8Array): boolean {
  const block = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const at = block.indexOf('Exif\0\0', 0, 'latin1');
  return block.toString('latin1', at < 0 ? 0 : at + 6, at < 0 ? 2 : at + 8) === 'II';
}

/** The library reads UserComment in ASCII alone. */
function withUserComment(tags: Tags, bytes: Uint8Array): Tags {
  const { value } = (tags['exif']?.['UserComment'] ?? {}) as { value?: unknown };
  if (!Array.isArray(value) || !value.every((byte) => Number.isInteger(byte))) return tags;
  const description = decodeUserComment(Uint8Array.from(value as number[]), isLittleBlock(bytes));
  return { ...tags, exif: { ...tags['exif'], UserComment: { description } } };
}

const clean = (text: string) =>
  text
    .toWellFormed()
    .replace(/[^\P{Cc}\t\n]/gu, ' ')
    .trim();

/** The text of a tag: its description, which the library decodes. */
function textOf(tag: unknown): string {
  if (typeof tag !== 'object' || tag === null || Array.isArray(tag)) return '';
  const { description } = tag as { description?: unknown };
  return typeof description === 'string' || typeof description === 'number' ? clean(String(description)) : '';
}

/** The texts of a tag that may be repeated (IPTC) or a list (XMP). */
function textsOf(tag: unknown): string[] {
  if (Array.isArray(tag)) return tag.slice(0, maxValues).map(textOf);
  const value = (tag as { value?: unknown } | undefined)?.value;
  const isList = Array.isArray(value) && value.every((item) => typeof item === 'object');
  return isList ? value.slice(0, maxValues).map(textOf) : [textOf(tag)];
}

const unique = (texts: readonly string[]) => [...new Set(texts)].filter((text) => text !== '');

const first = (...texts: readonly string[]): string | undefined => texts.find((text) => text !== '');

function readDates(tags: Tags): Metadata {
  const exif = (name: string) => textOf(tags['exif']?.[name]);
  const xmp = (name: string) => parseImageDate(textOf(tags['xmp']?.[name]));
  const dated = (name: string, suffix: string) =>
    parseImageDate(
      exif(name),
      exif(`OffsetTime${suffix}`) || undefined,
      exif(`SubSecTime${suffix}`) || undefined,
    );
  return {
    taken: dated('DateTimeOriginal', 'Original') ?? xmp('DateTimeOriginal') ?? xmp('DateCreated'),
    created: dated('DateTimeDigitized', 'Digitized') ?? xmp('CreateDate'),
    modified: dated('DateTime', '') ?? xmp('ModifyDate'),
  };
}

function readPlace(tags: Tags): Metadata {
  const { Latitude: latitude, Longitude: longitude } = tags['gps'] ?? {};
  const isPlace = (value: unknown, limit: number): value is number =>
    typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= limit;
  return isPlace(latitude, 90) && isPlace(longitude, 180) ? { latitude, longitude } : {};
}

function readDevice(tags: Tags): string | undefined {
  const make = textOf(tags['exif']?.['Make']);
  const model = textOf(tags['exif']?.['Model']);
  const device = model.toLowerCase().startsWith(make.toLowerCase()) ? model : `${make} ${model}`.trim();
  return device === '' ? undefined : device;
}

/** What ties an image to a camera, a person or an edited original. */
const otherTags: Readonly<Record<string, readonly string[]>> = {
  exif: ['BodySerialNumber', 'LensModel', 'CameraOwnerName', 'ImageUniqueID', 'Copyright', 'HostComputer'],
  gps: ['Altitude'],
  iptc: ['City', 'Province/State', 'Country/Primary Location Name', 'Credit', 'Source', 'Copyright Notice'],
  xmp: [
    'SerialNumber',
    'Lens',
    'DocumentID',
    'InstanceID',
    'OriginalDocumentID',
    'City',
    'Country',
    'Instructions',
  ],
};

function readOther(tags: Tags): Record<string, string> {
  const other: Record<string, string> = {};
  for (const [group, names] of Object.entries(otherTags)) {
    for (const name of names) {
      const tag = tags[group]?.[name];
      const text = typeof tag === 'number' ? String(tag) : textOf(tag);
      if (text !== '') other[`${group}.${name}`] = text;
    }
  }
  return other;
}

/** Joins what several blocks of one file hold; the first to state a tag is kept. */
export function joinTags(all: readonly Tags[]): Tags {
  const joined: Record<string, Group> = {};
  for (const tags of all)
    for (const [group, values] of Object.entries(tags)) joined[group] = { ...values, ...joined[group] };
  return joined;
}

export function describeTags(tags: Tags): ReadTags {
  const exif = (name: string) => textOf(tags['exif']?.[name]);
  const iptc = (name: string) => textsOf(tags['iptc']?.[name]);
  const xmp = (name: string) => textsOf(tags['xmp']?.[name]);
  const titles = unique([
    ...xmp('title'),
    exif('XPTitle'),
    ...iptc('Object Name'),
    ...iptc('Headline'),
    ...xmp('Headline'),
  ]);
  const captions = unique([
    ...xmp('description'),
    exif('ImageDescription'),
    exif('XPSubject'),
    exif('XPComment'),
    ...iptc('Caption/Abstract'),
  ]);
  const comments = unique([exif('UserComment'), ...xmp('UserComment')]);
  const keywords = unique([...xmp('subject'), ...exif('XPKeywords').split(';'), ...iptc('Keywords')]);
  const authors = unique([...xmp('creator'), exif('Artist'), exif('XPAuthor'), ...iptc('By-line')]);
  const other = readOther(tags);
  const stated = {
    title: titles[0],
    subject: captions[0],
    authors: authors.length > 0 ? authors : undefined,
    keywords: keywords.length > 0 ? keywords : undefined,
    application: first(exif('Software'), ...xmp('CreatorTool')),
    device: readDevice(tags),
    ...readDates(tags),
    ...readPlace(tags),
    other: Object.keys(other).length > 0 ? other : undefined,
  };
  const metadata = Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== undefined));
  return { metadata, texts: unique([...titles, ...captions, ...keywords, ...comments]) };
}
