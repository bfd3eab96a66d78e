/** Mentions and personal data as they are cited: with their place in source and document, and the words around them. */
import type { RuledMention, TaggedText } from '../../case/ledger/tags.ts';
import type { Anchor } from '../../schemas/anchor.ts';
import { AnchorFinder } from '../../schemas/find-anchor.ts';
import { personalDataKind } from '../../schemas/mention.ts';
import type { IndexReader } from '../../search/port.ts';
import { maskPersonalDatum } from '../../tagging/personal-data/mask.ts';
import type { Cell } from '../frame/csv.ts';
import { escapeLine } from '../frame/escape.ts';
import { anchorWords } from './anchor-words.ts';
import { pastWords } from './past-words.ts';
import { TextStretches } from './text-stretches.ts';

const kindWidth = Math.max(...personalDataKind.options.map((kind) => kind.length));

/** Units of text shown on either side of a mention. */
const contextUnits = 60;

/** Which tags are asked for. */
export interface TagsAsked {
  /** Personal data instead of mentions. */
  readonly personalData: boolean;
  readonly personalDataKinds?: readonly string[] | undefined;
  readonly kinds?: readonly string[] | undefined;
  readonly entity?: string | undefined;
  /** Values of personal data, and the words around them, as they stand. */
  readonly reveal: boolean;
  readonly isFolded: (mention: RuledMention) => boolean;
}

/** One tag: as a record, in words, and as cells of a table. */
export interface CitedTag {
  readonly row: Readonly<Record<string, unknown>> & { readonly anchor?: Anchor };
  readonly words: () => string;
  readonly cells: () => Record<string, Cell>;
}

export const mentionColumns = [
  'entity', 'kind', 'confidence', 'signal', 'before', 'surface', 'after', 'source', 'path', 'past', 'place', 'text', 'document', 'start', 'end', 'run', 'listedAs', 'dismissed',
] as const; // prettier-ignore

export const personalColumns = [
  'kind', 'value', 'before', 'after', 'source', 'path', 'past', 'place', 'text', 'document', 'start', 'end', 'run',
] as const; // prettier-ignore

const flat = (text: string): string => escapeLine(text.replaceAll(/\s+/gu, ' '));

interface Surroundings {
  readonly before: string;
  readonly surface: string;
  readonly after: string;
}

/** What `stretches` has around a tag. No turn of the loop where it is held: there are many tags in a stretch. */
const around = (stretches: TextStretches, start: number, end: number): string | Promise<string> => {
  const [from, to] = [Math.max(0, start - contextUnits), end + contextUnits];
  return stretches.held(from, to) ?? stretches.read(from, to);
};

function parted(text: string, start: number, end: number): Surroundings {
  const at = Math.min(start, contextUnits);
  return {
    before: text.slice(0, at),
    surface: text.slice(at, at + end - start),
    after: text.slice(at + end - start),
  };
}

const citationOf = ({ place, document, textId, kind, run, listVersion, extractor }: TaggedText) => ({
  source: place?.source ?? '',
  path: place?.path ?? '',
  ...(place?.past && { past: place.past }),
  document,
  textId,
  text: kind,
  run,
  listVersion,
  extractor,
});

type Citation = ReturnType<typeof citationOf>;

const whereIn = ({ source, path, past, text }: Citation, anchor: Anchor | undefined): string =>
  escapeLine(
    [`${source}/${path}`, text === 'body' ? '' : text, anchorWords(anchor)].filter(Boolean).join(', '),
  ) + pastWords(past);

const shared = (row: Citation & { start: number; end: number }, anchor: Anchor | undefined) => {
  const { source, path, past, text, document, start, end, run } = row;
  return { source, path, past, place: anchorWords(anchor), text, document, start, end, run };
};

async function personalTags(
  text: TaggedText,
  stretches: TextStretches,
  anchors: AnchorFinder,
  { personalDataKinds: kinds, reveal }: TagsAsked,
): Promise<CitedTag[]> {
  const citation = citationOf(text);
  const tags: CitedTag[] = [];
  for (const { start, end, kind } of text.personalData) {
    if (kinds && !kinds.includes(kind)) continue;
    const found = around(stretches, start, end);
    const { before, surface, after } = parted(typeof found === 'string' ? found : await found, start, end);
    const value = reveal ? surface : maskPersonalDatum(kind, surface);
    const anchor = anchors.at(start);
    const revealed = reveal ? { before, after } : {};
    const row = { kind, value, start, end, ...(anchor ? { anchor } : {}), ...revealed, ...citation };
    tags.push({
      row,
      words: () => {
        const shown = reveal ? `\n    …${flat(before)}[${flat(surface)}]${flat(after)}…` : '';
        return `${kind.padEnd(kindWidth)}  ${flat(value).padEnd(28)}  ${whereIn(citation, anchor)}${shown}`;
      },
      cells: () => ({ kind, value, ...revealed, ...shared(row, anchor) }),
    });
  }
  return tags;
}

async function mentionTags(
  text: TaggedText,
  stretches: TextStretches,
  anchors: AnchorFinder,
  { kinds, entity, isFolded }: TagsAsked,
): Promise<CitedTag[]> {
  const citation = citationOf(text);
  const tags: CitedTag[] = [];
  for (const mention of text.mentions) {
    if (kinds && !kinds.includes(mention.kind)) continue;
    if (entity !== undefined && mention.entity !== entity) continue;
    if (isFolded(mention)) continue;
    const { start, end } = mention;
    const found = around(stretches, start, end);
    const { before, after } = parted(typeof found === 'string' ? found : await found, start, end);
    const anchor = anchors.at(start);
    const row = { ...mention, ...(anchor ? { anchor } : {}), before, after, ...citation };
    tags.push({
      row,
      words: () => {
        const why = `${mention.kind}, ${Math.round(mention.confidence * 100)} %, ${mention.signal}`;
        const { listedAs } = mention;
        const listed = listedAs === undefined ? '' : `, in the list ${escapeLine(listedAs)}`;
        return `${escapeLine(mention.entity)} (${why}${listed}${mention.dismissed ? ', dismissed' : ''})  ${whereIn(citation, anchor)}  …${flat(before)}[${flat(mention.surface)}]${flat(after)}…`;
      },
      cells: () => {
        const { confidence, signal, surface, kind } = mention;
        return {
          entity: mention.entity,
          kind,
          confidence,
          signal,
          before,
          surface,
          after,
          ...shared(row, anchor),
          listedAs: mention.listedAs,
          dismissed: mention.dismissed ? 'yes' : '',
        };
      },
    });
  }
  return tags;
}

const tagsIn = (text: TaggedText, index: Pick<IndexReader, 'text'>, asked: TagsAsked): Promise<CitedTag[]> =>
  (asked.personalData ? personalTags : mentionTags)(
    text,
    new TextStretches(index, text.textId),
    new AnchorFinder(text.anchors),
    asked,
  );

/** Texts of which the words are asked for at one time: an index in a cluster takes milliseconds for each answer. */
const textsAtOnce = 32;

/**
 * All tags of the texts, in their order, those of one block together. No more texts are held than are asked for at one time,
 * each with one block of its tags; the first is given before others are asked for.
 */
export async function* citedTags(
  texts: AsyncIterable<TaggedText>,
  index: Pick<IndexReader, 'text'>,
  asked: TagsAsked,
): AsyncGenerator<readonly CitedTag[], void> {
  let waiting: Promise<CitedTag[]>[] = [];
  let atOnce = 1;
  for await (const text of texts) {
    if ((asked.personalData ? text.personalData : text.mentions).length === 0) continue;
    const tags = tagsIn(text, index, asked);
    // Awaited below, unless the texts end with an error first.
    tags.catch(() => undefined);
    waiting.push(tags);
    if (waiting.length < atOnce) continue;
    yield* await Promise.all(waiting);
    waiting = [];
    atOnce = textsAtOnce;
  }
  yield* await Promise.all(waiting);
}
