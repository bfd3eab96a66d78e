/** Follows the tags of an HTML document and sorts what it holds into visible text, hidden text and metadata. */
import type { Metadata } from '../../schemas/metadata.ts';
import { type Gap, TextFlow } from './text-flow.ts';

const words = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/));

const blocks = words(
  `address article aside blockquote body br button-group caption center dd details dialog dir div dl dt fieldset
   figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend li listing main
   menu nav ol optgroup option p plaintext pre section select summary table tbody textarea tfoot thead title tr ul xmp`,
);
const cells = words('td th');
const preformatted = words('pre textarea listing xmp plaintext');
/** Not shown by a browser, and not language. */
const dropped = words('script style');
const spaced = words('button input label img object embed video audio svg math');

/** Attributes whose values a reader may see, or that say where the page leads; a map without inherited keys. */
const places: Readonly<Record<string, 'shown' | 'hidden' | 'target' | 'value'>> = Object.assign(
  Object.create(null) as Record<string, 'shown' | 'hidden' | 'target' | 'value'>,
  {
    alt: 'shown',
    placeholder: 'shown',
    value: 'value',
    title: 'hidden',
    'aria-label': 'hidden',
    summary: 'hidden',
    href: 'target',
    src: 'target',
    action: 'target',
    cite: 'target',
    background: 'target',
    longdesc: 'target',
    'data-src': 'target',
  } as const,
);

// Metadata is shown as a table; a page with thousands of made-up entries must not flood it.
const maxEntries = 50;
const maxValue = 1000;

const hides = (attributes: Readonly<Record<string, string>>): boolean =>
  'hidden' in attributes ||
  /(?:display\s{0,4}:\s{0,4}none|visibility\s{0,4}:\s{0,4}hidden)/i.test(
    attributes['style']?.slice(0, 2000) ?? '',
  );

export class HtmlReader {
  readonly body = new TextFlow();
  readonly hidden = new TextFlow();
  readonly headers = new TextFlow();
  readonly metadata: Metadata = {};
  /** Counts calls: a parser that takes megabytes without one is collecting a single hostile token. */
  events = 0;
  depth = 0;
  private title = '';
  private inTitle = 0;
  private droppedAt = 0;
  private hiddenAt = 0;
  private preAt = 0;
  private linkEnd = -1;
  private readonly other: Record<string, string> = {};

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.events++;
    this.depth++;
    if (dropped.has(name) && this.droppedAt === 0 && !/json/i.test(attributes['type'] ?? ''))
      this.droppedAt = this.depth;
    if (this.hiddenAt === 0 && (name === 'template' || name === 'script' || hides(attributes)))
      this.hiddenAt = this.depth;
    if (this.preAt === 0 && preformatted.has(name)) this.preAt = this.depth;
    // An SVG's <title> is a tool tip, not the page's.
    if (name === 'title' && this.title === '') this.inTitle = this.depth;
    if (name === 'html' && attributes['lang']) this.metadata.language ??= attributes['lang'].slice(0, 50);
    if (name === 'meta') this.meta(attributes);
    this.separate(name);
    // Neighbouring links are set apart by their style; a browser shows no space that could be found here.
    if (name === 'a' && this.linkEnd === this.body.written) this.body.gap(' ');
    this.attributes(name, attributes);
  }

  close(name: string): void {
    this.events++;
    if (this.droppedAt === this.depth) this.droppedAt = 0;
    if (this.hiddenAt === this.depth) {
      this.hiddenAt = 0;
      this.hidden.gap('\n');
    }
    if (this.preAt === this.depth) this.preAt = 0;
    if (this.inTitle === this.depth) this.endTitle();
    this.depth--;
    if (name === 'a') this.linkEnd = this.body.written;
    this.separate(name);
  }

  text(text: string): void {
    this.events++;
    if (this.droppedAt > 0) return;
    if (this.inTitle > 0) {
      if (this.title.length < maxValue) this.title += text;
      return;
    }
    const flow = this.hiddenAt > 0 ? this.hidden : this.body;
    if (this.preAt > 0) flow.put(text.replaceAll('\r\n', '\n'));
    else flow.flow(text);
  }

  comment(text: string): void {
    this.events++;
    this.hide(text.trim());
  }

  /** Call when the document has ended, whether its tags have or not. */
  end(): Metadata {
    if (this.inTitle > 0) this.endTitle();
    return { ...this.metadata, other: Object.keys(this.other).length > 0 ? this.other : undefined };
  }

  private separate(name: string): void {
    const gap: Gap = blocks.has(name) ? '\n' : cells.has(name) ? '\t' : spaced.has(name) ? ' ' : '';
    if (gap === '') return;
    (this.hiddenAt > 0 ? this.hidden : this.body).gap(gap);
  }

  private hide(text: string): void {
    if (text === '') return;
    this.hidden.gap('\n');
    this.hidden.flow(text);
    this.hidden.gap('\n');
  }

  private attributes(name: string, attributes: Readonly<Record<string, string>>): void {
    for (const key in attributes) {
      const place = places[key];
      const value = attributes[key];
      if (place === undefined || !value) continue;
      if (place === 'shown') this.beside(value);
      else if (place === 'value') {
        if (name !== 'input') continue;
        if (/^(?:hidden|password)$/i.test(attributes['type'] ?? '')) this.hide(value);
        else this.beside(value);
      } else if (place === 'hidden') this.hide(value);
      // Inlined data is not a place, and can be megabytes long.
      else if (!/^\s{0,9}(?:#|data:|javascript:|about:blank)/i.test(value)) this.hide(value.trim());
    }
  }

  private beside(text: string): void {
    const flow = this.hiddenAt > 0 ? this.hidden : this.body;
    flow.gap(' ');
    flow.flow(text);
    flow.gap(' ');
  }

  private endTitle(): void {
    this.inTitle = 0;
    const title = this.title.replace(/\s+/g, ' ').trim();
    if (title === '') return;
    this.metadata.title ??= title.slice(0, maxValue);
    this.headers.put(title);
    this.headers.gap('\n');
  }

  private meta(attributes: Readonly<Record<string, string>>): void {
    const key = (attributes['name'] ?? attributes['property'] ?? attributes['http-equiv'] ?? '')
      .trim()
      .toLowerCase();
    const value = attributes['content']?.trim().slice(0, maxValue) ?? '';
    if (key === '' || value === '') return;
    if (key === 'author' || key === 'dc.creator' || key === 'article:author')
      this.metadata.authors ??= [value];
    else if (key === 'keywords')
      this.metadata.keywords ??= value
        .split(/[,;]/)
        .map((word) => word.trim())
        .filter(Boolean)
        .slice(0, maxEntries);
    else if (key === 'generator') this.metadata.application ??= value;
    else if (key === 'content-language') this.metadata.language ??= value.slice(0, 50);
    else if (key === 'refresh') this.hide(value);
    else if (!/^(?:viewport|content-type|x-ua-compatible|robots|theme-color|format-detection)$/.test(key))
      this.describe(key, value);
    if (
      /^(?:author|keywords|description|subject|og:title|og:description|twitter:title|twitter:description)$/.test(
        key,
      )
    ) {
      this.headers.put(value);
      this.headers.gap('\n');
    }
  }

  private describe(key: string, value: string): void {
    if (Object.keys(this.other).length < maxEntries) this.other[key.slice(0, 100)] ??= value;
  }
}
