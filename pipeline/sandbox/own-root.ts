/**
 * The innermost ring where the system allows it: a root folder of the parser's own, in memory and read-only, that holds
 * the program's code, the sources, Node and its libraries, and nothing else; no `/proc`, no `/dev`, no other disk.
 */
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Both run inside: the one that takes the last capabilities, and what it starts. */
const programs = (): string[] => [
  process.execPath,
  execFileSync('sh', ['-c', 'command -v setpriv'], { encoding: 'utf8' }).trim(),
];

let known: readonly string[] | undefined;

/** The programs and the libraries that they load, by `ldd`; the same for every root of this process. */
function programsWithLibraries(): readonly string[] {
  if (known) return known;
  const own = programs();
  const listed = execFileSync('ldd', own, { encoding: 'utf8' });
  return (known = [...own, ...[...listed.matchAll(/(\/\S+) \(0x/gu)].flatMap(([, path]) => path ?? [])]);
}

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** As fstab(5) wants white space and backslashes: in octal. */
const inTable = (path: string): string =>
  path.replaceAll(/[\\\s]/gu, (sign) => `\\${sign.charCodeAt(0).toString(8).padStart(3, '0')}`);

function kindOf(path: string): 'folder' | 'file' | undefined {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch {
    // A source that is not there now: what lies in it cannot be read anyway.
    return undefined;
  }
}

/**
 * A shell script that makes `mountPoint`, a folder, the root in a mount namespace of its own, and then runs its arguments
 * with no capability but to read files whatever their mode. `readable` are absolute paths of files and folders.
 */
export function ownRootScript(readable: readonly string[], mountPoint: string): string {
  const paths = [...new Set([...readable, ...programsWithLibraries()])].sort();
  const files = paths.filter((path) => kindOf(path) === 'file');
  const folders = paths.filter((path) => kindOf(path) === 'folder');
  const table = [...folders, ...files]
    .map((path) => `${inTable(path)} ${inTable(mountPoint + path)} none rbind,ro,nosuid,nodev 0 0\n`)
    .join('');
  const made = new Set([...folders, ...files.map((path) => dirname(path))]);
  const within = (path: string): string => quoted(`.${path}`);
  return [
    'set -e',
    'PATH=/usr/sbin:/usr/bin:/sbin:/bin',
    'chroot=$(command -v chroot); umount=$(command -v umount); setpriv=$(command -v setpriv)',
    `mount -t tmpfs -o size=4m,nr_inodes=8k,mode=0755,nosuid,nodev none ${quoted(mountPoint)}`,
    `cd ${quoted(mountPoint)}`,
    `mkdir -p old ${[...made].map(within).join(' ')}`,
    ...files.map((path) => `: > ${within(path)}`),
    `printf %s ${quoted(table)} > table`,
    'mount -n -c -a -T table',
    'rm table',
    `mount -n -c -o remount,ro,nosuid,nodev none ${quoted(mountPoint)}`,
    'pivot_root . old',
    'cd /',
    // From outside its own root: what it unmounts holds its program.
    '"/old$chroot" /old "$umount" -l /',
    'unset PWD OLDPWD',
    'exec "$setpriv" --no-new-privs --bounding-set=-all,+dac_read_search --inh-caps=-all -- "$@"',
  ].join('\n');
}
