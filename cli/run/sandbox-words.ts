/** What is said of the rings around parsers: at the start of a run, in its record, by `doctor` and `report`. */
import { type Ring, rings, type Sandbox } from '../../pipeline/sandbox/outer-ring.ts';
import { sandboxOf } from '../../pipeline/sandbox/parser-command.ts';
import type { Config } from '../../schemas/config.ts';
import { Problem } from '../../schemas/problem.ts';

/** As the record of a run keeps it. */
export interface SandboxRecord {
  readonly closed: readonly Ring[];
  readonly open: readonly Ring[];
  /** Why the first of the open ones is open, as the system says it. */
  readonly why?: string;
}

export const recordOf = ({ closed, open, why }: Sandbox): SandboxRecord => ({
  closed,
  open,
  ...(why === undefined ? {} : { why }),
});

/** The rings that this system closes around a parser, before any source is known. `folder` is one that is empty. */
export const systemSandbox = (
  { parserMemoryBytes, spoolBytes, parserProcesses }: Config,
  folder: string,
): Sandbox =>
  sandboxOf({
    sources: [],
    maxResidentBytes: parserMemoryBytes,
    spoolFolder: folder,
    spoolBytes: Math.floor(spoolBytes / parserProcesses),
  });

/** What a person is told where a ring is open. */
export function describeOpen({ open, why }: SandboxRecord): string[] {
  if (open.length === 0) return [];
  return [
    `The sandbox is open on this system${why === undefined ? '' : ` (${why})`}. A parser that evidence has taken over:`,
    ...open.map((ring) => `  ${ring}: ${rings[ring].open}`),
  ];
}

/** Throws `sandbox-open` where every ring is asked for and one is open. */
export function requireRings(sandbox: SandboxRecord, required: Config['requireSandbox']): void {
  if (required === 'none' || sandbox.open.length === 0) return;
  const open = describeOpen(sandbox);
  throw new Problem(
    'sandbox-open',
    `rings around the parsers are open: ${sandbox.open.join(', ')}${sandbox.why === undefined ? '' : ` (${sandbox.why})`}`,
    'Let the system give users namespaces of their own, or run without --require-sandbox full.',
    { named: open },
  );
}
