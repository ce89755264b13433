/** The database could not take it now; nothing was changed, and the same request may be sent again. */
export class StoreUnavailable extends Error {}

/** Classes of SQLSTATE and of Node that mean "not now": connection, resources, shutdown, lock and statement time-outs, disk full. */
const notNow = /^(08|53|57|58)|^(55P03|25P03|40P01|40001)$|^E[A-Z]+$/;

/** The driver's own words when a connection is gone or none could be had. */
const lostConnection = /terminat|timeout|Client has encountered|Connection ended|not queryable/i;

export function isUnavailable(error: unknown): boolean {
  if (error instanceof StoreUnavailable) return true;
  if (!(error instanceof Error)) return false;
  const code = sqlStateOf(error);
  return (
    (code !== undefined && notNow.test(code)) || (code === undefined && lostConnection.test(error.message))
  );
}

export function sqlStateOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
