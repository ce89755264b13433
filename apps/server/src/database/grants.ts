import type pg from 'pg';
import { appRole } from './embedded/embedded-postgres.ts';

/** Never changed once written: the role of the running server may only add to them. */
export const appendOnlyTables = [
  'leaf',
  'dead_letter',
  'viewing_grant',
  'viewing_log',
  'viewing_break',
  'audit',
  'evidence_record',
  'evidence_node',
  'evidence_checkpoint',
  'lease',
  'segment',
  'wipe_order',
  'wipe_receipt',
  'device_alarm',
  'device_alarm_examined',
  'viewing_request_event',
  'camera_fault_event',
  'kiosk_event',
  'wall_command',
  'assignment_doc',
  'shift_pattern',
  'shift_leaf',
  'edge_lease',
  'watch_event',
  'alarm_acknowledgement',
  'dossier_act',
  'maintenance_template',
  'device_model',
  'misuse_case',
  'duty_call',
  'duty_call_event',
] as const;

/**
 * Gives the running server's role what it needs and no more. In the embedded database the role is made here; in an external
 * one only when somebody has made it, so that a database given with one account works with the triggers alone.
 */
export async function grantToApp(
  client: pg.ClientBase,
  options: { readonly createRole: boolean },
): Promise<void> {
  const found = await client.query('select 1 from pg_roles where rolname = $1', [appRole]);
  if (found.rowCount === 0 && !options.createRole) return;
  if (found.rowCount === 0) await client.query(`create role ${appRole} login`);
  await client.query(`
    grant usage on schema public, auth to ${appRole};
    grant select, insert, update, delete on all tables in schema public, auth to ${appRole};
    grant usage on all sequences in schema public to ${appRole};
    revoke update, delete, truncate on ${appendOnlyTables.join(', ')} from ${appRole};
    revoke insert, update, delete, truncate on schema_migration from ${appRole};
  `);
  if (await knowsMaintain(client)) await client.query(`grant maintain on book_text to ${appRole}`);
}

/** From PostgreSQL 17 on a role may be let take a table's statistics without owning it. */
async function knowsMaintain(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ readonly knows: boolean }>(
    `select current_setting('server_version_num')::integer >= 170000 as knows`,
  );
  return rows[0]?.knows === true;
}
