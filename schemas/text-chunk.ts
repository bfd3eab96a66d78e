/** In what pieces a text travels. */

/** UTF-16 units of one chunk: what leaves a parser, and what an index compresses and reads as one. */
export const textChunkUnits = 64 * 1024;
