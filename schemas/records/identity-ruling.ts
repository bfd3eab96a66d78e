/** What a person says of addresses: that they are of one person, that some are not of the person whom others are of, or what their person is in the case. */
import { z } from 'zod';
import { noteText } from '../label.ts';

/** As `addressKey` of the case gives it. */
const address = z.string().trim().min(1).max(1_000);

/** Addresses of one person. A chain of false statements is likelier than a person with more. */
export const maxIdentityAddresses = 50;
const addresses = z.array(address).min(1).max(maxIdentityAddresses);

/** What a person is in the case, said by hand: no rule tells it. */
export const personCategories = ['suspect', 'victim', 'witness', 'other'] as const;
export type PersonCategory = (typeof personCategories)[number];

export const identityRuling = z.discriminatedUnion('says', [
  z.strictObject({ says: z.literal('one-person'), addresses: addresses.min(2), reason: noteText }),
  /** None of `addresses` is of the person whom `from` is of; among themselves nothing is said of them. */
  z.strictObject({ says: z.literal('apart'), addresses, from: addresses, reason: noteText }),
  /** Of the person of an address, with whatever addresses are his. */
  z.strictObject({
    says: z.literal('category'),
    addresses: addresses.length(1),
    category: z.enum(personCategories),
    reason: noteText,
  }),
]);
