/** Compares the text that we find with the text that Tika finds, format by format: words of Tika's that we have too. */
import { join } from 'node:path';
import { formats } from '../../pipeline/formats.ts';
import { startTika } from '../services/tika.ts';
import { filesBelow } from './corpus.ts';
import { type Extracted, ExtractProcess } from './extract.ts';
import { formatTable, percent } from './table.ts';
import { readWithTika, type TikaDocument } from './tika-client.ts';
import { countWords, shared, total } from './words.ts';

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
  readonly format: string;
  readonly outcome: string;
  readonly tikaWords: number;
  readonly ourWords: number;
  readonly sharedWords: number;
}

const readable = new Map(formats.filter((format) => format.role).map((format) => [format.id, format]));
const readableTypes = new Map(
  formats
    .filter((format) => format.role)
    .flatMap((format) => format.mediaTypes.map((type) => [type, format.id])),
);
/** Types that Tika names in its own way. */
const tikaTypes = new Map([
  ['application/x-tika-ooxml', 'docx'],
  ['multipart/related', 'eml'],
  ['application/x-zip-compressed', 'zip'],
]);

/** The format to list a file under: ours, or Tika's where we read it as none of the formats that we read. */
function formatOf(ours: Extracted, theirs: readonly TikaDocument[]): string | undefined {
  if (ours.format !== undefined && readable.has(ours.format)) return ours.format;
  const type = theirs[0]?.mediaType ?? '';
  const named = readableTypes.get(type) ?? tikaTypes.get(type);
  return named === undefined || (theirs[0]?.text.trim() ?? '') === ''
    ? undefined
    : `(${named}, not read by us)`;
}

/** What Tika opens as a container has no text in its first object. */
const isTikaContainer = (type: string | undefined): boolean =>
  readable.get(readableTypes.get(type ?? '') ?? '')?.role === 'container';

/**
 * Containers hold no text of their own: everything below them counts, on both sides. The two need not agree on
 * which they are (a single message that begins with a separator line is a mailbox to Tika).
 */
function compare(path: string, format: string, ours: Extracted, theirs: readonly TikaDocument[]): Compared {
  const container = readable.get(format)?.role === 'container' || isTikaContainer(theirs[0]?.mediaType);
  const tikaText = container ? theirs.map((document) => document.text).join('\n') : (theirs[0]?.text ?? '');
  const tika = countWords(tikaText);
  const own = countWords(container ? `${ours.own}\n${ours.below}` : ours.own);
  return {
    path,
    format,
    outcome: ours.outcome,
    tikaWords: total(tika),
    ourWords: total(own),
    sharedWords: shared(tika, own),
  };
}

function printFormats(all: readonly Compared[]): void {
  const groups = Map.groupBy(all, (file) => file.format);
  const row = (name: string, files: readonly Compared[]) => {
    const sum = (value: (file: Compared) => number): number =>
      files.reduce((count, file) => count + value(file), 0);
    const tika = sum((file) => file.tikaWords);
    const found = sum((file) => file.sharedWords);
    return [name, files.length, tika, sum((file) => file.ourWords), found, percent(found, tika)];
  };
  const rows = [...groups]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, files]) => row(name, files));
  const head = ['format', 'files', "Tika's words", 'our words', 'shared', 'recall'];
  console.log(formatTable(head, [...rows, row('all', all)]));
}

function printWorst(all: readonly Compared[], worst: number): void {
  const missing = all.filter((file) => file.sharedWords < file.tikaWords);
  for (const [format, files] of Map.groupBy(missing, (file) => file.format)) {
    const lost = (file: Compared): number => file.tikaWords - file.sharedWords;
    const rows = [...files]
      .sort((left, right) => lost(right) - lost(left))
      .slice(0, worst)
      .map((file) => [lost(file), percent(file.sharedWords, file.tikaWords), file.outcome, file.path]);
    console.log(`\n${format}: words missing most in`);
    console.log(formatTable(['words', 'recall', 'outcome', 'file'], rows));
  }
}

/** Runs the comparison over a folder and prints it. Resolves to the share of Tika's words found. */
export async function benchText(options: TextOptions): Promise<number> {
  const port = options.port === undefined ? {} : { port: options.port, reuse: true };
  const tika = await startTika(port);
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
      let documents: TikaDocument[] = [];
      try {
        documents = await readWithTika(tika.url, join(options.folder, path));
      } catch {
        unanswered += 1;
      }
      const format = formatOf(extracted, documents);
      if (format !== undefined) compared.push(compare(path, format, extracted, documents));
    }
  } finally {
    ours.stop();
    await tika.stop();
  }
  if (process.stderr.isTTY) process.stderr.write('\r');
  console.log(`Text of ${options.folder} against ${tika.version}; ${unanswered} files it gave no answer for`);
  console.log('Words: runs of letters and digits, lower-cased, each counted as often as it stands there.\n');
  printFormats(compared);
  if (options.worst > 0) printWorst(compared, options.worst);
  const sum = (value: (file: Compared) => number): number =>
    compared.reduce((count, file) => count + value(file), 0);
  return (
    sum((file) => file.sharedWords) /
    Math.max(
      1,
      sum((file) => file.tikaWords),
    )
  );
}
