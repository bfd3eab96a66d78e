/**
 * Compares our reader of compound files with `cfb` over all of a folder, each file whole and its first half:
 * `node scripts/run.mjs scripts/bench/compound.ts FOLDER`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import CFB from 'cfb';
import { memoryContent } from '../../formats/content.ts';
import { CompoundFile } from '../../formats/ole/compound-file.ts';

const folder = process.argv[2] ?? '.';

interface Figures {
  files: number;
  cfbThrew: number;
  cfbStreams: number;
  ourStreams: number;
  /** Streams that cfb gives and ours gives with the same bytes. */
  equal: number;
  /** Streams with bytes that only ours gives, as cfb threw. */
  rescued: number;
  rescuedBytes: number;
  /** Streams that ours says are not whole. */
  damaged: number;
}
const emptyFigures = (): Figures => ({
  files: 0,
  cfbThrew: 0,
  cfbStreams: 0,
  ourStreams: 0,
  equal: 0,
  rescued: 0,
  rescuedBytes: 0,
  damaged: 0,
});

/** The contents of streams by name and size: paths are not compared, bytes are. */
function readByCfb(bytes: Buffer): Buffer[] | undefined {
  try {
    const { FileIndex } = CFB.read(bytes, { type: 'buffer' });
    const streams = FileIndex.filter(({ type }) => type === 2);
    return streams.map(({ size, content }) => (size === 0 ? Buffer.alloc(0) : Buffer.from(content)));
  } catch {
    return undefined;
  }
}

function compare(bytes: Buffer, figures: Figures): void {
  const file = CompoundFile.open(memoryContent(bytes));
  if (!file) return;
  figures.files += 1;
  const entries = file.entries.filter(({ kind }) => kind === 'stream');
  const ours = entries.map((entry) => file.read(entry, bytes.length));
  figures.ourStreams += ours.length;
  figures.damaged += ours.filter(({ damage }) => damage).length;
  const theirs = readByCfb(bytes);
  if (theirs) {
    figures.cfbStreams += theirs.length;
    figures.equal += theirs.filter((theirBytes) =>
      ours.some((stream) => stream.bytes.equals(theirBytes)),
    ).length;
    return;
  }
  const rescued = ours.filter((stream) => stream.bytes.length > 0);
  figures.cfbThrew += 1;
  figures.rescued += rescued.length;
  figures.rescuedBytes += rescued.reduce((sum, stream) => sum + stream.bytes.length, 0);
}

const whole = emptyFigures();
const half = emptyFigures();
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const bytes = readFileSync(join(entry.parentPath, entry.name));
  compare(bytes, whole);
  compare(bytes.subarray(0, bytes.length / 2), half);
}
process.stdout.write(`${JSON.stringify({ whole, half }, null, 2)}\n`);
