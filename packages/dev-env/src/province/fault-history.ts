/** Technical faults of the demonstration: thirty days of them, and the scripted ones. */
import {
  centralFaults,
  visitChecklist,
  type Asset,
  type FaultCommand,
  type TechnicalCommand,
} from '@truc/domain/fault-log';
import { cameras } from './cameras.ts';
import { cameraId, facilityId, two } from './ids.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export type FaultTeller = {
  /** Writes a command as this person did at `at` (ms), and gives the operation's id. */
  say(told: {
    readonly at: number;
    readonly actor: string;
    readonly scope: string;
    readonly type: TechnicalCommand['type'];
    readonly body: TechnicalCommand['body'];
  }): Promise<string>;
};

/** Sites that are in operation, as the demonstration has them. */
const operating = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const causes = [
  'line',
  'power',
  'line',
  'camera',
  'power',
  'recorder',
  'line',
  'camera',
  'line',
  'power',
] as const;

export async function tellFaults(teller: FaultTeller, now: number): Promise<void> {
  for (let at = 0; at < 36; at += 1)
    await closedFault(teller, { number: at + 1, begin: now - (29 - at * 0.75) * day });
  await centralOutage(teller, now - 2 * day);
  await missedCheck(teller, now - 3 * hour);
  const scope = `faults:${facilityId(5)}`;
  const asset = camera(5, 3);
  await report(teller, { at: now - 12 * minute, actor: watchOf(5), scope, fault: idOf(901), asset });
}

type Past = { readonly number: number; readonly begin: number };

/** Reported, stood in for, assigned, repaired, accepted, closed; now and then a check was missed. */
async function closedFault(teller: FaultTeller, { number, begin }: Past): Promise<void> {
  const site = operating[number % operating.length] ?? 1;
  const cause = causes[number % causes.length] ?? 'line';
  const asset: Asset =
    cause === 'line' ? { kind: 'line', id: facilityId(site), name: '' } : camera(site, (number % 5) + 1);
  const run = new Run(teller, { site, fault: idOf(number), asset });
  await run.toRepair(begin);
  for (let check = 1; check <= 4; check += 1)
    if (number % 6 !== 0 || check !== 2) await run.check(begin + (10 + check * 30) * minute);
  await run.finish(begin + (110 + number) * minute, cause);
}

/** GL-25: a patrol that stands in, is being waited for with parts, and missed one check. */
async function missedCheck(teller: FaultTeller, begin: number): Promise<void> {
  const run = new Run(teller, { site: 3, fault: idOf(902), asset: camera(3, 2) });
  await run.toRepair(begin);
  for (const after of [40, 70, 130, 160]) await run.check(begin + after * minute);
  const { fault, scope } = run;
  await teller.say({
    at: begin + 60 * minute,
    actor: 'noc-1',
    scope,
    type: 'park',
    body: { fault, reason: 'Chờ bộ nguồn thay thế' },
  });
}

/** GL-51: eleven facilities lose the centre at once; it is one fault, and they close with it. */
async function centralOutage(teller: FaultTeller, begin: number): Promise<void> {
  const central = { kind: 'central', id: 'central', name: '' } as const;
  const fault = idOf(903);
  const parent = { scope: centralFaults, fault };
  const sites = operating.slice(0, 11);
  await report(teller, {
    at: begin + 4 * minute,
    actor: 'noc-1',
    scope: centralFaults,
    fault,
    asset: central,
    since: begin,
  });
  for (const site of sites) {
    const scope = `faults:${facilityId(site)}`;
    const asset: Asset = { kind: 'line', id: facilityId(site), name: '' };
    const child = {
      at: begin + 5 * minute,
      actor: watchOf(site),
      scope,
      fault: idOf(910 + site),
      asset,
      since: begin,
    };
    await report(teller, child);
    await teller.say({
      ...child,
      at: begin + 9 * minute,
      actor: 'tt-1',
      type: 'join',
      body: { fault: child.fault, parent },
    });
  }
  const run = new Run(teller, { site: null, fault, asset: central });
  await run.fromSubstitute(begin + 10 * minute);
  const end = begin + 95 * minute;
  await run.finish(end, 'central_system');
  for (const site of sites)
    await teller.say({
      at: end + 2 * minute,
      actor: 'tt-1',
      scope: `faults:${facilityId(site)}`,
      type: 'closeWithParent',
      body: { fault: idOf(910 + site), parent, cause: 'central_system', endedAt: end, restoredAt: end },
    });
}

type About = { readonly site: number | null; readonly fault: string; readonly asset: Asset };

/** One fault on its way. */
class Run {
  readonly fault: string;
  readonly scope: string;
  readonly #teller: FaultTeller;
  readonly #about: About;
  readonly #watch: string;
  #substitute = '';

  constructor(teller: FaultTeller, about: About) {
    this.#teller = teller;
    this.#about = about;
    this.fault = about.fault;
    this.scope = about.site === null ? centralFaults : `faults:${facilityId(about.site)}`;
    this.#watch = about.site === null ? 'tt-1' : watchOf(about.site);
  }

  async toRepair(begin: number): Promise<void> {
    const { fault, scope } = this;
    await report(this.#teller, {
      at: begin + 3 * minute,
      actor: this.#watch,
      scope,
      fault,
      asset: this.#about.asset,
      since: begin,
    });
    await this.fromSubstitute(begin + 10 * minute);
  }

  async fromSubstitute(from: number): Promise<void> {
    const { fault } = this;
    const measure = this.#about.site === null ? 'facility_system' : 'patrol';
    const person = this.#about.site === null ? 'Trực các cơ sở' : "Siu H'Liêm";
    const everyMs = 30 * minute;
    this.#substitute = await this.#say(from, this.#watch, 'substitute', {
      fault,
      measure,
      person,
      everyMs,
      from,
      replaces: [],
    });
    await this.#say(from + 8 * minute, 'tt-1', 'assign', {
      fault,
      to: 'operator',
      person: 'Puih Thanh Tùng',
      target: from + 4 * hour,
    });
    const isOnSite = this.#about.site !== null;
    await this.#say(from + 40 * minute, 'noc-1', 'start', {
      fault,
      isOnSite,
      visitors: isOnSite ? ['Puih Thanh Tùng'] : [],
      checklist: isOnSite ? [...visitChecklist] : [],
    });
  }

  async check(at: number): Promise<void> {
    await this.#say(at, this.#watch, 'check', {
      fault: this.fault,
      substitute: this.#substitute,
      isNormal: true,
      note: '',
    });
  }

  async finish(at: number, cause: (typeof causes)[number] | 'central_system'): Promise<void> {
    const { fault } = this;
    await this.#say(at - minute, this.#watch, 'accept', { fault, what: 'picture' });
    await this.#say(at, 'noc-1', 'accept', { fault, what: 'recording' });
    const closer = this.#about.site === null ? 'tt-1' : this.#watch;
    await this.#say(at + minute, closer, 'close', {
      fault,
      cause,
      endedAt: at + minute,
      lost: null,
      note: '',
      interference: 'none',
    });
  }

  #say(at: number, actor: string, type: FaultCommand['type'], body: FaultCommand['body']): Promise<string> {
    return this.#teller.say({ at, actor, scope: this.scope, type, body });
  }
}

type Reported = {
  readonly at: number;
  readonly actor: string;
  readonly scope: string;
  readonly fault: string;
  readonly asset: Asset;
  readonly since?: number;
};

async function report(teller: FaultTeller, { fault, asset, since, ...told }: Reported): Promise<void> {
  const symptom = asset.kind === 'camera' ? 'no_picture' : 'no_line';
  const body = {
    fault,
    asset,
    symptom,
    detail: '',
    since: since ?? told.at,
    permit: '',
    proposal: null,
  } as const;
  await teller.say({ ...told, type: 'report', body });
}

function camera(site: number, number: number): Asset {
  const id = cameraId(site, number);
  return { kind: 'camera', id, name: cameras.find((one) => one.id === id)?.name ?? id };
}

function watchOf(site: number): string {
  return `truc-${two(site)}-1`;
}

function idOf(number: number): string {
  return `0190163d-8694-7394-8001-${String(number).padStart(12, '0')}`;
}
