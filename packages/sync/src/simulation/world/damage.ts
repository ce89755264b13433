/**
 * Octets that change on the way. What its digest covers (RT12) is all of a message, places, signatures, cursors and outcomes among
 * it; seal, receipt check and chain check are for what no digest was there for.
 */
import type { PushRequest, PushResponse } from '@truc/sync/protocol';
import type { Lots } from '../core/lots.ts';
import type { Answer } from './server-process.ts';

/** One time in so many it is the seal itself that is damaged. */
const sealShare = 0.05;

/**
 * Changes one character or one bit of a push, of all that its seal covers: headers, compact ones too, bodies, salts, what is
 * sealed, and the seal. Other requests travel unharmed.
 */
export function damageRequest(request: unknown, lots: Lots): unknown {
  if (!isPush(request)) return request;
  if (lots.chance(sealShare)) return { ...request, seal: flip(request.seal, lots) };
  const at = lots.below(request.ops.length);
  return { ...request, ops: request.ops.map((op, index) => (index === at ? damageOperation(op, lots) : op)) };
}

/** Loses one outcome of a push, or says it of another operation. */
export function damageReply(answer: Answer, lots: Lots): Answer {
  if (answer.isRefusal) return answer;
  const { body } = answer;
  if (isPushResponse(body)) {
    return { isRefusal: false, body: { ...body, outcomes: damageOutcomes(body.outcomes, lots) } };
  }
  return answer;
}

function damageOutcomes(outcomes: PushResponse['outcomes'], lots: Lots): PushResponse['outcomes'] {
  const at = lots.below(outcomes.length);
  const outcome = outcomes[at];
  if (outcome === undefined || lots.chance(0.5)) return outcomes.toSpliced(at, 1);
  const { n, opId, status, code, scope, seq } = outcome;
  const other = Math.max(1, n ^ (1 << lots.below(4)));
  return outcomes.with(at, { n: other, opId, status, code, scope, seq });
}

/** Whichever form it travels in: one of its texts or numbers. */
function damageOperation(op: PushRequest['ops'][number], lots: Lots): unknown {
  if ('sealed' in op) return { sealed: damageMember(op.sealed, lots) };
  const inHeader = 'c' in op && lots.chance(0.7);
  return inHeader ? { ...op, c: damageMember(op.c, lots) } : damageMember(op, lots);
}

function damageMember(of: Readonly<Record<string, unknown>>, lots: Lots): unknown {
  const names = Object.keys(of).filter((name) => isFlippable(of[name]));
  const name = lots.pick(names);
  return withMember(of, name, flip(of[name], lots));
}

/**
 * A copy, member by member. A spread would have the same map as the message, and writing into it would tell V8 that this member
 * of all such messages changes: optimised code that relied on it is thrown away, for one member after the other.
 */
function withMember(of: Readonly<Record<string, unknown>>, changed: string, value: unknown): unknown {
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(of)) copy[name] = name === changed ? value : of[name];
  return copy;
}

function isFlippable(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function flip(value: unknown, lots: Lots): unknown {
  if (typeof value === 'number') return value ^ (1 << lots.below(20));
  if (typeof value !== 'string') return value;
  const at = lots.below(Math.max(1, value.length));
  const other = value.charAt(at) === 'q' ? 'w' : 'q';
  return value.slice(0, at) + other + value.slice(at + 1);
}

function isPush(request: unknown): request is PushRequest {
  return typeof request === 'object' && request !== null && 'ops' in request;
}

function isPushResponse(body: unknown): body is PushResponse {
  return typeof body === 'object' && body !== null && 'outcomes' in body;
}

/** The same message with one text, number or flag of it changed, wherever it stands. */
export function flipAnywhere(message: unknown, lots: Lots): unknown {
  if (typeof message === 'boolean') return !message;
  if (typeof message !== 'object' || message === null) return flip(message, lots);
  const names = Object.keys(message);
  if (names.length === 0) return message;
  const name = lots.pick(names);
  const of = message as Readonly<Record<string, unknown>>;
  const changed = flipAnywhere(of[name], lots);
  return Array.isArray(message) ? message.with(Number(name), changed) : withMember(of, name, changed);
}
