/** Reads the document properties of an OOXML package: core, application and custom (ECMA-376 part 2, 8; part 1, 22). */
import type { Sink } from '../contract.ts';
import type { Metadata } from '../../schemas/metadata.ts';
import { hasOwnWords } from '../program-names.ts';
import type { PartReader, Relationship } from './part-reader.ts';
import { parseW3cTime } from '../time/w3c-time.ts';
import { attribute, type Attributes, type XmlHandler } from './xml.ts';
import { decodeXstring } from './xstring.ts';
import { maxValueUnits } from '../value-limits.ts';

/** Stops a package from carrying a million properties. */
const maxCustomProperties = 1000;

/** Calls back with each element that holds text alone; `key` is its local name. */
export function leafHandler(
  found: (key: string, value: string) => void,
  opened?: (name: string, attributes: Attributes) => void,
): XmlHandler {
  let value = '';
  return {
    open(name, attributes) {
      value = '';
      opened?.(name, attributes);
      return true;
    },
    close(name) {
      const trimmed = value.trim();
      if (trimmed !== '') found(name, trimmed);
      value = '';
    },
    text(data) {
      if (value.length < maxValueUnits) value += data.slice(0, maxValueUnits - value.length);
    },
  };
}

const texts = {
  title: 'title',
  lastModifiedBy: 'lastAuthor',
  subject: 'subject',
  language: 'language',
  Company: 'company',
} as const;
const times = { created: 'created', modified: 'modified', lastPrinted: 'printed' } as const;
const counts = { Pages: 'pages', Slides: 'slides' } as const;
const others = new Set([
  'description',
  'category',
  'contentStatus',
  'revision',
  'version',
  'identifier',
  'Manager',
  'Template',
  'TotalTime',
  'Words',
  'Characters',
  'Paragraphs',
  'Lines',
  'HyperlinkBase',
  'HiddenSlides',
  'Notes',
]);

const splitKeywords = (value: string): string[] =>
  value
    .split(/[;,]/)
    .map((word) => word.trim())
    .filter((word) => word !== '')
    .slice(0, 1000);

class PropertyCollector {
  readonly values: { -readonly [K in keyof Metadata]: Metadata[K] } = {};
  readonly other: Record<string, string> = {};
  /** Of properties that the format does not know. */
  readonly words: string[] = [];
  #application = '';
  #unknown = 0;

  take(key: string, value: string): void {
    if (key in texts) this.values[texts[key as keyof typeof texts]] = value;
    else if (key in counts) this.#count(counts[key as keyof typeof counts], value);
    else if (key in times) {
      const time = parseW3cTime(value);
      if (time) this.values[times[key as keyof typeof times]] = time;
      else this.other[key] = value;
    } else if (key === 'creator') this.values.authors = [...(this.values.authors ?? []), value].slice(0, 100);
    else if (key === 'keywords') this.values.keywords = splitKeywords(value);
    else if (key === 'Application') this.values.application = this.#application = value;
    else if (key === 'AppVersion') this.values.application = `${this.#application} ${value}`.trim();
    else if (others.has(key)) this.other[key] = value;
    else if (hasOwnWords(value)) this.#takeUnknown(key, value);
  }

  /** Titles of sheets, slides and fonts are many of one name (22.2.2.26); any other name is none of the format's. */
  #takeUnknown(key: string, value: string): void {
    if (this.#unknown >= maxCustomProperties) return;
    this.#unknown += 1;
    const before = this.other[key];
    this.other[key] = before === undefined ? value : `${before}; ${value}`;
    if (key !== 'lpstr') this.words.push(value);
  }

  #count(key: 'pages' | 'slides', value: string): void {
    const count = Number(value);
    if (Number.isSafeInteger(count) && count >= 0) this.values[key] = count;
  }
}

function customHandler(other: Record<string, string>): XmlHandler {
  let name = '';
  let left = maxCustomProperties;
  const handler = leafHandler(
    (_key, value) => {
      if (name === '' || left <= 0) return;
      left -= 1;
      other[`custom.${name}`] = decodeXstring(value);
    },
    (tag, attributes) => {
      if (tag === 'property') name = (attribute(attributes, 'name') ?? '').slice(0, 200);
    },
  );
  return { ...handler, readsAttributes: true };
}

const textKeys = [
  'title',
  'subject',
  'description',
  'category',
  'contentStatus',
  'Manager',
  'HyperlinkBase',
] as const;

/**
 * The properties that hold words of a person's own are text as well, so that names in them are found and tagged.
 * They stand in `headers`, as the title of a page does.
 */
export function writeProperties(values: Metadata, sink: Sink, words: readonly string[] = []): void {
  const lines = textKeys.flatMap(
    (key) => (key in values ? values[key as 'title'] : values.other?.[key]) ?? [],
  );
  lines.push(...(values.keywords ?? []), ...words);
  for (const [key, value] of Object.entries(values.other ?? {}))
    if (key.startsWith('custom.')) lines.push(`${key.slice('custom.'.length)}: ${value}`);
  if (lines.length === 0) return;
  sink.anchor({ part: 'properties' }, 'headers');
  sink.text(`${lines.join('\n')}\n`, 'headers');
  sink.anchor({ part: 'headers' }, 'headers');
}

/** Pushes the package's properties into the sink's metadata; `root` are the package's own relationships. */
export async function readProperties(
  reader: PartReader,
  root: readonly Relationship[],
  sink: Sink,
): Promise<void> {
  const collector = new PropertyCollector();
  const partOf = (type: string, usual: string): string | undefined => {
    const target = root.find((relation) => relation.type === type && !relation.external)?.target ?? usual;
    return reader.package.find(target) ? target : undefined;
  };
  const core = partOf('core-properties', 'docProps/core.xml');
  const application = partOf('extended-properties', 'docProps/app.xml');
  const custom = partOf('custom-properties', 'docProps/custom.xml');
  const handler = leafHandler((key, value) => collector.take(key, value));
  if (core !== undefined) await reader.parse(core, handler, 'aside');
  if (application !== undefined) await reader.parse(application, handler, 'aside');
  if (custom !== undefined) await reader.parse(custom, customHandler(collector.other), 'aside');
  const { other } = collector;
  const metadata = { ...collector.values, ...(Object.keys(other).length > 0 ? { other } : {}) };
  sink.metadata(metadata);
  writeProperties(metadata, sink, collector.words);
}
