import { render } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import Tile from './Tile.svelte';
import Watermark from './Watermark.svelte';

const tile = { name: 'Cổng chính', state: 'live', stateLabel: 'Trực tiếp' } as const;
const text = 'Nguyễn Hạ My · Sở Y tế · 14:20 15/06/2021';

describe('a watermarked Tile', () => {
  it('carries who watches twice over its picture, in every state that shows one', async () => {
    const { container, rerender } = render(Tile, { ...tile, watermark: { text, step: 0 } });
    for (const state of ['live', 'ageing', 'stale', 'earlier'] as const) {
      await rerender({ ...tile, state, watermark: { text, step: 0 } });
      const marks = [...container.querySelectorAll('[data-watermark] span')];
      expect(marks.map((mark) => mark.textContent)).toEqual([text, text]);
    }
    await rerender({ ...tile, state: 'no_signal', watermark: { text, step: 0 } });
    expect(container.querySelector('[data-watermark]')).toBeNull();
  });

  it('moves with each step and comes round again', async () => {
    const { container, rerender } = render(Watermark, { text, step: 0 });
    const places = [];
    for (const step of [0, 1, 2, 3, 4, 5]) {
      await rerender({ text, step });
      places.push(container.querySelector('[data-watermark]')?.className.match(/at-\d/)?.[0]);
    }
    expect(new Set(places).size).toBe(5);
    expect(places[5]).toBe(places[0]);
  });
});

describe('a Tile whose picture comes and shows nothing of use', () => {
  const trouble = { name: 'covered', label: 'Camera bị che' } as const;

  it('[4G] says so in words and by a shape while it is live, and leaves an older picture to its age', async () => {
    const { container, rerender } = render(Tile, { ...tile, age: '0,2 giây', trouble });
    expect(container.querySelector('figcaption')?.textContent).toContain('Camera bị che');
    expect(container.querySelector('svg[data-trouble="covered"]')).not.toBeNull();
    expect(container.querySelector('figcaption')?.textContent).toContain('0,2 giây');
    await rerender({ ...tile, state: 'stale', stateLabel: 'Hình cũ', trouble });
    expect(container.querySelector('svg[data-trouble]')).toBeNull();
  });
});
