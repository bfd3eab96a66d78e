/** Placeholder replaced below. */
import type { PersonalDatum } from '../../schemas/mention.ts';
export const findPersonalData = (_text: string, _from: number, _to: number): PersonalDatum[] => [];
