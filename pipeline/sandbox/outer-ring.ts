/**
 * What stands around a parser process beside Node's permission model, as far as the system allows it: namespaces of its
 * own, a limit on what it writes, and its death with the coordinator's.
 */
import { execFileSync } from 'node:child_process';

let outerRing: readonly string[] | undefined;

/** The process dies with the coordinator, even where an endless loop keeps it from seeing that its input ended. */
const dyingTogether = ['setpriv', '--pdeathsig', 'KILL'];
const namespaces = [
  'unshare',
  '--user',
  '--map-root-user',
  '--net',
  '--pid',
  '--fork',
  '--kill-child=SIGKILL',
  '--',
];

function works(command: readonly string[]): boolean {
  try {
    execFileSync(command[0] as string, [...command.slice(1), 'true'], { stdio: 'ignore', timeout: 5000 });
    return true;
  } catch {
    return false;
  }
}

/**
 * The command that runs another in namespaces of its own: no network device, and no process but its own to
 * signal (Node's model does not stop `process.kill`). As much of it as the system allows; empty where nothing.
 */
export function findOuterRing(): readonly string[] {
  const rings = [[...dyingTogether, ...namespaces], namespaces, dyingTogether];
  outerRing ??= process.platform === 'linux' ? (rings.find(works) ?? []) : [];
  return outerRing;
}

/** Whether the ring keeps the parser from the network and from other processes. */
export const isRingClosed = (): boolean => findOuterRing().includes('unshare');
