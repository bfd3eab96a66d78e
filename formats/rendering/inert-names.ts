/** What of HTML an inert page may have: elements, attributes and styles that show something and can do nothing else. */

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Elements that stay. `html`, `head` and `body` are the page's own; all others are left out, and what they hold stays. */
export const kept = words(
  'abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn dir div ' +
    'dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i ins kbd li main mark nav ol p pre q rp rt ruby s ' +
    'samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr',
);

export const empty = words('br col hr wbr');

/** Elements of which nothing stays: what they hold is a program, another language, or text for those who show none of it. */
export const dropped = words(
  'script style template svg math object embed applet iframe frame frameset noframes noembed title head textarea select ' +
    'option xmp plaintext audio video canvas map datalist portal fencedframe marquee',
);
// `head` has `title` and `style` in it alone; a body that was written into it is not lost by that.
export const transparent = words('head frameset noframes noembed');

const number = /^[+-]?\d{1,4}(?:\.\d{1,3})?%?$/;
const word = /^[a-z-]{1,20}$/i;
const colour = /^(?:#[\da-f]{3,8}|[a-z]{3,30}|[\da-f]{6})$/i;

/** By attribute, what its value has to be. */
const attributes: ReadonlyMap<string, RegExp> = new Map([
  ['align', word],
  ['valign', word],
  ['bgcolor', colour],
  ['color', colour],
  ['width', number],
  ['height', number],
  ['colspan', number],
  ['rowspan', number],
  ['cellpadding', number],
  ['cellspacing', number],
  ['border', number],
  ['size', number],
  ['start', number],
  ['value', number],
  ['dir', /^(?:ltr|rtl|auto)$/i],
  ['lang', /^[a-z\d-]{1,35}$/i],
  ['type', /^[1aAiI]$|^(?:disc|circle|square)$/],
  ['face', /^[\w\s,-]{1,100}$/],
]);

const properties = new RegExp(
  `^(?:${[
    'background-color|color|direction|display|float|clear|letter-spacing|line-height|list-style-type|opacity|overflow-wrap',
    'font|font-(?:family|size|style|variant|weight)|text-(?:align|decoration|indent|transform)|vertical-align|white-space',
    'word-(?:break|spacing|wrap)|(?:max-|min-)?(?:width|height)|border-(?:collapse|spacing)|table-layout|unicode-bidi|visibility',
    String.raw`(?:margin|padding)(?:-(?:top|right|bottom|left))?`,
    String.raw`border(?:-(?:top|right|bottom|left))?(?:-(?:color|style|width))?|border-radius`,
  ].join('|')})$`,
);
/** No bracket but of a colour, no sign that escapes, quotes or begins something else. */
const plainValue = /^[\w\s#.,%!+-]{1,200}$/;
const colourFunction = /\b(?:rgb|hsl)a?\([\d\s.,%/]{1,60}\)/gi;
/** Units of a style that are looked at. */
const maxStyleUnits = 4000;

/** The declarations that may stay, as one style; '' where none may. */
export function inertStyle(style: string): string {
  return style
    .slice(0, maxStyleUnits)
    .split(';')
    .flatMap((declaration) => {
      const colon = declaration.indexOf(':');
      const name = declaration.slice(0, Math.max(0, colon)).trim().toLowerCase();
      const value = declaration
        .slice(colon + 1)
        .replaceAll(/["']/g, '')
        .trim();
      const isPlain = plainValue.test(value.replaceAll(colourFunction, 'colour'));
      return properties.test(name) && isPlain ? [`${name}:${value}`] : [];
    })
    .join(';');
}

/** The attributes of a kept element that may stay, as markup. */
export function inertAttributes(given: Readonly<Record<string, string>>): string {
  const found: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (attributes.get(name)?.test(value.trim())) found.push(` ${name}="${value.trim()}"`);
    else if (name === 'style') {
      const style = inertStyle(value);
      if (style !== '') found.push(` style="${style}"`);
    }
  }
  return found.join('');
}
