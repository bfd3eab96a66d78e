/** Extracts fixed documents (XPS, OpenXPS; ECMA-388): pages in their order, links, what is not shown, pictures, properties. */
import type { Extract, Sink } from '../contract.ts';
import { giveChildren } from './embedded.ts';
import { LinkList } from './link-list.ts';
import { isOutcome, openOoxml } from './open-package.ts';
import { decodePartName, resolvePartName } from './part-names.ts';
import type { PartReader } from './part-reader.ts';
import { TextFlow } from './text-flow.ts';
import { readUnreadParts } from './unread-parts.ts';
import { attribute, type XmlHandler } from './xml.ts';
import { XpsPage } from './xps-page.ts';

export const version = '4';

/** Stops a document that lists one page millions of times. */
const maxPages = 50_000;

/** Gathers the parts that elements of one name refer to. */
function sourcesIn(part: string, element: string, found: Set<string>): XmlHandler {
  return {
    open(name, attributes) {
      const source = attribute(attributes, 'Source');
      if (name === element && source !== undefined && found.size < maxPages)
        found.add(resolvePartName(part, decodePartName(source)));
      return true;
    },
    close: () => undefined,
    text: () => undefined,
  };
}

/** The pages of all documents of the sequence, each once. */
async function listPages(reader: PartReader, sequence: string): Promise<ReadonlySet<string>> {
  const documents = new Set<string>();
  const pages = new Set<string>();
  await reader.parse(sequence, sourcesIn(sequence, 'DocumentReference', documents), 'aside');
  for (const document of documents)
    await reader.parse(document, sourcesIn(document, 'PageContent', pages), 'aside');
  return pages;
}

async function readPages(reader: PartReader, sequence: string, sink: Sink): Promise<void> {
  const links = new LinkList(sink);
  let wordless = 0;
  const readPage = async (part: string, place: { page: number } | { part: string }): Promise<void> => {
    sink.anchor(place);
    sink.anchor(place, 'hidden');
    const flow = new TextFlow(sink, 'body', place);
    const drawn = new XpsPage(flow, links);
    await reader.parse(part, drawn, 'content', place);
    wordless += drawn.wordless;
    flow.endLine();
    flow.endHidden();
    links.addRelationships(await reader.relationships(part));
    await sink.drain();
  };
  const pages = await listPages(reader, sequence);
  sink.metadata({ pages: pages.size });
  let page = 0;
  for (const part of pages) await readPage(part, { page: (page += 1) });
  // Pages that no document lists: left over, or the list is damaged.
  for (const { name } of reader.package.parts)
    if (/\.fpage$/i.test(name) && !reader.hasRead(name)) await readPage(name, { part: name.slice(0, 200) });
  if (wordless > 0)
    sink.warn(
      'partial-read',
      `${wordless} lines or words are drawn by the numbers of glyphs, and not as text`,
    );
}

export const extract: Extract = async (input, given) => {
  const opened = await openOoxml(input, given, 'FixedDocumentSequence.fdseq');
  if (isOutcome(opened)) return opened;
  const { reader, sink, root } = opened;
  const named = root.find(({ type }) => type === 'fixedrepresentation')?.target;
  const similar = reader.package.parts.find(({ name }) => /\.fdseq$/i.test(name))?.name;
  await readPages(reader, named ?? similar ?? opened.main, sink);
  // All other XML is of printers and signatures, which hold more data than words: files by themselves.
  const isOwn = (name: string): boolean => /\.rels$|^\[Content_Types\]\.xml$/i.test(name);
  await readUnreadParts(reader, sink, isOwn);
  const { parts } = reader.package;
  const also = new Set(
    parts.filter(({ name }) => /\.xml$/i.test(name) && !isOwn(name) && !reader.hasRead(name)),
  );
  await giveChildren(reader.package, sink, { also, own: (name) => reader.hasRead(name) });
  return reader.outcome();
};
