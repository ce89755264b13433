import type { Clock } from '@truc/base';
import { decideArrival } from '@truc/domain/logbook';
import { isMisuseInFacility, mayStandIn, maySay } from './operation-kinds.ts';
import type { OperationHeader, ScopeId } from '@truc/sync/protocol';
import type { InstallationPlace, Judge, Question, Verdict } from '@truc/sync/server';
import type { Installations } from '../auth/installations.ts';
import type { DeviceLogins } from './device-logins.ts';
import { faultOfWord, isWordOnWaiting, readWaitingLeaves, type WaitingLeaves } from './judge-adoption.ts';
import { signatureName, signatureOf, type Countersigns } from './countersigns.ts';
import type { Handovers, KnownHandovers } from './handovers.ts';
import { leaseFault } from './lease-rule.ts';
import type { IssuedLease, Leases } from './leases.ts';
import { misuseOf } from './misuse-cases.ts';
import type { QuarantineStore } from './quarantine-store.ts';
import type { RegisterCache } from './register-cache.ts';
import type { Register } from './register.ts';
import {
  facilityOfFaults,
  facilityOfScope,
  postOfScope,
  provinceQuarantine,
  quarantineOf,
  rightsOf,
  rightsWith,
  type Rights,
} from './rights.ts';

export type JudgeOptions = {
  readonly registers: RegisterCache;
  readonly logins: DeviceLogins;
  readonly leases: Pick<Leases, 'byIds'>;
  readonly installations: Pick<Installations, 'facts'>;
  readonly quarantine: Pick<QuarantineStore, 'at'>;
  readonly handovers: Handovers;
  readonly countersigns: Countersigns;
  readonly clock: Clock;
};

/**
 * Decides twice: as of the writing, by the lease that the operation names, and as of the receipt, by the roles held now. A
 * logbook entry is never turned down: what its author might not write, or what cannot be read, waits in quarantine for a
 * manager, with the reason.
 */
export function createJudge(options: JudgeOptions): Judge {
  return {
    async decide(place, questions) {
      const facts = await gatherFacts(place, questions, options);
      const verdicts = questions.map((question) => verdictOn(question, facts));
      return withoutRepeated(questions, verdicts, facts.signed);
    },
  };
}

type Facts = {
  readonly place: InstallationPlace;
  readonly register: Register;
  readonly known: ReadonlySet<string>;
  readonly rights: ReadonlyMap<string, Rights>;
  readonly needsLease: boolean;
  readonly leases: ReadonlyMap<string, IssuedLease>;
  readonly waiting: WaitingLeaves;
  readonly handovers: KnownHandovers;
  /** The countersignatures of this segment that stand already. */
  readonly signed: ReadonlySet<string>;
  readonly now: number;
};

/** All that a segment can need, read at once: nothing is asked operation by operation. */
async function gatherFacts(
  place: InstallationPlace,
  questions: readonly Question[],
  { registers, logins, leases, installations, quarantine, handovers, countersigns, clock }: JudgeOptions,
): Promise<Facts> {
  const headers = questions.flatMap(({ header }) => (header === null ? [] : [header]));
  const actors = [...new Set(headers.map(({ actor }) => actor))];
  const leaseIds = [...new Set(headers.flatMap(({ lease }) => lease ?? []))];
  const register = await registers.current();
  return {
    place,
    register,
    known: await logins.amongThem(place.dev, actors),
    rights: new Map(actors.map((actor) => [actor, rightsOf(register, actor, clock)])),
    needsLease: (await installations.facts(place)).needsLease,
    leases: await leases.byIds(leaseIds),
    waiting: await readWaitingLeaves(questions, quarantine),
    handovers: await handovers.of([...new Set(headers.map(({ scope }) => scope))]),
    signed: await countersigns.standing(questions.flatMap((question) => signatureOf(question) ?? [])),
    now: clock.now(),
  };
}

/** SV18: whoever vouches for an entry a second time adds nothing; within one segment the first counts. */
function withoutRepeated(
  questions: readonly Question[],
  verdicts: readonly Verdict[],
  signed: ReadonlySet<string>,
): readonly Verdict[] {
  const seen = new Set(signed);
  return verdicts.map((verdict, at) => {
    const question = questions[at];
    const signature = question === undefined || verdict.code !== null ? null : signatureOf(question);
    if (signature === null) return verdict;
    const name = signatureName(signature);
    if (seen.has(name)) return { ...verdict, isRepeated: true };
    seen.add(name);
    return verdict;
  });
}

function verdictOn({ header, body }: Question, facts: Facts): Verdict {
  if (header === null) return quarantined('schema_unreadable', provinceQuarantine);
  const code = codeAgainst(header, body, facts);
  // A log that does not exist for its author, and what must not stand with his facility, wait in the province's quarantine.
  const isApart = code === 'scope_unknown' || isMisuseInFacility(header, body);
  const quarantine = isApart ? provinceQuarantine : quarantineOf(facts.register, header.scope);
  if (code !== null) return quarantined(code, quarantine);
  return { status: arrivalOf(header, facts), code, quarantine };
}

/** Written before a handover and received after it: taken like any other, and said to be late. */
function arrivalOf(header: OperationHeader, { place, handovers, now }: Facts): 'accepted' | 'accepted_late' {
  const known = handovers.get(header.scope) ?? [];
  if (known.length === 0) return 'accepted';
  const { n, wall, off, err } = header;
  const writtenAt = off === null || err === null ? null : { at: wall + off, err };
  return decideArrival({ ...place, n, writtenAt, receivedAt: now }, known);
}

function codeAgainst(header: OperationHeader, body: string | null, facts: Facts): Verdict['code'] {
  if (!isKnown(header, facts)) return 'scope_unknown';
  if (isMisuseInFacility(header, body)) return 'actor_not_permitted';
  if (!facts.known.has(header.actor)) return 'actor_unknown_on_device';
  const lease = header.lease === null ? undefined : facts.leases.get(header.lease);
  if (header.lease !== null || facts.needsLease) {
    const fault = leaseFault({ header, dev: facts.place.dev, lease, now: facts.now });
    if (fault !== null) return fault;
  }
  const { register } = facts;
  const rights = facts.rights.get(header.actor);
  if (rights === undefined || !mayDo({ header, body }, rights, register)) {
    // The same rule, asked with the roles that were held when the lease was issued.
    const then = lease === undefined ? undefined : rightsWith(register, header.actor, lease.roles);
    return mayDo({ header, body }, then, register) ? 'revoked_since' : 'actor_not_permitted';
  }
  if (isWordOnWaiting(header)) return faultOfWord(header, body, { register, rights, waiting: facts.waiting });
  return body === null || !mayStandIn(header, body) ? 'schema_unreadable' : null;
}

type Said = { readonly header: OperationHeader; readonly body: string | null };

function mayDo({ header, body }: Said, rights: Rights | undefined, register: Register): boolean {
  if (rights === undefined) return false;
  return isWordOnWaiting(header)
    ? rights.mayAdopt(quarantineOf(register, header.scope))
    : maySay(rights, header, body);
}

function isKnown({ scope, actor, lease: id }: OperationHeader, { register, rights, leases }: Facts): boolean {
  const misuse = misuseOf(register, scope);
  if (misuse !== undefined) {
    // GL-18: for whom a case names, and whoever never might read it, it is a scope like one that was never there.
    const lease = id === null ? undefined : leases.get(id);
    const then = lease === undefined ? undefined : rightsWith(register, actor, lease.roles);
    return rights.get(actor)?.mayRead(scope) === true || then?.mayRead(scope) === true;
  }
  return (
    postOfScope(register, scope) !== undefined ||
    facilityOfScope(register, scope) !== undefined ||
    facilityOfFaults(register, scope) !== undefined
  );
}

function quarantined(code: NonNullable<Verdict['code']>, quarantine: ScopeId): Verdict {
  return { status: 'quarantined', code, quarantine };
}
