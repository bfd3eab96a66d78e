/** Extracts PowerPoint presentations (pptx, pptm, potx, potm, ppsx, ppsm): slides in order, notes, comments, drawings. */
import type { Extract, Sink } from '../contract.ts';
import { CommentAuthors } from './comment-authors.ts';
import { DrawingText } from './drawing-text.ts';
import { giveChildren } from './embedded.ts';
import { LinkList } from './link-list.ts';
import { isOutcome, openOoxml } from './open-package.ts';
import type { PartReader, Relationship } from './part-reader.ts';
import { slideAuthorHandler, slideCommentHandler } from './slide-comments.ts';
import { TextFlow } from './text-flow.ts';
import { readUnreadParts } from './unread-parts.ts';
import { attribute, isOn, prefixedAttribute } from './xml.ts';

export const version = '13';

/** Stops a presentation that lists one slide millions of times. */
const maxSlides = 50_000;
/** A slide that a show passes over (19.3.1.38). */
const hiddenSlide = { mark: 'hidden-slide' } as const;
const drawnParts = new Set(['chart', 'chartEx', 'diagramData', 'chartUserShapes']);

class Presentation {
  readonly #reader: PartReader;
  readonly #sink: Sink;
  readonly #links: LinkList;
  readonly #authors = new CommentAuthors();
  readonly #done = new Set<string>();
  readonly #layouts = new Set<string>();

  constructor(reader: PartReader, sink: Sink) {
    this.#reader = reader;
    this.#sink = sink;
    this.#links = new LinkList(sink);
  }

  async read(main: string): Promise<void> {
    const slides = await this.#listSlides(main);
    this.#sink.metadata({ slides: slides.length });
    for (const [index, part] of slides.entries()) await this.#readSlide(part, { slide: index + 1 });
    // Slides that the presentation does not list: left over, or the list is damaged.
    for (const { name } of this.#reader.package.parts)
      if (/(?:^|\/)slides\/[^/]+\.xml$/i.test(name))
        await this.#readSlide(name, { part: name.slice(0, 200) });
    for (const layout of this.#layouts) await this.#readLayout(layout);
    for (const author of this.#authors.unused()) this.#sink.text(`${author}\n`, 'hidden');
  }

  async #listSlides(main: string): Promise<string[]> {
    const ids: string[] = [];
    await this.#reader.parse(
      main,
      {
        open(name, attributes) {
          if (name === 'sldId' && ids.length < maxSlides) ids.push(prefixedAttribute(attributes, 'id') ?? '');
          return true;
        },
        close: () => undefined,
        text: () => undefined,
      },
      'aside',
    );
    const relations = await this.#reader.relationships(main);
    for (const { type, target, external } of relations)
      if (!external && (type === 'commentAuthors' || type === 'authors'))
        await this.#reader.parse(target, slideAuthorHandler(this.#authors), 'aside');
    this.#links.addRelationships(relations);
    const byId = new Map(relations.map((relation) => [relation.id, relation.target]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  #take(part: string): boolean {
    const key = part.toLowerCase();
    if (this.#done.has(key)) return false;
    this.#done.add(key);
    return true;
  }

  async #readSlide(part: string, place: { slide: number } | { part: string }): Promise<void> {
    if (!this.#take(part)) return;
    const relations = await this.#reader.relationships(part);
    const flow = new TextFlow(this.#sink, 'body', place);
    const shown = new DrawingText(flow, {
      start: (name, attributes) => {
        const isHidden = name === 'sld' && !isOn(attribute(attributes, 'show'));
        this.#sink.anchor({ ...place, ...(isHidden ? hiddenSlide : {}) });
        this.#sink.anchor({ ...place, ...(isHidden ? hiddenSlide : {}) }, 'hidden');
        if (isHidden) flow.setPlace({ ...place, ...hiddenSlide });
      },
    });
    await this.#reader.parse(part, shown, 'content', place);
    flow.endLine();
    flow.endHidden();
    for (const relation of relations) if (!relation.external) await this.#readRelated(relation, place);
    this.#links.addRelationships(relations);
    await this.#sink.drain();
  }

  async #readShapes(part: string, kind: 'body' | 'notes', weight: 'content' | 'aside'): Promise<void> {
    const flow = new TextFlow(this.#sink, kind);
    await this.#reader.parse(part, new DrawingText(flow), weight);
    flow.endLine();
    flow.endHidden();
  }

  async #readRelated(
    { type, target }: Relationship,
    place: { slide: number } | { part: string },
  ): Promise<void> {
    if (type === 'slideLayout') this.#layouts.add(target);
    else if (!this.#reader.package.find(target)) return;
    else if (drawnParts.has(type) && this.#take(target)) await this.#readShapes(target, 'body', 'aside');
    else if (type === 'notesSlide' && this.#take(target)) {
      this.#sink.anchor(place, 'notes');
      await this.#readShapes(target, 'notes', 'content');
      this.#links.addRelationships(await this.#reader.relationships(target));
    } else if (type === 'comments' && this.#take(target)) {
      this.#sink.anchor(place, 'comments');
      await this.#reader.parse(target, slideCommentHandler(this.#sink, this.#authors), 'aside');
    }
  }

  /** What a layout and its master show on every slide; their placeholders are only prompts. */
  async #readLayout(part: string): Promise<void> {
    if (!this.#reader.package.find(part) || !this.#take(part)) return;
    const flow = new TextFlow(this.#sink, 'headers');
    await this.#reader.parse(part, new DrawingText(flow, { withoutPlaceholders: true }), 'aside');
    flow.endLine();
    flow.endHidden();
    const relations = await this.#reader.relationships(part);
    this.#links.addRelationships(relations);
    for (const { type, target } of relations) {
      if (type === 'slideMaster') await this.#readLayout(target);
      else if (type === 'diagramData' && this.#take(target)) await this.#readShapes(target, 'body', 'aside');
    }
  }
}

export const extract: Extract = async (input, given) => {
  const opened = await openOoxml(input, given, 'ppt/presentation.xml');
  if (isOutcome(opened)) return opened;
  const { sink } = opened;
  await new Presentation(opened.reader, sink).read(opened.main);
  await readUnreadParts(opened.reader, sink);
  await giveChildren(opened.reader.package, sink);
  return opened.reader.outcome();
};
