/**
 * The still part of each simulated camera's picture, as ffmpeg `geq` expressions: no pictures are shipped and
 * none are fetched. Every backdrop writes brightness 0..1 and two colour offsets around neutral grey.
 * In all of them `u` and `v` run 0..1 across and down the picture; registers 0-9 are geq's st()/ld().
 */
export type Backdrop = {
  /** Statements (each ending in `;`) that fill registers shared by the three expressions below. */
  readonly setup: string;
  readonly light: string;
  readonly blue: string;
  readonly red: string;
};

const u = '(X/W)';
const v = '(Y/H)';

/** Speckle of one cell of a grid over (a, b), between -1 and 1: gravel, grass, render on a wall. */
function speckle(a: string, b: string, cells: number): string {
  return `(2*mod(abs(sin(floor((${a})*${cells})*12.9898+floor((${b})*${cells})*78.233)*43758.5453),1)-1)`;
}

/** A corridor of doors seen from above one end. Registers: 2 depth, 3 surface, 4 height on wall, 5 side. */
export function corridor(o: { readonly centre: number; readonly tint: number }): Backdrop {
  const setup = [
    `st(0,(${u}-${o.centre})*1.78);st(1,${v}-0.36);`,
    `st(4,0.62/max(abs(ld(0)),0.001));`,
    `st(5,if(gt(ld(1),0),0.66/max(ld(1),0.001),0.42/max(-ld(1),0.001)));`,
    `st(2,min(ld(4),ld(5)));`,
    // 0 wall, 1 floor, 2 ceiling, 3 end wall
    `st(3,if(gt(ld(2),9),3,if(lt(ld(4),ld(5)),0,if(gt(ld(1),0),1,2))));`,
    `st(2,min(ld(2),9));st(6,ld(1)*ld(2));st(7,ld(0)*ld(2));`,
    // door: 1 inside the leaf, 2 on its frame
    `st(8,mod(ld(2)+if(lt(ld(0),0),0,0.7),1.7));`,
    `st(9,if(between(ld(8),0.25,1.0)*gt(ld(6),-0.16),if(between(ld(8),0.3,0.95)*gt(ld(6),-0.11),1,2),0));`,
  ].join('');
  const lamps = `exp(-pow(mod(ld(2)+0.3,2.2)-1.1,2)*1.6)`;
  const wall = `if(eq(ld(9),1),0.34-0.1*between(ld(8),0.78,0.84)*between(ld(6),0.22,0.27),if(eq(ld(9),2),0.46,if(gt(ld(6),0.34),0.44,0.62)))*(0.62+0.45*${lamps})`;
  const tile = `(1-0.1*lt(mod(ld(2),0.5),0.035)-0.1*lt(mod(ld(7)+9,0.31),0.014))`;
  const floor = `(0.34+0.30*${lamps}*exp(-pow(ld(7)*2.3,2)))*${tile}`;
  const ceiling = `if(lt(abs(ld(7)),0.17)*between(mod(ld(2)+0.3,2.2),0.8,1.4),1.15,0.48+0.3*${lamps}*exp(-pow(ld(7)*2,2)))`;
  const end = `if(between(${u},${o.centre}-0.021,${o.centre}+0.021)*gt(${v},0.34),0.85,0.5)`;
  const surface = `if(eq(ld(3),0),${wall},if(eq(ld(3),1),${floor},if(eq(ld(3),2),${ceiling},${end})))`;
  return {
    setup,
    light: `(${surface})*(1.02-0.055*ld(2))`,
    blue: `if(eq(ld(3),0)*eq(ld(9),1),-6,if(eq(ld(3),0)*gt(ld(6),0.34),${o.tint},-3))`,
    red: `if(eq(ld(3),0)*eq(ld(9),1),7,if(eq(ld(3),0)*gt(ld(6),0.34),-${o.tint},1))`,
  };
}

/** A walled yard with a barred gate, trees behind it. Registers: 2 ground depth, 3 treetop line, 4 wall, 5 gate. */
export function gate(o: { readonly left: number; readonly right: number }): Backdrop {
  const setup = [
    `st(0,${u});st(1,${v});`,
    `st(2,0.16/max(ld(1)-0.44,0.004));`,
    `st(3,0.2+0.05*sin(ld(0)*9+1)+0.035*sin(ld(0)*23)+0.018*sin(ld(0)*61+2)+0.008*sin(ld(0)*140));`,
    `st(4,between(ld(1),0.3,0.5));st(5,between(ld(0),${o.left},${o.right})*between(ld(1),0.27,0.52));`,
    `st(6,(ld(0)-0.5)*ld(2));`,
    `st(7,if(gt(ld(1),0.5),0.6*${speckle('ld(2)', 'ld(6)', 26)}+0.4*${speckle('ld(2)', 'ld(6)', 9)},0.5*${speckle('ld(0)*1.6', 'ld(1)', 70)}+0.5*${speckle('ld(0)*1.6', 'ld(1)', 160)}));`,
    // posts either side of the gate, and a guard hut
    `st(8,between(ld(1),0.23,0.535)*(lt(abs(ld(0)-${o.left}),0.014)+lt(abs(ld(0)-${o.right}),0.014)));`,
    `st(9,between(ld(0),0.78,0.93)*between(ld(1),0.2,0.56));`,
  ].join('');
  const sky = `0.86-0.35*ld(1)`;
  const trees = `0.3+0.07*ld(7)+0.1*(0.3-ld(1))`;
  const wall = `0.55-0.05*lt(mod(ld(0),0.11),0.004)-0.2*lt(ld(1),0.318)+0.015*ld(7)-0.5*max(ld(1)-0.45,0)`;
  const bars = `if(lt(mod(ld(0),0.0145),0.0052)+lt(abs(ld(1)-0.3),0.007)+lt(abs(ld(1)-0.48),0.007),0.24,0.5+0.2*(ld(1)-0.3))`;
  const hut = `if(between(ld(0),0.8,0.87)*between(ld(1),0.29,0.41),0.2+0.3*(ld(0)-0.8)/0.07,if(lt(ld(1),0.235),0.3,0.66))`;
  const slabs = `(1-0.14*lt(mod(ld(2)*3,0.6),0.025)-0.12*lt(mod(ld(6)*2+9,0.5),0.008*ld(2)+0.004))`;
  const lane = `(1+0.35*lt(abs(abs(ld(6)-(${(o.left + o.right) / 2}-0.5))-0.16),0.006)*lt(ld(2),2.4))`;
  const ground = `(0.54+0.03*ld(7)*min(1.4/ld(2),1)+0.02*sin(ld(6)*5+sin(ld(2)*3))-0.12*exp(-pow((ld(1)-0.53)*30,2)))*${slabs}*${lane}`;
  const scene = `if(gt(ld(9),0),${hut},if(gt(ld(8),0),0.42,if(gt(ld(5),0),${bars},if(gt(ld(4),0),${wall},if(gt(ld(1),0.5),${ground},if(gt(ld(1),ld(3)),${trees},${sky}))))))`;
  return {
    setup,
    light: scene,
    blue: `if(gt(ld(5)+ld(9)+ld(8),0),2,if(lt(ld(1),0.5)*(1-ld(4))*gt(ld(1),ld(3)),-9,if(lt(ld(1),ld(3)),8,-5)))`,
    red: `if(gt(ld(5)+ld(9)+ld(8),0),-2,if(lt(ld(1),0.5)*(1-ld(4))*gt(ld(1),ld(3)),-7,if(lt(ld(1),ld(3)),-6,4)))`,
  };
}

/** A three-storey dormitory with balconies along a paved court. Registers: 2 storey, 3 bay, 4 noise, 5 ground depth. */
export function dormitory(o: { readonly bays: number; readonly litAtNight: boolean }): Backdrop {
  const setup = [
    // The façade leans away to the right, so that the rows of balconies converge.
    `st(0,${u});st(1,(${v}-0.36)/(1-0.42*ld(0))+0.36);`,
    `st(2,mod(ld(1)-0.02,0.205)/0.205);st(3,mod(ld(0)*ld(0)*0.35+ld(0),1/${o.bays})*${o.bays});`,
    `st(5,0.14/max(${v}-0.5,0.004));`,
    `st(4,0.6*${speckle('ld(5)', '(ld(0)-0.5)*ld(5)', 30)}+0.4*${speckle('ld(5)', '(ld(0)-0.5)*ld(5)', 11)});`,
    `st(6,mod(floor((ld(0)*ld(0)*0.35+ld(0))*${o.bays})*7+floor((ld(1)-0.02)/0.205)*5,9));`,
    `st(7,lt(ld(1),0.64));`,
    `st(8,between(ld(2),0.2,0.62)*between(ld(3),0.12,0.4));st(9,between(ld(2),0.16,0.8)*between(ld(3),0.55,0.85));`,
  ].join('');
  const glow = o.litAtNight ? `if(lt(ld(6),2),1.0,0.12)` : `0.2+0.22*ld(2)+0.06*ld(6)/9`;
  const rail = `between(ld(2),0.6,0.98)*lt(mod(ld(0),0.0125),0.005)+between(ld(2),0.58,0.62)`;
  const facade = `if(gt(ld(2),0.95),0.34,if(gt(${rail},0),0.36,if(gt(ld(8),0),${glow},if(gt(ld(9),0),0.3,0.63-0.14*(1-ld(2))))))*(1-0.28*ld(0))`;
  const court = `(0.52+0.03*ld(4)+0.02*sin(ld(5)*6+2*sin(ld(0)*9)))*(1-0.12*lt(mod(ld(5)*4,0.7),0.02*ld(5)+0.02)-0.1*lt(mod((ld(0)-0.5)*ld(5)*3+9,0.6),0.02*ld(5)))`;
  const hedge = `0.27+0.09*${speckle('ld(0)*1.78', v, 90)}+0.03*sin(ld(0)*90)`;
  const isHedge = `between(ld(1),0.6+0.012*sin(ld(0)*57),0.69)`;
  const bed = `(${isHedge})*gt(abs(mod(ld(0)+0.04,0.34)-0.17),0.05)`;
  return {
    setup,
    light: `if(gt(${bed},0),${hedge},if(gt(ld(7),0),${facade},${court}-0.14*exp(-pow((ld(1)-0.66)*18,2))))`,
    blue: `if(gt(${bed},0),-9,if(gt(ld(7),0),if(gt(ld(8),0),if(lt(ld(6),2)*${o.litAtNight ? 1 : 0},-22,4),-8),-3))`,
    red: `if(gt(${bed},0),-8,if(gt(ld(7),0),if(gt(ld(8),0),if(lt(ld(6),2)*${o.litAtNight ? 1 : 0},12,-3),5),2))`,
  };
}

/** A perimeter path along a mesh fence, hills behind. Registers: 2 fence depth, 3 hills, 4 mesh, 5 ground depth, 6 noise. */
export function fence(o: { readonly vanish: number }): Backdrop {
  const setup = [
    `st(0,(${u}-${o.vanish})*1.78);st(1,${v}-0.38);`,
    `st(2,0.9/max(-ld(0),0.004));st(3,-0.09-0.045*sin(${u}*5+1)-0.02*sin(${u}*13)-0.006*sin(${u}*47));`,
    `st(5,0.42/max(ld(1),0.004));st(6,if(gt(ld(1),0),(0.6*${speckle('ld(5)*1.5', 'ld(0)*ld(5)', 22)}+0.4*${speckle('ld(5)*1.5', 'ld(0)*ld(5)', 7)})*min(2.2/ld(5),1),${speckle(`${u}*1.78`, v, 110)}));`,
    `st(7,ld(1)*ld(2));`,
    `st(8,lt(ld(0),0)*between(ld(7),-0.5,0.42)*lt(ld(2),14));`,
    `st(9,ld(0)*ld(5));`,
    `st(4,gt(ld(8),0)*(lt(mod(ld(2)*2.4+ld(7)*2.4+40,0.2),0.03)+lt(mod(ld(2)*2.4-ld(7)*2.4+40,0.2),0.03))*lt(ld(2),6)+gt(ld(8),0)*(lt(mod(ld(2),1.1),0.07)+between(ld(7),-0.5,-0.46)));`,
  ].join('');
  const sky = `0.82+0.5*ld(1)`;
  const hills = `0.34+0.025*ld(6)-0.6*(ld(1)-ld(3))`;
  const grass = `0.38+0.085*ld(6)+0.03*sin(ld(0)*ld(5)*2.6+sin(ld(5)))`;
  const path = `(0.6+0.045*ld(6))*(1-0.1*lt(mod(ld(5),0.9),0.03*ld(5)))`;
  const back = `if(gt(ld(1),0),if(between(ld(9),-0.22,0.34),${path},${grass}),if(gt(ld(1),ld(3)),${hills},${sky}))`;
  return {
    setup,
    light: `if(gt(ld(4),0),0.2+0.25*exp(-ld(2)*0.3),${back})`,
    blue: `if(gt(ld(4),0),1,if(gt(ld(1),0),if(between(ld(9),-0.22,0.34),-4,-11),if(gt(ld(1),ld(3)),-4,8)))`,
    red: `if(gt(ld(4),0),-1,if(gt(ld(1),0),if(between(ld(9),-0.22,0.34),4,-6),if(gt(ld(1),ld(3)),-7,-5)))`,
  };
}

/** A reception hall: counter, window, a row of chairs. Registers: 2 floor depth, 3 light pool, 4 counter, 5 window, 6 chairs. */
export function reception(o: { readonly warm: number }): Backdrop {
  const setup = [
    `st(0,${u});st(1,${v});st(2,0.2/max(ld(1)-0.3,0.004));`,
    `st(3,exp(-pow((ld(0)-0.3-0.4*(ld(1)-0.5))*4.2,2))*gt(ld(1),0.42));`,
    `st(4,if(between(ld(0),0.56,0.97)*between(ld(1),0.43+0.05*(ld(0)-0.56),0.47+0.05*(ld(0)-0.56)),2,if(between(ld(0),0.57,0.96)*between(ld(1),0.44,0.7+0.1*(ld(0)-0.57)),1,0)));`,
    `st(5,between(ld(0),0.12,0.42)*between(ld(1),0.08,0.33));`,
    `st(6,between(ld(0),0.03,0.5)*(between(mod(ld(0)-0.03,0.094),0.008,0.08))*(between(ld(1),0.44,0.56)+between(ld(1),0.575,0.625))+between(ld(0),0.04,0.5)*between(ld(1),0.625,0.64));`,
    `st(7,(ld(0)-0.5)*ld(2));st(8,sin(ld(0)*41+3*sin(ld(1)*37))*sin(ld(1)*59));`,
    `st(9,between(ld(0),0.66,0.88)*between(ld(1),0.12,0.27));`,
  ].join('');
  const wall = `0.6+0.12*exp(-pow((ld(0)-0.27)*3,2))-0.1*gt(ld(1),0.35)-0.16*between(ld(1),0.405,0.425)`;
  const window = `if(lt(mod(ld(0)-0.12,0.1),0.006)+lt(abs(ld(1)-0.2),0.008),0.5,0.94-0.2*ld(1)+0.03*ld(8))`;
  const board = `if(lt(mod(ld(1)-0.12,0.028),0.008)*between(ld(0),0.68,0.84-0.05*mod(floor(ld(1)*36),3)),0.4,0.7)`;
  const floor = `(0.4+0.26*ld(3))*(1-0.09*lt(mod(ld(2)*2.4,0.42),0.022)-0.09*lt(mod(ld(7)*2.4+9,0.42),0.012))`;
  const counter = `if(eq(ld(4),2),0.7,0.33-0.14*(ld(1)-0.44)+0.03*lt(mod(ld(0),0.1),0.004))`;
  const chairs = `0.24+0.1*gt(ld(1),0.575)*lt(ld(1),0.625)+0.12*ld(3)`;
  const scene = `if(gt(ld(4),0),${counter},if(gt(ld(6),0),${chairs},if(gt(ld(5),0),${window},if(gt(ld(9),0),${board},if(gt(ld(1),0.425),${floor},${wall})))))`;
  return {
    setup,
    light: scene,
    blue: `if(gt(ld(6),0)*lt(ld(4),1),9,if(gt(ld(5),0),4,if(gt(ld(4),0),-13,-${o.warm})))`,
    red: `if(gt(ld(6),0)*lt(ld(4),1),-6,if(gt(ld(5),0),-4,if(gt(ld(4),0),8,${o.warm}-3)))`,
  };
}
