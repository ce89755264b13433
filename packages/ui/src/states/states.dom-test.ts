import { render, screen } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import Tile from '../wall/Tile.svelte';
import FactState from './FactState.svelte';
import PictureState from './PictureState.svelte';
import SeverityMark from './SeverityMark.svelte';
import { factSeverity, pictureSeverity, type FactStateName, type PictureStateName } from './state-types.ts';

const factNames = Object.keys(factSeverity) as FactStateName[];
const pictureNames = Object.keys(pictureSeverity) as PictureStateName[];
const sizes = ['full', 'compact'] as const;

describe('FactState', () => {
  it.each(sizes)('says every state in words in the %s size', (size) => {
    for (const state of factNames) {
      render(FactState, { state, label: `word for ${state}`, size });
      expect(screen.getByText(`word for ${state}`)).toBeDefined();
    }
  });

  it('draws each state in a form of its own', () => {
    expect(distinctForms(factNames.map((state) => render(FactState, { state, label: '' }).container))).toBe(
      4,
    );
  });

  it('keeps the number of the entry visible when compact', () => {
    const { container } = render(FactState, {
      state: 'on_server',
      label: 'Đã lên máy chủ',
      detail: '#4.211',
      size: 'compact',
    });
    expect(screen.getByText('#4.211').classList.contains('visually-hidden')).toBe(false);
    expect(container.querySelector('[data-state]')?.getAttribute('title')).toBe('Đã lên máy chủ');
  });

  it('keeps the words of "needs you" visible when compact', () => {
    render(FactState, { state: 'needs_you', label: 'Cần bạn xử lý', size: 'compact' });
    expect(screen.getByText('Cần bạn xử lý').classList.contains('visually-hidden')).toBe(false);
  });
});

describe('PictureState', () => {
  it.each(sizes)('says every state in words in the %s size', (size) => {
    for (const state of pictureNames) {
      render(PictureState, { state, label: `word for ${state}`, size });
      expect(screen.getByText(`word for ${state}`)).toBeDefined();
    }
  });

  it('draws each state in a form of its own', () => {
    expect(
      distinctForms(pictureNames.map((state) => render(PictureState, { state, label: '' }).container)),
    ).toBe(7);
  });

  it('fills the shape of what is abnormal and of nothing else', () => {
    for (const state of pictureNames) {
      const { container } = render(PictureState, { state, label: '' });
      expect(container.querySelector('svg.shape') !== null).toBe(pictureSeverity[state] !== null);
    }
  });
});

describe('SeverityMark', () => {
  it('flashes only what waits for an action', () => {
    const calm = render(SeverityMark, { severity: 'urgent', label: 'Khẩn cấp' });
    expect(calm.container.querySelector('.truc-flash')).toBeNull();
    const waiting = render(SeverityMark, { severity: 'urgent', label: 'Khẩn cấp', needsAction: true });
    expect(waiting.container.querySelector('.truc-flash')).not.toBeNull();
  });
});

describe('Tile', () => {
  const camera = { name: 'Cổng chính', stateLabel: 'word' };

  it('never shows a stale picture without its word and age', () => {
    const { container } = render(Tile, { ...camera, state: 'stale', age: '3 ph 20 s' });
    expect(container.querySelector('.band')?.textContent).toMatch(/word\s*3 ph 20 s/);
  });

  it('[4A1] never shows an earlier picture without its word and age', () => {
    const { container } = render(Tile, { ...camera, state: 'earlier', age: '6 s' });
    expect(container.querySelector('.band')?.textContent).toMatch(/word\s*6 s/);
    expect(container.querySelector('.cover')).toBeNull();
  });

  it.each(['connecting', 'no_signal', 'not_permitted'] as const)(
    'covers the last picture when %s',
    (state) => {
      const { container } = render(Tile, { ...camera, state, reason: 'Từ 13:42' });
      expect(container.querySelector('.cover')?.textContent).toMatch(/word\s*Từ 13:42/);
    },
  );

  it('proves a live picture by its age', () => {
    const { container } = render(Tile, { ...camera, state: 'live', age: '0,4 s' });
    expect(container.querySelector('.proof')?.textContent).toContain('0,4 s');
    expect(container.querySelector('.cover')).toBeNull();
  });
});

function distinctForms(containers: Element[]): number {
  return new Set(containers.map((container) => container.querySelector('svg')?.innerHTML)).size;
}
