/** Follows the tags of an HTML document and sorts what it holds into visible text, hidden text and metadata. */
import type { Metadata } from '../../schemas/metadata.ts';
import { isNoteMark } from '../note-marks.ts';
import { maxMarkupUnits } from '../value-limits.ts';
import { DataFiles } from './data-uri.ts';
import {
  apart,
  ofNotes,
  blocks,
  cells,
  choosing,
  isCondition,
  isNoElement,
  naming,
  ownRelations,
  places,
  preformatted,
  readings,
  spaced,
} from './html-names.ts';
import { type HtmlEvents, HtmlParser, isXhtml } from './html-parser.ts';
import { PageMetadata } from './page-metadata.ts';
import { decodeScriptEscapes, hasWords, readScript } from './script-words.ts';
import { effectOf, readStyle, type StyleEffect } from './style-words.ts';
import { type Gap, TextFlow } from './text-flow.ts';

/** Frames within frames that are read: a page can carry itself only so often. */
const maxFrames = 20;
/**
 * Markup that no reader sees is parsed once more, within itself twice; in all so many pieces and units of a page. What
 * is beyond it is told as it stands. Stops the page of countless comments, and of comments that hold all of the page.
 */
const maxUnseenDepth = 2;
const maxUnseenPieces = 20_000;
const maxUnseenUnits = 4 * 1024 * 1024;
/** Values remembered so that one that each row of a table repeats is told once; bounds what is held. */
const maxToldValues = 20_000;
const maxToldUnits = 200;
const maxTitleUnits = 1000;
/** Kinds of unclosed markup that are named. */
const maxUnclosed = 10;

/** Scripts that are markup for a program that fills it in. */
const isMarkupScript = (type: string): boolean => /html|template|handlebars|mustache|tmpl|xml/i.test(type);

const addressOfScript = /^\s{0,9}(?:java|vb)script:/i;

/** What is collected to be looked at as a whole: a script or style sheet. */
interface Held {
  readonly kind: 'style' | 'script' | 'json' | 'markup';
  readonly depth: number;
  text: string;
}

export class HtmlReader implements HtmlEvents {
  readonly body = new TextFlow();
  readonly hidden = new TextFlow();
  readonly headers = new TextFlow();
  /** Counts calls: a parser that takes megabytes without one is collecting a single hostile token. */
  events = 0;
  depth = 0;
  #title = '';
  #isTitled = false;
  #inTitle = 0;
  #hiddenAt = 0;
  #preAt = 0;
  /** Elements open in which the number of a note stands. */
  #marks = 0;
  /** Whether the text before was such a number. */
  #isBehindMark = false;
  /** Where the last of the elements that are kept apart ended. */
  #apartEnd = -1;
  #held: Held | undefined;
  #frames = 0;
  /** Reads what no reader sees: a comment that holds markup, a rest of the page behind an open quote. */
  #unseen = 0;
  #unseenPieces = 0;
  #unseenUnits = 0;
  readonly #metadata = new PageMetadata();
  readonly #told = new Set<string>();
  #lastStyle: string | undefined;
  #lastEffect: StyleEffect = effectOf(undefined);
  /** What parts an open element from the text around it, by depth, where its style says other than its name. */
  readonly #gaps = new Map<number, Gap>();
  /** Files that the page carries in its own text. */
  readonly files = new DataFiles();
  /** Scripts, and attributes and addresses that are scripts. */
  scripts = 0;
  /** What has no end, and so takes in what follows. */
  readonly unclosedMarkup = new Set<string>();
  /** Units of scripts and style sheets over the limit, which were not looked at. */
  cutUnits = 0;

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.events++;
    this.depth++;
    const { hides, display } = this.#effectOf(attributes['style'], attributes['bgcolor']);
    this.#hold(name, attributes['type'] ?? '');
    const isHidden = name === 'template' || name === 'script' || hides || 'hidden' in attributes;
    if (this.#hiddenAt === 0 && (isHidden || readings.has(name))) this.#hiddenAt = this.depth;
    if (this.#preAt === 0 && preformatted.has(name)) this.#preAt = this.depth;
    if (ofNotes.has(name)) this.#marks += 1;
    // An SVG's <title> is a tool tip, not the page's.
    if (name === 'title' && !this.#isTitled && this.#unseen === 0) this.#inTitle = this.depth;
    if (name === 'html' && attributes['lang']) this.#metadata.language(attributes['lang']);
    if (name === 'meta') this.#meta(attributes);
    if (display !== '') this.#gaps.set(this.depth, gapOf(name, display));
    this.#separate(this.#gaps.get(this.depth) ?? gapOf(name));
    // Neighbouring links and changes are set apart by their style; a browser shows no space that could be found here.
    if (apart.has(name) && this.#apartEnd === this.body.written) this.body.gap(' ');
    if (isNoElement(name)) this.#tell(name);
    for (const key in attributes) this.#attribute(name, key, attributes[key] ?? '', attributes);
    if (name === 'iframe' && attributes['srcdoc']) this.#frame(attributes['srcdoc']);
  }

  /** Cells of a table repeat their style. */
  #effectOf(style: string | undefined, bgcolor: string | undefined): StyleEffect {
    if (this.#lastStyle !== style || bgcolor !== undefined) this.#lastEffect = effectOf(style, bgcolor);
    this.#lastStyle = bgcolor === undefined ? style : undefined;
    return this.#lastEffect;
  }

  #hold(name: string, type: string): void {
    if (this.#held || (name !== 'script' && name !== 'style')) return;
    const kind =
      name === 'style' ? 'style' : /json/i.test(type) ? 'json' : isMarkupScript(type) ? 'markup' : 'script';
    if (kind === 'script') this.scripts++;
    this.#held = { kind, depth: this.depth, text: '' };
  }

  /** The document of a frame stands where the frame does (HTML standard, 4.8.5). */
  #frame(html: string): void {
    if (this.#frames >= maxFrames) return this.#hide(html);
    this.#frames++;
    this.#separate('\n');
    const parser = new HtmlParser(this, isXhtml(html.slice(0, 4096)));
    parser.write(html);
    parser.end();
    this.#separate('\n');
    this.#frames--;
  }

  /** Markup that no reader sees: its words, its values, its files. */
  #unseenMarkup(markup: string): void {
    const isTooMuch =
      this.#unseen >= maxUnseenDepth ||
      this.#unseenPieces >= maxUnseenPieces ||
      this.#unseenUnits + markup.length > maxUnseenUnits;
    if (isTooMuch || !/<[a-z!/]|&[a-z#]/i.test(markup)) {
      this.files.takeFromText(markup);
      return this.#hide(markup.trim());
    }
    this.#unseenPieces++;
    this.#unseenUnits += markup.length;
    this.#unseen++;
    this.#frame(markup);
    this.#unseen--;
  }

  close(name: string): void {
    this.events++;
    if (this.#held?.depth === this.depth) this.#endHeld();
    if (this.#hiddenAt === this.depth) {
      this.#hiddenAt = 0;
      this.hidden.gap('\n');
    }
    if (this.#preAt === this.depth) this.#preAt = 0;
    if (ofNotes.has(name)) this.#marks -= 1;
    if (this.#inTitle === this.depth) this.#endTitle();
    const gap = this.#gaps.get(this.depth);
    if (gap !== undefined) this.#gaps.delete(this.depth);
    this.depth--;
    if (apart.has(name)) this.#apartEnd = this.body.written;
    this.#separate(gap ?? gapOf(name));
  }

  text(text: string): void {
    this.events++;
    if (this.#held) {
      const room = maxMarkupUnits - this.#held.text.length;
      this.#held.text += text.slice(0, room);
      this.cutUnits += Math.max(0, text.length - room);
      return;
    }
    const shown = this.#inTitle > 0 ? this.#takeTitle(text) : text;
    if (shown === '') return;
    this.#partNote(shown);
    if (this.#preAt > 0) this.#flow.put(shown.replaceAll('\r\n', '\n'));
    else this.#flow.flow(shown);
  }

  /** The number of a note stands beside its word, raised, and is no part of it: `mill<sup>1</sup>`, `<a>1</a>The mill`. */
  #partNote(text: string): void {
    const isMark = this.#marks > 0 && isNoteMark(text);
    const isParted = isMark ? this.#flow.isAtWord : this.#isBehindMark && /^\p{L}{3}/u.test(text);
    if (isParted) this.#separate(' ');
    this.#isBehindMark = isMark;
  }

  get #flow(): TextFlow {
    return this.#hiddenAt > 0 || this.#unseen > 0 ? this.hidden : this.body;
  }

  /** A title without its end takes in the page: what is beyond a title's length is text. */
  #takeTitle(text: string): string {
    const room = maxTitleUnits - this.#title.length;
    this.#title += text.slice(0, room);
    return text.slice(room);
  }

  comment(text: string): void {
    this.events++;
    // HTML takes the instructions of XML for comments.
    if (text.startsWith('?xml ')) return;
    const [, condition = '', rest = text] = /^(\[if[^\]]{0,100}\]>?)([\s\S]*)$/i.exec(text) ?? [];
    if (condition !== '' && !isCondition(condition)) this.#hide(condition);
    const said = rest.replace(/^\?|\?$/g, '').replace(/<!\[endif\]\s*$/i, '');
    if (said.trim() !== '' && !isCondition(said.trim())) this.#unseenMarkup(said);
  }

  passedOver(text: string): void {
    this.events++;
    if (/[<&]/.test(text) || text.length > maxToldUnits) this.#unseenMarkup(text);
    else this.#tell(text.trim());
  }

  unclosed(what: string): void {
    // Pieces of markup in a script or comment are seldom whole, and all of their words are hidden text anyway.
    if (this.#unseen === 0 && this.unclosedMarkup.size < maxUnclosed) this.unclosedMarkup.add(what);
    // What an open script or style took in is mostly the page.
    if (this.#held && (what === 'script' || what === 'style')) {
      const { text } = this.#held;
      this.#held = undefined;
      this.#unseenMarkup(text);
    }
  }

  #endHeld(): void {
    const held = this.#held;
    this.#held = undefined;
    if (!held) return;
    if (held.kind === 'markup') return this.#unseenMarkup(held.text);
    if (held.kind === 'style') {
      this.files.takeFromStyle(held.text);
      for (const said of readStyle(held.text)) this.#hide(said);
      return;
    }
    this.files.takeFromText(held.text);
    if (held.kind === 'json') this.#hide(decodeScriptEscapes(held.text).trim());
    else for (const said of readScript(held.text)) this.#unseenMarkup(said);
  }

  /** Call when the document has ended, whether its tags have or not. */
  end(): Metadata {
    if (this.#inTitle > 0) this.#endTitle();
    return this.#metadata.values;
  }

  #separate(gap: Gap): void {
    if (gap !== '') this.#flow.gap(gap);
  }

  #hide(text: string): void {
    if (text === '') return;
    this.hidden.gap('\n');
    this.hidden.flow(text);
    this.hidden.gap('\n');
  }

  /** Hides a value, once where it comes again and again. */
  #tell(value: string): void {
    if (/[\p{L}\p{N}]/u.test(value) && !this.#isToldBefore(value)) this.#hide(value);
  }

  #isToldBefore(value: string): boolean {
    if (value.length > maxToldUnits) return false;
    if (this.#told.has(value)) return true;
    if (this.#told.size < maxToldValues) this.#told.add(value);
    return false;
  }

  #attribute(name: string, key: string, value: string, attributes: Readonly<Record<string, string>>): void {
    // `<b and c>` of a text that nobody marked up: its words are attributes without values.
    if (value === '') {
      if (!choosing.has(key) && !naming.has(key) && places[key] === undefined) this.#tell(key);
      return;
    }
    const place = places[key];
    if (place === 'shown') this.#beside(value);
    else if (place === 'value') this.#value(name, value, attributes['type'] ?? '');
    else if (place === 'hidden') this.#hide(value);
    else if (place === 'target') this.#target(value, attributes['download'] ?? '');
    else this.#unknown(name, key, value);
  }

  #value(name: string, value: string, type: string): void {
    const isShown = (name === 'input' || name === 'button') && !/^(?:hidden|password)$/i.test(type);
    if (isShown) this.#beside(value);
    else if (name === 'input' || !/^\d{1,9}$/.test(value)) this.#tell(value);
  }

  #target(value: string, name: string): void {
    if (addressOfScript.test(value)) this.#script(value);
    else if (!this.files.take(value, name) && !/^\s{0,9}(?:#|about:blank)/i.test(value))
      this.#hide(value.trim());
  }

  #script(script: string): void {
    this.scripts++;
    for (const said of readScript(script)) this.#hide(said);
  }

  /** Attributes that programs and styles use; where one holds words, a person may have put them there. */
  #unknown(name: string, key: string, value: string): void {
    if (key.startsWith('on')) this.#script(value);
    else if (key === 'style') {
      this.files.takeFromStyle(value);
      if (/["'*]/.test(value)) for (const said of readStyle(value)) this.#tell(said);
    } else if (key === 'srcset' || key === 'imagesrcset')
      // Each address has a blank and its size or density behind it.
      for (const one of value.split(/,\s/, 1000)) this.files.take(one.trim().split(/\s/, 1)[0] ?? '');
    else if (key === 'rel') this.#tell(ownRelations(value));
    else if (key === 'content' && name === 'meta') return;
    // A quote that is closed too late takes in markup.
    else if (/<\/?[a-z]/i.test(value) && key !== 'srcdoc') this.#unseenMarkup(value);
    else if (naming.has(key) || this.files.take(value)) return;
    else if (!choosing.has(key) || hasWords(value)) this.#tell(value);
  }

  #beside(text: string): void {
    const flow = this.#flow;
    flow.gap(' ');
    flow.flow(text);
    flow.gap(' ');
  }

  #endTitle(): void {
    this.#inTitle = 0;
    const title = this.#title.replace(/\s+/g, ' ').trim();
    if (title === '') return;
    this.#isTitled = true;
    this.#metadata.title(title);
    this.headers.put(title);
    this.headers.gap('\n');
  }

  #meta(attributes: Readonly<Record<string, string>>): void {
    const { headers, hidden } = this.#metadata.field(attributes);
    if (hidden !== undefined && !this.files.take(hidden)) this.#hide(hidden);
    if (headers === undefined) return;
    this.headers.put(headers);
    this.headers.gap('\n');
  }
}

/** What parts an element from the text around it, by its name, and by its style where that says otherwise. */
function gapOf(name: string, display = ''): Gap {
  if (/^inline(?:$|-)|^contents$/.test(display) && name !== 'br') return '';
  if (/^(?:block|flex|grid|table|list-item|table-row)$/.test(display)) return '\n';
  if (display === 'table-cell') return '\t';
  return blocks.has(name) ? '\n' : cells.has(name) ? '\t' : spaced.has(name) ? ' ' : '';
}
