/** Undoes the quoted-printable of a property, which vCalendar 1.0 and vCard 2.1 have, in the charset that it states. */
import { decodeBytes } from '../charset/charset.ts';
import { decodeQuotedPrintable } from '../mail/transfer-decoding.ts';
import { parameterOf, type Property } from './content-line.ts';

/** The property with its value as text; `charset` is that of the file, where the property states none. */
export function decodeQuoted(property: Property, charset: string | undefined): Property {
  if (parameterOf(property, 'ENCODING')?.toUpperCase() !== 'QUOTED-PRINTABLE') return property;
  const bytes = Buffer.concat([...decodeQuotedPrintable([Buffer.from(property.value)])]);
  return { ...property, value: decodeBytes(bytes, parameterOf(property, 'CHARSET') ?? charset) };
}
