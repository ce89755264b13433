import type { types } from 'mediasoup';
import type { MediaWorker } from './media-worker.ts';

/**
 * One Router of a worker. All pages share the worker's first one. A player that brings its own numbers for codecs gets the
 * pictures of a Router that sends under that number: mediasoup gives each Router one number for a codec.
 */
export type MediaRouter = {
  readonly worker: MediaWorker;
  readonly router: types.Router;
};
