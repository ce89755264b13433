import type { Result } from '@truc/base';
import type {
  CameraId,
  DownMessage,
  DownPayload,
  NodePlace,
  Poster,
  SignallingError,
  UpAnswer,
  UpMessage,
  UpRequest,
  ViewingGrantResponse,
} from '@truc/media/signalling';
import type { LinkStats } from './jitter-target.ts';

/** Why a message got no answer of the SFU: the line is down, nobody answered in time, or the answer was not of the contract. */
export type SignallingFailure = SignallingError | 'unreachable' | 'timeout' | 'answer_unparseable';

export type SignallingListener = {
  readonly handleConnected: () => void;
  readonly handleDisconnected: () => void;
  readonly handleMessage: <M extends DownMessage>(message: M, payload: DownPayload<M>) => void;
};

/** The line to the SFU. It connects by itself, and again after every loss, until it is closed. */
export interface SignallingPort {
  readonly connected: boolean;
  request<M extends UpMessage>(
    message: M,
    request: UpRequest<M>,
  ): Promise<Result<UpAnswer<M>, SignallingFailure>>;
  /** The returned function ends it. */
  subscribe(listener: SignallingListener): () => void;
  close(): void;
}

export type GrantAnswer = ViewingGrantResponse['grants'][number];
/** Asks the server for viewing grants for this page's display and purpose. Rejects when the server cannot be reached. */
export type RequestGrants = (
  cameras: readonly CameraId[],
  /** Nodes that this page cannot reach. */
  avoid: readonly string[],
) => Promise<readonly GrantAnswer[]>;
/** Asks the server where the pictures of these cameras come from now. Rejects when it cannot be reached. */
export type LocateCameras = (
  cameras: readonly CameraId[],
  avoid: readonly string[],
) => Promise<ReadonlyMap<CameraId, NodePlace>>;

export type ConnectionState = 'new' | 'connecting' | 'connected' | 'failed' | 'disconnected' | 'closed';
export type JoinedTransport = UpAnswer<'join'>['transport'];
export type TurnServers = UpAnswer<'turn'>;
export type IceParameters = JoinedTransport['iceParameters'];
export type ConsumerDescription = Extract<
  UpAnswer<'watch'>['watches'][number],
  { readonly ok: true }
>['consumer'];

/** What mediasoup-client is to the viewer. One per session. */
export interface MediaDevice {
  readonly rtpCapabilities: Record<string, unknown>;
  createReceiver(options: {
    readonly transport: JoinedTransport;
    readonly turnServers: TurnServers['servers'];
    readonly onConnect: (dtlsParameters: Record<string, unknown>) => Promise<void>;
    readonly onState: (state: ConnectionState) => void;
  }): MediaReceiver;
}
export type CreateDevice = (routerRtpCapabilities: Record<string, unknown>) => Promise<MediaDevice>;

/** One PeerConnection. */
export interface MediaReceiver {
  receive(consumer: ConsumerDescription): Promise<ReceivedTrack>;
  restartIce(iceParameters: IceParameters): Promise<void>;
  /** Takes effect at the next restart of ICE. */
  setTurnServers(servers: TurnServers['servers']): Promise<void>;
  /** Counters of the whole connection; nothing before the first packet. */
  linkStats(): Promise<LinkStats | undefined>;
  /** How long frames of every track are held back against jitter, in ms. */
  setJitterTarget(targetMs: number): void;
  close(): void;
}

/** Counters of one track as the browser tells them; absent before the first packet. */
export type TrackStats = {
  readonly packetsReceived: number;
  readonly framesDecoded: number;
};

export interface ReceivedTrack {
  readonly track: MediaStreamTrack;
  /** RTP timestamp of the frame that the browser decoded last, also where no element shows it; null before the first. */
  lastFrameTimestamp(): number | null;
  stats(): Promise<TrackStats | undefined>;
  close(): void;
}

/** The part of a video element that the viewer uses. */
export type VideoSurface = Pick<
  HTMLVideoElement,
  'srcObject' | 'muted' | 'autoplay' | 'playsInline' | 'videoWidth' | 'videoHeight' | 'play'
> &
  Partial<Pick<HTMLVideoElement, 'requestVideoFrameCallback' | 'cancelVideoFrameCallback'>>;

/** In pixels of the screen, not of the page. */
export type SurfaceSize = { readonly width: number; readonly height: number };

/** Tells the size of the element, at once and when it changes, and when somebody turns to it; the returned function ends it. */
export type WatchSurface = (
  video: VideoSurface,
  listener: { readonly onSize: (size: SurfaceSize) => void; readonly onInterest: () => void },
) => () => void;

/** A keyframe, decoded: it holds memory of the decoder until it is closed. */
export interface DecodedPoster {
  draw(canvas: PosterSurface): void;
  close(): void;
}
/** Null where the browser cannot. */
export type DecodePoster = (poster: Poster) => Promise<DecodedPoster | null>;

/** The part of a canvas that the viewer uses. */
export type PosterSurface = Pick<HTMLCanvasElement, 'width' | 'height' | 'getContext'>;

/** Makes the stream that a tile plays. In the browser: a `MediaStream` without tracks. */
export type CreateStream = () => MediaStream;

/** Whether anybody can see the page (a picture in picture counts). */
export interface PageVisibility {
  readonly visible: boolean;
  subscribe(listener: () => void): () => void;
}

/** Tells of elements whether they are scrolled into view; the returned function ends it. */
export interface TileSight {
  watch(surface: VideoSurface, listener: (isInView: boolean) => void): () => void;
}

/** Where the viewer tells developers what it could not do; what the user must know is in the pictures. */
export interface ViewerLog {
  warn(message: string): void;
}
