/** Reading what is neither source nor code: by plain paths, by links, by `/proc`, by the process's own descriptors. */
import fs from 'node:fs';
import { createRequire, findPackageJSON } from 'node:module';
import { once, type Attempts } from './attempt.ts';

/** The folder above `path` by its descriptor, `steps` times: inside a grant by name, outside by the kernel. */
function climb(path: string, steps: number): string {
  let folder = fs.openSync(path, 'r');
  for (let step = 0; step < steps; step++) folder = fs.openSync(`/proc/self/fd/${folder}/..`, 'r');
  return `/proc/self/fd/${folder}`;
}

export const reading: Attempts = {
  'password file': ['node', () => fs.readFileSync('/etc/passwd')],
  'password file by a path of bytes': ['node', () => fs.readFileSync(Buffer.from('/etc/passwd'))],
  'password file by a URL': ['node', () => fs.readFileSync(new URL('file:///etc/passwd'))],
  'password file by ..': ['node', ({ source }) => fs.readFileSync(`${source}${'/..'.repeat(12)}/etc/passwd`)],
  'password file by .. in bytes': ['node', ({ source }) => fs.readFileSync(Buffer.from(`${source}${'/..'.repeat(12)}/etc/passwd`))],
  'password file by .. in a typed array': ['node', ({ source }) => fs.readFileSync(new TextEncoder().encode(`${source}${'/..'.repeat(12)}/etc/passwd`) as Buffer)],
  'a descriptor of a file outside': ['node', ({ outside }) => fs.openSync(outside, 'r')],
  'a file outside as a blob': ['node', async ({ outside }) => (await fs.openAsBlob(outside)).text()],
  'a file outside by a stream': ['node', ({ outside }) => once((resolve, reject) => fs.createReadStream(outside).on('data', resolve).on('error', reject))],
  'a file outside by promises': ['node', ({ outside }) => fs.promises.readFile(outside)],
  'a copy of a file outside': ['node', ({ outside, spool }) => fs.copyFileSync(outside, `${spool}/copied`)],
  'a copy of a folder outside': ['node', ({ spool }) => fs.cpSync('/etc', `${spool}/copied`, { recursive: true })],
  'list of a folder outside': ['node', () => fs.readdirSync('/etc')],
  'open folder outside': ['node', () => fs.opendirSync('/etc').readSync()?.name],
  'glob outside': ['node', () => fs.globSync('/etc/*').join() || Promise.reject(new Error('none'))],
  'stat outside': ['node', ({ outside }) => fs.statSync(outside).size],
  'statfs of /': ['node', () => fs.statfsSync('/').bavail],
  'access outside': ['node', ({ outside }) => fs.accessSync(outside)],
  'existence outside': ['node', ({ outside }) => fs.existsSync(outside) || Promise.reject(new Error('no'))],
  'real path outside': ['ring', () => fs.realpathSync('/etc')],
  'watch outside': ['node', () => fs.watch('/etc')],
  'watched file outside': ['node', ({ outside }) => fs.watchFile(outside, () => undefined)],
  'the catalogue of its case': ['node', ({ caseFolder }) => fs.readFileSync(`${caseFolder}/catalogue.sqlite`)],
  'the audit log of its case': ['node', ({ caseFolder }) => fs.statSync(`${caseFolder}/audit.jsonl`).size],
  'its case by its working folder': ['node', () => fs.readFileSync('../catalogue.sqlite')],
  'list of its case': ['node', ({ caseFolder }) => fs.readdirSync(caseFolder)],
  'list of the spool folder': ['node', ({ spool }) => fs.readdirSync(spool)],
  'the folder beside the source': ['node', ({ source }) => fs.readdirSync(`${source}/..`)],
  'the folder of the program': ['node', ({ program }) => fs.readdirSync(program)],
  'the history of the program': ['node', ({ program }) => fs.statSync(`${program}/.git`).size],
  'a case inside the program': ['node', ({ program }) => fs.readFileSync(`${program}/demo-case/audit.jsonl`)],
  'the code with rights': ['node', ({ program }) => fs.readFileSync(`${program}/cli/main.ts`)],
  'a package that parsers need not': ['node', ({ program }) => fs.readFileSync(`${program}/node_modules/yargs/package.json`)],
  'environment file': ['node', () => process.loadEnvFile('/etc/environment')],
  'import of a file outside': ['node', ({ outside }) => import(outside)],
  'import of a case as JSON': ['node', ({ caseFolder }) => import(`${caseFolder}/evidex.json`, { with: { type: 'json' } })],
  'require of a file outside': ['node', ({ outside, source }) => createRequire(`${source}/`)(outside) as unknown],
  'a manifest above': ['harmless', ({ source }) => findPackageJSON('..', `file://${source}/x.js`)],
  'through a link in the source': ['ring', ({ source }) => fs.readFileSync(`${source}/link`, 'utf8')],
  'through a link to the root in the source': ['ring', ({ source }) => fs.readdirSync(`${source}/to-root/etc`).length],
  'its case through a link in the source': ['ring', ({ source, caseFolder }) => fs.readFileSync(`${source}/to-root${caseFolder}/catalogue.sqlite`, 'utf8')],
  '/proc/self/root': ['node', () => fs.readFileSync('/proc/self/root/etc/passwd')],
  '/proc/self/cwd': ['node', () => fs.readFileSync('/proc/self/cwd/../catalogue.sqlite')],
  '/proc/self/exe': ['node', () => fs.readlinkSync('/proc/self/exe')],
  '/proc/self/environ': ['node', () => fs.readFileSync('/proc/self/environ')],
  '/proc/self/maps': ['node', () => fs.readFileSync('/proc/self/maps')],
  '/proc/self/mem': ['node', () => fs.openSync('/proc/self/mem', 'r+')],
  '/proc/self/mountinfo': ['node', () => fs.readFileSync('/proc/self/mountinfo')],
  '/proc': ['node', () => fs.readdirSync('/proc').join()],
  '/proc/1': ['node', () => fs.readFileSync('/proc/1/environ')],
  '/proc of the coordinator': ['node', ({ coordinator }) => fs.readFileSync(`/proc/${coordinator}/environ`)],
  '/proc through a link in the source': ['ring', ({ source }) => fs.readFileSync(`${source}/to-root/proc/self/status`).length],
  'list of its descriptors': ['node', () => fs.readdirSync('/proc/self/fd').join()],
  'the name of a descriptor': ['node', () => fs.readlinkSync('/proc/self/fd/0')],
  'a descriptor by ..': ['node', () => fs.readFileSync('/proc/self/fd/../environ')],
  'above a folder by its descriptor': ['node', ({ source }) => fs.readdirSync(climb(source, 1))],
  'above a folder by its descriptor in bytes': ['node', ({ source }) => fs.readdirSync(Buffer.from(`/proc/self/fd/${fs.openSync(source, 'r')}/..`))],
  'forty folders above by descriptors': ['node', ({ source, outside }) => fs.readFileSync(`${climb(source, 40)}${outside}`)],
  'above the folder of descriptors': ['node', () => fs.readFileSync(`${climb('/proc/self/fd', 1)}/environ`)],
  '/dev/fd': ['node', () => fs.readdirSync('/dev/fd').join()],
}; // prettier-ignore
