import type { Board } from '../board/open-board.ts';
import { getRoute, type MountedRoute } from '../http/route.ts';

/** `GET /api/board`: the glance board, with what this person may see (GL-20, GL-21, GL-25, N-10). */
export function boardRoute(board: Pick<Board, 'read'>): MountedRoute {
  return getRoute({ path: '/api/board', guard: 'session' }, ({ caller }) => board.read(caller.person));
}
