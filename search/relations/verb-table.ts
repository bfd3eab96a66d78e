/** The verbs that state something of two parties, in English: their forms, what may stand between them and the second party, and what makes them mean another thing. Decision 0145. */

/** Directed: the first party did it to the second; of `gave-data` the supplier is the first. */
export const assertionVerbs = ['engaged', 'contracted-with', 'worked-for', 'paid', 'donated', 'invoiced', 'gave-data', 'consented'] as const; // prettier-ignore
export type AssertionVerb = (typeof assertionVerbs)[number];

/** Languages whose sentences are read for assertions. */
export const assertionLanguages = ['en'] as const;

export type VerbForm = 'base' | 's' | 'past' | 'part' | 'ing';

/** What may stand behind a form, up to the second party: words, each with a blank behind it; `#` is an amount or a number; adverbs are taken out. */
export interface Complement {
  readonly verb: AssertionVerb;
  readonly between: RegExp;
  /** Behind `was` and its like: the second party did it. */
  readonly isPassive?: true;
  /** The second party did it to the first, though the verb is active: `received £5 from`. */
  readonly isSwapped?: true;
  /** Words that must stand behind the second party, each with a blank behind it. */
  readonly needs?: RegExp;
  /** Behind the second party this makes it mean something else. */
  readonly unless?: RegExp;
  /** The second party may own what follows: `paid B's invoice`. */
  readonly owned?: RegExp;
}

/** `the Canadian firm `, `the `, or nothing. */
const firm =
  '(?:(?:(?:the|a|an|its|their|our) )?(?:(?:data|analytics|consulting|political|software|marketing|research|law|advertising|canadian|british|american|indian|london) ){0,2}(?:firm|company|consultancy|agency|group|contractor|broker|supplier|developer|platform) |the )?';
/** With no article of the name itself. */
const calledFirm = firm.replace(/\|the \)\?$/u, ')?');
const amount =
  '(?:(?:about|around|over|nearly|some|approximately|almost|roughly) )?(?:# ){1,2}(?:(?:pounds|dollars|euros|rupees|million|thousand|lakh|crore) ){0,2}';
const sumOf = (things: string): string => {
  const fee = `(?:a|an|the|its|another|their|his|her|our) (?:(?:first|second|final|monthly|annual|further|outstanding|advance|consulting|large) )?(?:${things}) `;
  return `(?:(?:(?:a|the) (?:total|sum) of )?${amount}|${fee}(?:(?:of|for) ${amount})?|(?:no )?(?:money|fees|payment|payments) )`;
}; // prettier-ignore
const fees = 'fee|fees|sum|retainer|deposit|commission|balance|amount|instalment|payment|payments|money';
const sum = sumOf(fees);
/** An invoice that is sent or received is not paid by that. */
const owed = sumOf(`${fees}|invoice|invoices|bill|bills`);
const gift = `(?:(?:${amount}|a (?:large |small )?donation (?:of ${amount})?|donations |money ))`;
const dataWord =
  '(?:voter|voters|consumer|customer|personal|facebook|electoral|membership|member|members|mailing|marketing|email|phone|raw|full|audience|profile|user|social|media|demographic|polling|campaign|commercial|psychographic|contact|household|telephone|american|uk|us|british|indian|new|updated|several|two|three|all|any|certain|modelled|lifestyle|financial|credit|health|political|research|survey|supporter|donor|its|their|his|her|our|the|a|an|some|no|more|own|additional|#)';
const data = `(?:${dataWord} ){0,5}(?:data|dataset|datasets|(?:data )?sets?|database|databases|lists?|records?|files?|profiles|rolls?|contacts|addresses) (?:(?:on|of|about|for) (?:(?:${dataWord}|people|persons|adults|citizens|households|users|individuals|million) ){1,5})?`;
const month = 'january|february|march|april|may|june|july|august|september|october|november|december';
const byWhom = `(?:in (?:(?:${month}) )?(?:# )?)?by ${firm}`;

const made = (words: string): RegExp => new RegExp(`^(?:${words})$`, 'u');
/** `advised B of it`, `that it was so`, is told and no work. */
const notice = /^ (?:to|of|against|not|about|it|in|by)\b|\bthat\b/iu;
const talk =
  /^ in (?:talks?|conversations?|dialogue|discussions?|debates?|negotiations?|correspondence|a )|^ (?:on|about|over|regarding)\b/iu;
const bills = /^['’]s (?:\w+ )?(?:invoices?|bills?|fees?|charges|account)\b/u;
const paper = '(?:an|the|its|another|their|our|his|her|two|three|several|no) (?:\\w+ )?(?:invoice|invoices|bill|bills) (?:for #? ?)?'; // prettier-ignore
const own =
  '(?:(?:its|her|his|their|my|our|written|prior|explicit|full|informed|valid|express|verbal) ){0,3}';
const behind = (words: string): RegExp => new RegExp(`^(?:${words})`, 'u');

const employing: readonly Complement[] = [
  { verb: 'engaged', between: made(`${firm}|(?:the )?services of ${firm}`), unless: talk },
  { verb: 'engaged', between: made(byWhom), isPassive: true },
];
const sending: readonly Complement[] = [
  { verb: 'paid', between: made(`${sum}to ${firm}`) },
  { verb: 'gave-data', between: made(`${data}(?:to|with) ${firm}`) },
  // Without an article `B data` is the data of B; so it is in `the B data`, and in `B data to C`.
  {
    verb: 'gave-data',
    between: made(calledFirm),
    needs: behind(`(?:the|a|an|its|their|his|her|our|my|all|some|any|no|several|two|three|#) ${data}`),
    unless: /\b(?:to|with)\b/iu,
  },
  { verb: 'gave-data', between: made(`(?:with )?${data}${byWhom}`), isPassive: true },
];
const billing: readonly Complement[] = [
  { verb: 'invoiced', between: made(firm), unless: /^ as\b/iu },
  { verb: 'invoiced', between: made(byWhom), isPassive: true },
];
const taking: readonly Complement[] = [
  { verb: 'gave-data', between: made(`${data}from ${firm}`), isSwapped: true },
];
const papers: readonly Complement[] = [
  { verb: 'invoiced', between: made(`${paper}to ${firm}`) },
  { verb: 'invoiced', between: made(firm), needs: behind('(?:an|the|its|another|their|our) (?:\\w+ )?(?:invoices?|bills?) '), unless: /\bfrom\b/iu },
]; // prettier-ignore
const repaying: readonly Complement[] = [
  { verb: 'paid', between: made(firm) },
  { verb: 'paid', between: made(`${owed}to ${firm}`) },
  { verb: 'paid', between: made(byWhom), isPassive: true },
];

/** Base, third person, past, participle, -ing; then what each may lead to. */
const rows: readonly (readonly [string, readonly Complement[]])[] = [
  ['engage engages engaged engaged engaging', employing],
  ['hire hires hired hired hiring', employing],
  ['retain retains retained retained retaining', employing],
  ['employ employs employed employed employing', employing],
  ['appoint appoints appointed appointed appointing', employing],
  ['commission commissions commissioned commissioned commissioning', employing],
  ['contract contracts contracted contracted contracting', [
    { verb: 'engaged', between: made(firm) },
    { verb: 'contracted-with', between: made(`with ${firm}`) },
    { verb: 'engaged', between: made(byWhom), isPassive: true },
  ]],
  ['enter enters entered entered entering', [{ verb: 'contracted-with', between: made(`into (?:an?|the) (?:\\w+ ){0,2}(?:contract|agreement) with ${firm}`) }]],
  ['sign signs signed signed signing', [{ verb: 'contracted-with', between: made(`(?:an?|the|its) (?:\\w+ ){0,2}(?:contract|agreement) with ${firm}`) }]],
  ['work works worked worked working', [{ verb: 'worked-for', between: made(`for ${firm}`) }]],
  ['advise advises advised advised advising', [
    { verb: 'worked-for', between: made(firm), unless: notice },
    { verb: 'worked-for', between: made(byWhom), isPassive: true, unless: notice },
  ]],
  ['pay pays paid paid paying', [
    { verb: 'paid', between: made(firm), owned: bills },
    { verb: 'paid', between: made(`${owed}to ${firm}`) },
    { verb: 'paid', between: made(`(?:${owed})?${byWhom}`), isPassive: true },
  ]],
  ['reimburse reimburses reimbursed reimbursed reimbursing', repaying],
  ['repay repays repaid repaid repaying', repaying],
  ['wire wires wired wired wiring', [{ verb: 'paid', between: made(`${sum}to ${firm}`) }]],
  ['remit remits remitted remitted remitting', [{ verb: 'paid', between: made(`${sum}to ${firm}`) }]],
  ['donate donates donated donated donating', [{ verb: 'donated', between: made(`(?:${gift})?to ${firm}`) }]],
  ['invoice invoices invoiced invoiced invoicing', billing],
  ['bill bills billed billed billing', billing],
  ['issue issues issued issued issuing', papers],
  ['send sends sent sent sending', [...papers, ...sending]],
  ['transfer transfers transferred transferred transferring', sending],
  ['license licenses licensed licensed licensing', [...sending, ...taking]],
  ['licence licences licenced licenced licencing', [...sending, ...taking]],
  ['lease leases leased leased leasing', [...sending, ...taking]],
  ['rent rents rented rented renting', [...sending, ...taking]],
  ['sell sells sold sold selling', sending],
  ['supply supplies supplied supplied supplying', sending],
  ['provide provides provided provided providing', [...sending, { verb: 'worked-for', between: made(`(?:\\w+ ){0,2}services to ${firm}`) }]],
  ['give gives gave given giving', [...sending, { verb: 'consented', between: made(`${own}(?:consent|permission) to ${firm}`) }, { verb: 'consented', between: made(firm), needs: behind(`${own}(?:consent|permission) `) }]],
  ['share shares shared shared sharing', sending],
  ['pass passes passed passed passing', sending],
  ['deliver delivers delivered delivered delivering', sending],
  ['hand hands handed handed handing', sending],
  ['disclose discloses disclosed disclosed disclosing', sending],
  ['buy buys bought bought buying', taking],
  ['purchase purchases purchased purchased purchasing', taking],
  ['acquire acquires acquired acquired acquiring', taking],
  ['obtain obtains obtained obtained obtaining', taking],
  ['get gets got got getting', taking],
  ['receive receives received received receiving', [
    ...taking,
    { verb: 'paid', between: made(`${sum}from ${firm}`), isSwapped: true },
    { verb: 'donated', between: made(`a donation (?:of ${amount})?from ${firm}`), isSwapped: true },
    { verb: 'invoiced', between: made(`${paper}from ${firm}`), isSwapped: true },
  ]],
  ['consent consents consented consented consenting', [{ verb: 'consented', between: made(`to ${firm}`), owned: /^['’]s \w+/u }]],
]; // prettier-ignore

const names: readonly VerbForm[] = ['base', 's', 'past', 'part', 'ing'];

export interface FormEntry {
  readonly forms: ReadonlySet<VerbForm>;
  readonly complements: readonly Complement[];
}

/** By the form as it is written, in small letters. */
export const verbForms: ReadonlyMap<string, FormEntry> = new Map(
  rows.flatMap(([words, complements]) => {
    const forms = words.split(' ');
    return [...new Set(forms)].map((form): [string, FormEntry] => [
      form,
      { forms: new Set(names.filter((_, at) => forms[at] === form)), complements },
    ]);
  }),
);

/** Things that are handed over where nobody is the subject: `The data was supplied by A to B`. */
export const handedOver: readonly { readonly verb: AssertionVerb; readonly noun: RegExp; readonly forms: ReadonlySet<string> }[] = [
  { verb: 'paid', noun: /^(?:#|pounds|dollars|euros|rupees|million|fee|fees|sum|money|payment|payments|deposit|retainer|commission|balance|amount)$/u, forms: new Set(['paid', 'transferred', 'wired', 'remitted', 'sent', 'given']) },
  { verb: 'paid', noun: /^(?:invoices?|bills?)$/u, forms: new Set(['paid']) },
  { verb: 'gave-data', noun: /^(?:data|dataset|datasets|sets?|database|databases|lists?|records?|files?|profiles|rolls?|contacts|addresses)$/u, forms: new Set(['supplied', 'sold', 'licensed', 'licenced', 'provided', 'sent', 'given', 'transferred', 'shared', 'passed', 'delivered', 'handed', 'disclosed', 'leased', 'rented']) },
]; // prettier-ignore
