/**
 * Evidence that has taken over its parser, as a program: tries every way out that we know of and writes what came of
 * each, one JSON line on standard output. Run with the very flags of a parser; its input says what to aim at.
 */
import { readFileSync, writeSync } from 'node:fs';
import { type Aims, once } from './attempts/attempt.ts';
import { engine } from './attempts/engine.ts';
import { reading } from './attempts/reading.ts';
import { writing } from './attempts/writing.ts';

const aims = JSON.parse(readFileSync(0, 'utf8')) as Aims;
process.on('uncaughtException', () => undefined);
process.on('unhandledRejection', () => undefined);

for (const [kind, attempts] of Object.entries({ reading, writing, engine })) {
  for (const [name, [, attempt]] of Object.entries(attempts)) {
    let outcome: string;
    try {
      const timeout = once<never>((_, reject) =>
        setTimeout(() => reject(new Error('no answer')), 2000).unref(),
      );
      outcome = `done: ${String(await Promise.race([Promise.resolve(aims).then(attempt), timeout])).slice(0, 60)}`;
    } catch (error) {
      const { code, message } = error as { code?: string; message?: string };
      outcome = `refused: ${code ?? message}`;
    }
    writeSync(1, `${JSON.stringify({ name: `${kind}: ${name}`, outcome })}\n`);
  }
}
process.exit(0);
