import { describe, expect, it } from 'vitest';
import { keepRoomForKeyboard } from './keyboard-room.ts';

class Viewport extends EventTarget {
  height = 800;
  scale = 1;

  become(height: number, scale = 1): void {
    this.height = height;
    this.scale = scale;
    this.dispatchEvent(new Event('resize'));
  }
}

function seen(height: () => number = () => 800) {
  const viewport = new Viewport();
  const set = new Map<string, string>();
  let revealed = 0;
  const stop = keepRoomForKeyboard({
    viewport,
    height,
    style: {
      setProperty: (name, value) => void set.set(name, value ?? ''),
      removeProperty: (name) => (set.delete(name), ''),
    },
    reveal: () => (revealed += 1),
  });
  return { viewport, stop, keyboard: () => set.get('--keyboard'), revealed: () => revealed };
}

describe('the room for a keyboard that lies over the page', () => {
  it('is what the keyboard covers, and what is typed into is brought into sight', () => {
    const { viewport, keyboard, revealed } = seen();
    viewport.become(430);
    expect(keyboard()).toBe('370px');
    expect(revealed()).toBe(1);
    viewport.become(800);
    expect(keyboard()).toBeUndefined();
    expect(revealed()).toBe(1);
  });

  it('is none where the window became lower itself, and what is typed into is brought into sight all the same', () => {
    const { viewport, keyboard, revealed } = seen(() => 430);
    viewport.become(430);
    expect(keyboard()).toBeUndefined();
    expect(revealed()).toBe(1);
  });

  it('is none while two fingers zoom', () => {
    const { viewport, keyboard } = seen();
    viewport.become(430, 1.9);
    expect(keyboard()).toBeUndefined();
  });

  it('is not told any more once the page is left', () => {
    const { viewport, stop, keyboard } = seen();
    stop();
    viewport.become(430);
    expect(keyboard()).toBeUndefined();
  });
});
