/** What a person is told when a run of the pipeline has ended. */
import { formatBytes, formatCount, formatDuration } from '../frame/quantities.ts';
import type { PipelineEnd } from './pipeline-run.ts';

export function describeEnd({ run, result, totals, seconds }: PipelineEnd): string {
  const { listed } = result;
  const statuses = Object.entries(totals.statuses)
    .sort(([, a], [, b]) => b - a)
    .map(([status, count]) => `${status} ${formatCount(count)}`)
    .join(', ');
  const seen = `Listed: ${formatCount(listed.files)} files, ${formatBytes(listed.bytes)}, ${formatCount(listed.folders)} folders; of all entries ${formatCount(listed.fresh)} new, ${formatCount(listed.changed)} changed, ${formatCount(listed.unchanged)} unchanged, ${formatCount(listed.gone)} gone.`;
  return [
    `Run ${run} ${result.interrupted ? 'was stopped' : 'ended'} after ${formatDuration(seconds * 1000)}.`,
    ...(listed.files + listed.folders > 0 ? [seen] : []),
    `The case holds ${formatCount(totals.items)} items, ${formatCount(totals.documents)} unique documents: ${statuses}.`,
    `Exceptions: ${formatCount(totals.exceptions)}. See \`evidex report\` for all, \`evidex explain PATH\` for one.`,
    ...(result.interrupted
      ? ['To go on, run the same command again: it continues where this run stopped.']
      : []),
  ].join('\n');
}
