/** Says in words and metadata who signed something, and for whom it is encrypted. That a signature is valid is never said. */
import type { Sink } from '../contract.ts';
import type { Cms, KeyHolder, Signer } from '../sealed/cms.ts';

/** Signers and recipients that are named; of the rest the number is said. */
const maxNamed = 100;
/** Recipients named in one line of a report. */
const maxInLine = 5;
/** Units of one value of the metadata. */
const maxValueUnits = 16_000;

const holderText = ({ number, keyId }: KeyHolder): string => {
  if (number) return `serial ${number.serial} of ${number.issuer}`;
  return keyId === undefined ? 'not stated' : `key ${keyId}`;
};

function signerLine(signer: Signer): string {
  const { certificate, time } = signer;
  const emails = certificate?.emails.map((email) => `<${email}>`).join(' ') ?? '';
  return [
    `Signed by: ${certificate?.subject ?? 'a certificate that is not here'}`,
    emails,
    `(${holderText(certificate ? { number: certificate } : signer)})`,
    time ? `at ${time.instant ?? time.raw}` : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

const joined = (values: readonly (string | undefined)[]): string | undefined => {
  const stated = [...new Set(values.filter((value) => value !== undefined && value !== ''))];
  return stated.length > 0 ? stated.join('\n').slice(0, maxValueUnits) : undefined;
};

/**
 * Writes who signed, as lines of the head and as metadata under keys with a dot, which no field of a header can have.
 * Certificates are taken at their word.
 */
export function pushSigners(signatures: readonly Cms[], sink: Sink): void {
  const signers = signatures.flatMap((each) => each.signers);
  const certificates = signatures.flatMap((each) => each.certificates);
  const named = signers.slice(0, maxNamed);
  for (const signer of named) {
    sink.text(`${signerLine(signer)}\n`, 'headers');
    if (signer.time)
      sink.event({ time: signer.time, kind: 'signed', message: signerLine(signer).slice(0, 500) });
  }
  if (signers.length > named.length)
    sink.warn('text-cut', `${signers.length - named.length} further signers`);
  const signing = new Set(signers.map(({ certificate }) => certificate));
  const others = certificates.filter((each) => !signing.has(each));
  for (const certificate of others.slice(0, maxNamed))
    sink.text(
      `Certificate: ${certificate.subject} ${certificate.emails.join(' ')} (${holderText({ number: certificate })})\n`,
      'hidden',
    );
  if (named.length === 0) return;
  const values = {
    'smime.signer': joined(named.map(({ certificate }) => certificate?.subject)),
    'smime.signer-email': joined(named.flatMap(({ certificate }) => certificate?.emails ?? [])),
    'smime.issuer': joined(named.map(({ certificate, number }) => (certificate ?? number)?.issuer)),
    'smime.serial': joined(named.map(({ certificate, number }) => (certificate ?? number)?.serial)),
    'smime.signature': 'not verified',
  };
  const other = Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
  sink.metadata({ other });
}

/** Writes for whom it is encrypted, and gives a line that says so. */
export function pushRecipients({ recipients }: Cms, sink: Sink): string {
  const stated = recipients.map(holderText);
  const value = joined(stated.slice(0, maxNamed));
  if (value !== undefined) sink.metadata({ other: { 'smime.recipients': value } });
  const shown = stated.slice(0, maxInLine).join('; ').slice(0, 400);
  const more = stated.length > maxInLine ? `; ${stated.length - maxInLine} more` : '';
  return stated.length === 0 ? 'encrypted (CMS)' : `encrypted (CMS) for ${stated.length}: ${shown}${more}`;
}
