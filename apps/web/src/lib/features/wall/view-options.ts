import { zoneKinds } from '@truc/domain/camera';
import { m } from '#messages';
import { zoneText } from '#lib/i18n/zone-text.ts';
import type { WallController } from './wall-controller.svelte.ts';
import { wallSizes, type WallShape, type WallSize } from './wall-plan.ts';
import type { WallViews } from './wall-views.svelte.ts';

type Option = { readonly value: string; readonly label: string; readonly group?: string };

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
