/** What the coordinator of a run that screens knows of the screen, and what a batch says of it. */
import type {
  ScreenedBatch,
  ScreenedMessage,
  ScreenMatch,
  ScreenVerdict,
} from '../../case/catalogue/screening.ts';
import type { MarkedPlace } from '../../case/catalogue/marks.ts';
import type { Annotator } from '../../schemas/label.ts';
import type { Metadata } from '../../schemas/metadata.ts';
import type { ScreenEntry } from '../../schemas/screen.ts';
import { messageId } from '../../search/query/fields.ts';
import { createScreenMatcher, type ScreenMatcher } from '../../tagging/screen/screen-matcher.ts';

/** Lines of a list that one reason names. */
const maxLines = 20;
/** Message-IDs of one message that make its group: a header of 100,000 would join all mail to one group. */
const maxIds = 200;

export class Screener {
  readonly entries: readonly ScreenEntry[];
  readonly by: Annotator;
  readonly #matcher: ScreenMatcher;

  constructor(entries: readonly ScreenEntry[], by: Annotator) {
    this.entries = entries;
    this.by = by;
    this.#matcher = createScreenMatcher(entries);
  }

  /** Of a name or a path, the one thing that is looked at here: it is shown before any parser has the file. */
  verdictsOfName(name: string): ScreenVerdict[] {
    return this.verdictsOf(this.#matcher.matches(name));
  }

  /** For whom the terms of these numbers withhold, one for each scope; which lines matched is the reason. */
  verdictsOf(numbers: readonly number[]): ScreenVerdict[] {
    const matched = numbers.flatMap((number) => this.entries[number] ?? []);
    return [...Map.groupBy(matched, ({ scope }) => scope)].map(([scope, entries]) => {
      const lines = [...Map.groupBy(entries, ({ list }) => list)].map(([list, of]) => {
        const numbered = of.slice(0, maxLines).map(({ line }) => line);
        return `line ${numbered.join(', ')}${of.length > maxLines ? ' …' : ''} of ${list}`;
      });
      return { scope, ground: entries[0]?.ground ?? '', reason: `screen: ${lines.join('; ')}` };
    });
  }
}

/** Message-IDs that a message states: its own, and those that it answers or refers to. */
function idsOf({ messageId: own, inReplyTo, references = [] }: Metadata): string[] {
  const stated = [own, inReplyTo, ...references.slice(-maxIds)];
  return [...new Set(stated.flatMap((id) => (id ? [messageId(id)] : [])))].filter((id) => id !== '');
}

/** Gathers what is to be said with one batch. */
export class ScreenedDraft {
  readonly #screener: Screener;
  readonly #matches: ScreenMatch[] = [];
  readonly #messages: ScreenedMessage[] = [];
  readonly #loose: ScreenedBatch['loose'][number][] = [];
  /** Of the contents of the batch, what holds them. */
  readonly #holders = new Map<string, string>();
  readonly #begun = new Set<string>();
  readonly #ended = new Set<string>();

  constructor(screener: Screener) {
    this.#screener = screener;
  }

  /** An item was found at a place: what lies in an archive shows the names of this, and of the folders above. */
  item(place: MarkedPlace, path: string, holder: string | undefined): void {
    for (const verdict of this.#screener.verdictsOfName(path))
      this.#matches.push({ ...verdict, place, isOfContent: false });
    if (holder !== undefined && place.document !== '') this.#holders.set(place.document, holder);
    if (place.family !== place.item) this.#begun.add(place.family);
    else if (holder !== undefined) this.#loose.push({ item: place.item, holders: this.#way(holder) });
  }

  #way(holder: string): string[] {
    const way = new Set<string>();
    for (let at: string | undefined = holder; at !== undefined && !way.has(at); at = this.#holders.get(at))
      way.add(at);
    return [...way];
  }

  /** A content was read to its end; `numbers` are of the terms that its parser found in it. */
  document(place: MarkedPlace, metadata: Metadata, numbers: readonly number[]): void {
    for (const verdict of this.#screener.verdictsOf(numbers))
      this.#matches.push({ ...verdict, place, isOfContent: true });
    const ids = idsOf(metadata);
    if (ids.length > 0) this.#messages.push({ place, ids });
    (place.family === place.item ? this.#ended : this.#begun).add(place.family);
  }

  get batch(): ScreenedBatch {
    return {
      by: this.#screener.by,
      matches: this.#matches,
      messages: this.#messages,
      loose: this.#loose,
      begun: [...this.#begun],
      ended: [...this.#ended],
    };
  }
}
