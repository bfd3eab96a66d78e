/** Reads what a workbook keeps out of sight: defined names, pivot caches, cached external data, connections. */
import type { Sink } from '../contract.ts';
import { attribute, type XmlHandler } from './xml.ts';

/** Cached values of pivot tables (18.10): rows that the sheets may not hold any more, their numbers and days too. */
export const pivotCacheHandler = (sink: Sink): XmlHandler => ({
  open(name, attributes) {
    const value =
      name === 's' || name === 'd' || name === 'n'
        ? attribute(attributes, 'v')
        : name === 'cacheField'
          ? attribute(attributes, 'name')
          : undefined;
    if (value) sink.text(`${value}\n`, 'hidden');
    return name !== 'extLst';
  },
  close: () => undefined,
  text: () => undefined,
});

/** Cached cells of other workbooks (18.14). */
export function externalLinkHandler(sink: Sink): XmlHandler {
  let inValue = false;
  return {
    open(name, attributes) {
      inValue = name === 'v';
      if (name === 'definedName') sink.text(`${attribute(attributes, 'name') ?? ''}\n`, 'hidden');
      if (name === 'sheetName') sink.text(`${attribute(attributes, 'val') ?? ''}\n`, 'hidden');
      return true;
    },
    close(name) {
      if (name === 'v') sink.text('\n', 'hidden');
      inValue = false;
    },
    text(data) {
      if (inValue) sink.text(data, 'hidden');
    },
  };
}

/** Where the workbook gets data from (18.13): connection strings, commands, addresses, files. */
export const connectionHandler = (sink: Sink): XmlHandler => ({
  open(_name, attributes) {
    for (const key of ['connection', 'command', 'url', 'sourceFile', 'odcFile']) {
      const value = attribute(attributes, key);
      if (value) sink.text(`${value}\n`, 'hidden');
    }
    return true;
  },
  close: () => undefined,
  text: () => undefined,
});

/** Captions of form controls and text boxes in the older drawings (part 4, 19). */
export function vmlHandler(write: (text: string) => void): XmlHandler {
  let boxes = 0;
  return {
    open(name, attributes) {
      if (name === 'textbox') boxes += 1;
      if (name === 'textpath') write(`${attribute(attributes, 'string') ?? ''}\n`);
      return name !== 'ClientData';
    },
    close(name) {
      if (name !== 'textbox') return;
      boxes -= 1;
      write('\n');
    },
    text(data) {
      const trimmed = data.trim();
      if (boxes > 0 && trimmed !== '') write(`${trimmed} `);
    },
  };
}
