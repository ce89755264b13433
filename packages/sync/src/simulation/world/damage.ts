/** Octets that change on the way without anybody noticing: what seal, receipt check and chain check are for. */
import type { PushRequest, PushResponse } from '@truc/sync/protocol';
import type { Lots } from '../core/lots.ts';
import type { Answer } from './server-process.ts';

/** Changes one character of one operation of a push; other requests travel unharmed. */
export function damageRequest(request: unknown, lots: Lots): unknown {
  if (!isPush(request)) return request;
  const at = lots.below(request.ops.length);
  return { ...request, ops: request.ops.map((op, index) => (index === at ? damageOperation(op, lots) : op)) };
}

/** Loses one outcome of a push, or changes or loses one leaf of a pull. */
export function damageReply(answer: Answer, lots: Lots): Answer {
  if (answer.isRefusal) return answer;
  const { body } = answer;
  if (isPushResponse(body)) {
    const outcomes = body.outcomes.toSpliced(lots.below(body.outcomes.length), 1);
    return { isRefusal: false, body: { ...body, outcomes } };
  }
  return answer;
}

/** One character of the body or the salt, which every open operation has, whether its header travels whole or compact. */
function damageOperation<Op extends PushRequest['ops'][number]>(op: Op, lots: Lots): Op {
  if (!('b' in op)) return op;
  const part = lots.pick(['b', 's'] as const);
  const text = op[part];
  const at = lots.below(Math.max(1, text.length));
  const other = text.charAt(at) === 'q' ? 'w' : 'q';
  return { ...op, [part]: text.slice(0, at) + other + text.slice(at + 1) };
}

function isPush(request: unknown): request is PushRequest {
  return typeof request === 'object' && request !== null && 'ops' in request;
}

function isPushResponse(body: unknown): body is PushResponse {
  return typeof body === 'object' && body !== null && 'outcomes' in body;
}
