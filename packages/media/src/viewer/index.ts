export { browserDevice } from './browser-device.ts';
export { browserPage } from './browser-page.ts';
export { browserPosterDecoder } from './browser-poster.ts';
export { browserSight } from './browser-sight.ts';
export type { LinkQuality, LinkStats } from './jitter-target.ts';
export { browserSurface } from './browser-surface.ts';
export type { HeldLease } from './node-grants.ts';
export type { Picture, Refusal, Stall } from './picture.ts';
export { createPlayer } from './player.ts';
export type {
  PlaybackDenial,
  Player,
  PlayerFailure,
  PlayerOptions,
  PlayerPicture,
  RequestPlaybackGrant,
} from './player.ts';
export type {
  ConnectionState,
  CreateDevice,
  CreateStream,
  DecodedPoster,
  DecodePoster,
  GrantAnswer,
  LocateCameras,
  MediaDevice,
  MediaReceiver,
  PageVisibility,
  PosterSurface,
  ReceivedTrack,
  RequestGrants,
  SignallingFailure,
  SignallingListener,
  SignallingPort,
  TileSight,
  SurfaceSize,
  VideoSurface,
  ViewerLog,
  WatchSurface,
} from './ports.ts';
export { defaultSettings } from './settings.ts';
export type { ViewerSettings } from './settings.ts';
export { createSocketSignalling } from './socket-signalling.ts';
export { createViewer } from './viewer.ts';
export type { Viewer, ViewerOptions } from './viewer.ts';
