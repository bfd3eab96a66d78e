/**
 * Finds places on the globe as pairs of latitude and longitude: with degrees and hemispheres, or as decimal numbers of
 * four places or more beside a word, a link or a field that says so. Two decimal numbers alone are measurements.
 */
import type { PersonalDatum } from '../../schemas/mention.ts';
import { hasCueBefore, hasCueBehind } from './cues.ts';

const cue =
  /(?<![\p{L}\p{M}])(?:lat|lng|lon|long|latitude|longitude|breite|breitengrad|latitud|gps|geo\p{L}{0,10}|coord\p{L}*|koordinat\p{L}*|coördinat\p{L}*|координат\p{L}*|निर्देशांक|अक्षांश|maps?|karte|mapa|carte|pins?|pinned|waypoints?|locations?|position|standort|ubicación|localização|posizione|located|lived?|lives|satellite|dropped|drop|track|ll|q|sll|cell|tower|mast|antenna|photo|exif|loc|center|centre|point|parked|seen at|meet)(?![\p{L}\p{M}])|@$|geo:$/iu;
const notCue =
  /(?<![\p{L}\p{M}])(?:loss(?:es)?|weights?|prices?|rates?|ratios?|scores?|mean|std|vector|epochs?|version|correlation|accuracy|precision|recall|p-?values?|bid|ask|usd|eur|coefficients?|error|alpha|beta|probabilit\p{L}*)(?![\p{L}\p{M}])/iu;

const decimal = '\\d{1,3}[.]\\d{3,15}';
const sign = '[-+\\u2212]?';
const label = `(?:lon|lng|long|longitude|longitud|länge|longueur|längengrad)`;
/** What stands between the two numbers. */
const between = `(?:["']?[ \\t]*[,;/|&]?[ \\t\\r\\n]{0,4}["']?(?:${label})?["']?[ \\t]*[:=]?[ \\t"']*)`;
const pair = new RegExp(
  `(?<lat>${decimal})(?:[ \\t]?°)?(?:[ \\t]?(?<ns>[NS])(?![\\p{L}]))?${between}(?:(?<ewBefore>[EWO])[ \\t]?)?(?<sign>${sign})(?<lon>${decimal})(?:[ \\t]?°)?(?:[ \\t]?(?<ew>[EWO])(?![\\p{L}]))?(?![\\d%]|\\.\\d|,-?\\d{1,6}\\.\\d)`,
  'iuy',
);

/** Degrees with minutes, and mostly seconds. */
const angle = `\\d{1,3}[ \\t]?°[ \\t]?\\d{1,2}(?:[.,]\\d{1,6})?[ \\t]?['′’´](?:[ \\t]?\\d{1,2}(?:[.,]\\d{1,6})?[ \\t]?(?:["″”]|''|’’))?`;
const joined = '[ \\t]*[,;/]?[ \\t\\r\\n]{0,3}';
/** With the letters of the hemispheres behind (`51°30′26″N 0°7′39″W`) or before them; these begin before the digits. */
const angles = new RegExp(
  `${angle}[ \\t]?[NS]${joined}${angle}[ \\t]?[EWO](?!\\p{L})|(?<=[NS][ \\t]?)${angle}${joined}[EWO][ \\t]?${angle}`,
  'iuy',
);

/** Digits of a fraction of degrees: fewer tell no street, and are what prices and measurements have. */
const leastPlaces = 4;

const places = (number: string): number => number.length - number.indexOf('.') - 1;

/** The pair whose first number's digits begin at `start`. */
export function coordinatesAt(text: string, start: number): PersonalDatum | undefined {
  angles.lastIndex = start;
  const written = angles.exec(text);
  if (written !== null) return { start, end: start + written[0].length, kind: 'coordinates' };
  pair.lastIndex = start;
  const found = pair.exec(text);
  if (found === null) return undefined;
  const groups = found.groups ?? {};
  const { lat = '', lon = '', ns, ew, ewBefore } = groups;
  // The same number twice is a list of one column.
  if (Number(lat) > 90 || Number(lon) > 180 || lat === lon) return undefined;
  const end = start + found[0].length;
  const first = firstUnit(text, start);
  if (first < 0) return undefined;
  const isHemispheric =
    (ns !== undefined || /[NS][ \t]?$/u.test(text.slice(Math.max(0, start - 2), start))) &&
    (ew !== undefined || ewBefore !== undefined);
  const isGiven =
    isHemispheric ||
    (places(lat) >= leastPlaces && places(lon) >= leastPlaces && isCued(text, first, end, found[0]));
  return isGiven ? { start: first, end, kind: 'coordinates' } : undefined;
}

/** Where the number with its sign begins, or -1 where it goes on to the left. */
function firstUnit(text: string, start: number): number {
  const before = text.charAt(start - 1);
  const at = /[-+\u2212]/u.test(before) ? start - 1 : start;
  return /[\p{L}\p{N}_.]/u.test(text.charAt(at - 1)) && !/[NS]/u.test(text.charAt(at - 1)) ? -1 : at;
}

function isCued(text: string, start: number, end: number, found: string): boolean {
  if (new RegExp(label, 'iu').test(found)) return true;
  if (hasCueBefore(text, start, notCue) || hasCueBehind(text, end, notCue)) return false;
  return hasCueBefore(text, start, cue) || hasCueBehind(text, end, cue);
}

/** Fields of location histories that hold degrees in units of ten millionths, as whole numbers. */
export const scaledLabels = ['latitudeE7', 'latE7', 'latitude_e7', 'lat_e7'];
const scaled =
  /[a-z_]{3,9}e7["']?[ \t]*[:=,]?[ \t"']*(?<lat>-?\d{5,10})(?!\d)[\s,"']{0,24}(?:lng|lon|longitude)_?e7["']?[ \t]*[:=,]?[ \t"']*(?<lon>-?\d{4,10})(?!\d)/iuy;

/** The pair whose first label begins at `start`. */
export function findScaled(text: string, start: number, _end: number, out: PersonalDatum[]): void {
  scaled.lastIndex = start;
  const found = scaled.exec(text);
  const { lat = '', lon = '' } = found?.groups ?? {};
  if (found === null || Math.abs(Number(lat)) > 90e7 || Math.abs(Number(lon)) > 180e7) return;
  const first = start + found[0].indexOf(lat);
  out.push({ start: first, end: start + found[0].length, kind: 'coordinates' });
}
