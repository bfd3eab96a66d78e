/** The table of the entries that items without a document have in the index, and the triggers that keep it. */

/** Whether the item of a row has an entry of its own (`../item-entry.ts`), over `item i LEFT JOIN document d`. */
export const hasOwnEntry =
  '(i.place IS NOT NULL OR i.holder IS NOT NULL) AND (i.fate IS NOT NULL OR i.document IS NULL OR d.indexed = 0)';

const traits = [
  'size', 'modified', 'created', 'document', 'state', 'fate', 'code', 'detail', 'warnings', 'superseded', 'gone',
]; // prettier-ignore

/**
 * item_entry: a row for each item that has an entry of its own, or had one that the index still shows. `revision` counts
 * what the index should show, `indexed` what it does. Triggers keep it, so that no writer of items can forget it; what
 * waits to be read has none until a run is settled (`settle.ts`), since nearly all of it is read in the same run.
 */
export const itemEntryTable = `
CREATE TABLE item_entry (
  item INTEGER PRIMARY KEY,
  revision INTEGER NOT NULL,
  indexed INTEGER NOT NULL
) STRICT;
CREATE INDEX item_entry_dirty ON item_entry (item) WHERE revision <> indexed;
INSERT INTO item_entry SELECT i.item, 1, 0 FROM item i LEFT JOIN document d ON d.document = i.document WHERE ${hasOwnEntry};
CREATE TRIGGER item_entry_new AFTER INSERT ON item
WHEN NEW.state = 0 AND (NEW.fate IS NOT NULL OR NEW.document IS NULL
  OR EXISTS (SELECT 1 FROM document d WHERE d.document = NEW.document AND d.indexed = 0 AND d.known IS NOT NULL))
BEGIN
  INSERT INTO item_entry SELECT NEW.item, 1, 0 WHERE NEW.place IS NOT NULL OR NEW.holder IS NOT NULL;
END;
CREATE TRIGGER item_entry_changed AFTER UPDATE OF ${traits.join(', ')} ON item
WHEN ${traits.map((column) => `OLD.${column} IS NOT NEW.${column}`).join(' OR ')}
BEGIN
  UPDATE item_entry SET revision = revision + 1 WHERE item = NEW.item;
  INSERT OR IGNORE INTO item_entry SELECT i.item, 1, 0 FROM item i LEFT JOIN document d ON d.document = i.document
    WHERE i.item = NEW.item AND i.state = 0 AND ${hasOwnEntry} AND (i.fate IS NOT NULL OR i.document IS NULL OR d.known IS NOT NULL);
END;
CREATE TRIGGER item_entry_document AFTER UPDATE OF indexed, known ON document
WHEN (OLD.indexed = 0) <> (NEW.indexed = 0) OR (NEW.indexed = 0 AND OLD.known IS NOT NEW.known)
BEGIN
  UPDATE item_entry SET revision = revision + 1 WHERE item IN (SELECT item FROM item WHERE document = NEW.document);
  INSERT OR IGNORE INTO item_entry SELECT item, 1, 0 FROM item WHERE document = NEW.document AND NEW.indexed = 0
    AND (NEW.known IS NOT NULL OR OLD.indexed > 0);
END;
`;
