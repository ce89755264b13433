import type { Desk } from '@truc/domain/api';
import { m } from '#messages';
import { locale } from '#lib/i18n/locale.svelte.ts';
import { countText } from '#lib/i18n/time-text.ts';
import { routes } from '#lib/routes.ts';

/** Where the first page leads whom papers concern. `accountsTodo`: how many rights and proposals wait for him; null: not known. */
export function paperCards(desks: readonly Desk[], accountsTodo: number | null) {
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
      case 'accounts': {
        const title =
          accountsTodo === null || accountsTodo === 0
            ? m.acc_title()
            : m.acc_open_count({ count: countText(accountsTodo, locale.tag) });
        return [{ href: routes.accounts(), title, text: m.acc_subtitle() }];
      }
      case 'exports':
        return [{ href: routes.footageExports(), title: m.exp_title(), text: m.exp_subtitle() }];
    }
  });
}
