/**
 * A parser process like the real one, but that reading a file which begins with `POISON` does what the next word says,
 * as a fault in identification would. For tests only; production never runs it.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { encodeFrame } from '../../../pipeline/protocol/framing.ts';

const readFromFile = fs.readSync.bind(fs) as (...from: Parameters<typeof fs.readSync>) => number;
const sendLooked = (): void => {
  fs.writeSync(3, encodeFrame({ type: 'looked', unit: 0, format: 'planted' }));
};

const deeds: Readonly<Record<string, () => void>> = {
  abort: () => process.abort(),
  hang: () => {
    for (;;);
  },
  // Answers for files that it was not asked about.
  'too-many': () => {
    for (let answer = 0; answer < 1_000; answer++) sendLooked();
  },
};

Object.assign(fs, {
  readSync(...from: Parameters<typeof fs.readSync>): number {
    const bytes = readFromFile(...from);
    const [word, deed = ''] = Buffer.from(from[1].buffer, from[1].byteOffset, Math.min(bytes, 40))
      .toString('latin1')
      .split(/\s+/u);
    if (word === 'POISON') deeds[deed]?.();
    return bytes;
  },
});
syncBuiltinESMExports();

await import('../../../pipeline/parser/parser-main.ts');
