import { deviceGenesis, protocolVersion } from '@truc/sync/protocol';
import {
  exchange,
  fromStore,
  requestTimeoutMs,
  type RoundContext,
  type Step,
  type Taken,
} from './round-context.ts';
import { lacksPin, pinKeys } from './witness.ts';

/** Gets this browser its name and installation, once; and again when the server forgot it or met a copy of it. */
export function enrolStep(context: RoundContext): Taken {
  return context.session.enrolment === 'settled' ? 'idle' : enrol(context);
}

async function enrol(context: RoundContext): Promise<Step> {
  const { ports, board, session } = context;
  const device = await fromStore(context, ports.outbox.device());
  board.post({ enrolled: device !== null });
  // A device of before there were witnesses asks for the key that it is to pin; it keeps its numbers (DE2).
  if (device !== null && session.enrolment === 'wanted' && !(await lacksPin(context))) {
    session.enrolment = 'settled';
    return 'progress';
  }
  if (board.reach().signedOut) return 'idle';
  const known =
    device === null || session.enrolment === 'fresh' ? null : { dev: device.dev, inst: device.inst };
  const key = await fromStore(context, ports.signer.publicKey());
  const answer = await exchange(context, () =>
    ports.transport.enrol({ v: protocolVersion, known, key }, requestTimeoutMs),
  );
  if (!answer.ok) {
    if (answer.error.code !== 'refused') return { retryAfterMs: 0 };
    if (answer.error.error.code === 'not_signed_in') return 'idle';
    return { retryAfterMs: answer.error.error.retryAfterMs ?? 0 };
  }
  const { dev, inst } = answer.value;
  const hash = deviceGenesis(ports.sha256, dev, inst);
  const hlc = device?.hlc ?? { t: 0, c: 0 };
  const stored = await fromStore(context, ports.outbox.enrol({ dev, inst, n: 0, hash, hlc }));
  if (!stored.ok) {
    board.raise({ kind: 'storage', detail: stored.error.code });
    return { retryAfterMs: 0 };
  }
  await pinKeys(context, answer.value.trust);
  session.enrolment = 'settled';
  board.post({ enrolled: true });
  return 'progress';
}
