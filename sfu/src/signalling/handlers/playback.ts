import { err } from '@truc/base';
import * as v from 'valibot';
import type { Handler } from './handler.ts';
import { RtpCapabilitiesSchema } from './watch.ts';

export const handleOpenPlayback: Handler<'openPlayback'> = async (request, { connection }) => {
  const session = connection.session;
  if (session === undefined) return err('not_joined');
  const rtpCapabilities = v.safeParse(RtpCapabilitiesSchema, request.rtpCapabilities);
  if (!rtpCapabilities.success) return err('unparseable');
  return session.openPlayback(request.grant, rtpCapabilities.output);
};

export const handlePlayback: Handler<'playback'> = async (request, { connection }) =>
  connection.session === undefined ? err('not_joined') : connection.session.playback(request);
