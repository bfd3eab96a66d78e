/** Reads strings of a PDF that no page shows: captions of buttons, names of layers, descriptions of files, scripts of fields. */
import { decodeString, type Objects } from './hanging-files.ts';

/** Strings that are kept, and units of them; stops a document of nothing else from standing in memory twice. */
const maxStrings = 10_000;
const maxUnits = 1024 * 1024;

/** Caption (12.5.6.19), description of a file (7.11.3), script (12.6.4.17); their values may be of other kinds. */
const told =
  /\/(?:CA|RC|AC|Desc|JS)\s{0,4}(\((?:\\[^]|[^\\()]|\((?:\\[^]|[^\\()])*\))*\)|<[\da-fA-F\s]{2,200000}>)/g;
/** A layer's name stands before or behind its type (8.11.2). */
const layers =
  /\/Type\s{0,4}\/OCG\b[^>]{0,200}?\/Name\s{0,4}(\((?:\\[^]|[^\\)]){0,2000}\)|<[\da-fA-F\s]{2,4000}>)|\/Name\s{0,4}(\((?:\\[^]|[^\\)]){0,2000}\)|<[\da-fA-F\s]{2,4000}>)[^>]{0,200}?\/Type\s{0,4}\/OCG\b/g;

/** Rich contents are written in tags (12.7.4.4). */
const readable = (text: string): string =>
  (text.trimStart().startsWith('<') ? text.slice(0, maxUnits).replace(/<[^>]{0,2000}>/g, ' ') : text)
    .replaceAll('\0', '')
    .replace(/\s+/g, ' ')
    .trim()
    .toWellFormed();

/** Each once, in the order of the file. */
export function readObjectStrings(objects: Objects): string[] {
  const strings = new Set<string>();
  if (objects.isEncrypted) return [];
  let units = 0;
  for (const text of [objects.text, ...objects.objectStreams()])
    for (const pattern of [told, layers])
      for (const match of text.matchAll(pattern)) {
        const said = readable(decodeString(match[1] ?? match[2] ?? '()'));
        if (!/[\p{L}\p{N}]{2}/u.test(said)) continue;
        units += said.length;
        if (strings.size >= maxStrings || units > maxUnits) return [...strings];
        strings.add(said);
      }
  return [...strings];
}
