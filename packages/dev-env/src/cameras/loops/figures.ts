/**
 * The moving part of each simulated camera's picture: soft people and one van, drawn by small `geq` sources with
 * alpha and laid over the backdrop along a path that repeats with the loop, so that the loop has no seam.
 */
export type Figure = {
  readonly kind: keyof typeof sprites;
  /**
   * Where the figure's feet are and how tall it is, in picture fractions, as ffmpeg expressions of `t`
   * (seconds) in which `P` is the figure's phase 0..1 within the loop.
   */
  readonly x: string;
  readonly y: string;
  readonly height: string;
  readonly phase: number;
  /** How many times the path is walked in one loop. */
  readonly laps?: number;
};

type Sprite = {
  readonly width: number;
  readonly height: number;
  readonly light: string;
  readonly blue: string;
  readonly red: string;
  readonly alpha: string;
};

export const sprites = {
  guard: person({ suit: 62, legs: 48, blue: -6, red: -3 }),
  resident: person({ suit: 118, legs: 60, blue: 10, red: -6 }),
  medic: person({ suit: 206, legs: 196, blue: 5, red: -3 }),
  visitor: person({ suit: 92, legs: 54, blue: -9, red: 13 }),
  van: van(),
} as const satisfies Record<string, Sprite>;

/** The lavfi source chain of one figure: a moving sprite scaled to the height asked for at each moment. */
export function figureSource(
  figure: Figure,
  o: { fps: number; seconds: number; pictureHeight: number },
): string {
  const sprite: Sprite = sprites[figure.kind];
  const tall = `${o.pictureHeight}*(${withPhase(figure.height, figure, o.seconds)})`;
  return [
    `color=black:s=${sprite.width}x${sprite.height}:r=${o.fps}:d=1`,
    'format=yuva444p',
    `geq=lum='${sprite.light}':cb='${sprite.blue}':cr='${sprite.red}':a='${sprite.alpha}'`,
    `loop=loop=-1:size=${o.fps}:start=0`,
    `setpts=N/(${o.fps}*TB)`,
    `trim=end_frame=${o.fps * o.seconds}`,
    `scale=w='max(4,${tall}*${sprite.width / sprite.height})':h='max(8,${tall})':eval=frame:flags=bilinear`,
  ].join(',');
}

/** The `overlay` filter that puts that sprite on its path. */
export function figureOverlay(figure: Figure, seconds: number): string {
  const x = withPhase(figure.x, figure, seconds);
  const y = withPhase(figure.y, figure, seconds);
  return `overlay=x='W*(${x})-w/2':y='H*(${y})-h*0.96':eval=frame:shortest=1`;
}

function withPhase(expression: string, figure: Figure, seconds: number): string {
  return expression.replaceAll(/\bP\b/g, `mod(t*${figure.laps ?? 1}/${seconds}+${figure.phase}\\,1)`);
}

/** One step of the walk lasts one second, so that a second's frames are all there is to draw. */
function person(o: { suit: number; legs: number; blue: number; red: number }): Sprite {
  // Registers: 0 swing, 1 distance from the middle, 2 head, 3 everything solid.
  const head = `lt(hypot(X-24,(Y-15)*0.9),8.6)`;
  const leg = `if(between(Y,62,113),clip(6.6-abs(ld(1)-abs(4+ld(0)*(Y-66)/46)),0,1))`;
  const body = `if(between(Y,16,76),clip(14.5-hypot(ld(1)*1.02,(Y-46)*0.52),0,1))`;
  const arm = `if(between(Y,31,68),clip(4-abs(abs(X-24-ld(0)*(Y-34)/90)-17.9+0.13*Y),0,1))`;
  const setup = `st(0,7*sin(T*2*PI));st(1,abs(X-24));st(2,${head});st(3,clip(ld(2)+${body}+${leg}+${arm},0,1));`;
  const shade = `(1-0.3*clip((X-24)/20,0,1))`;
  const shadow = `if(gt(Y,103),0.5*exp(-pow((X-24)/13,2)-pow((Y-113)/4.5,2)))`;
  const light = `if(ld(2),if(lt(Y,13),40,if(between(Y,17,21),190,132)),if(gt(Y,68),${o.legs},${o.suit}))*${shade}`;
  return {
    width: 48,
    height: 120,
    light: `${setup}if(gt(ld(3),0.05),${light},20)`,
    blue: `128+if(${head},-7,${o.blue})`,
    red: `128+if(${head},9,${o.red})`,
    alpha: `${setup}255*max(ld(3),${shadow})`,
  };
}

function van(): Sprite {
  const wheel = (x: number) => `lt(hypot(X-${x},Y-78),12)`;
  const body = `between(X,10,190)*between(Y,16+max(0,(X-160)*0.9),76)`;
  const glass = `between(Y,24+max(0,(X-160)*0.7),46)*(between(X,146,176)+between(X,112,140))`;
  const stripe = `between(Y,54,60)`;
  const shadow = `0.55*exp(-pow((X-100)/74,4)-pow((Y-88)/6,2))`;
  const lamp = `between(X,92,104)*between(Y,9,16)`;
  const solid = `clip(${body}+${wheel(46)}+${wheel(152)}+${lamp},0,1)`;
  return {
    width: 200,
    height: 100,
    light: `if(${wheel(46)}+${wheel(152)},34,if(${lamp},120+90*gt(sin(T*2*PI),0),if(gt(${glass},0),58,if(${stripe},110,198-0.5*Y))))*gt(${solid},0)`,
    blue: `128+if(${lamp},34,if(${stripe},-4,2))*gt(${solid},0)`,
    red: `128+if(${stripe},26,-1)*gt(${solid},0)`,
    alpha: `255*max(${solid},${shadow})`,
  };
}
