/** Everything that a run consists of, built from its plan. */
import type { Clock } from '@truc/base';
import type { OutboxRecord, ReplicaLeaf, WriteFailure } from '@truc/sync/client';
import type { ScopeHead, ScopeId, Sha256 } from '@truc/sync/protocol';
import { LogWatch } from '../checks/log-watch.ts';
import { SavedWatch } from '../checks/saved-watch.ts';
import { Violations } from '../checks/violation.ts';
import { createLots, type Lots } from '../core/lots.ts';
import { Scheduler } from '../core/scheduler.ts';
import type { Plan } from '../plan/plan.ts';
import { Database } from './database.ts';
import type { DatabaseState } from './database-state.ts';
import { Evidence } from './evidence.ts';
import { calmRates } from './link.ts';
import { quarantine, Rights } from './rights.ts';
import { ServerProcess, type Cookies } from './server-process.ts';
import { Tablet, type TabletWatch } from './tablet.ts';
import { startOfTime } from './wall-clock.ts';

/** How long a write waits for its storage. */
const storePatienceMs = 11_000;
/** In earnest twice as long. */
const recordEveryMs = 15_000;

export class World implements TabletWatch {
  readonly plan: Plan;
  readonly scheduler = new Scheduler();
  readonly violations = new Violations();
  readonly rights: Rights;
  readonly database: Database;
  readonly server: ServerProcess;
  readonly log: LogWatch;
  readonly saved = new SavedWatch(this.violations);
  readonly tablets: Tablet[] = [];
  /** What was written as urgent in a world whose browsers end before it got out. */
  readonly urgent: { readonly tablet: Tablet; readonly record: OutboxRecord }[] = [];
  readonly lots: Lots;
  backup: DatabaseState | null = null;
  readonly evidence: Evidence | null;
  /** Records that the evidence log had when the backup was taken. */
  backupRecords = 0;
  readonly sha256: Sha256;

  constructor(plan: Plan, sha256: Sha256) {
    this.plan = plan;
    this.sha256 = sha256;
    this.lots = createLots(plan.seed, 'world');
    const { scheduler } = this;
    const clock: Clock = { now: () => startOfTime + scheduler.now, monotonic: () => scheduler.now };
    const now = () => Math.round(clock.now());
    const waitsAt = (seq: number) => this.database.state.leaves.get(quarantine)?.[seq - 1]?.op;
    const rights = new Rights({ leaseMs: plan.traits.leaseMs, now, waitsAt });
    this.rights = rights;
    this.log = new LogWatch(scheduler, this.violations, sha256);
    this.database = new Database({
      scheduler,
      lots: createLots(plan.seed, 'database'),
      slowestMs: plan.traits.databaseMs,
      lagMs: plan.traits.lagMs,
      now,
      handleCommit: (leaves, batch) => this.log.handleCommit(leaves, batch),
      handleDoubled: (key) => this.violations.report('WS2', scheduler.now, `the database refused ${key}`),
    });
    this.evidence = plan.traits.hasEvidence ? new Evidence(sha256, now) : null;
    if (this.evidence !== null) this.#recordHeads(this.evidence);
    this.server = new ServerProcess({
      database: this.database,
      evidence: this.evidence,
      rights,
      clock,
      randomBytes: createLots(plan.seed, 'server'),
      sha256,
      handleHeads: (heads) => this.#poke(heads),
      handleLeak: (person, scope) =>
        this.violations.report('WS5', scheduler.now, `${person} was given ${scope}`),
    });
    for (const [at, { person, scopes }] of plan.tablets.entries()) {
      for (const scope of scopes) rights.grant(person, scope);
      this.addTablet(at, `tablet ${at + 1}`);
    }
  }

  /** A tablet as the plan has it; a second one of the same place in the plan is its copy. */
  addTablet(at: number, name: string): Tablet {
    const of = this.plan.tablets[at];
    if (of === undefined) throw new Error(`The plan has no tablet ${at}`);
    const { scheduler, server, plan } = this;
    const lots = createLots(plan.seed, name);
    const cookies: Cookies = { dev: null, life: 0, person: of.person };
    const tablet = new Tablet({
      name,
      scopes: of.scopes,
      followed: of.readsNothing === true ? [] : of.scopes,
      writer: of.person,
      scheduler,
      lots: createLots(plan.seed, `${name} client`),
      storage: { health: 'well', wellSince: -Infinity, scheduler, lots, slowestMs: plan.traits.storageMs },
      link: {
        state: 'up',
        rates: calmRates,
        latencyMs: plan.traits.latencyMs,
        requests: 0,
        scheduler,
        lots: createLots(plan.seed, `${name} link`),
        server,
        cookies,
        isTextual: plan.traits.isTextual,
      },
      wallAheadMs: of.wallAheadMs,
      keepsMarks: plan.traits.keepsMarks,
      hasEvidence: plan.traits.hasEvidence,
      sha256: this.sha256,
      watch: this,
    });
    this.tablets.push(tablet);
    return tablet;
  }

  handleSaved(tablet: Tablet, record: OutboxRecord, writtenAt: number): void {
    const ms = this.scheduler.now;
    this.saved.handleSaved(tablet, record, { ms, serverNow: startOfTime + ms, writtenAt });
  }

  /** WS1: nothing but a storage that is full or fails, a missing key, or no enrolment keeps a person from writing. */
  handleRefused(tablet: Tablet, { code }: WriteFailure): void {
    const { health, wellSince } = tablet.storage;
    const isWell = health === 'well' && this.scheduler.now - wellSince > storePatienceMs;
    const isExcused = code === 'not_enrolled' || code === 'locked' || !isWell || tablet.wasFrozen;
    if (!isExcused)
      this.violations.report('WS1', this.scheduler.now, `${tablet.name} refused a write: ${code}`);
  }

  handleApplied(tablet: Tablet, scope: ScopeId, leaves: readonly ReplicaLeaf[]): void {
    this.log.handleApplied(tablet, scope, leaves);
  }

  /** WS17: whatever a witness keeps goes on from what it kept before. */
  handleSeen({ name }: Tablet, before: string, now: string): void {
    if (this.evidence?.goesOn(before, now) === false)
      this.violations.report(
        'WS17',
        this.scheduler.now,
        `${name} took over another history than it had seen`,
      );
  }

  /** WS15: when it says so while the order stands, nothing readable is left on the tablet; what it had not sent is. */
  handleWiped({ name, replica, vault, owesWipe }: Tablet): void {
    if (!owesWipe) return;
    if (vault.keys.size > 0 || replica.leaves.size > 0)
      this.violations.report('WS15', this.scheduler.now, `${name} says that it is empty and is not`);
  }

  #recordHeads(evidence: Evidence): void {
    this.scheduler.after(recordEveryMs, () => {
      if (this.server.isUp) evidence.record(this.database.state);
      this.#recordHeads(evidence);
    });
  }

  /** Pokes go by their own way, and some get lost there. */
  #poke(heads: readonly ScopeHead[]): void {
    const { pokes, latencyMs } = this.plan.traits;
    for (const tablet of this.tablets) {
      const news = heads.filter(({ scope }) => tablet.followed.includes(scope));
      if (news.length === 0 || tablet.link.state !== 'up' || !this.lots.chance(pokes)) continue;
      this.scheduler.after(1 + this.lots.below(latencyMs), () => tablet.poke(news));
    }
  }
}
