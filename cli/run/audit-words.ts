/** The audit log in words: a record, and what its check found. */
import type { AuditBreak, AuditCheck } from '../../case/audit-log.ts';
import type { LineResult } from '../../case/audit-line-check.ts';
import { nameOf } from '../../schemas/audit-record.ts';
import { escapeLine } from '../frame/escape.ts';
import { formatCount } from '../frame/quantities.ts';
import type { ComparedLedger } from './audit-ledger.ts';
import type { ToldRecord } from './audit-scope.ts';
import { notedMoment } from './display-zone.ts';

/** A word as a shell would need it, so that a line of the log can be run again. */
const quote = (word: string): string =>
  /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;

const outcome = ({ exitCode, resultCount, problem }: ToldRecord): string =>
  [
    `exit ${exitCode ?? '?'}`,
    problem ?? '',
    resultCount === undefined ? '' : `${formatCount(resultCount)} results`,
  ]
    .filter(Boolean)
    .join(', ');

function did(record: ToldRecord): string {
  const { event, verb, args = [], of, redacts, isKept } = record;
  if (event === 'started' && isKept) return `${verb}  [its words are kept from who has not opened its scope]`;
  if (event === 'started') return [verb, ...args.map(quote)].join(' ');
  if (event === 'redacted') return `${verb} of ${of ?? '?'} took out the words of record ${redacts ?? '?'}`;
  return `${verb} of ${of ?? '?'} ended: ${outcome(record)}`;
}

/**
 * Whom the system says it was, and what they called themselves; of older records it is not known which of the two. Of a
 * server the account first, and behind it whose process says that it was.
 */
const who = ({ servedBy, ...record }: ToldRecord): string => {
  if (servedBy)
    return `${record.user ?? ''} (${record.authenticatedBy ?? ''}) served by ${who({ ...record, ...servedBy })}`;
  return record.user === undefined || record.operator === undefined
    ? `${nameOf(record)}@${record.host}`
    : `${record.user}@${record.host} as ${record.operator}`;
};

function wordsTakenOut({ redacted, detailsLost }: ToldRecord, display: string): string {
  if (detailsLost === true) return '  [THE WORDS ARE MISSING OR WERE CHANGED]';
  if (!redacted) return '';
  const { record, by, at, reason } = redacted;
  return `  [words taken out: record ${record}, by ${by}, ${notedMoment(at, display)}${reason === undefined ? '' : `, reason: ${reason}`}]`;
}

export function describeRecord(record: ToldRecord, display: string): string {
  const folder = record.folder === undefined ? '' : `  in ${record.folder}`;
  const reason = record.reason === undefined ? '' : `  reason: ${record.reason}`;
  const first = escapeLine(
    `${String(record.seq).padStart(6)}  ${notedMoment(record.at, display)}  ${who(record)}  ${did(record)}${folder}${reason}${wordsTakenOut(record, display)}`,
  );
  return [first, ...(record.named ?? []).map((line) => escapeLine(`        ${line}`))].join('\n');
}

/** The first of many, and how many there are. */
const shownAtMost = 20;
const list = (numbers: readonly (number | string)[]): string =>
  numbers.length <= shownAtMost
    ? numbers.join(', ')
    : `${numbers.slice(0, shownAtMost).join(', ')} … (${formatCount(numbers.length)})`;

const describeBreak = ({ line, toLine, seq, wrong }: AuditBreak, records: number): string =>
  `BROKEN at line ${line}${toLine > line ? ` to ${toLine}` : ''}, where record ${seq} belongs: ${wrong}. The ${formatCount(records)} records before it are unbroken.`;

const formatSeconds = (seconds: number): string =>
  `${seconds.toLocaleString('en-GB', { maximumFractionDigits: 3 })} s`;

/** One line each for what is to be known of the log, the break or that there is none first. */
export function describeCheck(check: AuditCheck): readonly string[] {
  const { broken, partialLines, unended, headLost, clockBack, head } = check;
  const { redacted, detailsLost, redactionsUndone } = check;
  const some = (numbers: readonly (number | string)[], words: string): string[] =>
    numbers.length > 0 ? [`${words}: ${list(numbers)}`] : [];
  return [
    broken
      ? describeBreak(broken, check.records)
      : `Unbroken: ${formatCount(check.records)} records.`,
    `Head: record ${head.seq}, ${head.hash}`,
    ...some(partialLines, 'Unfinished lines, left by a command that was killed'),
    ...some(unended, 'Started and not ended (running, or killed)'),
    ...some(headLost, 'THE FILE WITH THE HEAD WAS MISSING when these were written, so that the log may have been cut off before them'),
    ...clockBack
      .slice(0, shownAtMost)
      .map(({ seq, seconds }) => `Clock went back at record ${seq}: by ${formatSeconds(seconds)}.`),
    ...(clockBack.length > shownAtMost ? [`… and at ${formatCount(clockBack.length - shownAtMost)} more`] : []),
    ...some(redacted, 'Records whose words were taken out'),
    ...some(redactionsUndone, 'WORDS THAT ARE THERE although a record says that they were taken out (stopped in the middle: say it again)'),
    ...some(detailsLost, 'WORDS MISSING OR CHANGED, and no record says that they were taken out'),
  ];
} // prettier-ignore

/** What of the case does not agree with the log. */
export function describeLedger(ledger: ComparedLedger): readonly string[] {
  if ('notCompared' in ledger)
    return [escapeLine(`Not compared with what the case has: ${ledger.notCompared}`)];
  const { findings } = ledger;
  if (findings.length === 0) return ['What the case has written and what the log says agree.'];
  const shown = findings
    .slice(0, shownAtMost)
    .map(({ record, what }) => escapeLine(`  record ${record}: ${what}`));
  const more = findings.length - shown.length;
  return [
    `THE LOG AND THE CASE DO NOT AGREE at ${formatCount(findings.length)}:`,
    ...shown,
    ...(more > 0 ? [`  … and ${formatCount(more)} more`] : []),
  ];
}

/** Of each line whether it holds, and where the log was changed as far as they tell. */
export function describeLines(
  lines: readonly LineResult[],
  between: { readonly after: number; readonly upTo: number } | undefined,
): readonly string[] {
  return [
    ...lines.map(({ seq, at, wrong }) =>
      wrong === undefined
        ? `The line of record ${seq}, ${at}: holds. The log then is the beginning of the log now.`
        : escapeLine(`THE LINE OF RECORD ${seq}, ${at}, DOES NOT HOLD: ${wrong}.`),
    ),
    ...(between
      ? [
          `What was changed or taken away lies behind record ${between.after}, and not behind record ${between.upTo}.`,
        ]
      : []),
  ];
}

/** Whether the log says what is not so. A clock that was set right is no such thing. */
export const isSound = (
  { broken, headLost, detailsLost, redactionsUndone }: AuditCheck,
  ledger: ComparedLedger,
): boolean =>
  !broken &&
  headLost.length + detailsLost.length + redactionsUndone.length === 0 &&
  ('notCompared' in ledger || ledger.findings.length === 0);
