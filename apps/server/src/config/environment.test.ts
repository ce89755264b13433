import { describe, expect, it } from 'vitest';
import { completeConfig } from './config.ts';
import { parseEnvironment } from './environment.ts';

function configOf(variables: Record<string, string>) {
  const parsed = parseEnvironment(variables);
  if (!parsed.ok) throw new Error(parsed.error.detail);
  return completeConfig(parsed.value);
}

describe('environment', () => {
  it('gives loopback, port 8080 and an embedded database when nothing is set', () => {
    expect(configOf({})).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      sfuPort: 8081,
      database: { kind: 'embedded' },
    });
  });

  it('puts everything under TRUC_DATA', () => {
    expect(configOf({ TRUC_DATA: '/srv/truc' })).toMatchObject({
      database: { folder: '/srv/truc/pg' },
      secretsFolder: '/srv/truc/server',
      grantKeysFile: '/srv/truc/shared/grant-key.json',
      controlSecretFile: '/srv/truc/shared/control-secret',
    });
  });

  it('migrates with the serving account when no owner is named', () => {
    const url = 'postgres://truc:secret@db/truc';
    expect(configOf({ DATABASE_URL: url }).database).toEqual({ kind: 'external', url, ownerUrl: url });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(configOf({ TRUC_PORT: '', DATABASE_URL: '' })).toMatchObject({
      port: 8080,
      database: { kind: 'embedded' },
    });
  });

  it.each([
    ['TRUC_PORT', 'eighty'],
    ['TRUC_PORT', '70000'],
    ['TRUC_LOG_LEVEL', 'loud'],
    ['TRUC_PUBLIC_URL', 'truc.example/path'],
    ['DATABASE_URL', 'mysql://root:hunter2@db'],
    ['TRUC_METRICS_TOKEN', 'short'],
    ['TRUC_LEASE_HOURS', '0'],
    ['TRUC_LEASE_HOURS', '72h'],
  ])('refuses %s=%s in one line that names it and not its value', (name, value) => {
    const parsed = parseEnvironment({ [name]: value });
    expect(parsed).toMatchObject({ ok: false, error: { code: 'bad_environment' } });
    const detail = parsed.ok ? '' : (parsed.error.detail ?? '');
    expect(detail).toMatch(new RegExp(`^${name} [^\\n]+$`));
    expect(detail).not.toContain(value);
  });
});
