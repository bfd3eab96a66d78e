/** Reads XML of any vocabulary: character data as text, attribute values and comments as hidden text. */
import { SaxesParser } from 'saxes';
import { decodeText } from '../charset/charset.ts';
import { leadingText, pushFileBehind } from '../charset/file-in-text.ts';
import { reportCharset } from '../charset/report-charset.ts';
import type { Content, Extract, Sink } from '../contract.ts';
import { withoutZeros } from '../charset/text-without-zeros.ts';
import { carriedFile } from './data-uri.ts';
import { readEntities } from './xml-entities.ts';
import { XmlReader } from './xml-reader.ts';
import { maxMarkupUnits } from '../value-limits.ts';

export const version = '7';

// The parser keeps a record per open element and holds a text until its end: these stop a file that is made of one
// endless nest or one endless token. What follows is kept as raw text.
const maxElementDepth = 5000;
// Binary data behind an XML head breaks a rule at nearly every character; real files break few.
const maxFaults = 20_000;

/** The encoding of the XML declaration (XML 1.0 §4.3.3). */
export function declaredXmlCharset(content: Content): string | undefined {
  const head = Buffer.from(content.read(0, 400)).toString('latin1');
  return /^[\s\u00ef\u00bb\u00bf]{0,20}<\?xml[^>]{0,200}?encoding\s{0,8}=\s{0,8}["']([\w:.+-]{1,40})/.exec(
    head,
  )?.[1];
}

/** Units that the references of a document may stand for in all: stops a small file of countless references. */
const maxExpandedUnits = 16 * 1024 * 1024;

/**
 * The parser knows the five entities of XML only. Declared ones are expanded as far as they are small (not the bomb of
 * nested entities), and never fetched (a file or address of the writer's choosing): their declarations are hidden text.
 */
function readDoctype(doctype: string, parser: SaxesParser, reader: XmlReader, sink: Sink): void {
  reader.events++;
  const subset = doctype.indexOf('[');
  const name = subset < 0 ? doctype : doctype.slice(0, subset);
  // The name of the root, then ids: those of nobody's vocabulary may be words.
  reader.comment(name.trim().replace(/^\S{1,500}\s*/, ''));
  if (subset < 0) return;
  const declared = doctype.slice(subset + 1, doctype.lastIndexOf(']'));
  reader.comment(declared);
  const { values, refused } = readEntities(declared);
  let left = maxExpandedUnits;
  for (const [key, value] of values)
    if (!(key in parser.ENTITIES))
      Object.defineProperty(parser.ENTITIES, key, {
        enumerable: true,
        get: () => {
          left -= value.length;
          return left < 0 ? `&${key};` : value;
        },
      });
  if (refused > 0)
    sink.warn('bomb', `${refused} entities stand for too much or for themselves: not expanded`);
  if (/<!ENTITY\s{1,20}(?:%\s{1,20})?[^\s"'<>]{1,200}\s{1,20}(?:SYSTEM|PUBLIC)\s/.test(doctype)) {
    sink.warn('external-reference', 'the document type declares an external entity');
  }
}

interface Faults {
  count: number;
  first: string;
}

function makeParser(reader: XmlReader, faults: Faults, sink: Sink): SaxesParser {
  const parser = new SaxesParser({ position: false, xmlns: false });
  parser.on('opentag', (tag) => reader.open(tag.name, tag.attributes));
  parser.on('closetag', () => reader.close());
  parser.on('text', (text) => reader.text(text));
  parser.on('cdata', (text) => reader.text(text));
  parser.on('comment', (text) => reader.comment(text));
  parser.on('processinginstruction', ({ target, body }) => reader.comment(`${target} ${body}`));
  parser.on('doctype', (doctype) => readDoctype(doctype, parser, reader, sink));
  parser.on('error', (error) => {
    // Several roots are how logs of XML records look; the first tells, and their number is not a limit's concern.
    if (
      /undefined entity/.test(error.message) ||
      (faults.count > 0 && /only one root|outside of root/.test(error.message))
    )
      return;
    faults.count++;
    faults.first ||= error.message;
  });
  return parser;
}

/**
 * The parser makes an error object for each fault, with a stack trace that costs more than all else and is never read.
 */
function writeCheaply(parser: SaxesParser, text: string): void {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    parser.write(text);
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** Pushes what was read since the last call. */
async function take(reader: XmlReader, sink: Sink, files: { count: number }): Promise<void> {
  const body = reader.body.take();
  if (body !== '') sink.text(body);
  const hidden = reader.hidden.take();
  if (hidden !== '') sink.text(hidden, 'hidden');
  for (const bytes of reader.files.splice(0)) {
    files.count++;
    await sink.child({ locator: `binary-${files.count}`, name: '', relation: 'embedded', open: () => bytes });
  }
  for (const file of reader.dataFiles.next()) await sink.child(carriedFile(file));
  await sink.drain();
}

/** What elements and attributes are called says what a file is about, and may say more. */
function pushNames(reader: XmlReader, sink: Sink): void {
  const names = [...reader.names()];
  if (names.length === 0) return;
  sink.text('\n', 'hidden');
  sink.anchor({ part: 'names' }, 'hidden');
  sink.text(`${names.join('\n')}\n`, 'hidden');
  if (reader.areNamesCut) sink.warn('text-cut', 'names of elements and attributes');
}

export const extract: Extract = async (input, sink) => {
  const leading = leadingText(input.content, input.charset);
  const decoded = decodeText(leading.content, input.charset ?? declaredXmlCharset(input.content));
  const reader = new XmlReader();
  const faults: Faults = { count: 0, first: '' };
  const parser = makeParser(reader, faults, sink);
  const files = { count: 0 };
  let silent = 0;
  let hostile = false;
  for (const chunk of decoded.chunks()) {
    if (hostile) {
      sink.text(withoutZeros(chunk));
    } else {
      const before = reader.events;
      writeCheaply(parser, withoutZeros(chunk));
      silent = reader.events === before ? silent + chunk.length : 0;
      hostile = reader.depth > maxElementDepth || silent > maxMarkupUnits || faults.count > maxFaults;
      if (hostile)
        sink.warn(
          'partial-read',
          'elements nested too deep, a text too long or too many faults: the rest was kept as raw text',
        );
    }
    await take(reader, sink, files);
  }
  if (!hostile) parser.close();
  await take(reader, sink, files);
  pushNames(reader, sink);
  if (reader.dataFiles.lost > 0)
    sink.warn('member-failed', `${reader.dataFiles.lost} data: addresses that are cut or too many`);
  if (faults.count > 0) sink.warn('corrupt', `${faults.count} faults, first: ${faults.first}`.slice(0, 400));
  sink.metadata({
    title: reader.title || undefined,
    authors: reader.creator === '' ? undefined : [reader.creator],
  });
  reportCharset(decoded, sink);
  await pushFileBehind(input.content, leading, sink);
  return { status: 'extracted' };
};
