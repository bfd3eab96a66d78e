// Jest transform: TypeScript becomes JavaScript by erasing the types, exactly as Node itself runs it.
import { createHash } from 'node:crypto';
import { stripTypeScriptTypes } from 'node:module';

export default {
  process(source, file) {
    return { code: file.endsWith('.ts') ? stripTypeScriptTypes(source, { mode: 'strip' }) : source };
  },
  getCacheKey(source, file) {
    return createHash('sha256').update(`${process.version}\0${file}\0${source}`).digest('hex');
  },
};
