/**
 * Extracts Visio drawings, templates and stencils (vsdx, vsdm, vstx, vssx …; MS-VSDX): the text of shapes page by page,
 * what masters show, comments, shape data and links, layers that are not shown, embedded files.
 */
import type { AnchorPlace, TextKind } from '../../schemas/anchor.ts';
import type { Extract, Sink } from '../contract.ts';
import { hasOwnWords } from '../program-names.ts';
import { CommentAuthors } from './comment-authors.ts';
import { giveChildren } from './embedded.ts';
import { LinkList } from './link-list.ts';
import { isOutcome, openOoxml } from './open-package.ts';
import type { PartReader } from './part-reader.ts';
import { TextFlow } from './text-flow.ts';
import { readUnreadParts } from './unread-parts.ts';
import { visioCommentHandler } from './vsdx-comments.ts';
import { HiddenLayers, VisioShapes } from './vsdx-shapes.ts';
import { attribute, isOn, prefixedAttribute, type XmlHandler } from './xml.ts';

export const version = '4';

/** Stops a drawing that lists pages or masters without end. */
const maxListed = 50_000;

/** A page or master as the list of them says it. */
interface Listed {
  readonly id: string;
  readonly name: string;
  readonly isBackground: boolean;
  readonly layers: HiddenLayers;
  relation: string;
}

/** Takes the elements of one name; what the sheets of pages hold beside their layers goes to `sheets`. */
function listHandler(element: 'Page' | 'Master', found: Listed[], sheets: XmlHandler): XmlHandler {
  return {
    readsAttributes: true,
    open(name, attributes) {
      const last = found.at(-1);
      if (name === element && found.length < maxListed)
        found.push({
          id: attribute(attributes, 'ID') ?? '',
          name: attribute(attributes, 'Name') ?? attribute(attributes, 'NameU') ?? '',
          isBackground: isOn(attribute(attributes, 'Background') ?? '0'),
          layers: new HiddenLayers(),
          relation: '',
        });
      else if (name === 'Rel' && last) last.relation = prefixedAttribute(attributes, 'id') ?? '';
      else last?.layers.open(name, attributes);
      return sheets.open(name, attributes);
    },
    close: (name) => sheets.close(name),
    text: (data) => sheets.text(data),
  };
}

class Drawing {
  readonly #reader: PartReader;
  readonly #sink: Sink;
  readonly #links: LinkList;
  /** The places of pages by their ids, for comments. */
  readonly #places = new Map<string, AnchorPlace>();

  constructor(reader: PartReader, sink: Sink) {
    this.#reader = reader;
    this.#sink = sink;
    this.#links = new LinkList(sink);
  }

  async read(main: string): Promise<void> {
    const relations = await this.#reader.relationships(main);
    this.#links.addRelationships(relations);
    const targetOf = (type: string, usual: string): string =>
      relations.find((relation) => relation.type === type && !relation.external)?.target ?? usual;
    await this.#readAll('Page', targetOf('pages', 'visio/pages/pages.xml'), /(?:^|\/)pages\/page\d*\.xml$/i);
    await this.#readAll(
      'Master',
      targetOf('masters', 'visio/masters/masters.xml'),
      /(?:^|\/)masters\/master\d*\.xml$/i,
    );
    const comments = targetOf('comments', 'visio/comments.xml');
    if (this.#reader.package.find(comments))
      await this.#reader.parse(
        comments,
        visioCommentHandler(this.#sink, new CommentAuthors(), (id) => this.#places.get(id)),
        'aside',
      );
    // Styles, and what the drawing as a whole is said to be.
    await this.#readShapes(main, 'hidden', { part: main.slice(0, 200) });
  }

  async #readAll(element: 'Page' | 'Master', list: string, usual: RegExp): Promise<void> {
    const listed: Listed[] = [];
    if (this.#reader.package.find(list)) {
      const flow = new TextFlow(this.#sink, 'hidden');
      const sheets = new VisioShapes({ flow, links: this.#links, sink: this.#sink });
      await this.#reader.parse(list, listHandler(element, listed, sheets), 'aside');
    }
    const parts = new Map((await this.#reader.relationships(list)).map(({ id, target }) => [id, target]));
    let number = 0;
    for (const entry of listed) {
      const part = parts.get(entry.relation) ?? '';
      const isPage = element === 'Page' && !entry.isBackground;
      const name = `${entry.name} (${part})`.slice(0, 200);
      const place = isPage ? { page: (number += 1) } : { part: name };
      this.#places.set(entry.id, place);
      if (hasOwnWords(entry.name)) this.#tellName(entry.name, place);
      if (this.#reader.package.find(part) && !this.#reader.hasRead(part))
        await this.#readShapes(part, element === 'Page' ? 'body' : 'headers', place, entry.layers);
    }
    if (element === 'Page') this.#sink.metadata({ pages: number });
    // What the list does not name: left over, or the list is damaged.
    for (const { name } of this.#reader.package.parts)
      if (usual.test(name) && !this.#reader.hasRead(name))
        await this.#readShapes(name, element === 'Page' ? 'body' : 'headers', { part: name.slice(0, 200) });
  }

  #tellName(name: string, place: AnchorPlace): void {
    this.#sink.anchor(place, 'headers');
    this.#sink.text(`${name.slice(0, 1000)}\n`, 'headers');
  }

  async #readShapes(part: string, kind: TextKind, place: AnchorPlace, layers?: HiddenLayers): Promise<void> {
    this.#sink.anchor(place, kind);
    if (kind !== 'hidden') this.#sink.anchor(place, 'hidden');
    const flow = new TextFlow(this.#sink, kind, place);
    const shapes = new VisioShapes({ flow, links: this.#links, sink: this.#sink, layers });
    await this.#reader.parse(part, shapes, kind === 'body' ? 'content' : 'aside', place);
    flow.endHidden();
    flow.endLine();
    this.#links.addRelationships(await this.#reader.relationships(part));
    await this.#sink.drain();
  }
}

export const extract: Extract = async (input, given) => {
  const opened = await openOoxml(input, given, 'visio/document.xml');
  if (isOutcome(opened)) return opened;
  const { reader, sink } = opened;
  await new Drawing(reader, sink).read(opened.main);
  await readUnreadParts(reader, sink);
  await giveChildren(reader.package, sink);
  return reader.outcome();
};
