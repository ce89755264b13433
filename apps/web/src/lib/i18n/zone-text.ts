import type { ZoneKind } from '@truc/domain/camera';
import { m } from '#messages';

/** Where a camera looks, in words (N-01). */
export const zoneText: Readonly<Record<ZoneKind, () => string>> = {
  corridor: m.zone_corridor,
  floor_hall: m.zone_floor_hall,
  yard: m.zone_yard,
  sampling: m.zone_sampling,
  reception: m.zone_reception,
  medical_check: m.zone_medical_check,
  goods_reception: m.zone_goods_reception,
  bathroom_outside: m.zone_bathroom_outside,
  gate: m.zone_gate,
  other_public: m.zone_other_public,
};
