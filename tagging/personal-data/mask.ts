/** Hides the values of personal data for output. */
import type { PersonalDataKind } from '../../schemas/mention.ts';

const dot = '•';

/** Hides a value for output: its shape and a hint stay (`j•••@e•••.com`, the last four digits of a number). */
export function maskPersonalDatum(kind: PersonalDataKind, surface: string): string {
  if (kind === 'email') {
    const at = surface.lastIndexOf('@');
    const host = surface.slice(at + 1);
    const ending = host.slice(Math.max(0, host.lastIndexOf('.')));
    return `${surface.slice(0, 1)}${dot.repeat(3)}@${host.slice(0, 1)}${dot.repeat(3)}${ending}`;
  }
  if (kind === 'url-profile') {
    const path = surface.indexOf('/', surface.indexOf('.'));
    return `${surface.slice(0, path + 1)}${dot.repeat(3)}`;
  }
  const shown =
    kind === 'uk-postcode' || kind === 'date-of-birth' || kind === 'coordinates' || kind === 'passport-mrz'
      ? 0
      : kind === 'ip-address'
        ? 1
        : kind === 'payment-card' || kind === 'iban'
          ? 4
          : 2;
  const total = surface.replace(/[^\p{L}\p{N}]/gu, '').length;
  const lead = kind === 'uk-postcode' || kind === 'iban' ? 2 : 0;
  let seen = 0;
  return surface.replace(/[\p{L}\p{N}]/gu, (unit) => {
    seen += 1;
    return seen > total - shown || seen <= lead ? unit : dot;
  });
}
