/** Names of HTML: which elements part what they stand between, and what the values of attributes are to a reader. */

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

export const blocks = words(
  `address article aside blockquote body br button-group caption center dd details dialog dir div dl dt fieldset
   figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend li listing main
   menu nav ol optgroup option p plaintext pre section select summary table tbody textarea tfoot thead title tr ul xmp
   desc text textpath`,
);
export const cells = words('td th');
export const spaced = words('button input label img object embed video audio svg math');
/** What the number of a note stands in, in the text and before the note. */
export const ofNotes = words('a sup');
/** What stands beside another of them was another version of it, or leads elsewhere: neighbours are not one word. */
export const apart = words('a del ins s strike');
/** How signs are read, sign by sign: in the text they would part the words that the signs make (HTML standard, 4.5.10). */
export const readings = words('rt rp rtc');
export const preformatted = words('pre textarea listing xmp plaintext');

/** Of HTML, then those of SVG and MathML that pages draw with. */
const elements = words(
  `a abbr acronym applet area audio b base basefont bdi bdo bgsound big blink body button canvas cite code col colgroup
   command content data datalist del dfn em embed figure font hgroup i iframe image img input ins isindex kbd keygen
   label link main map mark marquee math menuitem meta meter multicol nextid nobr noembed noframes noscript object
   output param picture portal progress q rb rp rt rtc ruby s samp script search shadow slot small source spacer span
   strike strong style sub sup svg template time track tt u var video wbr
   altglyph animate animatemotion animatetransform circle clippath defs ellipse filter flowroot foreignobject g line
   lineargradient marker mask metadata mpath path pattern polygon polyline radialgradient rect set stop switch symbol
   tref tspan use view
   annotation maction menclose merror mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom mroot mrow ms mspace
   msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover semantics`,
);

/**
 * Whether the name of a tag is no element's: `<ann@firm.example>` in a mail, say, where a browser shows nothing.
 * Names with a hyphen or colon are of vocabularies.
 */
export const isNoElement = (name: string): boolean =>
  !elements.has(name) && !blocks.has(name) && !cells.has(name) && !/^[a-z][a-z\d]*[:-][\w:.-]*$/.test(name);

/** Attributes whose values a reader may see, or that say where the page leads; a map without inherited keys. */
export const places: Readonly<Record<string, 'shown' | 'hidden' | 'target' | 'value'>> = Object.assign(
  Object.create(null) as Record<string, 'shown' | 'hidden' | 'target' | 'value'>,
  {
    alt: 'shown',
    placeholder: 'shown',
    value: 'value',
    title: 'hidden',
    'aria-label': 'hidden',
    label: 'shown',
    abbr: 'hidden',
    standby: 'hidden',
    summary: 'hidden',
    href: 'target',
    src: 'target',
    action: 'target',
    cite: 'target',
    background: 'target',
    longdesc: 'target',
    'data-src': 'target',
    data: 'target',
    poster: 'target',
    formaction: 'target',
    'xlink:href': 'target',
    ping: 'target',
    dynsrc: 'target',
    lowsrc: 'target',
    codebase: 'target',
  } as const,
);

/** Attributes that name, style or draw: thousands a page, and in none of them a person writes. */
export const naming = words(
  'class id for headers srcdoc allow sandbox accept d points transform viewbox style srcset imagesrcset',
);

/** Attributes of the standards that choose among words which it names: a single word says nothing, several do. */
export const choosing = words(
  `name type lang dir align valign bgcolor color size sizes face border cellpadding cellspacing cellpadding colspan rowspan
   width height hspace vspace target method enctype charset content property itemprop itemtype itemscope itemid itemref
   http-equiv media role tabindex rows cols wrap maxlength minlength min max step pattern start span scope shape coords
   link vlink alink text bordercolor frameborder marginwidth marginheight topmargin leftmargin rightmargin bottommargin
   scrolling noshade nowrap language defer async crossorigin integrity referrerpolicy loading decoding fetchpriority
   autocomplete autocorrect autocapitalize spellcheck translate contenteditable draggable hreflang rev profile version
   xmlns xml:lang xml:space vocab typeof prefix resource about datatype usemap ismap clear char charoff frame rules
   compact open hidden disabled checked selected readonly required multiple autofocus autoplay controls loop muted
   preload playsinline allowfullscreen kind srclang default high low optimum form formmethod formtarget formnovalidate
   novalidate accesskey accept-charset as blocking nonce inert popover slot is list unselectable valuetype classid codetype
   archive code object declare aria-hidden aria-expanded aria-controls aria-labelledby aria-describedby aria-haspopup
   aria-live aria-atomic aria-selected aria-checked aria-disabled aria-current aria-level aria-modal aria-owns
   fill stroke stroke-width stroke-linecap stroke-linejoin fill-rule clip-rule clip-path x y x1 x2 y1 y2 cx cy r rx ry dx dy
   offset preserveaspectratio gradientunits gradienttransform stop-color stop-opacity opacity font-size font-family
   font-weight text-anchor mathvariant focusable xlink:type xmlns:xlink xmlns:v xmlns:o xmlns:w`,
);

/** Words of the values of these that programs alone read, such as `width=device-width, noindex`. */
const technicalFields =
  /^(?:viewport|content-type|content-style-type|content-script-type|x-ua-compatible|robots|googlebot|theme-color|color-scheme|format-detection|referrer|progid|pragma|cache-control|expires)$/;
const technicalWords = words(
  `width height device initial scale maximum minimum user scalable no yes viewport fit cover shrink to index follow
   noindex nofollow noarchive nosnippet noimageindex all none ie edge chrome text html charset utf iso windows ascii us
   xhtml xml application css javascript telephone email date address max image preview large snippet video light dark only
   origin when cross strict same unsafe url downgrade referrer always default cache store must revalidate age odp ydir noodp
   noydir word document frontpage editor excel sheet mshtml gmt mon tue wed thu fri sat sun jan`,
);

/** Whether the content of such a field is nothing but what it always is. */
export const isTechnical = (field: string, content: string): boolean =>
  technicalFields.test(field) &&
  (content.toLowerCase().match(/\p{L}+/gu) ?? []).every(
    (word) => word.length < 2 || technicalWords.has(word),
  );

/** What conditional comments ask, and nothing that a person wrote: `[if gte mso 9]`. */
export const isCondition = (comment: string): boolean =>
  /^\[?(?:if|endif|mso|vml|ie|wp|gte?|lte?|true|false|[\s\d!()&|.[\]<>-]){1,40}\]?>?$/i.test(
    comment.slice(0, 120),
  );

/** What a link is to its page, by the standards (HTML, microformats, IANA's list of link relations) and usual programs. */
const relations = words(
  `about acl alternate amphtml appendix apple-touch-icon apple-touch-icon-precomposed apple-touch-startup-image archives
   attachment author bookmark canonical category chapter collection contents copyright current describedby dns-prefetch
   edit edit-media edituri enclosure external fluid-icon first glossary help hosts hub icon image_src index item last
   license lightbox mask-icon manifest me meta modulepreload monetization next next-archive nofollow noopener noreferrer
   openid.delegate openid.server opener payment pingback preconnect predecessor-version prefetch preload prerender prev
   prev-archive previous privacy-policy profile publisher related replies search section self service shortcut shortlink
   sidebar sitemap sponsored start stylesheet subsection tag terms-of-service top ugc up via wlwmanifest file-list
   edit-time-data ole-object-data themedata colorschememapping friend acquaintance contact met co-worker colleague
   co-resident neighbor child parent sibling spouse kin muse crush date sweetheart nofollow apple-mobile-web-app-capable
   https://api.w.org/ lightbox[] gallery`,
);

/** Words of a relation that no standard has. */
export const ownRelations = (value: string): string =>
  value
    .split(/\s+/)
    .filter((word) => /\p{L}{3}/u.test(word) && !relations.has(word.toLowerCase()))
    .join(' ');
