/** Shows the value of an OpenDocument cell where it has no text of its own (ODF 1.3 part 3, 19.379 and further). */
import { attribute, type Attributes } from './xml.ts';

/** `PT10H30M00S` as the clock shows it. */
const showDuration = (value: string): string => {
  const parts = /^PT(\d{1,9})H(\d{1,2})M(\d{1,2})(?:[.,]\d{1,12})?S$/.exec(value);
  return parts
    ? parts
        .slice(1)
        .map((part) => part.padStart(2, '0'))
        .join(':')
    : value;
};

/** '' where the cell has no value. Dates stand as they are stated, which is ISO 8601. */
export function showOdfValue(attributes: Attributes): string {
  const date = attribute(attributes, 'date-value');
  const boolean = attribute(attributes, 'boolean-value');
  const time = attribute(attributes, 'time-value');
  if (date !== undefined) return date.replace(/T00:00:00(?:\.0+)?$/, '').replace('T', ' ');
  if (boolean !== undefined) return boolean.toUpperCase();
  if (time !== undefined) return showDuration(time);
  return attribute(attributes, 'string-value') ?? attribute(attributes, 'value') ?? '';
}
