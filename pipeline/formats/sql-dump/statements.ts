/**
 * The words that statements begin with, and what they mean for someone who only wants to know which rows there are.
 *
 * `followed`: it is understood. `changes-rows`: it changes rows or tables in a way that is not followed, an error where it names a
 * needed table; so are INSERT and REPLACE when they are read as whole statements, because a conditional comment is around them.
 * `harmless`: it leaves rows as they are, or changes what no dump changes by it.
 */
export type StatementKind = 'followed' | 'changes-rows' | 'harmless';

const WORDS: Readonly<Record<StatementKind, string>> = {
  followed: 'USE SET CREATE DROP ALTER',
  'changes-rows': 'DELETE IMPORT INSERT LOAD RENAME REPLACE TRUNCATE UPDATE WITH',
  harmless:
    'ANALYZE BEGIN CALL CHANGE CHECK CHECKSUM COMMIT DEALLOCATE DO EXECUTE FLUSH GRANT INSTALL LOCK OPTIMIZE PREPARE PURGE ' +
    'RELEASE REPAIR RESET REVOKE ROLLBACK SAVEPOINT SELECT SHOW START STOP UNINSTALL UNLOCK',
};

const kinds = new Map<string, StatementKind>();
for (const [kind, words] of Object.entries(WORDS)) {
  for (const word of words.split(' ')) kinds.set(word, kind as StatementKind);
}

/** Undefined for a word that begins no statement. */
export const statementKind = (keyword: string): StatementKind | undefined => kinds.get(keyword);
