/** The parties that a sentence of a document can be about: entities, names by legal form or honorific, people of the message, and who speaks. */
import type { RuledMention } from '../../case/ledger/tags.ts';
import { withoutLegalForm, legalFormNames } from '../../search/candidates/legal-form-names.ts';
import { honorificNames } from '../../search/candidates/person-names.ts';
import type { PartySpan } from '../../search/relations/assertions.ts';
import { quotedPlaces } from '../../search/relations/quotations.ts';
import type { Sentence } from '../../search/relations/sentences.ts';
import type { End } from './ends.ts';

export interface Party extends PartySpan {
  readonly end: number;
  readonly who: End;
}

/** Who a document names beside its texts. */
export interface Speakers {
  /** Full names of people of the message, as they stand there. */
  readonly named: readonly { readonly name: string; readonly who: End }[];
  /** `I`, `we`: where one alone sent it. */
  readonly speaker: End | undefined;
  /** `you`: where one alone got it. */
  readonly spokenTo: End | undefined;
}

/** `US` is no pronoun. */
const pronoun = /(?<![\p{L}\p{N}'’-])(?:(I|[Ww]e|us|me)|([Yy]ou))(?![\p{L}\p{N}-])/gu;

export const entityEnd = ({ entity, kind, dismissed }: RuledMention): End => ({
  is: 'entity',
  id: entity,
  name: entity,
  kind,
  ...(dismissed && { dismissed }),
});

const nameEnd = (name: string): End => {
  const id = name.replaceAll(/\s+/gu, ' ');
  return { is: 'name', id, name: id };
};

const isOver = (one: PartySpan, other: PartySpan): boolean => one.start < other.end && other.start < one.end;

/** In the order of the sentence, none over another; `mentions` are those that lie in it, in the units of the text. */
export function partiesIn(
  { text, start: at, isQuoted, open }: Sentence,
  mentions: readonly RuledMention[],
  { named, speaker, spokenTo }: Speakers,
): readonly Party[] {
  const found: Party[] = [];
  const add = (party: Party): void => {
    if (!found.some((one) => isOver(one, party))) found.push(party);
  };
  const entities = mentions.map((one): Party => ({ start: one.start - at, end: one.end - at, who: entityEnd(one) }));
  for (const { start, end } of legalFormNames(text)) {
    const name = text.slice(start, end);
    // With its legal form it is what it is without.
    const inside = entities.find((one) => one.start === start && one.end >= start + withoutLegalForm(name).length);
    const overlaps = entities.some((one) => isOver(one, { start, end }));
    if (inside) add({ start, end: Math.max(end, inside.end), who: inside.who });
    else if (!overlaps) add({ start, end, who: nameEnd(name) });
  }
  for (const one of entities) add(one);
  for (const { name, who } of named) {
    const start = text.indexOf(name);
    const end = start + name.length;
    if (start >= 0 && !/[\p{L}\p{N}]/u.test(text.charAt(end)) && !/[\p{L}\p{N}]/u.test(text.charAt(start - 1))) add({ start, end, who });
  }
  for (const { start, end } of honorificNames(text)) add({ start, end, who: nameEnd(text.slice(start, end)) });
  const isInQuotes = quotedPlaces(text, open);
  if (!isQuoted)
    for (const { 0: word, 1: own, index } of text.matchAll(pronoun)) {
      const who = own === undefined ? spokenTo : speaker;
      if (who && !isInQuotes(index)) add({ start: index, end: index + word.length, who, isPronoun: true });
    }
  return found.sort((one, other) => one.start - other.start);
} // prettier-ignore
