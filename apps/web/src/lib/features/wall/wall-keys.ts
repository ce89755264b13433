import { wallSizes, type WallSize } from './wall-plan.ts';

export type WallCommand =
  | { readonly do: 'resize'; readonly size: WallSize }
  | { readonly do: 'turn'; readonly by: 1 | -1 }
  | { readonly do: 'toggle_fullscreen' }
  | { readonly do: 'show_keys' };

type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/** What a key means to the whole wall; arrows, Enter and Escape belong to the grid. Null when it means nothing. */
export function commandOfKey(press: KeyPress, size: WallSize): WallCommand | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  switch (press.key) {
    case '1':
      return { do: 'resize', size: 1 };
    case '4':
      return { do: 'resize', size: 4 };
    case '9':
      return { do: 'resize', size: 9 };
    case '6':
      return { do: 'resize', size: 16 };
    case '+':
    case '=':
      return { do: 'resize', size: neighbour(size, 1) };
    case '-':
      return { do: 'resize', size: neighbour(size, -1) };
    case 'PageDown':
      return { do: 'turn', by: 1 };
    case 'PageUp':
      return { do: 'turn', by: -1 };
    case 'f':
    case 'F':
      return { do: 'toggle_fullscreen' };
    case '?':
      return { do: 'show_keys' };
    default:
      return null;
  }
}

/** The next larger or smaller wall of equal tiles; the ends stay where they are. */
function neighbour(size: WallSize, by: 1 | -1): WallSize {
  const next = by === 1 ? wallSizes.find((one) => one > size) : wallSizes.findLast((one) => one < size);
  return next ?? size;
}
