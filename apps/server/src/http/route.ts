import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Kiosk } from '@truc/domain/kiosk';
import type * as v from 'valibot';
import type { Device } from '../auth/devices.ts';
import type { Session } from '../auth/sessions.ts';
import type { Refusal } from './refusal.ts';

/** Who may knock at all. What he may then do is the route's own question. */
export type GuardName = 'public' | 'session' | 'device' | 'tablet' | 'kiosk' | 'operations';

/** What the guard found out about the caller. */
export type Caller = {
  public: undefined;
  session: Session;
  /** An enrolled device, whoever is signed in: unsent work outlives a logout. */
  device: Device;
  /** Somebody who is signed in, on a device that is enrolled. */
  tablet: Session & { readonly device: Device };
  /** A display with an account of its own, while it is paired: no person is signed in by it. */
  kiosk: Kiosk;
  /** A monitor: on this machine, or with the token. */
  operations: undefined;
};

export type Call<Guard extends GuardName, Body> = {
  readonly caller: Caller[Guard];
  readonly body: Body;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** Server's clock at receipt, ms. */
  readonly receivedAt: number;
};

/** A body's schema, and the versions of the sync protocol that are taken in its `v`; null where it carries none. */
export type BodyRule<Schema extends v.GenericSchema> = {
  readonly schema: Schema;
  readonly versions: readonly number[] | null;
  readonly limitBytes: number;
};

export type Handler<Guard extends GuardName, Body> = (call: Call<Guard, Body>) => Promise<Answer>;
/** An object is sent as JSON; a refusal with its status; `undefined` means that the handler has replied by itself. */
export type Answer = object | Refusal | undefined;

/** Asked after the guard and before the body is read: a refusal, or what to call once the answer is out or its connection gone. */
export type Door<Guard extends GuardName> = (
  caller: Caller[Guard],
  request: FastifyRequest,
) => Refusal | (() => void);

/** Runs `work`, which unpacks and parses the body and then handles it, when there is a place for it: both cost time. */
export type Gate<Guard extends GuardName> = (
  caller: Caller[Guard],
  request: FastifyRequest,
  work: () => Promise<Answer>,
) => Promise<Answer>;

/** A route as the server mounts it. Made only by `route` and `routeWithBody`, so none is without a guard. */
export type MountedRoute = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly guard: GuardName;
  readonly body: BodyRule<v.GenericSchema> | undefined;
  readonly door: Door<GuardName> | undefined;
  readonly gate: Gate<GuardName> | undefined;
  readonly handle: (call: Call<GuardName, unknown>) => Promise<Answer>;
};

type RouteParts<Guard extends GuardName> = {
  readonly path: string;
  readonly guard: Guard;
  readonly door?: Door<Guard>;
  readonly gate?: Gate<Guard>;
};

export function getRoute<Guard extends GuardName>(
  parts: RouteParts<Guard>,
  handle: Handler<Guard, undefined>,
): MountedRoute {
  return { method: 'GET', body: undefined, ...mounted(parts), handle: handle as MountedRoute['handle'] };
}

export function postRoute<Guard extends GuardName, Schema extends v.GenericSchema>(
  parts: RouteParts<Guard> & { readonly body: BodyRule<Schema> },
  handle: Handler<Guard, v.InferOutput<Schema>>,
): MountedRoute {
  return { method: 'POST', ...mounted(parts), body: parts.body, handle: handle as MountedRoute['handle'] };
}

function mounted<Guard extends GuardName>({ path, guard, door, gate }: RouteParts<Guard>) {
  return {
    path,
    guard,
    door: door as Door<GuardName> | undefined,
    gate: gate as Gate<GuardName> | undefined,
  };
}
