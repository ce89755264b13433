import type { Me } from '@truc/domain/api';
import type { BoardCell, BoardLine } from './board-lines.ts';

/** Where each figure of a line leads; null where there is nothing to look at, or nothing that he may look at. */
export type CellLinks = Readonly<Record<'cameras' | 'cases' | 'faults' | 'posts', string | null>>;

export type Viewer = Pick<Me, 'facilities' | 'viewsCameras'>;
type Pages = Readonly<Record<'wall' | 'incidents' | 'faults' | 'calendar', () => string>> & {
  readonly incidentsAt: (facility: string) => string;
};

export function linksOf({ id, ...line }: BoardLine, me: Viewer, pages: Pages): CellLinks {
  const isOne = me.facilities.some(({ facility }) => facility.id === id);
  return {
    cameras: leads(line.cameras) && me.viewsCameras ? pages.wall() : null,
    cases: line.cases.some(leads) ? (isOne ? pages.incidentsAt(id) : pages.incidents()) : null,
    faults: leads(line.faults) ? pages.faults() : null,
    posts: leads(line.posts) ? pages.calendar() : null,
  };
}

function leads({ count }: BoardCell): boolean {
  return count !== null && count > 0;
}
