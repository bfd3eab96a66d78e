/** Writes what an item holds beside its bodies: the fields of its kind as labelled lines, their times as events. */
import { type Mailbox, maxFurtherAddresses } from '../../schemas/metadata.ts';
import type { Time } from '../../schemas/time.ts';
import type { Sink } from '../contract.ts';
import { linesNotShown } from '../mail/lines-not-shown.ts';
import { maxValueUnits } from '../value-limits.ts';
import { fieldsOf, type ItemField } from './item-fields.ts';
import { readOneOff } from './one-off-entry.ts';
import type { Property, PropertyBag } from './property-bag.ts';
import { ids, sets } from './property-ids.ts';
import { type PropertyValues, shownTime, splitValues, timeOf, types } from './property-values.ts';

const maxEventUnits = 200;
/** Named properties whose words are looked for: stops an item of a million of them. */
const maxNamed = 5_000;

const find = (bag: PropertyBag, { at }: ItemField): Property | undefined =>
  typeof at === 'number' ? bag.get(at) : bag.named(at[0], at[1]);

/** Members of a list: those that are entries of an address book have their names beside them, as do the others. */
function membersOf(values: PropertyValues): string[] {
  const property = values.bag.named(sets.address, 0x8054);
  if (property?.type !== types.many + types.binary) return [];
  return splitValues(property).flatMap((bytes) => readOneOff(bytes, values.charset) ?? []);
}

/** [MS-OXOCNTC] 2.2.1.2: an address of each of three sets, and how it was shown, which of Exchange's is that of the internet. */
const addressIds = [0x8083, 0x8084, 0x8093, 0x8094, 0x80a3, 0x80a4];

/** What a contact states of whom it is of, where that is more than one address. */
function contactOf(values: PropertyValues): Mailbox | undefined {
  const stated = addressIds
    .map((id) => values.textOf(values.bag.named(sets.address, id)).trim().slice(0, maxValueUnits))
    .filter((text) => /^(?:[^\s@]+@[^\s@]+|\/o=.+)$/iu.test(text));
  const [address, ...also] = new Set(stated);
  if (address === undefined || also.length === 0) return undefined;
  const name = values.text(ids.displayName).slice(0, maxValueUnits);
  return { ...(name !== '' && { name }), address, also: also.slice(0, maxFurtherAddresses) };
}

/** Pushes lines and events; gives what was said. */
export function pushFields(values: PropertyValues, sink: Sink): string {
  const messageClass = values.text(ids.messageClass);
  const contact = /^ipm\.contact\b/iu.test(messageClass) ? contactOf(values) : undefined;
  if (contact) sink.metadata({ cards: [contact] });
  const message = values.text(ids.subject).slice(0, maxEventUnits);
  const lines: string[] = [];
  const events: { time: Time; kind: string }[] = [];
  for (const field of fieldsOf(messageClass)) {
    const property = find(values.bag, field);
    const time = timeOf(property);
    const text = time ? shownTime(time) : values.textOf(property).trim();
    if (text !== '') lines.push(`${field.label}: ${text.slice(0, maxValueUnits)}`);
    if (time && field.event !== undefined) events.push({ time, kind: field.event });
  }
  const end = events.find(({ kind }) => kind === 'ends')?.time;
  for (const event of events)
    sink.event({ ...event, message, ...(event.kind === 'starts' && end && { until: end }) });
  for (const member of membersOf(values)) lines.push(`Member: ${member.slice(0, maxValueUnits)}`);
  if (lines.length === 0) return '';
  sink.anchor({ part: 'fields' });
  const text = `${lines.join('\n')}\n`;
  sink.text(text);
  return text;
}

const isText = (type: number): boolean =>
  (type & ~types.many) === types.unicode || (type & ~types.many) === types.string8;

/** Words of named properties that nothing else said: fields that a person added, headers that a gateway kept. */
export function pushUnsaid(values: PropertyValues, said: string, sink: Sink): void {
  const lines: string[] = [];
  let count = 0;
  for (const id of values.bag.ids()) {
    if (id < 0x8000) continue;
    const property = values.bag.get(id);
    if (!property || !isText(property.type)) continue;
    if (++count > maxNamed) break;
    const key = values.bag.nameOf(id)?.key;
    // Ids of entries stand in some of them, with characters that no text has.
    const text = values
      .textOf(property)
      .slice(0, maxValueUnits)
      .replaceAll(/\p{Cc}/gu, ' ')
      .trim();
    if (text !== '') lines.push(typeof key === 'string' ? `${key}: ${text}` : text);
  }
  const more = linesNotShown(lines.join('\n'), said);
  if (more.trim() === '') return;
  sink.anchor({ part: 'named properties' }, 'hidden');
  sink.text(`${more}\n`, 'hidden');
}
