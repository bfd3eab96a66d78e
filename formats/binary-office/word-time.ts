/** Shows the times that Word keeps with changes and comments (DTTM, [MS-DOC] 2.9.66): a wall clock to the minute. */

const two = (value: number): string => String(value).padStart(2, '0');

/** `2019-03-14T17:20`; undefined where it is unset or no day. */
export function showWordTime(value: number | undefined): string | undefined {
  if (value === undefined || value === 0) return undefined;
  const [minute, hour] = [value & 0x3f, (value >>> 6) & 0x1f];
  const [day, month, year] = [(value >>> 11) & 0x1f, (value >>> 16) & 0x0f, 1900 + ((value >>> 20) & 0x1ff)];
  if (minute > 59 || hour > 23 || day < 1 || month < 1 || month > 12) return undefined;
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`;
}
