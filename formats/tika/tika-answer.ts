/** What Tika Server answers to `PUT /rmeta/text`; checked before it is believed. */
import { z } from 'zod';

/**
 * Metadata of one document: the content itself first, then what it embeds. Values are strings or lists of them, by
 * Tika's keys; the text stands under `X-TIKA:content`.
 */
const tikaObject = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
export type TikaObject = z.infer<typeof tikaObject>;

export const tikaAnswer = z.array(tikaObject).min(1);
