/** Words near a number that say what it is, or what it is not. */

/** Units before and behind a value in which a cue counts. */
const beforeUnits = 48;
const behindUnits = 28;

/** Whether `cue` occurs shortly before or behind the value. Cues are short alternations: linear on a bounded window. */
export function hasCue(text: string, start: number, end: number, cue: RegExp): boolean {
  return (
    cue.test(text.slice(Math.max(0, start - beforeUnits), start)) ||
    cue.test(text.slice(end, end + behindUnits))
  );
}

/** Whether `cue` occurs before the value, within the same line or the one before. */
export function hasCueBefore(text: string, start: number, cue: RegExp): boolean {
  return cue.test(text.slice(Math.max(0, start - beforeUnits), start));
}

const edge = '(?:^|[^\\p{L}\\p{N}])';
const close = '(?![\\p{L}\\p{N}])';
const word = (words: string): RegExp => new RegExp(`${edge}(?:${words})${close}`, 'iu');
/** For cues that identifiers contain (`nhsno=`, `voter_id`). */
const part = (words: string): RegExp => new RegExp(words, 'iu');

export const cues = {
  phone: part(
    'phone|telefon|teléfono|telefone|téléphone|téléfono|\\btel\\b|tel[.:]|mobil|móvil|\\bcell|\\bfax|telefax|call|ring|dial|sms|whats ?app|text me|hotline|helpline|switchboard|number is|my number|contact|portable|appele|ligue|llame|anruf|rufen|handy|फ़?ोन|मोबाइल|दूरभाष|телефон|тел\\.|numéro de|extension|voicemail|driver|caller',
  ),
  notPhone: part(
    '(?<![\\p{L}])(?:invoice|order|ticket|waybill|serial|isbn|issn|ean|imei|imsi|part|version|account|\\bacct|ref(?:erence)?\\b|\\bid\\b|sku|batch|\\blot\\b|model|docket|tracking|parcel|shipment|case|claim|policy|licen[cs]e|patent|belt|spare|drawing|\\bjob\\b|receipt|bar ?code|bill\\b|epoch|seconds|unix|timestamp|rechnung|auftrag|bestell|artikel|kunden(?:nr|nummer)|aktenzeichen|facture|commande|dossier|factura|pedido|expediente|article|item|lottery|coupon|voucher|meter|policy|voter|aadhaar|reg(?:istration)?\\.? (?:no|number)|fingerprint|\\bpo\\b|page|pages|chapter|section|\\bvol\\b|£|\\$|€|usd|eur|gbp|port\\b|pid\\b|msgid|message-id|\\bsize\\b|bytes|checksum|hash|build|revision|commit|isin|vat|uid\\b|gtin|upc|asin|doi|pmid|loan|\\bpan\\b|\\bssn\\b|nhs|passport)',
  ),
  card: part(
    'card|karte|carte|tarjeta|cartão|carta di|visa|mastercard|master card|amex|american express|maestro|discover|debit|credit|cvv|cvc|expir|charged|belastet|cobro|declined|कार्ड|paid with|kreditkarte',
  ),
  notCard: part(
    '(?<![\\p{L}])(?:serial|tag\\b|imei|coupon|voucher|isbn|ean|tracking|parcel|waybill|part|order|invoice|ticket|meter|asset|licen[cs]e|batch|\\blot\\b|sku|model|message-id|\\bid\\b|scaffold|boiler|barcode|bar code|gtin|timestamp|hash)',
  ),
  nino: word(
    'ni|nino|n\\.i|ni no|ni number|national insurance|insurance number|payslips?|payroll|tax|paye|hmrc|employee|p45|p60',
  ),
  notNino: word(
    'valve|part|serial|model|sku|relay|lot|crate|pump|engine|stamp|bolt|batch|item|flight|drawing|filter|order|invoice|catalogue|cat|product',
  ),
  nhs: part(
    'nhs|patient|hospital|clinic|ward|\\bgp\\b|surgery|podiatry|wristband|medical|appointment|referral',
  ),
  notNhs: part(
    '(?<![\\p{L}])(?:filter|lot\\b|order|invoice|isbn|part|serial|waybill|batch|phone|tel\\b|mobile|call)',
  ),
  aadhaar: part(
    'aadha?ar|आधार|uidai|uid\\b|\\bid shown|ஆதார்|আধার|ఆధార్|identity|id card|id proof|applicant|kyc|guest|ration',
  ),
  notAadhaar: part(
    '(?<![\\p{L}])(?:receipt|bill\\b|bar ?code|invoice|order|lorry|waybill|serial|account|a\\/c|tracking|imei|isbn|ean\\b|parcel|phone|mobile|batch|\\blot\\b|gtin)',
  ),
  pan: part(
    '\\bpan\\b|\\bpan[_ -]?(?:no|card|number)|permanent account|income.tax|\\btds\\b|challan|पैन|applicant|taxpayer|assessee|form 16|itr',
  ),
  notPan: part(
    '(?<![\\p{L}])(?:row|seat|part|serial|model|sku|\\blot\\b|crate|order|behind|product|valve|engine|coupon|promo|code)',
  ),
  epic: part('epic|voter|elector|electoral|मतदाता|polling|booth|वोटर|निर्वाचन|election card|ward'),
  ssn: part(
    '\\bssn\\b|social.?sec|w-?2\\b|\\bss#|\\bss no|payroll|taxpayer|w-?4\\b|1099|employee|emp\\b|tenancy|applicant|witness|background check|\\bssa\\b',
  ),
  notSsn: part(
    '(?<![\\p{L}])(?:paint|part|code|colour|color|serial|model|sku|order|invoice|phone|tel\\b|fax|belt|spare|isbn|ticket|case)',
  ),
  version: part(
    '(?<![\\p{L}])(?:v$|version|versions|firmware|release|build|image v|software|driver|schema|app\\b|paragraph|section|clause|chapter|\\bsec\\.|§|article|rfc|update to|upgrade|patch|python|java\\b|chrome/|firefox/|safari/|opera/|mozilla/|dll|exe\\b|kernel|oid\\b|item\\b|figure|table\\b|asn|snmp)',
  ),
  ip: part(
    '\\bip\\b|\\bip-?addr|host|server|client|login|gateway|from|subnet|dns|ping|proxy|router at|connect|address|anmeldung|adresse|remote|session|port\\b',
  ),
} as const;
