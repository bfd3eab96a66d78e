/** Recognises XML by its root element and HTML by its tags, from the beginning of a text. */

export interface Markup {
  readonly format: 'xml' | 'html' | 'fb2';
  readonly mediaType?: string;
}

/** Vocabularies with a media type of their own, by the root's local name. */
const vocabularies: Readonly<Record<string, string>> = {
  svg: 'image/svg+xml',
  rss: 'application/rss+xml',
  feed: 'application/atom+xml',
  kml: 'application/vnd.google-earth.kml+xml',
  gpx: 'application/gpx+xml',
  plist: 'application/x-plist',
  book: 'application/docbook+xml',
  article: 'application/docbook+xml',
  wordDocument: 'application/vnd.ms-wordml',
  Workbook: 'application/vnd.ms-spreadsheetml',
  xmpmeta: 'application/rdf+xml',
  RDF: 'application/rdf+xml',
  stylesheet: 'application/xslt+xml',
};

/** Skips what may stand before the root (XML 1.0 §2.8). Linear: each step moves on by `indexOf`. */
function rootAt(text: string): { at: number; doctype: string; declared: boolean } {
  let at = 0;
  let doctype = '';
  let declared = false;
  for (;;) {
    while (at < text.length && text.charCodeAt(at) <= 32) at++;
    let end: number;
    if (text.startsWith('<?', at)) {
      declared ||= text.startsWith('<?xml', at);
      end = text.indexOf('?>', at) + 1;
    } else if (text.startsWith('<!--', at)) end = text.indexOf('-->', at + 4) + 2;
    else if (/^<!doctype/i.test(text.slice(at, at + 9))) {
      doctype = text.slice(at, at + 200);
      const subset = text.indexOf('[', at);
      end = text.indexOf('>', at);
      if (subset >= 0 && subset < end) end = text.indexOf(']>', subset) + 1;
    } else return { at, doctype, declared };
    if (end <= at) return { at: text.length, doctype, declared };
    at = end + 1;
  }
}

const htmlTags =
  'html|head|body|title|meta|link|script|style|base|table|tbody|tr|td|th|div|span|p|br|hr|a|b|i|u|em|strong|font|center|h[1-6]|ul|ol|li|dl|dt|dd|img|form|input|pre|blockquote|iframe|frameset|section|article|header|footer|nav|main|button|label|select|option|textarea|small|sup|sub|code';
const htmlTag = new RegExp(`<(?:${htmlTags})(?:\\s[^<>]{0,2000})?/?>`, 'gi');
const htmlClose = new RegExp(`</(?:${htmlTags})\\s*>`, 'gi');
const countUpTo = (text: string, pattern: RegExp, most: number): number => {
  pattern.lastIndex = 0;
  let count = 0;
  while (count < most && pattern.exec(text)) count++;
  return count;
};

function looksLikeHtml(text: string, at: number, doctype: string): boolean {
  if (/^<!doctype\s+html/i.test(doctype)) return true;
  const start = text.slice(at, at + 1024);
  if (/^<(?:html|head|body|title|frameset|meta|script|style|table|center)[\s>]/i.test(start)) return true;
  const begins = new RegExp(`^<(?:${htmlTags})[\\s/>]`, 'i').test(start);
  // Text that only holds tags (Markdown, source code, mail templates) needs its skeleton to count as HTML.
  if (!begins)
    return (
      /(?:^|\n)\s*<(?:html|body)[\s>]/i.test(text.slice(0, 4096)) &&
      /<\/(?:head|title|p|div|td|a)>/i.test(text)
    );
  return countUpTo(text, htmlTag, 2) + countUpTo(text, htmlClose, 2) >= 2;
}

/** `undefined` where the text is neither. */
export function identifyMarkup(text: string): Markup | undefined {
  const { at, doctype, declared } = rootAt(text);
  const root = /^<(?:([\w.-]{1,64}):)?([\w.-]{1,64})([^<>]{0,4000})/u.exec(text.slice(at, at + 4200));
  const name = root?.[2] ?? '';
  const xmlish = declared || (root !== null && /\sxmlns(?::[\w.-]+)?\s*=/.test(root[3] ?? ''));
  if (/^html$/i.test(name))
    return xmlish ? { format: 'html', mediaType: 'application/xhtml+xml' } : { format: 'html' };
  // An HTML fragment that an old editor gave an XML namespace is HTML still.
  if (!declared && looksLikeHtml(text, at, doctype)) return { format: 'html' };
  if (/^<!doctype\s+html/i.test(doctype)) return { format: 'html' };
  if (xmlish || (doctype !== '' && root !== null) || (root !== null && closes(text, root, at))) {
    if (name === 'FictionBook') return { format: 'fb2' };
    const office = /<office:document|officeDocument/i.test(root?.[0] ?? '') && name === 'document';
    const mediaType = office ? 'application/vnd.oasis.opendocument.flat+xml' : vocabularies[name];
    return mediaType === undefined ? { format: 'xml' } : { format: 'xml', mediaType };
  }
  return undefined;
}

/** Without declaration, doctype or namespace a first tag counts as XML only if the text ends or goes on like it. */
function closes(text: string, root: RegExpExecArray, at: number): boolean {
  const name = `${root[1] === undefined ? '' : `${root[1]}:`}${root[2] ?? ''}`;
  if (text.trimEnd().endsWith(`</${name}>`)) return true;
  const after = text.slice(at + root[0].length, at + root[0].length + 400);
  return /^\/?>\s*<[A-Za-z_!][^<>]*>/.test(after) && text.includes('</');
}
