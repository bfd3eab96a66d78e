/** What conditions on people and entities were taken for, below an answer: so that nobody takes the words for all that was asked. */
import type { EntityWidening, Widening } from '../../search/port.ts';
import { escapeLine } from '../frame/escape.ts';
import type { Asked } from './query-hints.ts';

/** Addresses that are named of one; the others are counted. */
const maxNamed = 5;

function listed(addresses: readonly string[]): string {
  const named = addresses.slice(0, maxNamed).map((address) => escapeLine(address));
  const more = addresses.length - named.length;
  return more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ');
}

function hintOf({ text, addresses, people, isUnread }: Widening): string {
  const typed = `"${escapeLine(text)}"`;
  if (isUnread)
    return `${typed} is looked for as words alone: the catalogue of this case is of an earlier version, and does not say whose address it is.`;
  if (people)
    return `${typed} is looked for as words alone: several are called so (${listed(people)}). Ask for an address, or see \`evidex identities\`.`;
  return `${typed} is also looked for by other addresses of the same person: ${listed(addresses)}. from.stated: (to.stated:, participant.stated: …) asks for the words alone; \`evidex identities\` shows what states it.`;
}

function entityHintOf({ text, names, dismissed }: EntityWidening): string {
  const typed = `"${escapeLine(text)}"`;
  const one =
    names.length === 0
      ? []
      : [`${typed} is also looked for as ${listed(names)}: people made them one entity.`];
  const not =
    dismissed === undefined
      ? []
      : [
          `${typed} was dismissed by ${escapeLine(dismissed.by)} on ${dismissed.at.slice(0, 10)}: ${escapeLine(dismissed.reason)}. Its documents are found all the same.`,
        ];
  return [...one, ...not].join(' ');
}

export const entityHints = async ({ query, index, scope }: Asked): Promise<string[]> =>
  ((await index.entityWidenings?.(query, scope)) ?? []).map(entityHintOf);

export const personHints = async ({ query, index, scope }: Asked): Promise<string[]> =>
  ((await index.widenings?.(query, scope)) ?? []).map(hintOf);
