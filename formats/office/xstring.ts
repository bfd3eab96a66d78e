/** Decodes the characters that SpreadsheetML writes as `_xHHHH_` (ECMA-376 part 1, 22.9.2.19, ST_Xstring). */

/** `_x005F_` is the underscore that keeps what follows from being read so. */
export const decodeXstring = (text: string): string =>
  text.includes('_x')
    ? text
        .replace(/_x([0-9A-Fa-f]{4})_/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
        .replace(/\r\n?/g, '\n')
        // A character of XML's forbidden ones is no text.
        .replace(/[^\P{Cc}\t\n]/gu, ' ')
        .toWellFormed()
    : text;
