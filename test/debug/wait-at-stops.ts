/**
 * Loaded before a program (`node --import`): waits for a debugger, then stops where `docs/first-hour.md` says.
 * `--inspect-brk` would stop the index thread too, which has no debugger, and wait for ever.
 */
import { open, Session } from 'node:inspector';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { readStops } from './stops.ts';

const root = join(import.meta.dirname, '..', '..');

if (isMainThread) {
  open(undefined, undefined, true);
  const session = new Session();
  session.connect();
  session.post('Debugger.enable');
  for (const { file, line } of readStops())
    session.post('Debugger.setBreakpointByUrl', {
      url: pathToFileURL(join(root, file)).href,
      lineNumber: line,
    });
}
