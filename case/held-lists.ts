/** The port of what the user holds: a list in a case is another's word until the user has named it, or it was made of one. */

export interface HeldLists {
  /** The SHA-256 that the user holds under that name; undefined where none. */
  held(name: string): string | undefined;
  hold(name: string, sha256: string): void;
  /** The user said that what this case carries is to be taken, for this command. */
  readonly trusted: boolean;
}

/** Of nobody: every list has to be named. */
export const holdsNothing: HeldLists = { held: () => undefined, hold: () => undefined, trusted: false };
