/**
 * The head of an audit log as one short line, for paper, a signature or the telephone: the case, the number and time of
 * the last record, and 160 bits of a hash of case and record, in groups that each carry a check character. Whoever keeps
 * it can prove later that the log then is the beginning of the log now; who can write to the case cannot change it.
 */
import { createHash } from 'node:crypto';
import { Problem } from '../schemas/problem.ts';
import type { AuditHead } from './audit-log.ts';
import { canonicalJson } from './canonical-json.ts';

/** Without I, L, O and U, which are misread and misheard (Crockford's base 32). */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const groups = 8;
/** Characters of a group before its check character. */
const groupLength = 4;
/** 160 bits: of two logs that somebody makes to have one line, 2^80 have to be tried. */
const digestBytes = (groups * groupLength * 5) / 8;

/** A head as the line names it. */
export interface AuditLineHead {
  /** The first eight digits of the case's id. */
  readonly case: string;
  readonly seq: number;
  /** To the second: `2026-11-26T22:10:54Z`. */
  readonly at: string;
  /** 32 characters of the alphabet. */
  readonly digest: string;
}

const toSecond = (at: string): string => `${at.slice(0, 19)}Z`;

function base32(bytes: Uint8Array): string {
  let value = 0n;
  for (const byte of bytes) value = value * 256n + BigInt(byte);
  return Array.from({ length: (bytes.length * 8) / 5 }, () => {
    const character = alphabet[Number(value % 32n)];
    value /= 32n;
    return character;
  })
    .toReversed()
    .join('');
}

/** The check character of Luhn's way over 32 characters: another one for each single mistake, and for two that are exchanged. */
function checkOf(characters: string): string {
  let sum = 0;
  for (const [index, character] of Array.from(characters).toReversed().entries()) {
    const code = alphabet.indexOf(character) * (index % 2 === 0 ? 2 : 1);
    sum += Math.floor(code / 32) + (code % 32);
  }
  return alphabet[(32 - (sum % 32)) % 32] ?? '0';
}

/** With its place, so that two groups that are exchanged are heard too; the last one is of all that stands before it. */
const checkOfGroup = (head: AuditLineHead, group: string, index: number): string =>
  index < groups - 1
    ? checkOf(`${index}${group}`)
    : checkOf(`${head.case.toUpperCase()}${head.seq}${head.at.replaceAll(/\D/gu, '')}${group}`);

const groupsOf = (digest: string): string[] =>
  Array.from({ length: groups }, (_, index) => digest.slice(index * groupLength, (index + 1) * groupLength));

/** What the line names for a record of a case. */
export function lineHeadOf(
  caseId: string,
  { seq, hash, at }: AuditHead & { readonly at: string },
): AuditLineHead {
  const digest = createHash('sha256')
    .update(canonicalJson({ case: caseId, hash }))
    .digest();
  return {
    case: caseId.slice(0, 8),
    seq,
    at: toSecond(at),
    digest: base32(digest.subarray(0, digestBytes)),
  };
}

/** `3f2a91c4 412 2026-11-26T22:10:54Z 7K3MX-9QWEP-…`, 78 characters and the digits of the number. */
export function writeAuditLine(head: AuditLineHead): string {
  const written = groupsOf(head.digest).map((group, index) => `${group}${checkOfGroup(head, group, index)}`);
  return `${head.case} ${head.seq} ${head.at} ${written.join('-')}`;
}

const form = /^([0-9a-f]{8}) +([1-9]\d{0,14}) +(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z) +([^]+)$/iu;

/**
 * Reads a line as somebody typed it: letters of either size, O for 0, I and L for 1, groups with hyphens, blanks or
 * nothing between them. Throws `wrong-value` that names the group with a mistake, so that a slip is never taken for a
 * log that was changed.
 */
export function readAuditLine(line: string): AuditLineHead {
  const [, caseId = '', seq = '', at = '', rest = ''] = form.exec(line.trim().replaceAll(/\s+/gu, ' ')) ?? [];
  const typed = rest.toUpperCase().replaceAll(/[ -]/gu, '').replaceAll('O', '0').replaceAll(/[IL]/gu, '1');
  if (typed.length !== groups * (groupLength + 1) || Array.from(typed).some((one) => !alphabet.includes(one)))
    throw new Problem(
      'wrong-value',
      `"${line}" is no line of \`evidex audit --head\``,
      `It has the case, a number, a time and ${groups} groups of ${groupLength + 1} characters.`,
    );
  const written = Array.from({ length: groups }, (_, index) =>
    typed.slice(index * (groupLength + 1), (index + 1) * (groupLength + 1)),
  );
  const head = {
    case: caseId.toLowerCase(),
    seq: Number(seq),
    at: at.toUpperCase(),
    digest: written.map((group) => group.slice(0, groupLength)).join(''),
  };
  const wrong = written.findIndex(
    (group, index) => group.at(-1) !== checkOfGroup(head, group.slice(0, groupLength), index),
  );
  if (wrong < 0) return head;
  throw new Problem(
    'wrong-value',
    `there is a slip in ${wrong < groups - 1 ? `group ${wrong + 1}` : `group ${groups}, or before the groups`} of "${line}"`,
    'Compare it with the paper, and give it again.',
  );
}
