import type { CameraFault } from '@truc/domain/api';
import type { Asset, ReportBody, Symptom } from '@truc/domain/fault-log';

/** The report by which a person confirms what the system proposed. */
export function reportOf(proposed: CameraFault): Omit<ReportBody, 'fault'> {
  return {
    asset: assetOf(proposed),
    symptom: symptomOf(proposed),
    detail: '',
    since: proposed.since,
    permit: '',
    proposal: proposed.id,
  };
}

function assetOf({ asset, camera, cameraName, facility }: CameraFault): Asset {
  if (asset === 'camera') return { kind: 'camera', id: camera ?? '', name: cameraName ?? '' };
  if (asset === 'line') return { kind: 'line', id: facility ?? '', name: '' };
  return { kind: 'central', id: 'central', name: '' };
}

function symptomOf({ asset, cause, symptom }: CameraFault): Symptom {
  if (asset === 'line') return 'no_line';
  if (symptom === 'stalled' || symptom === 'frozen') return 'frozen';
  if (cause === 'picture') return 'poor_picture';
  return cause === 'network' && asset === 'central' ? 'no_line' : 'no_picture';
}
