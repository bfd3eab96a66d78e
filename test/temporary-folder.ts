/** A folder for one test file, removed when its tests have ended. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';

/** Its real path. */
export function temporaryFolder(): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'evidex-')));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
