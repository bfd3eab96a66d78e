/** Damages an archive in every way a test can afford and sees that its container neither throws nor hangs. */
import { expect, test } from '@jest/globals';
import { array, assert, asyncProperty, nat, record } from 'fast-check';
import { runExtractor } from '../../run-extractor.ts';

const statuses = ['extracted', 'failed', 'encrypted', 'unsupported'];

/** Processor time, far more than these small files need, whatever else the machine does; a loop without end would exceed it. */
const maxMs = 5000;

async function survive(format: string, bytes: Uint8Array): Promise<void> {
  const started = process.cpuUsage();
  const { outcome } = await runExtractor(bytes, { format });
  expect(statuses).toContain(outcome.status);
  const { user, system } = process.cpuUsage(started);
  expect((user + system) / 1000).toBeLessThan(maxMs);
}

/** Registers the tests of damage for `fixture`: cut at every tenth byte, and bytes changed at random (seeded). */
export function testHostility(format: string, fixture: Uint8Array): void {
  test('cut at every tenth byte it still ends', async () => {
    for (let length = 0; length < fixture.length; length += 10)
      await survive(format, fixture.subarray(0, length));
  });

  test('with bytes changed at random it still ends', async () => {
    const change = record({ at: nat(fixture.length - 1), value: nat(255) });
    await assert(
      asyncProperty(array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
        const bytes = Uint8Array.from(fixture);
        for (const { at, value } of changes) bytes[at] = value;
        await survive(format, bytes);
      }),
      { seed: 20_160_304, numRuns: 150 },
    );
  });
}
