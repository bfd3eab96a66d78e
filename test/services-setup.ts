/** Before all tests: starts the services that the selected test files need, once for all of them, and makes them a user's folder. */
import { globSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChromium } from '../scripts/services/chromium.ts';
import { startElasticsearch } from '../scripts/services/elasticsearch.ts';
import { startTika } from '../scripts/services/tika.ts';
import {
  missingVariable,
  needs,
  type Service,
  services,
  title,
  urlVariable,
} from './services-environment.ts';
import { leftOut, running } from './services-running.ts';

/** The part of jest's settings that is read here. */
interface Selection {
  readonly rootDir: string;
  readonly testPathPatterns: {
    toExecutor(options: { rootDir: string }): { isMatch(path: string): boolean };
  };
}

const start: Readonly<Record<Service, () => Promise<{ url: string; stop(): Promise<void> }>>> = {
  elasticsearch: async () => {
    const cluster = await startElasticsearch({ quick: true });
    return { url: cluster.urls[0] ?? '', stop: () => cluster.stop() };
  },
  tika: () => startTika({ heapMiB: 1024 }),
  chromium: startChromium,
};

async function bringUp(service: Service, files: readonly string[]): Promise<void> {
  if (process.env[urlVariable(service)] !== undefined) return;
  try {
    const server = await start[service]();
    running.push(server);
    process.env[urlVariable(service)] = server.url;
  } catch (error) {
    const { message } = error as Error;
    process.env[missingVariable(service)] = message;
    leftOut.push(
      `${title[service]} could not be started: ${message}\nIts tests did not run: ${files.join(', ')}`,
    );
  }
}

export default async function setUp({ rootDir, testPathPatterns }: Selection): Promise<void> {
  // Not that of who runs the tests: its settings are no part of them, and nothing of theirs belongs there.
  process.env['EVIDEX_HOME'] = mkdtempSync(join(tmpdir(), 'evidex-home-'));
  const selected = testPathPatterns.toExecutor({ rootDir });
  const files = globSync('test/**/*.test.ts', { cwd: rootDir }).filter((path) =>
    selected.isMatch(join(rootDir, path)),
  );
  await Promise.all(
    services.map(async (service) => {
      const own = files.filter((path) => needs(path, service));
      if (own.length > 0) await bringUp(service, own);
    }),
  );
}
