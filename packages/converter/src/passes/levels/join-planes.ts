// Planes of bits side by side.
import type { Layer } from '@bitplane/model';

/** Layers of which the last one makes the bits of a plane, or of several. */
export type PlaneLayers = readonly Layer[];

/** Planes side by side, the last layer under that name. */
export function joinPlanes(name: string, planes: readonly PlaneLayers[]): Layer[] {
  if (planes.length === 1) return [...planes[0].slice(0, -1), { ...planes[0].at(-1)!, name }];
  const joined: Layer[] = [];
  for (let k = 1; k < planes.length; k++) {
    const left = joined.at(-1) ?? planes[0].at(-1)!;
    const isLast = k === planes.length - 1;
    joined.push({
      kind: 'concat',
      name: isLast ? name : `${name}/planes${k}`,
      inputs: [left.name, planes[k].at(-1)!.name],
    });
  }
  return [...planes.flat(), ...joined];
}
