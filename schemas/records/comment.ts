/** A comment on what it cites: a document, or a passage of one. */
import { z } from 'zod';
import { noteText } from '../label.ts';

export const comment = z.strictObject({ text: noteText });
