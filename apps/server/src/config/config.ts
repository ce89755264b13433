import { availableParallelism, homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { knownPushServices } from '../cases/push-origins.ts';
import type { Environment } from './environment.ts';

export type DatabaseConfig =
  | {
      readonly kind: 'embedded';
      readonly folder: string;
      readonly fallbackFolder: string;
      readonly caches: readonly string[];
    }
  /** `ownerUrl` migrates; `url` serves, and may belong to a role that owns nothing. */
  | { readonly kind: 'external'; readonly url: string; readonly ownerUrl: string };

export type LimitsConfig = {
  /** Ingest transactions of the bulk lane that run at once, and those of the urgent lane beside them. */
  readonly ingestAtOnce: number;
  readonly urgentAtOnce: number;
  /** Pushes that wait in each lane, whatever they are. */
  readonly ingestWaiting: number;
  /** Pushes of the bulk lane that are read at all; others are told a turn. */
  readonly ingestSeats: number;
  /** Failed sign-ins from one address within a minute, whatever the account. */
  readonly failuresPerAddress: number;
};

/** All that the server needs to know, complete and typed. */
export type ServerConfig = {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** The origin that browsers use, when it is not `http://host:port`. https makes cookies Secure. */
  readonly publicUrl: string | undefined;
  /** Whether `X-Forwarded-For` is written by a proxy of ours. */
  readonly trustProxy: boolean;
  readonly database: DatabaseConfig;
  /** Secrets of this server alone (0700). */
  readonly secretsFolder: string;
  /** JWK set with the public key of viewing grants, for the SFU. */
  readonly grantKeysFile: string;
  /** Secret that server and SFU share; made by whichever starts first. */
  readonly controlSecretFile: string;
  /** 0: there is no SFU, as while registers are filled. Of the province's one SFU; the nodes of a register say theirs. */
  readonly sfuPort: number;
  /** The register of SFU nodes, where there are several. */
  readonly nodesFile: string;
  /** How long a node must have lived before cameras come back to it. */
  readonly nodeSettleMs: number;
  /** How long a facility's display may watch after its last contact with the server. */
  readonly edgeLeaseMs: number;
  /** The web's static build. */
  readonly webFolder: string;
  readonly metricsToken: string | undefined;
  /** The name under which this log signs its checkpoints: fixed once its key is made. */
  readonly evidenceName: string;
  readonly logLevel: string;
  readonly limits: LimitsConfig;
  /** How long a person may work without a network after his tablet's last contact. */
  readonly leaseMs: number;
  /** How long a signed handover waits for somebody before it is an alarm (GL-23). */
  readonly handoverWaitMs: number;
  /** How long a planned post may be empty, or a check overdue, before somebody is called (GL-20, GL-25). */
  readonly dutyCallAfterMs: number;
  /** How long such a call waits for somebody to acknowledge it before it goes up. */
  readonly dutyCallUpAfterMs: number;
  /** How long a camera is without a picture before a fault is proposed. */
  readonly faultAfterMs: number;
  /** How long a violation waits for somebody to acknowledge it before it is passed up. */
  readonly escalateAfterMs: number;
  /** Origins of push services that browsers may be called through; empty: none. */
  readonly pushServices: readonly string[];
};

const checkout = resolve(import.meta.dirname, '../../../..');

export function completeConfig(env: Environment): ServerConfig {
  const data = resolve(env.TRUC_DATA ?? join(checkout, '.data'));
  const shared = join(data, 'shared');
  return {
    host: env.TRUC_HOST ?? '127.0.0.1',
    port: env.TRUC_PORT ?? 8080,
    publicUrl: env.TRUC_PUBLIC_URL,
    trustProxy: env.TRUC_TRUST_PROXY ?? false,
    database: databaseConfig(env, data),
    secretsFolder: join(data, 'server'),
    grantKeysFile: env.TRUC_GRANT_KEYS ?? join(shared, 'grant-key.json'),
    controlSecretFile: env.TRUC_CONTROL_SECRET ?? join(shared, 'control-secret'),
    sfuPort: env.TRUC_SFU_PORT ?? 8081,
    nodesFile: join(data, 'server', 'nodes.json'),
    nodeSettleMs: (env.TRUC_NODE_SETTLE_S ?? 30) * 1_000,
    edgeLeaseMs: (env.TRUC_EDGE_LEASE_MINUTES ?? 120) * 60_000,
    webFolder: env.TRUC_WEB ?? join(checkout, 'apps/web/build'),
    metricsToken: env.TRUC_METRICS_TOKEN,
    evidenceName: env.TRUC_EVIDENCE_NAME ?? 'truc.local/so-truc',
    logLevel: env.TRUC_LOG_LEVEL ?? 'info',
    leaseMs: (env.TRUC_LEASE_HOURS ?? 72) * 60 * 60 * 1_000,
    handoverWaitMs: (env.TRUC_HANDOVER_WAIT_MIN ?? 15) * 60_000,
    dutyCallAfterMs: (env.TRUC_DUTY_CALL_AFTER_MIN ?? 10) * 60_000,
    dutyCallUpAfterMs: (env.TRUC_DUTY_CALL_UP_MIN ?? 15) * 60_000,
    faultAfterMs: (env.TRUC_FAULT_AFTER_S ?? 300) * 1_000,
    escalateAfterMs: (env.TRUC_ESCALATE_AFTER_S ?? 600) * 1_000,
    pushServices: pushServices(env.TRUC_PUSH_SERVICES),
    limits: {
      ingestAtOnce: 2 * availableParallelism(),
      urgentAtOnce: 2,
      ingestWaiting: 256,
      ingestSeats: 64,
      failuresPerAddress: 30,
    },
  };
}

function pushServices(given: string | undefined): readonly string[] {
  if (given === undefined) return knownPushServices;
  return given === 'none' ? [] : given.split(',');
}

function databaseConfig(env: Environment, data: string): DatabaseConfig {
  if (env.DATABASE_URL !== undefined)
    return {
      kind: 'external',
      url: env.DATABASE_URL,
      ownerUrl: env.DATABASE_OWNER_URL ?? env.DATABASE_URL,
    };
  const cache = env.TRUC_CACHE ?? join(env.XDG_CACHE_HOME ?? join(env.HOME ?? homedir(), '.cache'), 'truc');
  return {
    kind: 'embedded',
    folder: join(data, 'pg'),
    // Only root meets these two: it runs the database as nobody, who may be unable to enter the data folder or the checkout.
    fallbackFolder: '/var/lib/truc',
    caches: [cache, '/var/cache/truc'],
  };
}
