/** A screen: whose names, domains, addresses and terms withhold what they stand in before anybody can read it. */
import { z } from 'zod';
import { groundName, scopeName } from './label.ts';

/** `name` is found with its last word first, too; `domain` in host names and addresses, those of its subdomains included. */
export const screenKind = z.enum(['name', 'domain', 'address', 'term']);

export const maxScreenTermUnits = 200;

/** A row of a list as its owner writes it. */
export const screenRow = z.strictObject({
  kind: screenKind,
  value: z
    .string()
    .trim()
    .min(1)
    .max(maxScreenTermUnits)
    // One letter would withhold the case.
    .refine((value) => (value.match(/[\p{L}\p{N}]/gu) ?? []).length >= 2, {
      error: 'at least two letters or digits',
    }),
  /** The review scope whose readers alone see what it withholds. */
  scope: scopeName,
  ground: groundName,
});
export type ScreenRow = z.infer<typeof screenRow>;

/** What a matcher is made of. */
export const screenTerm = screenRow.pick({ kind: true, value: true });
export type ScreenTerm = z.infer<typeof screenTerm>;

/** A row with where it stands. */
export interface ScreenEntry extends ScreenRow {
  /** The name of the list. */
  readonly list: string;
  /** From 1; of JSON the number of the entry. */
  readonly line: number;
}
