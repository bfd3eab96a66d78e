/** The port of the locks that keep the writers of a case apart. */

/** Held by the run that writes; gone with its process, however that ends. */
export interface CaseLock {
  release(): void;
}
