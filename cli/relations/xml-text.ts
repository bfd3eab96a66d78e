/** Text as XML 1.0 holds it, in an element or an attribute. */

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\t': '&#9;', '\n': '&#10;', '\r': '&#13;' }; // prettier-ignore

/** There are no other controls, no halves of a pair and no U+FFFE and U+FFFF in XML 1.0 (section 2.2), escaped or not. */
export const xmlText = (text: string): string =>
  text.toWellFormed().replaceAll(/[&<>"\p{Cc}\ufffe\uffff]/gu, (sign) => entities[sign] ?? '\ufffd');
