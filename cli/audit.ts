/** `evidex audit`: who did what to the case, and whether the log is unbroken. */
import { z } from 'zod';
import type { AuditCheck } from '../case/audit-log.ts';
import type { AuditRecord } from '../schemas/audit-record.ts';
import { problemCodes } from '../schemas/problem.ts';
import { escapeLine } from './frame/escape.ts';
import { formatCount } from './frame/quantities.ts';
import { defineVerb } from './frame/verb.ts';
import { notedMoment } from './run/display-zone.ts';

/** A word as a shell would need it, so that a line of the log can be run again. */
const quote = (word: string): string =>
  /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;

const outcome = ({ exitCode, resultCount, problem }: AuditRecord): string =>
  [
    `exit ${exitCode ?? '?'}`,
    problem ?? '',
    resultCount === undefined ? '' : `${formatCount(resultCount)} results`,
  ]
    .filter(Boolean)
    .join(', ');

const describe = (record: AuditRecord, display: string): string => {
  const did =
    record.event === 'started'
      ? [record.verb, ...(record.args ?? []).map(quote)].join(' ')
      : `${record.verb} of ${record.of ?? '?'} ended: ${outcome(record)}`;
  const folder = record.folder === undefined ? '' : `  in ${record.folder}`;
  const reason = record.reason === undefined ? '' : `  reason: ${record.reason}`;
  const first = escapeLine(
    `${String(record.seq).padStart(6)}  ${notedMoment(record.at, display)}  ${record.operator}@${record.host}  ${did}${folder}${reason}`,
  );
  return [first, ...(record.named ?? []).map((line) => escapeLine(`        ${line}`))].join('\n');
};

const list = (numbers: readonly number[]): string =>
  numbers.length <= 20
    ? numbers.join(', ')
    : `${numbers.slice(0, 20).join(', ')} … (${formatCount(numbers.length)})`;

const summarise = (check: AuditCheck): string => {
  const { broken, partialLines, unended, headLost, head } = check;
  return [
    broken
      ? `BROKEN at line ${broken.line}${broken.toLine > broken.line ? ` to ${broken.toLine}` : ''}, where record ${broken.seq} belongs: ${broken.wrong}. The ${formatCount(check.records)} records before it are unbroken.`
      : `Unbroken: ${formatCount(check.records)} records.`,
    `Head: record ${head.seq}, ${head.hash}`,
    ...(partialLines.length > 0
      ? [`Unfinished lines, left by a command that was killed: ${list(partialLines)}`]
      : []),
    ...(unended.length > 0 ? [`Started and not ended (running, or killed): ${list(unended)}`] : []),
    ...(headLost.length > 0
      ? [`The file with the head was missing when these were written: ${list(headLost)}`]
      : []),
  ].join('\n');
};

export const verb = defineVerb({
  details:
    'Every command that opens a case writes two records, chained by their hashes: one when it starts, one when it ends. With --json: the records as JSON Lines, then one object with the result of the check.',
  positionals: ['case'],
  options: z.strictObject({
    head: z.boolean().default(false).describe('only check the log and show its head'),
  }),
  settings: ['displayZone'],
  access: 'read',
  output: 'list',
  examples: [
    ['evidex audit CASE', 'show all records and check them'],
    ['evidex audit CASE --head', 'the head of the chain, to be noted elsewhere'],
  ],
  exitCodes: { 3: 'the log is broken; the first broken record is named' },
  async run({ caseFolder, config, options, out }) {
    const { audit } = caseFolder;
    const check = await audit.check();
    if (!options.head) {
      // A second pass, so that the records can wait for a slow reader one at a time.
      for await (const record of audit.records(check.records))
        await out.row(record, () => describe(record, config.displayZone));
    }
    await out.row({ check }, () => summarise(check));
    return { exitCode: check.broken ? problemCodes.mismatch : 0, resultCount: check.records };
  },
});
