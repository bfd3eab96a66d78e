/** Has a transaction of whoever writes beside a run wait for the run's. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isBusy } from './mark-store.ts';

/** Each waits ten seconds for the one before it. */
const maxAttempts = 30;
const pauseMs = 200;

/** One that waited too long is begun again. */
export async function patiently<T>(transaction: () => T): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return transaction();
    } catch (error) {
      if (!isBusy(error) || attempt >= maxAttempts) throw error;
      await sleep(Math.random() * pauseMs);
    }
  }
}
