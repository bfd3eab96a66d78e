/** Where a message lies: the names of its folders from the root of the store down. */
import { ids } from '../property-ids.ts';
import { PropertyValues } from '../property-values.ts';
import type { Store } from './store.ts';

/** Of the folder that holds all others; its name is none that a person gave. */
const rootFolder = 0x122;
/** Folders in folders; Outlook stops at some hundred. Stops the folder that holds itself, with `seen`. */
const maxLevels = 300;
const maxNameUnits = 250;
/** Paths that are remembered. */
const maxPaths = 100_000;

export interface FolderPath {
  readonly names: readonly string[];
  /** A folder on the way is lost, or leads back into itself: nobody would find it in Outlook. */
  readonly isOrphaned: boolean;
}

/** A name as one part of a path: what separates parts cannot be in it. */
export const pathPart = (name: string): string => name.slice(0, maxNameUnits).replaceAll('/', '_');

export class FolderPaths {
  readonly #store: Store;
  readonly #paths = new Map<number, FolderPath>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** The path of a folder by its number. */
  of(folder: number): FolderPath {
    const known = this.#paths.get(folder);
    if (known) return known;
    const names: string[] = [];
    const seen = new Set<number>();
    let isOrphaned = false;
    let at = folder;
    while (at !== rootFolder) {
      const node = this.#store.folder(at);
      if (!node || seen.has(at) || seen.size >= maxLevels) {
        isOrphaned = true;
        break;
      }
      seen.add(at);
      const properties = this.#store.propertiesOf(at);
      const stated = properties ? new PropertyValues(properties).text(ids.displayName) : '';
      names.unshift(pathPart(stated) || `folder ${at.toString(16)}`);
      at = node.parent;
    }
    const path = { names, isOrphaned };
    if (this.#paths.size < maxPaths) this.#paths.set(folder, path);
    return path;
  }
}
