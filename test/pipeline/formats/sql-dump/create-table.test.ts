import { describe, expect, it } from 'vitest';
import { readColumns } from '../../../../pipeline/formats/sql-dump/create-table.ts';
import { dialectOf } from '../../../../pipeline/formats/sql-dump/dialect.ts';
import { Tokens } from '../../../../pipeline/formats/sql-dump/tokens.ts';

const columnsOf = (text: string) =>
  readColumns(new Tokens(Buffer.from(text), 0, 0, dialectOf(false, true, undefined), true), 'nova.t');
const namesOf = (text: string) => columnsOf(text).map(({ name }) => name);
const typeOf = (type: string, options = '') => columnsOf(`(x int, v ${type}, y int) ${options}`)[1]?.type;

describe('the columns of a table', () => {
  it('are told from keys and constraints', () => {
    const text = `(
      \`id\` int(11) NOT NULL AUTO_INCREMENT COMMENT 'the (id), it''s; \\'PRIMARY KEY',
      \`key\` varchar(255) COLLATE utf8_bin DEFAULT 'a,b)',
      period int DEFAULT (1 + (2, 3)),
      \`PRIMARY\` decimal(10,2) unsigned zerofill,
      hosts set('a','b,)'),
      total int GENERATED ALWAYS AS (concat(\`id\`, ',')) STORED,
      PRIMARY KEY (\`id\`,\`key\`),
      UNIQUE KEY \`uniq_t0id0deleted\` (\`id\`,\`deleted\`),
      KEY \`k\` (\`key\`(100)), INDEX j (id), FULLTEXT KEY f (hosts), SPATIAL INDEX s (x),
      CONSTRAINT \`c\` FOREIGN KEY (\`id\`) REFERENCES \`other\` (\`id\`) ON DELETE CASCADE,
      FOREIGN KEY (id) REFERENCES o (id), CHECK (id > 0), PERIOD FOR SYSTEM_TIME (a, b)
    ) ENGINE=InnoDB AUTO_INCREMENT=5 DEFAULT CHARSET=utf8 COMMENT='a (table)'
    /*!50100 PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (5) ENGINE = InnoDB) */`;
    expect(namesOf(text)).toEqual(['id', 'key', 'period', 'PRIMARY', 'hosts', 'total']);
  });

  it('have types', () => {
    expect(typeOf('int(11)')).toEqual({ kind: 'number' });
    expect(typeOf('double precision')).toEqual({ kind: 'number' });
    expect(typeOf('datetime(6)')).toEqual({ kind: 'text', charset: undefined });
    expect(typeOf('bit(9)')).toEqual({ kind: 'bit', bytes: 2 });
    expect(typeOf('BIT')).toEqual({ kind: 'bit', bytes: 1 });
    expect(typeOf('MEDIUMBLOB')).toEqual({ kind: 'binary' });
    expect(typeOf('long varbinary')).toEqual({ kind: 'binary' });
    expect(typeOf('long varchar')).toEqual({ kind: 'text', charset: undefined });
    expect(typeOf('char(5) byte')).toEqual({ kind: 'binary' });
    expect(typeOf('geomcollection NOT NULL')).toEqual({ kind: 'binary' });
  });

  it('have the character set that is written with them, or else with the table', () => {
    expect(typeOf('varchar(5) CHARACTER SET latin1 COLLATE latin1_bin')).toEqual({ kind: 'text', charset: 'latin1' });
    expect(typeOf('varchar(5) CHARSET UTF8MB4')).toEqual({ kind: 'text', charset: 'utf8mb4' });
    expect(typeOf('varchar(5) COLLATE ascii_general_ci', 'CHARSET=utf8')).toEqual({ kind: 'text', charset: 'ascii' });
    expect(typeOf('text', 'ENGINE=InnoDB DEFAULT CHARSET=latin1')).toEqual({ kind: 'text', charset: 'latin1' });
    expect(typeOf('text', 'DEFAULT CHARACTER SET = gbk')).toEqual({ kind: 'text', charset: 'gbk' });
    expect(typeOf('text', 'COLLATE=utf8mb3_bin')).toEqual({ kind: 'text', charset: 'utf8mb3' });
    expect(typeOf("text COMMENT 'CHARSET latin1'", "COMMENT='CHARSET=latin1'")).toEqual({
      kind: 'text',
      charset: undefined,
    });
    expect(typeOf("enum('a') CHARACTER SET binary")).toEqual({ kind: 'binary' });
  });

  it.each([
    '(LIKE x)',
    'LIKE x',
    '(SELECT 1)',
    'SELECT 1',
    '(a int) SELECT 1',
    '(a int) IGNORE AS SELECT 1',
    '(a int',
    '',
  ])('are not understood in: %s', (text) => {
    expect(() => columnsOf(text)).toThrow('nova.t');
  });
});
