import { figureOverlay, figureSource } from './figures.ts';
import { scenes } from './scenes.ts';
import type { Backdrop } from './backdrops.ts';
import type { Scene, SceneName } from './scenes.ts';

export type PictureSize = {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly seconds: number;
};

/**
 * The whole ffmpeg filter graph of one scene at one size; its output is labelled `[picture]`.
 * Needs no font: the frame counter is drawn as seven-segment digits.
 */
export function pictureGraph(name: SceneName, size: PictureSize): string {
  const scene = scenes[name];
  // A panning camera films a wider field than it shows.
  const margin = scene.pans ? 1.16 : 1;
  const field = { width: even(size.width * margin), height: even(size.height * margin) };
  const chains = [`${backdropSource(scene.backdrop, field, size)}[layer0]`];
  scene.figures.forEach((figure, index) => {
    chains.push(`${figureSource(figure, { ...size, pictureHeight: field.height })}[figure${index}]`);
    chains.push(`[layer${index}][figure${index}]${figureOverlay(figure, size.seconds)}[layer${index + 1}]`);
  });
  const finish = [
    ...light(scene),
    ...pan(scene, size),
    breathe(size),
    grain(scene),
    counter(size),
    'format=yuv420p',
  ];
  chains.push(`[layer${scene.figures.length}]${finish.join(',')}[picture]`);
  return chains.join(';');
}

/** geq draws the backdrop once; the one frame is then repeated for the whole loop. */
function backdropSource(
  backdrop: Backdrop,
  field: { width: number; height: number },
  size: PictureSize,
): string {
  const speckle = `0.018*(mod(abs(sin(X*12.9898+Y*78.233)*43758.5453),1)-0.5)`;
  return [
    `color=black:s=${field.width}x${field.height}:r=${size.fps}`,
    'trim=end_frame=1',
    'format=yuv420p',
    `geq=lum='${backdrop.setup}16+219*clip(${backdrop.light}+${speckle},0,1)':cb='${backdrop.setup}128+${backdrop.blue}':cr='${backdrop.setup}128+${backdrop.red}'`,
    'loop=loop=-1:size=1:start=0',
    `setpts=N/(${size.fps}*TB)`,
    `trim=end_frame=${size.fps * size.seconds}`,
  ].join(',');
}

function light(scene: Scene): string[] {
  const level = 'max(val-16\\,0)/219';
  switch (scene.light) {
    case 'day':
      return [`lutyuv=y=16+219*(0.04+0.95*pow(${level}\\,0.98))`, 'vignette=PI/7'];
    case 'indoors':
      return [`lutyuv=y=16+219*(0.04+0.94*pow(${level}\\,0.98))`, 'vignette=PI/6.5'];
    case 'dusk':
      return [`lutyuv=y=16+219*(0.05+0.9*pow(${level}\\,1.6)):u=val+4:v=val-1`, 'vignette=PI/5.5'];
    case 'infrared':
      return [`lutyuv=y=16+219*(0.05+0.95*pow(${level}\\,1.15)):u=128:v=128`, 'vignette=PI/4.2'];
  }
}

function pan(scene: Scene, size: PictureSize): string[] {
  if (!scene.pans) return [];
  const { width, height, seconds } = size;
  return [`crop=${width}:${height}:x='(iw-ow)/2*(1+sin(2*PI*t/${seconds}))':y='(ih-oh)/2'`];
}

/** The slow hunting of a cheap camera's exposure. */
function breathe(size: PictureSize): string {
  return `eq=brightness='0.012*sin(2*PI*t*2/${size.seconds})':eval=frame`;
}

function grain(scene: Scene): string {
  return `noise=c0s=${scene.light === 'infrared' || scene.light === 'dusk' ? 9 : 4}:c0f=t+u:all_seed=2021`;
}

/** Segments a-g and the digits that light each. */
const segments = [
  { x: 0, y: 0, w: 3, h: 1, digits: [0, 2, 3, 5, 6, 7, 8, 9] },
  { x: 2, y: 0, w: 1, h: 3, digits: [0, 1, 2, 3, 4, 7, 8, 9] },
  { x: 2, y: 2, w: 1, h: 3, digits: [0, 1, 3, 4, 5, 6, 7, 8, 9] },
  { x: 0, y: 4, w: 3, h: 1, digits: [0, 2, 3, 5, 6, 8, 9] },
  { x: 0, y: 2, w: 1, h: 3, digits: [0, 2, 6, 8] },
  { x: 0, y: 0, w: 1, h: 3, digits: [0, 4, 5, 6, 8, 9] },
  { x: 0, y: 2, w: 3, h: 1, digits: [2, 3, 4, 5, 6, 8, 9] },
] as const;

function counter(size: PictureSize): string {
  const unit = Math.max(2, Math.round(size.height / 120));
  const left = unit * 4;
  const top = unit * 4;
  const plate = `drawbox=x=${left - unit * 2}:y=${top - unit * 2}:w=${unit * 15}:h=${unit * 9}:color=black@0.35:t=fill`;
  const digits = [100, 10, 1].flatMap((place, column) =>
    segments.map((segment) => {
      const mask = segment.digits.reduce<number>((bits, digit) => bits + 2 ** digit, 0);
      const lit = `mod(floor(${mask}/pow(2,mod(floor(n/${place}),10))),2)`;
      const x = left + unit * (column * 4 + segment.x);
      const y = top + unit * segment.y;
      return `drawbox=x=${x}:y=${y}:w=${unit * segment.w}:h=${unit * segment.h}:color=0xE4E4E0:t=fill:enable='${lit}'`;
    }),
  );
  return [plate, ...digits].join(',');
}

function even(value: number): number {
  return Math.round(value / 2) * 2;
}
