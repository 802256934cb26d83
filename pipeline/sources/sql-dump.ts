import { type DumpMap, MapMaker } from '../formats/sql-dump/dump-map.ts';
import { createDumpReader } from '../formats/sql-dump/dump-reader.ts';
import { partsOf, readParts } from '../formats/sql-dump/read-parts.ts';
import { defineStage } from '../stage.ts';

export default defineStage({
  name: 'sql-dump',
  kind: 'source',
  role: 'reader',
  takes: 'bytes',
  gives: 'rows',
  summary: 'Reads the rows of the tables that the stages below need from dumps by mysqldump or mariadb-dump.',
  description: `
Only the needed tables and columns are taken; everything else is passed over. Dumps by mydumper, mysqlpump, phpMyAdmin and by hand
are read too, as long as rows stand in \`INSERT ... VALUES\` or \`REPLACE ... VALUES\` and hold nothing but literals. SQL that may
concern a needed table and is not understood is an error that names the byte of the decompressed file.

**Databases.** Tables belong to the database in use. A dump of a single database has no \`USE\`: its tables belong to
\`default_database\`, or else to the database that the comment in mysqldump's header names. Names are compared exactly.

**Whole or not.** A dump with mysqldump's header and without its last line, \`-- Dump completed\`, is cut off, and so is one that ends
within a statement. One with neither header nor last line (\`--compact\`) is taken with a warning, unless \`require_trailer\` is set.

**Text** is read in the character set that the dump declares (\`SET NAMES\`). Where it declares none, text that is valid UTF-8 is
taken for that and the rest for latin1, with a warning. Bytes that are invalid become U+FFFD, with a warning.`.trim(),
  options: async () => (await import('./sql-dump/options.ts')).sqlDumpOptions,
  example: '- sql-dump: { default_database: nova }',
  async *read(bytes, options, request) {
    const { needs, parts: content, warn } = request;
    const defaultDatabase = options.default_database;
    const map = (await content?.recall()) as DumpMap | undefined;
    const parts = map?.version === 1 ? partsOf(map, needs, { defaultDatabase }) : undefined;
    if (content && map && parts) {
      yield* readParts(map, parts, (from, to) => content.read(from, to), request, { defaultDatabase });
      return;
    }
    const mapMaker = content && new MapMaker(defaultDatabase);
    const reader = createDumpReader(request, { defaultDatabase, mapMaker });
    for await (const chunk of bytes) yield* reader.push(chunk);
    yield* reader.finish();
    if (content && mapMaker?.map) await content.remember(mapMaker.map, warn);
  },
});
