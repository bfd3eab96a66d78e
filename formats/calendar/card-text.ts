/** Writes a contact of a vCard as a block of lines: who it is, then all that is said of them, nothing left out. */
import { type Property, splitComponents, unescapeText } from './content-line.ts';
import type { Component } from './component-reader.ts';
import { parameterNotes } from './parameter-notes.ts';

/** In reading order. What is not here follows by its own name. */
const known: readonly (readonly [string, string])[] = [
  ['N', 'Name'],
  ['NICKNAME', 'Nickname'],
  ['ORG', 'Organization'],
  ['TITLE', 'Title'],
  ['ROLE', 'Role'],
  ['TEL', 'Telephone'],
  ['EMAIL', 'E-mail'],
  ['IMPP', 'Messenger'],
  ['ADR', 'Address'],
  ['LABEL', 'Address label'],
  ['URL', 'URL'],
  ['BDAY', 'Born'],
  ['ANNIVERSARY', 'Anniversary'],
  ['RELATED', 'Related'],
  ['NOTE', 'Note'],
  ['CATEGORIES', 'Categories'],
  ['GEO', 'Place'],
  ['REV', 'Changed'],
  ['UID', 'UID'],
];
const labels = new Map(known);
const places = new Map(known.map(([name], place) => [name, place]));

/** Their values are parts with semicolons between them: of a name, an address, an organization (RFC 6350, 6.2.2). */
const structured = new Set(['N', 'ADR', 'ORG', 'GENDER']);
const maxStructuredUnits = 65_536;
/** `ITEM1.TEL` is the TEL of a group. */
export const nameOf = ({ name }: Property): string => name.slice(name.lastIndexOf('.') + 1);

/** What a parameter says of a number or an address: home, work, cell; in vCard 2.1 without its name. */
function kindOf({ parameters }: Property): string {
  const kinds = [...parameters].flatMap(([key, values]) => {
    if (key === 'TYPE') return values.flatMap((value) => value.split(','));
    return values.length === 1 && values[0] === key && key !== 'ENCODING' ? [key] : [];
  });
  return kinds.length > 0 ? ` (${kinds.join(', ').toLowerCase()})` : '';
}

export function valueOf(property: Property): string {
  const name = nameOf(property);
  // A value of millions of parts is an attack: it stays as it is written.
  const isSplit = structured.has(name) && property.value.length <= maxStructuredUnits;
  const parts = isSplit ? splitComponents(property.value) : [property.value];
  return parts
    .map((part) => unescapeText(part).trim())
    .filter((part) => part !== '')
    .join(', ');
}

/** The name that is shown, else the one in parts, else the organization. */
export function titleOf(card: Component): string {
  for (const wanted of ['FN', 'N', 'ORG', 'EMAIL']) {
    const property = card.properties.find((each) => nameOf(each) === wanted && each.value.trim() !== '');
    if (property) return valueOf(property);
  }
  return '';
}

function* writeLines(card: Component): Generator<string> {
  const title = titleOf(card);
  yield title === '' ? 'Contact' : `Contact: ${title}`;
  const placeOf = (property: Property): number => places.get(nameOf(property)) ?? known.length;
  let isTitleSeen: boolean = false;
  for (const property of card.properties.toSorted((a, b) => placeOf(a) - placeOf(b))) {
    const name = nameOf(property);
    const value = valueOf(property);
    const kind = kindOf(property);
    const notes = parameterNotes(property, `${value}${kind}`);
    const label = labels.get(name) ?? name;
    // A second shown name, of another language say, is no title.
    const isTitle: boolean = name === 'FN' && !isTitleSeen;
    isTitleSeen ||= isTitle;
    if (value !== '' && !isTitle && name !== 'VERSION')
      yield name === '' ? `${value}${notes}` : `${label}: ${value}${kind}${notes}`;
    else if (notes !== '') yield `${label}:${notes}`;
  }
  // The contact of an assistant lies within the other's (AGENT, in vCard 2.1 and 3.0).
  for (const part of card.parts) yield* writeLines(part);
}

/** The block of a contact, with an empty line behind it. */
export const writeCard = (card: Component): string => `${[...writeLines(card)].join('\n')}\n\n`;
