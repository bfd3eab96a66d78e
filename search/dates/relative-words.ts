/** Phrases that name a day by the day on which they are written: yesterday, last Tuesday, 3 days ago. */
import { wordKey, weekdays } from './date-words.ts';

/** `#` in a phrase is a number, by which `by` is multiplied. */
export interface RelativePhrase {
  readonly language: string;
  readonly unit: 'day' | 'week' | 'month' | 'year' | 'weekday';
  readonly by: number;
  readonly weekday?: number;
  /** Hindi has one word for yesterday and tomorrow. */
  readonly alsoBy?: number;
}

/** Language, unit, by: phrases, whose alternatives stand in brackets. `W` is a weekday. */
const table: readonly (readonly [string, RelativePhrase['unit'], number, string])[] = [
  ['en', 'day', 0, 'today'],
  ['en', 'day', -1, 'yesterday'],
  ['en', 'day', 1, 'tomorrow'],
  ['en', 'day', -2, 'day before yesterday'],
  ['en', 'day', 2, 'day after tomorrow'],
  ['en', 'week', -1, 'last week'],
  ['en', 'week', 0, 'this week'],
  ['en', 'week', 1, 'next week'],
  ['en', 'month', -1, 'last month'],
  ['en', 'month', 0, 'this month'],
  ['en', 'month', 1, 'next month'],
  ['en', 'year', -1, 'last year'],
  ['en', 'year', 0, 'this year'],
  ['en', 'year', 1, 'next year'],
  ['en', 'weekday', -1, 'last W'],
  ['en', 'weekday', 1, 'next W'],
  ['en', 'day', -1, '# (days|day) ago'],
  ['en', 'week', -1, '# (weeks|week) ago'],
  ['en', 'month', -1, '# (months|month) ago'],
  ['en', 'year', -1, '# (years|year) ago'],
  ['de', 'day', 0, 'heute'],
  ['de', 'day', -1, 'gestern'],
  ['de', 'day', 1, 'morgen'],
  ['de', 'day', -2, 'vorgestern'],
  ['de', 'day', 2, 'übermorgen'],
  ['de', 'week', -1, '(letzte|letzter|vergangene|vorige) woche'],
  ['de', 'week', 1, '(nächste|nächster|kommende|kommender) woche'],
  ['de', 'month', -1, '(letzten|letztem|vergangenen|vorigen) monat'],
  ['de', 'month', 1, '(nächsten|kommenden|nächstem) monat'],
  ['de', 'year', -1, '(letztes|letzten|vergangenes|voriges|vergangenen) jahr'],
  ['de', 'year', 1, '(nächstes|nächsten|kommendes|kommenden) jahr'],
  ['de', 'weekday', -1, '(letzten|letzter|vergangenen|vorigen) W'],
  ['de', 'weekday', 1, '(nächsten|nächster|kommenden) W'],
  ['de', 'day', -1, 'vor # (tagen|tag)'],
  ['de', 'week', -1, 'vor # (wochen|woche)'],
  ['fr', 'day', 0, 'aujourd hui'],
  ['fr', 'day', -1, 'hier'],
  ['fr', 'day', 1, 'demain'],
  ['fr', 'day', -2, 'avant hier'],
  ['fr', 'day', 2, 'après demain'],
  ['fr', 'week', -1, 'semaine (dernière|passée)'],
  ['fr', 'week', 1, 'semaine prochaine'],
  ['fr', 'month', -1, 'mois (dernier|passé)'],
  ['fr', 'month', 1, 'mois prochain'],
  ['fr', 'year', -1, '(année|an) (dernière|dernier|passée)'],
  ['fr', 'year', 1, '(année|an) (prochaine|prochain)'],
  ['fr', 'weekday', -1, 'W (dernier|passé)'],
  ['fr', 'weekday', 1, 'W prochain'],
  ['fr', 'day', -1, 'il y a # (jours|jour)'],
  ['fr', 'week', -1, 'il y a # (semaines|semaine)'],
  ['es', 'day', 0, 'hoy'],
  ['es', 'day', -1, 'ayer'],
  ['es', 'day', 1, 'mañana'],
  ['es', 'day', -2, '(anteayer|antier)'],
  ['es', 'day', 2, 'pasado mañana'],
  ['es', 'week', -1, 'semana pasada'],
  ['es', 'week', 1, '(próxima semana|semana próxima|semana que viene)'],
  ['es', 'month', -1, 'mes pasado'],
  ['es', 'month', 1, '(próximo mes|mes próximo|mes que viene)'],
  ['es', 'year', -1, 'año pasado'],
  ['es', 'year', 1, '(próximo año|año próximo|año que viene)'],
  ['es', 'weekday', -1, '(W pasado|pasado W)'],
  ['es', 'weekday', 1, '(W próximo|próximo W)'],
  ['es', 'day', -1, 'hace # (días|día)'],
  ['es', 'week', -1, 'hace # (semanas|semana)'],
  ['pt', 'day', 0, 'hoje'],
  ['pt', 'day', -1, 'ontem'],
  ['pt', 'day', 1, 'amanhã'],
  ['pt', 'day', -2, 'anteontem'],
  ['pt', 'week', -1, 'semana passada'],
  ['pt', 'week', 1, '(próxima semana|semana que vem)'],
  ['pt', 'month', -1, 'mês passado'],
  ['pt', 'month', 1, '(próximo mês|mês que vem)'],
  ['pt', 'year', -1, 'ano passado'],
  ['pt', 'year', 1, '(próximo ano|ano que vem)'],
  ['pt', 'weekday', -1, '(W feira passada|W passada|W passado)'],
  ['pt', 'weekday', 1, '(próxima W feira|próxima W|próximo W)'],
  ['pt', 'day', -1, 'há # (dias|dia)'],
  ['pt', 'week', -1, 'há # (semanas|semana)'],
  ['it', 'day', 0, 'oggi'],
  ['it', 'day', -1, 'ieri'],
  ['it', 'day', 1, 'domani'],
  ['it', 'day', -2, '(altro ieri|avantieri)'],
  ['it', 'day', 2, 'dopodomani'],
  ['it', 'week', -1, '(settimana scorsa|scorsa settimana)'],
  ['it', 'week', 1, '(prossima settimana|settimana prossima)'],
  ['it', 'month', -1, '(mese scorso|scorso mese)'],
  ['it', 'month', 1, '(mese prossimo|prossimo mese)'],
  ['it', 'year', -1, '(anno scorso|scorso anno)'],
  ['it', 'year', 1, '(anno prossimo|prossimo anno)'],
  ['it', 'weekday', -1, '(W scorso|scorso W|W scorsa)'],
  ['it', 'weekday', 1, '(W prossimo|prossimo W|W prossima)'],
  ['it', 'day', -1, '# (giorni|giorno) fa'],
  ['it', 'week', -1, '# (settimane|settimana) fa'],
  ['hi', 'day', 0, 'आज'],
  ['hi', 'day', -1, '(बीते कल|बीता कल)'],
  ['hi', 'day', 1, '(आने वाले कल|आगामी कल)'],
  ['hi', 'week', -1, '(पिछले|गत) (सप्ताह|हफ्ते)'],
  ['hi', 'week', 1, '(अगले|आगामी) (सप्ताह|हफ्ते)'],
  ['hi', 'month', -1, '(पिछले|गत) (महीने|माह)'],
  ['hi', 'month', 1, '(अगले|आगामी) (महीने|माह)'],
  ['hi', 'year', -1, '(पिछले|गत) (साल|वर्ष)'],
  ['hi', 'year', 1, '(अगले|आगामी) (साल|वर्ष)'],
  ['hi', 'weekday', -1, '(पिछले|गत) W'],
  ['hi', 'weekday', 1, '(अगले|आगामी) W'],
  ['hi', 'day', -1, '# दिन पहले'],
  ['hi', 'week', -1, '# (सप्ताह|हफ्ते) पहले'],
]; // prettier-ignore

/** "mon dernier" is no Monday, "last sun" no Sunday. */
const shortWeekdays: ReadonlySet<string> = new Set('mon tue tues wed thu thur thurs fri sat sun'.split(' '));

/** Each way of writing a phrase of the table, by words. */
function written(phrase: string): readonly string[] {
  const found = /^(.*?)\(([^)]*)\)(.*)$/u.exec(phrase);
  if (!found) return [phrase];
  const [, before = '', ways = '', behind = ''] = found;
  return ways.split('|').flatMap((way) => written(before + way + behind));
}

function phrasesOf([language, unit, by, words]: (typeof table)[number]): [string, RelativePhrase][] {
  return written(words).flatMap((phrase): [string, RelativePhrase][] =>
    phrase.split(' ').includes('W')
      ? [...weekdays]
          .filter(([word]) => !shortWeekdays.has(word))
          .map(([word, weekday]) => [
            phrase.replace(/(?<![^ ])W(?![^ ])/u, word),
            { language, unit, by, weekday },
          ])
      : [[phrase, { language, unit, by }]],
  );
}

/** Several languages may have one phrase. */
export const relativePhrases: ReadonlyMap<string, readonly RelativePhrase[]> = (() => {
  const all = new Map<string, RelativePhrase[]>();
  const add = (phrase: string, is: RelativePhrase): void => {
    const known = all.get(wordKey(phrase)) ?? [];
    known.push(is);
    all.set(wordKey(phrase), known);
  };
  for (const row of table) for (const [phrase, is] of phrasesOf(row)) add(phrase, is);
  add('कल', { language: 'hi', unit: 'day', by: -1, alsoBy: 1 });
  add('परसों', { language: 'hi', unit: 'day', by: -2, alsoBy: 2 });
  return all;
})();

export const firstWords: ReadonlySet<string> = new Set(
  [...relativePhrases.keys()].map((phrase) => phrase.split(' ')[0] ?? ''),
);
export const maxPhraseWords = 5;

/** Words before a phrase with which it is another: `guten Morgen`, `la mañana`, `the last week`, `USA Today`. */
const notBehind: readonly (readonly [RegExp, RegExp])[] = [
  [/^morgen$/u, /^(?:guten|gestern|heute|am|jeden|jeder|diesen|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)$/u],
  [/^mañana$/u, /^(?:la|esta|una|cada|de|por)$/u],
  [/^(?:last|next) (?:week|month|year)$/u, /^(?:the|per|every)$/u],
  [/^this (?:week|month|year)$/u, /^of$/u],
  [/^today$/u, /^usa$/u],
]; // prettier-ignore

export const isAnother = (phrase: string, before: string): boolean =>
  notBehind.some(([is, behind]) => is.test(phrase) && behind.test(before));

/** Words of one language that another has for something else: they need a text that is known to be of theirs. */
export const needLanguage: ReadonlySet<string> = new Set(['hier', 'morgen', 'mañana', 'ontem', 'demain']);
