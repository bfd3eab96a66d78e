/** What of a document a label or a note can be of, as a form offers it and as it comes back. */
import type { LedgerItem } from '../../case/ledger/items.ts';
import type { LedgerPlace } from '../../case/ledger/places.ts';
import { targetKey, targetOf } from '../../cli/run/mark-targets.ts';
import { markCovers, type MarkCovers, type MarkTarget } from '../../schemas/label.ts';
import { Problem } from '../../schemas/problem.ts';
import { findDocument, type FoundDocument } from '../original-of.ts';
import type { Reading } from '../served-case.ts';

/** Families and places that are offered one by one; a content with a million copies has as many. */
const offeredPlaces = 20;

export interface MarkedEntry extends FoundDocument {
  /** Its first. */
  readonly item: LedgerItem;
  /** Some of its places, in evidence order. */
  readonly places: readonly LedgerPlace[];
}

/** Throws `not-found` for what the scope does not show, or is not there. */
export async function markedEntry(reading: Reading, id: string): Promise<MarkedEntry> {
  const { ledger, scope } = reading;
  const found = await findDocument(reading, id);
  const { entry } = found;
  const [item] = found.items;
  const there = entry.item ? [] : await ledger.places.ofContent(entry.document, offeredPlaces, scope);
  // An earlier revision, or what is gone from its source, has no place but that where it was.
  const places = there.length > 0 ? there : await ledger.places.ofItem(item, offeredPlaces, scope);
  return { ...found, item, places };
}

export interface OfferedTarget {
  readonly target: MarkTarget;
  readonly place: LedgerPlace;
  /** As a form sends it. */
  readonly value: string;
  readonly words: string;
}

export const coversWords: Readonly<Record<MarkCovers, string>> = {
  family: 'with its family',
  item: 'this place alone',
  content: 'the content wherever it lies',
};

/** The family of the first place comes first; each target once. What has no content is an item, whatever is said. */
export function targetsOffered({ places }: MarkedEntry): OfferedTarget[] {
  const offered = new Map<string, OfferedTarget>();
  for (const covers of ['family', 'item', 'content'] as const satisfies readonly MarkCovers[])
    for (const place of places) {
      if (covers === 'content' && place.document === '') continue;
      const target = targetOf(covers, place);
      const at = covers === 'content' || places.length === 1 ? '' : `: ${place.source}/${place.path}`;
      const value = targetKey(target);
      if (!offered.has(value))
        offered.set(value, { target, place, value, words: `${coversWords[covers]}${at}` });
    }
  return [...offered.values()];
}

/** What a form sent back. Throws `wrong-value` for what was not offered. */
export function offeredTarget(marked: MarkedEntry, value: string): OfferedTarget {
  const offered = targetsOffered(marked).find((one) => one.value === value);
  if (offered) return offered;
  throw new Problem('wrong-value', 'the form names a place that this document does not have', 'Go back to the document, and send the form from there.'); // prettier-ignore
}

/** Of a form that covers so. */
export const coversOf = (text: string): MarkCovers =>
  markCovers.options.find((one) => one === text) ?? 'family';
