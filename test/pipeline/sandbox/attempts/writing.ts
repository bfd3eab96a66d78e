/** Writing anything but the open spool file: evidence, the case, files of its own, by paths and by descriptors. */
import fs from 'node:fs';
import { enableCompileCache, getCompileCacheDir } from 'node:module';
import { createTracing } from 'node:trace_events';
import v8 from 'node:v8';
import { once, type Attempts } from './attempt.ts';

const { O_CREAT, O_RDONLY, O_RDWR, O_TRUNC } = fs.constants;
const opened = (source: string): number => fs.openSync(`${source}/evidence.txt`, 'r');

export const writing: Attempts = {
  'a file in the source': ['node', ({ source }) => fs.writeFileSync(`${source}/planted.txt`, 'planted')],
  'at the end of evidence': ['node', ({ source }) => fs.appendFileSync(`${source}/evidence.txt`, 'planted')],
  'times of evidence': ['node', ({ source }) => fs.utimesSync(`${source}/evidence.txt`, 1, 1)],
  'times of evidence by its descriptor': ['node', ({ source }) => fs.futimesSync(opened(source), 1, 1)],
  'times of evidence by its handle': ['node', async ({ source }) => (await fs.promises.open(`${source}/evidence.txt`)).utimes(2, 2)],
  'mode of evidence': ['node', ({ source }) => fs.chmodSync(`${source}/evidence.txt`, 0o777)],
  'mode of evidence by its descriptor': ['node', ({ source }) => fs.fchmodSync(opened(source), 0o777)],
  'mode of evidence by its handle': ['node', async ({ source }) => (await fs.promises.open(`${source}/evidence.txt`)).chmod(0o755)],
  'owner of evidence by its descriptor': ['node', ({ source }) => fs.fchownSync(opened(source), 1, 1)],
  'bytes of evidence by its descriptor': ['node', ({ source }) => fs.writeSync(opened(source), 'planted')],
  'length of evidence by its descriptor': ['node', ({ source }) => fs.ftruncateSync(opened(source), 0)],
  'evidence opened to be written': ['node', ({ source }) => fs.openSync(`${source}/evidence.txt`, 'r+')],
  'evidence opened to be written, by number': ['node', ({ source }) => fs.openSync(`${source}/evidence.txt`, O_RDWR)],
  'evidence opened to be emptied': ['node', ({ source }) => fs.openSync(`${source}/evidence.txt`, O_RDONLY | O_TRUNC)],
  'evidence opened to be made': ['node', ({ source }) => fs.openSync(`${source}/new.txt`, O_RDONLY | O_CREAT)],
  'evidence cut short': ['node', ({ source }) => fs.truncateSync(`${source}/evidence.txt`, 0)],
  'evidence opened again by its descriptor': ['node', ({ source }) => fs.openSync(`/proc/self/fd/${opened(source)}`, 'r+')],
  'evidence opened again to append': ['node', ({ source }) => fs.openSync(`/proc/self/fd/${opened(source)}`, 'a')],
  'the spool opened again by its descriptor': ['node', () => fs.openSync('/proc/self/fd/4', 'r+')],
  'standard error opened again': ['node', () => fs.openSync('/proc/self/fd/2', 'w')],
  'evidence deleted': ['node', ({ source }) => fs.rmSync(`${source}/evidence.txt`)],
  'evidence renamed': ['node', ({ source, spool }) => fs.renameSync(`${source}/evidence.txt`, `${spool}/taken`)],
  'hard link of evidence': ['node', ({ source, spool }) => fs.linkSync(`${source}/evidence.txt`, `${spool}/linked`)],
  'through a link in the source': ['node', ({ source, outside }) => fs.writeFileSync(`${source}/to-root${outside}`, 'planted')],
  'a file in the spool folder': ['node', ({ spool }) => fs.writeFileSync(`${spool}/planted`, 'planted')],
  'a file beside the spool folder': ['node', ({ spool }) => fs.writeFileSync(`${spool}-planted`, 'planted')],
  'a file in its case': ['node', ({ spool }) => fs.writeFileSync(`${spool}/../planted`, 'planted')],
  'a file in its working folder': ['node', () => fs.writeFileSync('planted', 'planted')],
  'a folder in its case': ['node', ({ caseFolder }) => fs.mkdirSync(`${caseFolder}/planted`)],
  'a folder with a chance name': ['node', ({ caseFolder }) => fs.mkdtempSync(`${caseFolder}/planted-`)],
  'a link of its own': ['node', ({ spool, outside }) => fs.symlinkSync(outside, `${spool}/way-out`)],
  'a relative link of its own': ['node', ({ spool }) => fs.symlinkSync('../catalogue.sqlite', `${spool}/way-out`)],
  'a link of its own, later': ['node', ({ spool }) => once((resolve, reject) => fs.symlink('/etc', `${spool}/way-out`, (error) => (error ? reject(error) : resolve('made'))))],
  'a link of its own, by promises': ['node', ({ spool }) => fs.promises.symlink('/etc', `${spool}/way-out`)],
  'shared memory': ['node', () => fs.writeFileSync('/dev/shm/evidex-planted', 'planted')],
  'the terminal': ['node', () => fs.openSync('/dev/tty', 'w')],
  'the kernel by sysrq': ['node', () => fs.writeFileSync('/proc/sysrq-trigger', 'h')],
  'a report': ['node', ({ caseFolder }) => process.report.writeReport(`${caseFolder}/planted`)],
  'a report in a folder': ['node', ({ caseFolder }) => { process.report.directory = caseFolder; return process.report.writeReport(); }],
  'a heap snapshot': ['node', ({ caseFolder }) => v8.writeHeapSnapshot(`${caseFolder}/planted`)],
  'a compile cache': ['node', ({ caseFolder }) => { const { message = 'another is in use', directory } = enableCompileCache(`${caseFolder}/planted`); if (directory?.startsWith(caseFolder) !== true) throw new Error(message); return directory; }],
  'the code that Node keeps': ['node', ({ program }) => fs.writeFileSync(`${getCompileCacheDir() ?? `${program}/.cache/parser-code`}/planted`, '')],
  'storage of the web': ['node', () => localStorage.setItem('a', 'b')],
  'a working folder elsewhere': ['node', ({ outside }) => { process.chdir('/etc'); return fs.readFileSync(outside); }],
  'trace events': ['harmless', () => createTracing({ categories: ['node'] }).enable()],
  'more than the spool may take': ['ring', () => fs.writeSync(4, Buffer.alloc(1024), 0, 1024, 2 * 1024 * 1024)],
}; // prettier-ignore
