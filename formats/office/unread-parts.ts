/** Reads the parts of an OOXML package that no part of the document leads to, or that programs alone use: custom XML, controls, labels. */
import type { Sink } from '../contract.ts';
import { isRecordPart, type PartReader } from './part-reader.ts';
import { hasOwnWords, isPublicNamespace } from '../program-names.ts';
import { attribute, type Attributes, type XmlHandler } from './xml.ts';

/** What says how things look or hang together, and repeats what other parts say: only its names and remarks count. */
const withoutText =
  /(?:^|\/)(?:_rels|theme|slideLayouts|slideMasters|handoutMasters|notesMasters|tables|pivotTables|queryTables)\/|\[Content_Types\]\.xml$|\/(?:styles|stylesWithEffects|fontTable|webSettings|settings|numbering|tableStyles|presProps|viewProps|calcChain|metadata|commentsExtended|commentsIds|commentsExtensible|people)\.xml$|(?:^|\/)customXml\/itemProps\d*\.xml$|^visio\/windows\.xml$|\/diagrams\/(?:colors|layout|quickStyle|drawing)\d*\.xml$|\/charts\/(?:style|colors)\d*\.xml$|\/richData\/(?:rdRichValueTypes|rdrichvaluestructure|richStyles)\.xml$/i;

/** Runs of one text; behind all others a line ends. */
const inline = new Set(['t', 'r', 'span']);

/** Attributes of signatures name algorithms, parts and places in them. */
const signatures = /(?:^|\/)_xmlsignatures\//i;

function wordHandler(write: (text: string) => void, isSignature: boolean): XmlHandler {
  return {
    readsAttributes: true,
    open(_name: string, attributes: Attributes) {
      if (isSignature) return true;
      for (const [, value] of attributes.entries())
        if (hasOwnWords(value) && !isPublicNamespace(value)) write(`${value}\n`);
      return true;
    },
    close(name) {
      if (!inline.has(name)) write('\n');
    },
    text(data) {
      // Line ends stay: a file in base64 is written in lines.
      const plain = data.replace(/[^\S\n]+/g, ' ').replace(/\n\s+/g, '\n');
      if (plain.trim() !== '') write(plain);
    },
  };
}

/** Relationships of parts that nothing refers to: what they point at outside of the package. */
const targetHandler = (write: (text: string) => void): XmlHandler => ({
  reads: () => false,
  open(_name: string, attributes: Attributes) {
    if (attribute(attributes, 'TargetMode') === 'External')
      write(`${attribute(attributes, 'Target') ?? ''}\n`);
    return true;
  },
  close: () => undefined,
  text: () => undefined,
});

/** How programs call their parts, without the number behind it and the folders before. */
const usualPart =
  /^(?:document|workbook|presentation|sheets?|chart|chartsheet|chartEx|colors|style|drawing|vmlDrawing|comments?|commentsExtended|commentsIds|commentsExtensible|commentAuthors|threadedComments?|modernComment_.*|authors|persons?|people|items?|itemProps|props|app|core|custom|docMetadata|labelInfo|signatures?|sig|origin|footnotes|endnotes|header|footer|glossary|fontTable|FixedDoc(?:ument)?(?:Seq(?:uence)?)?|pages?|masters?|windows|recordsets?|solutions?|settings|webSettings|styles|stylesWithEffects|numbering|theme|themeOverride|themeManager|sharedStrings|calcChain|connections|externalLink|metadata|pivotCacheDefinition|pivotCacheRecords|pivotTable|queryTable|tables?|tableSingleCells|tableStyles|slicers?|slicerCache|timelines?|timelineCache|volatileDependencies|xmlMaps|customProperty|customProperties|ctrlProp|activeX|control|revisionHeaders|revisionLog|userNames|usernames|dialogsheet|macrosheet|intlsheet|slides?|slideLayout|slideMaster|notesSlide|notesMaster|handoutMaster|presProps|viewProps|tags?|data|layout|quickStyle|quickStyles|ink|webextension|taskpanes|customUI|customUI14|rdrichvalue|rdrichvaluestructure|rdRichValueTypes|rdarray|rdsupportingpropertybag\w*|richStyles|featurePropertyBag|vbaData|attachedToolbars|recipients|mailMergeRecipientData|bibliography|changesInfo|revisionInfo|transform|afchunk|persisted|printerSettings|_rels|\[Content_Types\]|)[-_]?\d*$/i;

/** What a part is called stands in no text; a name of nobody's program is a word of somebody's. */
function pushPartNames(reader: PartReader, sink: Sink, isWanted: (name: string) => boolean): void {
  for (const { name } of reader.package.parts) {
    const own = name
      .slice(name.lastIndexOf('/') + 1)
      .replace(/(?:\.(?:xml|vml|rels|bin|fpage|fdoc|fdseq))+$/i, '');
    if (
      !/\.(?:xml|vml|rels)$/i.test(name) ||
      !isWanted(name) ||
      usualPart.test(own) ||
      !/\p{L}{3}/u.test(own)
    )
      continue;
    sink.anchor({}, 'hidden');
    sink.text(`${name.slice(0, 1000)}\n`, 'hidden');
  }
}

/** To be called when all else was read: what is in such parts is hidden text, in the order of the package. */
export async function readUnreadParts(
  reader: PartReader,
  sink: Sink,
  isWanted: (name: string) => boolean = () => true,
): Promise<void> {
  const isOfRecords = reader.package.find('xl/workbook.bin') !== undefined;
  for (const { name } of reader.package.parts) {
    const isRecords = isOfRecords && isRecordPart(name);
    if ((!isRecords && !/\.(?:xml|vml|rels)$/i.test(name)) || reader.hasRead(name)) continue;
    if (!isWanted(name)) continue;
    let isFirst = true;
    let atLineStart = true;
    const write = (text: string): void => {
      if (text === '\n' && atLineStart) return;
      if (isFirst) sink.anchor({ part: name.slice(0, 200) }, 'hidden');
      isFirst = false;
      atLineStart = text.endsWith('\n');
      sink.text(text, 'hidden');
    };
    const handler = withoutText.test(name) ? targetHandler(write) : wordHandler(write, signatures.test(name));
    await reader.parse(name, handler, 'aside');
    write('\n');
    if (!isFirst) sink.anchor({}, 'hidden');
  }
  pushPartNames(reader, sink, isWanted);
}
