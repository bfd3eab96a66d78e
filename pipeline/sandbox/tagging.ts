export const openTagging = (_watchlists: unknown): { open(): never; listVersion: string } | undefined => undefined;
