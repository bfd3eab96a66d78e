/** Passwords of local accounts: what is kept of them, and whether one is right. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { Problem } from '../schemas/problem.ts';

/** 128·N·r bytes, 32 MiB, for one check; three times over: of the settings that OWASP gives as equal the smallest in memory. */
const cost = { N: 2 ** 15, r: 8, p: 3 } as const;
const saltBytes = 16;
const hashBytes = 32;
const minLength = 12;
/** Stops a megabyte that is sent to keep the processor busy. */
const maxLength = 256;
const minDifferent = 5;

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(
  scrypt,
);

/** The same letters may be typed composed or not. */
const plain = (password: string): string => password.normalize('NFKC');

const digestOf = (password: string, salt: Buffer): Promise<Buffer> =>
  derive(plain(password), salt, hashBytes, { ...cost, maxmem: 256 * cost.N * cost.r });

const written = /^scrypt\$15\$8\$3\$([\w-]{22})\$([\w-]{43})$/u;

/** Throws `wrong-value` for a password that is too short, or too like itself or the name of the account. */
export function checkPassword(password: string, name: string): void {
  const text = plain(password);
  const { length } = Array.from(text);
  const wrong =
    length < minLength
      ? `it has fewer than ${minLength} characters`
      : length > maxLength
        ? `it has more than ${maxLength} characters`
        : new Set(text).size < minDifferent
          ? `it has fewer than ${minDifferent} different characters`
          : text.toLowerCase().includes(name)
            ? 'the name of the account is in it'
            : undefined;
  if (wrong !== undefined)
    throw new Problem(
      'wrong-value',
      `the password is not taken: ${wrong}`,
      'Several words that do not belong together are easy to keep in mind.',
    );
}

/** What is kept of it. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const digest = await digestOf(password, salt);
  return `scrypt$15$8$3$${salt.toString('base64url')}$${digest.toString('base64url')}`;
}

const nobodysSalt = randomBytes(saltBytes);

/** Takes as long where nothing is kept: whether there is such an account is not to be told by the clock. */
export async function isPassword(password: string, kept: string | undefined): Promise<boolean> {
  const { 1: salt, 2: hash } = (kept === undefined ? undefined : written.exec(kept)) ?? [];
  const digest = await digestOf(
    password.slice(0, 4 * maxLength),
    salt === undefined ? nobodysSalt : Buffer.from(salt, 'base64url'),
  );
  return hash !== undefined && timingSafeEqual(digest, Buffer.from(hash, 'base64url'));
}
