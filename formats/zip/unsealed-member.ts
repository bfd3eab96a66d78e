/** A member of ZIP that is sealed, opened with the words that the user has given. */
import type { Content } from '../contract.ts';
import type { Limits } from '../../schemas/limits.ts';
import type { PasswordTries } from '../passwords.ts';
import { roundsOfTry, unseal } from './zip-crypto.ts';
import { isKnownMethod, openMember } from './zip-data.ts';
import type { ZipMember } from './zip-reader.ts';

/** Bytes between two signs of life. */
const aliveEvery = 8 * 1024 * 1024;
/** Bytes that cost as much as a round of a hash: a stored member tells only at its end that a word was wrong. */
const bytesOfRound = 1024;

/** Its content, or undefined where no word opens it. The stream throws as `openMember` says. */
export async function openSealed(
  archive: Content,
  { entry, local, refusal }: ZipMember,
  limits: Limits,
  tries: PasswordTries,
): Promise<ZipMember['open'] | undefined> {
  if (!local || refusal?.status !== 'encrypted' || !tries.hasAny) return undefined;
  return tries.first(roundsOfTry(entry), async (word) => {
    const unsealed = unseal({ content: archive, entry, local }, word);
    if (!unsealed || !isKnownMethod(unsealed.entry.method)) return undefined;
    const open = (): ReturnType<ZipMember['open']> =>
      openMember(unsealed.content, unsealed.entry, 0, {
        limits,
        isUnsummed: unsealed.isAuthenticated,
        // Where it lies below the seal is no place in the file.
        onRest: () => undefined,
      });
    return unsealed.isAuthenticated || (await isRight(open, tries)) ? open : undefined;
  });
}

/** One of 256 words passes the header of the traditional encryption: the checksum of the whole tells. */
async function isRight(open: ZipMember['open'], tries: PasswordTries): Promise<boolean> {
  let [bytes, told] = [0, 0];
  try {
    const opened = open();
    if (opened instanceof Uint8Array) return true;
    for await (const { length } of opened) {
      bytes += length;
      if (bytes - told < aliveEvery) continue;
      told = bytes;
      await tries.alive();
    }
    return true;
  } catch {
    tries.spend(bytes / bytesOfRound);
    return false;
  }
}
