import type { Measure } from '@truc/domain/fault-log';
import { m } from '#messages';

/** By what a place is watched while its camera is away, in words (GL-25). */
export const measureText: Readonly<Record<Measure, () => string>> = {
  patrol: m.flt_measure_patrol,
  posted_person: m.flt_measure_posted_person,
  other_camera: m.flt_measure_other_camera,
  temporary_camera: m.flt_measure_temporary_camera,
  facility_system: m.flt_measure_facility_system,
};
