import { join, resolve } from 'node:path';
import { NodeNameSchema } from '@truc/media/signalling';
import * as v from 'valibot';
import { defaultLimits, StartError } from './config.ts';
import type { MediaAddress, SfuConfig, SfuFiles } from './config.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The only reader of the environment. @throws StartError naming the variable that is wrong. */
export function readEnvironment(env: Environment, workingFolder: string): SfuConfig {
  const workerBin = env.MEDIASOUP_WORKER_BIN;
  return {
    host: env.TRUC_SFU_HOST === undefined || env.TRUC_SFU_HOST === '' ? '127.0.0.1' : env.TRUC_SFU_HOST,
    port: readNumber(env, 'TRUC_SFU_PORT', { fallback: 8081, least: 0, most: 65_535 }),
    mediaPort: readNumber(env, 'TRUC_MEDIA_PORT', { fallback: 44_400, least: 0, most: 65_535 }),
    mediaAddresses: readMediaAddresses(env.TRUC_MEDIA_IPS ?? '127.0.0.1'),
    ...readPipePorts(env),
    workers: readNumber(env, 'TRUC_SFU_WORKERS', { fallback: 2, least: 1, most: 64 }),
    ...(workerBin === undefined || workerBin === '' ? {} : { workerBin }),
    files: sfuFiles(env, workingFolder),
    ...readNode(env),
    ...readTurn(env, workingFolder),
    origins: splitList(env.TRUC_ORIGINS ?? ''),
    transcodes: readNumber(env, 'TRUC_SFU_TRANSCODES', { fallback: 4, least: 0, most: 256 }),
    pictureEveryMs:
      1_000 * readNumber(env, 'TRUC_SFU_PICTURE_EVERY_S', { fallback: 10, least: 0, most: 3_600 }),
    playbacks: {
      perRecorder: readNumber(env, 'TRUC_SFU_PLAYBACKS_PER_RECORDER', { fallback: 2, least: 1, most: 64 }),
      total: readNumber(env, 'TRUC_SFU_PLAYBACKS', { fallback: 16, least: 0, most: 1_024 }),
    },
    replaysGop: env.TRUC_GOP_REPLAY !== '0',
    logLevel: env.TRUC_LOG_LEVEL ?? 'info',
    limits: defaultLimits,
  };
}

/** The files of the SFU, also for its command line. */
export function sfuFiles(env: Environment, workingFolder: string): SfuFiles {
  const data = resolve(workingFolder, env.TRUC_DATA ?? '.data');
  return {
    grantKeys: resolve(workingFolder, env.TRUC_GRANT_KEYS ?? join(data, 'shared', 'grant-key.json')),
    controlSecret: resolve(workingFolder, env.TRUC_CONTROL_SECRET ?? join(data, 'shared', 'control-secret')),
    cameras: resolve(workingFolder, env.TRUC_SFU_CAMERAS ?? join(data, 'sfu', 'cameras.sealed')),
    camerasKey: resolve(workingFolder, env.TRUC_SFU_KEY_FILE ?? join(data, 'sfu', 'key')),
    facts: join(data, 'sfu', 'facts.jsonl'),
    keyframes: join(data, 'sfu', 'keyframes.json'),
    views: join(data, 'sfu', 'views.json'),
    revocations: join(data, 'sfu', 'revocations.jsonl'),
  };
}

function readNumber(
  env: Environment,
  name: string,
  bounds: { readonly fallback: number; readonly least: number; readonly most: number },
): number {
  const text = env[name];
  if (text === undefined || text === '') return bounds.fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= bounds.least && value <= bounds.most) return value;
  throw new StartError(
    'bad_setting',
    `${name} must be a whole number from ${bounds.least} to ${bounds.most}`,
  );
}

function readMediaAddresses(text: string): readonly MediaAddress[] {
  const addresses = splitList(text).map((item): MediaAddress => {
    const [ip = '', announced] = item.split('=');
    return announced === undefined || announced === '' ? { ip } : { ip, announced };
  });
  if (addresses.length > 0 && addresses.every((address) => /^[0-9a-fA-F.:]+$/.test(address.ip)))
    return addresses;
  throw new StartError(
    'bad_setting',
    'TRUC_MEDIA_IPS must list addresses as ip or ip=announced, separated by commas',
  );
}

function readPipePorts(env: Environment): Pick<SfuConfig, 'pipePorts'> {
  const text = env.TRUC_PIPE_PORTS ?? '';
  if (text === '') return {};
  const [, min = NaN, max = NaN] = (/^(\d{4,5})-(\d{4,5})$/.exec(text) ?? []).map(Number);
  if (min <= max && max <= 65_535) return { pipePorts: { min, max } };
  throw new StartError('bad_setting', 'TRUC_PIPE_PORTS must be two ports, the lower first, as 44500-44599');
}

/** Nothing where the province has one SFU. */
function readNode(env: Environment): Pick<SfuConfig, 'node'> {
  const name = env.TRUC_SFU_NODE ?? '';
  const isEdge = env.TRUC_SFU_EDGE === '1';
  if (name === '' && !isEdge) return {};
  if (v.is(NodeNameSchema, name)) return { node: { name, isEdge } };
  throw new StartError(
    'bad_setting',
    'TRUC_SFU_NODE must be a name of small letters, digits and dashes, 32 at most',
  );
}

/** Nothing where no relay is named. */
function readTurn(env: Environment, workingFolder: string): Pick<SfuConfig, 'turn'> {
  const urls = splitList(env.TRUC_TURN_URLS ?? '');
  if (urls.length === 0) return {};
  if (!urls.every((url) => /^turns?:[^/?#\s]+(\?transport=(udp|tcp))?$/.test(url)))
    throw new StartError('bad_setting', 'TRUC_TURN_URLS must list turn: or turns: URLs, separated by commas');
  const file = env.TRUC_TURN_SECRET_FILE ?? '';
  if (file === '')
    throw new StartError(
      'bad_setting',
      'TRUC_TURN_SECRET_FILE must name the file of the secret shared with coturn',
    );
  return { turn: { urls, secretFile: resolve(workingFolder, file) } };
}

function splitList(text: string): readonly string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
