/** Extends the name of a company over the legal form that follows it. */

const form =
  '(?:Limited|LIMITED|Ltd|LTD|Incorporated|Inc|INC|LLC|L\\.L\\.C|LLP|LP|plc|PLC|Plc|Corporation|Corp|CORP|Company|Co|GmbH|mbH|AG|SE|KG|OHG|e\\.V|SAS|SARL|S\\.A\\.S|S\\.A|SA|SL|S\\.L|Lda|Ltda|LTDA|BV|B\\.V|NV|N\\.V|AB|AS|A/S|Oy|Oyj|ApS|SpA|S\\.p\\.A|S\\.r\\.l|Srl|SRL|Sp\\. z o\\.o|Kft|Zrt|s\\.r\\.o|a\\.s|Pty|Pte|Pvt|Private|CIC|K\\.K|OOO)';
/** Words that stand between a name and its legal form. */
const between =
  '(?:UK|U\\.K\\.|\\(UK\\)|US|USA|\\(USA\\)|EU|EMEA|APAC|Ireland|India|\\(India\\)|Europe|International|Global|Worldwide|Group|Holding|Holdings|Services|Solutions|Technologies|Technology|Systems|Software|Media|Digital|Data|Marketing|Analytics|Information|Research|Consulting|Communications|Deutschland|Germany|France|España|Italia|Brasil|Canada|Australia|Nederland|Polska|Northern|British|American|European)';
const pattern = new RegExp(
  `(?:[ \\u00a0]${between}){0,3},?[ \\u00a0]\\n?(?:${form}\\.?[ \\u00a0]){0,1}${form}(?![\\p{L}\\p{N}])\\.?`,
  'uy',
);

/** Units behind a name in which a legal form is looked for. */
const reachUnits = 80;

/** End of the name that ends at `end` with its legal form, or `end` itself where none follows. */
export function endWithLegalForm(text: string, end: number): number {
  const next = text.charCodeAt(end);
  if (next !== 0x20 && next !== 0x2c && next !== 0xa0) return end;
  const ahead = text.slice(end, end + reachUnits);
  pattern.lastIndex = 0;
  const found = pattern.exec(ahead);
  if (found === null) return end;
  let stop = end + found[0].length;
  // The dot of `Ltd.` belongs to it inside a sentence; at its end it is the full stop.
  if (text.charCodeAt(stop - 1) === 0x2e) {
    const rest = text.slice(stop, stop + 3);
    if (!/^(?:[,;:)]|\s?[a-z(])/.test(rest)) stop -= 1;
  }
  return stop;
}
