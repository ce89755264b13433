import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { Clock, Timers } from '@truc/base';
import type { IngestFailure } from '../ingest-state.ts';
import { errorCode } from '../redact.ts';
import { toInterleaved } from '../rtp/rtcp.ts';
import type { Credentials } from '@truc/sfu/digest';
import { createFloodGuard } from './flood-guard.ts';
import type { FloodGuard } from './flood-guard.ts';
import { writeReply } from './message.ts';
import { createMessageReader } from './message-reader.ts';
import type { MessageReader } from './message-reader.ts';
import { createRtspSession } from './session.ts';
import type { ReplayMethod, ReplayRequest, RtspSession, SessionEnd } from './session.ts';
import type { VideoTrack } from './sdp.ts';
import type { InterleavedChannels } from './transport-header.ts';

type Range = { readonly start: number; readonly end: number };

export type ConnectionOptions = {
  readonly host: string;
  readonly port: number;
  readonly requestUrl: string;
  readonly credentials: Credentials | undefined;
  readonly connectTimeoutMs: number;
  readonly timers: Timers;
  readonly clock: Clock;
  readonly takesH265: boolean;
  /** Missing: live. */
  readonly replay?: ReplayRequest | undefined;
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
  /** Of a recording. */
  control(method: ReplayMethod): void;
  close(): void;
}

const responseTimeoutMs = 5_000;
const readBufferBytes = 64 * 1024;
const teardownGraceMs = 300;
/** A message takes as long as so many packets. A camera of many words sends one in ten seconds. */
const messagePieces = 20;
/** A camera that no longer reads gets nothing more: our words wait in no endless queue. */
const maxUnsentBytes = 64 * 1024;

/** One TCP connection to a camera and the RTSP session on it. Media comes interleaved; no UDP port is ever opened. */
export function openConnection(options: ConnectionOptions): CameraConnection {
  return new RtspConnection(options);
}

class RtspConnection implements CameraConnection {
  readonly #options: ConnectionOptions;
  readonly #reader: MessageReader;
  readonly #guard: FloodGuard;
  readonly #session: RtspSession;
  readonly #socket: Socket;
  readonly #cancelConnect: () => void;
  #channels: InterleavedChannels | undefined;
  #arrivalMs = 0;
  #isOver = false;
  #isConnected = false;
  #socketError = 'none';

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#guard = createFloodGuard(options.clock.monotonic());
    this.#reader = createMessageReader({
      onResponse: (response) => this.#admit(0, messagePieces) && this.#session.handleResponse(response),
      onRequest: (request) => this.#admit(0, messagePieces) && this.#write(writeReply(request)),
      onInterleaved: (channel, bytes, range) => this.#handleInterleaved(channel, bytes, range),
      onError: (code) => this.#fail({ reason: 'protocol_error', detail: code }),
    });
    this.#session = createRtspSession({
      requestUrl: options.requestUrl,
      credentials: options.credentials,
      timers: options.timers,
      responseTimeoutMs,
      takesH265: options.takesH265,
      replay: options.replay,
      send: (bytes) => this.#write(bytes),
      onReady: (track, channels) => {
        this.#channels = channels;
        options.onTrack(track);
      },
      onPlaying: options.onPlaying,
      onEnd: (end) => this.#end(end),
    });
    this.#cancelConnect = options.timers.after(options.connectTimeoutMs, () => {
      this.#fail({ reason: 'unreachable', detail: 'connect_timeout' });
    });
    this.#socket = this.#connect();
  }

  sendRtcp(packet: Buffer): void {
    if (!this.#isOver && this.#channels) this.#write(toInterleaved(this.#channels.rtcp, packet));
  }

  control(method: ReplayMethod): void {
    this.#session.control(method);
  }

  close(): void {
    if (!this.#isOver) this.#stop();
  }

  #connect(): Socket {
    const { host, port } = this.#options;
    const buffer = Buffer.allocUnsafeSlow(readBufferBytes);
    const callback = (length: number): boolean => {
      this.#arrivalMs = this.#options.clock.monotonic();
      if (this.#admit(length, 0)) this.#reader.push(buffer.subarray(0, length));
      return true;
    };
    const socket = connect({ host, port, noDelay: true, onread: { buffer, callback } });
    socket.on('connect', () => {
      this.#isConnected = true;
      this.#cancelConnect();
      if (!this.#isOver) this.#session.start();
    });
    socket.on('error', (error) => {
      this.#socketError = errorCode(error).toLowerCase();
    });
    socket.on('close', () => {
      this.#fail({
        reason: this.#isConnected ? 'closed_by_camera' : 'unreachable',
        detail: this.#socketError,
      });
    });
    // A camera that ends its side ends the stream: half-open connections carry no picture.
    socket.on('end', () => this.#fail({ reason: 'closed_by_camera', detail: 'end_of_stream' }));
    return socket;
  }

  #admit(octets: number, pieces: number): boolean {
    const isAdmitted = this.#guard.admit(octets, pieces, this.#arrivalMs);
    if (!isAdmitted) this.#fail({ reason: 'protocol_error', detail: 'flooding' });
    return isAdmitted;
  }

  #handleInterleaved(channel: number, bytes: Buffer, range: Range): void {
    if (!this.#admit(0, 1)) return;
    if (channel === this.#channels?.rtp) this.#options.onRtp(bytes, range, this.#arrivalMs);
    else if (channel === this.#channels?.rtcp) this.#options.onRtcp(bytes, range, this.#arrivalMs);
  }

  #write(bytes: Buffer): void {
    if (this.#socket.writable && this.#socket.writableLength < maxUnsentBytes) this.#socket.write(bytes);
  }

  #fail(failure: IngestFailure): void {
    this.#end({ kind: 'failed', failure });
  }

  #end(how: SessionEnd): void {
    if (this.#isOver) return;
    this.#stop();
    this.#options.onEnd(how);
  }

  /** Says goodbye where a session stands: cameras have few sessions and keep forgotten ones for a minute. */
  #stop(): void {
    this.#isOver = true;
    this.#reader.stop();
    this.#cancelConnect();
    this.#session.close();
    if (!this.#isConnected || this.#socket.destroyed) {
      this.#socket.destroy();
      return;
    }
    this.#socket.end();
    const cancel = this.#options.timers.after(teardownGraceMs, () => this.#socket.destroy());
    this.#socket.once('close', cancel);
  }
}
