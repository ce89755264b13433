import type { Result } from '@truc/base';
import type { DeviceId, ErrorBody, PushRequest, PushResponse } from '../protocol/index.ts';
import type { PushPorts } from './ports.ts';

/** A parsed request, the device that the cookie proves, and the server's clock when the request came in (ms). */
export type IncomingPush = {
  readonly request: PushRequest;
  readonly device: DeviceId;
  readonly receivedAt: number;
};

/** Takes one segment in one transaction. The response's `heads` are the scopes to poke about, after the commit. */
export function acceptPush(_push: IncomingPush, _ports: PushPorts): Promise<Result<PushResponse, ErrorBody>> {
  throw new Error('acceptPush: its interface stands, its body comes with the next commit');
}
