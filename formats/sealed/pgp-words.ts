/** Says in words and metadata what data of OpenPGP states. That a signature is valid is never said. */
import type { Sink } from '../contract.ts';
import type { PgpKey, PgpSignature } from './pgp-keys.ts';
import type { PgpMessage } from './pgp-message.ts';

/** Keys that are named in one line of a report, and in the metadata. */
const maxInLine = 5;
const maxNamed = 500;
const maxValueUnits = 16_000;

const join = (values: readonly string[]): string =>
  [...new Set(values)].slice(0, maxNamed).join('\n').slice(0, maxValueUnits);

const timeText = ({ time }: PgpSignature): string => (time ? ` at ${time.instant ?? time.raw}` : '');

/** Names the keys that signed: lines of the head, and `pgp.signer`. A signature that says more of itself stands for the one that announced it. */
export function pushSignatures(signatures: readonly PgpSignature[], sink: Sink): void {
  const stated = signatures.filter(({ key }) => key !== '');
  const named = stated
    .filter(
      ({ key, time }, at) =>
        !stated.some(
          (other, place) =>
            place !== at &&
            other.key.endsWith(key) &&
            (other.key !== key || (time === undefined && other.time)),
        ),
    )
    .slice(0, maxNamed);
  for (const signature of named) {
    const line = `Signed by: OpenPGP key ${signature.key}${timeText(signature)}`;
    sink.text(`${line}\n`, 'headers');
    if (signature.time) sink.event({ time: signature.time, kind: 'signed', message: line });
  }
  if (named.length > 0)
    sink.metadata({
      other: { 'pgp.signer': join(named.map(({ key }) => key)), 'pgp.signature': 'not verified' },
    });
}

const keyLine = ({ fingerprint, isSecret, isSubkey, created }: PgpKey): string =>
  [
    isSecret ? 'Secret' : 'Public',
    isSubkey ? 'subkey' : 'key',
    fingerprint,
    created ? `of ${created.instant ?? created.raw}` : '',
  ]
    .filter((part) => part !== '')
    .join(' ');

/** Names the keys that it holds and whose they are said to be. */
export function pushKeys({ keys, userIds }: PgpMessage, sink: Sink): void {
  for (const key of keys.slice(0, maxNamed)) sink.text(`${keyLine(key)}\n`);
  for (const userId of userIds.slice(0, maxNamed)) sink.text(`${userId.replaceAll(/\p{Cc}+/gu, ' ')}\n`);
  const fingerprints = keys.map(({ fingerprint }) => fingerprint).filter((text) => text !== '');
  if (fingerprints.length > 0) sink.metadata({ other: { 'pgp.key': join(fingerprints) } });
  if (Math.max(keys.length, userIds.length) > maxNamed)
    sink.warn('text-cut', `${keys.length} keys and ${userIds.length} names, ${maxNamed} of each are named`);
}

/** Names for whom it is encrypted, and gives a line that says so. */
export function pushRecipients({ recipients, hasPassphrase }: PgpMessage, sink: Sink): string {
  const stated = recipients.map((key) => (key === '' ? 'a key that is not stated' : `key ${key}`));
  if (hasPassphrase) stated.push('a passphrase');
  if (stated.length === 0) return 'encrypted (OpenPGP)';
  sink.metadata({ other: { 'pgp.recipients': join(stated) } });
  const more = stated.length > maxInLine ? `; ${stated.length - maxInLine} more` : '';
  return `encrypted (OpenPGP) for ${stated.length}: ${stated.slice(0, maxInLine).join('; ')}${more}`;
}
