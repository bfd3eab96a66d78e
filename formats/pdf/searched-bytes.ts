/** Larger documents are not searched beside PDFium: a search holds them in memory. */
export const maxSearchedBytes = 64 * 1024 * 1024;
