import { connect } from 'node:net';
import type { Clock, Timers } from '@truc/base';
import type { IngestFailure } from '../ingest-state.ts';
import { errorCode } from '../redact.ts';
import { toInterleaved } from '../rtp/rtcp.ts';
import type { Credentials } from './authorization.ts';
import { writeReply } from './message.ts';
import { createMessageReader } from './message-reader.ts';
import { createRtspSession } from './session.ts';
import type { SessionEnd } from './session.ts';
import type { VideoTrack } from './sdp.ts';
import type { InterleavedChannels } from './transport-header.ts';

type Range = { readonly start: number; readonly end: number };

export type ConnectionOptions = {
  readonly host: string;
  readonly port: number;
  readonly requestUrl: string;
  readonly credentials: Credentials | undefined;
  readonly timers: Timers;
  readonly clock: Clock;
  onTrack(track: VideoTrack): void;
  readonly onPlaying: () => void;
  /** The memory of `bytes` is reused after the call. */
  onRtp(bytes: Buffer, range: Range, arrivalMs: number): void;
  onRtcp(bytes: Buffer, range: Range, arrivalMs: number): void;
  /** Called once, last, unless `close` was called before. */
  onEnd(end: SessionEnd): void;
};

export interface CameraConnection {
  sendRtcp(packet: Buffer): void;
  close(): void;
}

const connectTimeoutMs = 3_000;
const responseTimeoutMs = 5_000;
const readBufferBytes = 64 * 1024;
const teardownGraceMs = 300;
/** A camera that no longer reads gets nothing more: our words wait in no endless queue. */
const maxUnsentBytes = 64 * 1024;

/** One TCP connection to a camera and the RTSP session on it. Media comes interleaved; no UDP port is ever opened. */
export function openConnection(options: ConnectionOptions): CameraConnection {
  const { timers, clock } = options;
  let channels: InterleavedChannels | undefined;
  let arrivalMs = 0;
  let isOver = false;
  let isConnected = false;
  let socketError = 'none';

  const reader = createMessageReader({
    onResponse: (response) => session.handleResponse(response),
    onRequest: (request) => write(writeReply(request)),
    onInterleaved(channel, bytes, range) {
      if (channel === channels?.rtp) options.onRtp(bytes, range, arrivalMs);
      else if (channel === channels?.rtcp) options.onRtcp(bytes, range, arrivalMs);
    },
    onError: (code) => fail({ reason: 'protocol_error', detail: code }),
  });

  const session = createRtspSession({
    requestUrl: options.requestUrl,
    credentials: options.credentials,
    timers,
    responseTimeoutMs,
    send: write,
    onReady(track, chosen) {
      channels = chosen;
      options.onTrack(track);
    },
    onPlaying: options.onPlaying,
    onEnd: end,
  });

  const socket = connect({
    host: options.host,
    port: options.port,
    noDelay: true,
    onread: {
      buffer: Buffer.allocUnsafeSlow(readBufferBytes),
      callback(length: number, buffer: Uint8Array): boolean {
        arrivalMs = clock.monotonic();
        reader.push(Buffer.from(buffer.buffer, buffer.byteOffset, length));
        return true;
      },
    },
  });
  const cancelConnect = timers.after(connectTimeoutMs, () =>
    fail({ reason: 'unreachable', detail: 'connect_timeout' }),
  );
  socket.on('connect', () => {
    isConnected = true;
    cancelConnect();
    if (!isOver) session.start();
  });
  socket.on('error', (error) => {
    socketError = errorCode(error).toLowerCase();
  });
  socket.on('close', () => {
    cancelConnect();
    fail({ reason: isConnected ? 'closed_by_camera' : 'unreachable', detail: socketError });
  });
  // A camera that ends its side ends the stream: half-open connections carry no picture.
  socket.on('end', () => fail({ reason: 'closed_by_camera', detail: 'end_of_stream' }));

  function write(bytes: Buffer): void {
    if (socket.writable && socket.writableLength < maxUnsentBytes) socket.write(bytes);
  }

  function fail(failure: IngestFailure): void {
    end({ kind: 'failed', failure });
  }

  function end(how: SessionEnd): void {
    if (isOver) return;
    stop();
    options.onEnd(how);
  }

  /** Says goodbye where a session stands: cameras have few sessions and keep forgotten ones for a minute. */
  function stop(): void {
    isOver = true;
    reader.stop();
    cancelConnect();
    session.close();
    if (!isConnected || socket.destroyed) {
      socket.destroy();
      return;
    }
    socket.end();
    const cancel = timers.after(teardownGraceMs, () => socket.destroy());
    socket.once('close', cancel);
  }

  return {
    sendRtcp(packet) {
      if (!isOver && channels) write(toInterleaved(channels.rtcp, packet));
    },
    close() {
      if (!isOver) stop();
    },
  };
}
