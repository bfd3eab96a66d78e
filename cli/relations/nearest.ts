/** Where two entities stand nearest to each other in a document. */
import type { RuledMention } from '../../case/ledger/tags.ts';
import type { NamedText, WalkedDocument } from './walk.ts';

/** The place of another entity, beside the one that is asked for where one text has both. */
export interface Nearest {
  readonly text: NamedText;
  readonly own?: RuledMention;
  readonly other: RuledMention;
  /** Between the two; infinite where no text has both. */
  readonly units: number;
}

const gapOf = (one: RuledMention, other: RuledMention): number =>
  Math.max(0, other.start - one.end, one.start - other.end);

/** Each other entity of a document, by name. */
export function nearestOf({ texts }: WalkedDocument, own: string): ReadonlyMap<string, Nearest> {
  const found = new Map<string, Nearest>();
  for (const text of texts) {
    const take = (mine: RuledMention | undefined, other: RuledMention): void => {
      const units = mine ? gapOf(mine, other) : Infinity;
      const known = found.get(other.entity);
      if (!known || units < known.units)
        found.set(other.entity, { text, ...(mine && { own: mine }), other, units });
    };
    const last = new Map<string, RuledMention>();
    let before: RuledMention | undefined;
    for (const mention of text.mentions) {
      if (mention.entity === own) {
        for (const other of last.values()) take(mention, other);
        // What stands before is nearest to the first behind it.
        last.clear();
        before = mention;
      } else {
        take(before, mention);
        last.set(mention.entity, mention);
      }
    }
  }
  return found;
}
