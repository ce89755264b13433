import type { SceneName } from '../loops/scenes.ts';

/** So many pictures of each sequence are as they should be, and so many follow with the change in them. */
export const goodPictures = 8;
export const changedPictures = 10;

/** What is to be said of a sequence at its end; null: nothing. */
export type ExpectedSymptom = 'black' | 'frozen' | 'covered' | 'moved' | 'blurred' | null;
/** `filter`: of ffmpeg, over the scene's pictures from the change on; it knows the picture's number as `n`. */
export type Change = { readonly filter: string; readonly expected: ExpectedSymptom };

const size = '640:360';
const fill = (colour: string, area = 'x=0:y=0:w=iw:h=ih') => `drawbox=${area}:color=${colour}:t=fill`;
const grain = (strength: number) => `noise=c0s=${strength}:c0f=t:all_seed=7`;
const ticking = `drawbox=x=12:y=8:w=60:h=14:color=black:t=fill,drawbox=x=16:y=10:w=20:h=9:color=white:t=fill:enable='mod(n,2)'`;
const held = `loop=loop=-1:size=1:start=${goodPictures}`;

/** What happens before lenses. Those with nothing to be said are there because they look like something at first sight. */
export const changes = {
  'good-as-it-was': { filter: 'null', expected: null },
  'good-brighter': { filter: 'eq=brightness=0.12:contrast=1.1', expected: null },
  'good-cloud': { filter: 'eq=brightness=-0.1:contrast=0.85', expected: null },
  'good-dusk': { filter: 'eq=brightness=-0.22:contrast=0.7', expected: null },
  'good-fog': { filter: 'eq=brightness=0.1:contrast=0.55', expected: null },
  'good-infrared': { filter: 'hue=s=0,eq=gamma=1.3,vignette=PI/4.2', expected: null },
  'good-noise': { filter: grain(28), expected: null },
  'good-rain': { filter: `${grain(14)},avgblur=sizeX=1:sizeY=3`, expected: null },
  'good-sway': { filter: `crop=iw-12:ih-8:x='6+5*sin(n*2)':y='4+3*cos(n*3)',scale=${size}`, expected: null },
  'good-van-parked': {
    filter: `${fill('0x9aa0a4', 'x=0.52*iw:y=0.4*ih:w=0.4*iw:h=0.5*ih')},${fill('0x20262a', 'x=0.56*iw:y=0.45*ih:w=0.2*iw:h=0.15*ih')},${fill('0x181818', 'x=0.58*iw:y=0.82*ih:w=0.08*iw:h=0.1*ih')},${fill('0x181818', 'x=0.8*iw:y=0.82*ih:w=0.08*iw:h=0.1*ih')}`,
    expected: null,
  },
  'black-cap': { filter: fill('black'), expected: 'black' },
  'black-noisy': { filter: `${fill('0x060606')},${grain(7)},${ticking}`, expected: 'black' },
  frozen: { filter: held, expected: 'frozen' },
  'frozen-clock-ticks': { filter: `${held},${ticking}`, expected: 'frozen' },
  'covered-cloth': { filter: `${fill('0x4a3d35')},${grain(5)},vignette=PI/4`, expected: 'covered' },
  'covered-bag': { filter: `${fill('0xc4c4ba')},${grain(4)},vignette=PI/5`, expected: 'covered' },
  'covered-hand': {
    filter: `${fill('0x6a4438')},vignette=PI/2.3:x0=0.95*w:y0=0.05*h,${grain(6)}`,
    expected: 'covered',
  },
  'covered-most': {
    filter: `${fill('0x5a5550', 'x=0:y=0:w=0.82*iw:h=ih')},${grain(5)}`,
    expected: 'covered',
  },
  'moved-turned': { filter: 'hflip', expected: 'moved' },
  'moved-up': { filter: `crop=iw:0.6*ih:0:0,scale=${size}`, expected: 'moved' },
  'moved-closer': { filter: `crop=0.55*iw:0.55*ih:0.4*iw:0.35*ih,scale=${size}`, expected: 'moved' },
  'moved-tilted': { filter: 'rotate=0.5:c=0x303030', expected: 'moved' },
  blurred: { filter: 'gblur=sigma=7', expected: 'blurred' },
  'blurred-more': { filter: 'gblur=sigma=12', expected: 'blurred' },
  'blurred-noisy': { filter: `gblur=sigma=7,${grain(8)}`, expected: 'blurred' },
} as const satisfies Record<string, Change>;
export type ChangeName = keyof typeof changes;
export const changeNames = Object.keys(changes).filter((name): name is ChangeName =>
  Object.hasOwn(changes, name),
);

/** A head that turns by itself and what stands still, by day, indoors, at dusk and by infrared lamp. */
export const setScenes = [
  'gate-day',
  'gate-night',
  'corridor-a',
  'fence-night',
  'reception',
  'court-day',
] as const satisfies readonly SceneName[];
