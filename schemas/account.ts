/** Accounts of a server for a team: who may log in, and what each may do in which case. A case carries none of it. */
import { z } from 'zod';
import type { accountAuthenticatedBy } from './audit-record.ts';

/** Each may what those before it may. */
export const roles = ['reader', 'reviewer', 'lead', 'administrator'] as const;
export type Role = (typeof roles)[number];

/** Small letters alone: two accounts that look alike are one. */
export const accountName = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/u, {
  error:
    'a name of 1 to 64 small letters a to z, digits, dots, hyphens and underscores, a letter or digit first',
});

export const fullName = z
  .string()
  .refine((name) => !/[\p{C}\p{Zl}\p{Zp}]/u.test(name), {
    error: 'a name without control characters, line breaks or marks of writing direction',
  })
  .transform((name) => name.replaceAll(/\s+/gu, ' ').trim())
  .refine((name) => name.length >= 1 && name.length <= 100, { error: 'a name of 1 to 100 characters' });

/** Where an account logs in elsewhere: who says so, and whom they say it is. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
}

export interface CaseRole {
  /** The id that the case carries, wherever it lies. */
  readonly caseId: string;
  /** Base name of its folder when the role was given, for people. */
  readonly caseName: string;
  readonly role: Role;
  /** Review scopes that are open. */
  readonly open: readonly string[];
}

export interface Account {
  readonly name: string;
  readonly fullName?: string | undefined;
  readonly isDisabled: boolean;
  readonly hasPassword: boolean;
  readonly identity?: Identity | undefined;
  readonly roles: readonly CaseRole[];
}

/** By what the server knew who it was. */
export type AuthenticatedBy = z.infer<typeof accountAuthenticatedBy>;

/** As pages show it and marks keep it: with the name of the account, which no two share. */
export const shownName = ({ name, fullName: full }: Pick<Account, 'name' | 'fullName'>): string =>
  full === undefined ? name : `${full} (${name})`;
