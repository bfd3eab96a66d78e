/** Extracts Word documents (docx, docm, dotx, dotm): text of all parts, comments, notes, changes, embedded files. */
import type { TextKind } from '../../schemas/anchor.ts';
import type { Extract, Sink } from '../contract.ts';
import { DrawingText } from './drawing-text.ts';
import { giveChildren } from './embedded.ts';
import { LinkList } from './link-list.ts';
import { isOutcome, openOoxml } from './open-package.ts';
import type { PackagePart } from './package.ts';
import type { PartReader, Relationship } from './part-reader.ts';
import { TextFlow } from './text-flow.ts';
import { readUnreadParts } from './unread-parts.ts';
import { withoutText, type XmlHandler } from './xml.ts';
import { ChangeLog, WordText } from './word-text.ts';
import { WordStyleLooks } from './word-style-looks.ts';
import { WordNumbering } from './word-numbering.ts';

export const version = '15';

/** The parts that hold text, by the relationship that names them. */
const textParts: Readonly<Record<string, TextKind>> = {
  header: 'headers',
  footer: 'headers',
  footnotes: 'notes',
  endnotes: 'notes',
  comments: 'comments',
  glossaryDocument: 'hidden',
};
const drawnParts = new Set(['chart', 'chartEx', 'diagramData', 'chartUserShapes']);

/** Reads a part for two at once; the other one sees what the first one takes. */
function both(first: XmlHandler, other: XmlHandler): XmlHandler {
  /** Elements open within one that the other passes over. */
  let skipped = 0;
  return {
    ...first,
    open(name, attributes) {
      if (!first.open(name, attributes)) return false;
      if (skipped > 0) skipped += 1;
      else if (!other.open(name, attributes)) skipped = 1;
      return true;
    },
    close(name) {
      first.close(name);
      if (skipped > 0) skipped -= 1;
      else other.close(name);
    },
  };
}

class WordDocument {
  readonly #reader: PartReader;
  readonly #sink: Sink;
  readonly #links: LinkList;
  readonly #changes: ChangeLog;
  readonly #numbering = new WordNumbering();
  readonly #styles = new WordStyleLooks();
  readonly #done = new Set<string>();
  readonly chunks = new Set<PackagePart>();

  constructor(reader: PartReader, sink: Sink) {
    this.#reader = reader;
    this.#sink = sink;
    this.#links = new LinkList(sink);
    this.#changes = new ChangeLog(sink);
  }

  /** Reads a part and what it relates to; a part read once is not read again, so cycles end. */
  async read(part: string, kind: TextKind): Promise<void> {
    if (this.#done.has(part.toLowerCase())) return;
    this.#done.add(part.toLowerCase());
    const relations = await this.#reader.relationships(part);
    await this.#readNumbering(relations);
    const flow = new TextFlow(this.#sink, kind);
    await this.#reader.parse(
      part,
      new WordText(flow, this.#links, this.#changes, { numbering: this.#numbering, styles: this.#styles }),
    );
    flow.endLine();
    flow.endHidden();
    await this.#readRelated(relations, kind);
    this.#links.addRelationships(relations);
    await this.#sink.drain();
  }

  /** Lists and styles are needed before the text that they number or hide; each part is read once. */
  async #readNumbering(relations: readonly Relationship[]): Promise<void> {
    const partOf = (type: string): string | undefined => {
      const part = relations.find((relation) => relation.type === type && !relation.external)?.target ?? '';
      const isNew = this.#reader.package.find(part) && !this.#done.has(part.toLowerCase());
      if (isNew) this.#done.add(part.toLowerCase());
      return isNew ? part : undefined;
    };
    const [numbering, styles] = [partOf('numbering'), partOf('styles')];
    if (numbering !== undefined)
      await this.#reader.parse(numbering, this.#numbering.numberingHandler(), 'aside');
    if (styles === undefined) return;
    const looks = this.#styles.handler();
    const handler = numbering === undefined ? looks : both(looks, this.#numbering.stylesHandler());
    await this.#reader.parse(styles, handler, 'aside');
  }

  async #readRelated(relations: readonly Relationship[], kind: TextKind): Promise<void> {
    for (const { type, target, external } of relations) {
      if (external) continue;
      const textKind = textParts[type];
      if (textKind !== undefined) await this.read(target, textKind);
      else if (drawnParts.has(type)) await this.#readDrawn(target, kind);
      else if (type === 'aFChunk') this.#addChunk(target);
      else if (type === 'settings') await this.#readSettings(target);
    }
  }

  /** Variables of the document, and where a mail merge gets its data from (17.15.1.32, 17.14), stand in attributes alone. */
  async #readSettings(part: string): Promise<void> {
    this.#links.addRelationships(await this.#reader.relationships(part));
    if (this.#reader.package.find(part)) await this.#reader.parse(part, withoutText, 'aside');
  }

  async #readDrawn(part: string, kind: TextKind): Promise<void> {
    if (this.#done.has(part.toLowerCase()) || !this.#reader.package.find(part)) return;
    this.#done.add(part.toLowerCase());
    const flow = new TextFlow(this.#sink, kind);
    await this.#reader.parse(part, new DrawingText(flow), 'aside');
    flow.endLine();
    flow.endHidden();
  }

  /** A chunk in another format (17.17.2) is read as a file of its own. */
  #addChunk(target: string): void {
    const entry = this.#reader.package.find(target);
    if (entry) this.chunks.add(entry);
  }
}

export const extract: Extract = async (input, given) => {
  const opened = await openOoxml(input, given, 'word/document.xml');
  if (isOutcome(opened)) return opened;
  const { sink } = opened;
  const document = new WordDocument(opened.reader, sink);
  await document.read(opened.main, 'body');
  await readUnreadParts(opened.reader, sink);
  await giveChildren(opened.reader.package, sink, { also: document.chunks });
  return opened.reader.outcome();
};
