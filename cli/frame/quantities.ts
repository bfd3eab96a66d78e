/** Numbers, sizes and durations as people read them, and as they write them in options. */

const sizeUnits = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** `1,234,567`. */
export function formatCount(value: number): string {
  // To load the languages of `Intl` takes 4 ms, of a search in all some 90.
  if (Number.isSafeInteger(value) && value >= 0) return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
  return value.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** `1 item`, `2,000 items`. */
export function countOf(value: number, noun: string): string {
  return `${formatCount(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** Powers of 1,000 with three digits: `999 bytes`, `1.23 MB`, `45.6 GB`. */
export function formatBytes(bytes: number): string {
  let power = 0;
  let value = bytes;
  while (value >= 999.5 && power < sizeUnits.length - 1) {
    value /= 1000;
    power++;
  }
  if (power === 0) return `${formatCount(bytes)} ${Math.round(bytes) === 1 ? 'byte' : 'bytes'}`;
  return `${value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0)} ${sizeUnits[power]}`;
}

/** `850 ms`, `12.3 s`, `4 min 05 s`, `2 h 07 min`, `3 d 04 h`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)} h ${two((whole % 3600) / 60)} min`;
  return `${formatCount(Math.floor(whole / 86_400))} d ${two((whole % 86_400) / 3600)} h`;
}

const byteFactors: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  m: 1e6,
  mb: 1e6,
  g: 1e9,
  gb: 1e9,
  t: 1e12,
  tb: 1e12,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
  tib: 1024 ** 4,
};
const timeFactors: Readonly<Record<string, number>> = { '': 1, ms: 1, s: 1e3, m: 6e4, min: 6e4, h: 3.6e6 };

/** What may stand behind a number, by the `unit` of a setting. */
export const unitHelp: Readonly<Record<string, string>> = {
  bytes: 'bytes, or with kB, MB, GB, TB, KiB, MiB, GiB, TiB',
  milliseconds: 'milliseconds, or with ms, s, m, h',
};

/** Reads `512MB` as bytes or `30s` as milliseconds, by `unit`; NaN for what is no such quantity. */
export function parseQuantity(text: string, unit: string | undefined): number {
  const match = /^(-?\d+(?:\.\d+)?)\s?([A-Za-z]{0,3})$/.exec(text.trim());
  if (!match) return Number.NaN;
  const factors: Readonly<Record<string, number>> =
    unit === 'bytes' ? byteFactors : unit === 'milliseconds' ? timeFactors : { '': 1 };
  const factor = factors[(match[2] ?? '').toLowerCase()];
  if (factor === undefined) return Number.NaN;
  const value = Number(match[1]) * factor;
  return factor > 1 ? Math.round(value) : value;
}
