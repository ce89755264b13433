import type { DownMessage, DownPayload } from '@truc/media/signalling';

/** The way down to a display's page. */
export interface ViewerSocket {
  send<M extends DownMessage>(message: M, payload: DownPayload<M>): void;
}
