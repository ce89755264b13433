import { describe, expect, it } from 'vitest';
import { commandOfKey } from './wall-keys.ts';

const press = (key: string, ctrlKey = false) => ({ key, ctrlKey, metaKey: false, altKey: false });

describe('commandOfKey', () => {
  it.each([
    ['1', 1],
    ['4', 4],
    ['9', 9],
    ['6', 16],
  ] as const)('takes %s for a wall of %i', (key, size) => {
    expect(commandOfKey(press(key), 4)).toEqual({ do: 'resize', size });
  });

  it('steps through the sizes and stops at the ends', () => {
    expect(commandOfKey(press('+'), 4)).toEqual({ do: 'resize', size: 6 });
    expect(commandOfKey(press('-'), 4)).toEqual({ do: 'resize', size: 1 });
    expect(commandOfKey(press('+'), 64)).toEqual({ do: 'resize', size: 64 });
    expect(commandOfKey(press('-'), 8)).toEqual({ do: 'resize', size: 6 });
    expect(commandOfKey(press('-'), 1)).toEqual({ do: 'resize', size: 1 });
  });

  it('turns the page and leaves the browser its own keys', () => {
    expect(commandOfKey(press('PageDown'), 9)).toEqual({ do: 'turn', by: 1 });
    expect(commandOfKey(press('f'), 9)).toEqual({ do: 'toggle_fullscreen' });
    expect(commandOfKey(press('f', true), 9)).toBeNull();
    expect(commandOfKey(press('ArrowLeft'), 9)).toBeNull();
  });
});
