/** Shows cell values as a reader of the workbook sees them, dates as ISO 8601 (ECMA-376 part 1, 18.8). */
import { CellStyles } from './cell-styles.ts';
import type { Mark } from './text-flow.ts';
import { showSerial } from '../time/serial-date.ts';
import { attribute, type Attributes, isOn, type XmlHandler } from './xml.ts';

type NumFmt = typeof import('numfmt');

const money = '#,##0;(#,##0)';
const cents = '#,##0.00;(#,##0.00)';
const date = 'yyyy-mm-dd';

/**
 * Formats whose code is fixed and not written in the file (18.8.30). Those of East Asia (27 to 36, 50 to 58) and
 * Thailand (59 to 81) show the same numbers in other signs; where one number means a date in one language and a time
 * in another, the value decides. Currencies (5 to 8, 41 to 44) are those of the reader's country.
 */
const builtIn: Readonly<Record<number, string>> = {
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  5: money,
  6: money,
  7: cents,
  8: cents,
  9: '0%',
  10: '0.00%',
  11: '0.00E+00',
  12: '# ?/?',
  13: '# ??/??',
  14: date,
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm AM/PM',
  19: 'h:mm:ss AM/PM',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'm/d/yy h:mm',
  27: date,
  28: date,
  29: date,
  30: 'm/d/yy',
  31: date,
  32: 'h:mm',
  33: 'h:mm:ss',
  34: 'either',
  35: 'either',
  36: date,
  37: '#,##0 ;(#,##0)',
  38: '#,##0 ;(#,##0)',
  39: cents,
  40: cents,
  41: money,
  42: money,
  43: cents,
  44: cents,
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mm:ss.0',
  48: '##0.0E+0',
  49: '@',
  50: date,
  51: date,
  52: 'either',
  53: 'either',
  54: date,
  55: 'either',
  56: 'either',
  57: date,
  58: date,
  59: '0',
  60: '0.00',
  61: '#,##0',
  62: '#,##0.00',
  67: '0%',
  68: '0.00%',
  69: '# ?/?',
  70: '# ??/??',
  71: date,
  72: date,
  73: date,
  74: date,
  75: 'h:mm',
  76: 'h:mm:ss',
  77: 'm/d/yy h:mm',
  78: 'mm:ss',
  79: '[h]:mm:ss',
  80: 'mm:ss.0',
  81: date,
};
/** The codes that show nothing of any value, text among them. */
const showsNothing = /^\s{0,20};\s{0,20};\s{0,20};\s{0,20}$/;
/** Excel allows 255 units; longer codes are an attack on the formatter. */
const maxCodeUnits = 255;
/** Excel allows 65,490 cell formats. */
const maxFormats = 70_000;

/** Excel's General form, but integers with all the digits the file holds: they may be account or phone numbers. */
export function showGeneral(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  const size = Math.abs(value);
  if (size >= 1e15 || size < 1e-5) {
    const [digits = '', exponent = '0'] = value.toExponential(5).split('e');
    const sign = exponent.startsWith('-') ? '-' : '+';
    return `${Number(digits)}E${sign}${exponent.replace(/^[+-]/, '').padStart(2, '0')}`;
  }
  return String(Number(value.toFixed(10)));
}

export const noFormat: Mark = { mark: 'no-format' };

/** Whether the section of the code that this value takes shows a date; with conditions, that any does (18.8.31). */
function isDateAt(code: string, value: number, { isDateFormat }: NumFmt): boolean {
  const [first = code, , third] = code.split(';', 4);
  if (/["\\]|\[[<>=]/.test(code)) return true;
  return isDateFormat(value === 0 && third !== undefined ? third : first);
}

/** The codes by which a workbook shows its numbers, whichever form the workbook has. */
export class CodeFormats {
  readonly #codes = new Map<number, string>();
  readonly #shown = new Map<number, (value: number) => string>();
  #numFmt: NumFmt | undefined;
  from1904 = false;

  /** The code of a format that the file defines; the first `maxFormats` count. */
  setCode(format: number, code: string): void {
    if (this.#codes.size < maxFormats) this.#codes.set(format, code.slice(0, maxCodeUnits));
  }

  /** As the file defines it; undefined for those that are fixed. */
  codeOf(format: number): string | undefined {
    return this.#codes.get(format);
  }

  /** Loads the formatter. */
  async prepare(): Promise<void> {
    this.#numFmt = await import('numfmt');
  }

  /** A number in that format. */
  showAs(value: number, format: number): string {
    if (format === 0) return showGeneral(value);
    let show = this.#shown.get(format);
    if (!show) this.#shown.set(format, (show = this.#formatter(format)));
    return show(value);
  }

  #showEither(value: number): string {
    return showSerial(value, this.from1904, !Number.isInteger(value)) ?? showGeneral(value);
  }

  #formatter(format: number): (value: number) => string {
    const code = this.#codes.get(format) ?? builtIn[format];
    const numFmt = this.#numFmt;
    if (code === undefined || code === '@' || code === 'General' || !numFmt) return showGeneral;
    if (code === 'either') return (value) => this.#showEither(value);
    const form = (value: number): string => {
      try {
        const shown = numFmt.format(code, value).trim();
        // A section without a sign shows nothing of its values: a zero is not missed, another number is.
        return shown === '' && value !== 0 ? showGeneral(value) : shown;
      } catch {
        return showGeneral(value);
      }
    };
    try {
      if (!numFmt.isDateFormat(code) || /\[[hms]+\]/i.test(code)) return form;
      const { hours, minutes, seconds } = numFmt.getFormatDateInfo(code);
      const withTime = hours || minutes || seconds;
      return (value) =>
        (isDateAt(code, value, numFmt) ? showSerial(value, this.from1904, withTime) : undefined) ??
        form(value);
    } catch {
      return showGeneral;
    }
  }
}

export class CellFormats extends CodeFormats {
  readonly #cells: number[] = [];
  readonly #styles = new CellStyles();

  /** The handler for the styles part. */
  handler(): XmlHandler {
    let inCells = false;
    const open = (name: string, attributes: Attributes): boolean => {
      this.#styles.open(name, attributes);
      if (name === 'cellXfs') inCells = true;
      else if (name === 'numFmt')
        this.setCode(Number(attribute(attributes, 'numFmtId')), attribute(attributes, 'formatCode') ?? '');
      else if (name === 'xf' && inCells && this.#cells.length < maxFormats) {
        this.#cells.push(Number(attribute(attributes, 'numFmtId') ?? 0));
        this.#styles.add(attributes);
      }
      return name !== 'dxfs' && name !== 'cellStyleXfs';
    };
    const close = (name: string): void => {
      this.#styles.close(name);
      if (name === 'cellXfs') inCells = false;
    };
    return { open, close, text: () => undefined };
  }

  /** The workbook's own setting for its serials. */
  setDateSystem(value: string | undefined): void {
    this.from1904 = value !== undefined && isOn(value);
  }

  /** Loads the formatter, if any cell format of the workbook needs it. */
  override async prepare(): Promise<void> {
    if (this.#cells.some((id) => id !== 0)) await super.prepare();
  }

  /** How a cell of this format is set apart, if it is. */
  markOf(style: number): Mark | undefined {
    return this.#hides(style) ? noFormat : this.#styles.markOf(style);
  }

  #hides(style: number): boolean {
    return showsNothing.test(this.codeOf(this.#cells[style] ?? 0) ?? '');
  }

  /** `raw` is the value as the file writes it; `style` the cell's index into the cell formats. */
  show(raw: string, style: number): string {
    const value = Number(raw);
    if (raw === '' || Number.isNaN(value)) return raw;
    const format = this.#cells[style] ?? 0;
    return this.#hides(style) ? showGeneral(value) : this.showAs(value, format);
  }
}
