/** Tells names that programs give by themselves (`Picture 1`, `_Toc123`, `heading 2`) from words that a person chose. */

/** Words of the names that Word, Excel, PowerPoint, LibreOffice and Google give to styles, shapes, bookmarks and tables. */
const vocabulary = new Set(
  `a accent acronym add address and annotation arc area arrow at author authorities autoshape axis
background bad balloon band bibliography bild blank block body bookmark bottom box brace bracket bubble
bullet button by calculation canvas caption cell centered chapter char character chart check chevron circle
cite classic click closing code col color colorful colour column columns comma comment comparison connector
contemporary content contents continue control copy cube currency curve curved cylinder dark data date
decagon default definition diagram diamond document donut down drop e edit elbow elegant ellipse emphasis
endnote entry envelope explanatory false fifth filter first flowchart followed followedhyperlink font
footer footnote form fourth frame freeform full gallery general goback good google graphic graphics grid
group halftone handout header heading headings hidden hlk hlt html hyperlink icon image indent index ink
input intense italic keyboard label layout left level levels light line linked list macro magnetic mail map
master medium mention message mon multi name neutral no none normal note notes number object octagon of
office only outline output oval page paragraph parallelogram percent photo picture pie placeholder plain
plus preformatted presentation professional quote rectangle ref reference references return right roman
rounded row rows salutation sample second section separator shading shape shapes sheet signature simple
slicer slide smart smartart spacing spinner standard star straight strong style styles subject subtitle
subtle table tables text textbox the theme third thisworkbook timeline title to toa toc total trapezoid
triangle true two type typewriter unresolved untitled using variable vertical video view warning wave web
with word wordpictureicon wordpicturewatermark workbook`.split(/\s+/),
);

const guid = /^\{?[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\}?$/i;
/** A value that is one long number, which may be an account or a telephone. */
const longNumber = /\d{5}/;
/** Values are looked at so far; longer ones are nobody's default. */
const maxLookedUnits = 400;

/** Whether the value holds a word, or a long number, that no program puts there by itself. */
export function hasOwnWords(value: string): boolean {
  if (value.length > maxLookedUnits) return true;
  if (guid.test(value)) return false;
  const words = value.match(/\p{L}+/gu);
  if (words === null) return longNumber.test(value);
  for (const word of words)
    if ((word.length > 1 || /\p{Lo}/u.test(word)) && !vocabulary.has(word.toLowerCase())) return true;
  return false;
}

/** Addresses of vocabularies that standards and programs have: what is none may name whose vocabulary it is. */
const publicNamespace =
  /^(?:https?:\/\/(?:schemas?\.|www\.w3\.org\/|purl\.|ns\.adobe\.com\/|docs\.oasis-open\.org\/|openoffice\.org\/|www\.opengis\.net\/|www\.topografix\.com\/|www\.google\.com\/kml\/|www\.sitemaps\.org\/|search\.yahoo\.com\/mrss|www\.inkscape\.org\/|sodipodi\.|creativecommons\.org\/)|urn:(?:schemas-microsoft-com|oasis|iso|ietf|mpeg|un|uuid|oid|hl7-org)\b)/i;

/** Whether the address of a namespace is one of nobody's own. */
export const isPublicNamespace = (address: string): boolean => publicNamespace.test(address);

/**
 * Whether the code of a field says more than its name, its switches and how a value is written (ECMA-376 part 1, 17.16.5;
 * RTF has the same). Quoted strings count only where `withQuoted` says so.
 */
export const saysMore = (code: string, withQuoted: boolean): boolean =>
  hasOwnWords(
    code
      .replace(/\\[*@#]\s{0,9}(?:"[^"]{0,200}"|[^\s"]{1,200})/g, ' ')
      .replace(withQuoted ? /^$/ : /"[^"]{1,4000}"/g, ' ')
      .replace(/^\s{0,100}[A-Z]{1,20}\b/i, ' ')
      .replace(/\\[a-z!]/gi, ' '),
  );
