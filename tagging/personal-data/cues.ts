/** Words near a number that say what it is, or what it is not. */

/** Units before and behind a value in which a cue counts. */
const beforeUnits = 48;
const behindUnits = 28;
/** Units by which a window grows to hold the whole of a word at its edge. */
const maxEdgeUnits = 24;

const isLetter = (unit: string): boolean => /[\p{L}\p{M}]/u.test(unit);

/** The text before `start`, from the beginning of a word: the rest of `recall` is no `call`. */
function textBefore(text: string, start: number): string {
  let from = Math.max(0, start - beforeUnits);
  const least = Math.max(0, from - maxEdgeUnits);
  while (from > least && isLetter(text.charAt(from - 1)) && isLetter(text.charAt(from))) from -= 1;
  return asWords(text.slice(from, start));
}

function textBehind(text: string, end: number): string {
  let to = Math.min(text.length, end + behindUnits);
  const most = Math.min(text.length, to + maxEdgeUnits);
  while (to < most && isLetter(text.charAt(to - 1)) && isLetter(text.charAt(to))) to += 1;
  return asWords(text.slice(end, to));
}

/** Identifiers are taken apart: `packageVersion` and `voter_id` hold cues. */
const asWords = (window: string): string =>
  /[a-z][A-Z]/.test(window) ? window.replaceAll(/([a-z])([A-Z])/g, '$1 $2') : window;

/** Whether `cue` occurs shortly before or behind the value. Cues are short alternations: linear on a bounded window. */
export function hasCue(text: string, start: number, end: number, cue: RegExp): boolean {
  return cue.test(textBefore(text, start)) || cue.test(textBehind(text, end));
}

/** What may stand between a word and the number that it names: `order no. 07…`, `"invoiceId": "07…"`, `ref (old) is 07…`. */
const naming =
  /^(?:[\s:=#.,"'’`([{|*_/-]|(?:no|nos|nr|num|number|numbers|id|ids|code|codes|key|value|is|was|ref|of|from|the|this|new|old|and|[A-Z]{1,4})(?![\p{L}\p{M}])){0,12}$/u;
/** The same between a number and the word behind it: `07… (order)`. */
const namedBehind = /^["'’`)\]}*_]{0,3}[ \t]?[([=:-]{0,2}[ \t]?$/u;

/** Cues that find all their words, made once: a number is looked at some hundred times a message. */
const everyOfCues = new Map<RegExp, RegExp>();

function everyOf(cue: RegExp): RegExp {
  let every = everyOfCues.get(cue);
  if (every === undefined) everyOfCues.set(cue, (every = new RegExp(cue, `${cue.flags}g`)));
  return every;
}

/** Whether `cue` names the value: nothing that could be about something else stands between them. */
export function isNamedBy(text: string, start: number, end: number, cue: RegExp): boolean {
  const before = textBefore(text, start);
  const behind = cue.exec(textBehind(text, end));
  if (behind !== null && namedBehind.test(behind.input.slice(0, behind.index))) return true;
  let last = -1;
  for (const found of before.matchAll(everyOf(cue))) last = found.index + found[0].length;
  return last >= 0 && naming.test(before.slice(last));
}

/** Whether `cue` occurs before the value, within the same line or the one before. */
export function hasCueBefore(text: string, start: number, cue: RegExp): boolean {
  return cue.test(textBefore(text, start));
}

/** Whether `cue` occurs behind the value. */
export function hasCueBehind(text: string, end: number, cue: RegExp): boolean {
  return cue.test(textBehind(text, end));
}

/** Cues are whole words; a part of a word that may go on in any way is followed by `\\p{L}*`. */
function word(words: string, marks: readonly string[] = []): RegExp {
  const whole = `(?<![\\p{L}\\p{M}])(?:${words})(?![\\p{L}\\p{M}])`;
  return new RegExp([whole, ...marks].join('|'), 'iu');
}

export const cues = {
  phone: word(
    'phone\\p{L}*|ph|mob|cel|celular\\p{L}*|durchwahl|tfn|tfno|tlf|tlfn|puh|bellen|telephones?|telefon\\p{L}*|teléfonos?|téléphones?|téléfonos?|tel|tél|mobil\\p{L}*|móvil\\p{L}*|cell\\p{L}{0,5}|fax|telefax|call(?:s|ed|ing|ers?)?|ring|rings|rang|dial(?:s|l?ed|l?ing)?|sms|whats ?app|text me|hotline|helpline|switchboard|number is|my number|contacts?|portable|appele[rz]?|ligue|llam[ea]\\p{L}*|anruf\\p{L}*|rufen|rufnummer|handy\\p{L}*|फ़?ोन|फ़ोन|फोन|मोबाइल|दूरभाष|телефон\\p{L}*|тел|numéro de|extension|voicemail|drivers?',
  ),
  notPhone: word(
    'invoices?|order(?:s|ed)?|tickets?|waybills?|serials?|isbn|issn|ean|imei|imsi|parts?|versions?|accounts?|acct|ref|references?|id|ids|sku|batch(?:es)?|lots?|models?|dockets?|tracking|parcels?|shipments?|cases?|claims?|polic(?:y|ies)|licen[cs]es?|patents?|belts?|spares?|drawings?|jobs?|receipts?|bar ?codes?|bills?|epoch|seconds|unix|timestamps?|rechnung\\p{L}*|auftrag\\p{L}*|bestell\\p{L}*|artikel\\p{L}*|kunden(?:nr|nummer)|aktenzeichen|factures?|commandes?|dossiers?|facturas?|pedidos?|expedientes?|articles?|items?|lottery|coupons?|vouchers?|meters?|(?:voter|elector)s? (?:id|no|number|card)|aadhaar|reg(?:istration)?\\.? (?:no|number)|fingerprints?|po|pages?|chapters?|sections?|vol|usd|eur|gbp|port|pid|msgid|message-id|size|bytes|checksums?|hash|builds?|revisions?|commits?|isin|vat|uid|gtin|upc|asin|doi|pmid|loans?|pan|ssn|nhs|passports?|confirmation|deals?|contract (?:no|number|id)|cusip',
    ['£', '\\$', '€'],
  ),
  card: word(
    'cards?|creditcard|debitcard|karten?|cartes?|tarjetas?|cartão|carta di|visa|master ?card|amex|american express|maestro|discover|debit\\p{L}*|credit\\p{L}*|cvv|cvc|expir\\p{L}*|charged|belastet|cobro|declined|कार्ड|paid with|kreditkarte\\p{L}*',
  ),
  notCard: word(
    'serials?|tag|imei|coupons?|vouchers?|isbn|ean|tracking|parcels?|waybills?|parts?|orders?|invoices?|tickets?|meters?|assets?|licen[cs]es?|batch(?:es)?|lots?|sku|models?|message-id|id|scaffold\\p{L}*|boilers?|bar ?codes?|gtin|timestamps?|hash',
  ),
  nino: word(
    'ni|nino|n\\.i|ni no|ni number|national insurance|insurance number|payslips?|payroll|tax|paye|hmrc|employee|p45|p60',
  ),
  notNino: word(
    'valve|part|serial|model|sku|relay|lot|crate|pump|engine|stamp|bolt|batch|item|flight|drawing|filter|order|invoice|catalogue|cat|product',
  ),
  nhs: word(
    'nhs(?:no|nr|number|id)?|patients?|hospitals?|clinics?|wards?|gp|surgery|podiatry|wristbands?|medical|appointments?|referrals?',
  ),
  notNhs: word(
    'filters?|lots?|orders?|invoices?|isbn|parts?|serials?|waybills?|batch(?:es)?|phones?|telephones?|tel|mobiles?|calls?',
  ),
  aadhaar: word(
    'aadha?ar\\p{L}*|आधार|uidai|uid|id shown|ஆதார்|আধার|ఆధార్|identity|id card|id proof|applicants?|kyc|guests?|ration',
  ),
  notAadhaar: word(
    'receipts?|bills?|bar ?codes?|invoices?|orders?|lorry|waybills?|serials?|accounts?|a\\/c|tracking|imei|isbn|ean|parcels?|phones?|mobiles?|batch(?:es)?|lots?|gtin',
  ),
  pan: word(
    'pan|pan(?:no|card|number)|permanent account|income.tax|tds|challans?|पैन|applicants?|taxpayers?|assessees?|form 16|itr',
  ),
  notPan: word(
    'rows?|seats?|parts?|serials?|models?|sku|lots?|crates?|orders?|behind|products?|valves?|engines?|coupons?|promo|codes?',
  ),
  epic: word(
    'epic|voter(?:s|id)?|electors?|electoral|मतदाता|polling|booths?|वोटर|निर्वाचन|election card|wards?',
  ),
  ssn: word(
    'ssn|social.?sec\\p{L}*|w-?2|ss|ss no|payroll|taxpayers?|w-?4|1099|employees?|emp|tenancy|applicants?|witness(?:es)?|background check|ssa',
  ),
  notSsn: word(
    'paints?|parts?|codes?|colou?rs?|serials?|models?|sku|orders?|invoices?|phones?|tel|fax|belts?|spares?|isbn|tickets?|cases?',
  ),
  version: word(
    'v|ver|versions?|firmware|releases?|revisions?|rev|retrieving|builds?|image v|software|drivers?|schema|app|packages?|paragraphs?|sections?|clauses?|chapters?|sec|articles?|rfc|update to|upgrade\\p{L}*|patch(?:es)?|python|java|chrome|firefox|safari|opera|mozilla|dll|exe|kernel|oid|items?|figures?|tables?|asn|snmp',
    ['§'],
  ),
  /** What speaks for an address right before it: a word further off belongs to the sentence. */
  ipBefore: word(
    '(?:ip|ip-?addr\\p{L}*|addr\\p{L}*|hosts?|servers?|clients?|login|logon|gateways?|gate|from|subnets?|dns|ping(?:ed)?|proxy|routers?|connect\\p{L}*|anmeldung|adresse|remote|sessions?|via|nameservers?)(?:[ \\t]+(?:ip|at|to|from|by|is|was|on|von|address))?[^\\p{L}\\p{N}]{0,4}$',
  ),
  /** The same right behind it. */
  ipBehind:
    /^(?::\d{2,5}(?!\d)|\/\d{1,2}(?!\d)|[ \t]*\(?(?:ip|port|host|server|client|gateway|(?:dis)?connected|logged|pinged|timed out)(?![\p{L}]))/iu,
  ip: word('ip|ips|ip-?addr\\p{L}*'),
} as const;
