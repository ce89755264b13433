import type { PlaybackFailure } from '@truc/media/signalling';
import type { IngestFailure } from '../ingest/index.ts';

/** What became of a session with the recorder, in the words of the one who waits for its pictures. */
export function failureOf({ reason, detail }: IngestFailure): PlaybackFailure {
  switch (reason) {
    case 'auth_refused':
      return 'recorder_refuses';
    case 'not_found':
      return 'not_recorded';
    case 'unsupported_codec':
    case 'transcode_limit':
    case 'transcode_failed':
      return 'unsupported_codec';
    case 'unreachable':
    case 'timeout':
      return 'recorder_unreachable';
    case 'closed_by_camera':
      return detail.startsWith('status_') ? 'recorder_busy' : 'recorder_unreachable';
    case 'stalled':
    case 'no_keyframe':
      return 'recorder_silent';
    case 'protocol_error':
    case 'redirect_refused':
    case 'transport_refused':
      return failureOfStatus(Number(/^status_(\d{3})_/.exec(detail)?.[1] ?? 0));
  }
}

/** Of PLAY above all: 457 is its own word for a time of which nothing is there. */
export function failureOfStatus(status: number): PlaybackFailure {
  if (status === 401 || status === 403) return 'recorder_refuses';
  if (status === 404 || status === 416 || status === 457) return 'not_recorded';
  if (status === 453 || status === 503) return 'recorder_busy';
  return 'recorder_fault';
}
