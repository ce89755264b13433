import type { Failure } from '@truc/base';
import type { IngestFailure } from '../ingest-state.ts';
import type { SdpError } from './sdp.ts';

/** What a refusing status line means to the operator; its number goes to the log. */
export function failureOfStatus(status: number, step: 'describe' | 'setup' | 'play'): IngestFailure {
  const detail = `status_${status}_to_${step}`;
  if (status === 403 || status === 407) return { reason: 'auth_refused', detail };
  if (status === 404 || status === 410) return { reason: 'not_found', detail };
  // 461 Unsupported Transport: it sends by UDP alone.
  if (status === 461) return { reason: 'transport_refused', detail };
  if (status === 408) return { reason: 'timeout', detail };
  // All sessions of the camera are taken, or it is still booting: it closed the door, and may open it.
  if (status === 453 || status === 503) return { reason: 'closed_by_camera', detail };
  return { reason: 'protocol_error', detail };
}

export function failureOfSdp(error: Failure<SdpError>): IngestFailure {
  if (error.code !== 'sdp_unsupported_codec') return { reason: 'protocol_error', detail: error.code };
  return { reason: 'unsupported_codec', codec: error.detail ?? 'unknown', detail: error.code };
}
