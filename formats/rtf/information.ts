/** Gathers the metadata of RTF from the values of its `\info`, `\generator` and `\userprops` groups. */
import type { Metadata } from '../../schemas/metadata.ts';
import type { Time } from '../../schemas/time.ts';
import { statedTime } from '../time/stated-time.ts';

/** User properties that are kept; stops a list of a million. */
const maxProperties = 100;

export interface Information {
  /** Takes the text of a destination of `\info`. */
  value(name: string, text: string): void;
  /** `creatim`, `revtim` or `printim`, with its parts by control word. */
  time(name: string, parts: Readonly<Record<string, number>>): void;
  pages(count: number): void;
  toMetadata(): Metadata;
  /** What a person wrote of the document where no field of words holds it. */
  words(): readonly string[];
}

const ownKeys = new Set(['title', 'subject', 'author', 'operator', 'company', 'keywords', 'generator']);

const wordKeys = ['doccomm', 'comment', 'category', 'manager', 'hlinkbase'];

/** RTF has no zones: the time floats. */
function readTime(parts: Readonly<Record<string, number>>, raw: string): Time | undefined {
  const { yr, mo, dy, hr, min, sec } = parts;
  if (yr === undefined) return undefined;
  return statedTime({ year: yr, month: mo, day: dy, hour: hr, minute: min, second: sec }, raw);
}

const split = (text: string | undefined, separator: RegExp): string[] =>
  (text ?? '')
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .slice(0, 1000);

export function gatherInformation(): Information {
  const values = new Map<string, string>();
  const times = new Map<string, Time>();
  const properties = new Map<string, string>();
  let property = '';
  let pages: number | undefined;
  return {
    value(name, text) {
      const clean = text.replaceAll('\0', '').toWellFormed().trim();
      if (name === 'propname') property = clean.slice(0, 100);
      else if (name === 'staticval') {
        if (property !== '' && properties.size < maxProperties) properties.set(property, clean);
      } else if (clean !== '') values.set(name, clean);
    },
    time(name, parts) {
      const raw = Object.entries(parts)
        .map(([word, value]) => `\\${word}${value}`)
        .join('');
      const time = readTime(parts, raw);
      if (time) times.set(name, time);
      else if (Object.values(parts).some((value) => value !== 0)) values.set(name, raw.slice(0, 100));
    },
    pages(count) {
      if (Number.isInteger(count) && count >= 0) pages = count;
    },
    words: () => [...wordKeys.flatMap((name) => values.get(name) ?? []), ...properties.values()],
    toMetadata() {
      const authors = split(values.get('author'), /;/);
      const keywords = split(values.get('keywords'), /[,;]/);
      const other = Object.fromEntries([
        ...[...values].filter(([name]) => !ownKeys.has(name)),
        ...properties,
      ]);
      const stated = {
        title: values.get('title'),
        authors: authors.length > 0 ? authors : undefined,
        lastAuthor: values.get('operator'),
        subject: values.get('subject'),
        keywords: keywords.length > 0 ? keywords : undefined,
        company: values.get('company'),
        application: values.get('generator')?.replace(/;$/, ''),
        created: times.get('creatim'),
        modified: times.get('revtim'),
        printed: times.get('printim'),
        pages,
        other: Object.keys(other).length > 0 ? other : undefined,
      };
      return Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== undefined));
    },
  };
}
