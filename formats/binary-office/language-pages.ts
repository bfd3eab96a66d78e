/** Which code page a program of Windows wrote in, by its language: for formats that state the language alone. */

/** Primary language (the lower ten bits of an LCID) to code page; those that are not here write in 1252. */
const pages: Readonly<Record<number, number>> = {
  0x01: 1256,
  0x02: 1251,
  0x04: 936,
  0x05: 1250,
  0x08: 1253,
  0x0d: 1255,
  0x0e: 1250,
  0x11: 932,
  0x12: 949,
  0x15: 1250,
  0x18: 1250,
  0x19: 1251,
  0x1a: 1250,
  0x1b: 1250,
  0x1c: 1250,
  0x1e: 874,
  0x1f: 1254,
  0x20: 1256,
  0x22: 1251,
  0x23: 1251,
  0x24: 1250,
  0x25: 1257,
  0x26: 1257,
  0x27: 1257,
  0x29: 1256,
  0x2a: 1258,
  0x2c: 1254,
  0x2f: 1251,
  0x3f: 1251,
  0x40: 1251,
  0x43: 1254,
  0x44: 1251,
  0x50: 1251,
};

/** Chinese of Taiwan, Hong Kong and Macao is in another page than that of the mainland, Serbian in one of two. */
const pagesOfPlaces: Readonly<Record<number, number>> = {
  0x0404: 950,
  0x0c04: 950,
  0x1404: 950,
  0x0c1a: 1251,
  0x1c1a: 1251,
};

export const pageOfLanguage = (language: number): number =>
  pagesOfPlaces[language] ?? pages[language & 0x3ff] ?? 1252;
