/** Reads an OpenDocument package's own statements: its metadata (ODF 1.3 part 3, 4). */
import type { Sink } from '../contract.ts';
import type { Metadata } from '../../schemas/metadata.ts';
import type { PartReader } from './part-reader.ts';
import { hasOwnWords } from '../program-names.ts';
import { leafHandler, writeProperties } from './properties.ts';
import { parseW3cTime } from '../time/w3c-time.ts';
import { attribute } from './xml.ts';

const maxOther = 1000;
const texts = {
  title: 'title',
  subject: 'subject',
  language: 'language',
  generator: 'application',
  creator: 'lastAuthor',
} as const;
const times = { 'creation-date': 'created', date: 'modified', 'print-date': 'printed' } as const;
const others = new Set([
  'description',
  'printed-by',
  'editing-cycles',
  'editing-duration',
  'coverage',
  'publisher',
  'source',
]);
/** What the page count of the statistics counts, by format. */
const pageKeys: Readonly<Record<string, 'pages' | 'slides'>> = { odt: 'pages', odp: 'slides' };

/** Pushes meta.xml into the sink's metadata. */
export async function readOdfMeta(reader: PartReader, format: string, sink: Sink): Promise<void> {
  if (!reader.package.find('meta.xml')) return;
  const values: { -readonly [K in keyof Metadata]: Metadata[K] } = {};
  const other: Record<string, string> = {};
  const keywords: string[] = [];
  /** Of elements that the format does not know here. */
  const words: string[] = [];
  let name = '';
  const take = (key: string, value: string): void => {
    if (key in texts) values[texts[key as keyof typeof texts]] = value;
    else if (key in times) {
      const time = parseW3cTime(value);
      if (time) values[times[key as keyof typeof times]] = time;
      else other[key] = value;
    } else if (key === 'initial-creator') values.authors = [value];
    else if (key === 'keyword' && keywords.length < maxOther) keywords.push(value);
    else if (key === 'user-defined' && Object.keys(other).length < maxOther) other[`custom.${name}`] = value;
    else if (others.has(key)) other[key] = value;
    else if (hasOwnWords(value) && words.length < maxOther) {
      other[key] = value;
      words.push(value);
    }
  };
  await reader.parse(
    'meta.xml',
    leafHandler(take, (tag, attributes) => {
      if (tag === 'user-defined') name = (attribute(attributes, 'name') ?? '').slice(0, 200);
      const count = Number(attribute(attributes, 'page-count'));
      const key = pageKeys[format];
      if (tag === 'document-statistic' && key && Number.isSafeInteger(count) && count >= 0)
        values[key] = count;
    }),
    'aside',
  );
  if (!values.authors && values.lastAuthor !== undefined) values.authors = [values.lastAuthor];
  if (keywords.length > 0) values.keywords = keywords;
  const metadata = { ...values, ...(Object.keys(other).length > 0 ? { other } : {}) };
  sink.metadata(metadata);
  // Whoever printed it is a person, as those who wrote it are.
  const printer = other['printed-by'];
  writeProperties(metadata, sink, printer === undefined ? words : [printer, ...words]);
}
