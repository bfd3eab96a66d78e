/** Hashes of contents and texts: as published, and the same however the bytes arrive. */
import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { array, assert, property, uint8Array } from 'fast-check';
import { Digest, digestBytes, TextDigest } from '../../../pipeline/parser/digest.ts';

/** FIPS 180-4 and RFC 1321, appendix A.5. */
const published = [
  {
    bytes: '',
    sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    sha1: 'da39a3ee5e6b4b0d3255bfef95601890afd80709',
    md5: 'd41d8cd98f00b204e9800998ecf8427e',
  },
  {
    bytes: 'abc',
    sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    sha1: 'a9993e364706816aba3e25717850c26c9cd0d89d',
    md5: '900150983cd24fb0d6963f7d28e17f72',
  },
];

test.each(published)('the published hashes of "$bytes"', ({ bytes, ...hashes }) => {
  expect(digestBytes(Buffer.from(bytes))).toEqual(hashes);
  const digest = new Digest();
  for (const byte of Buffer.from(bytes)) digest.update(Uint8Array.of(byte));
  expect(digest.end()).toEqual(hashes);
});

test('slices of any number and length hash as the whole does, contents and texts', () => {
  assert(
    property(array(uint8Array({ maxLength: 50 }), { maxLength: 5 }), (slices) => {
      const whole = Buffer.concat(slices);
      const digest = new Digest();
      const text = new TextDigest();
      for (const slice of slices) {
        digest.update(slice);
        text.update(slice);
      }
      expect(digest.end()).toEqual(digestBytes(whole));
      expect(text.end()).toBe(createHash('sha256').update(whole).digest('hex'));
    }),
  );
});
