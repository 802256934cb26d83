import type { Tokens } from './tokens.ts';

const KEYS = ['KEY', 'INDEX', 'PRIMARY', 'UNIQUE', 'FULLTEXT', 'SPATIAL', 'FOREIGN', 'CONSTRAINT', 'CHECK'];
const TABLE_OPTIONS = ['ENABLE', 'DISABLE', 'AUTO_INCREMENT', 'ENGINE', 'COMMENT', 'ROW_FORMAT', 'STATS_PERSISTENT'];

/**
 * Does this ALTER TABLE leave rows and columns as they are? Dumps have some that do: mysqldump switches keys off and on, phpMyAdmin
 * and mydumper add keys and AUTO_INCREMENT after the rows.
 *
 * @param tokens behind the table's name
 */
export function keepsRows(tokens: Tokens): boolean {
  do {
    const specification = tokens.upToComma();
    const [first, second] = specification;
    const has = (...keywords: string[]) => specification.some(({ keyword }) => keywords.includes(keyword));
    const isHarmless =
      TABLE_OPTIONS.includes(first?.keyword ?? '') ||
      (['ADD', 'DROP'].includes(first?.keyword ?? '') && KEYS.includes(second?.keyword ?? '')) ||
      (first?.keyword === 'MODIFY' && has('AUTO_INCREMENT') && !has('FIRST', 'AFTER'));
    if (!isHarmless) return false;
  } while (tokens.acceptMark(','));
  return true;
}
