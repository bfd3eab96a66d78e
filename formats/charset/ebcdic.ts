/** Reads EBCDIC, the charset of mainframes, in its forms for Western languages, and tells a text in it by its bytes. */

/** Code page 037, by byte; next line (0x15) and line feed (0x25) end lines. */
const page037 = [
  '\x00\x01\x02\x03\x9c\x09\x86\x7f\x97\x8d\x8e\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13\x9d\x85\x08\x87\x18\x19\x92\x8f\x1c\x1d\x1e\x1f',
  '\x80\x81\x82\x83\x84\x0a\x17\x1b\x88\x89\x8a\x8b\x8c\x05\x06\x07\x90\x91\x16\x93\x94\x95\x96\x04\x98\x99\x9a\x9b\x14\x15\x9e\x1a',
  ' \xa0âäàáãåçñ¢.<(+|&éêëèíîïìß!$*);¬',
  '-/ÂÄÀÁÃÅÇÑ¦,%_>?øÉÊËÈÍÎÏÌ`:#@\'="',
  'Øabcdefghi«»ðýþ±°jklmnopqrªºæ¸Æ¤',
  'µ~stuvwxyz¡¿ÐÝÞ®^£¥·©§¶¼½¾[]¯¨´×',
  '{ABCDEFGHI\xadôöòóõ}JKLMNOPQR¹ûüùúÿ',
  '\\÷STUVWXYZ²ÔÖÒÓÕ0123456789³ÛÜÙÚ\x9f',
].join('');

/** Where other pages differ from 037, by byte. */
const differences: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  '037': {},
  '500': { 0x4a: '[', 0x4f: '!', 0x5a: ']', 0x5f: '^', 0xb0: '¢', 0xba: '¬', 0xbb: '|' },
  '1047': { 0xad: '[', 0xbd: ']', 0xba: 'Ý', 0xbb: '¨', 0x5f: '^', 0xb0: '¬' },
  '1140': { 0x9f: '€' },
  '1148': { 0x4a: '[', 0x4f: '!', 0x5a: ']', 0x5f: '^', 0x9f: '€', 0xb0: '¢', 0xba: '¬', 0xbb: '|' },
};

const label = /^(?:cp|ibm)-?0?(37|037|500|1047|1140|1148)$/;

/** The page that a label names, as `cp037`; undefined for others. */
export function ebcdicLabel(charset: string): string | undefined {
  const page = label.exec(charset)?.[1];
  return page === undefined ? undefined : `cp${page.padStart(3, '0')}`;
}

/** Decodes bytes of a page that `ebcdicLabel` gave. */
export function decodeEbcdic(bytes: Uint8Array, charset: string): string {
  const differing = differences[charset.slice(2)] ?? {};
  let text = '';
  for (const byte of bytes) text += differing[byte] ?? page037[byte];
  return text.replaceAll('\x85', '\n');
}

/** Fewer bytes are letters of any charset. */
const minBytes = 32;
const blank = 0x40;
/** 1 for letters, 2 for digits and what stands between words, 3 for the blank. */
const kinds = new Uint8Array(256);
for (const [first, last, kind] of [
  [0x81, 0x89, 1],
  [0x91, 0x99, 1],
  [0xa2, 0xa9, 1],
  [0xc1, 0xc9, 1],
  [0xd1, 0xd9, 1],
  [0xe2, 0xe9, 1],
  [0xf0, 0xf9, 2],
  [0x4a, 0x50, 2],
  [0x5a, 0x61, 2],
  [0x6a, 0x6f, 2],
  [0x79, 0x7f, 2],
] as const)
  kinds.fill(kind, first, last + 1);
for (const byte of [0x05, 0x0d, 0x15, 0x25]) kinds[byte] = 2;
kinds[blank] = 3;

/** Whether bytes are a text in EBCDIC: mostly letters, a blank now and then, and next to nothing else. */
export function looksLikeEbcdic(sample: Uint8Array): boolean {
  if (sample.length < minBytes) return false;
  const counts = new Uint32Array(4);
  for (let at = 0; at < sample.length; at++) {
    const kind = kinds[sample[at] as number] as number;
    counts[kind] = (counts[kind] as number) + 1;
  }
  const [other = 0, letters = 0, , blanks = 0] = counts;
  return (
    other <= sample.length * 0.02 &&
    letters >= sample.length * 0.25 &&
    blanks >= sample.length * 0.05 &&
    letters >= (sample.length - blanks) * 0.5
  );
}
