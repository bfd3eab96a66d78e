/** Finds the words in all tags of a picture that have no field of their own: rights, places, people in the picture, instructions. */
import type { Tags } from './tags.ts';

/** Leaves of all tags looked at, and how deep structures of XMP go: stops a packet of nothing else. */
const maxLeaves = 20_000;
const maxDepth = 12;

/** Groups whose tags may hold what somebody wrote; the others describe the coding. */
const groups = ['exif', 'iptc', 'xmp'];

/** What metadata has in fields of their own, settings of cameras and programs, and what programs note for themselves. */
const machineTags =
  /^(?:Make|Model|Software|Lens\w*|about|_raw|format|Offset\w*|SubSec\w*|\w*(?:Version|ID|Ref|Pointer|Space|Mode|Pattern|Profile|Settings|Sharpness|Contrast|Saturation)|History|DerivedFrom|Pantry|Ingredients|CreatorTool|Thumbnails?|(?:White|Tone|Process|Look|Parametric|Auto|Raw|Already|Camera(?!Owner)|Crop|Override|Tint|Exposure|Scene|Metering|Flash|Light|Sensing|Gain|CustomRendered|Subject(?:Area|Distance|Location)|Interop|GPS(?!Area|Processing|Dest)|JFIF|Orientation|YCbCr|Resolution|Compression|Photometric|Planar)\w*)$/;
const timeTags = /Date|Time|Zone/;
/** Longer names are no tag of a standard: what they hold is looked at. */
const maxTagName = 100;

const isMachineTag = (name: string): boolean =>
  name.length <= maxTagName && (timeTags.test(name) || machineTags.test(name));

/** Addresses of vocabularies, ids, numbers, and answers of one kind each. */
const isMachineText = (text: string): boolean =>
  !/\p{L}{3}/u.test(text) || /^(?:https?:\/\/ns\.|uuid:|urn:|xmp\.|adobe:|True$|False$|\[)/.test(text);

const clean = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[^\P{Cc}\t\n]/gu, ' ')
    .trim();

/** Every text that a tag of no field holds, in the order of the file, each once. */
export function tagWords(tags: Tags): string[] {
  const found = new Set<string>();
  let left = maxLeaves;
  const visit = (name: string, tag: unknown, depth: number): void => {
    if (left <= 0 || depth > maxDepth || typeof tag !== 'object' || tag === null) return;
    left -= 1;
    if (isMachineTag(name)) return;
    if (Array.isArray(tag)) {
      for (const entry of tag) visit('', entry, depth + 1);
      return;
    }
    const { value, description } = tag as { readonly value?: unknown; readonly description?: unknown };
    const isNest = typeof value === 'object' && value !== null && !isOfUnits(value);
    if (isNest && !Array.isArray(value)) {
      for (const [key, entry] of Object.entries(value)) visit(key, entry, depth + 1);
    } else if (isNest) visit('', value, depth + 1);
    else if (value === undefined && description === undefined) {
      for (const [key, entry] of Object.entries(tag)) visit(key, entry, depth + 1);
    } else if (typeof description === 'string' && (typeof value !== 'number' || name === '')) {
      const text = clean(description);
      if (!isMachineText(text)) found.add(text);
    }
  };
  for (const group of groups)
    for (const [name, tag] of Object.entries(tags[group] ?? {})) visit(name, tag, 0);
  return [...found];
}

/** Bytes, numbers and strings of one value; structures and lists of XMP are objects. */
const isOfUnits = (value: object): boolean =>
  Array.isArray(value) && value.every((entry) => typeof entry !== 'object' || Array.isArray(entry));
