/**
 * Tags texts with entities and personal data, whole or as a stream of chunks. The text is worked through in blocks
 * at fixed places with context on both sides, so that the result does not depend on where chunks end.
 */
import { createHash } from 'node:crypto';
import type { GazetteerList } from '../schemas/gazetteer.ts';
import type { Mention, PersonalDatum } from '../schemas/mention.ts';
import { type DocumentFacts, settleMentions } from './document-facts.ts';
import { entityContextUnits, EntityFinder } from './names/entity-finder.ts';
import { buildNameIndex } from './names/name-index.ts';
import { BirthColumn } from './personal-data/birth-column.ts';
import { findPersonalData } from './personal-data/personal-data.ts';

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

/** Units decided at once. */
const blockUnits = 65_536;

class Stream implements TagStream {
  readonly #finder: EntityFinder;
  readonly #founded: Founded;
  readonly #block: number;
  readonly #column = new BirthColumn();
  /** Text not yet decided, with the context before it. */
  #held = '';
  #parts: string[] = [];
  #waiting = 0;
  /** Offset of `held` in the whole text, and of the first undecided unit in `held`. */
  #base = 0;
  #from = 0;

  constructor(finder: EntityFinder, founded: Founded, block: number) {
    this.#finder = finder;
    this.#founded = founded;
    this.#block = block;
    this.#column.isEnd = false;
  }

  settle(mentions: readonly Mention[], facts: DocumentFacts): readonly Mention[] {
    return settleMentions(mentions, facts, ({ kind, entity }) => this.#founded.get(keyOf(kind, entity)));
  }

  push(chunk: string): Tags {
    this.#parts.push(chunk);
    this.#waiting += chunk.length;
    if (this.#waiting < this.#block) return nothing;
    const mentions: Mention[] = [];
    const personalData: PersonalDatum[] = [];
    this.#work(mentions, personalData);
    return { mentions, personalData };
  }

  end(): Tags {
    const mentions: Mention[] = [];
    const personalData: PersonalDatum[] = [];
    this.#work(mentions, personalData);
    this.#column.isEnd = true;
    if (this.#from < this.#held.length)
      this.#decide(this.#held, this.#from, this.#held.length, this.#base, mentions, personalData);
    this.#held = '';
    this.#from = 0;
    return { mentions, personalData };
  }

  #work(mentions: Mention[], personalData: PersonalDatum[]): void {
    const text = this.#held + this.#parts.join('');
    this.#parts = [];
    this.#waiting = 0;
    let from = this.#from;
    let cut = 0;
    while (text.length - from >= this.#block + entityContextUnits) {
      cut = Math.max(0, from - entityContextUnits);
      const to = from + this.#block;
      this.#decide(
        text.slice(cut, to + entityContextUnits),
        from - cut,
        to - cut,
        this.#base + cut,
        mentions,
        personalData,
      );
      from = to;
    }
    cut = Math.max(0, from - entityContextUnits);
    this.#held = text.slice(cut);
    this.#base += cut;
    this.#from = from - cut;
  }

  #decide(
    text: string,
    from: number,
    to: number,
    base: number,
    mentions: Mention[],
    data: PersonalDatum[],
  ): void {
    for (const found of this.#finder.find(text, from, to)) {
      mentions.push(base === 0 ? found : { ...found, start: found.start + base, end: found.end + base });
    }
    this.#column.base = base;
    for (const found of findPersonalData(text, from, to, this.#finder.words, this.#column)) {
      data.push(base === 0 ? found : { ...found, start: found.start + base, end: found.end + base });
    }
  }
}

/** Entities written and hashed at once: a list of millions must not become one string. */
const hashedAtOnce = 1000;

/** Raised whenever the same lists and text give other tags. */
const rulesVersion = '9';

/** The version of a set of lists, and of the rules. Key order and list order are part of it; formatting is not. */
function listVersionOf(lists: readonly GazetteerList[]): string {
  const hash = createHash('sha256').update(rulesVersion);
  for (const list of lists) {
    hash.update(JSON.stringify([list.id, list.method, list.decoys ?? [], list.cues ?? null]));
    for (let at = 0; at < list.entities.length; at += hashedAtOnce)
      hash.update(JSON.stringify(list.entities.slice(at, at + hashedAtOnce)));
  }
  return hash.digest('hex');
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
