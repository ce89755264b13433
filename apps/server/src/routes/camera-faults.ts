import type { Clock } from '@truc/base';
import { DecideFaultSchema, type CameraFault, type CameraFaultsResponse } from '@truc/domain/api';
import { decideFault, type FaultEvent } from '@truc/domain/fault';
import type { Audit } from '../access/audit.ts';
import type { RegisterCache } from '../access/register-cache.ts';
import type { Register } from '../access/register.ts';
import { rightsOf, type Rights } from '../access/rights.ts';
import { refuse } from '../http/refusal.ts';
import { getRoute, postRoute, type MountedRoute } from '../http/route.ts';
import type { FaultEvents } from '../media/fault-store.ts';

export type CameraFaultParts = {
  readonly faults: FaultEvents;
  readonly registers: RegisterCache;
  readonly audit: Audit;
  readonly clock: Clock;
  /** A picture that a person finds as it should be is learned anew. */
  readonly forgetView: (camera: string) => void;
  /** Tells everybody who sees faults that they changed. */
  readonly hint: () => void;
};

/** `GET /api/camera-faults`, `POST /api/camera-faults/decide`: what the system proposes, and what a person says of it (KH-19). */
export function cameraFaultRoutes(parts: CameraFaultParts): readonly MountedRoute[] {
  const body = { schema: DecideFaultSchema, versions: null, limitBytes: 4 * 1024 };
  return [
    getRoute({ path: '/api/camera-faults', guard: 'session' }, async ({ caller }) =>
      list(caller.person, parts),
    ),
    postRoute({ path: '/api/camera-faults/decide', guard: 'session', body }, async (call) => {
      const { person } = call.caller;
      const { id, verdict: kind, reason } = call.body;
      const { rights } = await openDesk(person, parts);
      const events = await parts.faults.find(id);
      const [first] = events;
      const line = { person, action: 'decide_fault', object: id, address: call.request.ip } as const;
      if (first === undefined || !rights.mayReportFault(first.facility)) {
        await parts.audit.write([{ ...line, outcome: 'denied', code: 'not_permitted' }]);
        return refuse('not_found');
      }
      const decided = decideFault(events, { kind, by: person, reason, at: parts.clock.now() });
      if (decided.ok && (await parts.faults.append(decided.value))) {
        await parts.audit.write([{ ...line, outcome: 'granted', detail: { verdict: kind } }]);
        const { cause, assetId } = decided.value;
        if (kind === 'dismissed' && cause === 'picture') parts.forgetView(assetId);
        parts.hint();
      }
      return list(person, parts);
    }),
  ];
}

type Desk = { readonly register: Register; readonly rights: Rights };

async function openDesk(person: string, { registers, clock }: CameraFaultParts): Promise<Desk> {
  const register = await registers.current();
  return { register, rights: rightsOf(register, person, clock) };
}

async function list(person: string, parts: CameraFaultParts): Promise<CameraFaultsResponse> {
  const { register, rights } = await openDesk(person, parts);
  const faults = (await parts.faults.recent())
    .filter(([first]) => first !== undefined && rights.mayReportFault(first.facility))
    .flatMap((events) => describe(events, register) ?? [])
    .toSorted((a, b) => order(a) - order(b) || b.proposedAt - a.proposedAt);
  return { faults };
}

/** Central outages before lines before cameras; what waits for an answer before all else. */
function order({ state, asset }: CameraFault): number {
  const byState = { proposed: 0, confirmed: 10, dismissed: 20, recovered: 20 }[state];
  return byState + { central: 0, line: 1, camera: 2 }[asset];
}

function describe(events: readonly FaultEvent[], register: Register): CameraFault | undefined {
  const [first] = events;
  const last = events.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const { asset, facility } = first;
  const camera = asset === 'camera' ? first.assetId : null;
  return {
    id: first.fault,
    state: last.kind,
    asset,
    camera,
    cameraName: camera === null ? null : (register.cameras.get(camera)?.name ?? camera),
    facility,
    facilityName: facility === null ? null : (register.facilities.get(facility)?.name ?? facility),
    cause: first.cause,
    symptom: first.symptom,
    since: first.since,
    proposedAt: first.at,
    cameras: first.cameras.length,
    decided: decisionOf(events, register),
    recoveredAt: last.kind === 'recovered' ? last.at : null,
  };
}

function decisionOf(events: readonly FaultEvent[], register: Register): CameraFault['decided'] {
  const decided = events.find(({ kind }) => kind === 'confirmed' || kind === 'dismissed');
  const by = decided?.by ?? null;
  if (decided === undefined || by === null) return null;
  return { by: register.people.get(by)?.name ?? by, at: decided.at, reason: decided.reason };
}
