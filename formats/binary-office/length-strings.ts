/** Finds the strings of a record of Excel 97 to 2003 whose fields are not known one by one ([MS-XLS] 2.5.240, 2.5.293). */

/** Fewer signs come about by chance. */
const minSigns = 3;

/** A sign that no text has: a control, half of a pair, of no or private use. */
const isNoSign = (unit: number): boolean =>
  unit < 0x20 || (unit >= 0x7f && unit < 0xa0) || (unit >= 0xd800 && unit < 0xf900) || unit >= 0xfff0;

/** For each byte where the next one that no text has begins, read in characters of `width` bytes; made once, so that no byte is looked at from many places. */
function endsOfSigns(data: Buffer, width: 1 | 2): Uint32Array {
  const ends = new Uint32Array(data.length + width);
  ends.fill(data.length, Math.max(0, data.length - width + 1));
  for (let at = data.length - width; at >= 0; at -= 1) {
    const unit = width === 1 ? (data[at] ?? 0) : data.readUInt16LE(at);
    ends[at] = isNoSign(unit) ? at : (ends[at + width] ?? at);
  }
  return ends;
}

/** Strings in their order: a length of one or two bytes, one that says how wide their characters are, and so many signs. */
export function lengthStrings(data: Buffer): string[] {
  const found: string[] = [];
  const [narrow, wide] = [endsOfSigns(data, 1), endsOfSigns(data, 2)];
  const endOf = (at: number, units: number, isWide: boolean): number | undefined => {
    const end = at + units * (isWide ? 2 : 1);
    const signs = (isWide ? wide : narrow)[at] ?? 0;
    return units >= minSigns && end <= data.length && signs >= end ? end : undefined;
  };
  for (let at = 1; at < data.length;) {
    const flags = data[at] ?? 0;
    const isWide = flags === 1;
    const end =
      flags > 1
        ? undefined
        : ((at >= 2 ? endOf(at + 1, data.readUInt16LE(at - 2), isWide) : undefined) ??
          endOf(at + 1, data[at - 1] ?? 0, isWide));
    if (end !== undefined)
      found.push(data.toString(isWide ? 'utf16le' : 'latin1', at + 1, end).toWellFormed());
    at = end ?? at + 1;
  }
  return found;
}
