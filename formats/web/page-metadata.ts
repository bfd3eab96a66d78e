/** Gathers what a page says of itself in `<meta>`, and sorts it into metadata, headers and hidden text. */
import type { Metadata } from '../../schemas/metadata.ts';
import { isTechnical } from './html-names.ts';

// Metadata is shown as a table; a page with thousands of made-up entries must not flood it.
const maxEntries = 50;
const maxValue = 1000;

/** What a reader may be shown of a page before it is opened. */
const described =
  /^(?:author|dc\.creator|article:author|keywords|description|subject|og:title|og:description|twitter:title|twitter:description)$/;

/** Where the words of a field belong: each stands in one of the two texts, or is nothing but technical. */
export interface FieldText {
  readonly headers?: string;
  readonly hidden?: string;
}

export class PageMetadata {
  readonly #values: Metadata = {};
  readonly #other: Record<string, string> = {};

  title(title: string): void {
    this.#values.title ??= title.slice(0, maxValue);
  }

  language(language: string): void {
    this.#values.language ??= language.slice(0, 50);
  }

  /** Takes one `<meta>`. */
  field(attributes: Readonly<Record<string, string>>): FieldText {
    const name = (
      attributes['name'] ??
      attributes['property'] ??
      attributes['http-equiv'] ??
      attributes['itemprop'] ??
      ''
    ).trim();
    const key = name.toLowerCase();
    const value = attributes['content']?.trim() ?? '';
    // A field without content may say something by its name.
    if (value === '') return {};
    if (isTechnical(key, value)) {
      if (key === 'content-language') this.language(value);
      return {};
    }
    const kept = value.slice(0, maxValue);
    const values = this.#values;
    if (key === 'author' || key === 'dc.creator' || key === 'article:author') values.authors ??= [kept];
    else if (key === 'keywords') values.keywords ??= keywordsOf(kept);
    else if (key === 'generator') values.application ??= kept;
    else if (key === 'content-language') this.language(value);
    else if (key !== '' && key !== 'refresh' && Object.keys(this.#other).length < maxEntries)
      this.#other[key.slice(0, 100)] ??= kept;
    return described.test(key) ? { headers: value } : { hidden: value };
  }

  get values(): Metadata {
    return { ...this.#values, other: Object.keys(this.#other).length > 0 ? this.#other : undefined };
  }
}

const keywordsOf = (value: string): string[] =>
  value
    .split(/[,;]/)
    .map((word) => word.trim())
    .filter(Boolean)
    .slice(0, maxEntries);
