/** Finds addresses of network cards (IEEE 802, EUI-48): six pairs with colons or hyphens, or three fours with dots. */
import type { PersonalDatum } from '../../schemas/mention.ts';
import { hasCue } from './cues.ts';

const cue =
  /(?<!\p{L})(?:mac|macs|mac ?addr\p{L}*|hwaddr|ether|bssid|wi-?fi|wlan|ethernet|bluetooth|physical address|station|lladdr|arp|nic|dhcp|client)(?!\p{L})/iu;

const withHyphens = /[\da-f]{2}(?:-[\da-f]{2}){5}(?![\p{L}\p{N}_]|-[\da-f])/iuy;
const withDots = /[\da-f]{4}\.[\da-f]{4}\.[\da-f]{4}(?![\p{L}\p{N}_]|\.[\p{L}\p{N}])/iuy;

/** Whether the address is of one card: no broadcast, no group, not the zeros of an empty field. */
function isOfCard(address: string): boolean {
  const digits = address.replaceAll(/[^\da-f]/giu, '');
  return !/^(?:0+|f+)$/iu.test(digits) && (Number.parseInt(digits.slice(0, 2), 16) & 1) === 0;
}

/** Digits only, as numbers in pairs and fours are: a word must say that they are an address. */
const isSaid = (text: string, start: number, end: number, address: string): boolean =>
  /[a-f]/iu.test(address) || hasCue(text, start, end, cue);

/** Whether `[start, end)`, a run of hex digits and colons with nothing of either beside it, is an address. */
export function isColonMac(text: string, start: number, end: number): boolean {
  const run = text.slice(start, end);
  return /^[\da-f]{2}(?::[\da-f]{2}){5}$/iu.test(run) && isOfCard(run) && isSaid(text, start, end, run);
}

const isHyphen = (text: string, at: number): boolean => text.charCodeAt(at) === 0x2d;

const isDot = (text: string, at: number): boolean => text.charCodeAt(at) === 0x2e;

/** The address with hyphens or dots that holds the word at `[start, end)`, which has two or four units. */
export function macAt(text: string, start: number, end: number): PersonalDatum | undefined {
  // A first pair or four of letters holds no digit: the word that was looked at is a later one.
  let first = start;
  if (end - start === 4) {
    for (let fours = 0; fours < 2 && isDot(text, first - 1) && !isDot(text, first - 3); fours += 1)
      first -= 5;
    return isDot(text, first + 4) && isDot(text, first + 9) ? taken(text, first, withDots) : undefined;
  }
  for (let pairs = 0; pairs < 5 && isHyphen(text, first - 1) && !isHyphen(text, first - 2); pairs += 1)
    first -= 3;
  if (first < 0 || !isHyphen(text, first + 2) || !isHyphen(text, first + 5)) return undefined;
  return taken(text, first, withHyphens);
}

function taken(text: string, start: number, pattern: RegExp): PersonalDatum | undefined {
  if (start > 0 && /[\p{L}\p{N}_.-]/u.test(text.charAt(start - 1))) return undefined;
  pattern.lastIndex = start;
  const found = pattern.exec(text)?.[0];
  if (found === undefined || !isOfCard(found) || !isSaid(text, start, start + found.length, found))
    return undefined;
  return { start, end: start + found.length, kind: 'mac-address' };
}
