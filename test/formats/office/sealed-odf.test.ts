/** OpenDocument packages that are sealed by the test, part by part, as LibreOffice does it: what opens, and what stays shut. */
import { createCipheriv, hash, pbkdf2Sync } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { odtParts, zipParts } from '../../../scripts/fixtures/make-office.ts';
import { runExtractor } from '../../run-extractor.ts';

const word = 'Häfen';
const rounds = 50;
const forms = {
  sha256: ['http://www.w3.org/2000/09/xmldsig#sha256', 'urn:oasis:names:tc:opendocument:xmlns:manifest:1.0#sha256-1k'],
  sha1: ['SHA1', 'SHA1/1K'],
} as const; // prettier-ignore
type Form = keyof typeof forms;

/** A part, with what the manifest says of it. */
function seal(name: string, bytes: Uint8Array, form: Form): { stated: string; sealed: Buffer } {
  const salt = Buffer.from(hash('sha256', name)).subarray(0, 16);
  const vector = Buffer.alloc(16, name.length);
  const packed = deflateRawSync(bytes);
  const key = pbkdf2Sync(hash(form, word, 'buffer'), salt, rounds, 32, 'sha1');
  const cipher = createCipheriv('aes-256-cbc', key, vector);
  const checksum = hash(form, packed.subarray(0, 1024), 'buffer').toString('base64');
  const [start, check] = forms[form];
  return {
    sealed: Buffer.concat([cipher.update(packed), cipher.final()]),
    stated: `<manifest:file-entry manifest:full-path="${name}"><manifest:encryption-data manifest:checksum-type="${check}" manifest:checksum="${checksum}"><manifest:algorithm manifest:algorithm-name="http://www.w3.org/2001/04/xmlenc#aes256-cbc" manifest:initialisation-vector="${vector.toString('base64')}"/><manifest:start-key-generation manifest:start-key-generation-name="${start}"/><manifest:key-derivation manifest:key-derivation-name="PBKDF2" manifest:iteration-count="${rounds}" manifest:salt="${salt.toString('base64')}"/></manifest:encryption-data></manifest:file-entry>`,
  };
}

function sealedOdt(form: Form, change: (name: string, sealed: Buffer) => void = () => undefined): Uint8Array {
  const parts: Record<string, string | Uint8Array> = {};
  let manifest = '';
  for (const [name, value] of Object.entries(odtParts)) {
    if (name === 'mimetype' || name.startsWith('META-INF/')) {
      parts[name] = value;
      continue;
    }
    const { sealed, stated } = seal(name, Buffer.from(value as Uint8Array), form);
    change(name, sealed);
    parts[name] = sealed;
    manifest += stated;
  }
  parts['META-INF/manifest.xml'] =
    `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">${manifest}</manifest:manifest>`;
  return zipParts(parts);
}

const plain = await runExtractor(zipParts(odtParts), { format: 'odt' });
const passwords = ['wrong', word];

test.each<Form>(['sha256', 'sha1'])('%s: text, properties and what is inside', async (form) => {
  const found = await runExtractor(sealedOdt(form), { format: 'odt', passwords });
  expect(found.outcome).toEqual({ status: 'extracted' });
  expect(found.texts).toEqual(plain.texts);
  expect(found.warnings).toEqual(plain.warnings);
  const { other, ...metadata } = found.metadata;
  expect(metadata).toEqual({ ...plain.metadata, other: undefined });
  expect(other).toEqual({ ...plain.metadata.other, 'opened-with': 'entry 2 of list list' });
  const inside = (children: typeof found.children): unknown[] =>
    children.map(({ name, bytes }) => [name, bytes && hash('sha256', bytes)]);
  expect(inside(found.children)).toEqual(inside(plain.children));
});

test('without the word nothing is read, and it is said what was tried', async () => {
  const shut = await runExtractor(sealedOdt('sha256'), { format: 'odt', passwords: ['wrong'] });
  expect(shut.outcome).toEqual({ status: 'encrypted', code: 'password-required', detail: 'an encrypted document: the one password given does not open it' }); // prettier-ignore
  expect([shut.texts.body, shut.children]).toEqual([undefined, []]);
});

test('a part that was changed behind the seal is lost by itself, and named', async () => {
  const changed = sealedOdt('sha256', (name, sealed) => {
    if (name === 'styles.xml') sealed[0] = (sealed[0] ?? 0) ^ 1;
  });
  const found = await runExtractor(changed, { format: 'odt', passwords });
  expect(found.texts.body).toBe(plain.texts.body);
  expect(found.warnings).toContainEqual(
    expect.objectContaining({ code: 'corrupt', detail: expect.stringContaining('styles.xml') }),
  );
});
