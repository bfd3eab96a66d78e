/** Words of dates in English, German, French, Spanish, Portuguese, Italian and Hindi: months, weekdays, parts of a month. */

const key = (word: string): string => {
  const small = word.toLowerCase();
  return /^[a-z]*$/u.test(small) ? small : small.normalize('NFC');
};

const monthTable: readonly (readonly string[])[] = [
  ['January Januar Jänner janvier enero janeiro gennaio जनवरी', 'Jan janv ene gen'],
  ['February Februar Feber février febrero fevereiro febbraio फरवरी फ़रवरी', 'Feb févr fév fev febr'],
  ['March März mars marzo março मार्च', 'Mar Mär'],
  ['April avril abril aprile अप्रैल', 'Apr avr abr'],
  ['May Mai mayo maio maggio मई', 'mag'],
  ['June Juni juin junio junho giugno जून', 'Jun giu'],
  ['July Juli juillet julio julho luglio जुलाई', 'Jul juil lug'],
  ['August août agosto अगस्त', 'Aug ago'],
  ['September septembre septiembre setiembre setembro settembre सितंबर सितम्बर', 'Sep Sept set sett'],
  ['October Oktober octobre octubre outubro ottobre अक्टूबर अक्तूबर', 'Oct Okt out ott'],
  ['November novembre noviembre novembro नवंबर नवम्बर', 'Nov'],
  ['December Dezember décembre diciembre dezembro dicembre दिसंबर दिसम्बर', 'Dec Dez déc dic'],
];

export interface MonthWord {
  readonly month: number;
  readonly isShort: boolean;
}

export const months: ReadonlyMap<string, MonthWord> = new Map(
  monthTable.flatMap((kinds, at) =>
    kinds.flatMap((words, kind) =>
      words.split(' ').map((word): [string, MonthWord] => [key(word), { month: at + 1, isShort: kind === 1 }]),
    ),
  ),
); // prettier-ignore

/** Months that are ordinary words too: in small letters they need a day before and a year behind. */
export const ordinaryMonths: ReadonlySet<string> = new Set(
  ['may', 'march', 'mar', 'mars', 'set', 'sept', 'out', 'ago', 'mag', 'gen', 'giu', 'lug', 'jan', 'dec'].map(key),
); // prettier-ignore
/** Of these not even a capital makes a month without a year: "Out 5 of them", "Set 3". */
export const neverAlone: ReadonlySet<string> = new Set([
  'set',
  'out',
  'ago',
  'gen',
  'mag',
  'dic',
  'ott',
  'dez',
]);
/** Months of English, which alone writes the month before the day without a year. */
export const englishMonths: ReadonlySet<string> = new Set(
  'january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec'.split(
    ' ',
  ),
);

const weekdayTable: readonly string[] = [
  'Monday Mon Montag lundi lunes segunda lunedì सोमवार',
  'Tuesday Tue Tues Dienstag mardi martes terça martedì मंगलवार',
  'Wednesday Wed Mittwoch mercredi miércoles quarta mercoledì बुधवार',
  'Thursday Thu Thur Thurs Donnerstag jeudi jueves quinta giovedì गुरुवार बृहस्पतिवार',
  'Friday Fri Freitag vendredi viernes sexta venerdì शुक्रवार',
  'Saturday Sat Samstag Sonnabend samedi sábado sabato शनिवार',
  'Sunday Sun Sonntag dimanche domingo domenica रविवार इतवार',
];

/** Monday is 1. */
export const weekdays: ReadonlyMap<string, number> = new Map(
  weekdayTable.flatMap((words, at) => words.split(' ').map((word): [string, number] => [key(word), at + 1])),
);

const ofWords = (words: string): ReadonlySet<string> => new Set(words.split(' ').map(key));

export const ordinalEnds = ofWords('st nd rd th er re e è ème eme º ª o a');
/** Between day, month and year. */
export const connectors = ofWords('of de del dell di do du des सन् सन');
export const articles = ofWords('the den dem der le la el il zum');
/** What makes a range of two days. */
export const rangeWords = ofWords('to through until till bis au al a ao ad à से');
/** The same behind `between` alone: on 5 and 7 May are two days. */
export const andWords = ofWords('and und et y e');
export const betweenWords = ofWords('between zwischen entre tra fra');

/** 1 to 10, 11 to 20 and from 21 on. */
export const partsOfMonths: ReadonlyMap<string, 1 | 2 | 3> = new Map([
  ...[...ofWords('early beginning anfang début debut principios comienzos inicios início começo inizio inizi शुरुआत आरंभ')].map((word): [string, 1] => [word, 1]),
  ...[...ofWords('mid middle mitte mi mediados meados metà मध्य')].map((word): [string, 2] => [word, 2]),
  ...[...ofWords('late end ende fin finales fines fim final finais fine अंत')].map((word): [string, 3] => [word, 3]),
]); // prettier-ignore

export const quarterWords = ofWords('quarter quartal quartals trimestre तिमाही');
export const ordinals: ReadonlyMap<string, number> = new Map(
  [
    'first erstes erste ersten premier primer primeiro primo पहली',
    'second zweites zweite zweiten deuxième segundo secondo दूसरी',
    'third drittes dritte dritten troisième tercer terceiro terzo तीसरी',
    'fourth viertes vierte vierten quatrième cuarto quarto चौथी',
  ].flatMap((words, at) => words.split(' ').map((word): [string, number] => [key(word), at + 1])),
);

/** What says that a figure behind it is no date. */
export const labels = ofWords(
  'v ver version release build no nr number num num\u00e9ro n\u00famero numero nummer order invoice rechnung ref reference tel telephone telefon phone fax mobile iban ip section sec article art part room raum size ratio model chapter ticket case aktenzeichen az id isbn serial',
);

export const wordKey = key;
