/** Compares the text that we find with the text that Tika finds, format by format: words of Tika's that we have too. */
import { join } from 'node:path';
import { formats } from '../../formats/registry.ts';
import { startTika } from '../services/tika.ts';
import { filesBelow } from './corpus.ts';
import { type Extracted, ExtractProcess } from './extract.ts';
import { isTikaContainer, readableObjects } from './issue-types.ts';
import { formatTable, percent } from './table.ts';
import { readWithTika, type TikaDocument } from './tika-client.ts';
import { addWords, countWords, shared, total } from './words.ts';

export interface TextOptions {
  readonly folder: string;
  /** Only files whose path contains this. */
  readonly only?: string;
  /** Only files of this format. */
  readonly format?: string;
  /** Worst files shown for each format. */
  readonly worst: number;
  /** A Tika Server that is running already. */
  readonly port?: number;
}

interface Compared {
  readonly path: string;
  /** Ours, by content. */
  readonly format: string;
  /** Of a format that we read: only those make the total. */
  readonly counts: boolean;
  /** Tika's type of the file. */
  readonly mediaType: string;
  readonly outcome: string;
  readonly tikaWords: number;
  readonly ourWords: number;
  /** Of Tika's words, those in our texts. */
  readonly sharedWords: number;
  /** Of Tika's words, those in our texts, metadata, names of members, or in what lies below. */
  readonly keptWords: number;
}

const roles = new Map(formats.map((format) => [format.id, format.role]));

/**
 * Containers hold no text of their own: everything below them counts, on both sides, except what lies in objects
 * of formats that we do not read. The two need not agree on which they are (a single message that begins with a
 * separator line is a mailbox to us).
 */
function compare(path: string, ours: Extracted, theirs: readonly TikaDocument[]): Compared {
  const format = ours.format ?? 'unknown';
  const mediaType = theirs[0]?.mediaType ?? '';
  const container = roles.get(format) === 'container' || isTikaContainer(mediaType);
  const objects = container ? readableObjects(theirs) : theirs.slice(0, 1);
  const tika = countWords(objects.map(({ text }) => text).join('\n'));
  const own = countWords(container ? `${ours.own}\n${ours.below}` : ours.own);
  const kept = new Map(own);
  addWords(kept, `${ours.ownFacts}\n${ours.factsBelow}`);
  // What Tika prints in the file's own text may be an item below it here: a calendar entry in a message.
  if (!container) addWords(kept, ours.below);
  return {
    path,
    format,
    counts: roles.get(format) !== undefined,
    mediaType,
    outcome: ours.outcome,
    tikaWords: total(tika),
    ourWords: total(own),
    sharedWords: shared(tika, own),
    keptWords: shared(tika, kept),
  };
}

const sum = (files: readonly Compared[], value: (file: Compared) => number): number =>
  files.reduce((count, file) => count + value(file), 0);

function figures(name: string, files: readonly Compared[]): (string | number)[] {
  const tika = sum(files, (file) => file.tikaWords);
  const found = sum(files, (file) => file.sharedWords);
  const kept = sum(files, (file) => file.keptWords);
  const own = sum(files, (file) => file.ourWords);
  return [name, files.length, tika, own, found, percent(found, tika), percent(kept, tika)];
}

function printFormats(all: readonly Compared[]): void {
  const groups = Map.groupBy(all, (file) => file.format);
  const rows = [...groups]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, files]) => figures(name, files));
  const head = ['format', 'files', "Tika's words", 'our words', 'found', 'found %', 'or kept %'];
  console.log(formatTable(head, [...rows, figures('all', all)]));
}

/** What we identify as something that we do not read, and Tika finds words in: no loss that the total may hide. */
function printOthers(others: readonly Compared[]): void {
  const wordy = others.filter((file) => file.tikaWords > 0);
  if (wordy.length === 0) return;
  console.log("\nFormats that are not read here, by our identification and Tika's type (not in the total)");
  const groups = Map.groupBy(wordy, (file) => `${file.format} (${file.mediaType})`);
  const rows = [...groups]
    .map(([name, files]): [string, number, number] => [
      name,
      files.length,
      sum(files, (file) => file.tikaWords),
    ])
    .sort((left, right) => right[2] - left[2]);
  console.log(formatTable(['format', 'files', "Tika's words"], rows));
}

/** The files that most of Tika's words are kept nowhere of; what is only kept elsewhere is explained by that. */
function printWorst(all: readonly Compared[], worst: number): void {
  const lost = (file: Compared): number => file.tikaWords - file.keptWords;
  const missing = all.filter((file) => lost(file) > 0);
  for (const [format, files] of Map.groupBy(missing, (file) => file.format)) {
    const rows = [...files]
      .sort((left, right) => lost(right) - lost(left))
      .slice(0, worst)
      .map((file) => [
        lost(file),
        percent(file.sharedWords, file.tikaWords),
        percent(file.keptWords, file.tikaWords),
        file.outcome,
        file.path,
      ]);
    console.log(`\n${format}: words missing most in`);
    console.log(formatTable(['words', 'found %', 'or kept %', 'outcome', 'file'], rows));
  }
}

async function compareFiles(options: TextOptions, url: string): Promise<Compared[]> {
  const ours = new ExtractProcess();
  const compared: Compared[] = [];
  let unanswered = 0;
  try {
    const paths = filesBelow(options.folder).filter((path) => path.includes(options.only ?? ''));
    for (const [at, path] of paths.entries()) {
      if (process.stderr.isTTY) process.stderr.write(`\r${at + 1} of ${paths.length} files`);
      const extracted = await ours.read(join(options.folder, path));
      // With one format wanted, Tika need not read the others.
      if (options.format !== undefined && extracted.format !== options.format) continue;
      const documents = await readWithTika(url, join(options.folder, path)).catch(() => undefined);
      if (documents) compared.push(compare(path, extracted, documents));
      else unanswered += 1;
    }
  } finally {
    ours.stop();
    if (process.stderr.isTTY) process.stderr.write('\r');
  }
  console.log(`${compared.length} files compared; ${unanswered} for which Tika Server gave no answer`);
  return compared;
}

/** Runs the comparison over a folder and prints it. Resolves to the share of Tika's words found in our texts. */
export async function benchText(options: TextOptions): Promise<number> {
  const tika = await startTika(options.port === undefined ? {} : { port: options.port, reuse: true });
  try {
    console.log(`Text of ${options.folder} against ${tika.version}`);
    const compared = await compareFiles(options, tika.url);
    console.log('Words: runs of letters and digits, lower-cased, each counted as often as it stands there.');
    console.log(
      "Found: in the file's own texts (a container's: in those of its members). Kept: there, in metadata, names or members.\n",
    );
    const counted = compared.filter((file) => file.counts);
    printFormats(counted);
    printOthers(compared.filter((file) => !file.counts));
    if (options.worst > 0) printWorst(counted, options.worst);
    return (
      sum(counted, (file) => file.sharedWords) /
      Math.max(
        1,
        sum(counted, (file) => file.tikaWords),
      )
    );
  } finally {
    await tika.stop();
  }
}
