/** `evidex doctor`: what this system closes around the parsers, and what is open where it does not. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { allRings, rings } from '../pipeline/sandbox/outer-ring.ts';
import { problemCodes } from '../schemas/problem.ts';
import { escapeLine } from './frame/escape.ts';
import { table } from './frame/table.ts';
import { defineVerb } from './frame/verb.ts';
import { recordOf, type SandboxRecord, systemSandbox } from './run/sandbox-words.ts';

export function describe({ open, why }: SandboxRecord): string {
  const rows = allRings.map((ring) => [
    ring,
    open.includes(ring) ? 'OPEN' : 'closed',
    open.includes(ring) ? `a parser that evidence has taken over: ${rings[ring].open}` : rings[ring].closes,
  ]);
  return [
    table([{ title: 'ring' }, { title: 'state' }, { title: 'meaning' }], rows),
    '',
    open.length === 0
      ? 'Every ring is closed: --require-sandbox full runs here.'
      : `NOT EVERY RING IS CLOSED${why === undefined ? '' : `: ${escapeLine(why)}`}`,
  ].join('\n');
}

export const verb = defineVerb({
  details:
    'Starts a process as a parser is started, and says which rings the system closes around it beside Node’s permission model. A run records the same, and says at its start what is open.',
  positionals: [],
  options: z.strictObject({}),
  settings: ['parserProcesses', 'parserMemoryBytes', 'spoolBytes'],
  access: 'none',
  output: 'report',
  examples: [
    ['evidex doctor', 'which rings are closed here'],
    ['evidex doctor --json', 'the same as one JSON object'],
  ],
  exitCodes: { 3: 'a ring is open' },
  async run({ config, out }) {
    const folder = mkdtempSync(join(tmpdir(), 'evidex-doctor-'));
    try {
      const sandbox = recordOf(systemSandbox(config, folder));
      await out.report({ sandbox }, () => describe(sandbox));
      return { exitCode: sandbox.open.length === 0 ? 0 : problemCodes.mismatch };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
});
