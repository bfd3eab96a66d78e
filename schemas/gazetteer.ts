/** What a list of names says of an entity: its aliases, grouped by how much a text must show before one counts. */
import { z } from 'zod';
import { entityKind } from './mention.ts';

const alias = z.string().trim().min(1).max(200);

/**
 * Aliases by rule:
 * - `names` stand for the entity wherever they occur, in any case;
 * - `titles` are made of ordinary words: each of their words must carry its capital;
 * - `acronyms` must be written as here; the text around may still speak against them;
 * - `ambiguous` must be written as here and need a deciding signal in the text around;
 * - `domains` are registered domains, in host names, links and addresses.
 *
 * `not` are words that speak against acronyms and ambiguous aliases nearby; `places` are words that speak for
 * the entity as its country's places do; `weight` decides between entities that share an alias.
 */
export const gazetteerEntity = z.strictObject({
  entity: z.string().trim().min(1).max(200),
  kind: entityKind,
  /** ISO 3166-1 alpha-2, or `EU`. */
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'two capital letters')
    .optional(),
  names: z.array(alias).default([]),
  titles: z.array(alias).default([]),
  acronyms: z.array(alias).default([]),
  ambiguous: z.array(alias).default([]),
  domains: z.array(alias.regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'a domain in lower case')).default([]),
  not: z.array(alias).default([]),
  places: z.array(alias).default([]),
  weight: z.number().min(-3).max(3).default(0),
  /**
   * The year in which it was founded, or took the oldest of the names listed here: what names it in a document that is
   * dated earlier most likely names something else.
   */
  founded: z.number().int().min(1).max(9999).optional(),
  /** Id of the register or report that calls it so, in the list of sources. */
  source: z.string().optional(),
});
export type GazetteerEntity = z.infer<typeof gazetteerEntity>;

/** By which two writings of a name are one. */
export const nameKey = (name: string): string => name.normalize('NFKC').toLowerCase();

/** Where the facts of an entity are from, and how they stood at which date (ISO, month or day). */
export const gazetteerSource = z.strictObject({
  title: z.string().min(5),
  asAt: z.string().regex(/^\d{4}-\d{2}(-\d{2})?$/, 'a date as YYYY-MM or YYYY-MM-DD'),
});

/** Words that speak for a kind (`topics`), against any name (`against`), or for a country (`places`). */
export const gazetteerCues = z.strictObject({
  topics: z.record(z.string(), z.string()),
  places: z.record(z.string().regex(/^[A-Z]{2}$/), z.string()),
});
export type GazetteerCues = z.infer<typeof gazetteerCues>;

/** A list as the tagger takes it. `decoys` are phrases that look like a name and are none. */
export interface GazetteerList {
  readonly id: string;
  readonly method: 'gazetteer' | 'watchlist';
  readonly entities: readonly GazetteerEntity[];
  readonly decoys?: readonly string[];
  readonly cues?: GazetteerCues;
}
