/** The few tables of Nova that instance events come from, with few columns: what a test fills, it fills itself. */
const TABLES = `
CREATE TABLE instances (id int NOT NULL AUTO_INCREMENT, uuid varchar(36) NOT NULL, user_id varchar(255), project_id varchar(255),
  hostname varchar(255), host varchar(255), node varchar(255), memory_mb int, root_gb int, vcpus int, user_data mediumtext,
  PRIMARY KEY (id), UNIQUE KEY uniq_instances0uuid (uuid)) DEFAULT CHARSET=utf8mb3;
CREATE TABLE instance_actions (id int NOT NULL AUTO_INCREMENT, created_at datetime, action varchar(255), instance_uuid varchar(36),
  request_id varchar(255), PRIMARY KEY (id), KEY instance_uuid_idx (instance_uuid)) DEFAULT CHARSET=utf8mb3;
CREATE TABLE instance_actions_events (id int NOT NULL AUTO_INCREMENT, event varchar(255), action_id int, start_time datetime,
  finish_time datetime, result varchar(255), traceback text, host varchar(255), PRIMARY KEY (id), KEY action_id (action_id))
  DEFAULT CHARSET=utf8mb3;
CREATE TABLE shadow_instances (id int NOT NULL AUTO_INCREMENT, uuid varchar(36) NOT NULL, user_id varchar(255),
  project_id varchar(255), hostname varchar(255), host varchar(255), node varchar(255), memory_mb int, root_gb int, vcpus int,
  user_data mediumtext, PRIMARY KEY (id)) DEFAULT CHARSET=utf8mb3;
CREATE TABLE shadow_instance_actions LIKE instance_actions;
CREATE TABLE shadow_instance_actions_events LIKE instance_actions_events;
`;

/** A database of Nova without rows. */
export const emptyNova = (database: string): string =>
  `DROP DATABASE IF EXISTS ${database}; CREATE DATABASE ${database}; USE ${database}; ${TABLES}`;

/**
 * Two instances with two actions of three events each, ids 1 to 12, of which 6 and 12 have no finish.
 *
 * @param copies how often: ids go on, instances are new ones.
 */
export const someEvents = (database: string, copies = 1): string => `
USE ${database};
INSERT INTO instances (id, uuid, user_id, project_id, hostname, host, node, memory_mb, root_gb, vcpus)
  SELECT seq, CONCAT('uuid-', seq), CONCAT('user-', seq), 'project', CONCAT('vm-', seq), 'c01', 'n01', 512, 10, 1
  FROM seq_1_to_${2 * copies};
INSERT INTO instance_actions (id, created_at, action, instance_uuid, request_id)
  SELECT seq, '2024-01-01' + INTERVAL seq MINUTE, 'create', CONCAT('uuid-', CEIL(seq / 2)), CONCAT('req-', seq)
  FROM seq_1_to_${4 * copies};
INSERT INTO instance_actions_events (id, event, action_id, start_time, finish_time, result, host)
  SELECT seq, 'compute_stop_instance', CEIL(seq / 3), '2024-01-01' + INTERVAL seq SECOND,
    IF(seq % 6 = 0, NULL, '2024-01-01' + INTERVAL seq + 1 SECOND), IF(seq % 6 = 0, NULL, 'Success'), 'c02'
  FROM seq_1_to_${12 * copies};
`;

/** What `nova-manage db archive_deleted_rows` does with an instance. */
export const archive = (database: string, uuid: string): string => `
USE ${database};
INSERT INTO shadow_instance_actions_events SELECT e.* FROM instance_actions_events e JOIN instance_actions a ON a.id = e.action_id
  WHERE a.instance_uuid = '${uuid}';
DELETE e FROM instance_actions_events e JOIN instance_actions a ON a.id = e.action_id WHERE a.instance_uuid = '${uuid}';
INSERT INTO shadow_instance_actions SELECT * FROM instance_actions WHERE instance_uuid = '${uuid}';
DELETE FROM instance_actions WHERE instance_uuid = '${uuid}';
INSERT INTO shadow_instances SELECT * FROM instances WHERE uuid = '${uuid}';
DELETE FROM instances WHERE uuid = '${uuid}';
`;

export const cellMappings = (cells: readonly { url: string; disabled?: boolean }[]): string => `
DROP DATABASE IF EXISTS nova_api; CREATE DATABASE nova_api;
CREATE TABLE nova_api.cell_mappings (id int NOT NULL AUTO_INCREMENT, uuid varchar(36), name varchar(255), transport_url text,
  database_connection text, disabled tinyint(1), PRIMARY KEY (id));
${cells
  .map(
    ({ url, disabled = false }) =>
      `INSERT INTO nova_api.cell_mappings (database_connection, disabled) VALUES ('${url}', ${Number(disabled)});`,
  )
  .join('\n')}
`;
