/** Parses HTML as a browser does, into the events that a reader takes. */
import { Parser } from 'htmlparser2';

export interface HtmlEvents {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  close(name: string): void;
  text(text: string): void;
  comment(text: string): void;
}

/** In XHTML an element may end in its own tag: `<title/>` holds nothing, where HTML would take in what follows. */
export const isXhtml = (start: string): boolean =>
  /^\s{0,100}<\?xml\s/.test(start) ||
  /<html\s[^>]{0,1000}?xmlns\s{0,9}=\s{0,9}["']http:\/\/www\.w3\.org\/1999\/xhtml/i.test(start);

export const makeHtmlParser = (events: HtmlEvents, isXml: boolean): Parser =>
  new Parser(
    {
      onopentag: (name, attributes) => events.open(name, attributes),
      onclosetag: (name) => events.close(name),
      ontext: (text) => events.text(text),
      oncomment: (text) => events.comment(text),
    },
    { recognizeCDATA: true, recognizeSelfClosing: isXml },
  );
