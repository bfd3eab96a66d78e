/**
 * Tags texts with entities and personal data, whole or as a stream of chunks. The text is worked through in blocks
 * at fixed places with context on both sides, so that the result does not depend on where chunks end.
 */
import type { GazetteerList } from '../schemas/gazetteer.ts';
import type { Mention, PersonalDatum } from '../schemas/mention.ts';
import { type DocumentFacts, settleMentions } from './document-facts.ts';
import { listVersionOf } from './lists/list-version.ts';
import { EntityFinder } from './names/entity-finder.ts';
import { buildNameIndex } from './names/name-index.ts';
import { BirthColumn } from './personal-data/birth-column.ts';
import { findPersonalData } from './personal-data/personal-data.ts';
import { blockUnits, TextBlocks } from './text-blocks.ts';

/** What was found, in text order. Offsets count from the start of the whole text. */
export interface Tags {
  readonly mentions: readonly Mention[];
  readonly personalData: readonly PersonalDatum[];
}

/** One text being tagged: `push` its chunks in order, then `end` once; each returns what has become certain. */
export interface TagStream {
  push(chunk: string): Tags;
  end(): Tags;
  /** Mentions of `push` and `end` as what the document says of itself leaves them: see `document-facts.ts`. */
  settle(mentions: readonly Mention[], facts: DocumentFacts): readonly Mention[];
}

export interface Tagger {
  /** SHA-256 over the content of all lists: same version, same text, same tags. */
  readonly listVersion: string;
  /** Streams may be interleaved; each keeps at most a block and its context. */
  open(): TagStream;
}

const nothing: Tags = { mentions: [], personalData: [] };

/** Years by kind and name. */
type Founded = ReadonlyMap<string, number>;
const keyOf = (kind: string, entity: string): string => `${kind}\0${entity}`;

class Stream implements TagStream {
  readonly #finder: EntityFinder;
  readonly #founded: Founded;
  readonly #blocks: TextBlocks;
  readonly #column = new BirthColumn();
  #mentions: Mention[] = [];
  #personalData: PersonalDatum[] = [];

  constructor(finder: EntityFinder, founded: Founded, block: number) {
    this.#finder = finder;
    this.#founded = founded;
    this.#blocks = new TextBlocks((text, from, to, base) => this.#decide(text, from, to, base), block);
    this.#column.isEnd = false;
  }

  settle(mentions: readonly Mention[], facts: DocumentFacts): readonly Mention[] {
    return settleMentions(mentions, facts, ({ kind, entity }) => this.#founded.get(keyOf(kind, entity)));
  }

  push(chunk: string): Tags {
    return this.#blocks.push(chunk) ? this.#take() : nothing;
  }

  end(): Tags {
    this.#blocks.end(() => (this.#column.isEnd = true));
    return this.#take();
  }

  #take(): Tags {
    const taken = { mentions: this.#mentions, personalData: this.#personalData };
    this.#mentions = [];
    this.#personalData = [];
    return taken;
  }

  #decide(text: string, from: number, to: number, base: number): void {
    for (const found of this.#finder.find(text, from, to)) {
      this.#mentions.push(
        base === 0 ? found : { ...found, start: found.start + base, end: found.end + base },
      );
    }
    this.#column.base = base;
    for (const found of findPersonalData(text, from, to, this.#finder.words, this.#column)) {
      this.#personalData.push(
        base === 0 ? found : { ...found, start: found.start + base, end: found.end + base },
      );
    }
  }
}

/** Builds a tagger from lists; the block size is for tests. */
export function createTagger(lists: readonly GazetteerList[], block: number = blockUnits): Tagger {
  const finder = new EntityFinder(buildNameIndex(lists));
  const founded = new Map(
    lists.flatMap(({ entities }) =>
      entities.flatMap(({ kind, entity, founded: year }) =>
        year === undefined ? [] : [[keyOf(kind, entity), year] as const],
      ),
    ),
  );
  return { listVersion: listVersionOf(lists), open: () => new Stream(finder, founded, block) };
}

/** Tags of one text held in memory. */
export function tagText(tagger: Tagger, text: string): Tags {
  const stream = tagger.open();
  const first = stream.push(text);
  const last = stream.end();
  if (first.mentions.length === 0 && first.personalData.length === 0) return last;
  return {
    mentions: [...first.mentions, ...last.mentions],
    personalData: [...first.personalData, ...last.personalData],
  };
}
