/** Reads strings of a PDF that no page shows: captions of buttons, names of layers, descriptions of files, scripts of fields. */
import { decodeString, type Objects } from './hanging-files.ts';

/** Strings that are kept, and units of them; stops a document of nothing else from standing in memory twice. */
const maxStrings = 10_000;
const maxUnits = 1024 * 1024;

/**
 * Caption (12.5.6.19), description of a file (7.11.3), script (12.6.4.17), what stands for a picture or an abbreviation
 * (14.9.3, 14.9.5), default of a field (12.7.4.1), subject of a comment (12.5.6.2), prefix of page numbers (12.4.2), what
 * a signature says (12.8.1), where a form is sent to (7.11.5); their values may be of other kinds.
 */
const told =
  /\/(?:FS\s{0,4}\/URL\s{0,4}\/F|CA|RC|AC|Desc|JS|Alt|E|DV|Subj|P|Name|Reason|Location|ContactInfo)\s{0,4}(\((?:\\[^]|[^\\()]|\((?:\\[^]|[^\\()])*\))*\)|<[\da-fA-F\s]{2,200000}>)/g;
/** What a field holds (12.7.4.1): it may stand on no page. */
const fieldValue = /\/V\s{0,4}(\((?:\\[^]|[^\\()]|\((?:\\[^]|[^\\()])*\))*\)|<[\da-fA-F\s]{2,200000}>)/g;
/** A layer's name stands before or behind its type (8.11.2). */
const layers =
  /\/Type\s{0,4}\/OCG\b[^>]{0,200}?\/Name\s{0,4}(\((?:\\[^]|[^\\)]){0,2000}\)|<[\da-fA-F\s]{2,4000}>)|\/Name\s{0,4}(\((?:\\[^]|[^\\)]){0,2000}\)|<[\da-fA-F\s]{2,4000}>)[^>]{0,200}?\/Type\s{0,4}\/OCG\b/g;

const string = String.raw`(\((?:\\[^]|[^\\)]){0,2000}\)|<[\da-fA-F\s]{2,4000}>)`;
const element = String.raw`\/(?:Type\s{0,4}\/StructElem|S\s{0,4}\/(?:Document|Part|Art|Sect|Div|H[1-6]?|P|L|LI|Table|Figure|Formula|Form|Note|Span|Link))\b`;
/** The title of a structure element (14.7.2), before or behind what says that it is one. */
const titles = new RegExp(
  String.raw`${element}[^>]{0,300}?\/T\s{0,4}${string}|\/T\s{0,4}${string}[^>]{0,300}?${element}`,
  'g',
);

/** A string under any key. */
const keyed = /\/([A-Za-z][\w.:-]{0,60})\s{0,4}(\((?:\\[^]|[^\\()]){1,4000}\))/g;
/** Keys of the format whose strings are read elsewhere, or are dates, ids, codes and names of fonts. */
const usualKeys =
  /^(?:Creator|Producer|CreationDate|ModDate|LastModified|Trapped|Contents|RC|T|TU|TM|V|DV|DA|DS|NM|M|S|F|UF|UR|URI|URLS|D|Dest|Lang|Registry|Ordering|FontFamily|CharSet|ID|O|U|OE|UE|Perms|Opt|CA|AC|Desc|JS|Name|Reason|Location|ContactInfo|Cert|Info|OutputCondition|OutputConditionIdentifier|RegistryName|Alt|ActualText|E|P|Label|Version|Base|Prefix|Subj|OCGs|Ch|Cmd|Panose|CheckSum|Marked|PTEX\.\w+|SourceModified|Company|AAPL:\w+|GTS_\w+)$/;

/** What is said of the document already: its metadata as JSON, titles of its outline in one line each. */
export interface Known {
  readonly metadata: string;
  readonly titles: ReadonlySet<string>;
}

/** Lists of authors and keywords are taken apart in the metadata. */
const isKnown = (said: string, { titles, metadata }: Known): boolean =>
  titles.has(said) ||
  said.split(/[;,]/).every((part) => metadata.includes(JSON.stringify(part.trim()).slice(1, -1)));

/** What a writer put under a key of his own; titles and authors of threads of articles (12.4.3). */
function* readKeyed(text: string, known: Known): Generator<string> {
  for (const [, key = '', string = ''] of text.matchAll(keyed)) {
    const said = usualKeys.test(key) ? '' : readable(decodeString(string));
    if (said !== '' && !isKnown(said, known)) yield `${key}: ${said}`;
  }
}

/** Of fields that stand on no page; what they held before is read with the earlier states of the document. */
function* readValues(objects: Objects, onPages: ReadonlySet<string>): Generator<string> {
  for (const text of objects.current())
    for (const [, string = ''] of text.matchAll(fieldValue)) {
      const value = decodeString(string);
      if (!onPages.has(value)) yield readable(value);
    }
}

function* readAll(objects: Objects, known: Known, onPages: ReadonlySet<string>): Generator<string> {
  for (const text of [objects.text, ...objects.objectStreams()]) yield* readTold(text, known);
  yield* readValues(objects, onPages);
}

function* readTold(text: string, known: Known): Generator<string> {
  for (const pattern of [told, layers, titles])
    for (const match of text.matchAll(pattern)) yield readable(decodeString(match[1] ?? match[2] ?? '()'));
  yield* readKeyed(text, known);
}

/** Rich contents are written in tags (12.7.4.4). */
const readable = (text: string): string =>
  (text.trimStart().startsWith('<') ? text.slice(0, maxUnits).replace(/<[^>]{0,2000}>/g, ' ') : text)
    .replaceAll('\0', '')
    .replace(/\s+/g, ' ')
    .trim()
    .toWellFormed();

/** Lines of what no page shows, and whether some were left out. */
export interface Remarks {
  readonly lines: readonly string[];
  readonly isCut: boolean;
}

/** Each once, in the order of the file. `known`: what is said of the document already; `onPages`: values of its fields. */
export function readObjectStrings(objects: Objects, known: Known, onPages: ReadonlySet<string>): Remarks {
  const strings = new Set<string>();
  if (objects.isEncrypted) return { lines: [], isCut: false };
  let units = 0;
  for (const said of readAll(objects, known, onPages)) {
    if (!/[\p{L}\p{N}]{2}/u.test(said) || strings.has(said)) continue;
    units += said.length;
    if (strings.size >= maxStrings || units > maxUnits) return { lines: [...strings], isCut: true };
    strings.add(said);
  }
  return { lines: [...strings], isCut: false };
}
