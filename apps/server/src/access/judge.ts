import type { Clock } from '@truc/base';
import { entryKind, entryVersion, EntryWrittenSchema } from '@truc/domain/logbook';
import type { DeviceId, OperationHeader, ScopeId } from '@truc/sync/protocol';
import type { Judge, Question, Verdict } from '@truc/sync/server';
import * as v from 'valibot';
import type { DeviceLogins } from './device-logins.ts';
import type { RegisterCache } from './register-cache.ts';
import type { Register } from './register.ts';
import { facilityOf, postOfScope, rightsOf, type Rights } from './rights.ts';

/** Where an operation waits for a person when nothing tells whose facility it concerns. */
export const provinceQuarantine = 'quarantine:province' as ScopeId;

export type JudgeOptions = {
  readonly registers: RegisterCache;
  readonly logins: DeviceLogins;
  readonly clock: Clock;
};

/**
 * Decides as of the receipt. A logbook entry is never turned down: what its author may not write, or what cannot be read, waits
 * in quarantine for a manager, with the reason.
 */
export function createJudge({ registers, logins, clock }: JudgeOptions): Judge {
  return {
    async decide(dev, questions) {
      const register = await registers.current();
      const actors = [...new Set(questions.flatMap(({ header }) => (header === null ? [] : [header.actor])))];
      const known = await logins.amongThem(dev, actors);
      const rights = new Map(actors.map((actor) => [actor, rightsOf(register, actor, clock)]));
      return questions.map((question) => verdictOn(question, { dev, register, known, rights }));
    },
  };
}

type Facts = {
  readonly dev: DeviceId;
  readonly register: Register;
  readonly known: ReadonlySet<string>;
  readonly rights: ReadonlyMap<string, Rights>;
};

function verdictOn({ header, body }: Question, facts: Facts): Verdict {
  if (header === null) return quarantined('schema_unreadable', provinceQuarantine);
  const quarantine = quarantineOf(facts.register, header.scope);
  if (postOfScope(facts.register, header.scope) === undefined)
    return quarantined('scope_unknown', quarantine);
  if (!facts.known.has(header.actor)) return quarantined('actor_unknown_on_device', quarantine);
  if (facts.rights.get(header.actor)?.mayWrite(header.scope) !== true)
    return quarantined('actor_not_permitted', quarantine);
  if (body === null || !isReadable(header, body)) return quarantined('schema_unreadable', quarantine);
  return { status: 'accepted', code: null, quarantine };
}

function quarantined(code: NonNullable<Verdict['code']>, quarantine: ScopeId): Verdict {
  return { status: 'quarantined', code, quarantine };
}

function quarantineOf(register: Register, scope: ScopeId): ScopeId {
  const post = postOfScope(register, scope);
  const facility = post === undefined ? null : facilityOf(register, post);
  return facility === null ? provinceQuarantine : (`quarantine:${facility.id}` as ScopeId);
}

function isReadable(header: OperationHeader, body: string): boolean {
  if (header.kind !== entryKind || header.v !== entryVersion) return false;
  try {
    return v.is(EntryWrittenSchema, JSON.parse(body));
  } catch {
    // Not JSON: unreadable is the answer, and the octets are kept all the same.
    return false;
  }
}
