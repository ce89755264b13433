import type { DisplayId, DownMessage, DownPayload } from '@truc/media/signalling';
import type { Socket } from 'socket.io';
import type { ViewerSocket } from '../viewers/viewer-socket.ts';
import type { ViewingSession } from '../viewers/viewing-session.ts';

/** One socket of a page, and the session that it has joined. */
export class ViewerConnection implements ViewerSocket {
  readonly #socket: Socket;
  #session: ViewingSession | undefined;
  #joining = false;
  #gone = false;
  #lost = false;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** The live session of this socket, or nothing before `join` and after the session's end. */
  get session(): ViewingSession | undefined {
    return this.#session === undefined || this.#session.closed ? undefined : this.#session;
  }

  send<M extends DownMessage>(message: M, payload: DownPayload<M>): void {
    this.#socket.emit(message, payload);
  }

  /** Takes the session that `open` gives. One that this socket held before ends: the page begins anew. */
  async join(
    display: DisplayId,
    open: (display: DisplayId) => Promise<ViewingSession | undefined>,
  ): Promise<ViewingSession | 'already_joined' | 'unavailable'> {
    if (this.#joining) return 'already_joined';
    this.#joining = true;
    try {
      const session = await open(display);
      if (session === undefined) return 'unavailable';
      if (this.#session !== session) this.#session?.close('display_left');
      this.#session = session;
      session.attach(this);
      if (this.#gone) session.detach(this, { lost: this.#lost });
      return session;
    } finally {
      this.#joining = false;
    }
  }

  /** `lost`: without a word, as when a link breaks. */
  handleGone({ lost }: { readonly lost: boolean }): void {
    this.#gone = true;
    this.#lost = lost;
    this.#session?.detach(this, { lost });
  }
}
