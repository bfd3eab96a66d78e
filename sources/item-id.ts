/** The ids of items: the same evidence gives the same ids on every machine and in every run. */
import { hash } from 'node:crypto';

/**
 * The first 16 bytes, in hex, of SHA-256 over the parent's key, a NUL, and the locator's raw bytes.
 * The parent's key is a folder's item id (or the source's id for its root), or, for a member, the SHA-256 of the
 * content that holds it: an expansion belongs to the content, so that it does not matter which of two copies of
 * an archive a parser reaches first (docs/decisions/0001).
 */
export function itemId(parentKey: string, locator: string | Uint8Array): string {
  const key = `${parentKey}\0`;
  const whole = typeof locator === 'string' ? key + locator : Buffer.concat([Buffer.from(key), locator]);
  return hash('sha256', whole, 'hex').slice(0, 32);
}
