import type { Camera } from '../../camera/camera.ts';
import type { Facility } from '../../facility/facility.ts';

/** A facility under the army's command, and the camera at its gate: in service, and not yet with the operations centre. */
export const facility: Facility = {
  id: 'f-01',
  name: 'Cơ sở cách ly số 01 - Đồi Thông',
  district: 'pleiku',
  authority: 'military',
  state: 'operating',
};

export const camera: Camera = {
  id: 'cam-001',
  facility: 'f-01',
  name: 'Cổng chính',
  zone: 'gate',
  lifecycle: 'in_service',
  national: 'connected',
  ioc: 'none',
};
