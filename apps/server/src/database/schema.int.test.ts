import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DeviceWriter } from '../testing/device-writer.ts';
import { createTestWorld, type TestWorld } from '../testing/test-world.ts';
import { appendOnlyTables } from './grants.ts';
import { migrate, readMigrations } from './migrate.ts';

let world: TestWorld;
let owner: pg.Client;

beforeAll(async () => {
  world = await createTestWorld();
  owner = new pg.Client({ connectionString: world.database.ownerUrl });
  await owner.connect();
  const khanh = await world.signedIn('khanh');
  const { dev } = await khanh.enrol();
  const writer = new DeviceWriter(dev);
  writer.write({ actor: 'tran-van-khanh', scope: 'post:p-01', text: 'Một mục' });
  await khanh.post('/api/sync/push', writer.segment());
});
afterAll(async () => {
  await owner.end();
  await world.close();
});

describe('append-only tables', () => {
  const statements = appendOnlyTables.flatMap((table) => [
    `update ${table} set ${table === 'leaf' ? 'status' : 'at_all'} = null`.replace('at_all', columnOf(table)),
    `delete from ${table}`,
    `truncate ${table}`,
  ]);

  it.each(statements)('[GL-17] [KH-12] refuse the owner himself: %s', async (statement) => {
    await expect(owner.query(statement)).rejects.toThrow(/append-only/);
  });

  it.each(statements)('[GL-17] [KH-12] refuse the running server: %s', async (statement) => {
    await expect(world.server.context.database.pool.query(statement)).rejects.toThrow(
      world.database.hasAppRole ? /permission denied/ : /append-only/,
    );
  });
});

function columnOf(table: string): string {
  return (
    {
      dead_letter: 'reason',
      viewing_grant: 'purpose',
      viewing_log: 'kind',
      viewing_break: 'kind',
      audit: 'action',
      evidence_record: 'record',
      evidence_node: 'hash',
      evidence_checkpoint: 'note',
      lease: 'scopes',
      segment: 'sig',
      misuse_case: 'named',
      duty_call: 'kind',
      duty_call_event: 'what',
      wipe_order: 'reason',
      wipe_receipt: 'unsent',
      device_alarm: 'report',
      device_alarm_examined: 'reason',
      assignment_doc: 'number',
      shift_pattern: 'starts',
      shift_leaf: 'seq',
      viewing_request_event: 'reason',
      camera_fault_event: 'reason',
      kiosk_event: 'reason',
      wall_command: 'state',
      edge_lease: 'node',
      watch_event: 'purpose',
      alarm_acknowledgement: 'alarm',
      dossier_act: 'fact',
      maintenance_template: 'steps',
      device_model: 'model',
    }[table] ?? 'status'
  );
}

describe('schema', () => {
  it('[KH-08] holds no address, path or credential of a camera, neither in its words nor in its data', async () => {
    const columns = await owner.query<{ name: string }>(
      `select table_name || '.' || column_name as name from information_schema.columns
       where table_schema in ('public', 'auth')`,
    );
    const suspicious = columns.rows.filter(({ name }) =>
      /rtsp|url|uri|host|credential|camera.*(user|pass|ip)/i.test(name),
    );
    expect(suspicious).toEqual([]);
    const dump = await owner.query<{ dump: string }>(
      `select schema_to_xml('public', true, false, '')::text as dump`,
    );
    expect(dump.rows[0]?.dump.length).toBeGreaterThan(1_000);
    expect(dump.rows[0]?.dump).not.toMatch(/rtsp:\/\//i);
  });

  it('[GL-06] has no column that could hold a picture', async () => {
    const binary = await owner.query<{ name: string }>(
      `select table_name || '.' || column_name as name from information_schema.columns
       where table_schema = 'public' and data_type = 'bytea' order by 1`,
    );
    expect(binary.rows.map(({ name }) => name)).toEqual([
      'dead_letter.hash',
      'dead_letter.octets',
      'device.token_hash',
      'device_alarm.hash',
      'device_installation.key_spki',
      'device_installation.last_hash',
      'device_token.hash',
      'evidence_checkpoint.root',
      'evidence_device_key.spki',
      'evidence_head.chain',
      'evidence_head.outcomes',
      'evidence_node.hash',
      'evidence_redaction.hash',
      'kiosk_event.token_hash',
      'leaf.body',
      'leaf.chain',
      'leaf.hash',
      'leaf.header',
      'leaf.salt',
      'scope.chain',
      'segment.hash',
      'segment.sig',
    ]);
  });
});

describe('migrations', () => {
  it('find nothing to do the second time', async () => {
    expect(await migrate(owner, readMigrations())).toEqual({ ok: true, value: [] });
  });

  it('refuse one that was edited after it was applied', async () => {
    const edited = readMigrations().map((one, at) => (at === 0 ? { ...one, checksum: 'other' } : one));
    expect(await migrate(owner, edited)).toMatchObject({ ok: false, error: { code: 'migration_edited' } });
  });

  it('refuse a database that a newer server has changed', async () => {
    expect(await migrate(owner, readMigrations().slice(0, -1))).toMatchObject({
      ok: false,
      error: { code: 'migration_unknown' },
    });
  });

  it('leave nothing behind when one fails', async () => {
    const broken = {
      name: '9999-broken.sql',
      sql: 'create table half (id int); select 1 / 0',
      checksum: 'x',
    };
    expect(await migrate(owner, [...readMigrations(), broken])).toMatchObject({
      ok: false,
      error: { code: 'migration_failed' },
    });
    const found = await owner.query(`select to_regclass('half') as half`);
    expect(found.rows).toEqual([{ half: null }]);
  });
});
