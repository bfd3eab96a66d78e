/** Reads the parts of an OOXML package that no part of the document leads to, or that programs alone use: custom XML, controls, labels. */
import type { Sink } from '../contract.ts';
import type { PartReader } from './part-reader.ts';
import type { Attributes, XmlHandler } from './xml.ts';

/** What says how things look or hang together, and repeats what other parts say. */
const withoutWords =
  /(?:^|\/)(?:_rels|theme|slideLayouts|slideMasters|handoutMasters|notesMasters|tables|pivotTables|queryTables)\/|\[Content_Types\]\.xml$|\/(?:styles|stylesWithEffects|fontTable|webSettings|settings|numbering|tableStyles|presProps|viewProps|calcChain|metadata|commentsExtended|commentsIds|commentsExtensible|people)\.xml$|(?:^|\/)customXml\/itemProps\d*\.xml$|\/diagrams\/(?:colors|layout|quickStyle|drawing)\d*\.xml$|\/charts\/(?:style|colors)\d*\.xml$|\/richData\/(?:rdRichValueTypes|rdrichvaluestructure|richStyles)\.xml$/i;

/** Runs of one text; behind all others a line ends. */
const inline = new Set(['t', 'r', 'span']);

const hasWords = (value: string): boolean =>
  value
    .slice(0, 2000)
    .split(/\s+/, 50)
    .filter((part) => /\p{L}{2}/u.test(part)).length > 1;

/** Values that a person may have chosen, of one word too. */
const values = new Set(['value', 'caption', 'title', 'descr']);

function wordHandler(write: (text: string) => void): XmlHandler {
  return {
    open(_name: string, attributes: Attributes) {
      for (const [name, value] of attributes.entries())
        if (hasWords(value) || (values.has(name) && /\p{L}{2}/u.test(value))) write(`${value}\n`);
      return true;
    },
    close(name) {
      if (!inline.has(name)) write('\n');
    },
    text(data) {
      const plain = data.replace(/\s+/g, ' ');
      if (plain !== ' ') write(plain);
    },
  };
}

/** To be called when all else was read: what is in such parts is hidden text, in the order of the package. */
export async function readUnreadParts(reader: PartReader, sink: Sink): Promise<void> {
  for (const { name } of reader.package.parts) {
    if (!/\.(?:xml|vml)$/i.test(name) || withoutWords.test(name) || reader.hasRead(name)) continue;
    let isFirst = true;
    let atLineStart = true;
    const write = (text: string): void => {
      if (text === '\n' && atLineStart) return;
      if (isFirst) sink.anchor({ part: name.slice(0, 200) }, 'hidden');
      isFirst = false;
      atLineStart = text.endsWith('\n');
      sink.text(text, 'hidden');
    };
    await reader.parse(name, wordHandler(write), 'aside');
    write('\n');
    if (!isFirst) sink.anchor({}, 'hidden');
  }
}
