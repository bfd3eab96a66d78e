/** A spool for one test file, closed when its tests have ended. */
import { closeSync } from 'node:fs';
import { afterAll } from '@jest/globals';
import { Spool } from '../../../pipeline/parser/spool.ts';
import { openNameless } from '../../../pipeline/sandbox/spool-file.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

/** `descriptor` is the file that it writes. */
export function temporarySpool(descriptor = openNameless(temporaryFolder())): Spool {
  afterAll(() => closeSync(descriptor));
  return new Spool(descriptor);
}
