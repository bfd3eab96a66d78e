/** After all tests: stops what the set-up started, and says what was left out. */
import { rmSync } from 'node:fs';
import { leftOut, running } from './services-running.ts';

export default async function tearDown(): Promise<void> {
  await Promise.all(running.map((server) => server.stop()));
  rmSync(process.env['EVIDEX_HOME'] ?? '', { recursive: true, force: true });
  for (const line of leftOut) process.stderr.write(`\n${line}\n`);
}
