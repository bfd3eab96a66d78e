/** Shows the numbers by which workbooks state dates (ECMA-376 part 1, 18.17.4) as ISO 8601. */

const millisecondsPerDay = 86_400_000;
/** The day after 31 December 9999, the last that a workbook can state. */
const maxSerial = 2_958_466;

/** A date serial without zone; the year 1900 counts a 29 February that never was (18.17.4.1). */
export function showSerial(serial: number, from1904: boolean, withTime: boolean): string | undefined {
  if (!(serial >= 0) || serial > maxSerial) return undefined;
  const days = from1904 ? serial + 1462 : serial < 60 ? serial + 1 : serial;
  const milliseconds = Math.round((days - 25_569) * 86_400) * 1000;
  const [date = '', clock = ''] = new Date(milliseconds).toISOString().slice(0, 19).split('T');
  if (serial < 1 && withTime) return clock;
  return withTime || milliseconds % millisecondsPerDay !== 0 ? `${date} ${clock}` : date;
}
