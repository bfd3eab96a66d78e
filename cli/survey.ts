/** `evidex survey FOLDER`: what a folder holds and what it would take to ingest it. */
import { z } from 'zod';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileLooker } from '../pipeline/coordinator/file-looker.ts';
import { openRoot, type SourceRoot } from '../sources/open-root.ts';
import { type NamedTally, type Survey, surveyFolder } from '../pipeline/survey.ts';
import type { Config } from '../schemas/config.ts';
import { limitsOf } from '../schemas/limits.ts';
import { Problem, problemCodes } from '../schemas/problem.ts';
import { escapeLine } from './frame/escape.ts';
import { countOf, formatBytes, formatCount, formatDuration } from './frame/quantities.ts';
import { table } from './frame/table.ts';
import { defineVerb } from './frame/verb.ts';

const maxRows = 25;

const tallies = (title: string, all: readonly NamedTally[]): string => {
  const rows = all
    .slice(0, maxRows)
    .map(({ name, files, bytes }) => [name || '(none)', formatCount(files), formatBytes(bytes)]);
  const more =
    all.length > maxRows ? `\n… and ${formatCount(all.length - maxRows)} more; all with --json` : '';
  return (
    table(
      [
        { title, maxWidth: 30 },
        { title: 'files', align: 'right' },
        { title: 'size', align: 'right' },
      ],
      rows,
    ) + more
  );
};

const histogram = (all: Survey['years']): string => {
  const most = Math.max(1, ...all.map(({ files }) => files));
  const shown = all.slice(-40);
  return table(
    [{ title: 'modified' }, { title: 'files', align: 'right' }, { title: '' }],
    shown.map(({ year, files }) => [year, formatCount(files), '#'.repeat(Math.ceil((files / most) * 40))]),
  );
};

function describe(survey: Survey): string {
  const { estimate, unreadable, sameSize } = survey;
  const { assumed } = estimate;
  const lines = [
    ...(survey.interrupted
      ? ['STOPPED: the numbers are of what had been seen by then, not of the folder.']
      : []),
    `${escapeLine(survey.source)}: ${countOf(survey.files, 'file')}, ${formatBytes(survey.bytes)}, ${countOf(survey.folders, 'folder')}, deepest level ${formatCount(survey.deepest)}`,
    `Containers: ${countOf(survey.containers.files, 'file')}, ${formatBytes(survey.containers.bytes)}; what they hold comes on top`,
    `Empty files: ${formatCount(survey.emptyFiles)}; links, not followed: ${formatCount(survey.links)}; sockets, devices, pipes: ${formatCount(survey.specials)}`,
    `Names that are not UTF-8: ${formatCount(survey.namesNotUtf8)}; names that say another format than the content: ${formatCount(survey.typeMismatches)}`,
    `Of a size that another file has, so possibly duplicates: ${countOf(sameSize.files, 'file')}, ${formatBytes(sameSize.bytes)}`,
    `Could not be read: ${formatCount(unreadable.count)}`,
    ...unreadable.first
      .slice(0, maxRows)
      .map(({ path, detail }) => `  ${escapeLine(path)}: ${escapeLine(detail)}`),
    '',
    tallies(`type by ${survey.typesBy}`, survey.types),
    '',
    tallies('extension', survey.extensions),
    '',
    histogram(survey.years),
    '',
    `To ingest it takes about ${formatDuration(estimate.seconds * 1000)} and ${formatBytes(estimate.diskBytes)} of disk, reckoned with ${countOf(assumed.documentsPerSecond, 'document')}/s and ${formatBytes(assumed.bytesPerSecond)}/s a parser process, ${formatBytes(assumed.hashedBytesPerSecond)}/s hashed; disk by what such files took when that was measured.`,
  ];
  return lines.join('\n');
}

/** A process without rights that looks at the files of a source; it tags nothing. */
function lookerAt(root: SourceRoot, config: Config, spoolFolder: string): FileLooker {
  return new FileLooker({
    sources: [root.path],
    spoolFolder,
    spoolBytes: config.spoolBytes,
    maxResidentBytes: config.parserMemoryBytes,
    maxSilentMs: config.parserTimeoutMs,
    configuration: {
      type: 'configure',
      limits: limitsOf(config),
      gazetteers: false,
      personalData: false,
      watchlist: [],
    },
  });
}

export const verb = defineVerb({
  details:
    'Nothing is parsed or written: it walks the folder, and a process without rights reads the first bytes of each file.',
  positionals: ['folder'],
  options: z.strictObject({
    folder: z.string().min(1).describe('the folder to look over'),
    byName: z.boolean().default(false).describe('open no file at all: types by extension only'),
  }),
  settings: ['parserProcesses', 'parserMemoryBytes', 'parserTimeoutMs', 'progressMs'],
  access: 'none',
  output: 'report',
  examples: [
    ['evidex survey FOLDER', 'look a folder over before ingesting it'],
    ['evidex survey FOLDER --json', 'the same as one JSON object'],
  ],
  async run({ options, config, out, signal }) {
    const root = openRoot(options.folder);
    if (root.kind !== 'folder')
      throw new Problem('usage', `${root.path} is no folder`, 'Name the folder that holds it.');
    let shown = Date.now();
    const spoolFolder = mkdtempSync(join(tmpdir(), 'evidex-survey-'));
    const looker = lookerAt(root, config, spoolFolder);
    const survey = await surveyFolder(root, {
      look: (files) => looker.look(files),
      parserProcesses: config.parserProcesses,
      byName: options.byName,
      signal,
      onProgress(files, bytes) {
        if (files % 64 !== 0 || Date.now() - shown < config.progressMs) return;
        shown = Date.now();
        out.progress(`${countOf(files, 'file')}, ${formatBytes(bytes)} so far`);
      },
    }).finally(() => {
      looker.stop();
      rmSync(spoolFolder, { recursive: true, force: true });
    });
    await out.report(survey, () => describe(survey));
    return {
      resultCount: survey.files,
      exitCode: survey.interrupted ? problemCodes.interrupted : undefined,
    };
  },
});
