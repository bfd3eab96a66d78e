/** What a person is told when a run of the pipeline has ended. */
import { countOf, formatBytes, formatCount, formatDuration } from '../frame/quantities.ts';
import { problemCodes } from '../../schemas/problem.ts';
import type { PipelineEnd } from './pipeline-run.ts';

/** A run that was stopped, or that could not see or read a part of its sources, does not end as one that read all. */
export const exitCodeOf = ({ interrupted, unread }: PipelineEnd['result']): number =>
  interrupted ? problemCodes.interrupted : unread > 0 ? problemCodes.mismatch : 0;

export function describeEnd({ run, result, totals, seconds }: PipelineEnd): string {
  const { listed } = result;
  const statuses = Object.entries(totals.statuses)
    .sort(([, a], [, b]) => b - a)
    .map(([status, count]) => `${status} ${formatCount(count)}`)
    .join(', ');
  const seen = `Listed: ${countOf(listed.files, 'file')}, ${formatBytes(listed.bytes)}, ${countOf(listed.folders, 'folder')}; of all entries ${formatCount(listed.fresh)} new, ${formatCount(listed.changed)} changed, ${formatCount(listed.unchanged)} unchanged, ${formatCount(listed.gone)} gone.`;
  return [
    `Run ${run} ${result.interrupted ? 'was stopped' : 'ended'} after ${formatDuration(seconds * 1000)}.`,
    ...(listed.files + listed.folders > 0 ? [seen] : []),
    `The case holds ${countOf(totals.items, 'item')}, ${countOf(totals.documents, 'unique document')}: ${statuses}.`,
    `Exceptions: ${formatCount(totals.exceptions)}. See \`evidex report\` for all, \`evidex explain PATH\` for one.`,
    ...(result.unread > 0
      ? [
          `UNACCOUNTED FOR: ${countOf(result.unread, 'place')} of the sources could not be listed or read; \`evidex report --exceptions\` names them. Run the same command again when they can be read.`,
        ]
      : []),
    ...(result.interrupted
      ? ['To go on, run the same command again: it continues where this run stopped.']
      : []),
  ].join('\n');
}
