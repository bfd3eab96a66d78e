/** Follows the tags of an HTML document and sorts what it holds into visible text, hidden text and metadata. */
import type { Metadata } from '../../schemas/metadata.ts';
import { DataFiles } from './data-uri.ts';
import { type HtmlEvents, isXhtml, makeHtmlParser } from './html-parser.ts';
import { readStyle } from './style-words.ts';
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
/** Frames within frames that are read: a page can carry itself only so often. */
const maxFrames = 20;
/** Of one style sheet that is looked at. */
const maxStyleUnits = 1024 * 1024;
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
    label: 'shown',
    abbr: 'hidden',
    standby: 'hidden',
    summary: 'hidden',
    href: 'target',
    src: 'target',
    action: 'target',
    cite: 'target',
    background: 'target',
    longdesc: 'target',
    'data-src': 'target',
    data: 'target',
    poster: 'target',
    formaction: 'target',
    'xlink:href': 'target',
  } as const,
);

const hasWords = (value: string): boolean =>
  value
    .slice(0, 2000)
    .split(/\s+/, 50)
    .filter((part) => /\p{L}{2}/u.test(part)).length > 1;

/** Attributes of words that say how something looks or works. */
const silent = words(
  'class id srcdoc content media sizes rel allow sandbox accept d points transform viewbox',
);

// Metadata is shown as a table; a page with thousands of made-up entries must not flood it.
const maxEntries = 50;
const maxValue = 1000;

const hides = (attributes: Readonly<Record<string, string>>): boolean =>
  'hidden' in attributes ||
  /(?:display\s{0,4}:\s{0,4}none|visibility\s{0,4}:\s{0,4}hidden)/i.test(
    attributes['style']?.slice(0, 2000) ?? '',
  );

export class HtmlReader implements HtmlEvents {
  readonly body = new TextFlow();
  readonly hidden = new TextFlow();
  readonly headers = new TextFlow();
  readonly metadata: Metadata = {};
  /** Counts calls: a parser that takes megabytes without one is collecting a single hostile token. */
  events = 0;
  depth = 0;
  #title = '';
  #inTitle = 0;
  #droppedAt = 0;
  #hiddenAt = 0;
  #preAt = 0;
  #linkEnd = -1;
  #style = '';
  #inStyle = 0;
  #frames = 0;
  /** Files that the page carries in its own text. */
  readonly files = new DataFiles();
  /** Scripts, and attributes and addresses that are scripts. */
  scripts = 0;
  readonly #other: Record<string, string> = {};

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.events++;
    this.depth++;
    if (dropped.has(name) && this.#droppedAt === 0 && !/json/i.test(attributes['type'] ?? '')) {
      this.#droppedAt = this.depth;
      if (name === 'script') this.scripts++;
      else this.#inStyle = this.depth;
    }
    if (this.#hiddenAt === 0 && (name === 'template' || name === 'script' || hides(attributes)))
      this.#hiddenAt = this.depth;
    if (this.#preAt === 0 && preformatted.has(name)) this.#preAt = this.depth;
    // An SVG's <title> is a tool tip, not the page's.
    if (name === 'title' && this.#title === '') this.#inTitle = this.depth;
    if (name === 'html' && attributes['lang']) this.metadata.language ??= attributes['lang'].slice(0, 50);
    if (name === 'meta') this.#meta(attributes);
    this.#separate(name);
    // Neighbouring links are set apart by their style; a browser shows no space that could be found here.
    if (name === 'a' && this.#linkEnd === this.body.written) this.body.gap(' ');
    this.#attributes(name, attributes);
    if (name === 'iframe' && attributes['srcdoc']) this.#frame(attributes['srcdoc']);
  }

  /** The document of a frame stands where the frame does (HTML standard, 4.8.5). */
  #frame(html: string): void {
    if (this.#frames >= maxFrames) return this.#hide(html);
    this.#frames++;
    this.#separate('iframe');
    makeHtmlParser(this, isXhtml(html.slice(0, 4096))).end(html);
    this.#separate('iframe');
    this.#frames--;
  }

  close(name: string): void {
    this.events++;
    if (this.#droppedAt === this.depth) this.#droppedAt = 0;
    if (this.#inStyle === this.depth) this.#endStyle();
    if (this.#hiddenAt === this.depth) {
      this.#hiddenAt = 0;
      this.hidden.gap('\n');
    }
    if (this.#preAt === this.depth) this.#preAt = 0;
    if (this.#inTitle === this.depth) this.#endTitle();
    this.depth--;
    if (name === 'a') this.#linkEnd = this.body.written;
    this.#separate(name);
  }

  text(text: string): void {
    this.events++;
    if (this.#inStyle > 0 && this.#style.length < maxStyleUnits) this.#style += text;
    if (this.#droppedAt > 0) return;
    const shown = this.#inTitle > 0 ? this.#takeTitle(text) : text;
    if (shown === '') return;
    const flow = this.#hiddenAt > 0 ? this.hidden : this.body;
    if (this.#preAt > 0) flow.put(shown.replaceAll('\r\n', '\n'));
    else flow.flow(shown);
  }

  /** A title without its end takes in the page: what is beyond a title's length is text. */
  #takeTitle(text: string): string {
    const room = maxValue - this.#title.length;
    this.#title += text.slice(0, room);
    return text.slice(room);
  }

  comment(text: string): void {
    this.events++;
    // HTML takes the instructions of XML for comments.
    if (!text.startsWith('?xml ')) this.#hide(text.replace(/^\?|\?$/g, '').trim());
  }

  #endStyle(): void {
    this.#inStyle = 0;
    this.files.takeFromStyle(this.#style);
    for (const said of readStyle(this.#style)) this.#hide(said);
    this.#style = '';
  }

  /** Call when the document has ended, whether its tags have or not. */
  end(): Metadata {
    if (this.#inTitle > 0) this.#endTitle();
    return { ...this.metadata, other: Object.keys(this.#other).length > 0 ? this.#other : undefined };
  }

  #separate(name: string): void {
    const gap: Gap = blocks.has(name) ? '\n' : cells.has(name) ? '\t' : spaced.has(name) ? ' ' : '';
    if (gap === '') return;
    (this.#hiddenAt > 0 ? this.hidden : this.body).gap(gap);
  }

  #hide(text: string): void {
    if (text === '') return;
    this.hidden.gap('\n');
    this.hidden.flow(text);
    this.hidden.gap('\n');
  }

  #attributes(name: string, attributes: Readonly<Record<string, string>>): void {
    for (const key in attributes) {
      const place = places[key];
      const value = attributes[key];
      if (!value) continue;
      if (place === undefined) this.#unknown(key, value);
      else if (place === 'shown') this.#beside(value);
      else if (place === 'value') {
        if (name !== 'input' && name !== 'button') continue;
        if (/^(?:hidden|password)$/i.test(attributes['type'] ?? '')) this.#hide(value);
        else this.#beside(value);
      } else if (place === 'hidden') this.#hide(value);
      else this.#target(value, attributes['download'] ?? '');
    }
  }

  #target(value: string, name: string): void {
    if (/^\s{0,9}javascript:/i.test(value)) this.scripts++;
    else if (!this.files.take(value, name) && !/^\s{0,9}(?:#|about:blank)/i.test(value))
      this.#hide(value.trim());
  }

  /** Attributes that programs and styles use; where one holds words, a person may have put them there. */
  #unknown(key: string, value: string): void {
    if (key.startsWith('on')) this.scripts++;
    else if (key === 'style') this.files.takeFromStyle(value);
    else if (key === 'srcset') for (const one of value.split(/,\s/, 100)) this.files.take(one);
    else if (!silent.has(key) && hasWords(value)) this.#hide(value);
  }

  #beside(text: string): void {
    const flow = this.#hiddenAt > 0 ? this.hidden : this.body;
    flow.gap(' ');
    flow.flow(text);
    flow.gap(' ');
  }

  #endTitle(): void {
    this.#inTitle = 0;
    const title = this.#title.replace(/\s+/g, ' ').trim();
    if (title === '') return;
    this.metadata.title ??= title.slice(0, maxValue);
    this.headers.put(title);
    this.headers.gap('\n');
  }

  #meta(attributes: Readonly<Record<string, string>>): void {
    const key = (
      attributes['name'] ??
      attributes['property'] ??
      attributes['http-equiv'] ??
      attributes['itemprop'] ??
      ''
    )
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
    else if (key === 'refresh') this.#hide(value);
    else if (!/^(?:viewport|content-type|x-ua-compatible|robots|theme-color|format-detection)$/.test(key))
      this.#describe(key, value);
    if (
      /^(?:author|keywords|description|subject|og:title|og:description|twitter:title|twitter:description)$/.test(
        key,
      )
    ) {
      this.headers.put(value);
      this.headers.gap('\n');
    }
  }

  #describe(key: string, value: string): void {
    if (Object.keys(this.#other).length < maxEntries) this.#other[key.slice(0, 100)] ??= value;
    else this.#hide(value);
  }
}
