/** Named entities and personal data found in a text, each with its place and the reason it was taken. */
import { z } from 'zod';

export const entityKind = z.enum([
  'party',
  'data-broker',
  'analytics-firm',
  'platform',
  'campaign-group',
  'regulator',
  'other',
]);
export type EntityKind = z.infer<typeof entityKind>;

/**
 * `start` and `end` are UTF-16 units in the unchanging text; `text.slice(start, end) === surface`.
 * `entity` is the canonical name; `method` names the list (`gazetteer` or `watchlist`); `signal` says what
 * decided (`name`, `acronym+context`, `domain` …); `confidence` is 0 to 1.
 */
export const mention = z.object({
  start: z.number().int().nonnegative(),
  end: z.number().int().positive(),
  surface: z.string().max(1000),
  entity: z.string().max(1000),
  kind: entityKind,
  method: z.enum(['gazetteer', 'watchlist']),
  confidence: z.number().min(0).max(1),
  signal: z.string().max(200),
});
export type Mention = z.infer<typeof mention>;

export const personalDataKind = z.enum([
  'email',
  'phone',
  'payment-card',
  'iban',
  'ip-address',
  'uk-nino',
  'uk-nhs',
  'uk-postcode',
  'in-aadhaar',
  'in-pan',
  'in-epic',
  'us-ssn',
  'passport-mrz',
  'date-of-birth',
  'mac-address',
  'coordinates',
  'url-profile',
  'crypto-address',
  'national-id',
]);
export type PersonalDataKind = z.infer<typeof personalDataKind>;

/** One value that identifies or locates a person; the value itself is the text between the offsets. */
export const personalDatum = z.object({
  start: z.number().int().nonnegative(),
  end: z.number().int().positive(),
  kind: personalDataKind,
});
export type PersonalDatum = z.infer<typeof personalDatum>;
