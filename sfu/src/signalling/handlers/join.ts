import { err, ok } from '@truc/base';
import type { ViewingSession } from '../../viewers/viewing-session.ts';
import type { Handler } from './handler.ts';

export const handleJoin: Handler<'join'> = async (request, { connection, sessions, turn, node, clock }) => {
  const kept = request.resume === undefined ? undefined : sessions.find(request.resume, request.display);
  const session = await connection.join(request.display, async (display) => kept ?? sessions.open(display));
  if (session === 'already_joined') return err('already_joined');
  if (session === 'unavailable') return err('transport_failed');
  return ok({
    session: session.id,
    resumed: session === kept,
    viewings: [...session.viewings, ...session.playbacks].map(({ id }) => id),
    worker: session.worker.index,
    ...(node === undefined ? {} : { node }),
    routerRtpCapabilities: { ...session.router.router.rtpCapabilities },
    transport: describeTransport(session),
    turn: turn.serversFor(session.id),
    now: clock.now(),
  });
};

function describeTransport({ transport }: ViewingSession) {
  return {
    id: transport.id,
    iceParameters: { ...transport.iceParameters },
    iceCandidates: transport.iceCandidates.map((candidate) => ({ ...candidate })),
    dtlsParameters: { ...transport.dtlsParameters },
  };
}
