/** Shows cell values as a reader of the workbook sees them, dates as ISO 8601 (ECMA-376 part 1, 18.8). */
import { showSerial } from '../time/serial-date.ts';
import { attribute, type Attributes, isOn, type XmlHandler } from './xml.ts';

type NumFmt = typeof import('numfmt');

/** Formats whose code is fixed and not written in the file (18.8.30). */
const builtIn: Readonly<Record<number, string>> = {
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  9: '0%',
  10: '0.00%',
  11: '0.00E+00',
  12: '# ?/?',
  13: '# ??/??',
  14: 'yyyy-mm-dd',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm AM/PM',
  19: 'h:mm:ss AM/PM',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'm/d/yy h:mm',
  27: 'yyyy-mm-dd',
  30: 'm/d/yy',
  36: 'yyyy-mm-dd',
  37: '#,##0 ;(#,##0)',
  38: '#,##0 ;(#,##0)',
  39: '#,##0.00;(#,##0.00)',
  40: '#,##0.00;(#,##0.00)',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mm:ss.0',
  48: '##0.0E+0',
  49: '@',
  50: 'yyyy-mm-dd',
  57: 'yyyy-mm-dd',
};
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

export class CellFormats {
  readonly #codes = new Map<number, string>();
  readonly #cells: number[] = [];
  readonly #shown = new Map<number, (value: number) => string>();
  #numFmt: NumFmt | undefined;
  from1904 = false;

  /** The handler for the styles part. */
  handler(): XmlHandler {
    let inCells = false;
    const open = (name: string, attributes: Attributes): boolean => {
      if (name === 'cellXfs') inCells = true;
      else if (name === 'numFmt' && this.#codes.size < maxFormats)
        this.#codes.set(
          Number(attribute(attributes, 'numFmtId')),
          (attribute(attributes, 'formatCode') ?? '').slice(0, maxCodeUnits),
        );
      else if (name === 'xf' && inCells && this.#cells.length < maxFormats)
        this.#cells.push(Number(attribute(attributes, 'numFmtId') ?? 0));
      return name !== 'dxfs' && name !== 'cellStyleXfs';
    };
    const close = (name: string): void => {
      if (name === 'cellXfs') inCells = false;
    };
    return { open, close, text: () => undefined };
  }

  /** The workbook's own setting for its serials. */
  setDateSystem(value: string | undefined): void {
    this.from1904 = value !== undefined && isOn(value);
  }

  /** Loads the formatter, if any cell format of the workbook needs it. */
  async prepare(): Promise<void> {
    if (this.#cells.some((id) => id !== 0)) this.#numFmt = await import('numfmt');
  }

  /** `raw` is the value as the file writes it; `style` the cell's index into the cell formats. */
  show(raw: string, style: number): string {
    const value = Number(raw);
    if (raw === '' || Number.isNaN(value)) return raw;
    const format = this.#cells[style] ?? 0;
    if (format === 0) return showGeneral(value);
    let show = this.#shown.get(format);
    if (!show) this.#shown.set(format, (show = this.#formatter(format)));
    return show(value);
  }

  #formatter(format: number): (value: number) => string {
    const code = this.#codes.get(format) ?? builtIn[format];
    const numFmt = this.#numFmt;
    if (code === undefined || code === '@' || code === 'General' || !numFmt) return showGeneral;
    const form = (value: number): string => {
      try {
        return numFmt.format(code, value).trim();
      } catch {
        return showGeneral(value);
      }
    };
    try {
      if (!numFmt.isDateFormat(code) || /\[[hms]+\]/i.test(code)) return form;
      const { hours, minutes, seconds } = numFmt.getFormatDateInfo(code);
      const withTime = hours || minutes || seconds;
      return (value) => showSerial(value, this.from1904, withTime) ?? form(value);
    } catch {
      return showGeneral;
    }
  }
}
