import { zoneKinds, type ZoneKind } from '@truc/domain/camera';
import { m } from '#messages';
import type { WallController } from './wall-controller.svelte.ts';
import { wallSizes, type WallShape, type WallSize } from './wall-plan.ts';
import type { WallViews } from './wall-views.svelte.ts';

type Option = { readonly value: string; readonly label: string; readonly group?: string };

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

/** Which cameras: by facility, by zone, by saved group. Zones that nobody has are left out. */
export function filterOptions(wall: WallController, views: WallViews): Option[] {
  const zones = zoneKinds.filter((zone) => wall.everything.some(({ camera }) => camera.zone === zone));
  return [
    ...views.groups.map(({ id, name }) => ({ value: `group:${id}`, label: name, group: m.view_groups() })),
    ...wall.facilities.map(({ id, name }) => ({
      value: `facility:${id}`,
      label: name,
      group: m.view_facilities(),
    })),
    ...zones.map((zone) => ({ value: `zone:${zone}`, label: zoneText[zone](), group: m.view_zones() })),
  ];
}

export type Form = { readonly size: WallSize; readonly shape: WallShape };

export const forms: readonly Form[] = [
  ...wallSizes.map((size) => ({ size, shape: 'even' as const })),
  { size: 6, shape: 'focus' },
  { size: 8, shape: 'focus' },
];

export function formKey({ size, shape }: Form): string {
  return `${shape}:${size}`;
}

export function formText({ size, shape }: Form): string {
  return shape === 'focus' ? m.view_focus({ count: String(size - 1) }) : m.view_even({ count: String(size) });
}
