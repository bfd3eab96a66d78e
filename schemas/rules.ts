/** Rules that a run is given: which items are left out, and which are read first. */
import { z } from 'zod';

const size = z.number().int().nonnegative();
const day = z.union([z.iso.date(), z.iso.datetime({ offset: true })], {
  error: 'a date (2016-01-01, midnight UTC) or a date and time with offset',
});

/** All conditions that are stated must hold; at least one is stated. */
const conditions = z
  .strictObject({
    /**
     * A glob over the path below the source, `/` between parts: `*` and `?` stay within a part, `**` crosses
     * them, `[a-z]` one character, `{a,b}` either. Upper and lower case are one. A list holds if one of it does.
     */
    path: z
      .union([z.string().min(1).max(4096), z.array(z.string().min(1).max(4096)).min(1).max(1000)])
      .optional(),
    /**
     * By content: a format id (`pdf`), a media type (`image/png`) or a group of them (`image/*`). Known only
     * once the item was identified.
     */
    type: z
      .union([z.string().min(1).max(200), z.array(z.string().min(1).max(200)).min(1).max(1000)])
      .optional(),
    /** Bytes, both ends included. */
    size: z
      .strictObject({ min: size.optional(), max: size.optional() })
      .refine(({ min = 0, max = Infinity }) => min <= max, { error: 'min is greater than max' })
      .optional(),
    /** By the time of last modification; `from` included, `to` not. An item without such a time does not match. */
    modified: z.strictObject({ from: day.optional(), to: day.optional() }).optional(),
  })
  .refine((stated) => Object.values(stated).some((one) => one !== undefined), {
    error: 'at least one of path, type, size, modified',
  });

const name = z.string().trim().min(1).max(200);

const rule = z.discriminatedUnion(
  'action',
  [
    /** Left out: status `skipped`, with this rule's name. */
    z.strictObject({ name, action: z.literal('skip'), when: conditions }),
    /** Read, and nothing after it looks at the item: an exception to a later `skip`. */
    z.strictObject({ name, action: z.literal('keep'), when: conditions }),
    /** Read in this order: higher first, 0 is what items without a rule have. */
    z.strictObject({
      name,
      action: z.literal('order'),
      priority: z.number().int().min(-1000).max(1000),
      when: conditions,
    }),
  ],
  { error: 'action is one of "skip", "keep", "order"' },
);
export type Rule = z.infer<typeof rule>;

/** The file: the first rule that matches an item decides. */
export const rules = z
  .strictObject({ rules: z.array(rule).max(10_000) })
  .refine(({ rules }) => new Set(rules.map(({ name }) => name)).size === rules.length, {
    error: 'two rules have one name',
  });
