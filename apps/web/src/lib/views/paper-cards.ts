import type { Desk } from '@truc/domain/api';
import { m } from '#messages';
import { routes } from '#lib/routes.ts';

/** Where the first page leads whom inspections, maintenance or lists of focal persons concern. */
export function paperCards(desks: readonly Desk[]) {
  return desks.flatMap((desk) => {
    switch (desk) {
      case 'inspections':
        return [
          { href: routes.inspections(), title: m.ins_title(), text: m.ins_subtitle() },
          { href: routes.coverage(), title: m.cov_title(), text: m.cov_subtitle() },
        ];
      case 'maintenance':
        return [{ href: routes.maintenance(), title: m.mnt_title(), text: m.mnt_subtitle() }];
      case 'focal_lists':
        return [{ href: routes.focalLists(), title: m.foc_title(), text: m.foc_subtitle() }];
      case 'accounts':
      case 'exports':
        return [];
    }
  });
}
