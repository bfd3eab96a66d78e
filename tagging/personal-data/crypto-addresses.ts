/**
 * Finds addresses of wallets by their checksums: Base58Check (Bitcoin and kin), Bech32 and Bech32m (BIP 173, BIP 350)
 * and the case of letters in Ethereum's (ERC-55). One of Ethereum's without a case is taken where no word says that it is a hash.
 */
import { hash } from 'node:crypto';
import type { PersonalDatum } from '../../schemas/mention.ts';
import { hasCue } from './cues.ts';

/** Words of fewer or more units are no addresses. */
export const minCryptoUnits = 26;
const maxUnits = 108;

const bitcoinAlphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const rippleAlphabet = 'rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz';

/** Versions of payloads of 20 bytes: Bitcoin, its test networks, Litecoin, Dogecoin, Dash, Tron. */
const versions = new Set([0x00, 0x05, 0x6f, 0xc4, 0x30, 0x32, 0x1e, 0x16, 0x4c, 0x10, 0x41]);
/** The two bytes of Zcash's transparent addresses. */
const zcashVersions = new Set([0x1cb8, 0x1cbd]);

/** The bytes of a Base58 number, or undefined where it holds another letter or does not fit `size`. */
function base58(word: string, alphabet: string, size: number): Uint8Array | undefined {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < word.length; at += 1) {
    let carry = alphabet.indexOf(word.charAt(at));
    if (carry < 0) return undefined;
    for (let place = size - 1; place >= 0; place -= 1) {
      carry += (bytes[place] as number) * 58;
      bytes[place] = carry & 0xff;
      carry >>= 8;
    }
    if (carry > 0) return undefined;
  }
  return bytes;
}

const sha256 = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer');

function isChecked(bytes: Uint8Array): boolean {
  const end = bytes.length - 4;
  return sha256(sha256(bytes.subarray(0, end)))
    .subarray(0, 4)
    .equals(bytes.subarray(end));
}

function isBase58Check(word: string): boolean {
  const zcash = word.startsWith('t');
  const bytes = base58(word, word.startsWith('r') ? rippleAlphabet : bitcoinAlphabet, zcash ? 26 : 25);
  if (bytes === undefined) return false;
  const [first = 0, second = 0] = bytes;
  return (zcash ? zcashVersions.has(first * 256 + second) : versions.has(first)) && isChecked(bytes);
}

const bech32Alphabet = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

function isBech32(word: string): boolean {
  const lower = word.toLowerCase();
  if (word !== lower && word !== word.toUpperCase()) return false;
  const gap = lower.lastIndexOf('1');
  const prefix = lower.slice(0, gap);
  const units = Array.from(prefix, (unit) => unit.charCodeAt(0));
  const values = [...units.map((unit) => unit >> 5), 0, ...units.map((unit) => unit & 31)];
  for (const unit of lower.slice(gap + 1)) {
    const value = bech32Alphabet.indexOf(unit);
    if (value < 0) return false;
    values.push(value);
  }
  let check = 1;
  for (const value of values) {
    const top = check >>> 25;
    check = ((check & 0x1ffffff) << 5) ^ value;
    for (let bit = 0; bit < 5; bit += 1) if ((top >>> bit) & 1) check ^= generators[bit] as number;
  }
  // Version 0 of Bitcoin's witnesses has the first constant, later ones the second; Cardano has the first.
  const isFirst = prefix === 'addr' || lower.charAt(gap + 1) === 'q';
  return check >>> 0 === (isFirst ? 1 : 0x2bc830a3);
}

/** ERC-55: a letter is a capital where the nibble of the hash of the small letters at its place is 8 or more. */
function isErc55(digits: string): boolean {
  const lower = digits.toLowerCase();
  const nibbles = hash('keccak-256', lower);
  for (let at = 0; at < 40; at += 1) {
    const unit = digits.charAt(at);
    if (/[a-f]/iu.test(unit) && unit < 'a' !== nibbles.charAt(at) >= '8') return false;
  }
  return true;
}

const notEther =
  /(?<!\p{L})(?:commit|hash|sha-?1|digest|tx|txid|transaction|checksum|tree|blob|private key)(?!\p{L})/iu;

/** The address that is the word at `[start, end)`, which holds a digit. */
export function findCryptoAddress(text: string, start: number, end: number, out: PersonalDatum[]): void {
  if (end - start < minCryptoUnits || end - start > maxUnits) return;
  const word = text.slice(start, end);
  if (isAddress(text, start, end, word)) out.push({ start, end, kind: 'crypto-address' });
}

function isAddress(text: string, start: number, end: number, word: string): boolean {
  if (/^0x[\da-f]{40}$/iu.test(word)) {
    const digits = word.slice(2);
    if (isErc55(digits)) return true;
    // Letters of one case have no checksum. Little else is written so, and says what it is.
    const isOfOneCase = digits === digits.toLowerCase() || digits === digits.toUpperCase();
    return isOfOneCase && !/^0{20}|(.)\1{12}/u.test(digits) && !hasCue(text, start, end, notEther);
  }
  if (/^(?:bc1|tb1|ltc1|addr1)/iu.test(word)) return word.length >= 42 && isBech32(word);
  return word.length <= 36 && /^[13LMDA-HXTmn2tr9]/u.test(word) && isBase58Check(word);
}
