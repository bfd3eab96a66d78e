/** The error of a service that cannot start here, because something that it needs is not on this machine. */

/** The message names what is missing, and how to get it. */
export class MissingToolError extends Error {
  readonly code = 'missing-tool';
}
