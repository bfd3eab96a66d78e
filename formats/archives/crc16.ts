/** CRC-16 with the polynomial 0x8005, reflected, from zero on: of LHA (called ARC or IBM elsewhere). */

const table = Uint16Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xa001 : value >>> 1;
  return value;
});

/** The sum of `bytes` behind those whose sum is `seed`. */
export function crc16(bytes: Uint8Array, seed = 0): number {
  let sum = seed;
  for (const byte of bytes) sum = (sum >>> 8) ^ (table[(sum ^ byte) & 0xff] ?? 0);
  return sum;
}
