import type { Row } from './table-rows.ts';

const NOT_DELETED = [null, '', '0', 'False'];

/** Is a row still valid? OpenStack's soft deletion sets `deleted` (to the row's id) and `deleted_at`. */
export const isNotDeleted = (deleted: string | null, deletedAt: string | null): boolean =>
  deletedAt === null && NOT_DELETED.includes(deleted);

/** {@link isNotDeleted}, of a row whose columns are read by these. */
export const isLive =
  (deleted: (row: Row) => string | null, deletedAt: (row: Row) => string | null) =>
  (row: Row): boolean =>
    isNotDeleted(deleted(row), deletedAt(row));
