/** What the set-up of a test run started, and what it could not, for its end. */

export const running: { stop(): Promise<void> }[] = [];

/** One line for people for each service that is missing. */
export const leftOut: string[] = [];
