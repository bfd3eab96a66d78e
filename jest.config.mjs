// Tests run on Node 26 as ES modules; see "test" in package.json for how Node is brought.
import { fileURLToPath } from 'node:url';

// As `bin/evidex.js` does: the threads that tests start load the same code again and again.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('.cache/code', import.meta.url));

export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // Races and kills over more evidence, minutes each: `npm run soak`.
  testPathIgnorePatterns: process.env.EVIDEX_SOAK ? [] : ['<rootDir>/test/soak/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/scripts/jest-strip-types.mjs' },
  globalSetup: '<rootDir>/test/services-setup.ts',
  globalTeardown: '<rootDir>/test/services-teardown.ts',
  testTimeout: 120_000,
  maxWorkers: 2,
  // What a test file loaded stays with its worker: beyond this, memory is cleaned up more than tests are run.
  workerIdleMemoryLimit: '1GB',
  testSequencer: '<rootDir>/scripts/long-tests-first.mjs',
};
