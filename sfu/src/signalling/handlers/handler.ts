import type { Clock, Result } from '@truc/base';
import type { SignallingError, UpAnswer, UpMessage, UpRequest } from '@truc/media/signalling';
import type { EdgeDesk } from '../../edge/edge-desk.ts';
import type { Sessions } from '../../viewers/sessions.ts';
import type { TurnDesk } from '../../turn/turn-desk.ts';
import type { ViewerConnection } from '../viewer-connection.ts';

export type HandlerContext = {
  readonly connection: ViewerConnection;
  readonly sessions: Sessions;
  readonly turn: TurnDesk;
  readonly edge: EdgeDesk | undefined;
  readonly node: string | undefined;
  readonly clock: Clock;
};

/** Answers one message that has been parsed by the contract. */
export type Handler<M extends UpMessage> = (
  request: UpRequest<M>,
  context: HandlerContext,
) => Promise<Result<UpAnswer<M>, SignallingError>>;
