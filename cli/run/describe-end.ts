/** What a person is told when a run of the pipeline has ended. */
import { escapeLine } from '../frame/escape.ts';
import { countOf, formatBytes, formatCount, formatDuration } from '../frame/quantities.ts';
import { problemCodes } from '../../schemas/problem.ts';
import type { PipelineEnd } from './pipeline-run.ts';
import { describeWithheld } from './coverage.ts';
import { describeScreening } from './screening.ts';
import { describeEarlier } from './earlier-readers.ts';
import { describePassedOver } from './removal-words.ts';

/** A run that was stopped, or that could not see or read a part of its sources, does not end as one that read all. */
export const exitCodeOf = ({
  result: { interrupted, unread },
  givenUp,
}: Pick<PipelineEnd, 'result' | 'givenUp'>): number =>
  interrupted ? problemCodes.interrupted : unread + givenUp > 0 ? problemCodes.mismatch : 0;

const maxNotable = 20;

function notableLines({ notable }: PipelineEnd): string[] {
  if (notable.length === 0) return [];
  const rest = notable.length - maxNotable;
  return [
    `ALERT: ${countOf(notable.length, 'item')} ${notable.length === 1 ? 'is' : 'are'} on a list of notable files:`,
    ...notable.slice(0, maxNotable).map(({ path, set }) => escapeLine(`  ${path}  (${set})`)),
    ...(rest > 0 ? [`  … and ${formatCount(rest)} more; all in \`evidex report\` with --json`] : []),
  ];
}

/** Names of lists and counts alone: whoever has to know is told that there is something, not where. */
export const restrictedLines = ({ restricted, alert }: Pick<PipelineEnd, 'restricted' | 'alert'>): string[] =>
  restricted.map(({ value, items }) =>
    escapeLine(
      `ALERT to ${alert}: ${countOf(items, 'item')} on the list of restricted files ${value}; not parsed, shown or exported.`,
    ),
  );

export function describeEnd(ended: PipelineEnd): string {
  const { run, result, totals, givenUp, seconds } = ended;
  const { listed } = result;
  const statuses = Object.entries(totals.statuses)
    .sort(([, a], [, b]) => b - a)
    .map(([status, count]) => `${status} ${formatCount(count)}`)
    .join(', ');
  const seen = `Listed: ${countOf(listed.files, 'file')}, ${formatBytes(listed.bytes)}, ${countOf(listed.folders, 'folder')}; of all entries ${formatCount(listed.fresh)} new, ${formatCount(listed.changed)} changed, ${formatCount(listed.unchanged)} unchanged, ${formatCount(listed.gone)} gone.`;
  return [
    `Run ${run} ${result.interrupted ? 'was stopped' : 'ended'} after ${formatDuration(seconds * 1000)}.`,
    ...(listed.files + listed.folders > 0 ? [seen] : []),
    `The case holds ${countOf(totals.items, 'item')}, ${countOf(totals.documents, 'unique document')}${statuses === '' ? '' : `: ${statuses}`}.`,
    ...describePassedOver(ended.removals, listed.removed),
    ...describeScreening(ended.screening),
    ...describeWithheld(ended.withheld, 'whoever opens no scope'),
    ...restrictedLines(ended),
    ...notableLines(ended),
    ...describeEarlier(ended.earlier),
    `Exceptions: ${countOf(totals.exceptions, 'item')} of the case; this run met ${formatCount(result.exceptions)} while it read, a content once for all its copies. See \`evidex report\` for all, \`evidex explain PATH\` for one.`,
    ...(result.unread > 0
      ? [
          `UNACCOUNTED FOR: ${countOf(result.unread, 'place')} of the sources could not be listed or read; \`evidex report --exceptions\` names them. Run the same command again when they can be read.`,
        ]
      : []),
    ...(givenUp > 0
      ? [
          `UNACCOUNTED FOR: ${countOf(givenUp, 'file')} left unread, since runs died while nothing else was being read. Where it was somebody who ended them: \`evidex retry --code run-crash\`.`,
        ]
      : []),
    ...(result.interrupted
      ? ['To go on, run the same command again: it continues where this run stopped.']
      : []),
  ].join('\n');
}
