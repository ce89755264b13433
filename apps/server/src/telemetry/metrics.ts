import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

/** Low-cardinality counters only: no person, device, camera or scope is ever a label. */
export function createMetrics() {
  const registry = new Registry();
  let lastTurn: number | null = null;
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    refusals: new Counter({
      name: 'truc_refusals_total',
      help: 'Requests refused, by stable code',
      labelNames: ['code'],
      registers,
    }),
    requests: new Histogram({
      name: 'truc_http_request_seconds',
      help: 'Duration of answered requests, by route and status',
      labelNames: ['route', 'status'],
      buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
    operations: new Counter({
      name: 'truc_operations_total',
      help: 'Operations that got an outcome, by status; a resend counts again',
      labelNames: ['status'],
      registers,
    }),
    denials: new Counter({
      name: 'truc_denials_total',
      help: 'Denied attempts written to the audit, by action',
      labelNames: ['action'],
      registers,
    }),
    ingestWaiting: new Gauge({
      name: 'truc_ingest_waiting',
      help: 'Pushes that wait for one of the ingest transactions',
      registers,
    }),
    ingestRetries: new Counter({
      name: 'truc_ingest_retries_total',
      help: 'Ingest transactions done again after a deadlock, a serialization failure or a lost connection',
      registers,
    }),
    evidenceAge: new Gauge({
      name: 'truc_evidence_age_seconds',
      help: 'Time since the log was last found to be covered by a signed checkpoint; above 60 something is wrong',
      registers,
      collect() {
        this.set(lastTurn === null ? Number.NaN : (performance.now() - lastTurn) / 1_000);
      },
    }),
    /** Monotonic ms of the last turn of the evidence job. */
    evidenceTurn: (at: number) => (lastTurn = at),
    evidenceFaults: new Gauge({
      name: 'truc_evidence_faults',
      help: 'Logs that contradict what was signed; anything above 0 is an alarm',
      registers,
    }),
    ...tabletMetrics(registers),
    ...socketMetrics(registers),
  };
}

function tabletMetrics(registers: Registry[]) {
  return {
    blockedPushes: new Counter({
      name: 'truc_blocked_pushes_total',
      help: 'Pushes of blocked devices, by what became of the letter (kept, known, full): a security alert',
      labelNames: ['letter'],
      registers,
    }),
    missingOperations: new Gauge({
      name: 'truc_missing_operations',
      help: 'Operations that tablets declared and that never arrived, of storages that are gone or long silent',
      registers,
    }),
  };
}

function socketMetrics(registers: Registry[]) {
  return {
    pokes: new Counter({ name: 'truc_pokes_total', help: 'Pokes sent to rooms', registers }),
    sockets: new Gauge({ name: 'truc_sockets', help: 'Open sockets at /rt', registers }),
    controlFacts: new Counter({
      name: 'truc_control_facts_total',
      help: 'Facts taken from the SFU, by kind',
      labelNames: ['kind'],
      registers,
    }),
    viewingBreaks: new Counter({
      name: 'truc_viewing_breaks_total',
      help: 'Places where the chain of who watched what did not hold, by kind; anything above 0 is an alarm',
      labelNames: ['kind'],
      registers,
    }),
    sfuConnected: new Gauge({
      name: 'truc_sfu_connected',
      help: '1 while the control link to the SFU stands, to any node of the centre where there are several',
      registers,
    }),
    sfuNodes: new Gauge({
      name: 'truc_sfu_nodes_connected',
      help: 'Nodes of the register whose control link stands; 0 where there is no register',
      registers,
    }),
  };
}
