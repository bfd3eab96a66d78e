/**
 * What stands around a parser process beside Node's permission model, as far as the system allows it: namespaces of its
 * own, a limit on what it writes, and its death with the coordinator's.
 */
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { messageOf } from '../../schemas/problem.ts';
import { ownRootScript } from './own-root.ts';

/** What a ring keeps a parser from that evidence has taken over, and what is open to it where the ring is absent. */
export const rings = {
  files: {
    closes: 'a root of its own that holds the program’s code, the sources and Node, without /proc',
    open: 'it can read through links inside the sources, and ask whether a path exists',
  },
  network: {
    closes: 'no network device',
    open: 'Node’s permission model alone keeps it from the network and from sockets of this machine',
  },
  processes: {
    closes: 'no process but its own to signal',
    open: 'it can signal, and so end, every process of this user, the coordinator too',
  },
  spool: {
    closes: 'the system limits what it writes',
    open: 'what it writes beyond its part of the spool is seen, and ended, after a quarter of a second',
  },
  end: {
    closes: 'it dies with the coordinator',
    open: 'one in an endless loop outlives a coordinator that is killed',
  },
} as const;
export type Ring = keyof typeof rings;

export const allRings = Object.keys(rings) as Ring[];

/** The rings that are closed, and the command that closes them around another; empty where none is. */
export interface Sandbox {
  readonly command: readonly string[];
  readonly closed: readonly Ring[];
  readonly open: readonly Ring[];
  /** Why the first of the open ones is open, as the system says it. */
  readonly why?: string;
}

export interface Bounds {
  /** Absolute paths of the files and folders that the parser may read. */
  readonly readable: readonly string[];
  /** A folder to make its root on; nothing in it is shown or touched. */
  readonly mountPoint: string;
  /** Bytes of its spool. */
  readonly spoolBytes: number;
}

/** The process dies with the coordinator, even where an endless loop keeps it from seeing that its input ended. */
const dyingTogether = ['setpriv', '--pdeathsig', 'KILL'];
const namespaces = ['--user', '--map-root-user', '--net', '--pid', '--fork', '--kill-child=SIGKILL'];
/** The limit holds for what starts the process too, which writes the table of what its root shows. */
const leastFileBytes = 1024 * 1024;
const limited = (bytes: number): string[] => ['prlimit', `--fsize=${Math.max(bytes, leastFileBytes)}`];

interface Try {
  readonly closed: readonly Ring[];
  readonly command: () => readonly string[];
}

const withRoot = ({ readable, mountPoint }: Bounds): readonly string[] => [
  'unshare', '--mount', '--ipc', '--uts', ...namespaces, '--', 'sh', '-c', ownRootScript(readable, mountPoint), 'sh',
]; // prettier-ignore

/** From all that there is to what most systems have. */
const tries = (bounds: Bounds): readonly Try[] => [
  {
    closed: ['files', 'network', 'processes', 'end'],
    command: () => [...dyingTogether, ...withRoot(bounds)],
  },
  {
    closed: ['network', 'processes', 'end'],
    command: () => [...dyingTogether, 'unshare', ...namespaces, '--'],
  },
  { closed: ['network', 'processes'], command: () => ['unshare', ...namespaces, '--'] },
  { closed: ['end'], command: () => dyingTogether },
];

/** How long Node may take to start behind a command. A busy machine takes over ten seconds, and would open the ring by that. */
const maxStartMs = 60_000;

/** Undefined where Node starts behind the command, else why not. */
function refusalOf(command: readonly string[]): string | undefined {
  try {
    const words = [...command.slice(1), process.execPath, '--version'];
    execFileSync(command[0] as string, words, {
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: maxStartMs,
      env: {},
    });
    return undefined;
  } catch (error) {
    const { stderr } = error as { stderr?: Buffer };
    return (stderr?.toString().trim() || messageOf(error)).slice(0, 200);
  }
}

/** Of the limit on what is written, which no file or folder has to do with. */
const limitRefusals = new Map<number, string | undefined>();

function limitRefusal(bytes: number): string | undefined {
  if (!limitRefusals.has(bytes)) limitRefusals.set(bytes, refusalOf(limited(bytes)));
  return limitRefusals.get(bytes);
}

/** The first of `tries` that the system takes; none where it takes none, and then why not the first. */
interface Taken {
  readonly number?: number;
  readonly why?: string;
}

function tryAll(bounds: Bounds): Taken {
  let why: string | undefined;
  for (const [number, { command }] of tries(bounds).entries()) {
    const refusal = refusalOfMade(command);
    if (refusal === undefined) return { number, why };
    why ??= refusal;
  }
  return { why };
}

/** A command may not even be made: what it needs is not there. */
function refusalOfMade(command: Try['command']): string | undefined {
  try {
    return refusalOf(command());
  } catch (error) {
    return messageOf(error).slice(0, 200);
  }
}

function sandboxBehind(
  command: readonly string[],
  closed: readonly Ring[],
  why: string | undefined,
): Sandbox {
  const isClosed = (ring: Ring): boolean =>
    closed.includes(ring) || (ring === 'spool' && command[0] === 'prlimit');
  return {
    command,
    closed: allRings.filter(isClosed),
    open: allRings.filter((ring) => !isClosed(ring)),
    ...(why === undefined ? {} : { why }),
  };
}

const known = new Map<string, Taken>();

/** What a system may refuse to show in another root, or to make one on: the file systems, not the paths on them. */
function fileSystemsOf({ readable, mountPoint }: Bounds): string {
  const kinds = [mountPoint, ...readable].map((path) => {
    try {
      const found = statSync(path);
      return `${found.dev} ${found.isDirectory()}`;
    } catch {
      // What is not there is not shown either.
      return '';
    }
  });
  return [...new Set(kinds)].sort().join();
}

/**
 * As many rings as the system closes around a parser with these bounds. Each try starts processes: what one process
 * asks again is tried once, whichever folders of the same file systems are shown and the root is made on.
 */
export function closeRings(bounds: Bounds): Sandbox {
  if (process.platform !== 'linux')
    return { command: [], closed: [], open: allRings, why: 'this is no Linux' };
  const { spoolBytes } = bounds;
  const key = fileSystemsOf(bounds);
  const taken = known.get(key) ?? tryAll(bounds);
  known.set(key, taken);
  const withoutLimit = limitRefusal(spoolBytes);
  const spool = withoutLimit === undefined ? limited(spoolBytes) : [];
  const { closed = [], command } =
    (taken.number === undefined ? undefined : tries(bounds)[taken.number]) ?? {};
  return sandboxBehind([...spool, ...(command?.() ?? [])], closed, taken.why ?? withoutLimit);
}
