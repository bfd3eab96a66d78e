/** The value of every setting where neither flag, environment nor the case's own file says otherwise. */
import { availableParallelism } from 'node:os';
import { gib, mib } from '../schemas/byte-units.ts';
import type { Config } from '../schemas/config.ts';
import { limits } from './limits.ts';

export const defaults: Config = {
  ...limits,
  parserProcesses: Math.min(availableParallelism(), 256),
  parserMemoryBytes: 1536 * mib,
  parserTimeoutMs: 60_000,
  maxCrashes: 10,
  spoolBytes: 32 * gib,
  requireSandbox: 'none',
  batchItems: 4_000,
  batchBytes: 8 * mib,
  index: 'sqlite',
  indexApiKey: '',
  indexUser: '',
  indexPassword: '',
  indexFingerprint: '',
  indexCaFile: '',
  indexPrefix: '',
  indexShards: 1,
  indexReplicas: 1,
  indexWaitMs: 600_000,
  gazetteers: true,
  personalData: true,
  tika: 'off',
  prefer: 'none',
  tikaJar: '',
  tikaMemoryBytes: gib,
  tikaTimeoutMs: 120_000,
  tikaWaitMs: 120_000,
  tikaMaxBytes: 512 * mib,
  tikaAnswerBytes: 128 * mib,
  displayZone: 'case',
  progressMs: 5000,
};
