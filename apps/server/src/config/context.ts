import { join } from 'node:path';
import { ok, type Clock, type Failure, type Result, type Timers } from '@truc/base';
import { PostgresDialect } from 'kysely';
import type pg from 'pg';
import { createAudit, type Audit } from '../access/audit.ts';
import { createDeviceLogins, type DeviceLogins } from '../access/device-logins.ts';
import { createBlockedLetters, type BlockedLetters } from '../access/blocked-letters.ts';
import { commandDecider } from '../access/command-decider.ts';
import { createCountersigns } from '../access/countersigns.ts';
import { createHandovers } from '../access/handovers.ts';
import { createJudge } from '../access/judge.ts';
import { createLeases, type Leases } from '../access/leases.ts';
import { createLostWrites, type LostWrites } from '../access/lost-writes.ts';
import { createQuarantineStore, type QuarantineStore } from '../access/quarantine-store.ts';
import { createRegisterCache, type RegisterCache } from '../access/register-cache.ts';
import { loadRegister } from '../access/register.ts';
import { createAddressThrottle, type AddressThrottle } from '../auth/address-throttle.ts';
import { createDeviceAlarms, type DeviceAlarms } from '../access/device-alarms.ts';
import { createDeviceOrders, type DeviceOrders } from '../auth/device-orders.ts';
import { createDevices, type Devices } from '../auth/devices.ts';
import { createInstallations, type Installations } from '../auth/installations.ts';
import { createLockout, type Lockout } from '../auth/lockout.ts';
import { createSessionNames, type SessionNames } from '../auth/session-names.ts';
import { createLogIn, dialectWithin, migrateLogIn, type LogIn } from '../auth/log-in.ts';
import { createSystemDevice, type SystemDevice } from '../cases/system-device.ts';
import { createSubscriptionStore, type SubscriptionStore } from '../cases/subscription-store.ts';
import { openVapidKeys, type VapidKeys } from '../cases/vapid-keys.ts';
import { openDatabase, type Database } from '../database/database.ts';
import { createEvidence, type Evidence } from '../evidence/evidence.ts';
import { readOrMakeSigningKey } from '../evidence/checkpoint-key.ts';
import { openOutsideState } from '../evidence/outside-state.ts';
import { readWitnesses } from '../evidence/witness-keys.ts';
import { openServerKeys, type ServerKeys } from '../keys/server-keys.ts';
import { createBookSearch, type BookSearch } from '../search/book-search.ts';
import {
  createBookTextIndexer,
  type BookTextIndexer,
  type IndexerParts,
} from '../search/book-text-indexer.ts';
import { createUnseal } from '../keys/unseal.ts';
import { createKioskStore, type KioskStore } from '../kiosk/kiosk-store.ts';
import { createAdmission, type Admission } from '../log/admission.ts';
import { createTurns, type Turns } from '../log/turns.ts';
import { shareLogPages } from '../log/shared-pages.ts';
import { createSqlLogStore } from '../log/sql-log-store.ts';
import type { PushPorts } from '@truc/sync/server';
import { createGrantSigner, type GrantSigner } from '../media/grant-signer.ts';
import { readNodeRegister, type NodeEntry } from '../media/nodes/node-register.ts';
import { createLogger, type Logger } from '../telemetry/log.ts';
import { createMetrics, type Metrics } from '../telemetry/metrics.ts';
import type { ServerConfig } from './config.ts';
import { readOrMakeSecret } from './secret-files.ts';
import { nativeSha256, systemClock, systemTimers } from './system-ports.ts';

/** Everything that lives as long as the server does. Built here and nowhere else. */
export type Context = {
  readonly config: ServerConfig;
  readonly secure: boolean;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly database: Database;
  readonly logIn: LogIn;
  /** The same accounts, written inside a transaction that is open on this connection. */
  readonly logInWithin: (client: pg.ClientBase) => LogIn;
  readonly lockout: Lockout;
  readonly throttle: AddressThrottle;
  /** Of names of sessions that nobody has heard of. */
  readonly nameThrottle: AddressThrottle;
  readonly sessionNames: SessionNames;
  readonly devices: Devices;
  readonly orders: DeviceOrders;
  readonly kiosks: KioskStore;
  readonly alarms: DeviceAlarms;
  readonly letters: BlockedLetters;
  readonly quarantine: QuarantineStore;
  readonly lost: LostWrites;
  readonly installations: Installations;
  readonly leases: Leases;
  readonly leaseMs: number;
  readonly keys: ServerKeys;
  readonly logins: DeviceLogins;
  readonly registers: RegisterCache;
  readonly audit: Audit;
  readonly push: PushPorts;
  /** What writes into logs by the system's own name. */
  readonly system: SystemDevice;
  readonly admission: Admission;
  readonly turns: Turns;
  readonly signer: GrantSigner;
  readonly evidence: Evidence;
  readonly bookText: BookTextIndexer;
  readonly bookSearch: BookSearch;
  readonly controlSecret: string;
  readonly vapid: VapidKeys;
  readonly subscriptions: SubscriptionStore;
  /** SFU nodes; empty where the province has one SFU. */
  readonly nodes: readonly NodeEntry[];
  close(): Promise<void>;
};

/** Of the log, for readers that ask for the same. */
const sharedPagesBytes = 16 * 1024 * 1024;

/** Parts that tests replace. */
export type ContextOverrides = {
  readonly clock?: Clock;
  readonly timers?: Timers;
  readonly log?: Logger;
};

export async function createContext(
  config: ServerConfig,
  overrides: ContextOverrides = {},
): Promise<Result<Context, Failure>> {
  const log = overrides.log ?? createLogger(config.logLevel);
  const nodes = readNodeRegister(config.nodesFile);
  if (!nodes.ok) return nodes;
  const opened = await openDatabase({
    config: config.database,
    log,
    prepare: (pool) => migrateLogIn(new PostgresDialect({ pool }), log),
  });
  if (!opened.ok) return opened;
  try {
    return ok(await assemble(config, { ...overrides, log, database: opened.value, nodes: nodes.value }));
  } catch (error) {
    await opened.value.close();
    throw error;
  }
}

type Parts = ContextOverrides & {
  readonly log: Logger;
  readonly database: Database;
  readonly nodes: readonly NodeEntry[];
};

/** What the evidence keeps outside of the database that it is about. */
function evidenceFiles({ secretsFolder, evidenceName: name }: ServerConfig) {
  return {
    outside: openOutsideState(join(secretsFolder, 'evidence')),
    signing: readOrMakeSigningKey(join(secretsFolder, 'checkpoint-key'), { kind: 'ed25519', name }),
    witnesses: readWitnesses(join(secretsFolder, 'witnesses')),
  };
}

/** What the server knows of tablets, and the secrets that it shares with them. */
function tabletParts({ secretsFolder, leaseMs }: ServerConfig, pool: Database['pool']) {
  return {
    devices: createDevices(pool),
    orders: createDeviceOrders(pool),
    alarms: createDeviceAlarms(pool),
    letters: createBlockedLetters(pool),
    installations: createInstallations(pool),
    leases: createLeases(pool),
    leaseMs,
    keys: openServerKeys(secretsFolder),
    quarantine: createQuarantineStore(pool),
    lost: createLostWrites(pool),
  };
}

function searchParts(parts: IndexerParts) {
  return { bookText: createBookTextIndexer(parts), bookSearch: createBookSearch(parts.pool) };
}

function admissionOf({ limits }: ServerConfig, metrics: Metrics): Admission {
  return createAdmission({
    atOnce: limits.ingestAtOnce,
    urgentAtOnce: limits.urgentAtOnce,
    waiting: limits.ingestWaiting,
    onWaiting: (count) => metrics.ingestWaiting.set(count),
  });
}

/** How browsers are called that have no page of ours open. */
function callingParts({ secretsFolder, publicUrl }: ServerConfig, pool: Database['pool']) {
  return {
    vapid: openVapidKeys(secretsFolder, publicUrl),
    subscriptions: createSubscriptionStore(pool),
  };
}

async function assemble(config: ServerConfig, parts: Parts): Promise<Context> {
  const { log, database, nodes, clock = systemClock, timers = systemTimers } = parts;
  const { pool, query } = database;
  const metrics = createMetrics();
  const secure = config.publicUrl?.startsWith('https://') ?? false;
  const secret = readOrMakeSecret(join(config.secretsFolder, 'auth-secret'));
  const registers = await createRegisterCache({ load: () => loadRegister(query), clock, timers, log });
  const logins = createDeviceLogins(query);
  const evidence = createEvidence({ pool, clock, timers, log, metrics, ...evidenceFiles(config) });
  const bookParts = searchParts({ pool, timers, log });
  const tablets = tabletParts(config, pool);
  const { ingestSeats, failuresPerAddress } = config.limits;
  const push: PushPorts = {
    store: shareLogPages(createSqlLogStore({ pool, onRetry: () => metrics.ingestRetries.inc() }), {
      clock,
      maxBytes: sharedPagesBytes,
    }),
    judge: createJudge({
      ...tablets,
      registers,
      logins,
      handovers: createHandovers(pool),
      countersigns: createCountersigns(pool),
      clock,
    }),
    decider: commandDecider,
    unseal: createUnseal(tablets.keys),
    signatures: tablets.installations,
    sha256: nativeSha256,
    clock,
  };
  return {
    config,
    secure,
    clock,
    timers,
    log,
    metrics,
    database,
    logIn: createLogIn({ dialect: new PostgresDialect({ pool }), secret, secure, log }),
    logInWithin: (client) => createLogIn({ dialect: dialectWithin(client), secret, secure, log }),
    lockout: createLockout(query, clock),
    throttle: createAddressThrottle(clock, failuresPerAddress),
    nameThrottle: createAddressThrottle(clock, failuresPerAddress),
    sessionNames: createSessionNames(pool),
    kiosks: createKioskStore(pool),
    ...tablets,
    logins,
    registers,
    audit: createAudit(query, metrics),
    push,
    system: createSystemDevice({ pool, push, secretsFolder: config.secretsFolder }),
    admission: admissionOf(config, metrics),
    turns: createTurns({ seats: ingestSeats, clock }),
    signer: await createGrantSigner({
      secretsFolder: config.secretsFolder,
      publicKeysFile: config.grantKeysFile,
      clock,
    }),
    controlSecret: readOrMakeSecret(config.controlSecretFile),
    ...callingParts(config, pool),
    nodes,
    evidence,
    ...bookParts,
    async close() {
      await bookParts.bookText.close();
      await evidence.close();
      await registers.close();
      await database.close();
    },
  };
}
